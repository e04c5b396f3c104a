//! `/config/users`

use domain::{
    permission::{Action, Resource as Subject},
    time::BusinessZone,
    user::{Locked, UserFilter, UserRow, UserStatus},
};
use i18n::{Locale, users};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_query_map},
    lazy_route,
    params::ParamsMap,
};

use super::{
    actions::{Act, Actions},
    form::UserForm,
    link::{Link, LinkDialog},
};
use crate::{
    api::{
        ApiError,
        users::{list_users, user_choices},
    },
    components::{Icon, Problem, SelectField, TextField},
    pages::forbidden,
    state::{locale, viewer},
};

const ADDRESS: &str = "/config/users";

/// The list of members of staff.
pub struct UserListPage;

#[lazy_route]
impl LazyRoute for UserListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::View, Subject::Users)) {
            Some(problem) => problem,
            None => view! { <List /> }.into_any(),
        }
    }
}

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new account.
    New,
    /// This one.
    Account(UserRow),
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let rows = Resource::new_blocking(move || filter.get(), list_users);
    let choices = Resource::new_blocking(|| (), |()| user_choices());
    let editing = RwSignal::new(None::<Editing>);
    let act = RwSignal::new(None::<Act>);
    let link = RwSignal::new(None::<Link>);
    let changed = Callback::new(move |()| rows.refetch());
    let may_create = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Users));
    view! {
        <Title text=users::title(locale) />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{users::title(locale)}</h1>
                <p class="page__note">{users::text(locale)}</p>
                <div class="page__actions">
                    {may_create
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button button--primary"
                                    on:click=move |_| editing.set(Some(Editing::New))
                                >
                                    <Icon name="plus" />
                                    {users::create(locale)}
                                </button>
                            }
                        })}
                </div>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    let choices = choices.await.unwrap_or_default();
                    let roles = choices.roles.iter().map(|role| (role.id.to_string(), role.name.clone())).collect();
                    view! { <FilterRow filter roles /> }
                })}
            </Transition>
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(found) => Either::Left(view! { <Rows found editing act /> }),
                        Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                    }
                })}
            </Transition>
            <UserForm editing choices link changed />
            <Actions act rows link changed />
            <LinkDialog link />
        </main>
    }
}

fn read_filter(query: &ParamsMap) -> UserFilter {
    let text = |key| query.get(key).unwrap_or_default();
    UserFilter { text: text("q"), role: text("role").parse().ok(), status: UserStatus::from_key(&text("status")) }
}

/// Works without scripts, too: a form that is sent.
#[component]
fn FilterRow(filter: Memo<UserFilter>, roles: Vec<(String, String)>) -> impl IntoView {
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

#[component]
fn Rows(found: Vec<UserRow>, editing: RwSignal<Option<Editing>>, act: RwSignal<Option<Act>>) -> impl IntoView {
    let locale = locale();
    if found.is_empty() {
        return view! { <p class="quiet">{users::empty(locale)}</p> }.into_any();
    }
    let count = found.len() as u64;
    let heads = [
        ("cell--key", users::column_name(locale)),
        ("", users::column_status(locale)),
        ("", users::column_roles(locale)),
        ("", i18n::accounts::email(locale)),
        ("", users::column_phone(locale)),
        ("", users::column_branch(locale)),
        ("", users::column_last_seen(locale)),
    ];
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=users::title(locale)>
                <table class="table">
                    <thead>
                        <tr>
                            {heads
                                .map(|(class, word)| view! { <th scope="col" class=class>{word}</th> })
                                .collect_view()}
                            <th scope="col" class="cell--actions">
                                <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{found.into_iter().map(|row| view! { <Row row editing act /> }).collect_view()}</tbody>
                </table>
            </div>
            <div class="list__foot">
                <p class="list__count" role="status">
                    {users::count(locale, count)}
                </p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: UserRow, editing: RwSignal<Option<Editing>>, act: RwSignal<Option<Act>>) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = match row.status {
        UserStatus::Active if row.online => ("badge badge--good", "circle", users::online(locale)),
        UserStatus::Active => ("badge", "circle-check", users::status_active(locale)),
        UserStatus::Invited => ("badge badge--accent", "mail", users::status_invited(locale)),
        UserStatus::Blocked => ("badge badge--bad", "lock", users::status_blocked(locale)),
    };
    let seen = row.last_seen_at.map_or_else(|| users::never(locale).to_owned(), |at| BusinessZone::default().show(at));
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=format!("{ADDRESS}/{}", row.id)>{row.full_name.clone()}</a>
                " "
                {(row.locked == Some(Locked::Own))
                    .then(|| view! { <span class="badge">{users::you(locale)}</span> })}
            </th>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            <td>{row.roles.join(", ")}</td>
            <td>{row.email.clone()}</td>
            <td>{domain::value::national(&row.phone)}</td>
            <td>{row.branch.clone()}</td>
            <td>{seen}</td>
            <td class="cell--actions">
                <RowActions row editing act />
            </td>
        </tr>
    }
}

