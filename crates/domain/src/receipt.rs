//! Receipts and vouchers as forms and lists have them. What they do to the money of a customer, the
//! [`ledger`](crate::ledger) knows.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    CatalogValueId, ChargeId, CustomerId, FieldError, FieldErrors, InvoiceId, ReceiptId,
    booking::Guest,
    customer::Named,
    ledger::{ChargeStatus, Direction, LedgerFault, Purpose, Source},
    money::Vnd,
    space::is_payable,
    value::{FieldKind, normalise},
};

/// Charges that one payment names.
pub const MOST_NAMED: usize = 200;
/// No money changed hands before.
const FIRST_YEAR: i32 = 2000;

/// The code of the n-th receipt (`PT000001`) or voucher (`PC000001`).
pub struct ReceiptCode {
    /// Which way the money goes.
    pub direction: Direction,
    /// The how many-th of its kind.
    pub number: i64,
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = match self.direction {
            Direction::In => "PT",
            Direction::Out => "PC",
        };
        write!(f, "{letters}{:06}", self.number)
    }
}

/// What the form of a receipt or voucher sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptInput {
    /// Whose money.
    pub customer: CustomerId,
    /// What it is for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Vnd,
    /// How it is paid: a value of the catalog of payment methods.
    pub method: Option<CatalogValueId>,
    /// The day on which it changes hands.
    pub paid_on: NaiveDate,
    /// What a payment pays first; nothing else names charges.
    pub charges: Vec<ChargeId>,
    /// Whatever else is to be known.
    pub note: String,
}

impl ReceiptInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        check_amount(self.amount, &mut faults);
        check_day(self.paid_on, today, &mut faults);
        if self.charges.len() > MOST_NAMED {
            faults.0.push(FieldError::new("charges", "too_many_charges"));
        }
        let note = note_of(&self.note, today, &mut faults);
        if faults.0.is_empty() { Ok(Self { note, ..self.clone() }) } else { Err(faults) }
    }
}

/// A deposit pays what is owed or will be owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositUse {
    /// Whose deposit.
    pub customer: CustomerId,
    /// How much of it.
    pub amount: Vnd,
    /// What it pays, the earlier ones first.
    pub charges: Vec<ChargeId>,
}

impl DepositUse {
    /// Whether it can be done at all.
    ///
    /// # Errors
    /// Faults by field.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut faults = FieldErrors::default();
        check_amount(self.amount, &mut faults);
        if self.charges.is_empty() {
            faults.0.push(FieldError::new("charges", "required"));
        } else if self.charges.len() > MOST_NAMED {
            faults.0.push(FieldError::new("charges", "too_many_charges"));
        }
        if faults.0.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// A receipt or voucher is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// The day on which the money goes back.
    pub paid_on: NaiveDate,
    /// Why.
    pub reason: String,
}

impl Reversal {
    /// In canonical form; nothing is taken back without a reason.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        check_day(self.paid_on, today, &mut faults);
        let mut notes = FieldErrors::default();
        let reason = note_of(&self.reason, today, &mut notes);
        faults.0.extend(notes.0.into_iter().map(|fault| FieldError::new("reason", &fault.code)));
        if reason.is_empty() && faults.of("reason").is_none() {
            faults.0.push(FieldError::new("reason", "required"));
        }
        if faults.0.is_empty() { Ok(Self { reason, ..*self }) } else { Err(faults) }
    }
}

fn check_amount(amount: Vnd, faults: &mut FieldErrors) {
    if amount == Vnd(0) || !is_payable(amount) {
        faults.0.push(FieldError::new("amount", "number_out_of_range"));
    }
}

fn check_day(day: NaiveDate, today: NaiveDate, faults: &mut FieldErrors) {
    if day > today {
        faults.0.push(FieldError::new("paid_on", "date_in_future"));
    } else if day.year() < FIRST_YEAR {
        faults.0.push(FieldError::new("paid_on", "invalid_date"));
    }
}

fn note_of(note: &str, today: NaiveDate, faults: &mut FieldErrors) -> String {
    match normalise(FieldKind::Note, note, today) {
        Ok(normal) => normal.text.unwrap_or_default(),
        Err(code) => {
            faults.0.push(FieldError::new("note", code));
            String::new()
        }
    }
}

impl LedgerFault {
    /// The fault as forms tell of it: field and key of the translation area `errors`.
    pub const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::NotThere => ("charges", "not_found"),
            Self::There => ("receipt", "exists"),
            Self::Frozen => ("price", "charge_billed"),
            Self::Status => ("charges", "charge_void"),
            Self::TooMuch => ("amount", "more_than_there_is"),
            Self::Amount => ("amount", "number_out_of_range"),
            Self::Refunded => ("receipt", "receipt_refunded"),
        }
    }
}

/// A new receipt or voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Its id.
    pub id: ReceiptId,
    /// Its code.
    pub code: String,
}

