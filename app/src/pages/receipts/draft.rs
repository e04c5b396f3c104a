//! What is typed into the forms of receipts.

use chrono::NaiveDate;
use domain::{
    AppError, ChargeId, CustomerId, FieldError, FieldErrors,
    draft::{Typed, filled, text},
    ledger::Purpose,
    money::Vnd,
    receipt::{ChargeRow, DepositUse, ReceiptInput, Reversal},
    space::{amount_of, written_amount},
};
use leptos::prelude::*;

use crate::{
    components::{Closing, SheetForm, Unsaved, required_day, written_day},
    state::session,
};

/// What is typed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What the money is for.
    pub purpose: RwSignal<Purpose>,
    /// How much.
    pub amount: RwSignal<String>,
    /// The day on which the money changes hands.
    pub paid_on: RwSignal<String>,
    /// The id of the way in which it is paid.
    pub method: RwSignal<String>,
    /// What is paid by it.
    pub charges: RwSignal<Vec<ChargeId>>,
    /// Whatever else is to be known, or why.
    pub note: RwSignal<String>,
    /// What the money can be for.
    purposes: StoredValue<Vec<Purpose>>,
    /// What can be paid.
    payable: StoredValue<Vec<ChargeId>>,
}

impl Draft {
    /// As a form begins: today, for this; what can be paid is known.
    pub fn new(purpose: Purpose, payable: &[ChargeRow]) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            purpose: RwSignal::new(purpose),
            amount: empty(),
            paid_on: RwSignal::new(session().today.to_string()),
            method: empty(),
            charges: RwSignal::default(),
            note: empty(),
            purposes: StoredValue::new(vec![purpose]),
            payable: StoredValue::new(payable.iter().map(|row| row.id).collect()),
        }
    }

    /// The money can also be for one of these.
    pub fn among(self, purposes: Vec<Purpose>) -> Self {
        self.purposes.set_value(purposes);
        self
    }

    /// Keeps what is typed under the name of what is done with the money of a customer, as the form stands now; the dialog
    /// around it asks before it closes.
    pub fn keep(self, customer: CustomerId, act: &str, closing: Closing) -> Unsaved {
        let began = untrack(|| self.typed());
        let name = format!("receipts/{customer}/{act}/new");
        let form = SheetForm::new(name, &began, move || self.typed(), move |typed| self.fill(&typed));
        closing.watch(form.unsaved);
        form.unsaved
    }

    /// What stands in it, by key, each text in the one way in which it is written. Whatever reacts hears of a change.
    fn typed(self) -> Typed {
        let charges: Vec<_> = self.charges.with(|charges| charges.iter().map(ChargeId::to_string).collect());
        filled([
            ("purpose", self.purpose.get().key().to_owned()),
            ("amount", written_amount(&self.amount.get())),
            ("paid_on", self.paid_on.with(|typed| written_day(typed))),
            ("method", self.method.get()),
            ("charges", charges.join(" ")),
            ("note", self.note.get()),
        ])
    }

    /// Makes it stand so, as far as that can still be.
    fn fill(self, typed: &Typed) {
        let purpose = Purpose::from_key(&text(typed, "purpose"));
        if let Some(purpose) = purpose.filter(|purpose| self.purposes.with_value(|can| can.contains(purpose))) {
            self.purpose.set(purpose);
        }
        self.amount.set(text(typed, "amount"));
        self.paid_on.set(text(typed, "paid_on"));
        self.method.set(text(typed, "method"));
        let charges = text(typed, "charges");
        let charges = charges.split(' ').filter_map(|id| id.parse().ok());
        self.charges.set(self.payable.with_value(|can| charges.filter(|id| can.contains(id)).collect()));
        self.note.set(text(typed, "note"));
    }

    /// What the form of a receipt or voucher says.
    ///
    /// # Errors
    /// Faults by field.
    pub fn receipt(self, customer: CustomerId) -> Result<ReceiptInput, AppError> {
        let mut faults = FieldErrors::default();
        let (amount, paid_on) = (self.typed_amount(&mut faults), self.typed_day(&mut faults));
        faults.into_result()?;
        Ok(ReceiptInput {
            customer,
            purpose: self.purpose.get_untracked(),
            amount,
            method: self.method.get_untracked().parse().ok(),
            paid_on,
            charges: self.charges.get_untracked(),
            note: self.note.get_untracked(),
        })
    }

    /// What the form of the use of a deposit says.
    ///
    /// # Errors
    /// Faults by field.
    pub fn deposit_use(self, customer: CustomerId) -> Result<DepositUse, AppError> {
        let mut faults = FieldErrors::default();
        let (amount, charges) = (self.typed_amount(&mut faults), self.charges.get_untracked());
        if charges.is_empty() {
            faults.0.push(FieldError::new("charges", "required"));
        }
        faults.into_result()?;
        Ok(DepositUse { customer, amount, charges })
    }

    /// What the form that takes a receipt back says.
    ///
    /// # Errors
    /// Faults by field.
    pub fn reversal(self) -> Result<Reversal, AppError> {
        let mut faults = FieldErrors::default();
        let (paid_on, reason) = (self.typed_day(&mut faults), self.note.get_untracked());
        if reason.trim().is_empty() {
            faults.0.push(FieldError::new("reason", "required"));
        }
        faults.into_result()?;
        Ok(Reversal { paid_on, reason })
    }

    fn typed_amount(self, faults: &mut FieldErrors) -> Vnd {
        let code = match amount_of(&self.amount.get_untracked()) {
            Ok(Some(amount)) => return amount,
            Ok(None) => "required",
            Err(code) => code,
        };
        faults.0.push(FieldError::new("amount", code));
        Vnd(0)
    }

    fn typed_day(self, faults: &mut FieldErrors) -> NaiveDate {
        required_day(&self.paid_on.get_untracked()).unwrap_or_else(|code| {
            faults.0.push(FieldError::new("paid_on", code));
            NaiveDate::default()
        })
    }
}
