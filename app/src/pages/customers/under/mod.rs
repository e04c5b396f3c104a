//! What is opened below the rows of a list: the jump to a value, what the list comes to, and what was done to many. It comes
//! when it is wanted.

mod acts;
mod jump;
mod plain;
mod totals;

use leptos::{ev::keydown, prelude::*};

pub use plain::plain_jump;

use self::{acts::Acts, jump::JumpBar, totals::TotalsBar};
use super::dialogs::Around;

/// What is open below the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// The jump to a value of the sorted column.
    Jump,
    /// What the list comes to.
    Totals,
    /// The person's last acts on many.
    Acts,
}

/// What is open, in a chunk of its own.
#[lazy]
pub fn below(around: Around, under: RwSignal<Option<Under>>) -> AnyView {
    let bar = move || match under.get() {
        Some(Under::Jump) => view! { <JumpBar state=around.state choices=around.choices under /> }.into_any(),
        Some(Under::Totals) => view! { <TotalsBar state=around.state under /> }.into_any(),
        Some(Under::Acts) | None => ().into_any(),
    };
    close_on_escape(under);
    view! {
        {bar}
        <Acts under choices=around.choices />
    }
    .into_any()
}

/// Escape closes the bar, unless it closes a dialog or a list of suggestions.
fn close_on_escape(under: RwSignal<Option<Under>>) {
    let listening = window_event_listener(keydown, move |event| {
        let in_dialog = document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some());
        if event.key() == "Escape" && !event.default_prevented() && !in_dialog && under.get_untracked().is_some() {
            close(under);
        }
    });
    on_cleanup(move || listening.remove());
}

/// Closes what is open, and goes back to the button that opened it.
fn close(under: RwSignal<Option<Under>>) {
    let button = document().query_selector(".list__tools [aria-expanded=true]").ok().flatten();
    if let Some(button) = button
        && let Ok(button) = leptos::wasm_bindgen::JsCast::dyn_into::<leptos::web_sys::HtmlElement>(button)
    {
        let _ = button.focus();
    }
    under.set(None);
}
