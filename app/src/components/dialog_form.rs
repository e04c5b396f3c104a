//! What stands in a dialog that asks for something.

use leptos::prelude::*;

use super::{Icon, Problem};
use crate::state::{Sending, locale};

/// Fields, under them the way back and the button that does it; a problem stands above them.
#[component]
pub fn DialogForm(
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Asked before the way back is taken, as by the dialog.
    #[prop(optional)]
    may_close: Option<Callback<(), bool>>,
    /// How it is sent.
    sending: Sending,
    /// The word on the button that does it.
    word: &'static str,
    /// Another button that sends it.
    #[prop(default = None)]
    also: Option<AnyView>,
    /// The button's icon.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// What it does is not undone by a key.
    #[prop(optional)]
    danger: bool,
    /// Some fields bear a red asterisk among others that do not.
    #[prop(optional)]
    marks_required: bool,
    /// What is to be known before it is done: it stays in sight above the buttons.
    #[prop(default = None)]
    told: Option<AnyView>,
    /// What the button does.
    on_submit: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let locale = locale();
    let cancel = move |_| {
        if may_close.is_none_or(|may_close| may_close.run(())) {
            open.set(false);
        }
    };
    view! {
        <form
            class="dialog__form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                // What is about to be replaced by something newer does nothing any more.
                on_submit.try_run(());
            }
        >
            <div class="dialog__body">
                <div class="form">
                    {move || sending.faults.problem.try_get().flatten().map(|error| view! { <Problem error /> })} {children()}
                </div>
            </div>
            {told}
            <div class="dialog__foot">
                {marks_required
                    .then(|| view! { <span class="dialog__note">{i18n::app::required_note(locale)}</span> })}
                <button type="button" class="button" on:click=cancel>
                    {if danger { i18n::app::back(locale) } else { i18n::app::cancel(locale) }}
                </button>
                {also}
                <button
                    type="submit"
                    class=if danger { "button button--danger" } else { "button button--primary" }
                    aria-busy=move || {
                        // What is sent ends when the dialog has closed over it.
                        sending.busy.try_get().unwrap_or_default().to_string()
                    }
                >
                    {icon.map(|name| view! { <Icon name /> })}
                    {word}
                </button>
            </div>
        </form>
    }
}
