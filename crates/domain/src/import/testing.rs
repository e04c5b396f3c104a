//! What the tests of the import share.

use chrono::NaiveDate;

use super::{LikelyDuplicates, MatchKey, Options, UnknownCatalogValue, WithoutEmail};

/// Skip what looks like a duplicate, refuse unknown words, allow people without an e-mail.
pub fn options() -> Options {
    Options {
        heading_row: 1,
        from_row: 2,
        to_row: 100,
        match_key: MatchKey::Code,
        likely_duplicates: LikelyDuplicates::Skip,
        individual_without_email: WithoutEmail::Allow,
        unknown_catalog_value: UnknownCatalogValue::Refuse,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        date1904: false,
    }
}
