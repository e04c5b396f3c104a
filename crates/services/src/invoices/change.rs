//! Changing a draft: other lines, another day, another note.

use domain::{
    AppError, InvoiceId,
    error::Conflict,
    history::Event,
    invoice::{InvoiceChange, InvoiceInput, InvoiceStatus},
    permission::{noun, verb},
};
use entities::invoice;

use super::{InvoiceDesk, check_status, held, kept, lines, write};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    ledger::check_amounts,
    query::scope::place_of,
    staff::names_of,
    words::merged,
};

impl InvoiceDesk<'_> {
    /// Changes the touched fields of a draft; its lines are one of them.
    ///
    /// # Errors
    /// Faults by field, also if it was issued; a conflict if somebody else changed the same field; forbidden, also to somebody who
    /// does not see the amounts of its free lines; it or a charge is not found.
    pub async fn change(&self, actor: &Actor, id: InvoiceId, change: &InvoiceChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Invoices>(actor).await?;
        let (before, customer) = held::<verb::Edit>(&unit, id).await?;
        let becomes = change.becomes.normal(self.services.clock().today())?;
        let stood = lines::lines_of_one(unit.tx(), id.0).await?;
        let now = kept(&before, &stood)?;
        let says_amounts = [&change.was, &becomes, &now].iter().any(|input| lines::some_free(&input.lines));
        check_amounts(&unit, says_amounts, &place_of(&customer))?;
        let Some(new) = after(&change.was, &becomes, &now) else { return Err(conflict(&unit, &before).await?) };
        if new == now {
            return Ok(());
        }
        check_status(&before, InvoiceStatus::Draft)?;
        let old = write::standing(&unit, &before, &stood).await?;
        if new.lines != now.lines {
            lines::check(&unit, &customer, &now.lines, &new.lines).await?;
            lines::put(&unit, id.0, &new.lines).await?;
        }
        let mut row = before.clone();
        row.due_on = new.due_on.map(|day| day.to_string());
        row.note = new.note;
        let row = write::update(&unit, &before, row).await?;
        let new = write::standing(&unit, &row, &lines::lines_of_one(unit.tx(), id.0).await?).await?;
        write::told(&unit, Event::Changed, id.0, (Some(old), Some(new)), &customer).await?;
        unit.commit().await
    }
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile. An invoice keeps
/// its customer.
fn after(was: &InvoiceInput, becomes: &InvoiceInput, now: &InvoiceInput) -> Option<InvoiceInput> {
    Some(InvoiceInput {
        customer: now.customer,
        lines: merged(&was.lines, &becomes.lines, &now.lines)?,
        due_on: merged(&was.due_on, &becomes.due_on, &now.due_on)?,
        note: merged(&was.note, &becomes.note, &now.note)?,
    })
}

async fn conflict(unit: &Unit, row: &invoice::Model) -> Outcome<Failure> {
    let changed_by = names_of(unit, [row.updated_by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: row.version, changed_by, fields: Vec::new() })).into())
}
