//! The router with a real database: who gets which answer from which endpoint, and what stands on every answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected has to fail"
)]

mod attachments;
mod downloads;
mod headers;
mod house;
mod live;
mod matrix;
mod program;
mod requests;
mod sign_in;
