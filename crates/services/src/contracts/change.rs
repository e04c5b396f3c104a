//! Changing a draft, and throwing it away.

use domain::{
    AppError, ContractId,
    contract::{ContractChange, ContractInput, ContractStatus},
    history::Event,
    permission::{noun, verb},
};

use super::{ContractDesk, conflict, create::rent_of, held, kept, status_fault, status_of, write};
use crate::{
    authz::Actor, bookings::bookable, failure::Outcome, ledger::check_amounts, query::scope::place_of, words::merged,
};

impl ContractDesk<'_> {
    /// Changes the touched fields of a draft.
    ///
    /// # Errors
    /// Faults by field, also if it is no draft any more; a conflict if somebody else changed the same field; forbidden; not found.
    pub async fn change(&self, actor: &Actor, id: ContractId, change: &ContractChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Contracts>(actor).await?;
        let (before, customer) = held::<verb::Edit>(&unit, id).await?;
        let mut becomes = change.becomes.normal(self.services.clock().today())?;
        // What is left empty stays as it was.
        becomes.rent = becomes.rent.or(change.was.rent);
        becomes.agreed_deposit = becomes.agreed_deposit.or(change.was.agreed_deposit);
        let set = |input: &ContractInput| (input.rent, input.agreed_deposit);
        check_amounts(&unit, set(&change.was) != set(&becomes), &place_of(&customer))?;
        let now = kept(&before)?;
        let Some(new) = after(&change.was, &becomes, &now) else { return Err(conflict(&unit, &before).await?) };
        if new == now {
            return Ok(());
        }
        check_draft(status_of(&before))?;
        // Each day alone may fit what stood in the form; both have to fit one another.
        new.normal(self.services.clock().today())?;
        let mut row = before.clone();
        if new.space != now.space {
            let space = match new.space {
                Some(space) => Some(bookable(&unit, space).await?),
                None => None,
            };
            row.space_id = space.as_ref().map(|space| space.id);
            // Whoever sees no amounts cannot say what another space costs.
            if change.becomes.rent.is_none() && space.is_some() {
                row.rent = rent_of(None, space.as_ref())?.0;
            }
        }
        if let Some(rent) = new.rent.filter(|_| new.rent != now.rent) {
            row.rent = rent.0;
        }
        row.starts_on = new.starts_on.to_string();
        row.ends_on = new.ends_on.to_string();
        new.billed.key().clone_into(&mut row.billed);
        row.agreed_deposit = new.agreed_deposit.map_or(before.agreed_deposit, |deposit| deposit.0);
        row.text = new.text;
        row.note = new.note;
        write::update(&unit, Event::Changed, &before, row, &customer).await?;
        unit.commit().await
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// It is no draft any more; forbidden; not found.
    pub async fn discard(&self, actor: &Actor, id: ContractId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Contracts>(actor).await?;
        let (row, customer) = held::<verb::Delete>(&unit, id).await?;
        check_draft(status_of(&row))?;
        write::remove(&unit, &row, &customer).await?;
        unit.commit().await
    }
}

fn check_draft(status: ContractStatus) -> Result<(), AppError> {
    if status == ContractStatus::Draft { Ok(()) } else { Err(status_fault("contract_status")) }
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile. A contract
/// keeps its customer.
fn after(was: &ContractInput, becomes: &ContractInput, now: &ContractInput) -> Option<ContractInput> {
    Some(ContractInput {
        customer: now.customer,
        space: merged(&was.space, &becomes.space, &now.space)?,
        starts_on: merged(&was.starts_on, &becomes.starts_on, &now.starts_on)?,
        ends_on: merged(&was.ends_on, &becomes.ends_on, &now.ends_on)?,
        rent: merged(&was.rent, &becomes.rent, &now.rent)?,
        billed: merged(&was.billed, &becomes.billed, &now.billed)?,
        agreed_deposit: merged(&was.agreed_deposit, &becomes.agreed_deposit, &now.agreed_deposit)?,
        text: merged(&was.text, &becomes.text, &now.text)?,
        note: merged(&was.note, &becomes.note, &now.note)?,
    })
}
