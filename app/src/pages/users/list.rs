//! `/config/users`

use domain::{
    permission::{Action, Placement, Resource as Subject},
    time::BusinessZone,
    user::{Locked, UserRow, UserStatus},
};
use i18n::{Locale, users};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use super::{
    actions::{Acts, DeleteDialog, Editing, LockDialog},
    filter::{UserFilterForm, read_filter},
    form::UserForm,
    link::LinkDialog,
};
use crate::{
    api::users::{list_users, user_choices},
    components::{Icon, RowButton, RowLink, ShortList, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{locale, viewer},
};

/// Where it is.
pub const ADDRESS: &str = "/config/users";

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

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let rows = Resource::new_blocking(move || filter.get(), list_users);
    let choices = Resource::new_blocking(|| (), |()| user_choices());
    let acts = Acts::default();
    let changed = Callback::new(move |()| rows.refetch());
    let action = may(Action::Create).then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| acts.editing.set(Some(Editing::New))
            >
                <Icon name="plus" />
                {users::create(locale)}
            </button>
        }
        .into_any()
    });
    view! {
        <TitledPage title=users::title(locale) note=users::text(locale) action>
            <Transition>
                {move || Suspend::new(async move {
                    let choices = choices.await.unwrap_or_default();
                    view! { <UserFilterForm choices /> }
                })}
            </Transition>
            <WhenLoaded data=rows show=Callback::new(move |found| view! { <Rows found acts /> }.into_any()) />
            <UserForm editing=acts.editing choices link=acts.link changed />
            <LockDialog locking=acts.locking changed />
            <DeleteDialog deleting=acts.deleting rows changed />
            <LinkDialog link=acts.link />
        </TitledPage>
    }
}

#[component]
fn Rows(found: Vec<UserRow>, acts: Acts) -> impl IntoView {
    let locale = locale();
    let heads = [
        ("cell--key", users::column_name(locale)),
        ("", users::column_status(locale)),
        ("", users::column_roles(locale)),
        ("", i18n::accounts::email(locale)),
        ("", users::column_phone(locale)),
        ("", users::branches(locale)),
        ("", users::departments(locale)),
        ("", users::column_last_seen(locale)),
    ];
    let count = users::count(locale, found.len() as u64);
    let rows = found.into_iter().map(|row| view! { <Row row acts /> }.into_any()).collect();
    view! { <ShortList label=users::title(locale) heads acts=true rows empty=users::empty(locale) count /> }
}

#[component]
fn Row(row: UserRow, acts: Acts) -> impl IntoView {
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
            <td>{row.branches.join(", ")}</td>
            <td>{row.departments.join(", ")}</td>
            <td>{seen}</td>
            <td class="cell--actions">
                <RowActions row acts />
            </td>
        </tr>
    }
}

/// What the asker may do with an account; what its state forbids says why.
#[component]
fn RowActions(row: UserRow, acts: Acts) -> impl IntoView {
    let locale = locale();
    let (id, name) = (row.id, row.full_name.clone());
    let reason = row.locked.map(|locked| locked_words(locale, locked));
    let blocked = row.status == UserStatus::Blocked;
    let may_here = |action| may_at(action, &row.placement);
    let edit = may_here(Action::Edit).then(|| {
        view! {
            <RowButton
                icon="pencil"
                label=users::edit(locale, &name)
                forbidden=reason.filter(|_| row.locked == Some(Locked::HoldsMore))
                on_press=Callback::new(move |()| acts.edit(id))
            />
        }
    });
    let lock = may_here(Action::Edit).then(|| {
        let (icon, label) =
            if blocked { ("lock-open", users::unblock(locale, &name)) } else { ("lock", users::block(locale, &name)) };
        let row = row.clone();
        let press = Callback::new(move |()| acts.lock(row.clone()));
        view! { <RowButton icon label forbidden=reason on_press=press /> }
    });
    let (invites, deletes) = (may_here(Action::Edit) && !blocked, may_here(Action::Delete));
    let invite = invites.then(|| {
        let press = Callback::new(move |()| acts.invite(row.clone()));
        view! { <RowButton icon="link" label=users::invite(locale, &name) forbidden=reason on_press=press /> }
    });
    let delete = deletes.then(|| {
        let press = Callback::new(move |()| acts.delete(id));
        view! {
            <RowButton
                icon="trash-2"
                label=users::delete(locale, &name)
                danger=true
                forbidden=reason
                on_press=press
            />
        }
    });
    view! {
        <div class="row-actions">
            <RowLink icon="key-round" label=users::grant(locale, &name) href=format!("{ADDRESS}/{id}") />
            {edit}
            {lock}
            {invite}
            {delete}
        </div>
    }
}

fn may(action: Action) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Users))
}

/// Whether it is granted for an account that stands there.
pub fn may_at(action: Action, at: &Placement) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may_at(action, Subject::Users, at))
}

/// Why an account cannot be changed.
pub fn locked_words(locale: Locale, locked: Locked) -> &'static str {
    match locked {
        Locked::Own => users::locked_own(locale),
        Locked::HoldsMore => users::locked_holds_more(locale),
    }
}
