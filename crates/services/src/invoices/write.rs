//! Writing an invoice: the row, the audit entry and the hints.

use domain::{history::Event, permission::Resource};
use entities::{customer, invoice};
use sea_orm::{ActiveModelTrait, ActiveValue::Unchanged, IntoActiveModel};
use uuid::Uuid;

use super::{
    Standing, day_in,
    lines::{Line, whats_in},
    status_of,
};
use crate::{authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Writes what has become of an invoice, as the next version of it.
pub(super) async fn update(unit: &Unit, before: &invoice::Model, mut row: invoice::Model) -> Outcome<invoice::Model> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await?;
    Ok(row)
}

/// How an invoice stands, in words.
pub(super) async fn standing(unit: &Unit, row: &invoice::Model, lines: &[Line]) -> Outcome<Standing> {
    let (status, whats) = (status_of(row), whats_in(unit, row, lines).await?);
    Ok(Standing {
        customer: row.customer_id.into(),
        status,
        code: row.code.clone(),
        lines: lines.iter().map(|line| (line.text(status, &whats), line.amount(status))).collect(),
        issued_on: day_in(row, row.issued_on.as_deref())?,
        due_on: day_in(row, row.due_on.as_deref())?,
        note: row.note.clone(),
        void_reason: row.void_reason.clone(),
    })
}

/// Writes down what was done, and lets open pages look anew.
pub(super) async fn told(
    unit: &Unit,
    event: Event,
    id: Uuid,
    details: (Option<Standing>, Option<Standing>),
    customer: &customer::Model,
) -> Outcome<()> {
    unit.record_details(event, Resource::Invoices, Some(id), &details).await?;
    unit.announce(Resource::Invoices.key(), id).await?;
    hint(unit, customer).await
}

/// Lets open pages look anew at the invoices of a customer.
pub(super) async fn hint(unit: &Unit, customer: &customer::Model) -> Outcome<()> {
    unit.hint(Hint::Operations(Resource::Invoices, directory_of(customer), vec![place_of(customer)])).await
}
