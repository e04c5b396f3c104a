#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, dead_code)]
#[path = "main/desk.rs"]
mod desk;
#[path = "main/exports.rs"]
mod exports;
#[path = "main/imports/mod.rs"]
mod imports;
#[path = "main/jobs.rs"]
mod jobs;
#[path = "main/support.rs"]
mod support;
