//! Every text that a person sees, in Vietnamese and English.
//!
//! The texts stand in `locales/{vi,en}/<area>.json`; the build makes one module per area and one function per key, and
//! fails when the languages differ in keys or placeholders. A text that no code asks for is not in the WebAssembly.
//!
//! ```
//! use i18n::{Locale, app, customers};
//!
//! assert_eq!(app::save(Locale::Vi), "Lưu");
//! assert_eq!(customers::count(Locale::Vi, 1204), "1.204 khách hàng");
//! assert_eq!(customers::count(Locale::En, 1), "1 customer");
//! assert_eq!(i18n::errors::by_code(Locale::En, "required"), Some("Please fill this in."));
//! ```
//!
//! In a text, `{count}` and a few other names are numbers (`u64`, written 1.234.567), all other placeholders are `&str`;
//! the functions take `count` first and the others by the alphabet. An English text with two forms is an object
//! `{"one": …, "other": …}`, chosen by `{count}`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod locale;
mod text;

pub use locale::Locale;
pub use text::grouped;
use text::join;

include!(concat!(env!("OUT_DIR"), "/areas.rs"));

#[cfg(test)]
mod tests;
