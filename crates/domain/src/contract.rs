//! Rental contracts: who rents what, from which day to which, for how much each month. A draft may be changed; an active one is
//! changed by acts alone.

mod list;
mod period;
mod template;
mod text;

use std::{fmt, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use self::{
    list::{
        ContractDetail, ContractFilter, ContractOffer, ContractPage, ContractPlace, ContractRow, OfferedSpace,
        OfferedText, RentPeriodRow,
    },
    period::{Billed, Period, RentPeriod, next_term, periods, rent_periods},
    template::{Template, TemplateInput},
    text::{Facts, TextField, fields_of, rendered, unknown_fields},
};
use crate::{
    ContractId, CustomerId, FieldError, FieldErrors, SpaceId,
    money::Vnd,
    space::is_payable,
    value::{FieldKind, clean_lines, normalise},
};

/// A contract goes over no more periods than this.
pub const MOST_PERIODS: u32 = 120;
/// Signs of the longest text.
pub const LONGEST_TEXT: usize = 20_000;
/// No contract is older, and none is made for so far ahead.
const YEARS: RangeInclusive<i32> = 2000..=2200;

/// How far a contract has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractStatus {
    /// Is being written.
    Draft,
    /// Is in force.
    Active,
    /// Its last day is over.
    Ended,
    /// It ended before its last day.
    Terminated,
}

impl ContractStatus {
    /// Every status, in the order in which they come.
    pub const ALL: &[Self] = &[Self::Draft, Self::Active, Self::Ended, Self::Terminated];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Terminated => "terminated",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// Whether something is still to come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Active)
    }

    /// The status after an act.
    ///
    /// # Errors
    /// The key of the fault: it has not come so far, or too far.
    pub const fn after(self, act: ContractAct) -> Result<Self, &'static str> {
        match (self, act) {
            (Self::Draft, ContractAct::Activate) => Ok(Self::Active),
            (Self::Active, ContractAct::Terminate) => Ok(Self::Terminated),
            (Self::Active, ContractAct::End) => Ok(Self::Ended),
            // What is continued stays as it is.
            (Self::Active | Self::Ended, ContractAct::Renew) => Ok(self),
            _ => Err("contract_status"),
        }
    }
}

/// What happens to a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractAct {
    /// It comes in force.
    Activate,
    /// It ends before its last day.
    Terminate,
    /// Its last day is over.
    End,
    /// Another one continues it.
    Renew,
}

impl ContractAct {
    /// Every act.
    pub const ALL: &[Self] = &[Self::Activate, Self::Terminate, Self::End, Self::Renew];
}

/// The code of the n-th contract: `HT000001`.
pub struct ContractCode(pub i64);

impl fmt::Display for ContractCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HT{:06}", self.0)
    }
}

/// What the form of a contract sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractInput {
    /// Who rents.
    pub customer: CustomerId,
    /// What, if it is a space.
    pub space: Option<SpaceId>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// What each period of a month costs; `None` of a new one is what a month of the space costs, of a known one what it cost
    /// before.
    pub rent: Option<Vnd>,
    /// When each period is owed.
    pub billed: Billed,
    /// The deposit that is agreed; `None` of a new one is none, of a known one what it was before.
    pub agreed_deposit: Option<Vnd>,
    /// What is agreed, in words, with [`TextField`]s in it.
    pub text: String,
    /// Whatever else is to be known.
    pub note: String,
}

impl ContractInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field. Which fields a text has that nobody knows, [`unknown_fields`] says.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let mut days_known = true;
        for (field, day) in [("starts_on", self.starts_on), ("ends_on", self.ends_on)] {
            if !YEARS.contains(&day.year()) {
                fault(field, "invalid_date");
                days_known = false;
            }
        }
        if days_known && self.ends_on < self.starts_on {
            fault("ends_on", "ends_before_start");
        } else if days_known && period::is_too_long(self.starts_on, self.ends_on) {
            fault("ends_on", "contract_too_long");
        }
        for (field, amount) in [("rent", self.rent), ("agreed_deposit", self.agreed_deposit)] {
            if amount.is_some_and(|amount| !is_payable(amount)) {
                fault(field, "number_out_of_range");
            }
        }
        let text = text_of(&self.text).unwrap_or_else(|code| {
            fault("text", code);
            String::new()
        });
        let note = note_of(&self.note, today).unwrap_or_else(|code| {
            fault("note", code);
            String::new()
        });
        if faults.0.is_empty() { Ok(Self { text, note, ..self.clone() }) } else { Err(faults) }
    }
}

/// A text of a contract in canonical form, or the key of its fault.
fn text_of(typed: &str) -> Result<String, &'static str> {
    let text = clean_lines(typed);
    match () {
        () if text.chars().nth(LONGEST_TEXT).is_some() => Err("too_long"),
        () if !unknown_fields(&text).is_empty() => Err("unknown_text_field"),
        () => Ok(text),
    }
}

