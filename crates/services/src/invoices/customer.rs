//! What becomes of invoices when something becomes of their customer.

use domain::{AppError, FieldError, history::Event, invoice::InvoiceStatus, permission::Resource};
use entities::{charge, customer, invoice, invoice_line};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, follow::leave};
use crate::{audit, authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The invoices that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// Why a customer may not go to the trash yet: an invoice was begun. Of one that is issued and not paid the money tells.
pub(crate) async fn hindrances(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Vec<FieldError>> {
    let some = drafts([customer]).count(tx).await? > 0;
    Ok(some.then(|| FieldError::new("invoice", "open_invoice")).into_iter().collect())
}

/// The invoices of a customer, and what is owed for their free lines, become those of another one. The totals follow with the
/// money.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = invoice::Entity::find().filter(invoice::Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(invoice::Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there; what they stand for has gone back already. What belongs to the other side leaves the
/// drafts of this one.
///
/// # Errors
/// One was issued while both were one, over what is owed by the other side.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    put(unit, &moved.0, from, to).await?;
    for (one, other) in [(from, to), (to, from)] {
        let across = invoice_line::Entity::find()
            .filter(invoice_line::Column::Standing.eq(true))
            .filter(invoice_line::Column::InvoiceId.in_subquery(invoices_of(one.id)))
            .filter(invoice_line::Column::ChargeId.in_subquery(charges_of(other.id)))
            .all(unit.tx())
            .await?;
        let issued = invoice::Entity::find()
            .filter(invoice::Column::Id.is_in(across.iter().map(|line| line.invoice_id)))
            .filter(invoice::Column::Status.ne(InvoiceStatus::Draft.key()));
        if issued.count(unit.tx()).await? > 0 {
            return Err(AppError::field("invoices", "invoices_across").into());
        }
        leave(unit, &across, one).await?;
    }
    Ok(())
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        let lines = invoice_line::Entity::find().filter(invoice_line::Column::InvoiceId.is_in(ids.iter().copied()));
        let lines = lines.select_only().column(invoice_line::Column::Id).into_query();
        charge::Entity::update_many()
            .col_expr(charge::Column::CustomerId, Expr::value(to.id))
            .filter(charge::Column::InvoiceLineId.in_subquery(lines))
            .filter(charge::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        invoice::Entity::update_many()
            .col_expr(invoice::Column::CustomerId, Expr::value(to.id))
            .filter(invoice::Column::Id.is_in(ids.iter().copied()))
            .filter(invoice::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    unit.hint(Hint::Operations(Resource::Invoices, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Takes out of invoices what may name a customer who is deleted for good, and drafts whole. What was issued keeps its number, its
/// days and its amounts, and what it says of stays and services.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let all = invoice::Entity::find().filter(invoice::Column::CustomerId.is_in(customers.iter().copied()));
    let ids: Vec<Uuid> = all.select_only().column(invoice::Column::Id).into_tuple().all(tx).await?;
    // Of drafts that were thrown away the audit trail alone knows.
    let is_theirs = |standing: &Standing| customers.contains(&standing.customer.0);
    for id in ids.iter().chain(&audit::gone(tx, Event::Discarded, is_theirs).await?) {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    let begun = drafts(customers.iter().copied()).select_only().column(invoice::Column::Id);
    let begun: Vec<Uuid> = begun.into_tuple().all(tx).await?;
    let of_drafts = invoice_line::Column::InvoiceId.is_in(begun.iter().copied());
    invoice_line::Entity::delete_many().filter(of_drafts).exec(tx).await?;
    invoice::Entity::delete_many().filter(invoice::Column::Id.is_in(begun)).exec(tx).await?;

    let of = || invoice::Column::CustomerId.is_in(customers.iter().copied());
    let invoices = || invoice::Entity::update_many().filter(of());
    invoices().col_expr(invoice::Column::Note, Expr::value("")).exec(tx).await?;
    let reasons = invoices().filter(invoice::Column::VoidReason.is_not_null());
    reasons.col_expr(invoice::Column::VoidReason, Expr::value("")).exec(tx).await?;
    let free = charge::Entity::find()
        .filter(charge::Column::CustomerId.is_in(customers.iter().copied()))
        .filter(charge::Column::InvoiceLineId.is_not_null());
    let free = free.select_only().column(charge::Column::InvoiceLineId).into_query();
    let free = invoice_line::Entity::update_many().filter(invoice_line::Column::Id.in_subquery(free));
    free.col_expr(invoice_line::Column::Text, Expr::value("")).exec(tx).await?;
    Ok(())
}

fn drafts(customers: impl IntoIterator<Item = Uuid>) -> Select<invoice::Entity> {
    let theirs = invoice::Entity::find().filter(invoice::Column::CustomerId.is_in(customers));
    theirs.filter(invoice::Column::Status.eq(InvoiceStatus::Draft.key()))
}

fn invoices_of(customer: Uuid) -> SelectStatement {
    let theirs = invoice::Entity::find().filter(invoice::Column::CustomerId.eq(customer));
    theirs.select_only().column(invoice::Column::Id).into_query()
}

fn charges_of(customer: Uuid) -> SelectStatement {
    let theirs = charge::Entity::find().filter(charge::Column::CustomerId.eq(customer));
    theirs.select_only().column(charge::Column::Id).into_query()
}
