//! What is wrong with a form, field by field.

use domain::{AppError, FieldErrors};
use leptos::prelude::*;

use super::locale;

/// The faults of one form, and the problem that belongs to no field.
#[derive(Clone, Copy)]
pub struct Faults {
    fields: RwSignal<FieldErrors>,
    /// What belongs to no field.
    pub problem: RwSignal<Option<AppError>>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { fields: RwSignal::new(FieldErrors::default()), problem: RwSignal::new(None) }
    }
}

impl Faults {
    /// Forgets all: the form is sent again.
    pub fn clear(self) {
        self.fields.set(FieldErrors::default());
        self.problem.set(None);
    }

    /// Takes an answer apart: faults of `shown` fields stand beside them, everything else above the form.
    pub fn take(self, error: AppError, shown: &[&str]) {
        match error {
            AppError::Invalid(found) if found.0.iter().all(|fault| shown.contains(&fault.field.as_str())) => {
                self.fields.set(found);
            }
            other => self.problem.set(Some(other)),
        }
    }

    /// The words beside a field.
    pub fn of(self, field: &'static str) -> Signal<Option<String>> {
        let locale = locale();
        let words = move |faults: &FieldErrors| Some(i18n::errors::by_code(locale, faults.of(field)?)?.to_owned());
        Signal::derive(move || self.fields.with(words))
    }
}
