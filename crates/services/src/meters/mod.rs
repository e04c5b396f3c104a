//! Meters of spaces: what they are, what a unit costs, and what was read of each. A reading has one live charge if somebody lived
//! there, and each change of it changes the charge and the totals of its customer in the same transaction.

mod change;
mod create;
mod customer;
mod list;
mod resident;
mod setup;
mod sheet;
mod tariff;
mod words;
mod write;

use domain::{
    AppError, MeterId,
    error::Conflict,
    meter::{Course, MeterKind, Month, ReadingInput},
    money::Vnd,
    permission::{Action, Placement, Resource, noun, verb},
    quantity::Quantity,
};
use entities::{customer as guest, meter, meter_reading, space};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

pub(crate) use self::{
    customer::{Moved, forget, give_back, move_over},
    words::{called, titles},
};
use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
    query::{
        operations::{place_of_space, spaces},
        scope::place_of,
    },
    staff::names_of,
};

/// The use cases; get them from [`Services::meters`].
pub struct MeterDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on meters, tariffs and readings.
    pub const fn meters(&self) -> MeterDesk<'_> {
        MeterDesk { services: self }
    }
}

/// How a reading was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    pub input: ReadingInput,
    pub kind: MeterKind,
    pub old: Quantity,
    pub used: Quantity,
    /// What is owed for it, if anybody owes it.
    pub amount: Option<Vnd>,
    pub cancelled: bool,
}

/// A meter of a space that the actor sees.
async fn seen(unit: &Unit, id: MeterId) -> Outcome<(meter::Model, space::Model)> {
    let view = unit.permit::<verb::View, noun::Spaces>()?;
    let row = meter::Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let space = spaces(&view).filter(space::Column::Id.eq(row.space_id)).one(unit.tx()).await?;
    Ok((row, space.ok_or(AppError::NotFound)?))
}

/// A meter as it is by now; nobody else reads it until this unit is over.
async fn held(unit: &Unit, id: Uuid) -> Outcome<meter::Model> {
    let found = meter::Entity::find_by_id(id).lock_exclusive().one(unit.tx()).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// What was read last of each of these meters: they are read in the order of their days.
async fn latest_of(
    tx: &impl ConnectionTrait,
    meters: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, meter_reading::Model>> {
    let last = meter_reading::Entity::find()
        .select_only()
        .expr(Expr::col(meter_reading::Column::Seq).max())
        .filter(meter_reading::Column::MeterId.is_in(meters))
        .filter(meter_reading::Column::Cancelled.eq(false))
        .group_by(meter_reading::Column::MeterId);
    let found = meter_reading::Entity::find().filter(meter_reading::Column::Seq.in_subquery(last.into_query()));
    Ok(found.all(tx).await?.into_iter().map(|row| (row.meter_id, row)).collect())
}

/// Where a reading stands: with whoever lives there, else with the space.
fn place(customer: Option<&guest::Model>, space: &space::Model) -> Placement {
    customer.map_or_else(|| place_of_space(space.branch_id.into()), place_of)
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Services }.into()
}

/// What a meter counts; what the database holds besides the known words cannot be.
fn kind_of(key: &str) -> MeterKind {
    MeterKind::from_key(key).unwrap_or_default()
}

/// Never negative: the database sees to that.
fn quantity(thousandths: i64) -> Quantity {
    Quantity::of_thousandths(thousandths).unwrap_or_default()
}

fn day_of(text: &str) -> Outcome<chrono::NaiveDate> {
    text.parse().map_err(|_| Failure::fault(format!("{text} is no day of a meter")))
}

fn month_of(row: &meter_reading::Model) -> Outcome<Month> {
    row.month.parse().map_err(|_| Failure::fault(format!("the month of reading {} cannot be read", row.id)))
}

fn course_of(row: &meter_reading::Model) -> Course {
    match (row.course == Course::TurnedOver.key(), row.ended, row.began) {
        (_, Some(ended), Some(began)) => Course::Replaced { ended: quantity(ended), began: quantity(began) },
        (true, ..) => Course::TurnedOver,
        (false, ..) => Course::Straight,
    }
}

/// A reading as its form has it.
fn kept(row: &meter_reading::Model) -> Outcome<ReadingInput> {
    Ok(ReadingInput {
        meter: row.meter_id.into(),
        month: month_of(row)?,
        read_on: day_of(&row.read_on)?,
        reading: quantity(row.reading),
        course: course_of(row),
    })
}

/// Somebody else was faster.
async fn overtaken(unit: &Unit, version: i64, by: Uuid) -> Outcome<Failure> {
    let changed_by = names_of(unit, [by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version, changed_by, fields: Vec::new() })).into())
}