/// A receipt or voucher in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRow {
    /// Its id.
    pub id: ReceiptId,
    /// Its place among all.
    pub place: ReceiptPlace,
    /// Its code.
    pub code: String,
    /// Whose money.
    pub customer: Guest,
    /// What it is for.
    pub purpose: Purpose,
    /// Which way the money goes.
    pub direction: Direction,
    /// How much, for those who may see amounts …
    pub amount: Option<Vnd>,
    /// … and how much of it is not used.
    pub free: Option<Vnd>,
    /// How it is paid.
    pub method: String,
    /// When the money changed hands.
    pub paid_on: NaiveDate,
    /// Whatever else is to be known.
    pub note: String,
    /// Who made it.
    pub made_by: String,
    /// The code of the one that it takes back.
    pub counters: Option<String>,
    /// The code of the one that took it back.
    pub countered_by: Option<String>,
    /// Whether the reader may take it back.
    pub may_reverse: bool,
}

/// Where a receipt stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPlace {
    /// When the money changed hands.
    pub paid_on: NaiveDate,
    /// Its number.
    pub seq: i64,
}

/// Which receipts are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFilter {
    /// The beginning of the code.
    #[serde(default)]
    pub code: String,
    /// Those of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Those for this.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// Those paid on this day or later …
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// … and on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A page of receipts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPage {
    /// The rows, the latest first.
    pub rows: Vec<ReceiptRow>,
    /// There are more behind this one.
    pub after: Option<ReceiptPlace>,
    /// The customer whose alone they are, if the reader may know who it is.
    #[serde(default)]
    pub customer: Option<Guest>,
}

/// A charge as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeRow {
    /// Its id.
    pub id: ChargeId,
    /// Where it comes from.
    pub source: Source,
    /// The code of that.
    pub code: String,
    /// What it is for, in the words of the record: the space of a booking.
    pub about: String,
    /// The day for which it counts.
    pub service_on: NaiveDate,
    /// How far it has come.
    pub status: ChargeStatus,
    /// How much.
    pub amount: Vnd,
    /// How much of it is paid.
    pub allocated: Vnd,
    /// The issued invoice on which it stands, and its code, for those who see it: its amount is frozen.
    #[serde(default)]
    pub invoice: Option<Named<InvoiceId>>,
}

impl ChargeRow {
    /// How much of it is not paid.
    pub fn open(&self) -> Vnd {
        if self.status == ChargeStatus::Void { Vnd(0) } else { Vnd(self.amount.0 - self.allocated.0) }
    }
}

/// Which charges of a customer are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeFilter {
    /// Those of this customer.
    pub customer: CustomerId,
    /// Those that are not paid whole, and not void.
    #[serde(default)]
    pub open: bool,
}

/// Where a charge stands among those of its customer, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargePlace {
    /// The day for which it counts.
    pub service_on: NaiveDate,
    /// Its id.
    pub id: ChargeId,
}

/// A page of charges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargePage {
    /// The rows, the latest first.
    pub rows: Vec<ChargeRow>,
    /// There are more behind this one.
    pub after: Option<ChargePlace>,
}

/// What the forms of receipts have to know of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerAccount {
    /// What may be paid, the earlier ones first: what the reader sees of it.
    pub open: Vec<ChargeRow>,
    /// What was paid and pays nothing yet.
    pub credit: Vnd,
    /// The deposits that are held.
    pub deposit: Vnd,
    /// The deposits that are agreed for stays that are not over and by contracts in force, for those who see both.
    pub agreed: Option<Vnd>,
    /// How money may be paid.
    pub methods: Vec<Named<CatalogValueId>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 3, 1).unwrap()
    }

    #[test]
    fn a_receipt_has_an_amount_and_a_day_that_can_be() {
        let typed = |amount, paid_on, named| ReceiptInput {
            customer: uuid::Uuid::nil().into(),
            purpose: Purpose::Payment,
            amount: Vnd(amount),
            method: None,
            paid_on,
            charges: vec![uuid::Uuid::nil().into(); named],
            note: " Chuyển khoản \n".to_owned(),
        };
        let told = |input: ReceiptInput| input.normal(day(2026)).unwrap_err();
        assert_eq!(typed(1, day(2026), 1).normal(day(2026)).unwrap().note, "Chuyển khoản");
        assert_eq!(told(typed(0, day(2026), 0)).of("amount"), Some("number_out_of_range"));
        assert_eq!(told(typed(-5, day(2026), 0)).of("amount"), Some("number_out_of_range"));
        assert_eq!(told(typed(1, day(2027), 0)).of("paid_on"), Some("date_in_future"));
        assert_eq!(told(typed(1, day(1999), 0)).of("paid_on"), Some("invalid_date"));
        assert_eq!(told(typed(1, day(2026), MOST_NAMED + 1)).of("charges"), Some("too_many_charges"));
    }

    #[test]
    fn nothing_is_taken_back_without_a_reason() {
        let reversal = |reason: &str| Reversal { paid_on: day(2026), reason: reason.to_owned() };
        assert_eq!(reversal("  ").normal(day(2026)).unwrap_err().of("reason"), Some("required"));
        assert_eq!(reversal(" Trả séc ").normal(day(2026)).unwrap().reason, "Trả séc");
    }

    #[test]
    fn codes_tell_which_way_money_goes() {
        let code = |direction, number| ReceiptCode { direction, number }.to_string();
        assert_eq!([code(Direction::In, 12), code(Direction::Out, 1_234_567)], ["PT000012", "PC1234567"]);
    }
}
