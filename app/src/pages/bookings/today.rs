//! Who comes, goes and stays today: a screen for the reception, where one tap does it.

use domain::{
    booking::{BookingRow, BookingStatus, Today},
    permission::Resource as Subject,
    time::BusinessZone,
};
use i18n::bookings;
use leptos::prelude::*;

use super::{
    acts::{Desk, FurtherActs, NextAct},
    words,
};
use crate::{
    api::{ApiError, bookings::bookings_today},
    components::{Icon, WhenLoaded},
    state::{locale, on_change_of, session},
};

/// What happens today, by branch and hour.
pub fn today() -> (Resource<Result<Today, ApiError>>, Callback<()>) {
    let found = Resource::new_blocking(|| (), |()| bookings_today());
    on_change_of(Subject::Bookings, move || found.refetch());
    (found, Callback::new(move |()| found.refetch()))
}

/// The four lists.
#[component]
pub fn TodayView(
    /// What happens.
    found: Resource<Result<Today, ApiError>>,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let show = Callback::new(move |today: Today| {
        let Today { arrivals, departures, staying, left } = today;
        let there = !left.is_empty();
        view! {
            <div class="desk">
                <Group
                    title=bookings::arrivals(locale)
                    rows=arrivals
                    empty=bookings::no_arrivals(locale)
                    desk
                />
                <Group
                    title=bookings::departures(locale)
                    rows=departures
                    empty=bookings::no_departures(locale)
                    desk
                />
                <Group title=bookings::staying(locale) rows=staying empty=bookings::no_staying(locale) desk />
                {there.then(|| view! { <Group title=bookings::left(locale) rows=left empty="" desk /> })}
            </div>
        }
        .into_any()
    });
    view! { <WhenLoaded data=found show /> }
}

#[component]
fn Group(title: &'static str, rows: Vec<BookingRow>, empty: &'static str, desk: Desk) -> impl IntoView {
    let count = rows.len() as u64;
    view! {
        <section class="section desk__group" aria-label=title>
            <div class="section__head">
                <h2 class="section__title">{title}</h2>
                <span class="tabs__count">{i18n::grouped(count)}</span>
            </div>
            {rows.is_empty().then(|| view! { <p class="quiet">{empty}</p> })}
            <ul class="desk__list">
                {rows.into_iter().map(|row| view! { <Entry row desk /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Entry(row: BookingRow, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (zone, today) = (BusinessZone::default(), session().today);
    let due = if row.status == BookingStatus::Reserved { row.starts_at } else { row.ends_at };
    let is_late = row.status.is_open() && zone.day_of(due) < today;
    let when = match row.status {
        BookingStatus::Completed => bookings::left_at(locale, &words::hour(row.checked_out_at.unwrap_or(row.ends_at))),
        BookingStatus::CheckedIn => bookings::until(locale, &words::short(row.ends_at)),
        _ => bookings::expected(locale, &words::short(row.starts_at)),
    };
    let guests = row.guests.map(|guests| bookings::guests_count(locale, guests.into()));
    let guest = row.guest.clone();
    let name = match guest.link {
        Some((directory, code)) => {
            view! { <a class="desk__name" href=directory.address_of(&code)>{guest.name}</a> }.into_any()
        }
        None => view! { <span class="desk__name">{guest.name}</span> }.into_any(),
    };
    let note = (!row.note.is_empty()).then(|| view! { <p class="desk__note">{row.note.clone()}</p> });
    view! {
        <li class="desk__entry">
            <div class="desk__text">
                <p class="desk__line">
                    {name}
                    {is_late
                        .then(|| {
                            view! {
                                <span class="badge badge--warn">
                                    <Icon name="triangle-alert" />
                                    {bookings::late(locale)}
                                </span>
                            }
                        })}
                </p>
                <p class="desk__facts">
                    <span>{row.space_name.clone()}</span>
                    <span>{when}</span>
                    {guests.map(|guests| view! { <span>{guests}</span> })}
                    <span>{row.code.clone()}</span>
                    {words::contract(locale, &row)}
                </p>
                {note}
            </div>
            <div class="desk__acts">
                <NextAct row=row.clone() desk />
                <FurtherActs row desk />
            </div>
        </li>
    }
}
