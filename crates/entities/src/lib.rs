//! The tables as SeaORM entities, nothing else. What a column means stands in `migrations` and `domain`.

#![allow(missing_docs)]

pub mod audit_entry;
pub mod audit_value;
pub mod branch;
pub mod bulk;
pub mod bulk_row;
pub mod catalog_value;
pub mod contact_person;
pub mod customer;
pub mod customer_tag;
pub mod department;
pub mod device;
pub mod distinct_pair;
pub mod draft;
pub mod export;
pub mod former_code;
pub mod former_label;
pub mod idempotency;
pub mod import;
pub mod import_row;
pub mod invitation;
pub mod job;
pub mod list_setting;
pub mod member;
pub mod merge;
pub mod outbox;
pub mod own_grant;
pub mod recovery_code;
pub mod role;
pub mod role_grant;
pub mod saved_view;
pub mod saved_view_default;
pub mod scan;
pub mod scan_group;
pub mod session;
pub mod setting;
pub mod sign_in_alert;
pub mod sign_in_failure;
pub mod tag;
pub mod user;
pub mod user_branch;
pub mod user_department;
pub mod user_role;
