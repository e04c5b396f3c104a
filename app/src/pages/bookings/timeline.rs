//! Spaces by day: who is where in the next two weeks, and what is free.

use chrono::NaiveDate;
use domain::{
    SpaceId,
    booking::{BookingFilter, BookingRow},
    permission::{Action, Resource as Subject},
    space::{SpaceRow, days_later},
    time::BusinessZone,
};
use i18n::bookings;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{TIMELINE, acts::Desk, draft::Wish, form::Editing, words};
use crate::{
    api::{ApiError, bookings::list_bookings},
    components::{Icon, WhenLoaded},
    state::{locale, on_change_of, session, viewer},
};

/// Days that are shown at once.
const DAYS: usize = 14;
/// Days by which one goes on: a week stays in sight.
const STEP: i64 = 7;

/// The first day, and the bookings that reach into the days from there on.
type Found = (NaiveDate, Vec<BookingRow>);

/// The bookings of the days that the address asks for, or from today on.
pub fn timeline() -> (Resource<Result<Found, ApiError>>, Callback<()>) {
    let (query, today) = (use_query_map(), session().today);
    let first = Memo::new(move |_| {
        query.with(|query| query.get("from")).and_then(|day| day.parse::<NaiveDate>().ok()).unwrap_or(today)
    });
    let found = Resource::new_blocking(
        move || first.get(),
        |first| async move {
            let to = days_later(first, DAYS as i64 - 1);
            let filter = BookingFilter { from: Some(first), to: Some(to), ..BookingFilter::default() };
            let mut page = list_bookings(filter.clone(), None).await?;
            let mut rows = std::mem::take(&mut page.rows);
            while let Some(after) = page.after {
                page = list_bookings(filter.clone(), Some(after)).await?;
                rows.append(&mut page.rows);
            }
            rows.retain(|row| !row.status.frees());
            rows.sort_by_key(|row| row.held_from);
            Ok::<_, ApiError>((first, rows))
        },
    );
    on_change_of(Subject::Bookings, move || found.refetch());
    (found, Callback::new(move |()| found.refetch()))
}

/// A piece of a space's line: so many days, with the bookings in them.
struct Piece {
    first: usize,
    days: usize,
    stays: Vec<BookingRow>,
}

