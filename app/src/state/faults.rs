//! What is wrong with a form, field by field.

use domain::{AppError, FieldErrors};
use leptos::prelude::*;

use super::locale;

/// The faults of one form, and the problem that belongs to no field.
#[derive(Clone, Copy, Default)]
pub struct Faults {
    fields: RwSignal<FieldErrors>,
    /// The fields that stand in the form.
    shown: StoredValue<Vec<&'static str>>,
    /// What belongs to no field.
    pub problem: RwSignal<Option<AppError>>,
}

impl Faults {
    /// Forgets all: the form is sent again.
    pub fn clear(self) {
        self.fields.set(FieldErrors::default());
        self.problem.set(None);
    }

    /// Takes an answer apart: faults of fields that stand in the form stand beside them, everything else above it.
    pub fn take(self, error: AppError) {
        // The form may be closed before its answer comes.
        let has = |field: &str| self.shown.try_with_value(|shown| shown.contains(&field)) == Some(true);
        match error {
            AppError::Invalid(found) if found.0.iter().all(|fault| has(&fault.field)) => self.fields.set(found),
            other => self.problem.set(Some(other)),
        }
    }

    /// The words beside a field, which thereby stands in the form.
    pub fn of(self, field: &'static str) -> Signal<Option<String>> {
        let locale = locale();
        self.shown.update_value(|shown| shown.push(field));
        let words = move |faults: &FieldErrors| Some(i18n::errors::by_code(locale, faults.of(field)?)?.to_owned());
        Signal::derive(move || self.fields.with(words))
    }
}
