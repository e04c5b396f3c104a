//! What every page knows: who is signed in, what is to be announced.

mod changes;
mod confirming;
mod faults;
mod report;
mod sending;
mod session;
mod toasts;

pub use changes::{Changes, changes, provide_changes};
pub use confirming::{Confirming, confirmed, provide_confirming};
pub use faults::Faults;
pub use report::report;
pub use sending::{Sending, attempt};
pub use session::{Session, SignInAgain, locale, package, provide_session, session, viewer};
pub use toasts::{Toast, Toasts, provide_toasts, toasts};
