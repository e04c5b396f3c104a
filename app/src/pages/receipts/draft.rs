//! What is typed into the forms of receipts.

use chrono::NaiveDate;
use domain::{
    AppError, ChargeId, CustomerId, FieldError, FieldErrors,
    ledger::Purpose,
    money::Vnd,
    receipt::{DepositUse, ReceiptInput, Reversal},
    space::amount_of,
};
use leptos::prelude::*;

use crate::{components::required_day, state::session};

/// What is typed.
#[derive(Clone, Copy)]
pub struct Draft {
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
}

impl Draft {
    /// As a form begins: today.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            amount: empty(),
            paid_on: RwSignal::new(session().today.to_string()),
            method: empty(),
            charges: RwSignal::default(),
            note: empty(),
        }
    }

    /// What the form of a receipt or voucher says.
    ///
    /// # Errors
    /// Faults by field.
    pub fn receipt(self, customer: CustomerId, purpose: Purpose) -> Result<ReceiptInput, AppError> {
        let mut faults = FieldErrors::default();
        let (amount, paid_on) = (self.typed_amount(&mut faults), self.typed_day(&mut faults));
        faults.into_result()?;
        Ok(ReceiptInput {
            customer,
            purpose,
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
