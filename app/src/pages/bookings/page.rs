//! `/bookings`, `/bookings/list` and `/bookings/timeline`

use domain::{
    permission::{Action, Resource as Subject},
    space::SpaceRow,
};
use i18n::bookings;
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
    lazy_route,
};

use super::{
    LIST, TIMELINE,
    acts::{Desk, DeskDialogs},
    draft::Wish,
    form::Editing,
    list::{ListView, listed},
    timeline::{TimelineView, timeline},
    today::{TodayView, today},
};
use crate::{
    api::spaces::list_spaces,
    components::{Icon, TitledPage},
    pages::{NotFound, forbidden},
    state::{locale, viewer},
};

/// The bookings, each way to look at them with an address of its own.
pub struct BookingsPage;

#[lazy_route]
impl LazyRoute for BookingsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        if let Some(problem) = forbidden((Action::View, Subject::Bookings)) {
            return problem;
        }
        let params = use_params_map();
        let shown = Memo::new(move |_| params.with(|params| params.get("view")));
        (move || match shown.get().as_deref() {
            None => view! { <TodayPage /> }.into_any(),
            Some("list") => view! { <ListPage /> }.into_any(),
            Some("timeline") => {
                forbidden((Action::View, Subject::Spaces)).unwrap_or_else(|| view! { <TimelinePage /> }.into_any())
            }
            Some(_) => view! { <NotFound /> }.into_any(),
        })
        .into_any()
    }
}

fn may(action: Action, resource: Subject) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, resource))
}

/// The spaces, for those who may see them.
fn spaces() -> Resource<Vec<SpaceRow>> {
    let seen = may(Action::View, Subject::Spaces);
    Resource::new_blocking(
        || (),
        move |()| async move {
            if !seen {
                return Vec::new();
            }
            list_spaces().await.map(|list| list.spaces).unwrap_or_default()
        },
    )
}

#[component]
fn TodayPage() -> impl IntoView {
    let (found, changed) = today();
    let desk = Desk::new(changed);
    view! {
        <Frame desk address="/bookings">
            <TodayView found desk />
        </Frame>
    }
}

#[component]
fn ListPage() -> impl IntoView {
    let (found, changed) = listed();
    let desk = Desk::new(changed);
    let spaces = spaces();
    view! {
        <Frame desk address=LIST>
            <Transition>
                {move || Suspend::new(async move {
                    let spaces = spaces.await;
                    view! { <ListView found spaces desk /> }
                })}
            </Transition>
        </Frame>
    }
}

#[component]
fn TimelinePage() -> impl IntoView {
    let (found, changed) = timeline();
    let desk = Desk::new(changed);
    let spaces = spaces();
    view! {
        <Frame desk address=TIMELINE>
            <Transition>
                {move || Suspend::new(async move {
                    let spaces = spaces.await;
                    view! { <TimelineView found spaces desk /> }
                })}
            </Transition>
        </Frame>
    }
}

/// Title, the ways to look at bookings, and what may be done.
#[component]
fn Frame(desk: Desk, address: &'static str, children: Children) -> impl IntoView {
    let locale = locale();
    let may_book = may(Action::Create, Subject::Bookings) && may(Action::View, Subject::Spaces);
    // The address may name the space that is to be booked.
    let query = use_query_map();
    let action = may_book.then(|| {
        let book = move |_| {
            let space = query.with_untracked(|query| query.get("space")).and_then(|id| id.parse().ok());
            desk.editing.set(Some(Editing::New(Wish { space, ..Wish::default() })));
        };
        view! {
            <button type="button" class="button button--primary" aria-keyshortcuts="n" on:click=book>
                <Icon name="plus" />
                {bookings::create(locale)}
            </button>
        }
        .into_any()
    });
    let mut tabs = vec![("/bookings", bookings::view_today(locale)), (LIST, bookings::view_list(locale))];
    if may(Action::View, Subject::Spaces) {
        tabs.push((TIMELINE, bookings::view_timeline(locale)));
    }
    let tab = move |(href, word): (&'static str, &'static str)| {
        view! {
            <a class="tabs__item" href=href aria-current=(href == address).then_some("page")>
                {word}
            </a>
        }
    };
    view! {
        <TitledPage title=bookings::title(locale) action>
            <nav class="tabs" aria-label=bookings::views(locale)>
                {tabs.into_iter().map(tab).collect_view()}
            </nav>
            {children()}
            <DeskDialogs desk />
        </TitledPage>
    }
}
