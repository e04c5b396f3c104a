//! What happens with an error that belongs to no field.

use domain::AppError;
use leptos::prelude::*;

use super::{SignInAgain, Toast, locale, toasts};
use crate::components::problem_text;

/// Shows an error as a notice. If the session has ended, a dialog asks to sign in and the page stays as it is.
pub fn report(error: &AppError) {
    if *error == AppError::Unauthenticated
        && let Some(SignInAgain(open)) = use_context::<SignInAgain>()
    {
        open.set(true);
        return;
    }
    toasts().show(Toast::failed(problem_text(locale(), error)));
}