/// What the asker may do with an account; what its state forbids says why.
#[component]
fn RowActions(row: UserRow, editing: RwSignal<Option<Editing>>, act: RwSignal<Option<Act>>) -> impl IntoView {
    let locale = locale();
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Users));
    let name = row.full_name.clone();
    let reason = row.locked.map(|locked| locked_words(locale, locked));
    let blocked = row.status == UserStatus::Blocked;
    let button = move |words: String, icon: &'static str, danger: bool, forbidden: Option<&'static str>, press: Act| {
        let title = forbidden.map_or_else(|| words.clone(), str::to_owned);
        view! {
            <button
                type="button"
                class="icon-button"
                class:icon-button--danger=danger
                aria-label=words
                title=title
                aria-disabled=forbidden.is_some().to_string()
                on:click=move |_| {
                    if forbidden.is_none() {
                        act.set(Some(press.clone()));
                    }
                }
            >
                <Icon name=icon />
            </button>
        }
    };
    let edit_row = row.clone();
    let edit = may(Action::Edit).then(|| {
        let more = row.locked == Some(Locked::HoldsMore);
        let (words, forbidden) = (users::edit(locale, &name), reason.filter(|_| more));
        let title = forbidden.map_or_else(|| words.clone(), str::to_owned);
        view! {
            <button
                type="button"
                class="icon-button"
                aria-label=words
                title=title
                aria-disabled=more.to_string()
                on:click=move |_| {
                    if !more {
                        editing.set(Some(Editing::Account(edit_row.clone())));
                    }
                }
            >
                <Icon name="pencil" />
            </button>
        }
    });
    let lock = may(Action::Edit).then(|| {
        if blocked {
            button(users::unblock(locale, &name), "lock", false, reason, Act::Unblock(row.clone()))
        } else {
            button(users::block(locale, &name), "lock-open", false, reason, Act::Block(row.clone()))
        }
    });
    let invite = (may(Action::Edit) && !blocked)
        .then(|| button(users::invite(locale, &name), "link", false, reason, Act::Invite(row.clone())));
    let delete = may(Action::Delete)
        .then(|| button(users::delete(locale, &name), "trash-2", true, reason, Act::Delete(row.clone())));
    view! {
        <div class="row-actions">
            <a
                class="icon-button"
                href=format!("{ADDRESS}/{}", row.id)
                aria-label=users::grant(locale, &name)
                title=users::grant(locale, &name)
            >
                <Icon name="key-round" />
            </a>
            {edit}
            {lock}
            {invite}
            {delete}
        </div>
    }
}

/// Why an account cannot be changed.
pub fn locked_words(locale: Locale, locked: Locked) -> &'static str {
    match locked {
        Locked::Own => users::locked_own(locale),
        Locked::HoldsMore => users::locked_holds_more(locale),
    }
}

fn status_word(locale: Locale, status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => users::status_active(locale),
        UserStatus::Invited => users::status_invited(locale),
        UserStatus::Blocked => users::status_blocked(locale),
    }
}
