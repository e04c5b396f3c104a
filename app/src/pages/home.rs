//! `/`

use domain::{
    customer::{CustomerRow, Directory, Field},
    list::ListState,
    permission::{self, Action},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use crate::{
    api::{ApiError, customers::list_customers},
    components::{Avatar, Icon, Problem, SearchBox},
    state::{locale, viewer},
};

/// How many of the newest customers are shown.
const RECENT: usize = 8;

/// A search box, and the customers that were added last.
pub struct HomePage;

#[lazy_route]
impl LazyRoute for HomePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let viewer = viewer();
        let may_view =
            viewer.as_ref().is_some_and(|viewer| viewer.principal.may(Action::View, permission::Resource::Individuals));
        let name = viewer.map(|viewer| viewer.full_name).unwrap_or_default();
        view! {
            <Title text=i18n::menu::home(locale) />
            <main class="page" id="main">
                <div class="home">
                    <h1 class="home__hello">{i18n::menu::welcome(locale, &name)}</h1>
                    <div class="home__search">
                        <SearchBox id="home-search" />
                    </div>
                    {may_view.then(|| view! { <Recent /> })}
                </div>
            </main>
        }
        .into_any()
    }
}

#[component]
fn Recent() -> impl IntoView {
    let locale = locale();
    let recent = Resource::new_blocking(|| (), |()| list_customers(ListState::default()));
    view! {
        <section class="section">
            <div class="section__head">
                <h2 class="section__title">{i18n::menu::recent_customers(locale)}</h2>
            </div>
            <Suspense fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match recent.await {
                        Ok(page) if page.rows.is_empty() => view! { <NoCustomers /> }.into_any(),
                        Ok(page) => {
                            view! {
                                <ul class="home__list">
                                    {page.rows.into_iter().take(RECENT).map(|row| view! { <Entry row /> }).collect_view()}
                                </ul>
                            }
                                .into_any()
                        }
                        Err(ApiError(error)) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Suspense>
        </section>
    }
}

#[component]
fn Entry(row: CustomerRow) -> impl IntoView {
    let value = |field| row.values.get(&field).cloned().unwrap_or_default();
    let (code, name) = (value(Field::Code), value(Field::Name));
    let address = Directory::Individuals.address_of(&code);
    view! {
        <li>
            <a class="home__entry" href=address>
                <Avatar name=name.clone() />
                <span>{name}</span>
                <span>{code}</span>
            </a>
        </li>
    }
}

/// What a new installation begins with.
#[component]
fn NoCustomers() -> impl IntoView {
    let locale = locale();
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, permission::Resource::Individuals));
    view! {
        <div class="empty">
            <p class="empty__text">{i18n::customers::empty(locale)}</p>
            <div class="buttons">
                {may(Action::Import)
                    .then(|| {
                        view! {
                            <a class="button" href="/import">
                                <Icon name="file-up" />
                                {i18n::menu::import(locale)}
                            </a>
                        }
                    })}
                {may(Action::Create)
                    .then(|| {
                        view! {
                            <a class="button button--primary" href="/customers/individuals?new=1">
                                <Icon name="plus" />
                                {i18n::directories::individuals_create(locale)}
                            </a>
                        }
                    })}
            </div>
        </div>
    }
}
