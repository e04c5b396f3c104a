//! A text with fields in it: it is typed, and fields are put where one types.

use domain::contract::{TextField, unknown_fields};
use i18n::contracts;
use leptos::{html, prelude::*};

use super::words::text_field;
use crate::{
    components::{Control, FieldBox},
    state::locale,
};

/// The lines in which it is typed, the fields that can be put into it, and those in it that nobody knows.
#[component]
pub fn TextEditor(
    /// Key of the field, unique on the page.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Bears a red asterisk.
    #[prop(optional)]
    required: bool,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let control = Control::new(name);
    let area = NodeRef::<html::Textarea>::new();
    let insert = move |field: TextField| {
        let Some(area) = area.get_untracked() else { return };
        let start = area.selection_start().ok().flatten().unwrap_or_default();
        let end = area.selection_end().ok().flatten().unwrap_or(start);
        let put = area.set_range_text_with_start_and_end_and_mode(&field.braced(), start, end, "end");
        if put.is_ok() {
            value.set(area.value());
        }
        let _ = area.focus();
    };
    let button = |field: &TextField| {
        let field = *field;
        view! {
            <button type="button" class="button button--small" on:click=move |_| insert(field)>
                {text_field(locale, field)}
            </button>
        }
    };
    let unknown = Signal::derive(move || {
        let names = value.with(|text| {
            unknown_fields(text).into_iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(", ")
        });
        (!names.is_empty()).then(|| contracts::unknown_fields(locale, &names))
    });
    view! {
        <div>
            <FieldBox control=control.clone() label required warning=unknown error>
                <textarea
                    class="textarea textarea--text"
                    id=control.id
                    aria-describedby=control.notes
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    node_ref=area
                    prop:value=move || value.get()
                    on:input:target=move |event| value.set(event.target().value())
                ></textarea>
            </FieldBox>
            <fieldset class="inserts">
                <legend class="field__label">{contracts::insert(locale)}</legend>
                {TextField::ALL.iter().map(button).collect_view()}
            </fieldset>
        </div>
    }
}
