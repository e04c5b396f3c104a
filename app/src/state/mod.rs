//! What every page knows: who is signed in, what is to be announced.

mod announce;
mod changes;
mod confirming;
mod faults;
mod report;
mod rights;
mod sending;
mod session;
mod toasts;

pub use announce::{HYDRATED, RENEWING, SENT, announce};
pub use changes::{Changes, changes, on_change_of, on_word, provide_changes};
pub use confirming::{Confirming, confirmed, provide_confirming};
pub use faults::Faults;
pub use report::report;
pub use rights::{follow_rights, renewals};
pub use sending::{Sending, attempt};
pub use session::{Session, SignInAgain, lists_now, locale, may_now, package, provide_session, session, viewer};
pub use toasts::{Toast, Toasts, provide_toasts, toasts};
