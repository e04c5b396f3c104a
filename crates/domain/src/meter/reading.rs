//! What a meter showed on a day, and how much was used since it was read before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{MeterKind, Month};
use crate::{
    CustomerId, FieldError, FieldErrors, MeterId, ReadingId, SpaceId, booking::Guest, customer::Named, money::Vnd,
    quantity::Quantity,
};

/// More than any meter shows.
pub const MOST_READ: Quantity = Quantity::whole(4_000_000);

/// How a meter came from what it showed to what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It counted on.
    #[default]
    Straight,
    /// It was at its end and began at nothing again.
    TurnedOver,
    /// Another one was put in its place.
    Replaced {
        /// What the old one showed in the end.
        ended: Quantity,
        /// What the new one showed in the beginning.
        began: Quantity,
    },
}

impl Course {
    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::TurnedOver => "turned_over",
            Self::Replaced { .. } => "replaced",
        }
    }

    /// How much was used between two readings.
    ///
    /// # Errors
    /// A field and what is wrong with it: a meter does not count backwards.
    pub fn used(self, old: Quantity, new: Quantity) -> Result<Quantity, FieldError> {
        let fault = |field: &str, code: &str| FieldError::new(field, code);
        match self {
            Self::Straight => new.less(old).ok_or_else(|| fault("reading", "below_old_reading")),
            Self::TurnedOver if new >= old => Err(fault("reading", "not_turned_over")),
            Self::TurnedOver => {
                let rest = end_above(old).less(old).unwrap_or_default();
                Ok(rest.and(new))
            }
            Self::Replaced { ended, began } => {
                let before = ended.less(old).ok_or_else(|| fault("ended", "below_old_reading"))?;
                let since = new.less(began).ok_or_else(|| fault("reading", "below_new_beginning"))?;
                Ok(before.and(since))
            }
        }
    }
}

/// Where a meter ends that shows so much: at the next power of ten, behind which it has no digit more.
fn end_above(shown: Quantity) -> Quantity {
    let mut end = Quantity::whole(10);
    while end <= shown {
        end = end.tenfold();
    }
    end
}

/// Whether so much is more than anybody would expect, by what was used the time before: somebody should look again.
pub fn is_unusual(kind: MeterKind, used: Quantity, before: Option<Quantity>) -> bool {
    let (slight, much) = match kind {
        MeterKind::Electricity => (Quantity::whole(20), Quantity::whole(500)),
        MeterKind::Water => (Quantity::whole(5), Quantity::whole(50)),
    };
    match before.filter(|before| *before > Quantity::default()) {
        Some(before) => used > before.and(before) && used > before.and(slight),
        None => used > much,
    }
}

/// What a row of the sheet sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingInput {
    /// Which meter.
    pub meter: MeterId,
    /// For which month.
    pub month: Month,
    /// On which day.
    pub read_on: NaiveDate,
    /// What it showed then.
    pub reading: Quantity,
    /// How it came there.
    #[serde(default)]
    pub course: Course,
}

impl ReadingInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        match self.read_on {
            day if day > today => fault("read_on", "date_in_future"),
            day if !self.month.admits(day) => fault("read_on", "outside_month"),
            _ => {}
        }
        if self.reading > MOST_READ {
            fault("reading", "number_out_of_range");
        }
        if let Course::Replaced { ended, began } = self.course {
            for (field, shown) in [("ended", ended), ("began", began)] {
                if shown > MOST_READ {
                    fault(field, "number_out_of_range");
                }
            }
        }
        if faults.0.is_empty() { Ok(self.clone()) } else { Err(faults) }
    }
}

/// What somebody has typed over a reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingChange {
    /// What stood there when typing began.
    pub was: ReadingInput,
    /// What is to stand there.
    pub becomes: ReadingInput,
}

/// A reading as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingRow {
    /// Its id.
    pub id: ReadingId,
    /// Its place among all.
    pub place: ReadingPlace,
    /// Of which meter.
    pub meter: MeterId,
    /// What that counts.
    pub kind: MeterKind,
    /// Where it hangs, for those who see spaces.
    pub space: Option<Named<SpaceId>>,
    /// For which month.
    pub month: Month,
    /// What it showed before.
    pub old: Quantity,
    /// What it showed then.
    pub reading: Quantity,
    /// How it came there.
    pub course: Course,
    /// How much was used.
    pub used: Quantity,
    /// What that costs, for those who may see amounts; nobody lived there if it is missing for them.
    pub amount: Option<Vnd>,
    /// Who lived there.
    pub customer: Option<Guest>,
    /// It was taken back.
    pub cancelled: bool,
    /// The meter was not read since: it may be corrected, and taken back.
    pub is_latest: bool,
    /// Who read it.
    pub made_by: String,
    /// Whether the one who sees it may correct it …
    pub may_edit: bool,
    /// … and take it back.
    pub may_cancel: bool,
}

