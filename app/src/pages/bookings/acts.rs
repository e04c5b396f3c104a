//! What is done with a booking at the reception: one tap, and a question where it is not undone by a key.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{
    BookingId,
    booking::{BookingAct, BookingRow, BookingStatus},
    money::grouped,
    space::amount_of,
};
use i18n::{Locale, bookings};
use leptos::{lazy, prelude::*};

use super::{
    form::{BookingForm, Editing},
    words,
};
use crate::{
    api::{ApiError, bookings::act_on_booking},
    components::{ConfirmDialog, Dialog, DialogForm, Icon, Late, RowAct, TextField, open_for},
    state::{Sending, Toast, Toasts, attempt, locale, toasts},
};

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the form is open for.
    pub editing: RwSignal<Option<Editing>>,
    asked: RwSignal<Option<(BookingAct, BookingRow)>>,
    early: RwSignal<Option<BookingRow>>,
    /// With which something is being done: pressed twice it is done once.
    busy: RwSignal<BTreeSet<BookingId>>,
    changed: Callback<()>,
    /// Where it is told; known from the beginning, as what a dialog does goes on when the dialog is gone.
    toasts: Toasts,
    locale: Locale,
}

impl Desk {
    /// Nothing yet.
    pub fn new(changed: Callback<()>) -> Self {
        let (editing, asked, early) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
        Self { editing, asked, early, busy: RwSignal::default(), changed, toasts: toasts(), locale: locale() }
    }

    /// Does it at once, and offers the way back where there is one.
    fn run(self, row: BookingRow, act: BookingAct) {
        let Self { toasts, locale, busy, .. } = self;
        let name = row.guest.name.clone();
        // Where it was pressed may be gone by now; what is on the way back is done all the same.
        if busy.try_update(|busy| busy.insert(row.id)) == Some(false) {
            return;
        }
        attempt(async move {
            let outcome = act_on_booking(row.id, act).await;
            busy.try_update(|busy| busy.remove(&row.id));
            let done = outcome?;
            let text = match act {
                BookingAct::CheckIn => bookings::checked_in(locale, &name),
                BookingAct::CheckOut(_) if done.next_waits => bookings::checked_out_next(locale, &name),
                BookingAct::CheckOut(_) => bookings::checked_out(locale, &name),
                BookingAct::Cancel => bookings::cancelled(locale, &name),
                BookingAct::NoShow => bookings::missed(locale, &name),
                BookingAct::Undo(_) => bookings::undone(locale, &name),
            };
            let told = Toast::done(text);
            let undoes = match act {
                BookingAct::CheckIn => Some(BookingStatus::CheckedIn),
                BookingAct::CheckOut(_) => Some(BookingStatus::Completed),
                _ => None,
            };
            let told = match undoes {
                Some(status) => {
                    told.with_action(i18n::app::undo(locale), move || self.run(row.clone(), BookingAct::Undo(status)))
                }
                None => told,
            };
            toasts.show(told);
            self.changed.try_run(());
            Ok(())
        });
    }

    /// Does it, or asks first.
    pub fn act(self, row: &BookingRow, act: BookingAct) {
        let leaves_early = is_to_come(row.ends_at);
        match act {
            BookingAct::Cancel | BookingAct::NoShow | BookingAct::Undo(BookingStatus::Completed) => {
                self.asked.set(Some((act, row.clone())));
            }
            // Whoever may not see amounts is not asked for one; by a contract there is none.
            BookingAct::CheckOut(None) if leaves_early && row.price.is_some() && !row.of_contract => {
                self.early.set(Some(row.clone()));
            }
            _ => self.run(row.clone(), act),
        }
    }
}

/// Whether a moment is still to come, by the browser's clock: nothing is pressed elsewhere.
fn is_to_come(at: DateTime<Utc>) -> bool {
    #[cfg(feature = "hydrate")]
    return js_sys::Date::now() < at.timestamp_millis() as f64;
    #[cfg(not(feature = "hydrate"))]
    return at > DateTime::UNIX_EPOCH;
}

/// The first thing that is done with a booking: at the reception a button that a finger finds, in a list one of the row's.
#[component]
pub fn NextAct(
    /// The booking.
    row: BookingRow,
    /// Where it is done.
    desk: Desk,
    /// Among other rows of a list.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let locale = locale();
    let (act, icon, word, label) = match row.status {
        BookingStatus::Reserved => {
            (BookingAct::CheckIn, "log-in", bookings::check_in(locale), bookings::check_in_of(locale, &row.guest.name))
        }
        BookingStatus::CheckedIn => (
            BookingAct::CheckOut(None),
            "log-out",
            bookings::check_out(locale),
            bookings::check_out_of(locale, &row.guest.name),
        ),
        _ => return ().into_any(),
    };
    if !row.may_edit {
        return ().into_any();
    }
    if quiet {
        return view! { <RowAct icon label danger=false press=Arc::new(move || desk.act(&row, act)) /> }.into_any();
    }
    view! {
        <button type="button" class="button button--primary" aria-label=label on:click=move |_| desk.act(&row, act)>
            <Icon name=icon />
            {word}
        </button>
    }
    .into_any()
}

