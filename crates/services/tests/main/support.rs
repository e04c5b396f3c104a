//! What several of these tests ask for.

use domain::{
    AppError, CustomerId,
    error::Conflict,
    list::{ListState, Listed},
};
use services::{Failure, Outcome, authz::Actor};
use test_support::TestServices;

/// What the person is told; a fault of ours fails the test.
pub fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("not refused: {other:?}"),
    }
}

/// The faults of a form as `field: code`.
pub fn faults<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<String> {
    match refusal(outcome) {
        AppError::Invalid(errors) => {
            errors.0.into_iter().map(|error| format!("{}: {}", error.field, error.code)).collect()
        }
        other => panic!("not a fault of the form: {other:?}"),
    }
}

/// What two people changed.
pub fn conflict<T: std::fmt::Debug>(outcome: Outcome<T>) -> Conflict {
    match refusal(outcome) {
        AppError::Conflict(conflict) => *conflict,
        other => panic!("not a conflict: {other:?}"),
    }
}

/// The list without filter and search.
pub async fn list(on: &TestServices, actor: &Actor) -> Listed {
    on.customers(domain::customer::Directory::Individuals).list(actor, &ListState::default()).await.unwrap()
}

/// The codes of a page.
pub fn codes(page: &Listed) -> Vec<&str> {
    page.rows.iter().map(|row| row.values[&domain::customer::Field::Code].as_str()).collect()
}

/// The ids of a page.
pub fn ids(page: &Listed) -> Vec<CustomerId> {
    page.rows.iter().map(|row| row.id).collect()
}

/// A search as it is typed.
pub fn search(typed: &str) -> ListState {
    ListState { search: typed.to_owned(), ..ListState::default() }
}
