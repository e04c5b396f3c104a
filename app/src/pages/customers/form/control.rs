//! One control of the form, by the kind of its field.

use domain::{
    customer::{Directory, Field},
    value::FieldKind,
};
use leptos::prelude::*;

use super::{
    super::cells::{fault, label},
    draft::Draft,
    link::LinkControl,
    select::{Offer, Select},
    tags::TagsControl,
    units::{UnitControl, part_of},
};
use crate::{
    components::{Control, FieldBox},
    state::locale,
};

/// Label, control, help and fault of a field.
#[component]
pub fn FieldControl(field: Field, draft: Draft, offer: Offer) -> impl IntoView {
    let locale = locale();
    let control = Control::new(&format!("{}{}", draft.prefix(), field.key()));
    let typed = draft.signal(field);
    let error =
        Signal::derive(move || draft.faults.with(|faults| faults.of(field.key()).map(|code| fault(locale, code))));
    let warning = Signal::derive(move || {
        let code = draft.warnings.with(|warnings| warnings.get(&field).copied());
        code.and_then(|code| i18n::warnings::by_code(locale, code)).map(str::to_owned)
    });
    let must = Signal::derive(move || draft.required().contains(&field));
    let invalid = move || error.with(Option::is_some).to_string();
    let name = draft.label(field);
    let wide = matches!(field.kind(), FieldKind::Note | FieldKind::LongText | FieldKind::Tags);
    let input = match field.kind() {
        FieldKind::Note | FieldKind::Phones => view! {
            <textarea
                class="textarea"
                id=control.id.clone()
                aria-describedby=control.notes.clone()
                aria-invalid=invalid
                prop:value=move || typed.get()
                on:input:target=move |event| typed.set(event.target().value())
                on:blur=move |_| draft.leave(field)
            ></textarea>
        }
        .into_any(),
        FieldKind::Choice(_) | FieldKind::Catalog(_) | FieldKind::User | FieldKind::Branch => {
            view! { <Select field draft offer control=control.clone() invalid=Signal::derive(invalid) /> }.into_any()
        }
        FieldKind::Customer(kind) => {
            let directory = Directory::of_kind(kind);
            let control = control.clone();
            let invalid = Signal::derive(move || error.with(Option::is_some));
            view! { <LinkControl field directory draft control required=must invalid /> }.into_any()
        }
        FieldKind::Tags => {
            let (directory, control) = (draft.directory, control.clone());
            let invalid = Signal::derive(move || error.with(Option::is_some));
            view! { <TagsControl directory draft control invalid /> }.into_any()
        }
        _ if let Some(part) = part_of(field) => {
            let control = control.clone();
            let invalid = Signal::derive(move || error.with(Option::is_some));
            view! { <UnitControl part field draft control invalid /> }.into_any()
        }
        kind => view! {
            <input
                class="input"
                id=control.id.clone()
                aria-describedby=control.notes.clone()
                aria-invalid=invalid
                aria-required=move || must.get().to_string()
                autocomplete="off"
                autofocus=field == Field::Name
                type=match kind {
                    FieldKind::Phone => "tel",
                    _ => "text",
                }
                inputmode=match kind {
                    FieldKind::Email => "email",
                    FieldKind::Date | FieldKind::Count | FieldKind::TaxCode => "numeric",
                    // A passport has letters: what most people have are digits.
                    FieldKind::IdNumber => "numeric",
                    _ => "text",
                }
                prop:value=move || typed.get()
                on:input:target=move |event| typed.set(event.target().value())
                on:blur=move |_| draft.leave(field)
            />
        }
        .into_any(),
    };
    view! {
        <div class:form__wide=wide>
            <FieldBox control label=name required=must help=help(field, draft) warning error>
                {input}
            </FieldBox>
            {(field == Field::Email).then(|| view! { <WithoutEmail draft /> })}
            {draft.is_behind_mask(field).then(|| view! { <ClearValue field draft /> })}
        </div>
    }
}

fn help(field: Field, draft: Draft) -> String {
    let locale = locale();
    let edited = draft.record().is_some();
    match field {
        Field::Code if !edited => i18n::customers::code_help(locale),
        Field::Phone => i18n::customers::phone_help(locale),
        Field::OtherPhones => i18n::customers::other_phones_help(locale),
        Field::IdNumber | Field::MonthlyIncome if edited => i18n::customers::id_number_keep(locale),
        Field::IdNumber => i18n::customers::id_number_help(locale),
        Field::Tags => i18n::bulk::tags_help(locale),
        Field::DateOfBirth | Field::IdIssuedOn => i18n::app::date_hint(locale),
        _ => "",
    }
    .to_owned()
}

/// The tick "has no e-mail", which makes the e-mail optional.
#[component]
fn WithoutEmail(draft: Draft) -> impl IntoView {
    let ticked = draft.without_email;
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || ticked.get()
                on:change:target=move |event| {
                    ticked.set(event.target().checked());
                    draft.leave(Field::Email);
                }
            />
            <span>{i18n::customers::without_email(locale())}</span>
        </label>
    }
}

/// What stands behind a mask can be emptied: an empty field alone leaves it as it is.
#[component]
fn ClearValue(field: Field, draft: Draft) -> impl IntoView {
    let locale = locale();
    let name = label(locale, field);
    view! {
        <div class="clear-value" role="status">
            {move || {
                let is_cleared = draft.is_cleared(field);
                let word = if is_cleared { i18n::app::undo(locale) } else { i18n::customers::clear_value(locale) };
                view! {
                    {is_cleared.then(|| view! { <span class="quiet">{i18n::customers::value_cleared(locale)}</span> })}
                    <button
                        type="button"
                        class="button button--quiet button--small"
                        aria-label=format!("{word}: {name}")
                        on:click=move |_| draft.clear(field, !is_cleared)
                    >
                        {word}
                    </button>
                }
            }}
        </div>
    }
}