fn note_of(typed: &str, today: NaiveDate) -> Result<String, &'static str> {
    Ok(normalise(FieldKind::Note, typed, today)?.text.unwrap_or_default())
}

/// What somebody has typed over a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractChange {
    /// What stood there when typing began.
    pub was: ContractInput,
    /// What is to stand there.
    pub becomes: ContractInput,
}

/// A new contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Its id.
    pub id: ContractId,
    /// Its code.
    pub code: String,
}

/// A contract ends before its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termination {
    /// The last day on which it is in force; before its first day it never was.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

impl Termination {
    /// In canonical form; nothing is terminated without a reason, nor after it has ended.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, ends_on: NaiveDate, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        if !YEARS.contains(&self.on.year()) {
            faults.0.push(FieldError::new("on", "invalid_date"));
        } else if self.on > ends_on {
            faults.0.push(FieldError::new("on", "after_contract"));
        }
        match note_of(&self.reason, today) {
            Ok(reason) if reason.is_empty() => faults.0.push(FieldError::new("reason", "required")),
            Ok(reason) if faults.0.is_empty() => return Ok(Self { reason, ..*self }),
            Ok(_) => {}
            Err(code) => faults.0.push(FieldError::new("reason", code)),
        }
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn typed(starts_on: NaiveDate, ends_on: NaiveDate) -> ContractInput {
        ContractInput {
            customer: uuid::Uuid::nil().into(),
            space: None,
            starts_on,
            ends_on,
            rent: Some(Vnd(5_000_000)),
            billed: Billed::Start,
            agreed_deposit: None,
            text: "Bên thuê: {{customer.name}}\r\n".to_owned(),
            note: " Giao chìa khóa \n".to_owned(),
        }
    }

    #[test]
    fn a_contract_has_days_and_a_text_that_can_be() {
        let today = day(2026, 3, 1);
        let told = |input: ContractInput| input.normal(today).unwrap_err();
        let fine = typed(day(2026, 3, 1), day(2026, 3, 1)).normal(today).unwrap();
        assert_eq!((fine.text.as_str(), fine.note.as_str()), ("Bên thuê: {{customer.name}}", "Giao chìa khóa"));
        assert_eq!(told(typed(day(2026, 3, 1), day(2026, 2, 28))).of("ends_on"), Some("ends_before_start"));
        assert_eq!(told(typed(day(1999, 3, 1), day(2026, 2, 28))).of("starts_on"), Some("invalid_date"));
        assert!(typed(day(2026, 1, 31), day(2036, 1, 30)).normal(today).is_ok());
        assert_eq!(told(typed(day(2026, 1, 31), day(2036, 1, 31))).of("ends_on"), Some("contract_too_long"));
        let dear = ContractInput { rent: Some(Vnd(-1)), agreed_deposit: Some(Vnd(-1)), ..fine.clone() };
        let faults = told(dear);
        assert_eq!([faults.of("rent"), faults.of("agreed_deposit")], [Some("number_out_of_range"); 2]);
        let unknown = ContractInput { text: "Số CCCD: {{customer.id_number}}".to_owned(), ..fine.clone() };
        assert_eq!(told(unknown).of("text"), Some("unknown_text_field"));
        let long = ContractInput { text: "đ".repeat(LONGEST_TEXT + 1), ..fine };
        assert_eq!(told(long).of("text"), Some("too_long"));
    }

    #[test]
    fn only_what_is_in_force_ends() {
        use ContractStatus::{Active, Draft, Ended, Terminated};
        let allowed = [
            (Draft, ContractAct::Activate),
            (Active, ContractAct::Terminate),
            (Active, ContractAct::End),
            (Active, ContractAct::Renew),
            (Ended, ContractAct::Renew),
        ];
        for status in [Draft, Active, Ended, Terminated] {
            for act in ContractAct::ALL {
                assert_eq!(status.after(*act).is_ok(), allowed.contains(&(status, *act)), "{status:?} {act:?}");
            }
            assert_eq!(ContractStatus::from_key(status.key()), Some(status));
        }
    }

    #[test]
    fn a_termination_has_a_reason_and_a_day() {
        let (ends_on, today) = (day(2026, 12, 31), day(2026, 6, 1));
        let told = |on, reason: &str| Termination { on, reason: reason.to_owned() }.normal(ends_on, today).unwrap_err();
        assert_eq!(told(day(2026, 6, 30), " \n").of("reason"), Some("required"));
        assert_eq!(told(day(2027, 1, 1), "Chuyển nơi làm việc").of("on"), Some("after_contract"));
        assert_eq!(told(day(1999, 1, 1), "").of("on"), Some("invalid_date"));
        let fine = Termination { on: ends_on, reason: " Chuyển nơi làm việc ".to_owned() };
        assert_eq!(fine.normal(ends_on, today).unwrap().reason, "Chuyển nơi làm việc");
    }
}
