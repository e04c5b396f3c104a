//! Numbers of papers: CCCD of 12 digits, passport, the old CMND of 9 (Circular 59/2021/TT-BCA: place of birth, sex and century, year).

use super::{
    Normal,
    digits::{all_digits, written_out},
    text::clean,
};

/// Codes of the places of birth registration. They say nothing about residence and did not change with the
/// provinces in 2025; which codes newborns have got since then is not known, so an unknown one only warns.
const PLACES: &[u16] = &[
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

/// Spaces, dots and dashes go; the zeros that a spreadsheet dropped in front come back if that gives a known place.
/// There is no check digit, and none is invented.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let line = clean(typed);
    let text = written_out(&line)?;
    let number: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-')).collect::<String>().to_uppercase();
    if number.is_empty() {
        return Ok(Normal::default());
    }
    if is_passport(&number) {
        return Ok(Normal::of(number));
    }
    if !all_digits(&number) {
        return Err("invalid_id_number");
    }
    match number.len() {
        9 => Ok(Normal::warned(number, "id_number_old")),
        12 if is_known_place(&number) => Ok(Normal::of(number)),
        12 => Ok(Normal::warned(number, "id_number_unknown_province")),
        10 | 11 if !number.starts_with('0') => {
            let mended = format!("{number:0>12}");
            if is_known_place(&mended) {
                Ok(Normal::warned(mended, "id_number_zero_restored"))
            } else {
                Err("invalid_id_number")
            }
        }
        _ => Err("invalid_id_number"),
    }
}

/// One or two letters and six to eight digits.
fn is_passport(number: &str) -> bool {
    let digits = number.trim_start_matches(|sign: char| sign.is_ascii_uppercase());
    matches!(number.len() - digits.len(), 1 | 2) && matches!(digits.len(), 6..=8) && all_digits(digits)
}

fn is_known_place(number: &str) -> bool {
    number.get(..3).and_then(|place| place.parse().ok()).is_some_and(|place| PLACES.binary_search(&place).is_ok())
}

/// Whether a number of 12 digits contradicts the person: its fourth digit says sex and century, the next two the year
/// of birth (Nghị định 137/2015/NĐ-CP). A warning only.
pub fn mismatches(number: &str, gender: Option<&str>, born: Option<&str>) -> bool {
    let digits = |from: usize, to: usize| number.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
    let (12, true, Some(century_and_sex), Some(year)) = (number.len(), all_digits(number), digits(3, 4), digits(4, 6))
    else {
        return false;
    };
    let other_sex = match gender {
        Some("male") => century_and_sex % 2 != 0,
        Some("female") => century_and_sex % 2 != 1,
        _ => false,
    };
    let birth_year = born.and_then(|born| born.get(..4)).and_then(|year| year.parse::<u16>().ok());
    other_sex || birth_year.is_some_and(|birth_year| birth_year != 1900 + century_and_sex / 2 * 100 + year)
}

/// What may cross the wire unasked: bullets, and the last three characters.
pub fn mask(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(3);
    number.chars().enumerate().map(|(place, sign)| if place < hidden { '•' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_mended_when_one_reading_fits() {
        let none: &[&str] = &[];
        for (typed, number, warnings) in [
            ("079 182 057 032", "079182057032", none),
            ("'079.182-057032", "079182057032", none),
            ("79182057032", "079182057032", &["id_number_zero_restored"]),
            ("1300899474", "001300899474", &["id_number_zero_restored"]),
            ("7.9182057032E10", "079182057032", &["id_number_zero_restored"]),
            ("099159732574", "099159732574", &["id_number_unknown_province"]),
            ("273456781", "273456781", &["id_number_old"]),
            ("c1234567", "C1234567", none),
            ("AB 123456", "AB123456", none),
        ] {
            let found = normalise(typed).unwrap();
            assert_eq!((found.text.as_deref(), found.warnings.as_slice()), (Some(number), warnings), "{typed}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (typed, code) in [
            ("99182057032", "invalid_id_number"),
            ("0791820570", "invalid_id_number"),
            ("12345", "invalid_id_number"),
            ("ABC123456", "invalid_id_number"),
            ("B12345", "invalid_id_number"),
            ("chưa có", "invalid_id_number"),
            ("7.91821E+10", "digits_lost"),
        ] {
            assert_eq!(normalise(typed), Err(code), "{typed}");
        }
    }

    #[test]
    fn sex_century_and_year_are_compared() {
        for (gender, born, expected) in [
            (Some("female"), Some("1982-05-12"), false),
            (Some("male"), Some("1982-05-12"), true),
            (Some("other"), None, false),
            (None, Some("1983-05-12"), true),
            (None, Some("2082-05-12"), true),
            (None, None, false),
        ] {
            assert_eq!(mismatches("077182057032", gender, born), expected, "{gender:?} {born:?}");
        }
        assert!(!mismatches("001300899474", Some("female"), Some("2000-06-11")));
        assert!(!mismatches("273456781", Some("male"), Some("1982-05-12")));
    }

    #[test]
    fn masks_all_but_three() {
        assert_eq!(mask("079182057123"), "•••••••••123");
        assert_eq!(mask("C1234567"), "•••••567");
        assert_eq!(mask("12"), "12");
    }
}
