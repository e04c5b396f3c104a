//! What every page knows: who is signed in, what is to be announced.

mod report;
mod session;
mod toasts;

pub use report::report;
pub use session::{Session, SignInAgain, locale, package, provide_session, session, viewer};
pub use toasts::{Toast, Toasts, provide_toasts, toasts};
