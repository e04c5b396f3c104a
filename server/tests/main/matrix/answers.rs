//! What an answer says.

use axum::http::StatusCode;
use domain::permission::Cell;
use serde_json::json;
use server::http::endpoints::{Endpoint, Kind};

use crate::house::Answer;

/// What is wrong with an answer, in words.
pub type Finding = String;

/// Whether two answers tell the same. Of a page the status: it names its own address.
pub fn same(endpoint: &Endpoint, one: &Answer, other: &Answer) -> bool {
    one.status == other.status && (matches!(endpoint.kind, Kind::Page) || one.bytes == other.bytes)
}

/// The beginning of an answer, for people.
pub fn told(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.text.chars().filter(|sign| !sign.is_control()).take(200).collect::<String>())
}

/// Not refused.
pub fn answered(answer: &Answer) -> Result<(), Finding> {
    let refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if refused { Err(format!("refused: {}", told(answer))) } else { Ok(()) }
}

/// Refused to somebody whom the server does not let in.
pub fn sent_to_sign_in(endpoint: &Endpoint, answer: &Answer) -> Result<(), Finding> {
    let right = match endpoint.kind {
        Kind::Page => answer.status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/login"),
        Kind::ServerFunction | Kind::Handler(_) => answer.status == StatusCode::UNAUTHORIZED,
    };
    if right { Ok(()) } else { Err(format!("not sent to sign in: {}", told(answer))) }
}

/// Refused, and told a cell that is missing; a page tells it to people and not to programs.
pub fn forbidden(endpoint: &Endpoint, answer: &Answer, lacking: &[Cell]) -> Result<(), Finding> {
    let names = |(action, resource): &Cell| answer.text.contains(&json!([action, resource]).to_string());
    if answer.status == StatusCode::FORBIDDEN && (matches!(endpoint.kind, Kind::Page) || lacking.iter().any(names)) {
        return Ok(());
    }
    Err(format!("not refused for want of {lacking:?}: {}", told(answer)))
}
