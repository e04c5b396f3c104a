//! Where the own account is signed in.

use domain::{
    account::{OwnSession, SignInAlert},
    time::BusinessZone,
};
use i18n::accounts;
use leptos::prelude::*;

use crate::{
    api::{
        ApiError,
        accounts::{dismiss_alerts, end_other_sessions, end_session, own_sessions, sign_in_alerts},
    },
    components::{Icon, Problem, RowButton},
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
            toasts.show(Toast::done(accounts::sessions_none_other(locale)));
            Ok(())
        });
    };
    let changed = Callback::new(move |()| sessions.refetch());
    view! {
        <p>{accounts::sessions_text(locale)}</p>
        <Alerts />
        <Transition>
            {move || Suspend::new(async move {
                match sessions.await {
                    Ok(list) => {
                        view! {
                            <ul class="sessions">
                                {list
                                    .into_iter()
                                    .map(|session| view! { <SessionItem session changed /> })
                                    .collect_view()}
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
                {accounts::sign_out_others(locale)}
            </button>
        </div>
    }
}

/// Sign-ins from browsers that were not known.
#[component]
fn Alerts() -> impl IntoView {
    let locale = locale();
    let alerts = Resource::new_blocking(|| (), |()| sign_in_alerts());
    let known = move |_| {
        attempt(async move {
            dismiss_alerts().await?;
            alerts.refetch();
            Ok(())
        });
    };
    let item = move |alert: SignInAlert| {
        let time = BusinessZone::default().show(alert.at);
        let words = accounts::alert_at(locale, &alert.address, &time);
        view! { <li>{device(&alert.agent)} " " <span class="quiet">{words}</span></li> }
    };
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let found = alerts.await.unwrap_or_default();
                (!found.is_empty())
                    .then(|| {
                        view! {
                            <div class="banner banner--danger">
                                <Icon name="triangle-alert" />
                                <div class="banner__text">
                                    <strong>{accounts::alerts(locale, found.len() as u64)}</strong>
                                    <ul>{found.into_iter().map(item).collect_view()}</ul>
                                    <p>{accounts::alerts_text(locale)}</p>
                                </div>
                                <div class="banner__actions">
                                    <button type="button" class="button" on:click=known>
                                        {accounts::alerts_known(locale)}
                                    </button>
                                </div>
                            </div>
                        }
                    })
            })}
        </Transition>
    }
}

#[component]
fn SessionItem(session: OwnSession, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let id = session.id;
    let end = Callback::new(move |()| {
        attempt(async move {
            end_session(id).await?;
            toasts.show(Toast::done(accounts::session_ended(locale)));
            changed.try_run(());
            Ok(())
        });
    });
    let seen = BusinessZone::default().show(session.last_seen_at);
    view! {
        <li class="sessions__item">
            <Icon name="laptop" />
            <div class="sessions__text">
                <strong>{device(&session.agent).unwrap_or_else(|| accounts::session_device_unknown(locale).to_owned())}</strong>
                <span class="quiet">
                    {accounts::session_last_seen(locale, &seen)} " · "
                    {accounts::session_address(locale, &session.address)}
                </span>
            </div>
            {if session.current {
                view! {
                    <span class="badge badge--good">
                        <Icon name="circle-check" />
                        {accounts::session_this(locale)}
                    </span>
                }
                    .into_any()
            } else {
                view! { <RowButton icon="log-out" label=accounts::sign_out_this(locale).to_owned() on_press=end /> }
                    .into_any()
            }}
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
