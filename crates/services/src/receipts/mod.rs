//! Receipts and vouchers: money comes in, is held, pays what is owed, goes back. Each changes the ledger of its customer in the
//! same transaction, and none is ever changed: what was a mistake is taken back by a counter-entry.

mod list;
mod post;
mod write;

use domain::{
    AppError, CustomerId,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
};
use entities::customer;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Services,
    authz::Unit,
    failure::Outcome,
    ledger::check_amounts,
    query::{operations::customers_with, scope::place_of},
};

/// The use cases; get them from [`Services::receipts`].
pub struct ReceiptDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on receipts and vouchers.
    pub const fn receipts(&self) -> ReceiptDesk<'_> {
        ReceiptDesk { services: self }
    }
}

/// What the audit trail keeps of an act: what was paid, or what was done with it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Entry {
    /// How much.
    pub amount: Vnd,
    /// What for, as a key.
    #[serde(default)]
    pub purpose: String,
    /// How it was paid.
    #[serde(default)]
    pub method: Option<Uuid>,
    /// On which day.
    #[serde(default)]
    pub paid_on: String,
    /// Whatever else was said.
    #[serde(default)]
    pub note: String,
    /// The code of the counter-entry.
    #[serde(default)]
    pub counter: String,
}

/// A customer whose money somebody may take or give back, and see.
async fn payer(unit: &Unit, id: CustomerId, hold: Hold) -> Outcome<customer::Model> {
    let create = unit.permit::<verb::Create, noun::Receipts>()?;
    unit.permit::<verb::View, noun::Amounts>()?;
    let view = unit.permit::<verb::View, noun::Receipts>()?;
    let mut found = customers_with(unit, &view).filter(customer::Column::Id.eq(id.0));
    if hold == Hold::UntilTheEnd {
        found = found.lock_exclusive();
    }
    let row = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    if !create.reach().covers(&place_of(&row)) {
        return Err(AppError::Forbidden { action: Action::Create, resource: Resource::Receipts }.into());
    }
    check_amounts(unit, true, &place_of(&row))?;
    Ok(row)
}

/// Whether others may change a record that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// They may.
    Not,
    /// Not before the unit is over.
    UntilTheEnd,
}
