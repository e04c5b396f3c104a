//! Contracts: who rents what, for how long and for how much each month. A draft is changed by its form, an active contract by acts
//! alone. Each period of its rent has one live charge, and a space one booking, which are written in the same transaction; the
//! rent run ([`run`]) has rent owed on its day.

mod act;
mod change;
mod create;
mod customer;
mod list;
mod read;
mod rent;
mod run;
mod template;
mod write;

use chrono::NaiveDate;
use domain::{
    AppError, ContractId, SpaceId,
    contract::{Billed, ContractInput, ContractStatus},
    error::Conflict,
    money::Vnd,
    permission::{Action, CellType, Resource, Verb, noun, verb},
};
use entities::{contract, customer as tenant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    customer::{Moved, forget, give_back, hindrances, move_over},
    rent::told_of_rent,
    template::Kept as KeptTemplate,
};
use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
    query::{operations::followed, scope::place_of},
    staff::names_of,
};

/// The use cases; get them from [`Services::contracts`].
pub struct ContractDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on contracts.
    pub const fn contracts(&self) -> ContractDesk<'_> {
        ContractDesk { services: self }
    }
}

/// How a contract was before a change or is since, for the audit trail.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub code: String,
    pub input: ContractInput,
    pub status: ContractStatus,
    /// The code of the contract that it continues.
    pub renews: Option<String>,
    /// The code of the contract that continues it.
    pub renewed_by: Option<String>,
    pub terminated_on: Option<NaiveDate>,
    pub reason: String,
}

/// A contract to which the actor may do `V`, and its customer; nobody else changes either until this unit is over. Whoever wants
/// both takes the customer first. What is visible but may not be touched is forbidden rather than missing.
async fn held<V>(unit: &Unit, id: ContractId) -> Outcome<(contract::Model, tenant::Model)>
where
    V: Verb,
    (V, noun::Contracts): CellType,
{
    let view = unit.permit::<verb::View, noun::Contracts>()?;
    let found = || followed(unit, &view).filter(contract::Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = tenant::Entity::find().filter(tenant::Column::Id.eq(seen.customer_id)).lock_exclusive();
    let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
    let row = row.ok_or(AppError::NotFound)?;
    let permit = unit.permit::<V, noun::Contracts>()?;
    if permit.reach().covers(&place_of(&customer)) { Ok((row, customer)) } else { Err(forbidden(V::ACTION)) }
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Contracts }.into()
}

/// That it has not come so far, or too far.
fn status_fault(code: &'static str) -> AppError {
    AppError::field("contract", code)
}

/// A contract as its form has it.
fn kept(row: &contract::Model) -> Outcome<ContractInput> {
    Ok(ContractInput {
        customer: row.customer_id.into(),
        space: row.space_id.map(SpaceId),
        starts_on: day_of(row, &row.starts_on)?,
        ends_on: day_of(row, &row.ends_on)?,
        rent: Some(Vnd(row.rent)),
        billed: billed_of(row),
        agreed_deposit: Some(Vnd(row.agreed_deposit)),
        text: row.text.clone(),
        note: row.note.clone(),
    })
}

fn day_of(row: &contract::Model, day: &str) -> Outcome<NaiveDate> {
    day.parse().map_err(|_| Failure::fault(format!("a day of contract {} cannot be read", row.id)))
}

/// When its rent is owed; what the database holds besides the known words cannot be.
fn billed_of(row: &contract::Model) -> Billed {
    Billed::from_key(&row.billed).unwrap_or_default()
}

/// How far it has come; what the database holds besides the known words cannot be.
fn status_of(row: &contract::Model) -> ContractStatus {
    ContractStatus::from_key(&row.status).unwrap_or(ContractStatus::Ended)
}

async fn conflict(unit: &Unit, row: &contract::Model) -> Outcome<Failure> {
    let changed_by = names_of(unit, [row.updated_by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: row.version, changed_by, fields: Vec::new() })).into())
}
