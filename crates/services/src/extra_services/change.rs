//! Changing an extra service: another quantity, another price, another day.

use domain::{
    AppError, ExtraServiceId,
    extra_service::{ServiceChange, ServiceInput, ServiceStatus},
    history::Event,
    permission::{noun, verb},
};

use super::{
    ServiceDesk, check_amount, check_booking, check_service, conflict, create::last_price, editable, kept, status_of,
    write,
};
use crate::{authz::Actor, failure::Outcome, ledger::check_amounts, query::scope::place_of, words::merged};

impl ServiceDesk<'_> {
    /// Changes the touched fields of an extra service.
    ///
    /// # Errors
    /// Faults by field, also if it was called off; a conflict if somebody else changed the same field; forbidden; not found.
    pub async fn change(&self, actor: &Actor, id: ExtraServiceId, change: &ServiceChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Services>(actor).await?;
        let (before, customer) = editable(&unit, id).await?;
        let mut becomes = change.becomes.normal(self.services.clock().today())?;
        // What is left empty stays as it was.
        becomes.unit_price = becomes.unit_price.or(change.was.unit_price);
        check_amounts(&unit, change.was.unit_price != becomes.unit_price, &place_of(&customer))?;
        let now = kept(&before)?;
        let Some(new) = after(&change.was, &becomes, &now) else { return Err(conflict(&unit, &before).await?) };
        if new == now {
            return Ok(());
        }
        if status_of(&before) == ServiceStatus::Cancelled {
            return Err(AppError::field("extra_service", "service_status").into());
        }
        if new.service != now.service {
            check_service(&unit, &new).await?;
        }
        if new.booking != now.booking {
            check_booking(&unit, new.booking, &customer).await?;
        }
        let mut row = before.clone();
        row.service_id = new.service.0;
        row.booking_id = new.booking.map(|booking| booking.0);
        row.quantity = new.quantity.in_thousandths();
        let view = unit.permit::<verb::View, noun::Services>()?;
        row.unit_price = match new.unit_price {
            // Whoever sees no prices cannot say what another service costs.
            _ if new.service != now.service && change.becomes.unit_price.is_none() => {
                last_price(&unit, &view, new.service)
                    .await?
                    .ok_or_else(|| AppError::field("unit_price", "price_unknown"))?
            }
            price => price.map_or(before.unit_price, |price| price.0),
        };
        row.used_on = new.used_on.to_string();
        row.note = new.note;
        check_amount(&row)?;
        write::update(&unit, Event::Changed, &before, row, &customer).await?;
        unit.commit().await
    }
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile. An extra service
/// keeps its customer.
fn after(was: &ServiceInput, becomes: &ServiceInput, now: &ServiceInput) -> Option<ServiceInput> {
    Some(ServiceInput {
        customer: now.customer,
        service: merged(&was.service, &becomes.service, &now.service)?,
        booking: merged(&was.booking, &becomes.booking, &now.booking)?,
        quantity: merged(&was.quantity, &becomes.quantity, &now.quantity)?,
        unit_price: merged(&was.unit_price, &becomes.unit_price, &now.unit_price)?,
        used_on: merged(&was.used_on, &becomes.used_on, &now.used_on)?,
        note: merged(&was.note, &becomes.note, &now.note)?,
    })
}
