//! Invoices: what a customer is asked to pay, on one paper. An invoice adds no money of its own but its free lines; what else
//! stands on it is owed by its source. It is a request for payment within the business, no tax invoice.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    ChargeId, CustomerId, FieldError, FieldErrors, InvoiceId,
    booking::Guest,
    ledger::{ChargeStatus, Source},
    money::Vnd,
    receipt::ChargeRow,
    space::is_payable,
    value::{FieldKind, normalise},
};

/// Lines of one invoice.
pub const MOST_LINES: usize = 200;
/// Letters of the text of a free line.
pub const LONGEST_TEXT: usize = 200;
/// No invoice is due so much later than it was issued.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2200;

/// How far an invoice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// It is being written, and has no number.
    Draft,
    /// It has a number, and is never changed again.
    Issued,
    /// It was taken back; its number stays taken.
    Void,
}

impl InvoiceStatus {
    /// Every status, in the order in which they come.
    pub const ALL: &[Self] = &[Self::Draft, Self::Issued, Self::Void];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Void => "void",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }
}

/// How much of an issued invoice is paid; computed, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Nothing.
    Unpaid,
    /// Some of it.
    PartPaid,
    /// All of it.
    Paid,
    /// Not all of it, and the day is over on which it was due.
    Overdue,
}

impl Payment {
    /// Every one, in the order in which they come.
    pub const ALL: &[Self] = &[Self::Unpaid, Self::PartPaid, Self::Paid, Self::Overdue];

    /// How it stands with an invoice of which so much is open. One over nothing is paid.
    pub fn of(total: Vnd, open: Vnd, due_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match open {
            Vnd(0) => Self::Paid,
            _ if due_on.is_some_and(|due| due < today) => Self::Overdue,
            open if open == total => Self::Unpaid,
            _ => Self::PartPaid,
        }
    }

    /// The word in the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::PartPaid => "part_paid",
            Self::Paid => "paid",
            Self::Overdue => "overdue",
        }
    }
}

/// The number of an issued invoice: `HD-2026-000123`, one series a year without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceCode {
    /// The year in which it is issued.
    pub year: i32,
    /// The how many-th of the year.
    pub number: i64,
}

impl fmt::Display for InvoiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HD-{}-{:06}", self.year, self.number)
    }
}

/// A line of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineInput {
    /// What is owed, or will be owed, for something else.
    Charge(ChargeId),
    /// Something that stands for itself.
    Free {
        /// What it is.
        text: String,
        /// How much.
        amount: Vnd,
    },
}

/// What the form of an invoice sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceInput {
    /// Who is asked.
    pub customer: CustomerId,
    /// For what, in this order.
    pub lines: Vec<LineInput>,
    /// Until when it is to be paid.
    pub due_on: Option<NaiveDate>,
    /// Whatever else is to be said; it stands on the paper.
    pub note: String,
}

impl InvoiceInput {
    /// In canonical form. A draft may have no lines yet.
    ///
    /// # Errors
    /// Faults by field; those of the n-th line, from nothing on, are `lines.n.text` and `lines.n.amount`.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        if self.lines.len() > MOST_LINES {
            fault("lines", "too_many_lines");
        }
        let mut lines = Vec::with_capacity(self.lines.len());
        for (place, line) in self.lines.iter().enumerate() {
            match line {
                LineInput::Charge(id) if lines.contains(&LineInput::Charge(*id)) => fault("lines", "line_twice"),
                LineInput::Charge(id) => lines.push(LineInput::Charge(*id)),
                LineInput::Free { text, amount } => {
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if text.is_empty() {
                        fault(&format!("lines.{place}.text"), "required");
                    } else if text.chars().count() > LONGEST_TEXT {
                        fault(&format!("lines.{place}.text"), "too_long");
                    }
                    if *amount == Vnd(0) || !is_payable(*amount) {
                        fault(&format!("lines.{place}.amount"), "number_out_of_range");
                    }
                    lines.push(LineInput::Free { text, amount: *amount });
                }
            }
        }
        if self.due_on.is_some_and(|due| !(FIRST_YEAR..=LAST_YEAR).contains(&due.year())) {
            fault("due_on", "invalid_date");
        }
        let note = match normalise(FieldKind::Note, &self.note, today) {
            Ok(normal) => normal.text.unwrap_or_default(),
            Err(code) => {
                fault("note", code);
                String::new()
            }
        };
        if faults.0.is_empty() {
            Ok(Self { customer: self.customer, lines, due_on: self.due_on, note })
        } else {
            Err(faults)
        }
    }
}

