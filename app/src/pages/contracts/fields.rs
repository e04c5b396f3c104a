//! What is filled in of a contract whose customer is known.

use domain::{
    contract::{Billed, ContractDetail, ContractOffer, OfferedSpace, OfferedText},
    money::Vnd,
    space::{amount_of, typed_amount},
};
use i18n::contracts;
use leptos::prelude::*;

use super::{draft::Draft, preview::Preview, text::TextEditor, words::billed};
use crate::{
    components::{DayField, Kept, NoteField, SelectField, SheetForm, TextField},
    pages::bookings::Occupied,
    state::{Faults, locale},
};

/// How long contracts usually go, in months.
const TERMS: [u32; 2] = [6, 12];

/// All fields.
#[component]
pub fn ContractFields(
    /// What is typed.
    draft: Draft,
    /// What is kept of it.
    form: SheetForm,
    /// The draft, if it is not a new one.
    detail: Option<ContractDetail>,
    /// What there is to choose from.
    offer: ContractOffer,
    /// What is wrong.
    faults: Faults,
) -> impl IntoView {
    let locale = locale();
    let is_new = detail.is_none();
    let amounts = detail.as_ref().map_or(offer.amounts, |detail| detail.row.rent.is_some());
    let options = spaces(detail.as_ref(), &offer.spaces);
    let rents: Vec<_> = offer.spaces.iter().map(|offered| (offered.space.id, offered.rent)).collect();
    let proposed = Memo::new(move |_| {
        let chosen = draft.chosen_space()?;
        rents.iter().find(|(space, _)| *space == chosen)?.1
    });
    let known = detail.and_then(|detail| detail.row.space);
    let named: Vec<_> = offer.spaces.into_iter().map(|offered| offered.space).chain(known).collect();
    let space = (options.len() > 1).then(|| {
        view! {
            <SelectField
                name="space"
                label=contracts::space(locale)
                value=draft.space
                options
                error=faults.of("space")
            />
        }
    });
    let ways = Billed::ALL.iter().map(|way| (way.key().to_owned(), billed(locale, *way).to_owned()));
    let preview = amounts.then(|| view! { <Preview draft proposed spaces=named /> });
    view! {
        <Kept unsaved=form.unsaved />
        {space}
        <Term draft faults />
        <div class="form__columns">
            {amounts.then(|| view! { <Rent draft proposed is_new error=faults.of("rent") /> })}
            <SelectField
                name="billed"
                label=contracts::billed(locale)
                value=draft.billed
                options=ways.collect()
                error=faults.of("billed")
            />
            {amounts
                .then(|| {
                    view! {
                        <TextField
                            name="agreed_deposit"
                            label=contracts::agreed_deposit(locale)
                            value=draft.deposit
                            error=faults.of("agreed_deposit")
                        />
                    }
                })}
        </div>
        <TemplateChoice draft templates=offer.templates is_new />
        <TextEditor name="text" label=contracts::text(locale) value=draft.text error=faults.of("text") />
        {preview}
        <NoteField name="note" label=contracts::note(locale) value=draft.note error=faults.of("note") />
    }
}

/// The spaces that may be chosen: those that are offered, and the one that it has; where they lie, if that is not one place.
fn spaces(detail: Option<&ContractDetail>, offered: &[OfferedSpace]) -> Vec<(String, String)> {
    let several = offered.iter().any(|space| offered.first().is_some_and(|first| first.branch != space.branch));
    let option = |offered: &OfferedSpace| {
        let name = match several {
            true => format!("{} ({})", offered.space.name, offered.branch),
            false => offered.space.name.clone(),
        };
        (offered.space.id.to_string(), name)
    };
    let mut options: Vec<_> = offered.iter().map(option).collect();
    if let Some(space) = detail.and_then(|detail| detail.row.space.as_ref())
        && offered.iter().all(|offered| offered.space.id != space.id)
    {
        options.push((space.id.to_string(), space.name.clone()));
    }
    options.insert(0, (String::new(), contracts::space_none(locale()).to_owned()));
    options
}

