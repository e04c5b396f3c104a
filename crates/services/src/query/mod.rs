//! The one compiler from filters, sorts and searches to SQL; no other module writes any.

mod dialect;
pub(crate) mod filter;
pub(crate) mod page;
pub(crate) mod scope;
pub(crate) mod search;

pub(crate) use dialect::{next_code_number, next_code_numbers, refresh_statistics};
