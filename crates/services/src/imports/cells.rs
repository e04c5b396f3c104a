//! Cells as our own exports write them: choices in words, sensitive values behind a mask. A file that was exported, mended
//! and imported again must say what it said before.

use std::collections::HashMap;

use domain::{
    customer::Field,
    fold::fold,
    import::{Cell, Plan},
    value::FieldKind,
};
use i18n::Locale;

use crate::words::choice;

/// The sign that masks are made of.
const MASK: char = '•';

/// The words and masks of the mapped columns.
pub(super) struct Words {
    /// Column → its field, of those fields that have words or masks.
    columns: Vec<(usize, Field)>,
    /// Folded word → key.
    keys: HashMap<(Field, String), &'static str>,
}

impl Words {
    pub fn of(plan: &Plan) -> Self {
        let mapped = plan.columns.iter().enumerate().filter_map(|(column, field)| Some((column, (*field)?)));
        let columns: Vec<_> = mapped
            .filter(|(_, field)| field.sensitive().is_some() || matches!(field.kind(), FieldKind::Choice(_)))
            .collect();
        let mut keys = HashMap::new();
        for (_, field) in &columns {
            let FieldKind::Choice(choices) = field.kind() else { continue };
            for (key, locale) in choices.iter().flat_map(|key| Locale::ALL.iter().map(move |locale| (key, locale))) {
                keys.insert((*field, fold(choice(*field, key, *locale))), *key);
            }
        }
        Self { columns, keys }
    }

    /// Puts keys in the place of words. A mask hides a value that the file does not know: it says nothing.
    pub fn read(&self, cells: &mut [Cell]) {
        for (column, field) in &self.columns {
            let Some(cell) = cells.get_mut(*column) else { continue };
            let Cell::Text(text) = cell else { continue };
            if field.sensitive().is_some() && text.contains(MASK) {
                *cell = Cell::Empty;
            } else if let Some(key) = self.keys.get(&(*field, fold(text.trim()))) {
                *cell = Cell::Text((*key).to_owned());
            }
        }
    }
}
