//! How the text of a contract will read, as far as the form knows.

use domain::{
    SpaceId,
    contract::{Facts, rendered},
    customer::Named,
    money::Vnd,
    space::amount_of,
};
use i18n::contracts;
use leptos::prelude::*;

use super::{draft::Draft, paper::PaperText};
use crate::{
    components::Icon,
    state::{locale, session},
};

/// The text with its fields filled. What only the server knows of the customer stays blank.
#[component]
pub fn Preview(
    /// What is typed.
    draft: Draft,
    /// What a month of the space costs, for whoever types no rent.
    proposed: Memo<Option<Vnd>>,
    /// The spaces that may be chosen, with code and name.
    spaces: Vec<Named<SpaceId>>,
) -> impl IntoView {
    let locale = locale();
    let made = Memo::new(move |_| {
        let (starts_on, ends_on) = draft.term()?;
        let rent = amount_of(&draft.rent.get()).ok()?.or_else(|| proposed.get())?;
        let chosen = draft.chosen_space();
        let space = spaces.iter().find(|space| Some(space.id) == chosen);
        // `P101 · Hoa Sen`
        let space = space.and_then(|space| space.name.split_once(" · "));
        let (space_code, space_name) = space.unwrap_or_default();
        let facts = Facts {
            customer_name: draft.name.get(),
            customer_address: String::new(),
            customer_phone: String::new(),
            space_name: space_name.to_owned(),
            space_code: space_code.to_owned(),
            starts_on,
            ends_on,
            rent,
            deposit: amount_of(&draft.deposit.get()).ok()?.unwrap_or_default(),
            today: session().today,
        };
        Some(draft.text.with(|text| rendered(text, &facts)))
    });
    view! {
        <details class="text-preview">
            <summary>
                <Icon name="chevron-right" class="icon--small" />
                {contracts::preview(locale)}
            </summary>
            {move || match made.get() {
                Some(text) => {
                    view! {
                        <p class="field__help">{contracts::preview_note(locale)}</p>
                        <PaperText text />
                    }
                    .into_any()
                }
                None => view! { <p class="quiet">{contracts::preview_incomplete(locale)}</p> }.into_any(),
            }}
        </details>
    }
}
