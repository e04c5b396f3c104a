//! Invoices: what customers are asked to pay. A draft shows its charges as they are; once it is issued it has a number, its lines
//! are owed, and neither it nor its charges change until it is taken back.

mod act;
mod change;
mod create;
mod customer;
mod follow;
mod issue;
mod lines;
mod list;
mod offer;
mod series;
mod write;

use chrono::NaiveDate;
use domain::{
    AppError, CustomerId, InvoiceId,
    invoice::{InvoiceInput, InvoiceStatus},
    money::Vnd,
    permission::{Action, CellType, Resource, Verb, noun, verb},
};
use entities::{customer as guest, invoice};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use self::lines::Line;
pub(crate) use self::{
    customer::{Moved, forget, give_back, hindrances, move_over},
    follow::follow,
};
use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
    query::{operations::followed, scope::place_of},
};

/// The use cases; get them from [`Services::invoices`].
pub struct InvoiceDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on invoices.
    pub const fn invoices(&self) -> InvoiceDesk<'_> {
        InvoiceDesk { services: self }
    }
}

/// How an invoice was before a change or is since, for the audit trail: as people read it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    /// Who is asked.
    pub customer: CustomerId,
    /// How far it has come.
    pub status: InvoiceStatus,
    /// Its number; a draft has none.
    pub code: Option<String>,
    /// What each line says, and how much it is.
    pub lines: Vec<(String, Vnd)>,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// Until when it is to be paid.
    pub due_on: Option<NaiveDate>,
    /// Whatever else it says.
    pub note: String,
    /// Why it was taken back.
    pub void_reason: Option<String>,
}

/// An invoice to which somebody may do `V`, and its customer; nobody else changes either until this unit is over. Whoever wants both
/// takes the customer first. What is visible but may not be changed is forbidden rather than missing.
async fn held<V: Verb>(unit: &Unit, id: InvoiceId) -> Outcome<(invoice::Model, guest::Model)>
where
    (V, noun::Invoices): CellType,
{
    let view = unit.permit::<verb::View, noun::Invoices>()?;
    let found = || followed(unit, &view).filter(invoice::Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = guest::Entity::find().filter(guest::Column::Id.eq(seen.customer_id)).lock_exclusive();
    let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
    let row = row.ok_or(AppError::NotFound)?;
    let permit = unit.permit::<V, noun::Invoices>()?;
    if permit.reach().covers(&place_of(&customer)) { Ok((row, customer)) } else { Err(forbidden(V::ACTION)) }
}

/// Refuses what an invoice has come too far for, or not far enough.
fn check_status(row: &invoice::Model, wanted: InvoiceStatus) -> Outcome<()> {
    match status_of(row) == wanted {
        true => Ok(()),
        false => Err(AppError::field("invoice", "invoice_status").into()),
    }
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Invoices }.into()
}

/// An invoice as its form has it.
fn kept(row: &invoice::Model, lines: &[Line]) -> Outcome<InvoiceInput> {
    Ok(InvoiceInput {
        customer: row.customer_id.into(),
        lines: lines.iter().map(Line::input).collect(),
        due_on: day_in(row, row.due_on.as_deref())?,
        note: row.note.clone(),
    })
}

/// How far it has come; what the database holds besides the known words cannot be.
fn status_of(row: &invoice::Model) -> InvoiceStatus {
    InvoiceStatus::from_key(&row.status).unwrap_or(InvoiceStatus::Void)
}

/// A day of an invoice.
fn day_in(row: &invoice::Model, text: Option<&str>) -> Outcome<Option<NaiveDate>> {
    let day = text.map(str::parse).transpose();
    day.map_err(|_| Failure::fault(format!("a day of invoice {} cannot be read", row.id)))
}