/// What else may be done with it, quietly.
#[component]
pub fn FurtherActs(
    /// The booking.
    row: BookingRow,
    /// Where it is done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    if !row.may_edit {
        return ().into_any();
    }
    let (name, status, by_contract, row) = (row.guest.name.clone(), row.status, row.of_contract, Arc::new(row));
    let button = |icon, label, danger, act| {
        let row = Arc::clone(&row);
        view! { <RowAct icon label danger press=Arc::new(move || desk.act(&row, act)) /> }
    };
    let edited = Arc::clone(&row);
    let edit = Arc::new(move || desk.editing.set(Some(Editing::Booking(Box::new((*edited).clone())))));
    let edit = view! { <RowAct icon="pencil" label=bookings::edit(locale, &row.code) danger=false press=edit /> };
    let undo = |label| button("rotate-ccw", label, false, BookingAct::Undo(status));
    match status {
        // The contract alone calls it off.
        BookingStatus::Reserved if by_contract => edit.into_any(),
        BookingStatus::Reserved => view! {
            {edit}
            {button("circle-x", bookings::no_show_of(locale, &name), false, BookingAct::NoShow)}
            {button("ban", bookings::cancel_of(locale, &name), true, BookingAct::Cancel)}
        }
        .into_any(),
        BookingStatus::CheckedIn => view! {
            {edit}
            {undo(bookings::undo_check_in_of(locale, &name))}
        }
        .into_any(),
        BookingStatus::Completed => view! {
            {edit}
            {undo(bookings::undo_check_out_of(locale, &name))}
        }
        .into_any(),
        BookingStatus::Cancelled | BookingStatus::NoShow => ().into_any(),
    }
}

/// The form and the questions.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let of = move |text: &dyn Fn(BookingAct, &str) -> String| {
        desk.asked.with(|asked| asked.as_ref().map(|(act, row)| text(*act, &row.code))).unwrap_or_default()
    };
    let title = Signal::derive(move || {
        of(&|act, code| match act {
            BookingAct::NoShow => bookings::no_show_title(locale, code),
            BookingAct::Undo(_) => bookings::undo_title(locale, code),
            _ => bookings::cancel_title(locale, code),
        })
    });
    let text = Signal::derive(move || {
        of(&|act, _| {
            let text = match act {
                BookingAct::NoShow => bookings::no_show_text(locale),
                BookingAct::Undo(_) => bookings::undo_text(locale),
                _ => bookings::cancel_text(locale),
            };
            text.to_owned()
        })
    });
    let word = Signal::derive(move || {
        of(&|act, _| {
            let word = match act {
                BookingAct::NoShow => bookings::no_show(locale),
                BookingAct::Undo(_) => i18n::app::undo(locale),
                _ => bookings::cancel(locale),
            };
            word.to_owned()
        })
    });
    let confirm = Callback::new(move |()| {
        if let Some((act, row)) = desk.asked.get_untracked() {
            desk.run(row, act);
        }
    });
    let early = open_for(desk.early);
    let early_title = Signal::derive(move || {
        desk.early
            .with(|row| row.as_ref().map(|row| bookings::early_title(locale, &row.guest.name)))
            .unwrap_or_default()
    });
    view! {
        <Late
            wanted=Signal::derive(move || desk.editing.with(Option::is_some))
            part=move || booking_form(desk)
        />
        <ConfirmDialog open=open_for(desk.asked) title text word on_confirm=confirm />
        <Dialog open=early title=early_title>
            {move || desk.early.get().map(|row| view! { <EarlyForm row desk open=early /> })}
        </Dialog>
    }
}

/// The form, in a chunk of its own.
#[lazy]
fn booking_form(desk: Desk) -> AnyView {
    view! { <BookingForm editing=desk.editing changed=desk.changed /> }.into_any()
}

/// What a guest pays who leaves early.
#[component]
fn EarlyForm(row: BookingRow, desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let price = RwSignal::new(grouped(row.price.unwrap_or_default().0.unsigned_abs()));
    let sending = Sending::default();
    let until = words::short(row.ends_at);
    let submit = Callback::new(move |()| {
        let row = row.clone();
        let wrong = |code| ApiError(domain::AppError::field("price", code));
        let typed = amount_of(&price.get_untracked()).map_err(wrong);
        sending.start(async move {
            let typed = typed?;
            open.set(false);
            desk.run(row.clone(), BookingAct::CheckOut(typed.filter(|typed| row.price != Some(*typed))));
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=bookings::check_out(locale) on_submit=submit>
            <p>{bookings::early_text(locale, &until)}</p>
            <TextField name="price" label=bookings::price(locale) value=price error=sending.faults.of("price") />
        </DialogForm>
    }
}
