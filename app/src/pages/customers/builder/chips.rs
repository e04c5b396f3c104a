//! What the advanced filter says, in words; each chip leads to the list without it.

use domain::{
    customer::{Choices, Directory},
    filter::{Condition, Group, Operand, Part},
    list::ListState,
    value::{FieldKind, display},
};
use i18n::{Locale, operators};
use leptos::prelude::*;

use super::{customers::Names, offered};
use crate::{
    api::ApiError,
    pages::customers::{
        cells::{label_of, shown},
        filters::{Chip, filterable},
        list::address,
    },
    state::locale,
};

/// A chip for each condition or group; of a filter of which one part is enough one for all. In a chunk of its own.
#[lazy]
pub fn advanced_chips(state: Memo<ListState>, choices: Resource<Result<Choices, ApiError>>) -> AnyView {
    let locale = locale();
    let (choices, names) = (offered(choices), Names::new());
    let chips = move || {
        let now = state.get().from_start();
        let group = Group::read(&now.advanced);
        let parts = if group.any { vec![Part::Group(group.clone())] } else { group.parts.clone() };
        if group.conditions() == 0 {
            return ().into_any();
        }
        let said =
            |condition: &Condition| choices.with(|choices| said(locale, now.directory, condition, choices, names));
        let chip = |(place, part): (usize, &Part)| {
            let value = part.in_words(&said, [operators::and(locale), operators::or(locale)]);
            let mut rest = if group.any { Group::default() } else { group.clone() };
            if place < rest.parts.len() {
                rest.parts.remove(place);
            }
            let without = ListState { advanced: rest.to_string(), ..now.clone() };
            let remove = i18n::customers::filter_remove(locale, &value);
            view! { <Chip name=String::new() value remove address=address(&without) /> }
        };
        view! {
            <ul class="chips" aria-label=i18n::builder::active(locale)>
                {parts.iter().enumerate().map(chip).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! { {chips} }.into_any()
}

/// `Nguồn là Zalo`
fn said(locale: Locale, directory: Directory, condition: &Condition, choices: &Choices, names: Names) -> String {
    let Condition { field, operator, value } = condition;
    let (name, word) =
        (label_of(locale, directory.kind(), *field), operators::by_code(locale, operator.key()).unwrap_or_default());
    match operator.operand(*field) {
        Operand::Nothing => format!("{name} {word}"),
        Operand::Day => format!("{name} {word} {}", display(FieldKind::Date, value)),
        Operand::Days => {
            let (from, to) = value.split_once("..").unwrap_or((value, ""));
            format!("{name} {word} {}–{}", display(FieldKind::Date, from), display(FieldKind::Date, to))
        }
        Operand::Numbers => format!("{name} {word} {}", value.replacen("..", "–", 1)),
        Operand::Number if word.contains('…') => format!("{name} {}", word.replacen('…', value, 1)),
        Operand::Number => format!("{name} {word} {value}"),
        Operand::Value => match field.kind() {
            kind @ (FieldKind::User | FieldKind::Branch) => {
                let known = filterable(locale, *field, kind, choices).into_iter().find(|(id, _)| id == value);
                let known = known.map_or_else(|| i18n::app::unknown(locale).to_owned(), |(_, word)| word);
                format!("{name} {word} {known}")
            }
            FieldKind::Customer(kind) => {
                let id = value.parse().ok();
                format!("{name} {word} {}", id.map(|id| names.of(Directory::of_kind(kind), id)).unwrap_or_default())
            }
            FieldKind::Choice(_) => format!("{name} {word} {}", shown(locale, *field, value)),
            _ => format!("{name} {word} “{value}”"),
        },
    }
}
