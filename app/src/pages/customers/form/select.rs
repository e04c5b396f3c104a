//! A choice from a list; to that of a catalog those who may can add a value without leaving the form.

use domain::{
    customer::{Choices, Field},
    permission::{Action, Resource as Subject},
    value::FieldKind,
};
use leptos::prelude::*;

use super::{
    super::{cells::label, filters::options},
    draft::Draft,
    new_value::new_value,
};
use crate::{
    components::{Control, Icon, Late},
    state::{locale, viewer},
};

/// What the selects offer; cheap to copy.
#[derive(Clone, Copy)]
pub struct Offer {
    /// Catalog values, people, branches.
    pub choices: Signal<Choices>,
    /// Asks for them anew.
    pub renew: Callback<()>,
}

/// The select of a field.
#[component]
pub fn Select(
    /// Which field.
    field: Field,
    /// The form.
    draft: Draft,
    /// What there is to choose from.
    offer: Offer,
    /// The control's ties.
    control: Control,
    /// `true` if something is wrong.
    invalid: Signal<String>,
) -> impl IntoView {
    let locale = locale();
    let (kind, typed) = (field.kind(), draft.signal(field));
    // A value that stood there before is offered too: it may be new, or no longer offered for other records.
    let seen = Memo::new(move |before: Option<&Vec<String>>| {
        let (mut seen, now) = (before.cloned().unwrap_or_default(), typed.get());
        if matches!(kind, FieldKind::Catalog(_)) && !now.is_empty() && !seen.contains(&now) {
            seen.push(now);
        }
        seen
    });
    let offered = Memo::new(move |_| {
        let mut offered = offer.choices.with(|choices| options(locale, field, kind, choices));
        for value in seen.get() {
            if offered.iter().all(|(known, _)| *known != value) {
                offered.push((value.clone(), value));
            }
        }
        offered
    });
    let shown = move || {
        let option = |(value, word): (String, String)| {
            let here = value.clone();
            view! {
                <option value=value selected=move || typed.get() == here>
                    {word}
                </option>
            }
        };
        offered.get().into_iter().map(option).collect_view()
    };
    let adding = RwSignal::new(false);
    let may_add = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Catalogs));
    let add = match kind {
        FieldKind::Catalog(catalog) if may_add => {
            let words = i18n::catalog_values::add_to(locale, label(locale, field));
            let added = Callback::new(move |value| {
                typed.set(value);
                draft.leave(field);
                offer.renew.run(());
            });
            let button = view! {
                <button
                    type="button"
                    class="icon-button icon-button--control"
                    aria-label=words.clone()
                    title=words
                    aria-expanded=move || adding.get().to_string()
                    on:click=move |_| adding.update(|adding| *adding = !*adding)
                >
                    <Icon name="plus" />
                </button>
            };
            let id = control.id.clone();
            let part = move || new_value(catalog, field, id.clone(), adding, offered, added);
            let part = view! { <Late wanted=adding part /> };
            Some((button, part))
        }
        _ => None,
    };
    let (button, part) = add.unzip();
    view! {
        <div class="beside">
            <select
                class="select"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=invalid
                prop:value=move || typed.get()
                on:change:target=move |event| {
                    typed.set(event.target().value());
                    draft.leave(field);
                }
            >
                <option value="">{i18n::app::choose(locale)}</option>
                {shown}
            </select>
            {button}
        </div>
        {part}
    }
}
