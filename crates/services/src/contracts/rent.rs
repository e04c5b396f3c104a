//! The rent of a contract: a charge for each of its periods.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    AppError, ChargeId,
    contract::rent_periods,
    ledger::{Charge, ChargeStatus, LedgerFault, Source},
    money::Vnd,
};
use entities::{charge, contract, rent_period};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::kept;
use crate::{
    authz::Unit,
    failure::{Failure, Outcome},
    ledger::{Book, SourceId, refused},
};

/// Has the rent of a contract that comes in force expected: each period on its billing day.
pub(super) async fn expect(unit: &Unit, row: &contract::Model) -> Outcome<()> {
    let input = kept(row)?;
    let mut book = Book::open(unit, row.customer_id).await?;
    let mut rows = Vec::new();
    for rent in rent_periods(input.starts_on, input.ends_on, Vnd(row.rent), input.billed) {
        let id = Uuid::now_v7();
        rows.push(rent_period::ActiveModel {
            id: Set(id),
            contract_id: Set(row.id),
            number: Set(rent.number.into()),
            starts_on: Set(rent.period.from.to_string()),
            ends_on: Set(rent.period.to.to_string()),
            amount: Set(rent.amount.0),
            billing_on: Set(rent.billing_on.to_string()),
        });
        let charge = Charge {
            id: ChargeId(Uuid::now_v7()),
            source: Source::RentPeriod,
            amount: rent.amount,
            service_on: rent.billing_on,
            status: ChargeStatus::Expected,
        };
        book.keep(charge, SourceId::RentPeriod(id))?;
    }
    rent_period::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    book.close(unit).await
}

/// Has the periods of a contract not owed whose billing day is after a day; what was paid of them is free again.
///
/// # Errors
/// One of them stands on an issued invoice.
pub(super) async fn void_after(unit: &Unit, row: &contract::Model, day: NaiveDate) -> Outcome<()> {
    let later = rent_period::Entity::find()
        .filter(rent_period::Column::ContractId.eq(row.id))
        .filter(rent_period::Column::BillingOn.gt(day.to_string()));
    let later = later.select_only().column(rent_period::Column::Id).into_query();
    let charges = charge::Entity::find()
        .filter(charge::Column::RentPeriodId.in_subquery(later))
        .filter(charge::Column::Status.ne(ChargeStatus::Void.key()))
        // The latest first: what is free again goes to what is owed before.
        .order_by_desc(charge::Column::ServiceOn)
        .all(unit.tx())
        .await?;
    if charges.is_empty() {
        return Ok(());
    }
    let mut book = Book::open(unit, row.customer_id).await?;
    for charge in charges {
        book.ledger.void(charge.id.into()).map_err(|fault| match fault {
            LedgerFault::Frozen => AppError::field("on", "contract_billed").into(),
            fault => refused(fault),
        })?;
    }
    book.close(unit).await
}

/// The periods of a contract in their order, each with its charge.
pub(super) async fn periods_of(unit: &Unit, contract: Uuid) -> Outcome<Vec<(rent_period::Model, charge::Model)>> {
    let periods = rent_period::Entity::find()
        .filter(rent_period::Column::ContractId.eq(contract))
        .order_by_asc(rent_period::Column::Number)
        .all(unit.tx())
        .await?;
    let ids = rent_period::Entity::find().filter(rent_period::Column::ContractId.eq(contract));
    let ids = ids.select_only().column(rent_period::Column::Id).into_query();
    let charges = charge::Entity::find().filter(charge::Column::RentPeriodId.in_subquery(ids)).all(unit.tx()).await?;
    let mut charges: HashMap<Uuid, charge::Model> =
        charges.into_iter().filter_map(|charge| Some((charge.rent_period_id?, charge))).collect();
    periods
        .into_iter()
        .map(|period| match charges.remove(&period.id) {
            Some(charge) => Ok((period, charge)),
            None => Err(Failure::fault(format!("rent period {} has no charge", period.id))),
        })
        .collect()
}

/// What charges for these periods of rent are for: the code of the contract, the first and the last day.
pub(crate) async fn told_of_rent(
    unit: &Unit,
    ids: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, (String, (NaiveDate, NaiveDate))>> {
    let periods = rent_period::Entity::find().filter(rent_period::Column::Id.is_in(ids)).all(unit.tx()).await?;
    let codes = contract::Entity::find()
        .select_only()
        .columns([contract::Column::Id, contract::Column::Code])
        .filter(contract::Column::Id.is_in(periods.iter().map(|period| period.contract_id)));
    let codes: Vec<(Uuid, String)> = codes.into_tuple().all(unit.tx()).await?;
    let codes: HashMap<Uuid, String> = codes.into_iter().collect();
    let told = |period: rent_period::Model| {
        let day =
            |text: &str| text.parse().map_err(|_| Failure::fault(format!("a day of {} cannot be read", period.id)));
        let code = codes.get(&period.contract_id).cloned().unwrap_or_default();
        Ok((period.id, (code, (day(&period.starts_on)?, day(&period.ends_on)?))))
    };
    periods.into_iter().map(told).collect()
}
