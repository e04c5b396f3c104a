//! The one compiler from filters, sorts and searches to SQL; no other module writes any.

pub(crate) mod bulk;
mod dialect;
pub(crate) mod files;
pub(crate) mod filter;
pub(crate) mod lookup;
pub(crate) mod operations;
pub(crate) mod order;
pub(crate) mod page;
pub(crate) mod records;
pub(crate) mod runs;
pub(crate) mod scope;
pub(crate) mod search;
mod shape;
pub(crate) mod tags;
pub(crate) mod totals;

pub(crate) use dialect::{is_storable, next_code_number, next_code_numbers, one_at_a_time, one_import_at_a_time};
pub(crate) use search::words_of;
