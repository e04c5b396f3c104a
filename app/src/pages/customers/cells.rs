//! Values as people read them.

use domain::{
    customer::{CustomerDetail, CustomerKind, Field},
    time::{BusinessZone, written},
    value::{FieldKind, display},
};
use i18n::Locale;

/// The canonical text of a field in the person's language.
pub fn shown(locale: Locale, field: Field, canonical: &str) -> String {
    let word = match field {
        Field::Gender => i18n::gender::by_code(locale, canonical),
        Field::JourneyStage => i18n::journey_stages::by_code(locale, canonical),
        Field::Kind => i18n::kinds::by_code(locale, canonical),
        Field::WithoutEmail => Some(i18n::app::yes(locale)),
        Field::MonthlyIncome => i18n::income_bands::by_code(locale, canonical),
        _ => None,
    };
    match (word, field.kind()) {
        (Some(word), _) => word.to_owned(),
        (None, FieldKind::Instant) => {
            written(canonical).map_or_else(|| canonical.to_owned(), |at| BusinessZone::default().show(at))
        }
        (None, kind) => display(kind, canonical),
    }
}

/// A field of a record as people read it, with names in the place of ids; `None` if it is empty.
pub fn told(locale: Locale, detail: &CustomerDetail, field: Field) -> Option<String> {
    match field {
        Field::Owner => detail.owner.as_ref().map(|owner| owner.name.clone()),
        Field::Branch => detail.branch.as_ref().map(|branch| branch.name.clone()),
        Field::Organization | Field::Representative => detail.links.get(&field).map(|link| link.name.clone()),
        _ => detail.values.get(&field).map(|value| shown(locale, field, value)),
    }
}

/// The name of a field in the person's language, whoever has it.
pub fn label(locale: Locale, field: Field) -> &'static str {
    label_of(locale, None, field)
}

/// The name of a field of such customers, or of a list's where that holds one kind alone.
pub fn label_of(locale: Locale, kind: Option<CustomerKind>, field: Field) -> &'static str {
    i18n::fields::by_code(locale, field.word(kind)).unwrap_or_default()
}

/// The text of a fault in the person's language.
pub fn fault(locale: Locale, code: &str) -> String {
    i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale)).to_owned()
}
