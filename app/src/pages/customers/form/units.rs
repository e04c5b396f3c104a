//! Communes and provinces: suggested while typing, and what the old ones are called now. Other text is taken too.

use std::time::Duration;

use domain::{
    address::{Part, Standing, Unit, UnitSuggestion},
    customer::Field,
};
use i18n::addresses as words;
use leptos::{prelude::*, task::spawn_local};

use super::draft::Draft;
use crate::{
    api::addresses::{address_standing, suggest_units},
    components::{Control, Icon, Lead, Shown, SuggestBox, Suggested},
    state::locale,
};

/// Typing is over when nothing has happened for so long.
const PAUSE: Duration = Duration::from_millis(500);

/// Which part of an address a field is.
pub fn part_of(field: Field) -> Option<Part> {
    match field {
        Field::AddressCommune => Some(Part::Commune),
        Field::AddressProvince => Some(Part::Province),
        _ => None,
    }
}

/// The box of a commune or a province.
#[component]
pub fn UnitControl(
    /// Which part of the address.
    part: Part,
    /// Its field.
    field: Field,
    /// The form.
    draft: Draft,
    /// The control's ties.
    control: Control,
    /// What stands in it is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let (typed, province) = (draft.signal(field), draft.signal(Field::AddressProvince));
    let ask = Callback::new(move |typed: String| -> Suggested<UnitSuggestion> {
        let province = if part == Part::Commune { province.get_untracked() } else { String::new() };
        Box::pin(suggest_units(part, typed, province))
    });
    let show = |hit: &UnitSuggestion| {
        let was = hit.was.as_ref().map(|was| words::was(locale(), was));
        let Unit { commune, province } = hit.unit.clone();
        match commune {
            None => Shown { lead: Lead::None, name: province, detail: was.unwrap_or_default() },
            Some(name) => {
                let detail = was.map_or_else(|| province.clone(), |was| format!("{was} · {province}"));
                Shown { lead: Lead::None, name, detail }
            }
        }
    };
    view! {
        <SuggestBox
            control
            text=typed
            ask
            show
            on_type=Callback::new(move |text| typed.set(text))
            on_choose=Callback::new(move |hit: UnitSuggestion| take(draft, hit.unit))
            on_leave=Callback::new(move |()| draft.leave(field))
            invalid
        />
    }
}

/// Writes a unit into the fields of the address.
fn take(draft: Draft, unit: Unit) {
    if let Some(commune) = unit.commune {
        draft.signal(Field::AddressCommune).set(commune);
    }
    draft.signal(Field::AddressProvince).set(unit.province);
}

/// Under the fields: what old names have become, and that a name is in no list.
#[component]
pub fn UnitNote(
    /// The form.
    draft: Draft,
) -> impl IntoView {
    let locale = locale();
    let standing = RwSignal::new(Standing::Today);
    let fields = [Field::AddressCommune, Field::AddressProvince, Field::Address].map(|field| draft.signal(field));
    let typed = Memo::new(move |_| fields.map(|field| field.get().trim().to_owned()));
    Effect::new(move || {
        let now = typed.get();
        let [commune, province, address] = now.clone();
        let written = commune.is_empty() && province.is_empty();
        if written && address.is_empty() {
            return standing.set(Standing::Today);
        }
        let ask = move || {
            spawn_local(async move {
                let found = address_standing(commune, province, address).await.unwrap_or(Standing::Today);
                // What is written in one line may be anything; and only the answer to what stands there now counts.
                let known = if written && found == Standing::Unknown { Standing::Today } else { found };
                if typed.try_get_untracked() == Some(now) {
                    standing.set(known);
                }
            });
        };
        if let Ok(later) = set_timeout_with_handle(ask, PAUSE) {
            on_cleanup(move || later.clear());
        }
    });
    let choice = move |unit: Unit| {
        let name = unit.to_string();
        let words = words::r#use(locale, &name);
        view! {
            <button
                type="button"
                class="button button--small"
                aria-label=words
                on:click=move |_| take(draft, unit.clone())
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="form__wide" role="status">
            {move || match standing.get() {
                Standing::Today => ().into_any(),
                Standing::Unknown => {
                    view! {
                        <p class="field__warning">
                            <Icon name="triangle-alert" class="icon--small" />
                            {words::unknown(locale)}
                        </p>
                    }
                    .into_any()
                }
                Standing::Before(units) => {
                    view! {
                        <p class="field__warning">
                            <Icon name="info" class="icon--small" />
                            {words::old(locale)}
                        </p>
                        <div class="buttons">{units.into_iter().map(choice).collect_view()}</div>
                    }
                    .into_any()
                }
            }}
        </div>
    }
}
