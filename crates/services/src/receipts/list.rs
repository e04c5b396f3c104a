//! Receipts and charges as lists show them.

use std::collections::HashMap;

use domain::{
    AppError, CustomerId, ReceiptId,
    booking::{BookingStatus, Guest},
    contract::ContractStatus,
    ledger::Source,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    receipt::{
        ChargeFilter, ChargePage, ChargePlace, CustomerAccount, MOST_NAMED, ReceiptFilter, ReceiptPage, ReceiptPlace,
        ReceiptRow,
    },
    value::Catalog,
};
use entities::{booking, charge, contract, customer, receipt, receipt::Column};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Hold, ReceiptDesk, payer};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::{charges_of, charges_seen, check_amounts, is_open, purse_of, sees_amounts, sources_seen, totals},
    query::{
        is_storable, lookup,
        operations::{are_countable, codes, customers_with, followed, latest},
        scope::place_of,
    },
    staff::names_of,
};

impl ReceiptDesk<'_> {
    /// Receipts and vouchers, the latest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ReceiptFilter,
        after: Option<ReceiptPlace>,
    ) -> Outcome<ReceiptPage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Receipts>()?;
        let code = filter.code.trim().to_uppercase();
        if !is_storable(&code) || !are_countable([filter.from, filter.to, after.map(|place| place.paid_on)]) {
            return Ok(ReceiptPage::default());
        }
        let wanted = Condition::all()
            // A number alone could be that of a receipt or of a voucher.
            .add_option(codes(Column::Code, &code, |number| number.to_string()))
            .add_option(filter.customer.map(|customer| Column::CustomerId.eq(customer.0)))
            .add_option(filter.purpose.map(|purpose| Column::Purpose.eq(purpose.key())))
            .add_option(filter.from.map(|day| Column::PaidOn.gte(day.to_string())))
            .add_option(filter.to.map(|day| Column::PaidOn.lte(day.to_string())));
        let all = followed(&unit, &permit);
        let select = all.clone().filter(wanted);
        let after = after.map(|ReceiptPlace { paid_on, seq }| (paid_on, seq));
        let (rows, more) = latest(unit.tx(), select, (Column::PaidOn, Column::Seq), after).await?;
        let rows = shown(&unit, rows).await?;
        let after = rows.last().filter(|_| more).map(|row| row.place);
        // Who it is stands in whatever the reader sees of the customer.
        let customer = match (filter.customer, rows.first()) {
            (None, _) => None,
            (Some(_), Some(row)) => Some(row.customer.clone()),
            (Some(customer), None) => {
                let any = all.filter(Column::CustomerId.eq(customer.0)).limit(1).all(unit.tx()).await?;
                shown(&unit, any).await?.pop().map(|row| row.customer)
            }
        };
        Ok(ReceiptPage { rows, after, customer })
    }

    /// The charges of a customer, the latest first: what is owed and what will be, as far as the reader sees what it comes
    /// from.
    ///
    /// # Errors
    /// Forbidden; the customer is not found.
    pub async fn charges(
        &self,
        actor: &Actor,
        filter: ChargeFilter,
        after: Option<ChargePlace>,
    ) -> Outcome<ChargePage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Receipts>()?;
        unit.permit::<verb::View, noun::Amounts>()?;
        let found = customers_with(&unit, &permit).filter(customer::Column::Id.eq(filter.customer.0));
        let seen = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        check_amounts(&unit, true, &place_of(&seen))?;
        let mut select = charges_seen(&seen, &sources_seen(&unit, &seen).await?);
        if filter.open {
            select = select.filter(is_open());
        }
        let after = after.map(|ChargePlace { service_on, id }| (service_on, id.0));
        let by = (charge::Column::ServiceOn, charge::Column::Id);
        let (rows, more) = latest(unit.tx(), select, by, after).await?;
        let rows = charges_of(&unit, rows).await?;
        let after = rows.last().filter(|_| more).map(|row| ChargePlace { service_on: row.service_on, id: row.id });
        Ok(ChargePage { rows, after })
    }

    /// What the form of a receipt has to know of a customer.
    ///
    /// # Errors
    /// Forbidden; the customer is not found.
    pub async fn account(&self, actor: &Actor, customer: CustomerId) -> Outcome<CustomerAccount> {
        let unit = self.services.read(actor).await?;
        let row = payer(&unit, customer, Hold::Not).await?;
        let balance = totals::kept(unit.tx(), row.id).await?.money.balance;
        let sources = sources_seen(&unit, &row).await?;
        let open = charges_seen(&row, &sources).filter(is_open());
        let open = open.order_by_asc(charge::Column::ServiceOn).order_by_asc(charge::Column::Id);
        let open = open.limit(MOST_NAMED as u64).all(unit.tx()).await?;
        let agreed = match [Source::Booking, Source::RentPeriod].iter().all(|source| sources.contains(source)) {
            true => Some(agreed_of(unit.tx(), row.id).await?),
            false => None,
        };
        Ok(CustomerAccount {
            open: charges_of(&unit, open).await?,
            credit: balance.credit,
            deposit: balance.deposit(),
            agreed,
            methods: unit.legend().await?.labels.named(Catalog::PaymentMethod),
        })
    }
}

