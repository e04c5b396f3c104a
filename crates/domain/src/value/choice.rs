//! Values out of a fixed list, by their key or by the word that people use for it.

use super::{Normal, text::clean};
use crate::fold::fold;

/// Folded words in Vietnamese and English → key.
const WORDS: &[(&str, &str)] = &[
    ("nam", "male"),
    ("m", "male"),
    ("nu", "female"),
    ("f", "female"),
    ("khac", "other"),
    // Stages of the journey.
    ("nhan biet", "awareness"),
    ("can nhac", "consideration"),
    ("mua hang", "purchase"),
    ("quay lai", "return"),
    ("ung ho", "advocacy"),
];

/// The key that is meant.
pub(super) fn normalise(keys: &[&str], typed: &str) -> Result<Normal, &'static str> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(Normal::default());
    }
    let typed = fold(&typed);
    let meant = WORDS.iter().find(|(word, _)| *word == typed).map_or(typed.as_str(), |(_, key)| key);
    if keys.contains(&meant) { Ok(Normal::of(meant.to_owned())) } else { Err("unknown_value") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{GENDERS, INCOME_BANDS, JOURNEY_STAGES};

    #[test]
    fn words_of_both_languages() {
        for (keys, typed, expected) in [
            (GENDERS, "Nam", Ok(Some("male"))),
            (GENDERS, " NỮ ", Ok(Some("female"))),
            (GENDERS, "Nu\u{31b}\u{303}", Ok(Some("female"))),
            (GENDERS, "Female", Ok(Some("female"))),
            (GENDERS, "m", Ok(Some("male"))),
            (GENDERS, "Khác", Ok(Some("other"))),
            (GENDERS, "", Ok(None)),
            (GENDERS, "Anh", Err("unknown_value")),
            (INCOME_BANDS, "5_10", Ok(Some("5_10"))),
            (INCOME_BANDS, "nam", Err("unknown_value")),
            (JOURNEY_STAGES, "Cân nhắc", Ok(Some("consideration"))),
        ] {
            let found = normalise(keys, typed).map(|normal| normal.text);
            assert_eq!(found, expected.map(|text| text.map(str::to_owned)), "{typed}");
        }
    }
}
