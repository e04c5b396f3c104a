//! Plain dates: kept as `yyyy-MM-dd`, shown as `dd/MM/yyyy`.

use chrono::{Datelike, NaiveDate};

use super::{Normal, digits::all_digits, text::clean};

/// The day that a typed text means, whenever it is. A year of two digits is the last such year that is not after today.
pub fn day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = clean(typed);
    year_first(&text).or_else(|| day_first(&text, today)).or_else(|| digits_alone(&text))
}

/// A day as people write it: what is kept as `yyyy-MM-dd` as `dd/MM/yyyy`, anything else as it is typed.
pub fn typed_day(text: &str) -> String {
    let is_kept = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    if is_kept { display(text) } else { text.to_owned() }
}

/// Typed text: the day always comes before the month, or the year stands in front.
pub(super) fn normalise(typed: &str, today: NaiveDate) -> Result<Normal, &'static str> {
    let text = clean(typed);
    if text.is_empty() {
        return Ok(Normal::default());
    }
    let date = day(&text, today).ok_or("invalid_date")?;
    within_reach(date, today).map(Normal::of)
}

/// The canonical text of a date that may stand in a record: not after today, not before 1900.
pub(crate) fn within_reach(date: NaiveDate, today: NaiveDate) -> Result<String, &'static str> {
    if date > today {
        Err("date_in_future")
    } else if date.year() < 1900 {
        Err("date_out_of_range")
    } else {
        Ok(date.to_string())
    }
}

/// `yyyy-MM-dd`, also with the midnight that databases add.
pub(crate) fn year_first(text: &str) -> Option<NaiveDate> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let midnight = matches!(time, "00:00" | "00:00:00")
        || time
            .strip_prefix("00:00:00.")
            .is_some_and(|zeros| !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'));
    let [year, month, day] = parts(date, &['-'])?;
    if !midnight || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
}

/// `dd/MM/yyyy`, `d/M/yy`, also with `.` or `-`. A year of two digits is the last such year that is not after today.
fn day_first(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let [day, month, year] = parts(text, &['/', '.', '-'])?;
    let (day, month) = (number(day)?, number(month)?);
    let digits: i32 = year.parse().ok()?;
    match year.len() {
        4 => NaiveDate::from_ymd_opt(digits, month, day),
        2 => {
            let passed = (2000 + digits, month, day) <= (today.year(), today.month(), today.day());
            NaiveDate::from_ymd_opt(if passed { 2000 } else { 1900 } + digits, month, day)
        }
        _ => None,
    }
}

/// `ddMMyyyy`, as on a pad that has digits alone.
fn digits_alone(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !all_digits(text) {
        return None;
    }
    let (day, month, year) = (text.get(..2)?, text.get(2..4)?, text.get(4..)?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
}

fn parts<'a>(text: &'a str, separators: &[char]) -> Option<[&'a str; 3]> {
    let mut parts = text.split(separators);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    (parts.next().is_none() && three.iter().all(|part| all_digits(part))).then_some(three)
}

/// Day or month: one or two digits.
fn number(part: &str) -> Option<u32> {
    part.parse().ok().filter(|_| part.len() <= 2)
}

/// `dd/MM/yyyy` of a canonical date.
pub fn display(iso: &str) -> String {
    match parts(iso, &['-']) {
        Some([year, month, day]) => format!("{day}/{month}/{year}"),
        None => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_comes_before_the_month() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (typed, expected) in [
            ("05/01/1990", Ok("1990-01-05")),
            ("5/1/1990", Ok("1990-01-05")),
            ("5-1-90", Ok("1990-01-05")),
            ("22.11.26", Ok("2026-11-22")),
            ("23.11.26", Ok("1926-11-23")),
            ("29/2/00", Ok("2000-02-29")),
            ("1990-01-05", Ok("1990-01-05")),
            ("1990-1-5", Ok("1990-01-05")),
            ("1990-01-05T00:00:00.000", Ok("1990-01-05")),
            ("1990-01-05 00:00", Ok("1990-01-05")),
            ("22/11/2026", Ok("2026-11-22")),
            ("01/01/1900", Ok("1900-01-01")),
            ("1990-01-05 12:30", Err("invalid_date")),
            ("05/13/1990", Err("invalid_date")),
            ("31/04/1990", Err("invalid_date")),
            ("29/02/1900", Err("invalid_date")),
            ("21041990", Ok("1990-04-21")),
            (" 22112026 ", Ok("2026-11-22")),
            ("29022000", Ok("2000-02-29")),
            ("23112026", Err("date_in_future")),
            ("19900421", Err("invalid_date")),
            ("29021900", Err("invalid_date")),
            ("2104199", Err("invalid_date")),
            ("210490", Err("invalid_date")),
            ("210419901", Err("invalid_date")),
            ("٢١٠٤١٩٩٠", Err("invalid_date")),
            ("1990", Err("invalid_date")),
            ("5/1/199", Err("invalid_date")),
            ("005/1/1990", Err("invalid_date")),
            ("1990/01/05", Err("invalid_date")),
            ("mùng 5 tháng 1", Err("invalid_date")),
            ("23/11/2026", Err("date_in_future")),
            ("31/12/1899", Err("date_out_of_range")),
        ] {
            let found = normalise(typed, today).map(|normal| normal.text.unwrap());
            assert_eq!(found.as_deref(), expected.as_ref().map(|text| *text), "{typed}");
        }
    }

    #[test]
    fn shown_as_day_month_year() {
        assert_eq!(display("1990-01-05"), "05/01/1990");
        assert_eq!(display("?"), "?");
        for typed in ["05/01/1990", "5-1-1990", "05-01-1990", "1990", ""] {
            assert_eq!(typed_day(typed), typed);
        }
        assert_eq!(typed_day("1990-01-05"), "05/01/1990");
    }

    #[test]
    fn a_day_may_lie_ahead() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(day("31/12/2030", today), NaiveDate::from_ymd_opt(2030, 12, 31));
        assert_eq!(day("31122030", today), NaiveDate::from_ymd_opt(2030, 12, 31));
        assert_eq!(day("5/1/90", today), NaiveDate::from_ymd_opt(1990, 1, 5));
        assert_eq!(day("31/12/30", NaiveDate::MAX), NaiveDate::from_ymd_opt(2030, 12, 31));
        assert_eq!(day("mai", today), None);
    }
}
