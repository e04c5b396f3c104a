//! What is typed of a reading.

use domain::{
    FieldError, FieldErrors,
    meter::{Course, ReadingRow},
    quantity::Quantity,
};
use leptos::prelude::*;

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What the meter shows.
    pub reading: RwSignal<String>,
    /// How it came there, by its key.
    pub course: RwSignal<String>,
    /// What the old meter showed in the end.
    pub ended: RwSignal<String>,
    /// What the new one showed in the beginning.
    pub began: RwSignal<String>,
}

impl Draft {
    /// Nothing yet.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let draft = Self { reading: empty(), course: empty(), ended: empty(), began: empty() };
        draft.clear();
        draft
    }

    /// As the form of a known one begins.
    pub fn of(row: &ReadingRow) -> Self {
        let draft = Self::new();
        draft.reading.set(row.reading.to_string());
        draft.course.set(row.course.key().to_owned());
        if let Course::Replaced { ended, began } = row.course {
            draft.ended.set(ended.to_string());
            draft.began.set(began.to_string());
        }
        draft
    }

    /// Nothing any more.
    pub fn clear(self) {
        self.reading.set(String::new());
        self.course.set(Course::Straight.key().to_owned());
        self.ended.set(String::new());
        self.began.set(String::new());
    }

    /// Whether another meter was put there. Whatever reacts hears of a change.
    pub fn is_replaced(self) -> bool {
        let replaced = Course::Replaced { ended: Quantity::default(), began: Quantity::default() };
        self.course.with(|course| course == replaced.key())
    }

    /// What the meter shows and how it came there. Whatever reacts hears of a change.
    ///
    /// # Errors
    /// Faults by field.
    pub fn read(self) -> Result<(Quantity, Course), FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut number = |field: &str, typed: RwSignal<String>| {
            let number = typed.with(|typed| match typed.trim() {
                "" => Err("required"),
                text => Quantity::of_text(text),
            });
            number.map_err(|code| faults.0.push(FieldError::new(field, code))).unwrap_or_default()
        };
        let reading = number("reading", self.reading);
        let course = match self.is_replaced() {
            true => Course::Replaced { ended: number("ended", self.ended), began: number("began", self.began) },
            false if self.course.with(|course| course == Course::TurnedOver.key()) => Course::TurnedOver,
            false => Course::Straight,
        };
        if faults.0.is_empty() { Ok((reading, course)) } else { Err(faults) }
    }
}
