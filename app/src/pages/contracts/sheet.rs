//! What stands in a form as texts by key, so that it can be kept and brought together with what others saved.

use domain::{
    contract::{Billed, ContractInput, ContractOffer, OfferedSpace},
    draft::{Sheet, Typed},
    space::{typed_amount, written_amount},
    value::typed_day,
};
use i18n::contracts;
use leptos::prelude::*;

use super::words::billed;
use crate::{
    components::{Wording, written_day},
    state::{locale, session},
};

/// What stands in a form, without the customer: who that is, is said by the name of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled(Typed);

/// The fields of a form, each with what is typed into it.
pub type Fields<const N: usize> = [(&'static str, RwSignal<String>); N];

impl Filled {
    /// These fields say so; what says nothing is left out.
    pub fn saying(fields: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let settled = fields.into_iter().map(|(key, text)| (key, settled(key, text)));
        Self(settled.filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), text)).collect())
    }

    /// As these fields stand. Whatever reacts hears of a change.
    pub fn of_fields<const N: usize>(fields: Fields<N>) -> Self {
        Self::saying(fields.map(|(key, text)| (key, text.get())))
    }

    /// Makes these fields stand so.
    pub fn fill<const N: usize>(&self, fields: Fields<N>) {
        for (key, text) in fields {
            text.set(self.0.get(key).cloned().unwrap_or_default());
        }
    }

    /// As the form of a new contract begins: from today on, with the text that is offered first.
    pub fn new(offer: &ContractOffer) -> Self {
        let text = offer.templates.first().map(|first| first.text.clone()).unwrap_or_default();
        let today = session().today.to_string();
        Self::saying([("starts_on", today), ("billed", Billed::default().key().to_owned()), ("text", text)])
    }

    /// As the form of a draft begins.
    pub fn with(input: &ContractInput) -> Self {
        Self::saying([
            ("space", input.space.map(|space| space.to_string()).unwrap_or_default()),
            ("starts_on", input.starts_on.to_string()),
            ("ends_on", input.ends_on.to_string()),
            ("rent", typed_amount(input.rent)),
            ("billed", input.billed.key().to_owned()),
            ("agreed_deposit", typed_amount(input.agreed_deposit.filter(|deposit| deposit.0 > 0))),
            ("text", input.text.clone()),
            ("note", input.note.clone()),
        ])
    }
}

impl Sheet for Filled {
    fn typed(&self) -> Typed {
        self.0.clone()
    }

    fn of(typed: &Typed) -> Self {
        Self(typed.clone())
    }
}

/// The same day and the same amount in the same letters; what is none stays as it is typed.
fn settled(key: &str, typed: String) -> String {
    match key {
        "starts_on" | "ends_on" => written_day(&typed),
        "rent" | "agreed_deposit" => written_amount(&typed),
        _ => typed,
    }
}

/// How fields of a contract are told when two people have changed them.
pub fn wording(spaces: Vec<OfferedSpace>) -> Wording {
    let locale = locale();
    let label = move |key: String| {
        match key.as_str() {
            "space" => contracts::space(locale),
            "starts_on" => contracts::starts_on(locale),
            "ends_on" => contracts::ends_on(locale),
            "rent" => contracts::rent(locale),
            "billed" => contracts::billed(locale),
            "agreed_deposit" => contracts::agreed_deposit(locale),
            "text" => contracts::text(locale),
            _ => contracts::note(locale),
        }
        .to_owned()
    };
    let shown = move |(key, text): (String, String)| match key.as_str() {
        "space" => {
            let known = spaces.iter().find(|offered| offered.space.id.to_string() == text);
            known.map_or_else(|| i18n::app::unknown(locale).to_owned(), |offered| offered.space.name.clone())
        }
        "starts_on" | "ends_on" => typed_day(&text),
        "billed" => Billed::from_key(&text).map(|key| billed(locale, key).to_owned()).unwrap_or_default(),
        _ => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}
