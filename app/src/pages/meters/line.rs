//! A meter of the sheet while it is read.

use domain::{
    FieldErrors, IdempotencyKey, MeterId,
    meter::{ReadingInput, SheetRow},
};
use leptos::{html, prelude::*, web_sys::HtmlInputElement};

use super::draft::Draft;
use crate::pages::customers::new_key;

/// A meter, what is typed for it, and what is wrong with that; cheap to copy.
#[derive(Clone, Copy)]
pub struct Line {
    /// Which meter.
    pub meter: MeterId,
    /// How it stands on the server.
    pub row: RwSignal<SheetRow>,
    /// What is typed.
    pub draft: Draft,
    /// What was wrong with it the last time.
    pub faults: RwSignal<FieldErrors>,
    /// It is on its way.
    pub busy: RwSignal<bool>,
    /// How the meter came to what it shows is asked.
    pub asks: RwSignal<bool>,
    /// It was read for this month, and is read once more.
    pub adds: RwSignal<bool>,
    /// Where the reading is typed.
    pub input: NodeRef<html::Input>,
    /// What was sent last, and by which key.
    sent: StoredValue<Option<(ReadingInput, IdempotencyKey)>>,
}

impl Line {
    /// Nothing is typed yet.
    pub fn new(row: SheetRow) -> Self {
        Self {
            meter: row.meter,
            row: RwSignal::new(row),
            draft: Draft::new(),
            faults: RwSignal::default(),
            busy: RwSignal::new(false),
            asks: RwSignal::new(false),
            adds: RwSignal::new(false),
            input: NodeRef::new(),
            sent: StoredValue::new(None),
        }
    }

    /// Whether a reading is typed here: none is there for the month, or one more is wanted.
    pub fn is_open(self) -> bool {
        self.row.with(|row| row.stand.is_some() && row.readings.is_empty()) || self.adds.get()
    }

    /// Whether something is typed that is not saved.
    pub fn is_written(self) -> bool {
        self.draft.reading.with_untracked(|typed| !typed.trim().is_empty())
    }

    /// Nothing is typed any more: it is saved.
    pub fn clear(self) {
        self.draft.clear();
        self.faults.set(FieldErrors::default());
        self.asks.set(false);
        self.adds.set(false);
        self.sent.set_value(None);
    }

    /// The key by which this is sent: the same as long as the same is sent, so that it is read once.
    pub fn key_of(self, input: &ReadingInput) -> IdempotencyKey {
        let known = self.sent.with_value(|sent| sent.as_ref().filter(|(same, _)| same == input).map(|(_, key)| *key));
        let key = known.unwrap_or_else(|| IdempotencyKey(new_key()));
        self.sent.set_value(Some((input.clone(), key)));
        key
    }

    /// Where the reading is typed, if it is typed here.
    pub fn place(self) -> Option<HtmlInputElement> {
        self.input.get_untracked().filter(|input| input.is_connected())
    }
}
