//! The form of a booking: for whom, what, from when until when, and for how much.

use domain::{
    IdempotencyKey,
    booking::{BookingRow, BookingStatus},
    money::grouped,
    permission::{Action, Resource as Subject},
    space::{SpaceList, SpaceRow, amount_of},
    time::BusinessZone,
};
use i18n::bookings;
use leptos::{either::Either, prelude::*};

use super::{
    draft::{Draft, Wish},
    occupied::Occupied,
    overtaking::{Names, Overtaking, name_of, wording},
};
use crate::{
    api::{ApiError, bookings::create_booking, spaces::list_spaces},
    components::{
        ClashDialog, CloseDialog, Closing, CustomerField, Dialog, DialogForm, Kept, NoteField, Problem, SelectField,
        SheetForm, TextField, open_for,
    },
    pages::{customers::new_key, spaces::words::price as price_words},
    state::{Faults, Sending, Toast, locale, toasts, viewer},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new booking.
    New(Wish),
    /// This one.
    Booking(Box<BookingRow>),
}

/// The dialog around the form.
#[component]
pub fn BookingForm(
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// Something was saved.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        editing.with(|editing| match editing {
            Some(Editing::Booking(row)) => bookings::edit_title(locale, &row.code),
            _ => bookings::create_title(locale).to_owned(),
        })
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || editing.get().map(|editing| view! { <Loaded editing open closing changed /> })}
        </Dialog>
        <CloseDialog closing />
    }
}

