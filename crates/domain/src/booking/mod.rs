//! Bookings of spaces: from when until when, and what becomes of them.

mod stay;

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use self::stay::Stay;
use crate::{
    BookingId, BranchId, ContractId, CustomerId, FieldError, FieldErrors, SpaceId,
    customer::{Directory, Named},
    ledger::{Balance, Bookings, Expected},
    money::Vnd,
    space::{is_countable, is_payable, minute_of},
    value::{FieldKind, normalise},
};

/// A stay is not longer than this.
const LONGEST: TimeDelta = TimeDelta::days(3_660);
const MOST_GUESTS: u32 = 10_000;

/// How far a booking has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// The guest is expected.
    Reserved,
    /// The guest is there.
    CheckedIn,
    /// The guest has left.
    Completed,
    /// Called off before the guest came.
    Cancelled,
    /// The guest did not come.
    NoShow,
}

impl BookingStatus {
    /// Every status, in the order in which they come.
    pub const ALL: &[Self] = &[Self::Reserved, Self::CheckedIn, Self::Completed, Self::Cancelled, Self::NoShow];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::CheckedIn => "checked_in",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// Whether the space is free again for others.
    pub const fn frees(self) -> bool {
        matches!(self, Self::Cancelled | Self::NoShow)
    }

    /// Whether something is still to come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Reserved | Self::CheckedIn)
    }
}

/// What happens to a booking at the reception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingAct {
    /// The guest comes.
    CheckIn,
    /// The guest leaves; the price may be another one then.
    CheckOut(Option<Vnd>),
    /// It is called off.
    Cancel,
    /// The guest has not come.
    NoShow,
    /// The check-in or check-out by which it has come so far was a mistake.
    Undo(BookingStatus),
}

/// The code of the n-th booking: `DP000001`.
pub struct BookingCode(pub i64);

impl fmt::Display for BookingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DP{:06}", self.0)
    }
}

/// What the form of a booking sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingInput {
    /// For whom.
    pub customer: CustomerId,
    /// What.
    pub space: SpaceId,
    /// From when …
    pub starts_at: DateTime<Utc>,
    /// … until when, this moment not included.
    pub ends_at: DateTime<Utc>,
    /// What it costs; `None` of a new one is what the space costs, of a known one what it cost before.
    pub price: Option<Vnd>,
    /// The deposit that is agreed.
    pub agreed_deposit: Option<Vnd>,
    /// How many people come.
    pub guests: Option<u32>,
    /// Whatever else is to be known.
    pub note: String,
}

impl BookingInput {
    /// In canonical form: whole minutes, a clean note.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: chrono::NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        for (field, at) in [("starts_at", self.starts_at), ("ends_at", self.ends_at)] {
            if !is_countable(at) {
                return Err(FieldErrors(vec![FieldError::new(field, "invalid_date")]));
            }
        }
        let (starts_at, ends_at) = (minute_of(self.starts_at), minute_of(self.ends_at));
        if ends_at <= starts_at {
            fault("ends_at", "ends_before_start");
        } else if ends_at - starts_at > LONGEST {
            fault("ends_at", "stay_too_long");
        }
        for (field, amount) in [("price", self.price), ("agreed_deposit", self.agreed_deposit)] {
            if amount.is_some_and(|amount| !is_payable(amount)) {
                fault(field, "number_out_of_range");
            }
        }
        if self.guests.is_some_and(|guests| guests == 0 || guests > MOST_GUESTS) {
            fault("guests", "number_out_of_range");
        }
        let note = match normalise(FieldKind::Note, &self.note, today) {
            Ok(normal) => normal.text.unwrap_or_default(),
            Err(code) => {
                fault("note", code);
                String::new()
            }
        };
        if faults.0.is_empty() { Ok(Self { starts_at, ends_at, note, ..self.clone() }) } else { Err(faults) }
    }
}

/// What somebody has typed over a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingChange {
    /// What stood there when typing began.
    pub was: BookingInput,
    /// What is to stand there.
    pub becomes: BookingInput,
}

/// A new booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// Its id.
    pub id: BookingId,
    /// Its code.
    pub code: String,
}

/// Who comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The customer.
    pub id: CustomerId,
    /// The name.
    pub name: String,
    /// Where the customer stands, for those who may see the customer.
    pub link: Option<(Directory, String)>,
}

