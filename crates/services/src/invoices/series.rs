//! The numbers of invoices: one series a year without gaps, in the order of their days.

use chrono::{Datelike, NaiveDate};
use domain::invoice::InvoiceCode;
use entities::{invoice_series, invoice_series::Column};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    authz::Unit,
    failure::{Failure, Outcome},
    query::one_at_a_time,
};

/// What all who issue wait for: a series begins with its first number, so there may be no row yet to be held.
const KEY: Uuid = Uuid::from_u128(0x0035_1000_0000_7000_8000_0000_0000_0001);

/// Nobody else issues an invoice until this unit is over; what is refused leaves no gap.
pub(super) async fn hold(unit: &Unit) -> Outcome<()> {
    one_at_a_time(unit.tx(), unit.services().database().engine(), KEY).await
}

/// The day of the last invoice of the whole business.
pub(super) async fn last_issued_on(tx: &impl ConnectionTrait) -> Outcome<Option<NaiveDate>> {
    let last = invoice_series::Entity::find().order_by_desc(Column::Year).limit(1).one(tx).await?;
    let day = last.map(|series| series.last_issued_on.parse()).transpose();
    day.map_err(|_| Failure::fault("the day of the last invoice cannot be read".to_owned()))
}

/// The years in which invoices were issued.
pub(super) async fn years(tx: &impl ConnectionTrait) -> Outcome<Vec<i32>> {
    let all = invoice_series::Entity::find().order_by_asc(Column::Year).all(tx).await?;
    Ok(all.into_iter().filter_map(|series| series.year.try_into().ok()).collect())
}

/// The number of an invoice that is issued on a day; the unit holds the series.
pub(super) async fn next(unit: &Unit, issued_on: NaiveDate) -> Outcome<InvoiceCode> {
    let year = issued_on.year();
    let known = invoice_series::Entity::find_by_id(i64::from(year)).one(unit.tx()).await?;
    let number = known.as_ref().map_or(0, |series| series.last_number) + 1;
    let last_issued_on = Set(issued_on.to_string());
    match known {
        Some(series) => {
            let active =
                invoice_series::ActiveModel { year: Unchanged(series.year), last_number: Set(number), last_issued_on };
            active.update(unit.tx()).await?;
        }
        None => {
            let active =
                invoice_series::ActiveModel { year: Set(year.into()), last_number: Set(number), last_issued_on };
            invoice_series::Entity::insert(active).exec_without_returning(unit.tx()).await?;
        }
    }
    Ok(InvoiceCode { year, number })
}
