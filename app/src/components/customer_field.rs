//! For whom something is: a customer of any list.

use domain::{
    CustomerId,
    customer::{Directory, Suggestion},
};
use leptos::prelude::*;

use super::{Control, FieldBox, Lead, Shown, SuggestBox, Suggested, TextField};
use crate::api::customers::suggest_all_customers;

/// A customer is found by typing a part of the name, phone or code, and chosen by mouse or keyboard.
#[component]
pub fn CustomerField(
    /// The label.
    label: &'static str,
    /// What stands in the box: what is typed, or the name of the chosen one.
    name: RwSignal<String>,
    /// Who is chosen.
    chosen: RwSignal<Option<CustomerId>>,
    /// It is known, and may only be read.
    fixed: bool,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    if fixed {
        return view! { <TextField name="customer" label value=name readonly=true error /> }.into_any();
    }
    let control = Control::new("customer");
    let ask = Callback::new(|typed: String| -> Suggested<Suggestion> { Box::pin(suggest_all_customers(typed)) });
    let show = |hit: &Suggestion| {
        // A lead has no code yet.
        let detail = if hit.directory == Directory::Leads { String::new() } else { hit.code.clone() };
        Shown { lead: Lead::Avatar(hit.picture()), name: hit.name.clone(), detail }
    };
    let on_type = Callback::new(move |typed| {
        name.set(typed);
        chosen.set(None);
    });
    let on_choose = Callback::new(move |hit: Suggestion| {
        name.set(hit.name);
        chosen.set(Some(hit.id));
    });
    view! {
        <FieldBox control=control.clone() label required=true error>
            <SuggestBox
                control
                text=name
                ask
                show
                on_type
                on_choose
                on_leave=Callback::new(|()| ())
                required=true
                invalid=Signal::derive(move || error.with(Option::is_some))
            />
        </FieldBox>
    }
    .into_any()
}
