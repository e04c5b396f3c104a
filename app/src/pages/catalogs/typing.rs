//! What is typed over a value, until it is saved.

use domain::{
    CatalogValueId,
    catalog::{Span, ValueChange, ValueText},
};
use leptos::prelude::*;

use super::values::{Act, Note, Values};
use crate::state::locale;

/// The fields of a value; cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct Fields {
    /// Its label.
    pub label: RwSignal<String>,
    /// The smallest number.
    pub from: RwSignal<String>,
    /// The largest number.
    pub to: RwSignal<String>,
}

impl Fields {
    /// Fills them.
    pub fn set(self, text: &ValueText) {
        let end = |end: Option<u32>| end.map(|number| i18n::grouped(number.into())).unwrap_or_default();
        self.label.set(text.label.clone());
        self.from.set(end(text.span.from));
        self.to.set(end(text.span.to));
    }

    /// What stands in them.
    ///
    /// # Errors
    /// The key of a fault: an end is no number.
    pub fn text(self) -> Result<ValueText, &'static str> {
        let end = |typed: RwSignal<String>| {
            let digits = typed.get_untracked().replace(['.', ' '], "");
            let number = (!digits.is_empty()).then(|| digits.parse::<u32>()).transpose();
            number.map_err(|_| "invalid_number")
        };
        Ok(ValueText { label: self.label.get_untracked(), span: Span { from: end(self.from)?, to: end(self.to)? } })
    }
}

/// A value under the hands of somebody; cheap to copy.
#[derive(Clone, Copy)]
pub struct Typing {
    values: Values,
    id: CatalogValueId,
    /// What is typed.
    pub fields: Fields,
    /// How the value was when typing began.
    began: StoredValue<ValueText>,
    sent: StoredValue<Option<ValueText>>,
}

impl Typing {
    /// Begins with a value as it is. What others make of it meanwhile comes in where nobody types.
    pub fn new(values: Values, id: CatalogValueId, text: Memo<ValueText>) -> Self {
        let typing = Self {
            values,
            id,
            fields: Fields::default(),
            began: StoredValue::new(ValueText::default()),
            sent: StoredValue::new(None),
        };
        typing.take(&text.get_untracked());
        let changed = move |now: &ValueText, _: Option<&ValueText>, _: Option<()>| {
            if typing.is_idle() {
                typing.take(now);
            }
        };
        Effect::watch(move || text.get(), changed, false);
        typing
    }

    /// Saves what is typed, if it is something else than before.
    pub fn save(self) {
        let becomes = match self.fields.text() {
            Ok(becomes) => becomes,
            Err(code) => {
                let wrong = i18n::errors::by_code(locale(), code).unwrap_or_default();
                return self.values.tell(self.id, Some(Note::Wrong(wrong.to_owned())));
            }
        };
        let was = self.began.get_value();
        let is_sent = self.sent.with_value(|sent| sent.as_ref() == Some(&becomes));
        if becomes == was || (is_sent && matches!(self.note(), Some(Note::Saving))) {
            return;
        }
        self.sent.set_value(Some(becomes.clone()));
        self.values.act(self.id, Act::Change(ValueChange { was, becomes }));
    }

    /// Gives up what is typed.
    pub fn give_way(self) {
        if let Some(value) = untrack(|| self.values.value(self.id)) {
            self.take(&value.text);
        }
        self.values.tell(self.id, None);
    }

    /// Saves what is typed over what somebody else has saved meanwhile.
    pub fn insist(self) {
        if let Some(value) = untrack(|| self.values.value(self.id)) {
            self.began.set_value(value.text);
        }
        self.values.tell(self.id, None);
        self.save();
    }

    fn take(self, text: &ValueText) {
        self.fields.set(text);
        self.began.set_value(text.clone());
        self.sent.set_value(None);
    }

    /// Whether nothing is typed that is not saved.
    fn is_idle(self) -> bool {
        let waits = matches!(self.note(), Some(Note::Conflict(_) | Note::Wrong(_)));
        let typed = self.fields.text().ok();
        let saved = typed == Some(self.began.get_value()) || (typed.is_some() && typed == self.sent.get_value());
        saved && !waits
    }

    fn note(self) -> Option<Note> {
        untrack(|| self.values.note(self.id))
    }
}
