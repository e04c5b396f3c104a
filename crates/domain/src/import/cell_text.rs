//! What a cell says in a field of some kind.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Cell, Options};
use crate::value::{FieldKind, Normal, date::within_reach, normalise};

/// Days that Excel counts; below stand years (`1990` is no 12 June 1905), above no birthdays.
const EXCEL_DAYS: std::ops::RangeInclusive<f64> = 3_000.0..=60_000.0;

/// The canonical value of a cell.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn read(cell: &Cell, kind: FieldKind, options: &Options) -> Result<Normal, &'static str> {
    match kind {
        FieldKind::Date => date(cell, options),
        FieldKind::Phone | FieldKind::Phones => number_like(cell, kind, "invalid_phone", options),
        FieldKind::IdNumber => number_like(cell, kind, "invalid_id_number", options),
        // In a file every bad address has one name; only the form says what exactly is missing.
        FieldKind::Email => typed(cell, kind, options).map_err(|code| match code {
            "email_without_at" | "too_long" => "invalid_email",
            other => other,
        }),
        _ => typed(cell, kind, options),
    }
}

/// The plain text of any cell: whole numbers without `.0`, dates as dd/MM/yyyy, TRUE or FALSE.
///
/// # Errors
/// `cell_error`, `formula_without_value`.
pub fn text(cell: &Cell) -> Result<String, &'static str> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.clone()),
        // Written without an exponent, whole numbers without a point.
        Cell::Number(number) if number.is_finite() => Ok(number.to_string()),
        Cell::Number(_) | Cell::Error(_) => Err("cell_error"),
        Cell::Bool(value) => Ok(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        Cell::DateTime(moment) => Ok(moment_text(*moment)),
        Cell::FormulaWithoutValue => Err("formula_without_value"),
    }
}

fn moment_text(moment: NaiveDateTime) -> String {
    let format = if moment.time() == NaiveTime::MIN { "%d/%m/%Y" } else { "%d/%m/%Y %H:%M" };
    moment.format(format).to_string()
}

fn typed(cell: &Cell, kind: FieldKind, options: &Options) -> Result<Normal, &'static str> {
    normalise(kind, &text(cell)?, options.as_of)
}

/// Phones and papers: a number that Excel made of them is read by its digits, but an amount, a date or a logical
/// value is none.
fn number_like(cell: &Cell, kind: FieldKind, fault: &'static str, options: &Options) -> Result<Normal, &'static str> {
    match cell {
        Cell::Bool(_) | Cell::DateTime(_) => Err(fault),
        Cell::Number(number) if number.is_finite() && (*number < 0.0 || number.fract() != 0.0) => Err(fault),
        _ => typed(cell, kind, options),
    }
}

fn date(cell: &Cell, options: &Options) -> Result<Normal, &'static str> {
    match cell {
        Cell::Bool(_) => Err("invalid_date"),
        Cell::DateTime(moment) => {
            let text = within_reach(moment.date(), options.as_of)?;
            Ok(Normal { text: Some(text), warnings: Vec::new() })
        }
        Cell::Number(number) if number.is_finite() => {
            let date = excel_day(*number, options.date1904).ok_or("invalid_date")?;
            let text = within_reach(date, options.as_of)?;
            Ok(Normal { text: Some(text), warnings: vec!["date_from_number"] })
        }
        _ => typed(cell, FieldKind::Date, options),
    }
}