/// Cuts the line of a space into free days and stays. A stay takes the days of its nights, and one without a night its day;
/// a guest who has moved here takes them from then on.
fn pieces(space: SpaceId, first: NaiveDate, rows: &[BookingRow]) -> Vec<Piece> {
    let zone = BusinessZone::default();
    let day = |day: NaiveDate| (day - first).num_days().clamp(0, DAYS as i64) as usize;
    let span = |row: &BookingRow| {
        let (from, to) = (zone.day_of(row.held_from), zone.day_of(row.ends_at));
        (day(from), day(to.max(days_later(from, 1))))
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    for row in rows.iter().filter(|row| row.space == space) {
        let (from, to) = span(row);
        if to <= from || from >= DAYS {
            continue;
        }
        if from < at {
            // It shares a day with the one before.
            if let Some(last) = pieces.last_mut() {
                last.days = last.days.max(to.saturating_sub(last.first));
                last.stays.push(row.clone());
                at = at.max(to);
            }
            continue;
        }
        pieces.extend((at..from).map(|first| Piece { first, days: 1, stays: Vec::new() }));
        pieces.push(Piece { first: from, days: to - from, stays: vec![row.clone()] });
        at = to;
    }
    pieces.extend((at..DAYS).map(|first| Piece { first, days: 1, stays: Vec::new() }));
    pieces
}

/// The days, and a line for each space.
#[component]
pub fn TimelineView(
    /// The bookings.
    found: Resource<Result<Found, ApiError>>,
    /// The spaces.
    spaces: Vec<SpaceRow>,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    if spaces.is_empty() {
        return view! { <p class="quiet">{bookings::no_spaces(locale)}</p> }.into_any();
    }
    let spaces = StoredValue::new(spaces);
    let show = Callback::new(move |(first, rows): Found| {
        view! { <Roster first rows spaces=spaces.get_value() desk /> }.into_any()
    });
    view! { <WhenLoaded data=found show /> }.into_any()
}

#[component]
fn Roster(first: NaiveDate, rows: Vec<BookingRow>, spaces: Vec<SpaceRow>, desk: Desk) -> impl IntoView {
    let locale = locale();
    let today = session().today;
    let days: Vec<NaiveDate> = (0..DAYS as i64).map(|at| days_later(first, at)).collect();
    let link = |days: i64| format!("{TIMELINE}?from={}", days_later(first, days));
    let heads = days.iter().map(|day| {
        let (class, current) =
            if *day == today { ("roster__day roster__day--today", Some("date")) } else { ("roster__day", None) };
        view! {
            <th scope="col" class=class aria-current=current>
                {day.format("%d/%m").to_string()}
            </th>
        }
    });
    let heads = heads.collect_view();
    let taken = |space: &SpaceRow| rows.iter().any(|row| row.space == space.id);
    let lines = spaces.iter().filter(|space| space.active || taken(space)).map(|space| {
        let cells = pieces(space.id, first, &rows).into_iter();
        let cells = cells.map(|piece| view! { <Cell piece first space=space.clone() desk /> }).collect_view();
        view! {
            <tr>
                <th scope="row" class="roster__space">
                    {space.title()}
                </th>
                {cells}
            </tr>
        }
    });
    let lines = lines.collect_view();
    view! {
        <div class="roster__steps">
            <a class="button" href=link(-STEP)>
                <Icon name="chevron-left" />
                {bookings::previous_days(locale)}
            </a>
            <a class="button" href=TIMELINE>
                {i18n::app::today(locale)}
            </a>
            <a class="button" href=link(STEP)>
                {bookings::next_days(locale)}
                <Icon name="chevron-right" />
            </a>
        </div>
        <div class="roster" tabindex="0" role="region" aria-label=bookings::timeline_label(locale)>
            <table class="roster__table">
                <thead>
                    <tr>
                        <th scope="col" class="roster__space">
                            {bookings::space(locale)}
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Cell(piece: Piece, first: NaiveDate, space: SpaceRow, desk: Desk) -> impl IntoView {
    let locale = locale();
    let day = days_later(first, piece.first as i64);
    if piece.stays.is_empty() {
        let may_book =
            space.active && viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Bookings));
        let label = bookings::free_on(locale, &space.code, &day.format("%d/%m").to_string());
        let wish = Wish { space: Some(space.id), day: Some(day), ..Wish::default() };
        let book = may_book.then(|| {
            view! {
                <button
                    type="button"
                    class="roster__free"
                    aria-label=label.clone()
                    title=label
                    on:click=move |_| desk.editing.set(Some(Editing::New(wish.clone())))
                >
                    <Icon name="plus" />
                </button>
            }
        });
        return view! { <td>{book}</td> }.into_any();
    }
    let stay = |row: BookingRow| {
        let (_, icon, word) = words::status(locale, row.status);
        let class = format!("roster__stay roster__stay--{}", row.status.key());
        let told =
            format!("{} · {word} · {} – {}", row.guest.name, words::short(row.starts_at), words::short(row.ends_at));
        let text = view! {
            <Icon name=icon />
            <span class="roster__guest">{row.guest.name.clone()}</span>
        };
        if row.may_edit {
            let edited = Box::new(row);
            view! {
                <button
                    type="button"
                    class=class
                    aria-label=told.clone()
                    title=told
                    on:click=move |_| desk.editing.set(Some(Editing::Booking(edited.clone())))
                >
                    {text}
                </button>
            }
            .into_any()
        } else {
            view! { <span class=class title=told>{text}</span> }.into_any()
        }
    };
    view! { <td colspan=piece.days.to_string()>{piece.stays.into_iter().map(stay).collect_view()}</td> }.into_any()
}
