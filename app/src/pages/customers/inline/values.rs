//! Between what a cell says and what is written.

use domain::{
    customer::{Choices, CustomerRow, Field},
    fold::fold,
    value::{FieldKind, display},
};
use i18n::Locale;

use super::super::{cells::shown, filters::options};

/// The name of the customer of a row.
pub fn name_of(row: &CustomerRow) -> String {
    row.values.get(&Field::Name).cloned().unwrap_or_default()
}

/// What stands in a field in canonical text: of people and branches the id, where a row has the name.
pub fn standing(row: &CustomerRow, field: Field) -> Option<String> {
    match field.kind() {
        FieldKind::User => row.placement.owner.map(|id| id.to_string()),
        FieldKind::Branch => row.placement.branches.first().map(ToString::to_string),
        _ => row.values.get(&field).cloned(),
    }
}

/// Whether one chooses from a list.
pub const fn is_choice(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Choice(_) | FieldKind::Catalog(_) | FieldKind::User | FieldKind::Branch)
}

/// What there is to choose from, with what stands there now: it may be no longer offered for others.
pub fn offered(locale: Locale, row: &CustomerRow, field: Field, choices: &Choices) -> Vec<(String, String)> {
    let mut offered = options(locale, field, field.kind(), choices);
    if let Some(now) = standing(row, field).filter(|now| offered.iter().all(|(known, _)| known != now)) {
        let word = row.values.get(&field).map_or_else(|| now.clone(), |text| shown(locale, field, text));
        offered.push((now, word));
    }
    offered
}

/// A canonical text as people read it, with names in the place of ids.
pub fn told(locale: Locale, field: Field, choices: &Choices, canonical: Option<&str>) -> String {
    let Some(text) = canonical else { return i18n::customers::conflict_empty(locale).to_owned() };
    let offered = options(locale, field, field.kind(), choices);
    let word = offered.into_iter().find(|(known, _)| known == text).map(|(_, word)| word);
    word.unwrap_or_else(|| shown(locale, field, text))
}

/// A canonical text as one types it.
pub fn typed(field: Field, canonical: Option<&str>) -> String {
    match canonical {
        Some(text) if !is_choice(field) => display(field.kind(), text),
        text => text.unwrap_or_default().to_owned(),
    }
}

/// What a pasted text means: of a choice its key or id, if exactly one is called so.
pub fn meant(locale: Locale, field: Field, choices: &Choices, text: &str) -> Option<String> {
    let text = text.trim();
    let folded = fold(text);
    let mut called = options(locale, field, field.kind(), choices).into_iter().filter(|(_, word)| fold(word) == folded);
    let one = called.next().filter(|_| called.next().is_none()).map(|(key, _)| key);
    one.or_else(|| Some(text.to_owned())).filter(|text| !text.is_empty())
}
