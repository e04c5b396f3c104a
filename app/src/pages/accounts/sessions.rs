//! Where the own account is signed in.

use domain::{account::OwnSession, time::BusinessZone};
use leptos::prelude::*;

use crate::{
    api::{
        ApiError,
        accounts::{end_other_sessions, own_sessions},
    },
    components::{Icon, Problem},
    state::{Toast, attempt, locale, toasts},
};

/// The signed-in browsers, and a way to sign out all others.
#[component]
pub fn SessionList() -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let sessions = Resource::new_blocking(|| (), |()| own_sessions());
    let end_others = move |_| {
        attempt(async move {
            end_other_sessions().await?;
            sessions.refetch();
            toasts.show(Toast::done(i18n::accounts::sessions_none_other(locale)));
            Ok(())
        });
    };
    view! {
        <p>{i18n::accounts::sessions_text(locale)}</p>
        <Transition>
            {move || Suspend::new(async move {
                match sessions.await {
                    Ok(list) => {
                        view! {
                            <ul class="sessions">
                                {list.into_iter().map(|session| view! { <SessionItem session /> }).collect_view()}
                            </ul>
                        }
                            .into_any()
                    }
                    Err(ApiError(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
        <div class="buttons">
            <button type="button" class="button" on:click=end_others>
                {i18n::accounts::sign_out_others(locale)}
            </button>
        </div>
    }
}

#[component]
fn SessionItem(session: OwnSession) -> impl IntoView {
    let locale = locale();
    let seen = BusinessZone::default().show(session.last_seen_at);
    view! {
        <li class="sessions__item">
            <Icon name="laptop" />
            <div class="sessions__text">
                <strong>{device(&session.agent).unwrap_or_else(|| i18n::accounts::session_device_unknown(locale).to_owned())}</strong>
                <span class="quiet">
                    {i18n::accounts::session_last_seen(locale, &seen)} " · "
                    {i18n::accounts::session_address(locale, &session.address)}
                </span>
            </div>
            {session
                .current
                .then(|| {
                    view! {
                        <span class="badge badge--good">
                            <Icon name="circle-check" />
                            {i18n::accounts::session_this(locale)}
                        </span>
                    }
                })}
        </li>
    }
}

/// Browser and system out of the long text that browsers send; the order matters, as each claims to be others too.
fn device(agent: &str) -> Option<String> {
    const BROWSERS: [(&str, &str); 5] =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (browser, system) => browser.or(system).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn names_what_people_know() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(device(chrome).as_deref(), Some("Chrome, Windows"));
        let safari = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
        assert_eq!(device(safari).as_deref(), Some("Safari, iPad"));
        assert_eq!(device("curl/8"), None);
    }
}
