//! The numbers of invoices, and the rooms.

use std::collections::{BTreeMap, HashMap};

use entities::{booking, invoice};
use uuid::Uuid;

use super::rows::Rows;

/// Years whose numbers are not 1, 2, 3 … as far as the series says, and invoices with a number of another year than that of
/// their day, or with none.
pub fn gaps(rows: &Rows) -> usize {
    let mut years: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut wrong = 0;
    for invoice in rows.invoices.iter().filter(|invoice| invoice.status != "draft") {
        match number_of(invoice) {
            Some((year, number)) => years.entry(year).or_default().push(number),
            None => wrong += 1,
        }
    }
    wrong += rows.invoices.iter().filter(|invoice| invoice.status == "draft" && invoice.code.is_some()).count();
    for (year, numbers) in &mut years {
        numbers.sort_unstable();
        let last = rows.series.iter().find(|series| series.year == *year).map(|series| series.last_number);
        let is_whole = numbers.iter().copied().eq(1..=last.unwrap_or_default());
        if !is_whole {
            eprintln!("the numbers of {year} are {numbers:?}, the last one {last:?}");
            wrong += 1;
        }
    }
    wrong + rows.series.len().abs_diff(years.len())
}

/// How often an invoice has an earlier day than the one before it.
pub fn falls(rows: &Rows) -> usize {
    let mut days: Vec<((i64, i64), &str)> = Vec::new();
    for invoice in &rows.invoices {
        if let (Some(number), Some(day)) = (number_of(invoice), &invoice.issued_on) {
            days.push((number, day));
        }
    }
    days.sort_unstable();
    days.windows(2).filter(|pair| matches!(pair, [(_, one), (_, next)] if next < one)).count()
}

/// Year and number of an issued invoice: `HD-2026-000123`.
fn number_of(invoice: &invoice::Model) -> Option<(i64, i64)> {
    let (year, number) = invoice.code.as_ref()?.strip_prefix("HD-")?.split_once('-')?;
    let of_its_day = invoice.issued_on.as_ref()?.starts_with(year);
    if of_its_day { Some((year.parse().ok()?, number.parse().ok()?)) } else { None }
}

/// Bookings of one room that both stand and overlap, and guests who are in it beside another one.
pub fn overlaps(rows: &Rows) -> usize {
    let mut rooms: HashMap<Uuid, Vec<&booking::Model>> = HashMap::new();
    for row in rows.bookings.iter().filter(|row| !["cancelled", "no_show"].contains(&row.status.as_str())) {
        rooms.entry(row.space_id).or_default().push(row);
    }
    let mut wrong = 0;
    for stays in rooms.values_mut() {
        stays.sort_unstable_by_key(|stay| (stay.held_from, stay.ends_at));
        wrong += stays.windows(2).filter(|pair| matches!(pair, [one, next] if next.held_from < one.ends_at)).count();
        wrong += stays.iter().filter(|stay| stay.status == "checked_in").count().saturating_sub(1);
    }
    wrong
}
