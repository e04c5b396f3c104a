//! That there is nothing to be done.

use leptos::prelude::*;

use crate::state::locale;

/// What stands in the place of a form then.
#[component]
pub fn Nothing(
    /// What there is not.
    text: &'static str,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <div class="dialog__body">
            <p>{text}</p>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {i18n::app::close(locale())}
            </button>
        </div>
    }
}
