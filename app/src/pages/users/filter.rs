//! Which accounts the list shows.

use domain::user::{StaffChoices, UserFilter, UserStatus};
use i18n::{Locale, users};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::list::ADDRESS;
use crate::{
    components::{FilterControl, FilterField, FilterForm},
    state::locale,
};

/// The filter in an address.
pub fn read_filter(query: &ParamsMap) -> UserFilter {
    let text = |key| query.get(key).unwrap_or_default();
    UserFilter {
        text: text("q"),
        role: text("role").parse().ok(),
        branch: text("branch").parse().ok(),
        status: UserStatus::from_key(&text("status")),
    }
}

/// The form that fills it in.
#[component]
pub fn UserFilterForm(
    /// Roles and branches.
    choices: StaffChoices,
) -> impl IntoView {
    let locale = locale();
    let roles = choices.roles.into_iter().map(|role| (role.id.to_string(), role.name));
    let branches = choices.branches.into_iter().map(|(id, name)| (id.to_string(), name));
    let statuses =
        UserStatus::ALL.iter().map(|status| (status.key().to_owned(), status_word(locale, *status).to_owned()));
    let choice = |key, label, options| FilterField { key, label, control: FilterControl::Choice(options) };
    let fields = vec![
        FilterField { key: "q", label: users::filter_text(locale), control: FilterControl::Text },
        choice("role", users::filter_role(locale), roles.collect()),
        choice("branch", users::filter_branch(locale), branches.collect()),
        choice("status", users::filter_status(locale), statuses.collect()),
    ];
    view! { <FilterForm address=ADDRESS fields /> }
}

fn status_word(locale: Locale, status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => users::status_active(locale),
        UserStatus::Invited => users::status_invited(locale),
        UserStatus::Blocked => users::status_blocked(locale),
    }
}
