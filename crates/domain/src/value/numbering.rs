//! The numbering plan of Vietnam as data (libphonenumber's metadata for VN).
//!
//! Lists in public code disagree with one another, so an unknown prefix is a warning and never a refusal.

use std::ops::RangeInclusive;

/// First three digits, without the trunk 0, of mobile numbers: nine digits in all.
const MOBILE: &[RangeInclusive<u16>] =
    &[300..=399, 522..=523, 528..=528, 559..=569, 580..=599, 700..=709, 760..=799, 810..=889, 896..=991, 993..=999];

/// First three digits, without the trunk 0, of fixed lines: ten digits in all.
const FIXED: &[RangeInclusive<u16>] = &[
    203..=209,
    210..=216,
    218..=219,
    220..=222,
    225..=229,
    232..=239,
    242..=248,
    251..=252,
    254..=259,
    260..=263,
    269..=269,
    270..=277,
    282..=287,
    289..=289,
    290..=294,
    296..=297,
    299..=299,
];

/// Prefixes of eleven-digit mobile numbers from before 2018, without the trunk 0, and what they became.
const BEFORE_2018: &[(&str, &str)] = &[
    // MobiFone
    ("120", "70"),
    ("121", "79"),
    ("122", "77"),
    ("126", "76"),
    ("128", "78"),
    // VinaPhone
    ("123", "83"),
    ("124", "84"),
    ("125", "85"),
    ("127", "81"),
    ("129", "82"),
    // Viettel
    ("162", "32"),
    ("163", "33"),
    ("164", "34"),
    ("165", "35"),
    ("166", "36"),
    ("167", "37"),
    ("168", "38"),
    ("169", "39"),
    // Vietnamobile
    ("186", "56"),
    ("188", "58"),
    // Gmobile
    ("199", "59"),
];

/// Whether this number (without the trunk 0) begins like one that is in use.
pub(super) fn is_known(national: &str) -> bool {
    let plan = match national.len() {
        9 => MOBILE,
        10 => FIXED,
        _ => return false,
    };
    let prefix = national.get(..3).and_then(|prefix| prefix.parse().ok());
    prefix.is_some_and(|prefix: u16| plan.iter().any(|range| range.contains(&prefix)))
}

/// The number of today for an old mobile number (ten digits without the trunk 0).
pub(super) fn renumbered(national: &str) -> Option<String> {
    let old = national.get(..3).filter(|_| national.len() == 10)?;
    let (_, new) = BEFORE_2018.iter().find(|(before, _)| *before == old)?;
    Some(format!("{new}{}", national.get(3..)?))
}

/// `1800` or `1900` with four to six digits: dialled without a trunk 0.
pub(super) fn is_service(national: &str) -> bool {
    (national.starts_with("1800") || national.starts_with("1900")) && matches!(national.len(), 8..=10)
}
