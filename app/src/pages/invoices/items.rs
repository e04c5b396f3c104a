//! Lines of an invoice that stand for themselves. They can be typed without leaving the keys: Enter behind the last amount adds one.

use i18n::invoices;
use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::draft::{Draft, Item};
use crate::{
    components::{Control, FieldBox, Icon},
    state::locale,
};

/// The lines, and the button for one more.
#[component]
pub fn Items(
    /// What is typed.
    draft: Draft,
) -> impl IntoView {
    let locale = locale();
    let add = NodeRef::<html::Button>::new();
    let focus_add = Callback::new(move |()| {
        if let Some(add) = add.get_untracked() {
            let _ = add.focus();
        }
    });
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{invoices::items(locale)}</legend>
            <p class="field__help">{invoices::items_help(locale)}</p>
            <For
                each=move || draft.items.get()
                key=|item| item.key
                children=move |item| view! { <Row item draft removed=focus_add /> }
            />
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    node_ref=add
                    on:click=move |_| draft.items.update(|items| items.push(Item::new()))
                >
                    <Icon name="plus" />
                    {invoices::item_add(locale)}
                </button>
            </div>
        </fieldset>
    }
}

#[component]
fn Row(item: Item, draft: Draft, removed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let first = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(first) = first.get().filter(|_| item.is_new) {
            let _ = first.focus();
        }
    });
    let is_last = move || draft.items.with_untracked(|items| items.last() == Some(&item));
    let press = move |event: KeyboardEvent| {
        // Behind a line that says nothing yet Enter sends the form, as anywhere else.
        if event.key() == "Enter" && is_last() && untrack(|| item.is_written()) {
            event.prevent_default();
            draft.items.update(|items| items.push(Item::new()));
        }
    };
    let remove = move |_| {
        draft.items.update(|items| items.retain(|other| *other != item));
        removed.run(());
    };
    let place = Memo::new(move |_| draft.items.with(|items| items.iter().position(|other| *other == item)));
    let label = move || {
        let number = place.get().unwrap_or_default() as u64 + 1;
        invoices::item_remove(locale, &i18n::grouped(number))
    };
    let told = |fault: RwSignal<Option<String>>| {
        Signal::derive(move || {
            let code = fault.get()?;
            Some(i18n::errors::by_code(locale, &code).unwrap_or_else(|| i18n::errors::invalid(locale)).to_owned())
        })
    };
    let (text_error, amount_error) = (told(item.text_fault), told(item.amount_fault));
    let text = Control::new(&format!("item-text-{}", item.key));
    let amount = Control::new(&format!("item-amount-{}", item.key));
    view! {
        <div class="items__row">
            <FieldBox control=text.clone() label=invoices::item_text(locale) required=true error=text_error>
                <input
                    class="input"
                    id=text.id
                    aria-describedby=text.notes
                    aria-required="true"
                    aria-invalid=move || text_error.with(Option::is_some).to_string()
                    autocomplete="off"
                    node_ref=first
                    prop:value=move || item.text.get()
                    on:input:target=move |event| item.text.set(event.target().value())
                />
            </FieldBox>
            <FieldBox control=amount.clone() label=invoices::item_amount(locale) required=true error=amount_error>
                <input
                    class="input input--number"
                    id=amount.id
                    aria-describedby=amount.notes
                    aria-required="true"
                    aria-invalid=move || amount_error.with(Option::is_some).to_string()
                    autocomplete="off"
                    inputmode="numeric"
                    prop:value=move || item.amount.get()
                    on:input:target=move |event| item.amount.set(event.target().value())
                    on:keydown=press
                />
            </FieldBox>
            <button
                type="button"
                class="icon-button icon-button--control items__remove"
                aria-label=label
                title=label
                on:click=remove
            >
                <Icon name="trash-2" />
            </button>
        </div>
    }
}
