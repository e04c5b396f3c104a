//! The form of an extra service: for whom, what, how much of it, and for how much.

use domain::{
    CatalogValueId, IdempotencyKey,
    customer::Named,
    extra_service::{NewService, ServiceOffer, ServiceRow},
    money::Vnd,
    space::typed_amount,
};
use i18n::extra_services;
use leptos::prelude::*;

use super::{
    desk::{Desk, Editing},
    draft::Draft,
    overtaking::{Overtaking, name_of, names_in, names_offered, wording},
};
use crate::{
    api::{
        ApiError,
        extra_services::{create_service, read_offer},
    },
    components::{
        ClashDialog, Closing, CustomerField, DayField, DialogForm, Kept, NoteField, SelectField, SheetForm, TextField,
        WhenLoaded,
    },
    pages::customers::new_key,
    state::{Faults, Sending, locale},
};

/// The form.
#[component]
pub fn ServiceForm(
    /// What it is open for.
    editing: Editing,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Asks before it closes over something unsaved.
    closing: Closing,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let (draft, known) = match editing {
        Editing::New(customer) => (Draft::new(customer), None),
        Editing::Service(row) => (Draft::of(&row), Some(*row)),
    };
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    let began = untrack(|| draft.typed());
    let form = SheetForm::new(
        name_of(draft, known.as_ref()),
        &began,
        move || draft.typed(),
        move |typed| {
            draft.fill(&typed);
        },
    );
    closing.watch(form.unsaved);
    let names = StoredValue::new(known.as_ref().map(names_in).unwrap_or_default());
    let was = StoredValue::new(known.as_ref().map(ServiceRow::input));
    let before = known.as_ref().map(|row| (row.id, row.code.clone()));
    let submit = Callback::new(move |()| {
        if form.asks_again() {
            return;
        }
        let before = before.clone();
        let (name, delivered) = (draft.name.get_untracked(), draft.delivered.get_untracked());
        sending.start(async move {
            let text = match before {
                Some((id, code)) => {
                    if !(Overtaking { draft, was, form, names }).save(id, &code).await? {
                        return Ok(());
                    }
                    extra_services::saved(locale, &code)
                }
                None => {
                    let input = draft.input(None).map_err(ApiError)?;
                    create_service(key, NewService { input, delivered }).await?;
                    extra_services::created(locale, &name)
                }
            };
            let others = form.done();
            // Another form may be open by then.
            if draft.name.try_get_untracked().is_some() {
                open.set(false);
            }
            desk.saved([Some(text), others].into_iter().flatten().collect::<Vec<_>>().join(" "));
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
    // What may be chosen goes by the customer.
    let offer = Resource::new(
        move || draft.customer.get(),
        |customer| async move {
            match customer {
                Some(customer) => read_offer(customer).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let word = if known.is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) };
    let show = Callback::new(move |offer: Option<ServiceOffer>| match offer {
        Some(offer) => {
            names.update_value(|names| names.extend(names_offered(&offer)));
            view! { <Fields draft known=known.clone() offer faults /> }.into_any()
        }
        None => view! { <p class="field__help">{extra_services::choose_customer(locale)}</p> }.into_any(),
    });
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=submit>
            <Kept unsaved=form.unsaved />
            <CustomerField
                label=extra_services::customer(locale)
                name=draft.name
                chosen=draft.customer
                fixed=draft.fixed
                error=faults.of("customer")
            />
            <WhenLoaded data=offer show />
        </DialogForm>
        <ClashDialog
            clashes=form.clashes
            title=extra_services::conflict_title(locale)
            wording=wording(names)
            decided
        />
    }
}

/// What is filled in of a customer who is known.
#[component]
fn Fields(draft: Draft, known: Option<ServiceRow>, offer: ServiceOffer, faults: Faults) -> impl IntoView {
    let locale = locale();
    let ServiceOffer { services, bookings, amounts } = offer;
    let is_new = known.is_none();
    let mut options: Vec<_> = services.iter().map(|offered| option(&offered.service)).collect();
    let mut stays: Vec<_> = bookings.iter().map(option).collect();
    if let Some(row) = &known {
        // What it has may be offered no more.
        add(&mut options, (row.service.to_string(), row.service_name.clone()));
        row.booking.iter().for_each(|booking| add(&mut stays, option(booking)));
    }
    // A stay of somebody who was chosen before.
    if draft.booking.with_untracked(|chosen| stays.iter().all(|(id, _)| id != chosen)) {
        draft.booking.set(String::new());
    }
    // A price of somebody who was chosen before, and that may not be said of this one.
    if !amounts {
        draft.unit_price.set(String::new());
    }
    let none = options.is_empty();
    options.insert(0, (String::new(), i18n::app::choose(locale).to_owned()));
    let stay = (!stays.is_empty()).then(|| {
        stays.insert(0, (String::new(), extra_services::booking_none(locale).to_owned()));
        view! {
            <SelectField
                name="booking"
                label=extra_services::booking(locale)
                value=draft.booking
                options=stays
                error=faults.of("booking")
            />
        }
    });
    let prices = services.into_iter().map(|offered| (offered.service.id, offered.unit_price)).collect();
    let before = known.map(|row| (row.service, row.unit_price));
    view! {
        {none.then(|| view! { <p class="field__warning">{extra_services::no_services(locale)}</p> })}
        <SelectField
            name="service"
            label=extra_services::service(locale)
            value=draft.service
            options
            required=true
            error=faults.of("service")
        />
        {stay}
        <div class="form__columns">
            <TextField
                name="quantity"
                label=extra_services::quantity(locale)
                value=draft.quantity
                required=true
                error=faults.of("quantity")
            />
            {amounts.then(|| view! { <UnitPrice draft prices before error=faults.of("unit_price") /> })}
            <DayField
                name="used_on"
                label=extra_services::used_on(locale)
                value=draft.used_on
                required=true
                error=faults.of("used_on")
            />
        </div>
        <NoteField name="note" label=extra_services::note(locale) value=draft.note error=faults.of("note") />
        {is_new
            .then(|| {
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || draft.delivered.get()
                            on:change:target=move |event| draft.delivered.set(event.target().checked())
                        />
                        <span>
                            {extra_services::had_already(locale)}
                            <span class="check__help">{extra_services::had_already_help(locale)}</span>
                        </span>
                    </label>
                }
            })}
    }
}

/// What one costs, and what all of it comes to. As long as nobody types another price it follows the service.
#[component]
fn UnitPrice(
    draft: Draft,
    /// What the services cost the last time.
    prices: Vec<(CatalogValueId, Option<Vnd>)>,
    /// The service that is known, and what it costs.
    before: Option<(CatalogValueId, Option<Vnd>)>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let known = before.and_then(|(_, price)| price);
    let price = Memo::new(move |_| {
        let chosen: Option<CatalogValueId> = draft.service.with(|id| id.parse().ok());
        let offered = prices.iter().find(|(service, _)| Some(*service) == chosen);
        match before {
            Some((service, price)) if Some(service) == chosen => price,
            _ => offered.and_then(|(_, price)| *price).or(known),
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = typed_amount(price.get());
        if before.is_some_and(|before| before == draft.unit_price.get_untracked()) {
            draft.unit_price.set(now.clone());
        }
        now
    });
    let told = move || {
        if let Some(total) = draft.total() {
            return Some(extra_services::total(locale, &total.to_string()));
        }
        let has_none = draft.service.with(|service| !service.is_empty()) && price.get().is_none();
        (has_none && draft.unit_price.with(String::is_empty)).then(|| extra_services::no_price(locale).to_owned())
    };
    view! {
        <div>
            <TextField
                name="unit_price"
                label=extra_services::unit_price(locale)
                value=draft.unit_price
                help=extra_services::unit_price_help(locale)
                error
            />
            <p class="field__help" role="status">
                {told}
            </p>
        </div>
    }
}

/// As a list offers it.
fn option<Id: ToString>(named: &Named<Id>) -> (String, String) {
    (named.id.to_string(), named.name.clone())
}

/// One more, unless it is there.
fn add(options: &mut Vec<(String, String)>, option: (String, String)) {
    if options.iter().all(|(id, _)| *id != option.0) {
        options.push(option);
    }
}
