//! What is done to an account from its row, each after a question.

use domain::user::UserRow;
use i18n::users;
use leptos::{prelude::*, task::spawn_local};

use super::link::Link;
use crate::{
    api::{
        ApiError,
        users::{block_user, delete_user, invite_user, read_user, unblock_user},
    },
    components::{ConfirmDialog, Dialog, Problem, SelectField},
    state::{Faults, Toast, locale, report, toasts},
};

/// What is asked about.
#[derive(Clone)]
pub enum Act {
    /// Keep out.
    Block(UserRow),
    /// Let in again.
    Unblock(UserRow),
    /// Make a new link.
    Invite(UserRow),
    /// Remove for good.
    Delete(UserRow),
}

/// The questions.
#[component]
pub fn Actions(
    /// What is asked about.
    act: RwSignal<Option<Act>>,
    /// Among whom a successor is chosen.
    rows: Resource<Result<Vec<UserRow>, ApiError>>,
    /// A link that was made.
    link: RwSignal<Option<Link>>,
    /// Something was done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let lock = RwSignal::new(None::<(UserRow, bool)>);
    let (asking, deleting) = (RwSignal::new(false), RwSignal::new(None::<(UserRow, u64)>));
    Effect::new(move || match act.get() {
        None => {}
        Some(Act::Block(row)) => {
            lock.set(Some((row, true)));
            asking.set(true);
        }
        Some(Act::Unblock(row)) => {
            lock.set(Some((row, false)));
            asking.set(true);
        }
        Some(Act::Invite(row)) => spawn_local(async move {
            match invite_user(row.id).await {
                Ok(token) => link.set(Some(Link { name: row.full_name, token })),
                Err(ApiError(error)) => report(&error),
            }
        }),
        Some(Act::Delete(row)) => spawn_local(async move {
            match read_user(row.id).await {
                Ok(detail) => deleting.set(Some((row, detail.customers))),
                Err(ApiError(error)) => report(&error),
            }
        }),
    });
    let words = move |block: fn(i18n::Locale, &str) -> String, unblock: fn(i18n::Locale, &str) -> String| {
        Signal::derive(move || {
            lock.with(|lock| {
                let (row, blocks) = lock.as_ref()?;
                Some(if *blocks { block(locale, &row.full_name) } else { unblock(locale, &row.full_name) })
            })
            .unwrap_or_default()
        })
    };
    let blocks = move || lock.with(|lock| lock.as_ref().is_none_or(|(_, blocks)| *blocks));
    let confirm = Callback::new(move |()| {
        let Some((row, blocks)) = lock.get_untracked() else { return };
        spawn_local(async move {
            let outcome = if blocks { block_user(row.id).await } else { unblock_user(row.id).await };
            match outcome {
                Ok(()) => {
                    let done = if blocks { users::blocked } else { users::unblocked };
                    toasts.show(Toast::done(done(locale, &row.full_name)));
                    changed.try_run(());
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    });
    view! {
        <ConfirmDialog
            open=asking
            title=words(users::block_title, users::unblock_title)
            text=Signal::derive(move || {
                if blocks() { users::block_text(locale) } else { users::unblock_text(locale) }.to_owned()
            })
            word=Signal::derive(move || {
                if blocks() { users::block_word(locale) } else { users::unblock_word(locale) }.to_owned()
            })
            on_confirm=confirm
        />
        <DeleteDialog deleting rows changed />
    }
}

/// Asks who takes over the customers, if there are any.
#[component]
fn DeleteDialog(
    deleting: RwSignal<Option<(UserRow, u64)>>,
    rows: Resource<Result<Vec<UserRow>, ApiError>>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let successor = RwSignal::new(String::new());
    let faults = Faults::default();
    Effect::new(move || {
        if deleting.with(Option::is_some) {
            successor.set(String::new());
            faults.clear();
            open.set(true);
        }
    });
    let title = Signal::derive(move || {
        deleting
            .with(|deleting| deleting.as_ref().map(|(row, _)| users::delete_title(locale, &row.full_name)))
            .unwrap_or_default()
    });
    let confirm = move |_| {
        let Some((row, _)) = deleting.get_untracked() else { return };
        busy.set(true);
        faults.clear();
        spawn_local(async move {
            let outcome = delete_user(row.id, successor.get_untracked().parse().ok()).await;
            busy.set(false);
            match outcome {
                Ok(()) => {
                    open.set(false);
                    toasts.show(Toast::done(users::deleted(locale, &row.full_name)));
                    changed.try_run(());
                }
                Err(ApiError(error)) => faults.take(error, &["successor"]),
            }
        });
    };
    let others = move |leaving: &UserRow| {
        let found = rows.get_untracked().and_then(Result::ok).unwrap_or_default();
        let others =
            found.into_iter().filter(|row| row.id != leaving.id && row.status == domain::user::UserStatus::Active);
        let others = others.map(|row| (row.id.to_string(), row.full_name));
        std::iter::once((String::new(), i18n::app::choose(locale).to_owned())).chain(others).collect::<Vec<_>>()
    };
    view! {
        <Dialog open title>
            <div class="dialog__body">
                <div class="form">
                    {move || faults.problem.get().map(|error| view! { <Problem error /> })}
                    <p>{users::delete_text(locale)}</p>
                    {move || {
                        let (row, customers) = deleting.get()?;
                        (customers > 0)
                            .then(|| {
                                view! {
                                    <SelectField
                                        name="successor"
                                        label=users::delete_successor(locale, customers)
                                        value=successor
                                        options=others(&row)
                                        required=true
                                        error=faults.of("successor")
                                    />
                                }
                            })
                    }}
                </div>
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {i18n::app::cancel(locale)}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    aria-busy=move || busy.get().to_string()
                    on:click=confirm
                >
                    {users::delete_word(locale)}
                </button>
            </div>
        </Dialog>
    }
}
