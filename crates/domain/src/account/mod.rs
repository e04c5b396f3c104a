//! Accounts of the staff.

mod factor;
mod forms;
mod guessable;
mod password;

pub use factor::{Credentials, Enrolment, Factor, FactorState, SignInAlert};
pub use forms::{DENSITIES, LANGUAGES, OwnSession, PasswordChange, Preferences, Profile, SetUp, THEMES, Viewer};
pub use password::{PasswordFault, SHORTEST, check_password, normalise_password};
