//! Server functions, one file per resource, and the error they answer with.

pub mod accounts;
pub mod addresses;
pub mod attachments;
pub mod audit;
pub mod bookings;
pub mod bulk;
pub mod catalogs;
#[cfg(feature = "ssr")]
pub mod context;
pub mod contracts;
pub mod customers;
pub mod drafts;
pub mod duplicates;
mod error;
pub mod exports;
pub mod extra_services;
pub mod imports;
pub mod invoices;
pub mod merges;
pub mod meters;
pub mod places;
pub mod receipts;
pub mod roles;
pub mod spaces;
pub mod users;
pub mod views;
mod wire;

pub use error::ApiError;
