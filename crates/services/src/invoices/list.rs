//! Invoices as lists and papers have them.

use std::collections::HashMap;

use domain::{
    AppError, InvoiceId,
    booking::Guest,
    invoice::{
        InvoiceCode, InvoiceDetail, InvoiceFilter, InvoiceLine, InvoicePage, InvoicePlace, InvoiceRow, InvoiceStatus,
        Payment,
    },
    ledger::ChargeStatus,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    value::national,
};
use entities::{charge, customer, invoice, invoice::Column};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use super::{
    InvoiceDesk, day_in,
    lines::{Line, lines_of, lines_of_one, total, whats_in},
    series, status_of,
};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::{account_of, balance_reach, is_open, origins_seen, sees_amounts, sees_balance, whats_of},
    query::{
        is_storable, lookup,
        operations::{are_countable, codes, followed, latest, stands_in},
        scope::place_of,
    },
    staff::names_of,
};

impl InvoiceDesk<'_> {
    /// Invoices, the latest first.
    ///
    /// # Errors
    /// Forbidden, also to somebody who asks for those that are not paid and may not see what is.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &InvoiceFilter,
        after: Option<InvoicePlace>,
    ) -> Outcome<InvoicePage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Invoices>()?;
        let all = followed(&unit, &permit);
        let mut select = all.clone();
        if filter.open {
            let reach = balance_reach(&unit)?;
            select = select.filter(Column::Status.eq(InvoiceStatus::Issued.key())).filter(Expr::exists(unpaid()));
            select = select.filter(Condition::all().add_option(stands_in::<noun::Invoices>(reach)));
        }
        let code = filter.code.trim().to_uppercase();
        if !is_storable(&code) || !are_countable([filter.from, filter.to, after.map(|place| place.day)]) {
            return Ok(InvoicePage::default());
        }
        let wanted = Condition::all()
            .add_option(coded(&unit, &code).await?)
            .add_option(filter.customer.map(|customer| Column::CustomerId.eq(customer.0)))
            .add_option(filter.status.map(|status| Column::Status.eq(status.key())))
            .add_option(filter.from.map(|day| Column::Day.gte(day.to_string())))
            .add_option(filter.to.map(|day| Column::Day.lte(day.to_string())));
        let after = after.map(|InvoicePlace { day, seq }| (day, seq));
        let (rows, more) = latest(unit.tx(), select.filter(wanted), (Column::Day, Column::Seq), after).await?;
        let lines = lines_of(unit.tx(), rows.iter().map(|row| row.id)).await?;
        let rows = shown(&unit, rows, &lines).await?;
        let after = rows.last().filter(|_| more).map(|row| row.place);
        // Who it is stands in whatever the reader sees of the customer.
        let customer = match (filter.customer, rows.first()) {
            (None, _) => None,
            (Some(_), Some(row)) => Some(row.customer.clone()),
            (Some(customer), None) => {
                let any = all.filter(Column::CustomerId.eq(customer.0)).limit(1).all(unit.tx()).await?;
                let lines = lines_of(unit.tx(), any.iter().map(|row| row.id)).await?;
                shown(&unit, any, &lines).await?.pop().map(|row| row.customer)
            }
        };
        Ok(InvoicePage { rows, after, customer })
    }

    /// An invoice with its lines. Where and how its customer is reached is for those who see the customer.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn read(&self, actor: &Actor, id: InvoiceId) -> Outcome<InvoiceDetail> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Invoices>()?;
        let found = followed(&unit, &permit).filter(Column::Id.eq(id.0)).one(unit.tx()).await?;
        let row = found.ok_or(AppError::NotFound)?;
        let customer = lookup::by_ids(unit.tx(), [row.customer_id]).await?.remove(&row.customer_id);
        let customer = customer.ok_or(AppError::NotFound)?;
        let lines = lines_of_one(unit.tx(), row.id).await?;
        let told = told(&unit, &row, &lines, &customer).await?;
        let rows = shown(&unit, vec![row], &HashMap::from([(id.0, lines)])).await?;
        let row = rows.into_iter().next().ok_or(AppError::NotFound)?;
        let mut detail =
            InvoiceDetail { row, lines: told, address: String::new(), phone: String::new(), tax_code: String::new() };
        if unit.may_at(Action::View, directory_of(&customer).resource(), &place_of(&customer)) {
            detail.phone = national(&customer.phone);
            (detail.address, detail.tax_code) = (customer.address, customer.tax_code);
        }
        Ok(detail)
    }
}

