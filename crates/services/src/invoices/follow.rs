//! What becomes of drafts when something becomes of the charges on them.

use std::collections::BTreeSet;

use domain::{
    history::Event,
    invoice::InvoiceStatus,
    ledger::{Charge, ChargeStatus},
};
use entities::{customer, invoice, invoice_line};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{lines, write};
use crate::{authz::Unit, failure::Outcome};

/// Ids that one statement names.
const AT_ONCE: usize = 500;

/// Charges of a customer are others by now. What is void leaves the draft on which it stands, and open pages look anew at what else
/// stands on one. The unit holds the customer.
pub(crate) async fn follow(unit: &Unit, customer: Uuid, charges: &[Charge]) -> Outcome<()> {
    let (mut leaving, mut is_seen) = (Vec::new(), false);
    for charges in charges.chunks(AT_ONCE) {
        let standing = invoice_line::Entity::find()
            .filter(invoice_line::Column::ChargeId.is_in(charges.iter().map(|charge| charge.id.0)))
            .filter(invoice_line::Column::Standing.eq(true))
            .all(unit.tx())
            .await?;
        is_seen |= !standing.is_empty();
        let is_void = |line: &invoice_line::Model| {
            let void = charges.iter().filter(|charge| charge.status == ChargeStatus::Void);
            void.map(|charge| Some(charge.id.0)).any(|id| id == line.charge_id)
        };
        leaving.extend(standing.into_iter().filter(is_void));
    }
    if !is_seen {
        return Ok(());
    }
    let customer = customer::Entity::find().filter(customer::Column::Id.eq(customer)).one(unit.tx()).await?;
    let Some(customer) = customer else { return Ok(()) };
    leave(unit, &leaving, &customer).await?;
    write::hint(unit, &customer).await
}

/// Takes lines off the drafts on which they stand; of issued invoices none goes.
pub(super) async fn leave(unit: &Unit, lines: &[invoice_line::Model], customer: &customer::Model) -> Outcome<()> {
    let invoices: BTreeSet<Uuid> = lines.iter().map(|line| line.invoice_id).collect();
    if invoices.is_empty() {
        return Ok(());
    }
    let drafts = invoice::Entity::find()
        .filter(invoice::Column::Id.is_in(invoices))
        .filter(invoice::Column::Status.eq(InvoiceStatus::Draft.key()))
        .order_by_asc(invoice::Column::Seq)
        .all(unit.tx())
        .await?;
    for before in drafts {
        let stood = lines::lines_of_one(unit.tx(), before.id).await?;
        let old = write::standing(unit, &before, &stood).await?;
        let gone = lines.iter().filter(|line| line.invoice_id == before.id).map(|line| line.id);
        let gone = invoice_line::Entity::delete_many().filter(invoice_line::Column::Id.is_in(gone));
        gone.exec(unit.tx()).await?;
        let row = write::update(unit, &before, before.clone()).await?;
        let new = write::standing(unit, &row, &lines::lines_of_one(unit.tx(), row.id).await?).await?;
        write::told(unit, Event::Changed, row.id, (Some(old), Some(new)), customer).await?;
    }
    Ok(())
}
