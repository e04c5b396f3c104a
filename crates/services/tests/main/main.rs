//! The use cases on both databases. `cargo xtask test` provides PostgreSQL; without it these tests fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected has to fail"
)]

mod attachments;
mod audit;
mod avatars;
mod bookings;
mod bulk;
mod catalogs;
mod cells;
mod change;
mod contracts;
mod create;
mod desk;
mod directories;
mod drafts;
mod duplicates;
mod exports;
mod extra_services;
mod factor;
mod imports;
mod invoices;
mod jobs;
mod jump;
mod legend;
mod limits;
mod lists;
mod live;
mod merge;
mod meters;
mod pages;
mod people;
mod presence;
mod purge;
mod reach;
mod receipts;
mod rights;
mod roles;
mod search;
mod seed;
mod seeing;
mod sensitive;
mod sensitive_reach;
mod support;
mod tags;
mod totals;
mod trail;
mod trash;
mod users;
mod views;
mod writers;
mod written_down;