/// What somebody has typed over a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceChange {
    /// What stood there when typing began.
    pub was: InvoiceInput,
    /// What is to stand there.
    pub becomes: InvoiceInput,
}

/// Whether a draft of so many lines may be issued on a day; `last` is the day of the last one of the whole business.
///
/// # Errors
/// Faults by field.
pub fn check_issue(
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
    lines: usize,
    last: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), FieldErrors> {
    let mut faults = FieldErrors::default();
    let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
    match issued_on {
        _ if issued_on > today => fault("issued_on", "date_in_future"),
        _ if issued_on.year() < FIRST_YEAR => fault("issued_on", "invalid_date"),
        _ if last.is_some_and(|last| issued_on < last) => fault("issued_on", "before_last_invoice"),
        _ => {}
    }
    if due_on.is_some_and(|due| due < issued_on) {
        fault("due_on", "due_before_issue");
    }
    if lines == 0 {
        fault("lines", "no_lines");
    }
    if faults.0.is_empty() { Ok(()) } else { Err(faults) }
}

/// An invoice is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voiding {
    /// Why.
    pub reason: String,
}

impl Voiding {
    /// In canonical form; nothing is taken back without a reason.
    ///
    /// # Errors
    /// The fault of the reason.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let fault = |code: &str| FieldErrors(vec![FieldError::new("reason", code)]);
        let reason = normalise(FieldKind::Note, &self.reason, today).map_err(fault)?.text.unwrap_or_default();
        if reason.is_empty() { Err(fault("required")) } else { Ok(Self { reason }) }
    }
}

/// An invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its id.
    pub id: InvoiceId,
    /// Its place among all.
    pub place: InvoicePlace,
    /// Its number; a draft has none.
    pub code: Option<String>,
    /// Who is asked.
    pub customer: Guest,
    /// How far it has come.
    pub status: InvoiceStatus,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// Until when it is to be paid.
    pub due_on: Option<NaiveDate>,
    /// How many lines it has.
    pub lines: usize,
    /// How much all of them are, for those who may see amounts …
    pub total: Option<Vnd>,
    /// … and how much of it is not paid: of an issued one, for those who may see what is paid …
    pub open: Option<Vnd>,
    /// … and so how it stands.
    pub payment: Option<Payment>,
    /// Whatever else is to be said.
    pub note: String,
    /// Who made it.
    pub made_by: String,
    /// Why it was taken back.
    pub void_reason: Option<String>,
    /// Whether the reader may change and issue it …
    pub may_edit: bool,
    /// … and discard it or take it back …
    pub may_delete: bool,
    /// … and take money for it.
    pub may_take: bool,
}

/// A line of an invoice as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What is owed for it; a free line of a draft is not owed yet.
    pub charge: Option<ChargeId>,
    /// Where that comes from.
    pub source: Source,
    /// The code of that; a free line has none.
    pub code: String,
    /// What it is, in the words of the record: `A101 · 01/03/2026 – 03/03/2026`, `Giặt ủi × 2`, or the text of a free line.
    pub text: String,
    /// The day for which it counts; a free line of a draft has none.
    pub service_on: Option<NaiveDate>,
    /// How far it has come; a free line of a draft will be earned.
    pub status: ChargeStatus,
    /// How much, for those who may see amounts …
    pub amount: Option<Vnd>,
    /// … and how much of it is not paid, for those who may see what is paid.
    pub open: Option<Vnd>,
}

/// An invoice whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDetail {
    /// What lists tell of it.
    pub row: InvoiceRow,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// Where the customer lives or sits.
    pub address: String,
    /// How the customer is reached.
    pub phone: String,
    /// Of an organization: the tax code.
    pub tax_code: String,
}

impl InvoiceDetail {
    /// What a form of it begins with; nothing for those who may not see amounts, as they could not write them back.
    pub fn input(&self) -> Option<InvoiceInput> {
        let line = |line: &InvoiceLine| match line.charge {
            Some(charge) => Some(LineInput::Charge(charge)),
            None => Some(LineInput::Free { text: line.text.clone(), amount: line.amount? }),
        };
        Some(InvoiceInput {
            customer: self.row.customer.id,
            lines: self.lines.iter().map(line).collect::<Option<_>>()?,
            due_on: self.row.due_on,
            note: self.row.note.clone(),
        })
    }
}

/// Where an invoice stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePlace {
    /// When it was issued; of a draft, when it was made.
    pub day: NaiveDate,
    /// Its number among all.
    pub seq: i64,
}