impl ReadingRow {
    /// What a form of it begins with.
    pub fn input(&self) -> ReadingInput {
        ReadingInput {
            meter: self.meter,
            month: self.month,
            read_on: self.place.read_on,
            reading: self.reading,
            course: self.course,
        }
    }
}

/// Where a reading stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingPlace {
    /// The day.
    pub read_on: NaiveDate,
    /// Its number.
    pub seq: i64,
}

/// Whose readings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingFilter {
    /// Those of this customer.
    pub customer: CustomerId,
}

/// A page of readings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingPage {
    /// The rows, the latest first.
    pub rows: Vec<ReadingRow>,
    /// There are more behind this one.
    pub after: Option<ReadingPlace>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn whole(number: u32) -> Quantity {
        Quantity::whole(number)
    }

    fn told(course: Course, old: u32, new: u32) -> (String, String) {
        let fault = course.used(whole(old), whole(new)).unwrap_err();
        (fault.field, fault.code)
    }

    #[test]
    fn a_meter_never_counts_backwards() {
        assert_eq!(Course::Straight.used(whole(1_203), whole(1_310)), Ok(whole(107)));
        assert_eq!(Course::Straight.used(whole(1_203), whole(1_203)), Ok(whole(0)));
        assert_eq!(told(Course::Straight, 1_203, 1_202), ("reading".to_owned(), "below_old_reading".to_owned()));
        // Five digits are over: 99.990 → 00.012.
        assert_eq!(Course::TurnedOver.used(whole(99_990), whole(12)), Ok(whole(22)));
        assert_eq!(Course::TurnedOver.used(whole(9_999), whole(0)), Ok(whole(1)));
        assert_eq!(told(Course::TurnedOver, 12, 12), ("reading".to_owned(), "not_turned_over".to_owned()));
        let replaced = |ended, began| Course::Replaced { ended: whole(ended), began: whole(began) };
        assert_eq!(replaced(1_250, 5).used(whole(1_203), whole(20)), Ok(whole(62)));
        assert_eq!(told(replaced(1_202, 0), 1_203, 20), ("ended".to_owned(), "below_old_reading".to_owned()));
        assert_eq!(told(replaced(1_250, 30), 1_203, 20), ("reading".to_owned(), "below_new_beginning".to_owned()));
    }

    #[test]
    fn only_a_leap_is_unusual() {
        let electricity =
            |used, before: Option<u32>| is_unusual(MeterKind::Electricity, whole(used), before.map(whole));
        assert!(!electricity(200, Some(100)) && electricity(201, Some(100)));
        assert!(!electricity(21, Some(3)) && electricity(24, Some(3)));
        assert!(!electricity(500, None) && electricity(501, None) && electricity(501, Some(0)));
        assert!(
            is_unusual(MeterKind::Water, whole(51), None) && !is_unusual(MeterKind::Water, whole(8), Some(whole(4)))
        );
    }

    #[test]
    fn a_reading_is_of_its_month_and_not_of_days_to_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let typed = |read_on: &str, reading| ReadingInput {
            meter: uuid::Uuid::nil().into(),
            month: "2026-11".parse().unwrap(),
            read_on: day(read_on),
            reading,
            course: Course::Straight,
        };
        let today = day("2026-12-20");
        assert!(typed("2026-12-15", whole(1)).normal(today).is_ok());
        let fault = |input: ReadingInput, field: &str| input.normal(today).unwrap_err().of(field).map(str::to_owned);
        assert_eq!(fault(typed("2026-12-16", whole(1)), "read_on").as_deref(), Some("outside_month"));
        assert_eq!(fault(typed("2026-12-21", whole(1)), "read_on").as_deref(), Some("date_in_future"));
        let much = MOST_READ.and(Quantity::thousandths(1));
        assert_eq!(fault(typed("2026-11-30", much), "reading").as_deref(), Some("number_out_of_range"));
        let replaced = Course::Replaced { ended: whole(1), began: much };
        let replaced = ReadingInput { course: replaced, ..typed("2026-11-30", whole(1)) };
        assert_eq!(fault(replaced, "began").as_deref(), Some("number_out_of_range"));
    }

    proptest! {
        #[test]
        fn what_was_used_leads_from_one_reading_to_the_next(old in 0u32..2_000_000, used in 0u32..2_000_000) {
            prop_assert_eq!(Course::Straight.used(whole(old), whole(old + used)), Ok(whole(used)));
        }

        #[test]
        fn a_meter_that_turns_over_uses_less_than_it_can_show(old in 1u32..1_000_000, new in 0u32..1_000_000) {
            prop_assume!(new < old);
            let used = Course::TurnedOver.used(whole(old), whole(new)).unwrap();
            prop_assert!(used > Quantity::default() && used <= end_above(whole(old)));
        }
    }
}