/// A booking in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRow {
    /// Its id.
    pub id: BookingId,
    /// Its place among all.
    pub place: BookingPlace,
    /// Its code.
    pub code: String,
    /// Who comes.
    pub guest: Guest,
    /// What is booked.
    pub space: SpaceId,
    /// How that is called.
    pub space_name: String,
    /// Where it lies.
    pub branch: String,
    /// From when …
    pub starts_at: DateTime<Utc>,
    /// … until when.
    pub ends_at: DateTime<Utc>,
    /// From when on this space is taken: later than the beginning if the guest has moved here since.
    pub held_from: DateTime<Utc>,
    /// How far it has come.
    pub status: BookingStatus,
    /// What it costs, for those who may see amounts.
    pub price: Option<Vnd>,
    /// The deposit that is agreed, for those who may see amounts.
    pub agreed_deposit: Option<Vnd>,
    /// How many people come.
    pub guests: Option<u32>,
    /// Whatever else is to be known.
    pub note: String,
    /// When the guest came.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When the guest left.
    pub checked_out_at: Option<DateTime<Utc>>,
    /// It belongs to a contract: it has no price, and is moved and called off through that alone …
    pub of_contract: bool,
    /// … which this is, for those who see it.
    pub contract: Option<Named<ContractId>>,
    /// Whether the reader may do something to it.
    pub may_edit: bool,
}

impl BookingRow {
    /// What a form of it begins with.
    pub fn input(&self) -> BookingInput {
        BookingInput {
            customer: self.guest.id,
            space: self.space,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            price: self.price,
            agreed_deposit: self.agreed_deposit,
            guests: self.guests,
            note: self.note.clone(),
        }
    }
}

/// Where a booking stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPlace {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// Its number.
    pub seq: i64,
}

/// Which bookings are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingFilter {
    /// The beginning of the code, or its number alone.
    #[serde(default)]
    pub code: String,
    /// Those of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Those of this space.
    #[serde(default)]
    pub space: Option<SpaceId>,
    /// Those in this branch.
    #[serde(default)]
    pub branch: Option<BranchId>,
    /// Those that have come so far.
    #[serde(default)]
    pub status: Option<BookingStatus>,
    /// Those of which a part lies on this day or later …
    #[serde(default)]
    pub from: Option<chrono::NaiveDate>,
    /// … and on this day or earlier.
    #[serde(default)]
    pub to: Option<chrono::NaiveDate>,
}

/// A page of bookings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPage {
    /// The rows, the latest first.
    pub rows: Vec<BookingRow>,
    /// There are more behind this one.
    pub after: Option<BookingPlace>,
    /// The customer whose alone they are, if the reader may know who it is.
    #[serde(default)]
    pub customer: Option<Guest>,
}

/// Who comes, who goes and who stays today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// Those who are expected today, or should have come before.
    pub arrivals: Vec<BookingRow>,
    /// Those who leave today, or should have left before.
    pub departures: Vec<BookingRow>,
    /// Those who stay on.
    pub staying: Vec<BookingRow>,
    /// Those who have left today.
    pub left: Vec<BookingRow>,
}

/// What is counted of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTotals {
    /// How many bookings.
    pub bookings: Bookings,
    /// What they are to bring, for those who may see amounts.
    pub expected: Option<Expected>,
    /// What is owed and was paid, for those who may see amounts and receipts.
    pub balance: Option<Balance>,
}

/// What came of an act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActDone {
    /// The next guest of the space should have been there by then.
    pub next_waits: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::BusinessZone;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        BusinessZone::default().instant_of(day.and_hms_opt(hour, 0, 0).unwrap())
    }

    #[test]
    fn a_stay_has_a_length_that_can_be() {
        let id = uuid::Uuid::nil();
        let typed = |ends_at| BookingInput {
            customer: id.into(),
            space: id.into(),
            starts_at: at(1, 14) + TimeDelta::seconds(7),
            ends_at,
            price: None,
            agreed_deposit: None,
            guests: None,
            note: " Đón ở bến xe \n".to_owned(),
        };
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let fault = |ends_at| typed(ends_at).normal(today).unwrap_err().of("ends_at").unwrap().to_owned();
        assert_eq!(fault(at(1, 14) + TimeDelta::seconds(50)), "ends_before_start");
        assert_eq!(fault(DateTime::<Utc>::MAX_UTC), "invalid_date");
        assert_eq!(fault(at(1, 14) + TimeDelta::days(4_000)), "stay_too_long");
        let normal = typed(at(2, 12)).normal(today).unwrap();
        assert_eq!((normal.starts_at, normal.note.as_str()), (at(1, 14), "Đón ở bến xe"));
        let dear = BookingInput { price: Some(Vnd(-1)), guests: Some(0), ..typed(at(2, 12)) };
        let faults = dear.normal(today).unwrap_err();
        assert_eq!([faults.of("price"), faults.of("guests")], [Some("number_out_of_range"); 2]);
    }
}