/// Which invoices are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceFilter {
    /// The beginning of the code, or its number alone.
    #[serde(default)]
    pub code: String,
    /// Those of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Those that have come so far.
    #[serde(default)]
    pub status: Option<InvoiceStatus>,
    /// Those that are issued and of which something is to be paid.
    #[serde(default)]
    pub open: bool,
    /// Those of this day or later …
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// … and of this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A page of invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePage {
    /// The rows, the latest first.
    pub rows: Vec<InvoiceRow>,
    /// There are more behind this one.
    pub after: Option<InvoicePlace>,
    /// The customer whose alone they are, if the reader may know who it is.
    #[serde(default)]
    pub customer: Option<Guest>,
}

/// What the form of an invoice has to know of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceOffer {
    /// What may be put on it, the earlier ones first: what the person sees of it and what stands on no other one.
    pub charges: Vec<ChargeRow>,
    /// The day of the last one that was issued: the next is not earlier.
    pub not_before: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn typed(lines: Vec<LineInput>) -> InvoiceInput {
        InvoiceInput {
            customer: uuid::Uuid::nil().into(), lines, due_on: Some(day(9)), note: " Cảm ơn \n".to_owned()
        }
    }

    fn free(text: &str, amount: i64) -> LineInput {
        LineInput::Free { text: text.to_owned(), amount: Vnd(amount) }
    }

    #[test]
    fn an_invoice_has_lines_that_say_what_and_how_much() {
        let charge = LineInput::Charge(uuid::Uuid::nil().into());
        let normal = typed(vec![charge.clone(), free("  Phí   trễ ", 600)]).normal(day(1)).unwrap();
        assert_eq!(normal.lines, [charge.clone(), free("Phí trễ", 600)]);
        assert_eq!(normal.note, "Cảm ơn");
        let told = |lines| typed(lines).normal(day(1)).unwrap_err();
        assert_eq!(told(vec![charge.clone(), charge]).of("lines"), Some("line_twice"));
        assert_eq!(told(vec![free("a", 1), free(" ", 1)]).of("lines.1.text"), Some("required"));
        assert_eq!(told(vec![free("a", 0)]).of("lines.0.amount"), Some("number_out_of_range"));
        assert_eq!(told(vec![free(&"a".repeat(LONGEST_TEXT + 1), 1)]).of("lines.0.text"), Some("too_long"));
        assert_eq!(told(vec![free("a", 1); MOST_LINES + 1]).of("lines"), Some("too_many_lines"));
        assert!(typed(Vec::new()).normal(day(1)).is_ok());
    }

    #[test]
    fn invoices_are_issued_in_the_order_of_their_days() {
        let told = |on, due, lines, last| check_issue(day(on), due, lines, last, day(10)).unwrap_err();
        assert_eq!(check_issue(day(10), Some(day(10)), 1, Some(day(10)), day(10)), Ok(()));
        assert_eq!(check_issue(day(1), None, 1, None, day(10)), Ok(()));
        assert_eq!(told(11, None, 1, None).of("issued_on"), Some("date_in_future"));
        assert_eq!(told(8, None, 1, Some(day(9))).of("issued_on"), Some("before_last_invoice"));
        let all = told(8, Some(day(7)), 0, Some(day(9)));
        assert_eq!((all.of("due_on"), all.of("lines")), (Some("due_before_issue"), Some("no_lines")));
    }

    #[test]
    fn how_an_invoice_stands_goes_by_what_is_open_and_the_day() {
        let of = |open, due| Payment::of(Vnd(10), Vnd(open), due, day(10));
        assert_eq!(of(10, None), Payment::Unpaid);
        assert_eq!(of(10, Some(day(10))), Payment::Unpaid);
        assert_eq!(of(4, Some(day(10))), Payment::PartPaid);
        assert_eq!(of(4, Some(day(9))), Payment::Overdue);
        assert_eq!(of(0, Some(day(9))), Payment::Paid);
        assert_eq!(Payment::of(Vnd(0), Vnd(0), None, day(10)), Payment::Paid);
    }

    #[test]
    fn a_number_has_its_year_and_a_void_its_reason() {
        assert_eq!(InvoiceCode { year: 2026, number: 123 }.to_string(), "HD-2026-000123");
        let voiding = |reason: &str| Voiding { reason: reason.to_owned() }.normal(day(1));
        assert_eq!(voiding(" sai giá ").unwrap().reason, "sai giá");
        assert_eq!(voiding(" ").unwrap_err().of("reason"), Some("required"));
        for status in InvoiceStatus::ALL {
            assert_eq!(InvoiceStatus::from_key(status.key()), Some(*status));
        }
    }
}
