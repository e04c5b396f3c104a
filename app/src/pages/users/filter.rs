//! Which accounts the list shows.

use domain::user::{UserFilter, UserStatus};
use i18n::{Locale, users};
use leptos::prelude::*;
use leptos_router::{hooks::use_navigate, params::ParamsMap};

use super::list::ADDRESS;
use crate::{
    components::{Icon, SelectField, TextField},
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

/// Sets the address, which names the filter.
#[component]
pub fn FilterRow(
    /// The filter as it is.
    filter: Memo<UserFilter>,
    /// Keys and names of the roles.
    roles: Vec<(String, String)>,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let now = filter.get_untracked();
    let typed = RwSignal::new(now.text);
    let role = RwSignal::new(now.role.map(|role| role.to_string()).unwrap_or_default());
    let status = RwSignal::new(now.status.map(UserStatus::key).unwrap_or_default().to_owned());
    let any = || (String::new(), users::any(locale).to_owned());
    let roles = std::iter::once(any()).chain(roles).collect();
    let statuses =
        UserStatus::ALL.iter().map(|status| (status.key().to_owned(), status_word(locale, *status).to_owned()));
    let statuses = std::iter::once(any()).chain(statuses).collect();
    let submit = move || {
        let pairs = [("q", typed), ("role", role), ("status", status)];
        let filled = pairs.map(|(key, value)| (key, value.get_untracked()));
        let query: ParamsMap = filled.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        navigate(&format!("{ADDRESS}{}", query.to_query_string()), Default::default());
    };
    view! {
        <form
            class="filter-row"
            method="get"
            action=ADDRESS
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <TextField name="q" label=users::filter_text(locale) value=typed />
            <SelectField name="role" label=users::filter_role(locale) value=role options=roles />
            <SelectField name="status" label=users::filter_status(locale) value=status options=statuses />
            <div class="filter-row__actions">
                <button type="submit" class="button">
                    <Icon name="funnel" />
                    {i18n::app::filter(locale)}
                </button>
                <a class="button button--quiet" href=ADDRESS>
                    {i18n::app::clear_filter(locale)}
                </a>
            </div>
        </form>
    }
}

fn status_word(locale: Locale, status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => users::status_active(locale),
        UserStatus::Invited => users::status_invited(locale),
        UserStatus::Blocked => users::status_blocked(locale),
    }
}
