//! Bookings.

use domain::{
    BookingId, CustomerId, IdempotencyKey,
    booking::{
        ActDone, Booked, BookingAct, BookingChange, BookingFilter, BookingInput, BookingPage, BookingPlace,
        CustomerTotals, Today,
    },
    customer::Directory,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of bookings, the latest first.
#[server(endpoint = "bookings/list", protocol = Json)]
pub async fn list_bookings(
    /// Which ones.
    filter: BookingFilter,
    /// After this one.
    after: Option<BookingPlace>,
) -> Result<BookingPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bookings().list(&actor, &filter, after).await)
}

/// Who comes, goes and stays today.
#[server(endpoint = "bookings/today", protocol = Json)]
pub async fn bookings_today() -> Result<Today, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bookings().today(&actor).await)
}

/// Books a space.
#[server(endpoint = "bookings/create", protocol = Json)]
pub async fn create_booking(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: BookingInput,
) -> Result<Booked, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.bookings().create(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of a booking.
#[server(endpoint = "bookings/change", protocol = Json)]
pub async fn change_booking(
    /// The booking.
    id: BookingId,
    /// What is typed over what.
    change: BookingChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.bookings().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Does what happens to a booking at the reception.
#[server(endpoint = "bookings/act", protocol = Json)]
pub async fn act_on_booking(
    /// The booking.
    id: BookingId,
    /// What happens.
    act: BookingAct,
) -> Result<ActDone, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.bookings().act(&actor, id, act).await };
    answer(Services::to_its_end(act).await)
}

/// The totals of a customer.
#[server(endpoint = "bookings/totals", protocol = Json)]
pub async fn read_totals(
    /// Which list.
    directory: Directory,
    /// The customer.
    id: CustomerId,
) -> Result<CustomerTotals, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bookings().totals(&actor, directory, id).await)
}
