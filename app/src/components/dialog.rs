//! Dialogs: the browser's own, which traps the focus and gives it back to the control that opened it.

use leptos::{html, prelude::*};

use super::Icon;
use crate::state::locale;

/// Whether a dialog is open: as long as there is something that it is about.
pub fn open_for<T: Send + Sync + 'static>(subject: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(subject.with(Option::is_some)));
    Effect::new(move |was_open: Option<bool>| {
        let now = open.get();
        if was_open == Some(true) && !now {
            subject.set(None);
        }
        now
    });
    open
}

/// A modal dialog. What stands in it is made when it opens and dropped when it closes.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Asked before Esc, the cross or the button "cancel" closes it; `true` lets it close.
    #[prop(optional)]
    may_close: Option<Callback<(), bool>>,
    /// What stands in it: body and foot.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        if !open.get() {
            element.close();
        } else if !element.open() {
            let _ = element.show_modal();
            // A form puts the focus into its first field itself (autofocus); everything else begins at the heading.
            let focused = document().active_element();
            if focused.is_none_or(|focused| focused.tag_name() == "BUTTON" || focused.tag_name() == "DIALOG")
                && let Some(heading) = heading.get()
            {
                let _ = heading.focus();
            }
        }
    });
    let close = move || {
        if may_close.is_none_or(|may_close| may_close.run(())) {
            open.set(false);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-label=move || title.get()
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                close();
            }
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <div class="dialog__head">
                    <h2 class="dialog__title" tabindex="-1" node_ref=heading>
                        {move || title.get()}
                    </h2>
                    <button
                        type="button"
                        class="icon-button icon-button--control"
                        aria-label=i18n::app::close(locale())
                        on:click=move |_| close()
                    >
                        <Icon name="x" />
                    </button>
                </div>
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}

/// Asks before something happens that is not undone by a key.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// The word on the button that does it.
    #[prop(into)]
    word: Signal<String>,
    /// What the button does.
    on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title>
            <div class="dialog__body">
                <p>{move || text.get()}</p>
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    // What is called off is called so itself.
                    {i18n::app::back(locale())}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    on:click=move |_| {
                        open.set(false);
                        on_confirm.run(());
                    }
                >
                    {move || word.get()}
                </button>
            </div>
        </Dialog>
    }
}
