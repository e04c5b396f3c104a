//! The control of a field that names another customer, and the dialog that makes a new one for it.

use domain::{
    customer::{Choices, Directory, Field},
    permission::Action,
    value::FieldKind,
};
use leptos::prelude::*;

use super::{
    super::{list::Editing, may},
    draft::{Draft, Linked},
    form,
};
use crate::{
    api::{ApiError, customers::read_customer},
    components::{Control, CustomerBox, Late},
    state::attempt,
};

/// Where the customers stand that a field names; `None` of a field that names none.
pub fn directory_of(field: Field) -> Option<Directory> {
    match field.kind() {
        FieldKind::Customer(kind) => Some(Directory::of_kind(kind)),
        _ => None,
    }
}

/// The customer is found by typing a part of the name.
#[component]
pub fn LinkControl(
    field: Field,
    directory: Directory,
    draft: Draft,
    control: Control,
    required: Signal<bool>,
    #[prop(into)] invalid: Signal<bool>,
) -> impl IntoView {
    let typed = draft.signal(field);
    let on_create = may(Action::Create, directory)
        .then(|| Callback::new(move |name| draft.making(field).set(Some(Editing::Named(name)))));
    view! {
        <CustomerBox
            control
            directory
            text=Signal::derive(move || draft.shown_link(field))
            chosen=Signal::derive(move || draft.is_linked(field))
            on_type=Callback::new(move |text| typed.set(text))
            on_choose=Callback::new(move |hit| draft.link(field, Linked::from(hit)))
            on_create
            on_leave=Callback::new(move |()| draft.leave(field))
            required
            invalid
        />
    }
}

/// The dialog for the customer that a field is to name; it stands beside the form, as forms do not stand in forms.
#[component]
pub fn NewLinked(field: Field, draft: Draft, choices: Resource<Result<Choices, ApiError>>) -> impl IntoView {
    let editing = draft.making(field);
    directory_of(field).map(|directory| {
        let saved = Callback::new(move |code: String| {
            attempt(async move {
                let made = read_customer(directory, code).await?;
                draft.link(field, Linked::from(made));
                Ok(())
            });
        });
        view! {
            <Late
                wanted=Signal::derive(move || editing.with(Option::is_some))
                part=move || form(directory, editing, choices, saved)
            />
        }
    })
}
