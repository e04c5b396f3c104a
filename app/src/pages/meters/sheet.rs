//! The sheet while it is filled: row by row, each saved by itself.

use chrono::NaiveDate;
use domain::{
    AppError, FieldError, FieldErrors,
    meter::{MeterSheet, Month, ReadingInput, SheetQuery, SheetRow, Tariff, amount_of, is_unusual, tariff_on},
    money::Vnd,
    quantity::Quantity,
    value::day,
};
use leptos::{prelude::*, task::spawn_local};

use super::{desk::Desk, line::Line};
use crate::{
    api::{
        ApiError,
        meters::{read_meter, read_sheet},
    },
    state::{attempt, session},
};

/// Whether the sheet is being asked for anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    No,
    Once,
    /// And once more, as something has changed since.
    Again,
}

/// What a typed reading comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// How much was used.
    pub used: Quantity,
    /// What it costs, where somebody lives and the person may see it.
    pub amount: Option<Vnd>,
    /// It would cost something, and nobody has said what.
    pub is_free: bool,
    /// It is more than anybody would expect.
    pub is_unusual: bool,
}

/// The sheet; cheap to copy.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// Of which branch, for which month.
    query: SheetQuery,
    /// The month.
    pub month: Month,
    /// The day on which is read, as it is typed.
    pub read_on: RwSignal<String>,
    /// The meters.
    pub lines: StoredValue<Vec<Line>>,
    /// Where readings are corrected.
    pub desk: Desk,
    tariffs: RwSignal<Vec<Tariff>>,
    asking: StoredValue<Asking>,
    /// Makes the whole sheet anew: another meter hangs there, or one less.
    anew: Callback<()>,
    today: NaiveDate,
}

impl Sheet {
    /// As it came from the server.
    pub fn new(found: MeterSheet, desk: Desk, anew: Callback<()>) -> Self {
        let MeterSheet { branch, month, rows, tariffs, .. } = found;
        let today = session().today;
        Self {
            query: SheetQuery { branch, month: Some(month) },
            month,
            read_on: RwSignal::new(month.read_on(today).to_string()),
            lines: StoredValue::new(rows.into_iter().map(Line::new).collect()),
            desk,
            tariffs: RwSignal::new(tariffs),
            asking: StoredValue::new(Asking::No),
            anew,
            today,
        }
    }

    /// What is typed in a line. Whatever reacts hears of a change.
    ///
    /// # Errors
    /// Faults by field, as the server would find them.
    fn input(self, line: Line) -> Result<ReadingInput, FieldErrors> {
        let (reading, course) = line.draft.read()?;
        let one = |fault: FieldError| FieldErrors(vec![fault]);
        let read_on = self.read_on.with(|typed| day(typed, self.today));
        let read_on = read_on.ok_or_else(|| one(FieldError::new("read_on", "invalid_date")))?;
        let input = ReadingInput { meter: line.meter, month: self.month, read_on, reading, course };
        let input = input.normal(self.today)?;
        if let Some(stand) = line.row.with(|row| row.stand) {
            course.used(stand.shown, reading).map_err(one)?;
        }
        Ok(input)
    }

    /// What is typed comes to this, as far as it makes sense. Whatever reacts hears of a change.
    pub fn outlook(self, line: Line) -> Option<Outlook> {
        let ReadingInput { read_on, reading, course, .. } = self.input(line).ok()?;
        let (kind, stand, costs) = line.row.with(|row| (row.kind, row.stand, row.guest.is_some() && row.amounts));
        let stand = stand?;
        let used = course.used(stand.shown, reading).ok()?;
        let tariff = self.tariffs.with(|tariffs| tariff_on(tariffs, kind, read_on).map(|it| it.input.steps.clone()));
        let amount = tariff.as_ref().filter(|_| costs).and_then(|steps| amount_of(steps, used));
        let is_unusual = is_unusual(kind, used, stand.used);
        Some(Outlook { used, amount, is_free: costs && tariff.is_none(), is_unusual })
    }

    /// Saves what is typed in a line, if it makes sense.
    pub fn save(self, line: Line) {
        if !line.is_written() {
            line.faults.set(FieldErrors::default());
            return;
        }
        if line.busy.get_untracked() {
            return;
        }
        let input = match untrack(|| self.input(line)) {
            Ok(input) => input,
            Err(faults) => {
                // A meter that seems to count backwards may have turned over, or is another one.
                if faults.of("reading") == Some("below_old_reading") {
                    line.asks.set(true);
                }
                line.faults.set(faults);
                return;
            }
        };
        let key = line.key_of(&input);
        line.busy.set(true);
        line.faults.set(FieldErrors::default());
        attempt(async move {
            let outcome = read_meter(key, input).await;
            if line.busy.try_set(false).is_some() {
                // The sheet is gone, and the reading is saved or not.
                return outcome.map(drop);
            }
            match outcome {
                Ok(_) => {
                    line.clear();
                    self.refresh();
                    Ok(())
                }
                Err(ApiError(AppError::Invalid(faults))) => {
                    line.faults.set(faults);
                    Ok(())
                }
                Err(error) => Err(error),
            }
        });
    }

    /// Goes to the next line in which something is typed, or to the one before; from the last one nowhere, and what stands in it is
    /// saved all the same.
    pub fn step(self, from: Line, forward: bool) {
        let other = self.lines.with_value(|lines| {
            let here = lines.iter().position(|line| line.meter == from.meter)?;
            match forward {
                true => lines.iter().skip(here + 1).find_map(|line| line.place()),
                false => lines.iter().take(here).rev().find_map(|line| line.place()),
            }
        });
        match (other, from.place()) {
            (Some(input), _) => {
                let _ = input.focus();
                input.select();
            }
            (None, Some(here)) => {
                let _ = here.blur();
            }
            (None, None) => {}
        }
    }

    /// Asks how the sheet stands now. What is typed stays.
    pub fn refresh(self) {
        let begin = |asking: &mut Asking| {
            let before = *asking;
            *asking = if before == Asking::No { Asking::Once } else { Asking::Again };
            before
        };
        if self.asking.try_update_value(begin) != Some(Asking::No) {
            return;
        }
        spawn_local(async move {
            loop {
                // What cannot be had leaves what stands there.
                if let Ok(found) = read_sheet(self.query).await {
                    self.take(found);
                }
                let go_on = |asking: &mut Asking| {
                    let again = *asking == Asking::Again;
                    *asking = if again { Asking::Once } else { Asking::No };
                    again
                };
                if self.asking.try_update_value(go_on) != Some(true) {
                    return;
                }
            }
        });
    }

    /// Takes over how the sheet stands now.
    fn take(self, found: MeterSheet) {
        let Some(lines) = self.lines.try_get_value() else { return };
        let same =
            lines.len() == found.rows.len() && lines.iter().zip(&found.rows).all(|(line, row)| line.meter == row.meter);
        if !same {
            // Nothing that is typed is lost: then the new meter comes with the next visit.
            if !lines.iter().any(|line| line.is_written()) {
                self.anew.try_run(());
            }
            return;
        }
        for (line, row) in lines.into_iter().zip(found.rows) {
            if line.row.with_untracked(|known: &SheetRow| *known != row) {
                line.row.set(row);
            }
        }
        self.tariffs.set(found.tariffs);
    }
}