/// From when until when, and when the space is taken within that time.
#[component]
fn Term(draft: Draft, faults: Faults) -> impl IntoView {
    let locale = locale();
    let quick = TERMS.into_iter().map(|months| {
        let word = if months == 12 { contracts::one_year(locale) } else { contracts::six_months(locale) };
        view! {
            <button type="button" class="button button--small" on:click=move |_| draft.last(months)>
                {word}
            </button>
        }
    });
    view! {
        <div class="form__columns">
            <DayField
                name="starts_on"
                label=contracts::starts_on(locale)
                value=draft.starts_on
                required=true
                error=faults.of("starts_on")
            />
            <div>
                <DayField
                    name="ends_on"
                    label=contracts::ends_on(locale)
                    value=draft.ends_on
                    required=true
                    error=faults.of("ends_on")
                />
                <div class="buttons beside--added" role="group" aria-label=contracts::as_long_as(locale)>
                    {quick.collect_view()}
                </div>
            </div>
        </div>
        <Occupied stay=Signal::derive(move || draft.stay()) except=None />
    }
}

/// What each month costs. As long as nobody types another rent it follows the space.
#[component]
fn Rent(draft: Draft, proposed: Memo<Option<Vnd>>, is_new: bool, error: Signal<Option<String>>) -> impl IntoView {
    let locale = locale();
    Effect::new(move |before: Option<String>| {
        let now = typed_amount(proposed.get());
        if before.is_some_and(|before| before != now && before == draft.rent.get_untracked()) {
            draft.rent.set(now.clone());
        }
        now
    });
    let hint = move || {
        let amount = proposed.get()?;
        let typed = amount_of(&draft.rent.get()).ok().flatten();
        let take = (typed != Some(amount)).then(|| {
            view! {
                " "
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| draft.rent.set(typed_amount(Some(amount)))
                >
                    {contracts::use_rent(locale)}
                </button>
            }
        });
        Some(view! {
            {contracts::rent_proposed(locale, &amount.to_string())}
            {take}
        })
    };
    let help = if is_new { contracts::rent_help(locale) } else { contracts::rent_help_known(locale) };
    view! {
        <div>
            <TextField name="rent" label=contracts::rent(locale) value=draft.rent help error />
            <p class="field__help" role="status">
                {hint}
            </p>
        </div>
    }
}

/// The text from which the contract begins. What somebody has written is replaced only if they say so.
#[component]
fn TemplateChoice(draft: Draft, templates: Vec<OfferedText>, is_new: bool) -> impl IntoView {
    let locale = locale();
    if templates.is_empty() {
        return ().into_any();
    }
    let none = (String::new(), i18n::app::choose(locale).to_owned());
    let named = templates.iter().map(|offered| (offered.template.id.to_string(), offered.template.name.clone()));
    let options = std::iter::once(none).chain(named).collect();
    // A new contract has begun from the first one.
    let first = templates.first().filter(|_| is_new).map(|first| first.template.id.to_string());
    let chosen = RwSignal::new(first.unwrap_or_default());
    let text = Memo::new(move |_| {
        let id = chosen.get();
        templates.iter().find(|offered| offered.template.id.to_string() == id).map(|offered| offered.text.clone())
    });
    Effect::new(move |before: Option<Option<String>>| {
        let now = text.get();
        let is_untouched = |before: &Option<String>| {
            draft.text.with_untracked(|text| text.is_empty() || Some(text) == before.as_ref())
        };
        if let (Some(before), Some(text)) = (&before, &now)
            && *before != now
            && is_untouched(before)
        {
            draft.text.set(text.clone());
        }
        now
    });
    let replace = move || {
        let text = text.get().filter(|text| draft.text.with(|now| now != text))?;
        Some(view! {
            <button type="button" class="button button--small" on:click=move |_| draft.text.set(text.clone())>
                {contracts::use_template(locale)}
            </button>
        })
    };
    view! {
        <div>
            <SelectField name="template" label=contracts::template(locale) value=chosen options />
            <div class="buttons beside--added">{replace}</div>
        </div>
    }
    .into_any()
}
