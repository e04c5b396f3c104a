//! How spaces and their prices are called.

use domain::space::{Price, PriceUnit};
use i18n::{Locale, spaces};

/// `300.000 ₫ / night`
pub fn price(locale: Locale, price: Price) -> String {
    let amount = price.amount.to_string();
    match price.unit {
        PriceUnit::Hour => spaces::per_hour(locale, &amount),
        PriceUnit::Day => spaces::per_day(locale, &amount),
        PriceUnit::Month => spaces::per_month(locale, &amount),
    }
}

/// The word for a unit.
pub fn unit(locale: Locale, unit: PriceUnit) -> &'static str {
    match unit {
        PriceUnit::Hour => spaces::unit_hour(locale),
        PriceUnit::Day => spaces::unit_day(locale),
        PriceUnit::Month => spaces::unit_month(locale),
    }
}