/// The form, once it is known what is for rent: that may be another thing each time.
#[component]
fn Loaded(editing: Editing, open: RwSignal<bool>, closing: Closing, changed: Callback<()>) -> impl IntoView {
    // Whoever may see no spaces may change what is known of a booking.
    let seen = viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Spaces));
    let spaces = Resource::new(
        || (),
        move |()| async move { if seen { list_spaces().await } else { Ok(SpaceList::default()) } },
    );
    view! {
        <Transition fallback=move || {
            view! { <p class="dialog__body quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || {
                let editing = editing.clone();
                Suspend::new(async move {
                    match spaces.await {
                        Ok(list) => Either::Left(view! { <Form editing spaces=list.spaces open closing changed /> }),
                        Err(ApiError(error)) => {
                            let retry = Callback::new(move |()| spaces.refetch());
                            Either::Right(view! {
                                <div class="dialog__body">
                                    <Problem error retry />
                                </div>
                            })
                        }
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Form(
    editing: Editing,
    spaces: Vec<SpaceRow>,
    open: RwSignal<bool>,
    closing: Closing,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (draft, known) = match editing {
        Editing::New(wish) => (Draft::new(wish), None),
        Editing::Booking(row) => (Draft::of(&row), Some(row)),
    };
    let status = known.as_ref().map(|row| row.status);
    let is_over = status == Some(BookingStatus::Completed);
    // The contract says when, where and for how much.
    let by_contract = known.as_ref().is_some_and(|row| row.of_contract);
    let amounts = match &known {
        Some(row) => row.price.is_some() && !by_contract,
        None => viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Amounts)),
    };
    let sending = Sending::default();
    let faults = sending.faults;
    let (key, id) = (IdempotencyKey(new_key()), known.as_ref().map(|row| row.id));
    let began = untrack(|| draft.typed());
    let form = SheetForm::new(name_of(draft, id), &began, move || draft.typed(), move |typed| draft.fill(&typed));
    closing.watch(form.unsaved);
    let names = StoredValue::new(Names::new());
    let was = StoredValue::new(known.as_ref().map(|row| row.input()));
    let code = known.as_ref().map(|row| row.code.clone()).unwrap_or_default();
    let submit = Callback::new(move |()| {
        if form.asks_again() {
            return;
        }
        let code = code.clone();
        sending.start(async move {
            let done = match id {
                Some(id) => {
                    if !(Overtaking { draft, was, form, names }).save(id, &code).await? {
                        return Ok(());
                    }
                    bookings::saved(locale, &code)
                }
                None => {
                    bookings::booked(locale, &create_booking(key, draft.input(None).map_err(ApiError)?).await?.code)
                }
            };
            let others = form.done();
            open.set(false);
            toasts.show(Toast::done([Some(done), others].into_iter().flatten().collect::<Vec<_>>().join(" ")));
            changed.try_run(());
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            submit.run(());
        }
    });
    let current = known.as_ref().map(|row| row.space);
    let several = spaces.iter().any(|space| spaces.first().is_some_and(|first| first.branch.id != space.branch.id));
    let name = move |space: &SpaceRow| match several {
        true => format!("{} ({})", space.title(), space.branch.name),
        false => space.title(),
    };
    let offered = spaces.iter().filter(|space| space.active || Some(space.id) == current);
    let mut options: Vec<_> = offered.map(|space| (space.id.to_string(), name(space))).collect();
    if let Some(row) = known.as_ref().filter(|row| spaces.iter().all(|space| space.id != row.space)) {
        options.push((row.space.to_string(), row.space_name.clone()));
    }
    let none = options.is_empty() && known.is_none();
    names.update_value(|names| names.extend(options.iter().cloned()));
    options.insert(0, (String::new(), i18n::app::choose(locale).to_owned()));
    let spaces = StoredValue::new(spaces);
    let word = if id.is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) };
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=submit>
            <Kept unsaved=form.unsaved />
            {none.then(|| view! { <p class="field__warning">{bookings::no_spaces(locale)}</p> })}
            <CustomerField
                label=bookings::customer(locale)
                name=draft.name
                chosen=draft.customer
                fixed=draft.fixed
                error=faults.of("customer")
            />
            <SelectField
                name="space"
                label=bookings::space(locale)
                value=draft.space
                options
                required=true
                disabled=is_over || by_contract
                error=faults.of("space")
            />
            <div class="form__columns">
                <TextField
                    name="starts_at"
                    label=bookings::starts_at(locale)
                    value=draft.starts_at
                    placeholder=bookings::moment_placeholder(locale)
                    required=true
                    readonly=by_contract || status.is_some_and(|status| status != BookingStatus::Reserved)
                    error=faults.of("starts_at")
                />
                <TextField
                    name="ends_at"
                    label=bookings::ends_at(locale)
                    value=draft.ends_at
                    placeholder=bookings::moment_placeholder(locale)
                    required=true
                    readonly=is_over || by_contract
                    error=faults.of("ends_at")
                />
            </div>
            {by_contract
                .then(|| view! { <p class="field__help">{bookings::of_contract_help(locale)}</p> })}
            {(!is_over)
                .then(|| view! { <Occupied stay=Signal::derive(move || draft.stay()) except=id /> })}
            {amounts.then(|| view! { <Amounts draft spaces faults /> })}
            <div class="form__columns">
                <TextField
                    name="guests"
                    label=bookings::guests(locale)
                    value=draft.guests
                    error=faults.of("guests")
                />
            </div>
            <NoteField name="note" label=bookings::note(locale) value=draft.note error=faults.of("note") />
        </DialogForm>
        <ClashDialog
            clashes=form.clashes
            title=bookings::conflict_title(locale)
            wording=wording(names)
            decided
        />
    }
}

/// What it costs, and what is agreed to be held; what the space would cost stands beside it.
#[component]
fn Amounts(draft: Draft, spaces: StoredValue<Vec<SpaceRow>>, faults: Faults) -> impl IntoView {
    let locale = locale();
    let proposed = move || {
        let (space, from, to) = draft.stay()?;
        spaces.with_value(|spaces| {
            let price = spaces.iter().find(|known| known.id == space)?.price?;
            Some((price, price.of_stay(from, to, BusinessZone::default())))
        })
    };
    let hint = move || {
        let (price, amount) = proposed()?;
        let text = bookings::price_proposed(locale, &format!("{amount} ({})", price_words(locale, price)));
        let typed = amount_of(&draft.price.get()).ok().flatten();
        let take = (typed.is_some() && typed != Some(amount)).then(|| {
            view! {
                " "
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| draft.price.set(grouped(amount.0.unsigned_abs()))
                >
                    {bookings::use_price(locale)}
                </button>
            }
        });
        Some(view! {
            <p class="field__help" role="status">
                {text}
                {take}
            </p>
        })
    };
    view! {
        <div class="form__columns">
            <div>
                <TextField
                    name="price"
                    label=bookings::price(locale)
                    value=draft.price
                    help=bookings::price_help(locale)
                    error=faults.of("price")
                />
                {hint}
            </div>
            <TextField
                name="agreed_deposit"
                label=bookings::agreed_deposit(locale)
                value=draft.deposit
                error=faults.of("agreed_deposit")
            />
        </div>
    }
}
