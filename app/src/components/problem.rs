//! What went wrong, what was kept and what to do next, in the person's words.

use domain::AppError;
use i18n::{Locale, problems};
use leptos::prelude::*;
use leptos_meta::Title;

use super::Icon;
use crate::state::locale;

/// One or two sentences on an error.
pub fn problem_text(locale: Locale, error: &AppError) -> String {
    match error {
        AppError::Unauthenticated => problems::unauthenticated(locale).to_owned(),
        AppError::Unconfirmed => problems::unconfirmed(locale).to_owned(),
        AppError::ReadOnly => problems::read_only(locale).to_owned(),
        AppError::NotFound => problems::not_found(locale).to_owned(),
        AppError::Forbidden { action, resource } => {
            let action = i18n::actions::by_code(locale, action.key()).unwrap_or_default();
            let resource = i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
            problems::forbidden(locale, action, resource)
        }
        AppError::Invalid(errors) => match errors.0.as_slice() {
            [one] => i18n::errors::by_code(locale, &one.code)
                .map_or_else(|| problems::invalid(locale).to_owned(), str::to_owned),
            _ => problems::invalid(locale).to_owned(),
        },
        AppError::Conflict(_) => problems::conflict(locale).to_owned(),
        AppError::TooMany { retry_after } if *retry_after >= 120 => {
            problems::too_many_minutes(locale, u64::from(retry_after.div_ceil(60)))
        }
        AppError::TooMany { retry_after } => problems::too_many_seconds(locale, u64::from(*retry_after)),
        AppError::KeyReused => problems::key_reused(locale).to_owned(),
        AppError::TooLarge => problems::too_large(locale).to_owned(),
        AppError::Unavailable => problems::unavailable(locale).to_owned(),
        AppError::Internal { id } => problems::internal(locale, &id.to_string()),
    }
}

/// The same on what could only be read: nothing was typed that could have been lost.
fn unread_text(locale: Locale, error: &AppError) -> String {
    match error {
        AppError::Unavailable => problems::unavailable_unread(locale).to_owned(),
        AppError::Internal { id } => problems::internal_unread(locale, &id.to_string()),
        other => problem_text(locale, other),
    }
}

/// An error in the place of what could not be shown.
#[component]
pub fn Problem(
    /// What went wrong.
    error: AppError,
    /// Reads it once more.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let text = match retry {
        Some(_) => unread_text(locale(), &error),
        None => problem_text(locale(), &error),
    };
    let again = retry.map(|retry| {
        view! {
            <div class="banner__actions">
                <button type="button" class="button" on:click=move |_| retry.run(())>
                    {i18n::app::retry(locale())}
                </button>
            </div>
        }
    });
    view! {
        <div class="banner banner--danger" role="alert">
            <Icon name="circle-alert" />
            <div class="banner__text">{text}</div>
            {again}
        </div>
    }
}

/// An error that takes the whole page: missing, out of reach, not allowed.
#[component]
pub fn ProblemPage(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    let locale = locale();
    let title = match error {
        AppError::NotFound => problems::not_found_title(locale),
        AppError::Forbidden { .. } => problems::forbidden_title(locale),
        AppError::Internal { .. } => problems::internal_title(locale),
        _ => problems::unavailable_title(locale),
    };
    let (text, next) = match &error {
        AppError::NotFound => (problems::not_found_text(locale).to_owned(), problems::not_found_next(locale)),
        AppError::Forbidden { .. } => (problem_text(locale, &error), problems::forbidden_next(locale)),
        other => (problem_text(locale, other), ""),
    };
    view! {
        <Title text=title />
        <section class="error-page">
            <p class="error-page__code">{error.status()}</p>
            <h1 class="error-page__title">{title}</h1>
            <p class="error-page__text">{text}</p>
            <p class="error-page__text">{next}</p>
            <div class="buttons">
                <a class="button button--primary" href="/">
                    {problems::home(locale)}
                </a>
                {matches!(error, AppError::Forbidden { .. })
                    .then(|| {
                        view! {
                            <a class="button" href="/profile/rights">
                                {i18n::accounts::rights_title(locale)}
                            </a>
                        }
                    })}
            </div>
        </section>
    }
}
