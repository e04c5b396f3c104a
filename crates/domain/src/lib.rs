//! The words and rules of the customer book: pure, without input or output, the same in browser and server.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod account;
pub mod address;
pub mod attachment;
pub mod audit;
pub mod booking;
pub mod bulk;
pub mod catalog;
pub mod clipboard;
pub mod contract;
pub mod customer;
pub mod draft;
pub mod duplicate;
pub mod error;
pub mod export;
pub mod extra_service;
pub mod filter;
pub mod fold;
pub mod history;
pub mod id;
pub mod import;
pub mod invoice;
pub mod ledger;
pub mod list;
pub mod meter;
pub mod money;
pub mod name_key;
pub mod permission;
pub mod place;
pub mod presence;
pub mod quantity;
pub mod receipt;
pub mod role;
pub mod space;
pub mod time;
pub mod user;
pub mod value;
pub mod view;

pub use error::{AppError, FieldError, FieldErrors};
pub use id::*;
