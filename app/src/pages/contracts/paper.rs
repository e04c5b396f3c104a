//! The text of a contract as a paper: what is printed and signed.

use domain::contract::{ContractDetail, ContractStatus};
use i18n::contracts;
use leptos::prelude::*;

use crate::{pages::receipts::words::day, state::locale};

/// The paper, with room for both to sign.
#[component]
pub fn Paper(
    /// The contract.
    detail: ContractDetail,
) -> impl IntoView {
    let locale = locale();
    let ContractDetail { row, wording, .. } = detail;
    let Some(wording) = wording else {
        return view! { <p class="quiet">{contracts::no_wording(locale)}</p> }.into_any();
    };
    let mark = match row.status {
        ContractStatus::Draft => Some(contracts::paper_draft(locale).to_owned()),
        ContractStatus::Terminated => row.terminated_on.map(|on| contracts::paper_terminated(locale, &day(on))),
        ContractStatus::Active | ContractStatus::Ended => None,
    };
    let text = match wording.is_empty() {
        true => view! { <p class="quiet">{contracts::no_text(locale)}</p> }.into_any(),
        false => view! { <PaperText text=wording /> }.into_any(),
    };
    let sign = |who: &'static str| {
        view! {
            <div class="contract__signature">
                <p class="contract__label">{who}</p>
                <p class="contract__fine">{contracts::sign_help(locale)}</p>
            </div>
        }
    };
    view! {
        <article class="contract" aria-label=contracts::paper(locale)>
            <header class="contract__head">
                <p>{contracts::one(locale, &row.code)}</p>
                {mark.map(|mark| view! { <p class="contract__mark">{mark}</p> })}
            </header>
            {text}
            <div class="contract__signatures">
                {sign(contracts::sign_owner(locale))} {sign(contracts::sign_tenant(locale))}
            </div>
        </article>
    }
    .into_any()
}

/// A text as it stands on paper: line by line.
#[component]
pub fn PaperText(
    /// The text, its fields filled.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <div class="contract__text">{move || text.get()}</div> }
}
