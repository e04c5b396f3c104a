//! Phone numbers: kept in E.164, shown in national form.

use super::{
    Normal,
    digits::{all_digits, written_out},
    numbering::{is_known, is_service, renumbered},
    text::clean,
};

const INVALID: &str = "invalid_phone";

/// One number in E.164. Nothing is guessed: the length alone decides what a leading `84` or a missing 0 means.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let line = clean(typed);
    let text = written_out(&line)?;
    if text.is_empty() {
        return Ok(Normal::default());
    }
    if text.chars().filter(char::is_ascii_digit).count() >= 18 {
        return Err("several_phones");
    }
    let bare: String = text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '–' | '—' | '(' | ')')).collect();
    let bare = bare.strip_prefix("00").map_or_else(|| bare.clone(), |rest| format!("+{rest}"));
    match bare.strip_prefix('+') {
        Some(digits) if !digits.starts_with("84") => foreign(digits),
        _ => vietnamese(&bare),
    }
}

/// Several numbers, apart by `/`, `;`, `,` or a line break; kept apart by line breaks.
pub(super) fn normalise_several(typed: &str) -> Result<Normal, &'static str> {
    let mut numbers = Vec::new();
    let mut warnings = Vec::new();
    for piece in typed.split(['/', ';', ',', '\n', '\r']) {
        let number = normalise(piece)?;
        numbers.extend(number.text);
        warnings.extend(number.warnings);
    }
    Ok(Normal { text: Some(numbers.join("\n")).filter(|text| !text.is_empty()), warnings })
}

/// A number of another country is kept as it is, if E.164 allows its length.
fn foreign(digits: &str) -> Result<Normal, &'static str> {
    if all_digits(digits) && !digits.starts_with('0') && matches!(digits.len(), 8..=15) {
        Ok(Normal::of(format!("+{digits}")))
    } else {
        Err(INVALID)
    }
}

fn vietnamese(bare: &str) -> Result<Normal, &'static str> {
    let digits = bare.strip_prefix('+').unwrap_or(bare);
    if !all_digits(digits) {
        return Err(INVALID);
    }
    let national = without_trunk(bare);
    if is_service(national) {
        return Ok(Normal::of(format!("+84{national}")));
    }
    let mut warnings = Vec::new();
    let today = match renumbered(national) {
        Some(number) => {
            warnings.push("phone_old_number");
            number
        }
        None => national.to_owned(),
    };
    match (today.len(), today.as_bytes().first()) {
        (_, Some(b'0')) => return Err(INVALID),
        (9, _) | (10, Some(b'2')) => {}
        _ => return Err(INVALID),
    }
    if !is_known(&today) {
        warnings.push("phone_unknown_prefix");
    }
    Ok(Normal { text: Some(format!("+84{today}")), warnings })
}

/// The number without country code and trunk 0. Nine digits from `84` are an 084 number that lost its 0, not a
/// country code: code that strips every leading `84` corrupts them.
fn without_trunk(bare: &str) -> &str {
    let abroad = bare.strip_prefix("+84").or_else(|| bare.strip_prefix("84").filter(|_| matches!(bare.len(), 11 | 12)));
    let rest = abroad.unwrap_or(bare);
    rest.strip_prefix('0').unwrap_or(rest)
}

/// The number as people write it: `091 234 56 78`, `0321 234 567`, `024 1234 5678`; foreign numbers as they are.
pub fn national(e164: &str) -> String {
    let Some(number) = e164.strip_prefix("+84").filter(|number| all_digits(number)) else { return e164.to_owned() };
    if is_service(number) {
        return grouped(number, &[4]);
    }
    let local = format!("0{number}");
    match (number.len(), number) {
        (9, _) if number.starts_with('9') => grouped(&local, &[3, 3, 2]),
        (9, _) => grouped(&local, &[4, 3]),
        (10, _) if number.starts_with("24") || number.starts_with("28") => grouped(&local, &[3, 4]),
        (10, _) => grouped(&local, &[4, 4]),
        _ => local,
    }
}

