//! A contract as its page shows it: with its text, its booking and the periods of its rent.

use domain::{
    AppError, ContractId,
    attachment::FilesMay,
    contract::{ContractDetail, ContractRow, ContractStatus, RentPeriodRow, rendered},
    customer::Named,
    ledger::Account,
    permission::{Action, Placement, Resource, noun, verb},
};
use entities::{booking, contract, customer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    ContractDesk, day_of,
    list::{seen_spaces, shown},
    rent::periods_of,
    status_of, write,
};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::Outcome,
    ledger::{account_of, sees_amounts, sees_balance},
    query::{operations::followed, scope::place_of},
    staff::names_of,
};

impl ContractDesk<'_> {
    /// A contract with its text and its periods.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn read(&self, actor: &Actor, id: ContractId) -> Outcome<ContractDetail> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Contracts>()?;
        let seen = || followed(&unit, &permit);
        let row = seen().filter(contract::Column::Id.eq(id.0)).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let found = customer::Entity::find().filter(customer::Column::Id.eq(row.customer_id));
        let tenant = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let place = place_of(&tenant);
        let renews = match row.renews {
            Some(id) => seen().filter(contract::Column::Id.eq(id)).one(unit.tx()).await?,
            None => None,
        };
        let by = seen().filter(contract::Column::Renews.eq(row.id)).order_by_desc(contract::Column::Seq);
        let renewed_by = by.one(unit.tx()).await?;
        let named = |row: contract::Model| Named { id: row.id.into(), name: row.code };
        let made_by = names_of(&unit, [row.created_by]).await?.into_values().next().unwrap_or_default();
        let shown: Option<ContractRow> = shown(&unit, std::slice::from_ref(&row)).await?.pop();
        Ok(ContractDetail {
            row: shown.ok_or(AppError::NotFound)?,
            version: row.version,
            wording: wording(&unit, &row, &tenant).await?,
            renews: renews.map(named),
            renewed_by: renewed_by.map(named),
            booking: booking_of(&unit, &row).await?,
            periods: periods(&unit, &row, &place).await?,
            files: files(&unit, &tenant, &place),
            made_by,
            text: row.text,
            note: row.note,
            reason: row.reason,
        })
    }
}

/// The text with its fields filled, for those who see what it may name: amounts and the space.
async fn wording(unit: &Unit, row: &contract::Model, tenant: &customer::Model) -> Outcome<Option<String>> {
    let spaces = seen_spaces(unit, row.space_id).await?;
    let space = row.space_id.and_then(|id| spaces.get(&id));
    if !sees_amounts(unit, &place_of(tenant)) || space.is_none() && row.space_id.is_some() {
        return Ok(None);
    }
    Ok(Some(match status_of(row) {
        ContractStatus::Draft => rendered(&row.text, &write::facts(unit, row, tenant, space)?),
        ContractStatus::Active | ContractStatus::Ended | ContractStatus::Terminated => row.wording.clone(),
    }))
}

/// What may be done to its files, for those who see those of the customer.
fn files(unit: &Unit, tenant: &customer::Model, place: &Placement) -> Option<FilesMay> {
    let who = unit.principal();
    let may = |action| who.may_at(action, Resource::Attachments, place);
    let files = FilesMay { create: may(Action::Create), delete: may(Action::Delete) };
    directory_of(tenant).shows(who, Resource::Attachments, place).then_some(files)
}

/// Its booking, for those who see bookings.
async fn booking_of(unit: &Unit, row: &contract::Model) -> Outcome<Option<Named<domain::BookingId>>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Bookings>() else { return Ok(None) };
    let seen = followed(unit, &permit).filter(booking::Column::ContractId.eq(row.id)).one(unit.tx()).await?;
    Ok(seen.map(|booking| Named { id: booking.id.into(), name: booking.code }))
}

/// Its periods; what each costs for those who see amounts, what is paid of it for those who see what is owed and was paid.
async fn periods(unit: &Unit, row: &contract::Model, place: &Placement) -> Outcome<Vec<RentPeriodRow>> {
    let (amounts, balance) = (sees_amounts(unit, place), sees_balance(unit, place));
    let mut periods = Vec::new();
    for (period, charge) in periods_of(unit, row.id).await? {
        let account: Account = account_of(&charge)?;
        periods.push(RentPeriodRow {
            number: period.number.try_into().unwrap_or_default(),
            from: day_of(row, &period.starts_on)?,
            to: day_of(row, &period.ends_on)?,
            billing_on: day_of(row, &period.billing_on)?,
            status: account.charge.status,
            amount: amounts.then_some(account.charge.amount),
            allocated: balance.then_some(account.allocated),
            open: balance.then(|| account.open()),
        });
    }
    Ok(periods)
}