/// The deposits that are agreed for stays that are not over, and by contracts that are in force.
async fn agreed_of(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Vnd> {
    let stays = booking::Entity::find()
        .select_only()
        .column(booking::Column::AgreedDeposit)
        .filter(booking::Column::CustomerId.eq(customer))
        .filter(booking::Column::Status.is_in([BookingStatus::Reserved.key(), BookingStatus::CheckedIn.key()]));
    let agreed: Vec<i64> = stays.into_tuple().all(tx).await?;
    let contracts = contract::Entity::find()
        .select_only()
        .column(contract::Column::AgreedDeposit)
        .filter(contract::Column::CustomerId.eq(customer))
        .filter(contract::Column::Status.eq(ContractStatus::Active.key()));
    let by_contract: Vec<i64> = contracts.into_tuple().all(tx).await?;
    Ok(Vnd(agreed.into_iter().chain(by_contract).sum()))
}

/// Rows with the names of what they name, by one query each for the whole page; amounts as far as the reader may see any.
async fn shown(unit: &Unit, rows: Vec<receipt::Model>) -> Outcome<Vec<ReceiptRow>> {
    let customers = lookup::by_ids(unit.tx(), rows.iter().map(|row| row.customer_id)).await?;
    let makers = names_of(unit, rows.iter().map(|row| row.created_by)).await?;
    let legend = unit.legend().await?;
    let countered = rows.iter().filter_map(|row| row.counters);
    let of_these = Condition::any()
        .add(Column::Id.is_in(countered))
        .add(Column::Counters.is_in(rows.iter().filter(|row| row.reversed).map(|row| row.id)));
    let others = receipt::Entity::find().filter(of_these).all(unit.tx()).await?;
    let codes: HashMap<Uuid, &str> = others.iter().map(|row| (row.id, row.code.as_str())).collect();
    let counters: HashMap<Uuid, &str> =
        others.iter().filter_map(|row| Some((row.counters?, row.code.as_str()))).collect();
    let row = |row: receipt::Model| {
        let purse = purse_of(&row)?;
        let customer = customers
            .get(&row.customer_id)
            .ok_or_else(|| Failure::fault(format!("receipt {} has no customer", row.id)))?;
        let (directory, placement) = (directory_of(customer), place_of(customer));
        let amounts = sees_amounts(unit, &placement);
        let seen = unit.principal().may_at(Action::View, directory.resource(), &placement);
        let may = unit.principal().may_at(Action::Delete, Resource::Receipts, &placement);
        let given_back = purse.refunded > Vnd(0);
        Ok(ReceiptRow {
            id: ReceiptId(row.id),
            place: ReceiptPlace { paid_on: purse.receipt.paid_on, seq: row.seq },
            customer: Guest {
                id: row.customer_id.into(),
                name: customer.name.clone(),
                link: seen.then(|| (directory, customer.code.clone())),
            },
            purpose: purse.receipt.purpose,
            direction: purse.receipt.direction(),
            amount: amounts.then_some(purse.receipt.amount),
            free: amounts.then(|| purse.free()),
            method: legend.labels.label(row.method_id).unwrap_or_default().to_owned(),
            paid_on: purse.receipt.paid_on,
            made_by: makers.get(&row.created_by).cloned().unwrap_or_default(),
            counters: row.counters.and_then(|of| codes.get(&of)).map(|code| (*code).to_owned()),
            countered_by: counters.get(&row.id).map(|code| (*code).to_owned()),
            may_reverse: may && amounts && purse.stands() && !given_back,
            code: row.code,
            note: row.note,
        })
    };
    rows.into_iter().map(row).collect()
}