/// That an invoice has the number that is typed: `123` of any year, `2026-123`, or the beginning of a code.
async fn coded(unit: &Unit, typed: &str) -> Outcome<Option<Condition>> {
    let number = |text: &str| text.parse::<u32>().ok().map(i64::from);
    let these = match typed.split_once('-') {
        None if number(typed).is_some() => {
            let of = |year: i32| Some(InvoiceCode { year, number: number(typed)? }.to_string());
            series::years(unit.tx()).await?.into_iter().filter_map(of).collect()
        }
        Some((year, rest)) => {
            let code = year.parse().ok().zip(number(rest)).map(|(year, number)| InvoiceCode { year, number });
            let Some(code) = code else { return Ok(codes(Column::Code, typed, |_| String::new())) };
            vec![code.to_string()]
        }
        None => return Ok(codes(Column::Code, typed, |_| String::new())),
    };
    Ok(Some(Condition::all().add(Column::Code.is_in(these))))
}

/// The charges of an invoice of which something is to be paid.
fn unpaid() -> SelectStatement {
    let this = Expr::col((charge::Entity, charge::Column::InvoiceId)).equals((invoice::Entity, Column::Id));
    let open = charge::Entity::find().filter(this).filter(is_open());
    open.select_only().column(charge::Column::Id).into_query()
}

/// The lines as people read them.
async fn told(
    unit: &Unit,
    row: &invoice::Model,
    lines: &[Line],
    customer: &customer::Model,
) -> Outcome<Vec<InvoiceLine>> {
    let (status, place) = (status_of(row), place_of(customer));
    let (amounts, balance) = (sees_amounts(unit, &place), sees_balance(unit, &place));
    let (sources, texts) = (origins_seen(unit, customer).await?, whats_in(unit, row, lines).await?);
    // What a line comes from has a code for those who see that; a free line comes from nothing else.
    let charges = lines.iter().filter_map(|line| line.charge.clone());
    let charges: Vec<_> = charges.filter(|it| sources.iter().any(|source| source.key() == it.source)).collect();
    let codes = whats_of(unit, &charges).await?;
    let line = |line: &Line| {
        let account = line.charge.as_ref().map(account_of).transpose()?;
        let what = line.charge.as_ref().and_then(|charge| codes.get(&charge.id));
        Ok(InvoiceLine {
            charge: line.row.charge_id.map(Into::into),
            source: line.source(),
            code: what.map(|what| what.code.clone()).unwrap_or_default(),
            text: line.text(status, &texts),
            service_on: account.map(|account| account.charge.service_on),
            status: account.map_or(ChargeStatus::Earned, |account| account.charge.status),
            amount: amounts.then(|| line.amount(status)),
            open: account.filter(|_| balance).map(|account| account.open()),
        })
    };
    lines.iter().map(line).collect()
}

/// Rows with the names of what they name, by one query each for the whole page; amounts as far as the reader may see any.
async fn shown(unit: &Unit, rows: Vec<invoice::Model>, lines: &HashMap<Uuid, Vec<Line>>) -> Outcome<Vec<InvoiceRow>> {
    let customers = lookup::by_ids(unit.tx(), rows.iter().map(|row| row.customer_id)).await?;
    let makers = names_of(unit, rows.iter().map(|row| row.created_by)).await?;
    let today = unit.services().clock().today();
    let row = |row: invoice::Model| {
        let customer = customers
            .get(&row.customer_id)
            .ok_or_else(|| Failure::fault(format!("invoice {} has no customer", row.id)))?;
        let (directory, placement) = (directory_of(customer), place_of(customer));
        let seen = unit.principal().may_at(Action::View, directory.resource(), &placement);
        let may = |action, resource| unit.principal().may_at(action, resource, &placement);
        let (status, lines) = (status_of(&row), lines.get(&row.id).map(Vec::as_slice).unwrap_or_default());
        let day =
            day_in(&row, Some(&row.day))?.ok_or_else(|| Failure::fault(format!("invoice {} has no day", row.id)))?;
        let due_on = day_in(&row, row.due_on.as_deref())?;
        let total = total(lines, status);
        let open = match status == InvoiceStatus::Issued && sees_balance(unit, &placement) {
            true => Some(open_of(lines)?),
            false => None,
        };
        Ok(InvoiceRow {
            id: row.id.into(),
            place: InvoicePlace { day, seq: row.seq },
            customer: Guest {
                id: row.customer_id.into(),
                name: customer.name.clone(),
                link: seen.then(|| (directory, customer.code.clone())),
            },
            status,
            issued_on: day_in(&row, row.issued_on.as_deref())?,
            due_on,
            lines: lines.len(),
            total: sees_amounts(unit, &placement).then_some(total),
            open,
            payment: open.map(|open| Payment::of(total, open, due_on, today)),
            made_by: makers.get(&row.created_by).cloned().unwrap_or_default(),
            may_edit: may(Action::Edit, Resource::Invoices),
            may_delete: may(Action::Delete, Resource::Invoices),
            may_take: may(Action::Create, Resource::Receipts),
            code: row.code,
            note: row.note,
            void_reason: row.void_reason,
        })
    };
    rows.into_iter().map(row).collect()
}

/// How much of what lines say is not paid.
fn open_of(lines: &[Line]) -> Outcome<Vnd> {
    let mut open = 0;
    for line in lines {
        open += line.open()?.unwrap_or_default().0;
    }
    Ok(Vnd(open))
}
