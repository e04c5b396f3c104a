//! The steps of a tariff while they are typed: at least the first one, at which everything begins.

use domain::{
    meter::{MOST_STEPS, MeterKind, Step},
    space::amount_of,
};
use i18n::meters;
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    components::{Control, Icon},
    pages::customers::new_key,
    state::locale,
};

/// A step; cheap to copy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StepDraft {
    /// Tells it from the others.
    key: Uuid,
    /// Beyond how many units; of the first one nothing is typed.
    above: RwSignal<String>,
    /// What a unit costs.
    price: RwSignal<String>,
    is_first: bool,
}

impl StepDraft {
    /// The one at which everything begins.
    pub fn first() -> Self {
        Self { is_first: true, ..Self::further() }
    }

    fn further() -> Self {
        let (above, price) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        Self { key: new_key(), above, price, is_first: false }
    }

    /// What it says.
    ///
    /// # Errors
    /// The key of the fault.
    pub fn read(self) -> Result<Step, &'static str> {
        let price = amount_of(&self.price.get_untracked())?.ok_or("required")?;
        if self.is_first {
            return Ok(Step { above: 0, price });
        }
        let typed = self.above.get_untracked();
        let digits: String = typed.chars().filter(|sign| *sign != '.' && !sign.is_whitespace()).collect();
        let above = if digits.is_empty() { Err("required") } else { digits.parse().map_err(|_| "invalid_number") };
        Ok(Step { above: above?, price })
    }
}

/// The steps, and the button for one more.
#[component]
pub fn Steps(
    /// What is typed.
    steps: RwSignal<Vec<StepDraft>>,
    /// What is counted.
    kind: Signal<MeterKind>,
    /// What is wrong with them.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let add = move |_| steps.update(|steps| steps.push(StepDraft::further()));
    let is_full = move || steps.with(|steps| steps.len() >= MOST_STEPS);
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{meters::price(locale)}</legend>
            <For
                each=move || steps.get()
                key=|step| step.key
                children=move |step| view! { <Row step steps kind error /> }
            />
            {move || {
                error
                    .get()
                    .map(|text| {
                        view! {
                            <p class="field__error" role="alert">
                                <Icon name="circle-alert" class="icon--small" />
                                {text}
                            </p>
                        }
                    })
            }}
            <div class="buttons">
                <button type="button" class="button" disabled=is_full on:click=add>
                    <Icon name="plus" />
                    {meters::step_add(locale)}
                </button>
            </div>
        </fieldset>
    }
}

#[component]
fn Row(
    step: StepDraft,
    steps: RwSignal<Vec<StepDraft>>,
    kind: Signal<MeterKind>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let number = move || steps.with(|steps| steps.iter().position(|other| *other == step)).unwrap_or_default() as u64;
    let remove = move || meters::step_remove(locale, &i18n::grouped(number() + 1));
    let field = move |control: Control, label: fn(i18n::Locale, &str) -> String, typed: RwSignal<String>| {
        let Control { id, notes } = control.clone();
        let label = move || label(locale, kind.get().unit());
        view! {
            <div class="field field--required">
                <label class="field__label" for=id.clone()>
                    {label}
                </label>
                <input
                    class="input input--number"
                    id=id
                    aria-describedby=notes.clone()
                    aria-required="true"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    autocomplete="off"
                    inputmode="numeric"
                    prop:value=move || typed.get()
                    on:input:target=move |event| typed.set(event.target().value())
                />
                <div id=notes></div>
            </div>
        }
    };
    let price = Control::new(&format!("step-price-{}", step.key));
    let above = Control::new(&format!("step-above-{}", step.key));
    let is_further = !step.is_first;
    view! {
        <div class="steps__row">
            {is_further.then(|| field(above, meters::above, step.above))}
            {field(price, meters::price_each, step.price)}
            {is_further
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="icon-button icon-button--control items__remove"
                            aria-label=remove
                            title=remove
                            on:click=move |_| steps.update(|steps| steps.retain(|other| *other != step))
                        >
                            <Icon name="trash-2" />
                        </button>
                    }
                })}
        </div>
    }
}
