//! From the cells of a spreadsheet to verdicts on customers.

mod catalogs;
mod cell;
mod cell_text;
mod decide;
#[cfg(test)]
mod decide_tests;
mod headings;
mod keys;
mod mapping;
mod options;
mod register;
mod row;
#[cfg(test)]
mod testing;
mod verdict;
pub mod wizard;

pub use catalogs::Catalogs;
pub use cell::Cell;
pub use cell_text::{read as read_cell, text as cell_text};
pub use keys::{Existing, LookupKeys, keys};
pub use mapping::guess;
pub use options::{LikelyDuplicates, MatchKey, Options, UnknownCatalogValue, WithoutEmail};
pub use register::Register;
pub use row::{ParsedRow, Plan, Row};
pub use verdict::{Changes, Code, Fault, Outcome, Skip, Target, Verdict, Warning};

use crate::{
    customer::{Directory, Field},
    value::FieldKind,
};

/// The fields that a spreadsheet can fill.
pub fn fields() -> impl Iterator<Item = Field> {
    // Of another customer a spreadsheet knows the name, not the id; and tags are given to people who are in the book.
    let left_out = |field: &Field| matches!(field.kind(), FieldKind::Customer(_) | FieldKind::Tags);
    Directory::Individuals.fields().filter(move |field| field.editable() && !left_out(field))
}
