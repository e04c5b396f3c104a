//! The frame around every page: the spine with the menu, the top line with the search, and what is announced.

use domain::account::Viewer;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::{
    Avatar, ConfirmIdentityDialog, Icon, Late, SearchBox, SignInAgainDialog, ToastList,
    keys::by_keyboard,
    menu::{Entry, home, menu},
};
use crate::{
    api::accounts::{sign_out, stop_seeing},
    state::{locale, viewer},
};

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
    let notice = notice(&viewer);
    let (finding, helping) = (RwSignal::new(false), RwSignal::new(false));
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
                    <MenuEntry entry=home() />
                </ul>
                {menu().map(|(heading, entries)| view! { <MenuGroup heading entries /> })}
            </nav>
            <header class="topline">
                <SearchBox id="search" />
                <div class="topline__tools">
                    <button
                        type="button"
                        class="icon-button icon-button--control"
                        aria-label=i18n::keys::palette(locale)
                        title=i18n::keys::palette_title(locale)
                        aria-keyshortcuts="Control+K Meta+K"
                        on:click=move |_| finding.set(true)
                    >
                        <Icon name="command" />
                    </button>
                    <AccountMenu viewer helping />
                </div>
            </header>
            {notice}
            {children()}
        </div>
        <Late
            wanted=Signal::derive(move || finding.get() || helping.get())
            part=move || by_keyboard(finding, helping)
        />
        <ToastList />
        <SignInAgainDialog />
        <ConfirmIdentityDialog />
    }
    .into_any()
}

/// What concerns every page: that somebody only looks at what another person sees, or that an unknown browser signed in.
fn notice(viewer: &Viewer) -> Option<AnyView> {
    let locale = locale();
    let name = &viewer.full_name;
    let seeing = viewer.seen_by.is_some();
    let (class, icon, text, word) = match &viewer.seen_by {
        Some(bearer) => (
            "banner banner--warn notice",
            "eye",
            i18n::accounts::seeing(locale, bearer, name),
            i18n::accounts::seeing_stop(locale),
        ),
        None if viewer.alerts > 0 => (
            "banner banner--danger notice",
            "triangle-alert",
            i18n::accounts::alerts(locale, viewer.alerts),
            i18n::accounts::alerts_look(locale),
        ),
        None => return None,
    };
    let act = move |_| {
        if seeing {
            leave(Ending::Seeing, "/config/users");
        } else {
            let _ = window().location().assign("/profile");
        }
    };
    let notice = view! {
        <div class=class role="status">
            <Icon name=icon />
            <div class="banner__text">{text}</div>
            <button type="button" class="button" on:click=act>
                {word}
            </button>
        </div>
    };
    Some(notice.into_any())
}

/// What a button of the frame ends.
#[derive(Clone, Copy)]
enum Ending {
    /// The session.
    SignedIn,
    /// Looking as another person.
    Seeing,
}

/// Ends something, and begins anew elsewhere.
fn leave(what: Ending, address: &'static str) {
    spawn_local(async move {
        end(what).await;
        let _ = window().location().assign(address);
    });
}

/// Asks the server to end it, in a chunk of its own. Whatever the answer, the next document tells the truth.
#[lazy]
async fn end(what: Ending) {
    let _ = match what {
        Ending::SignedIn => sign_out().await,
        Ending::Seeing => stop_seeing().await,
    };
}

/// What of a part of the menu the visitor may open; without anything the heading goes too.
#[component]
fn MenuGroup(heading: &'static str, entries: Vec<Entry>) -> impl IntoView {
    move || {
        let allowed: Vec<_> = entries.iter().filter(|entry| entry.is_open()).cloned().collect();
        (!allowed.is_empty()).then(|| {
            view! {
                <h2 class="spine__heading">{heading}</h2>
                <ul class="spine__list">
                    {allowed.into_iter().map(|entry| view! { <MenuEntry entry /> }).collect_view()}
                </ul>
            }
        })
    }
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
fn AccountMenu(viewer: Viewer, helping: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
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
                <button
                    type="button"
                    class="menu__item"
                    aria-keyshortcuts="?"
                    on:click=move |_| helping.set(true)
                >
                    <Icon name="keyboard" />
                    {i18n::keys::title(locale)}
                </button>
                <hr class="menu__rule" />
                <button type="button" class="menu__item" on:click=move |_| leave(Ending::SignedIn, "/login")>
                    <Icon name="log-out" />
                    {i18n::menu::sign_out(locale)}
                </button>
            </div>
        </details>
    }
}
