//! Server functions, one file per resource, and the error they answer with.

mod error;
pub mod individuals;

pub use error::{ApiError, Refusal};
