//! What stands in the form of an invoice as texts by key, so that it can be kept and brought together with what others saved.

use domain::{
    ChargeId,
    draft::{Sheet, Typed},
    invoice::{InvoiceInput, LineInput},
    money::grouped,
    space::amount_of,
    value::{day, typed_day},
};
use i18n::invoices;
use leptos::prelude::*;

use crate::{
    components::Wording,
    state::{locale, session},
};

/// Between the lines that stand for themselves, and between what each says and how much it is.
const LINE: char = '\n';
const AMOUNT: char = '\t';
/// Before the id of a charge that is put on the invoice.
const CHARGE: &str = "charges.";
/// The word of what is ticked.
const TICKED: &str = "1";

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// What is owed for something else; each is a field by itself.
    pub charges: Vec<ChargeId>,
    /// Lines that stand for themselves: what each is, and how much. As they may come and go they are one field.
    pub items: Vec<(String, String)>,
    /// Until when it is to be paid.
    pub due_on: String,
    /// Whatever else is to be said.
    pub note: String,
}

impl Filled {
    /// As the form of a draft begins.
    pub fn with(input: &InvoiceInput) -> Self {
        let mut filled = Self {
            due_on: input.due_on.map(|due| due.to_string()).unwrap_or_default(),
            note: input.note.clone(),
            ..Self::default()
        };
        for line in &input.lines {
            match line {
                LineInput::Charge(id) => filled.charges.push(*id),
                LineInput::Free { text, amount } => {
                    filled.items.push((text.clone(), grouped(amount.0.unsigned_abs())));
                }
            }
        }
        filled
    }
}

impl Sheet for Filled {
    fn typed(&self) -> Typed {
        let items = self.items.iter().filter(|(text, amount)| !text.trim().is_empty() || !amount.trim().is_empty());
        let items = items.map(|(text, amount)| format!("{}{AMOUNT}{}", text.trim(), settled_amount(amount)));
        let items = items.collect::<Vec<_>>().join(&LINE.to_string());
        let fields = [("items", items), ("due_on", settled_day(&self.due_on)), ("note", self.note.clone())];
        let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
        let charges = self.charges.iter().map(|id| (format!("{CHARGE}{id}"), TICKED.to_owned()));
        fields.map(|(key, text)| (key.to_owned(), text)).chain(charges).collect()
    }

    fn of(typed: &Typed) -> Self {
        let text = |key: &str| typed.get(key).cloned().unwrap_or_default();
        let charge = |key: &String| key.strip_prefix(CHARGE)?.parse().ok();
        Self {
            charges: typed.iter().filter(|(_, text)| *text == TICKED).filter_map(|(key, _)| charge(key)).collect(),
            items: items_of(&text("items")),
            due_on: text("due_on"),
            note: text("note"),
        }
    }
}

/// How fields are told when two people have changed them.
pub fn wording() -> Wording {
    let locale = locale();
    let label = move |key: String| match key.as_str() {
        "items" => invoices::items(locale).to_owned(),
        "due_on" => invoices::due_on(locale).to_owned(),
        _ => invoices::note(locale).to_owned(),
    };
    let shown = |(key, text): (String, String)| match key.as_str() {
        "items" => {
            let items = items_of(&text).into_iter();
            items.map(|(text, amount)| format!("{text}: {amount}")).collect::<Vec<_>>().join("; ")
        }
        "due_on" => typed_day(&text),
        _ => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}

fn items_of(text: &str) -> Vec<(String, String)> {
    let lines = text.split(LINE).filter(|line| !line.is_empty());
    lines
        .map(|line| line.split_once(AMOUNT).unwrap_or((line, "")))
        .map(|(text, amount)| (text.to_owned(), amount.to_owned()))
        .collect()
}

/// The same amount in the same letters; what is none stays as it is typed.
fn settled_amount(typed: &str) -> String {
    let amount = amount_of(typed).ok().flatten();
    amount.map_or_else(|| typed.trim().to_owned(), |amount| grouped(amount.0.unsigned_abs()))
}

/// The same day in the same letters; what is none stays as it is typed.
fn settled_day(typed: &str) -> String {
    day(typed, session().today).map_or_else(|| typed.trim().to_owned(), |day| day.to_string())
}
