//! How receipts, charges and their days are called.

use chrono::NaiveDate;
use domain::{
    ledger::{ChargeStatus, Direction, Purpose, Source},
    receipt::ChargeRow,
    value::typed_day,
};
use i18n::{Locale, receipts};

/// Class, icon and word of the way that money goes.
pub fn direction(locale: Locale, direction: Direction) -> (&'static str, &'static str, &'static str) {
    match direction {
        Direction::In => ("badge badge--good", "arrow-down", receipts::direction_in(locale)),
        Direction::Out => ("badge badge--warn", "arrow-up", receipts::direction_out(locale)),
    }
}

/// The word for what money is for.
pub fn purpose(locale: Locale, purpose: Purpose) -> &'static str {
    receipts::by_code(locale, &format!("purpose_{}", purpose.key())).unwrap_or_default()
}

/// Class, icon and word of how far a charge has come.
pub fn status(locale: Locale, status: ChargeStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        ChargeStatus::Expected => ("badge badge--accent", "clock", receipts::status_expected(locale)),
        ChargeStatus::Earned => ("badge badge--good", "check", receipts::status_earned(locale)),
        ChargeStatus::Void => ("badge", "ban", receipts::status_void(locale)),
    }
}

/// The word for where a charge comes from.
pub fn source(locale: Locale, source: Source) -> &'static str {
    receipts::by_code(locale, &format!("source_{}", source.key())).unwrap_or_default()
}

/// What a charge is called: where it comes from, and the code of that, for those who may see it. What stands on an invoice alone
/// has none but the invoice's.
pub fn called(locale: Locale, charge: &ChargeRow) -> String {
    let word = source(locale, charge.source);
    match charge.source {
        Source::InvoiceLine => word.to_owned(),
        _ => format!("{word} {}", charge.code).trim_end().to_owned(),
    }
}

/// `05/01/2026`
pub fn day(day: NaiveDate) -> String {
    typed_day(&day.to_string())
}

/// Whatever there is to say, on one line.
pub fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
