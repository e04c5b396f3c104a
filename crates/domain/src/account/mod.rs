//! Accounts of the staff.

mod factor;
mod forms;
mod guessable;
mod password;

pub use factor::{Enrolment, Factor, FactorState, SignIn, SignInAlert};
pub use forms::{LANGUAGES, OwnSession, PasswordChange, Preferences, Profile, SetUp, THEMES, Viewer};
pub use password::{PasswordFault, SHORTEST, check_password, normalise_password};
