//! Values as people read them.

use domain::{
    customer::Field,
    time::BusinessZone,
    value::{FieldKind, display},
};
use i18n::Locale;

/// The canonical text of a field in the person's language.
pub fn shown(locale: Locale, field: Field, canonical: &str) -> String {
    let word = match field {
        Field::Gender => i18n::gender::by_code(locale, canonical),
        Field::JourneyStage => i18n::journey_stages::by_code(locale, canonical),
        Field::Kind => i18n::kinds::by_code(locale, canonical),
        Field::MonthlyIncome => i18n::income_bands::by_code(locale, canonical),
        _ => None,
    };
    match (word, field.kind()) {
        (Some(word), _) => word.to_owned(),
        (None, FieldKind::Instant) => {
            canonical.parse().map_or_else(|_| canonical.to_owned(), |at| BusinessZone::default().show(at))
        }
        (None, kind) => display(kind, canonical),
    }
}

/// The name of a field in the person's language.
pub fn label(locale: Locale, field: Field) -> &'static str {
    i18n::fields::by_code(locale, field.key()).unwrap_or_default()
}

/// The text of a fault in the person's language.
pub fn fault(locale: Locale, code: &str) -> String {
    i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale)).to_owned()
}
