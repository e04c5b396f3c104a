//! Booking a space: once per form, however often the request arrives.

use domain::{
    AppError, IdempotencyKey,
    booking::{Booked, BookingCode, BookingInput, BookingStatus},
    customer::Directory,
    money::Vnd,
    permission::{Action, noun, verb},
};
use entities::{booking, customer};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{BookingDesk, bookable, forbidden, write};
use crate::{
    authz::Actor,
    customers::{converted, directory_of},
    failure::Outcome,
    idempotency::digest,
    ledger::check_amounts,
    query::{
        operations::{Numbered, customers_with, next_number},
        scope::place_of,
    },
    spaces::price_of,
};

impl BookingDesk<'_> {
    /// Books a space for a customer; a lead becomes a customer by it. Without a price it costs what the space costs.
    ///
    /// # Errors
    /// Faults of the form, by field, also if the space is occupied; forbidden; customer or space is not found.
    pub async fn create(&self, actor: &Actor, key: IdempotencyKey, input: &BookingInput) -> Outcome<Booked> {
        let unit = self.services.write::<verb::Create, noun::Bookings>(actor).await?;
        unit.permit::<verb::View, noun::Spaces>()?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let clock = self.services.clock();
        let input = input.normal(clock.today())?;
        let view = unit.permit::<verb::View, noun::Bookings>()?;
        let found = customers_with(&unit, &view).filter(customer::Column::Id.eq(input.customer.0)).lock_exclusive();
        let mut customer = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        if !unit.permit::<verb::Create, noun::Bookings>()?.reach().covers(&place_of(&customer)) {
            return Err(forbidden(Action::Create));
        }
        let sets_amounts = input.price.is_some() || input.agreed_deposit.is_some();
        check_amounts(&unit, sets_amounts, &place_of(&customer))?;
        let space = bookable(&unit, input.space).await?;
        write::hold(&unit, [space.id]).await?;
        if directory_of(&customer) == Directory::Leads {
            let becomes = Directory::of_kind(crate::customers::kind_of(&customer));
            customer.code = converted(&unit, customer.clone()).await?.code;
            becomes.key().clone_into(&mut customer.directory);
        }
        let proposed = || price_of(&space).of_stay(input.starts_at, input.ends_at, clock.zone);
        let number = next_number(unit.tx(), self.services.database().engine(), Numbered::Bookings).await?;
        let booked = Booked { id: Uuid::now_v7().into(), code: BookingCode(number).to_string() };
        let by = unit.actor().user.0;
        let row = booking::Model {
            seq: 0,
            id: booked.id.0,
            version: 1,
            code: booked.code.clone(),
            customer_id: customer.id,
            space_id: space.id,
            contract_id: None,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            held_from: input.starts_at,
            status: BookingStatus::Reserved.key().to_owned(),
            price: input.price.unwrap_or_else(proposed).0,
            agreed_deposit: input.agreed_deposit.unwrap_or(Vnd(0)).0,
            guests: input.guests.map(i64::from),
            note: input.note.clone(),
            checked_in_at: None,
            checked_out_at: None,
            created_at: unit.now(),
            created_by: by,
            updated_at: unit.now(),
            updated_by: by,
        };
        write::insert(&unit, row, &customer).await?;
        unit.answer(key, request, &booked).await?;
        unit.commit().await?;
        Ok(booked)
    }
}
