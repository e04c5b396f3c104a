//! Turns calamine's values into cells.

use calamine::{DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use domain::import::Cell;

const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;
/// 31 December 9999, the last day a spreadsheet knows.
const LAST_SERIAL: f64 = 2_958_466.0;

/// The cell for a value; `date1904` if the workbook counts days from 1904.
///
/// calamine has already resolved entities and `_xHHHH_` in texts, each once.
pub(super) fn cell(value: DataRef<'_>, date1904: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text.to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other kind of number")]
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => number_cell(number),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(moment) => date_cell(moment, date1904),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// An empty text is as good as nothing.
fn text_cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Numbers beyond a float's range exist in no program, only in forged files.
fn number_cell(number: f64) -> Cell {
    if number.is_finite() { Cell::Number(number) } else { Cell::Error("#NUM!".to_owned()) }
}

/// A time without a day is text, as openpyxl has it; a length of time and what is no day are plain numbers.
fn date_cell(moment: ExcelDateTime, date1904: bool) -> Cell {
    let serial = moment.as_f64();
    let is_date = moment.is_datetime() && (0.0..LAST_SERIAL).contains(&serial);
    let time_only = is_date && serial < 1.0;
    match is_date.then(|| date_time(serial, date1904)).flatten() {
        Some(time) if time_only => Cell::Text(time.format("%H:%M").to_string()),
        Some(moment) => Cell::DateTime(moment),
        None => number_cell(serial),
    }
}

/// The moment that a serial number stands for, to the millisecond.
fn date_time(serial: f64, date1904: bool) -> Option<NaiveDateTime> {
    let first_day = if date1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else if serial < 60.0 {
        // Excel takes 1900 for a leap year: up to 28 February its numbers are one lower.
        NaiveDate::from_ymd_opt(1899, 12, 31)
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)
    }?;
    #[expect(clippy::cast_possible_truncation, reason = "the serial is bounded by the last day")]
    let milliseconds = (serial * MILLISECONDS_PER_DAY).round() as i64;
    first_day.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::milliseconds(milliseconds))
}

/// Few programs write dates as ISO 8601 text (`t="d"`).
fn iso_cell(text: String) -> Cell {
    let moment = NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f").ok();
    let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    moment.or_else(day).map_or_else(|| text_cell(text.clone()), Cell::DateTime)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn of_serial(serial: f64, date1904: bool) -> Cell {
        cell(DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, date1904)), date1904)
    }

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Cell {
        Cell::DateTime(NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap())
    }

    #[test]
    fn serial_numbers_are_dates() {
        assert_eq!(of_serial(32_874.0, false), at(1990, 1, 1, 0, 0));
        assert_eq!(of_serial(32_874.0 - 1_462.0, true), at(1990, 1, 1, 0, 0));
        assert_eq!(of_serial(45_000.5, false), at(2023, 3, 15, 12, 0));
        assert_eq!(of_serial(1.0, false), at(1900, 1, 1, 0, 0));
        assert_eq!(of_serial(59.0, false), at(1900, 2, 28, 0, 0));
        assert_eq!(of_serial(61.0, false), at(1900, 3, 1, 0, 0));
    }

    #[test]
    fn what_is_no_day_stays() {
        assert_eq!(of_serial(0.3125, false), Cell::Text("07:30".to_owned()));
        assert_eq!(of_serial(-5.0, false), Cell::Number(-5.0));
        assert_eq!(of_serial(1e300, false), Cell::Number(1e300));
        assert_eq!(of_serial(f64::INFINITY, false), Cell::Error("#NUM!".to_owned()));
        let length = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(cell(DataRef::DateTime(length), false), Cell::Number(1.5));
    }

    #[test]
    fn iso_dates_are_dates() {
        assert_eq!(cell(DataRef::DateTimeIso("1990-01-01T08:15:00".to_owned()), false), at(1990, 1, 1, 8, 15));
        assert_eq!(cell(DataRef::DateTimeIso("1990-01-01".to_owned()), false), at(1990, 1, 1, 0, 0));
        assert_eq!(cell(DataRef::DateTimeIso("soon".to_owned()), false), Cell::Text("soon".to_owned()));
    }
}
