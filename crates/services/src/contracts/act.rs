//! Bringing a contract in force, and ending it before its last day.

use domain::{
    ContractId,
    contract::{ContractAct, Termination, rendered},
    history::Event,
    permission::{noun, verb},
    space::days_later,
};
use entities::contract;

use super::{ContractDesk, conflict, day_of, held, kept, rent, status_fault, status_of, write};
use crate::{
    authz::Actor,
    bookings::{book, bookable, free},
    failure::Outcome,
};

impl ContractDesk<'_> {
    /// Brings a draft in force: its space is booked, its rent is expected and its text is fixed.
    ///
    /// # Errors
    /// It is no draft any more, or the space is occupied or not to be booked; a conflict if somebody has changed it since the
    /// version that was read; forbidden; contract or space is not found.
    pub async fn activate(&self, actor: &Actor, id: ContractId, version: i64) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Contracts>(actor).await?;
        let (before, customer) = held::<verb::Edit>(&unit, id).await?;
        let status = status_of(&before).after(ContractAct::Activate).map_err(status_fault)?;
        if before.version != version {
            return Err(conflict(&unit, &before).await?);
        }
        let input = kept(&before)?;
        let space = match input.space {
            Some(space) => Some(bookable(&unit, space).await?),
            None => None,
        };
        let wording = rendered(&before.text, &write::facts(&unit, &before, &customer, space.as_ref())?);
        let row = contract::Model { status: status.key().to_owned(), wording, ..before.clone() };
        write::update(&unit, Event::ContractActivated, &before, row, &customer).await?;
        if let Some(space) = space {
            let zone = self.services.clock().zone;
            let stay = (zone.start_of(input.starts_on), zone.start_of(days_later(input.ends_on, 1)));
            book(&unit, before.id, space.id, stay, &customer).await?;
        }
        rent::expect(&unit, &before).await?;
        unit.commit().await
    }

    /// Ends an active contract after a day: what would be billed later is not owed, and the space is free from then on.
    ///
    /// # Errors
    /// Faults by field, also if it is not in force, or what would not be owed stands on an invoice; forbidden; not found.
    pub async fn terminate(&self, actor: &Actor, id: ContractId, termination: &Termination) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Contracts>(actor).await?;
        let (before, customer) = held::<verb::Edit>(&unit, id).await?;
        let status = status_of(&before).after(ContractAct::Terminate).map_err(status_fault)?;
        let ends_on = day_of(&before, &before.ends_on)?;
        let Termination { on, reason } = termination.normal(ends_on, self.services.clock().today())?;
        let mut row = contract::Model { status: status.key().to_owned(), reason, ..before.clone() };
        row.terminated_on = Some(on.to_string());
        write::update(&unit, Event::ContractTerminated, &before, row, &customer).await?;
        rent::void_after(&unit, &before, on).await?;
        free(&unit, before.id, self.services.clock().zone.start_of(days_later(on, 1)), &customer).await?;
        unit.commit().await
    }
}
