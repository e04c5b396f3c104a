//! How far something is.

use leptos::prelude::*;

/// Words, figures and a bar.
#[component]
pub fn Progress(
    /// What is being done.
    #[prop(into)]
    head: Signal<String>,
    /// So much is done …
    #[prop(into)]
    done: Signal<u64>,
    /// … of so much; 0 while that is not known.
    #[prop(into)]
    total: Signal<u64>,
    /// The figures in words.
    #[prop(optional, into)]
    figures: Signal<String>,
    /// Speed and time left.
    #[prop(optional, into)]
    note: Signal<String>,
    /// It stands still.
    #[prop(optional, into)]
    paused: Signal<bool>,
) -> impl IntoView {
    let known = move || total.get() > 0;
    let value = move || known().then(|| done.get().min(total.get()).to_string());
    view! {
        <div class="progress" class:progress--paused=paused>
            <p class="progress__head">
                <span role="status">{move || head.get()}</span>
                <span class="figures">{move || figures.get()}</span>
            </p>
            <progress
                class="progress__bar"
                aria-label=move || head.get()
                max=move || known().then(|| total.get().to_string())
                value=value
            ></progress>
            <p class="progress__note">{move || note.get()}</p>
        </div>
    }
}
