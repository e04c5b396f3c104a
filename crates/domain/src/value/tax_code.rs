//! Mã số thuế: 10 digits with a check digit, 13 of a branch (shown `0123456789-001`), or since 1 July 2025 the 12 of the personal
//! id of a household business (Thông tư 86/2024/TT-BTC).

use super::{
    Normal,
    digits::{all_digits, written_out},
    text::clean,
};

/// Weights of the first nine digits.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Spaces, dots and dashes go. Zeros that a spreadsheet dropped in front come back if exactly one reading fits. A wrong check
/// digit only warns: it is not known that every code that was given obeys it.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let line = clean(typed);
    let text = written_out(&line)?;
    let number: String = text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '–')).collect();
    if number.is_empty() {
        return Ok(Normal::default());
    }
    if !all_digits(&number) {
        return Err("invalid_tax_code");
    }
    let mended = || format!("0{number}");
    match number.len() {
        10 | 13 => of_company(&number),
        12 if number.starts_with('0') => Ok(Normal::of(number)),
        9 if has_check_digit(&mended()) => Ok(Normal::warned(mended(), "tax_code_zero_restored")),
        11 => Ok(Normal::warned(mended(), "tax_code_zero_restored")),
        12 => of_company(&mended()).map(|normal| Normal { warnings: vec!["tax_code_zero_restored"], ..normal }),
        _ => Err("invalid_tax_code"),
    }
}

fn of_company(number: &str) -> Result<Normal, &'static str> {
    let (company, branch) = number.split_at_checked(10).unwrap_or((number, ""));
    if company.get(2..9) == Some("0000000") || branch == "000" {
        return Err("invalid_tax_code");
    }
    let text = if branch.is_empty() { company.to_owned() } else { format!("{company}-{branch}") };
    if has_check_digit(company) { Ok(Normal::of(text)) } else { Ok(Normal::warned(text, "tax_code_check_digit")) }
}

/// Whether the tenth digit is the one that the first nine ask for.
fn has_check_digit(company: &str) -> bool {
    company.chars().nth(9).and_then(|digit| digit.to_digit(10)) == Some(asked_digit(company))
}

/// The tenth digit that the first nine ask for; there is none for some.
pub fn tax_check_digit(first_nine: &str) -> Option<u32> {
    Some(asked_digit(first_nine)).filter(|digit| *digit < 10)
}

fn asked_digit(company: &str) -> u32 {
    let digits = company.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = WEIGHTS.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
    10 - sum % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit() {
        assert_eq!(tax_check_digit("010023348"), Some(8));
        assert_eq!(tax_check_digit("031440905"), Some(8));
        assert_eq!(tax_check_digit("000000000"), None);
    }

    #[test]
    fn codes_of_companies_branches_and_households() {
        for (typed, expected) in [
            ("0100233488", Ok(("0100233488", None))),
            ("0314409058-002", Ok(("0314409058-002", None))),
            ("0314409058002", Ok(("0314409058-002", None))),
            ("01 0023 3488", Ok(("0100233488", None))),
            ("'0100233488", Ok(("0100233488", None))),
            ("0100233480", Ok(("0100233480", Some("tax_code_check_digit")))),
            ("100233488", Ok(("0100233488", Some("tax_code_zero_restored")))),
            ("079201001234", Ok(("079201001234", None))),
            ("79201001234", Ok(("079201001234", Some("tax_code_zero_restored")))),
            ("314409058002", Ok(("0314409058-002", Some("tax_code_zero_restored")))),
            ("0100000008", Err("invalid_tax_code")),
            ("0314409058-000", Err("invalid_tax_code")),
            ("12345678", Err("invalid_tax_code")),
            ("01002334AB", Err("invalid_tax_code")),
        ] {
            let found = normalise(typed).map(|normal| (normal.text, normal.warnings.first().copied()));
            assert_eq!(found, expected.map(|(text, warning)| (Some(text.to_owned()), warning)), "{typed}");
        }
        assert_eq!(normalise(" ").map(|normal| normal.text), Ok(None));
    }
}
