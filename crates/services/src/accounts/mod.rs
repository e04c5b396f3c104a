//! Use cases on accounts: set-up, sign-in, sessions, the own profile.

mod alerts;
mod attempts;
mod confirm;
mod factor;
mod hasher;
mod invitation;
mod new_user;
mod profile;
mod sessions;
mod set_up;
mod sign_in;
mod starter_roles;
mod token;

pub(crate) use factor::forget as forget_factor;
pub(crate) use hasher::Hasher;
pub(crate) use invitation::{drop_invitation, make_invitation};
pub(crate) use new_user::{NewUser, give_roles, next_number, taken};
pub use profile::Out;
pub use sessions::Session;
pub(crate) use sessions::end_all;
pub use set_up::FirstAdministrator;
pub use sign_in::{Client, SignedIn};
pub use token::Token;

use chrono::NaiveDate;
use domain::{
    AppError, FieldError, FieldErrors,
    value::{FieldKind, normalise},
};

use crate::Services;

/// The use cases; get them from [`Services::accounts`].
pub struct Accounts<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on accounts.
    pub const fn accounts(&self) -> Accounts<'_> {
        Accounts { services: self }
    }
}

/// Words that a password must not be built from, beside what belongs to the person.
const PRODUCT_WORDS: [&str; 3] = ["sokhach", "so khach", "khach hang"];

/// Checks name, e-mail and password of an account and gives name and e-mail in canonical form.
///
/// # Errors
/// All faults by field.
fn check_account(full_name: &str, email: &str, password: &str) -> Result<(String, String), AppError> {
    let mut errors = FieldErrors::default();
    let mut take = |field: &str, kind, typed: &str| match normalise(kind, typed, NaiveDate::MAX) {
        Ok(normal) => normal.text.unwrap_or_else(|| {
            errors.0.push(FieldError::new(field, "required"));
            String::new()
        }),
        Err(code) => {
            errors.0.push(FieldError::new(field, code));
            String::new()
        }
    };
    let full_name = take("full_name", FieldKind::Text, full_name);
    let email = take("email", FieldKind::Email, email);
    if let Err(code) = check_password(password, &full_name, &email, false) {
        errors.0.push(FieldError::new("password", code));
    }
    errors.into_result().map(|()| (full_name, email))
}

/// The rules of `domain`, and that the password is not one of those that people use most.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub(crate) fn check_password(
    password: &str,
    full_name: &str,
    email: &str,
    second_factor: bool,
) -> Result<(), &'static str> {
    let words: Vec<&str> = PRODUCT_WORDS.into_iter().chain([full_name, email]).collect();
    domain::account::check_password(password, &words, second_factor).map_err(|fault| fault.code())?;
    if zxcvbn::zxcvbn(password, &words).score() < zxcvbn::Score::Three {
        return Err("password_too_common");
    }
    Ok(())
}
