//! What somebody has typed into a form and not saved yet: it survives a reload, a lost connection, an ended session and
//! rights that are taken away in the middle of it.

mod merge;
mod sheet;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::customer::Directory;

pub use merge::{Clash, Merged, begun, merge, touched, with_beginning};
pub use sheet::{Sheet, cell_of, filled, text};

/// Most characters of the name of a form.
pub const LONGEST_FORM: usize = 100;
/// Most bytes of what is typed.
pub const MOST_BYTES: usize = 64 * 1024;
/// Most forms of one person that are kept at a time; the oldest goes first.
pub const MOST_FORMS: usize = 100;

/// What is done with the money of customers in a form of its own.
const MONEY_ACTS: [&str; 5] = ["payment", "deposit", "other", "give_back", "apply"];

/// What was typed, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// When it was last kept.
    pub at: DateTime<Utc>,
    /// What stands in the fields that were touched, by key.
    pub typed: Typed,
}

/// What stands in the touched fields of a form, by key.
pub type Typed = BTreeMap<String, String>;

/// Whether there is a form of this name: a resource, and what of it is edited.
pub fn is_form(name: &str) -> bool {
    // One way to write an id, so that there is one name for each form.
    let id = |part: &str| part.parse::<Uuid>().is_ok_and(|id| id.to_string() == part);
    let one = |part: &str| part == "new" || id(part);
    match name.split('/').collect::<Vec<_>>().as_slice() {
        ["profile"] => true,
        ["users" | "roles" | "branches" | "departments" | "contract_templates", of] => one(of),
        ["users", of, "rights"] | ["people" | "imports", of] => id(of),
        ["people" | "merge" | "invoices" | "contracts", of, other] if id(of) => id(other),
        ["bookings" | "services", of] => *of == "new",
        // Of a customer who is known: what is typed goes with that one.
        ["bookings" | "services", customer, of] => id(customer) && one(of),
        // What is done with the money of this customer, or the receipt that is taken back.
        ["receipts", customer, act, "new"] => id(customer) && (id(act) || MONEY_ACTS.contains(act)),
        // A new one of this customer.
        ["invoices" | "contracts", "new", customer] => id(customer),
        ["views", list, of] => Directory::from_key(list).is_some() && one(of),
        [list, of] => Directory::from_key(list).is_some() && one(of),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_names_that_are_known() {
        let id = "019a0000-0000-7000-8000-000000000001";
        let known = [
            "profile".to_owned(),
            "individuals/new".to_owned(),
            format!("leads/{id}"),
            format!("people/{id}"),
            format!("people/{id}/{id}"),
            format!("merge/{id}/{id}"),
            format!("invoices/new/{id}"),
            format!("invoices/{id}/{id}"),
            format!("imports/{id}"),
            format!("users/{id}/rights"),
            "roles/new".to_owned(),
            format!("departments/{id}"),
            format!("views/teams/{id}"),
            "bookings/new".to_owned(),
            format!("bookings/{id}/new"),
            format!("services/{id}/{id}"),
            format!("receipts/{id}/give_back/new"),
            format!("receipts/{id}/{id}/new"),
            format!("contracts/new/{id}"),
            format!("contracts/{id}/{id}"),
            "contract_templates/new".to_owned(),
        ];
        assert!(known.iter().all(|name| is_form(name)), "{known:?}");
        assert!(known.iter().all(|name| name.len() <= LONGEST_FORM));
        let upper = id.to_uppercase();
        let unknown = [
            String::new(),
            "profile/".to_owned(),
            "individuals".to_owned(),
            "individual/new".to_owned(),
            "imports/new".to_owned(),
            format!("bookings/{id}"),
            "services/new/new".to_owned(),
            "users/new/rights".to_owned(),
            "invoices/new".to_owned(),
            format!("merge/new/{id}"),
            format!("invoices/{id}/new"),
            format!("receipts/{id}/new"),
            format!("receipts/{id}/refund/new"),
            format!("roles/{id}/x"),
            format!("views/{id}"),
            "contracts/new".to_owned(),
            format!("contracts/{id}/new"),
            // The same id in other words.
            format!("roles/{}", id.replace('-', "")),
            format!("roles/{{{id}}}"),
            format!("roles/{}", upper.replace('9', "A")),
        ];
        assert!(unknown.iter().all(|name| !is_form(name)), "{unknown:?}");
    }
}
