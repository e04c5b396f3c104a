//! The frame around every page: the spine with the menu, the top line with the search, and what is announced.

use domain::{
    account::Viewer,
    permission::{self, Action},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::{Avatar, Icon, SearchBox, SignInAgainDialog, ToastList};
use crate::{
    api::accounts::sign_out,
    state::{locale, viewer},
};

/// An entry of the menu.
struct Entry {
    address: &'static str,
    icon: &'static str,
    word: &'static str,
    /// What must be granted to see it.
    cell: Option<(Action, permission::Resource)>,
}

fn customers() -> [Entry; 1] {
    [Entry {
        address: "/customers/individuals",
        icon: "user",
        word: i18n::menu::individuals(locale()),
        cell: Some((Action::View, permission::Resource::Individuals)),
    }]
}

fn data() -> [Entry; 2] {
    [
        Entry {
            address: "/import",
            icon: "file-up",
            word: i18n::menu::import(locale()),
            cell: Some((Action::Import, permission::Resource::Individuals)),
        },
        Entry {
            address: "/trash",
            icon: "trash-2",
            word: i18n::menu::trash(locale()),
            cell: Some((Action::Delete, permission::Resource::Individuals)),
        },
    ]
}

fn configuration() -> [Entry; 5] {
    let entry = |address, icon, word, resource| Entry { address, icon, word, cell: Some((Action::View, resource)) };
    let locale = locale();
    [
        entry("/config/users", "users", i18n::menu::users(locale), permission::Resource::Users),
        entry("/config/roles", "shield", i18n::menu::roles(locale), permission::Resource::Roles),
        entry("/config/branches", "map-pin", i18n::menu::branches(locale), permission::Resource::Branches),
        entry("/config/departments", "users-round", i18n::menu::departments(locale), permission::Resource::Departments),
        entry("/config/audit", "history", i18n::menu::audit(locale), permission::Resource::Audit),
    ]
}

/// Spine, top line and page; of somebody who is not signed in the page alone.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let Some(viewer) = viewer() else {
        return children().into_any();
    };
    let locale = locale();
    view! {
        <a class="skip-link" href="#main">
            {i18n::app::skip_to_content(locale)}
        </a>
        <div class="app">
            <nav class="spine" aria-label=i18n::app::main_menu(locale)>
                <a class="spine__brand" href="/">
                    <img src="/favicon.svg" alt="" width="24" height="24" />
                    <span class="spine__brand-word">{i18n::app::name(locale)}</span>
                </a>
                <ul class="spine__list">
                    <MenuEntry entry=Entry { address: "/", icon: "house", word: i18n::menu::home(locale), cell: None } />
                </ul>
                <MenuGroup heading=i18n::menu::customers(locale) entries=allowed(&viewer, customers()) />
                <MenuGroup heading=i18n::menu::data(locale) entries=allowed(&viewer, data()) />
                <MenuGroup heading=i18n::menu::configuration(locale) entries=allowed(&viewer, configuration()) />
            </nav>
            <header class="topline">
                <SearchBox id="search" />
                <div class="topline__tools">
                    <AccountMenu viewer />
                </div>
            </header>
            {children()}
        </div>
        <div class="banner banner--warn banner--live" role="status" data-live-lost hidden>
            <Icon name="wifi-off" />
            <div class="banner__text">{i18n::app::offline_text(locale)}</div>
        </div>
        <ToastList />
        <SignInAgainDialog />
    }
    .into_any()
}

fn allowed<const N: usize>(viewer: &Viewer, entries: [Entry; N]) -> Vec<Entry> {
    let may = |entry: &Entry| entry.cell.is_none_or(|(action, resource)| viewer.principal.may(action, resource));
    entries.into_iter().filter(may).collect()
}

#[component]
fn MenuGroup(heading: &'static str, entries: Vec<Entry>) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        view! {
            <h2 class="spine__heading">{heading}</h2>
            <ul class="spine__list">
                {entries.into_iter().map(|entry| view! { <MenuEntry entry /> }).collect_view()}
            </ul>
        }
    })
}

#[component]
fn MenuEntry(entry: Entry) -> impl IntoView {
    let path = use_location().pathname;
    let address = entry.address;
    let current = move || {
        let path = path.get();
        let here =
            if address == "/" { path == "/" } else { path == address || path.starts_with(&format!("{address}/")) };
        here.then_some("page")
    };
    view! {
        <li>
            <a class="spine__item" href=address title=entry.word aria-current=current>
                <Icon name=entry.icon />
                <span class="spine__word">{entry.word}</span>
            </a>
        </li>
    }
}

#[component]
fn AccountMenu(viewer: Viewer) -> impl IntoView {
    let locale = locale();
    let leave = move |_| {
        spawn_local(async {
            // Whatever the answer, the next page tells the truth.
            let _ = sign_out().await;
            let _ = window().location().assign("/login");
        });
    };
    view! {
        <details class="menu menu--end">
            <summary
                class="icon-button icon-button--control"
                aria-label=i18n::app::account(locale, &viewer.full_name)
            >
                <Avatar name=viewer.full_name.clone() />
            </summary>
            <div class="menu__list">
                <p class="menu__head">
                    <strong>{viewer.full_name}</strong>
                    {viewer.email}
                </p>
                <hr class="menu__rule" />
                <a class="menu__item" href="/profile">
                    <Icon name="circle-user" />
                    {i18n::menu::profile(locale)}
                </a>
                <hr class="menu__rule" />
                <button type="button" class="menu__item" on:click=leave>
                    <Icon name="log-out" />
                    {i18n::menu::sign_out(locale)}
                </button>
            </div>
        </details>
    }
}
