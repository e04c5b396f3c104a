//! The database's structure: one hand-written file per migration, the same for SQLite and PostgreSQL.
//!
//! A released migration is never changed. A new one has to work with the code before it and after it (expand first,
//! contract a release later).

use sea_orm_migration::prelude::*;

mod dialect;
mod lock;
mod m0001_people;
mod m0002_customers;
mod m0003_customer_search;
mod m0004_work;
mod m0005_rights;
mod m0006_audit;
mod m0007_second_factor;
mod m0008_drafts;
mod m0009_standing;
mod m0010_catalogs;
mod m0011_directories;
mod m0012_list_settings;
mod m0013_saved_views;
mod m0014_tags;
mod m0015_merges;
mod m0016_preferences;
mod m0017_bulk;
mod m0018_duplicates;
mod m0019_column_widths;
mod m0020_import_row_customers;
mod m0022_legend;
mod m0023_former_codes;
mod m0024_former_labels;
mod m0026_ways_in;
mod m0027_browsers;
mod m0029_list_pages;
mod m0030_spaces;
mod m0031_bookings;
mod m0032_ledger;
mod m0033_receipts;
mod m0034_extra_services;
mod m0035_invoices;
mod m0036_attachments;
mod m0037_contracts;
mod m0038_meters;

pub use lock::migrate;

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_customers::Migration),
            Box::new(m0003_customer_search::Migration),
            Box::new(m0004_work::Migration),
            Box::new(m0005_rights::Migration),
            Box::new(m0006_audit::Migration),
            Box::new(m0007_second_factor::Migration),
            Box::new(m0008_drafts::Migration),
            Box::new(m0009_standing::Migration),
            Box::new(m0010_catalogs::Migration),
            Box::new(m0011_directories::Migration),
            Box::new(m0012_list_settings::Migration),
            Box::new(m0013_saved_views::Migration),
            Box::new(m0014_tags::Migration),
            Box::new(m0015_merges::Migration),
            Box::new(m0016_preferences::Migration),
            Box::new(m0017_bulk::Migration),
            Box::new(m0018_duplicates::Migration),
            Box::new(m0019_column_widths::Migration),
            Box::new(m0020_import_row_customers::Migration),
            Box::new(m0023_former_codes::Migration),
            Box::new(m0024_former_labels::Migration),
            Box::new(m0026_ways_in::Migration),
            Box::new(m0027_browsers::Migration),
            Box::new(m0029_list_pages::Migration),
            // After the tables of whose changes it hears.
            Box::new(m0022_legend::Migration),
            Box::new(m0030_spaces::Migration),
            Box::new(m0031_bookings::Migration),
            Box::new(m0032_ledger::Migration),
            Box::new(m0033_receipts::Migration),
            Box::new(m0034_extra_services::Migration),
            Box::new(m0035_invoices::Migration),
            Box::new(m0036_attachments::Migration),
            Box::new(m0037_contracts::Migration),
            Box::new(m0038_meters::Migration),
        ]
    }
}