/// The day with this number in Excel. Its first day is 1 January 1900, but it also counts a 29 February of that year:
/// for days after it the count begins on 30 December 1899.
fn excel_day(number: f64, date1904: bool) -> Option<NaiveDate> {
    if !EXCEL_DAYS.contains(&number) || number.fract() != 0.0 {
        return None;
    }
    let start = if date1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) };
    // In range, whole: the cast is exact.
    start?.checked_add_days(Days::new(number as u64))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::options, *};
    use crate::customer::GENDERS;

    fn day(text: &str) -> Cell {
        Cell::DateTime(text.parse().unwrap())
    }

    fn found(cell: &Cell, kind: FieldKind) -> Result<String, &'static str> {
        read(cell, kind, &options()).map(|normal| normal.text.unwrap_or_default())
    }

    #[test]
    fn any_cell_has_a_text() {
        for (cell, expected) in [
            (Cell::Empty, Ok("")),
            (Cell::Number(12.0), Ok("12")),
            (Cell::Number(0.5), Ok("0.5")),
            (Cell::Number(1e15), Ok("1000000000000000")),
            (Cell::Bool(true), Ok("TRUE")),
            (day("1990-01-05T00:00:00"), Ok("05/01/1990")),
            (day("1990-01-05T08:30:00"), Ok("05/01/1990 08:30")),
            (Cell::Text(" =SUM(A1) ".into()), Ok("=SUM(A1)")),
            (Cell::Error("#N/A".into()), Err("cell_error")),
            (Cell::FormulaWithoutValue, Err("formula_without_value")),
        ] {
            assert_eq!(found(&cell, FieldKind::Text).as_deref(), expected.as_ref().map(|text| *text), "{cell:?}");
        }
    }

    #[test]
    fn numbers_become_phones_and_papers() {
        let (phone, papers) = (FieldKind::Phone, FieldKind::IdNumber);
        for (cell, kind, expected) in [
            (Cell::Number(905_969_648.0), phone, Ok("+84905969648")),
            (Cell::Number(84_905_969_648.0), phone, Ok("+84905969648")),
            (Cell::Number(905_969_648.0), FieldKind::Phones, Ok("+84905969648")),
            (Cell::Text("9.06E+08".into()), phone, Err("digits_lost")),
            (Cell::Number(-905_969_648.0), phone, Err("invalid_phone")),
            (Cell::Number(905_969_648.5), phone, Err("invalid_phone")),
            (Cell::Bool(true), phone, Err("invalid_phone")),
            (day("1990-01-05T00:00:00"), phone, Err("invalid_phone")),
            (Cell::Error("#REF!".into()), phone, Err("cell_error")),
            (Cell::Number(79_182_057_032.0), papers, Ok("079182057032")),
            (Cell::Number(1.5), papers, Err("invalid_id_number")),
            (Cell::Bool(false), papers, Err("invalid_id_number")),
            (Cell::FormulaWithoutValue, papers, Err("formula_without_value")),
        ] {
            assert_eq!(found(&cell, kind).as_deref(), expected.as_ref().map(|text| *text), "{cell:?}");
        }
    }

    #[test]
    fn numbers_become_days() {
        for (number, date1904, expected) in [
            (32_874.0, false, Ok("1990-01-01")),
            (31_412.0, true, Ok("1990-01-01")),
            (1990.0, false, Err("invalid_date")),
            (32_874.5, false, Err("invalid_date")),
            (60_001.0, false, Err("invalid_date")),
            (60_000.0, false, Err("date_in_future")),
            (-1.0, false, Err("invalid_date")),
        ] {
            let found = read(&Cell::Number(number), FieldKind::Date, &Options { date1904, ..options() });
            assert!(found.as_ref().map_or(true, |normal| normal.warnings == ["date_from_number"]));
            let text = found.map(|normal| normal.text.unwrap());
            assert_eq!(text.as_deref(), expected.as_ref().map(|text| *text), "{number}");
        }
        assert_eq!(found(&day("1990-01-05T08:30:00"), FieldKind::Date), Ok("1990-01-05".into()));
        assert_eq!(found(&Cell::Bool(true), FieldKind::Date), Err("invalid_date"));
    }

    #[test]
    fn bad_addresses_have_one_name() {
        for text in ["chưa có", "a@b", "TRUE"] {
            assert_eq!(found(&Cell::Text(text.into()), FieldKind::Email), Err("invalid_email"));
        }
        assert_eq!(found(&Cell::Text("Nữ".into()), FieldKind::Choice(GENDERS)), Ok("female".into()));
    }
}
