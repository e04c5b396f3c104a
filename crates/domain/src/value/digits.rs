//! Numbers that are names, not amounts (phones, papers), after a spreadsheet has had them in its hands.

use std::borrow::Cow;

use super::{Normal, text::clean};

/// The digits behind an exponent: `9.05969648E8` is written out, `9.06E+08` has lost its digits for good.
/// A leading apostrophe, by which people make Excel keep text, goes.
///
/// # Errors
/// `digits_lost` if the exponent asks for more digits than are there.
pub(super) fn written_out(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let text = text.trim_start_matches(['\'', '’']);
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok(text.into()) };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    if !(whole.len() == 1 && all_digits(whole) && all_digits(decimals) && all_digits(exponent)) {
        return Ok(text.into());
    }
    let decimals = if mantissa.len() == 1 { "" } else { decimals };
    let digits_lost = Err("digits_lost");
    let Ok(places) = exponent.parse::<usize>() else { return digits_lost };
    match (decimals.get(..places), decimals.get(places..)) {
        // What is left behind the point would make a fraction: that is no number of a person.
        (Some(kept), Some(rest)) if rest.bytes().all(|digit| digit == b'0') => Ok(format!("{whole}{kept}").into()),
        (Some(_), _) => Ok(text.into()),
        (None, _) => digits_lost,
    }
}

/// At least one character, and ASCII digits only.
pub(crate) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number from 1 to 999,999, without zeros in front; `12.0` of a spreadsheet is 12.
pub(super) fn normalise_count(typed: &str) -> Result<Normal, &'static str> {
    let text = clean(typed);
    if text.is_empty() {
        return Ok(Normal::default());
    }
    let whole = text.strip_suffix(".0").unwrap_or(&text);
    match whole.parse::<u32>() {
        Ok(count @ 1..=999_999) if all_digits(whole) => Ok(Normal::of(count.to_string())),
        _ => Err("invalid_number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_and_at_least_one() {
        for (typed, expected) in [("12", Ok("12")), (" 012 ", Ok("12")), ("12.0", Ok("12")), ("999999", Ok("999999"))] {
            let found = normalise_count(typed).map(|normal| normal.text);
            assert_eq!(found, expected.map(|text| Some(text.to_owned())), "{typed}");
        }
        for typed in ["0", "-1", "+3", "1.5", "12 người", "1000000"] {
            assert_eq!(normalise_count(typed), Err("invalid_number"), "{typed}");
        }
    }

    #[test]
    fn exponents_are_written_out_or_refused() {
        for (text, expected) in [
            ("9.05969648E8", Ok("905969648")),
            ("9,05969648e+8", Ok("905969648")),
            ("9.059696480E8", Ok("905969648")),
            ("9.06E+08", Err("digits_lost")),
            ("9E8", Err("digits_lost")),
            ("7.9E+99999999999999999999", Err("digits_lost")),
            ("9.059696485E8", Ok("9.059696485E8")),
            ("'0905969648", Ok("0905969648")),
            ("’0905", Ok("0905")),
            ("E1234567", Ok("E1234567")),
            ("12E1234567", Ok("12E1234567")),
            ("1.E5", Ok("1.E5")),
            ("", Ok("")),
        ] {
            assert_eq!(written_out(text).as_deref(), expected.as_ref().map(|text| *text), "{text}");
        }
    }
}
