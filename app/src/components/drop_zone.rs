//! Where files are chosen or dropped, and how far one is on its way.

use leptos::{html, prelude::*};

use super::{
    Icon, Progress,
    transfer::{Picked, chosen, dropped},
};

/// The place where files are chosen or dropped.
#[component]
pub fn DropZone(
    /// What the browser offers to choose: endings or media types.
    accept: &'static str,
    /// Several at once.
    #[prop(optional)]
    multiple: bool,
    /// What is done by choosing …
    head: &'static str,
    /// … and how else it can be done.
    rest: &'static str,
    /// Which files.
    #[prop(into)]
    help: String,
    /// Id of what is said of them.
    notes: &'static str,
    /// What was chosen last is wrong.
    #[prop(optional, into)]
    invalid: Signal<bool>,
    /// Files are chosen; of one at a time the first counts.
    on_pick: Callback<Vec<Picked>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let take = move |picked: Vec<Picked>| {
        if !picked.is_empty() {
            on_pick.run(picked);
        }
    };
    // Files that were chosen before the page came to life.
    Effect::new(move || {
        if let Some(input) = input.get() {
            take(chosen(&input));
        }
    });
    view! {
        <label
            class="upload"
            data-over=move || over.get().to_string()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                over.set(false);
                take(dropped(&event));
            }
        >
            <input
                class="upload__input"
                type="file"
                accept=accept
                multiple=multiple
                aria-describedby=notes
                aria-invalid=move || invalid.get().to_string()
                node_ref=input
                on:change:target=move |event| take(chosen(&event.target()))
            />
            <Icon name="cloud-upload" class="icon--large" />
            <span>
                <strong>{head}</strong>
                " "
                {rest}
            </span>
            <span class="upload__help">{help}</span>
        </label>
    }
}

/// A file on its way.
#[component]
pub fn OnTheWay(
    /// Its name.
    #[prop(into)]
    name: Signal<String>,
    /// Its sign.
    icon: &'static str,
    /// What is being done.
    #[prop(into)]
    head: Signal<String>,
    /// How many percent are sent; 100 when the server looks at it.
    #[prop(into)]
    percent: Signal<u64>,
    /// What the button that stops it is called.
    stop_word: String,
    /// Stops it.
    stop: Callback<()>,
) -> impl IntoView {
    let total = Signal::derive(move || if percent.get() >= 100 { 0 } else { 100 });
    view! {
        <div class="upload-file">
            <Icon name=icon />
            <span class="upload-file__name">{move || name.get()}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=stop_word.clone()
                title=stop_word
                on:click=move |_| {
                    stop.try_run(());
                }
            >
                <Icon name="x" />
            </button>
        </div>
        <Progress head done=percent total />
    }
}
