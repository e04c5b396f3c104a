//! Reads sample, hostile and mutated files, in this process and through real child processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod child;
mod export;
mod hostile;
mod mutated;
mod samples;
mod support;
mod tricky;
