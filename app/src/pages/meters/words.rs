//! How meters and their readings are called.

use domain::meter::{Course, MeterKind, ReadingRow};
use i18n::{Locale, meters};

/// The word for what a meter counts, where it stands alone.
pub fn kind(locale: Locale, kind: MeterKind) -> &'static str {
    match kind {
        MeterKind::Electricity => meters::kind_electricity(locale),
        MeterKind::Water => meters::kind_water(locale),
    }
}

/// The same within a sentence.
pub fn within(locale: Locale, kind: MeterKind) -> &'static str {
    match kind {
        MeterKind::Electricity => meters::within_electricity(locale),
        MeterKind::Water => meters::within_water(locale),
    }
}

/// Its sign.
pub const fn icon(kind: MeterKind) -> &'static str {
    match kind {
        MeterKind::Electricity => "zap",
        MeterKind::Water => "droplet",
    }
}

/// How a meter came to what it shows: keys and words.
pub fn courses(locale: Locale) -> Vec<(String, String)> {
    let replaced = Course::Replaced { ended: Default::default(), began: Default::default() };
    [
        (Course::Straight, meters::course_straight(locale)),
        (Course::TurnedOver, meters::course_turned_over(locale)),
        (replaced, meters::course_replaced(locale)),
    ]
    .map(|(course, word)| (course.key().to_owned(), word.to_owned()))
    .into()
}

/// A text that names what was read, and for which month.
pub fn of_month(locale: Locale, row: &ReadingRow, text: fn(Locale, &str, &str) -> String) -> String {
    text(locale, within(locale, row.kind), &row.month.shown())
}

/// A text that names the meter of a reading by its space, or by the month for those who see no spaces.
pub fn of_space(locale: Locale, row: &ReadingRow, text: fn(Locale, &str, &str) -> String) -> String {
    let space = row.space.as_ref().map_or_else(|| row.month.shown(), |space| space.name.clone());
    text(locale, within(locale, row.kind), &space)
}
