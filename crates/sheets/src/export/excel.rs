//! Values as Excel can hold them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::table::WriteError;

/// Characters of a cell, counted in UTF-16 as Excel does.
const CELL_UNITS: usize = 32_767;

/// The serial number of a moment, if the calendar of 1900 has it.
pub(super) fn serial(moment: NaiveDateTime) -> Option<f64> {
    let first = NaiveDate::from_ymd_opt(1900, 1, 1)?;
    let leap_day_of_excel = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    let last = NaiveDate::from_ymd_opt(9999, 12, 31)?;
    if moment.date() < first || moment.date() > last {
        return None;
    }
    let zero = NaiveDate::from_ymd_opt(1899, 12, if moment.date() < leap_day_of_excel { 31 } else { 30 })?;
    let days = i32::try_from((moment.date() - zero).num_days()).ok()?;
    let seconds = i32::try_from((moment.time() - NaiveTime::MIN).num_seconds()).ok()?;
    Some(f64::from(days) + f64::from(seconds) / 86_400.0)
}

/// The text as far as a cell can hold it; an ellipsis tells that something is missing.
pub(super) fn shortened(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_UNITS {
        return text.to_owned();
    }
    let mut units = 1;
    let kept = text.chars().take_while(|character| {
        units += character.len_utf16();
        units <= CELL_UNITS
    });
    kept.chain(['…']).collect()
}

/// A column's number from 0.
pub(super) fn column_number(index: usize) -> Result<u16, WriteError> {
    u16::try_from(index).map_err(|_| rust_xlsxwriter::XlsxError::RowColumnLimitError.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_the_cell_ends() {
        let long = shortened(&"😀".repeat(20_000));
        assert_eq!(long.encode_utf16().count(), 32_767);
        assert!(long.ends_with('…'));
        assert_eq!(shortened("ngắn"), "ngắn");
    }
}