/// Digits in groups of these sizes; what is left makes the last group.
fn grouped(digits: &str, sizes: &[usize]) -> String {
    let mut out = String::with_capacity(digits.len() + sizes.len());
    let mut rest = digits;
    for &size in sizes {
        let Some((group, more)) = rest.split_at_checked(size) else { break };
        out.push_str(group);
        out.push(' ');
        rest = more;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ok(typed: &str) -> (String, Vec<&'static str>) {
        let normal = normalise(typed).unwrap_or_else(|code| panic!("{typed}: {code}"));
        (normal.text.unwrap_or_default(), normal.warnings)
    }

    #[test]
    fn length_decides() {
        for (typed, expected) in [
            ("", ""),
            ("0905969648", "+84905969648"),
            ("905969648", "+84905969648"),
            ("9.05969648E8", "+84905969648"),
            ("'0905 969 648", "+84905969648"),
            ("(0905) 969-648", "+84905969648"),
            ("+84 (0)905.969.648", "+84905969648"),
            ("0084905969648", "+84905969648"),
            ("84905969648", "+84905969648"),
            ("840905969648", "+84905969648"),
            ("845123456", "+84845123456"),
            ("0845123456", "+84845123456"),
            ("84845123456", "+84845123456"),
            ("02838123456", "+842838123456"),
            ("2838123456", "+842838123456"),
            ("+842838123456", "+842838123456"),
            ("19001234", "+8419001234"),
            ("1800 599 920", "+841800599920"),
            ("+1 415 555 2671", "+14155552671"),
            ("00447911123456", "+447911123456"),
        ] {
            assert_eq!(ok(typed), (expected.to_owned(), vec![]), "{typed}");
        }
    }

    #[test]
    fn numbers_from_before_2018_get_their_new_prefix() {
        for typed in ["01261234567", "1261234567", "+841261234567", "84 126 1234567", "0084 0126 123 4567"] {
            assert_eq!(ok(typed), ("+84761234567".to_owned(), vec!["phone_old_number"]), "{typed}");
        }
    }

    #[test]
    fn unknown_prefixes_warn() {
        for typed in ["0713051360", "0123456789", "02001234567", "0992123456"] {
            assert_eq!(ok(typed).1, ["phone_unknown_prefix"], "{typed}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for (typed, code) in [
            ("chưa có", "invalid_phone"),
            ("-", "invalid_phone"),
            ("09059", "invalid_phone"),
            ("09059696481", "invalid_phone"),
            ("01191234567", "invalid_phone"),
            ("0905969648a", "invalid_phone"),
            ("+8", "invalid_phone"),
            ("+84", "invalid_phone"),
            ("++84905969648", "invalid_phone"),
            ("0905969648 - 0905969649", "several_phones"),
            ("9.06E+08", "digits_lost"),
        ] {
            assert_eq!(normalise(typed), Err(code), "{typed}");
        }
    }

    #[test]
    fn several_numbers_in_one_field() {
        let several = normalise_several("0905969648 / 0126 123 4567;\n 024 3825 1234,").unwrap();
        assert_eq!(several.text.as_deref(), Some("+84905969648\n+84761234567\n+842438251234"));
        assert_eq!(several.warnings, ["phone_old_number"]);
        assert_eq!(normalise_several(" / ").unwrap(), Normal::default());
        assert_eq!(normalise_several("0905969648/nhà"), Err("invalid_phone"));
    }

    #[test]
    fn national_form_is_grouped_as_people_read_it() {
        for (e164, expected) in [
            ("+84912345678", "091 234 56 78"),
            ("+84321234567", "0321 234 567"),
            ("+84845123456", "0845 123 456"),
            ("+842412345678", "024 1234 5678"),
            ("+842101234567", "0210 1234 567"),
            ("+8419001234", "1900 1234"),
            ("+841800599920", "1800 599920"),
            ("+14155552671", "+14155552671"),
        ] {
            assert_eq!(national(e164), expected);
        }
    }

    proptest! {
        #[test]
        fn normalising_is_idempotent_and_display_reads_back(typed in r"(\+84|0084|84|00|\+|0)?[0-9]{6,11}") {
            if let Ok(Normal { text: Some(number), .. }) = normalise(&typed) {
                prop_assert_eq!(normalise(&number).unwrap().text, Some(number.clone()));
                prop_assert_eq!(normalise(&national(&number)).unwrap().text, Some(number));
            }
        }

        #[test]
        fn any_text_gets_an_answer(typed in any::<String>()) {
            let _ = normalise(&typed);
            let _ = normalise_several(&typed);
            let _ = national(&typed);
        }
    }
}
