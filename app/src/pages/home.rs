//! `/`

use domain::{
    account::Viewer,
    customer::{CustomerRow, Directory, Field},
    list::ListState,
    permission::Action,
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
        let lists: Vec<Directory> = viewer.iter().flat_map(Viewer::lists).collect();
        let first = lists.first().copied();
        let within = RwSignal::new(first);
        let name = viewer.map(|viewer| viewer.full_name).unwrap_or_default();
        view! {
            <Title text=i18n::menu::home(locale) />
            <main class="page" id="main">
                <div class="home">
                    <h1 class="home__hello">{i18n::menu::welcome(locale, &name)}</h1>
                    <div class="home__search">
                        {(lists.len() > 1).then(|| view! { <KindSelect lists within /> })}
                        <SearchBox id="home-search" within />
                    </div>
                    {first.map(|directory| view! { <Recent directory /> })}
                </div>
            </main>
        }
        .into_any()
    }
}

/// Which customers are looked for.
#[component]
fn KindSelect(lists: Vec<Directory>, within: RwSignal<Option<Directory>>) -> impl IntoView {
    let locale = locale();
    let option = move |directory: Directory| {
        let word = i18n::resources::by_code(locale, directory.key());
        view! {
            <option value=directory.key() selected=move || within.get() == Some(directory)>
                {word}
            </option>
        }
    };
    view! {
        <select
            class="select"
            aria-label=i18n::menu::search_kind(locale)
            on:change:target=move |event| within.set(Directory::from_key(&event.target().value()))
        >
            {lists.into_iter().map(option).collect_view()}
            <option value="">{i18n::kinds::all(locale)}</option>
        </select>
    }
}

#[component]
fn Recent(directory: Directory) -> impl IntoView {
    let locale = locale();
    let recent = Resource::new_blocking(|| (), move |()| list_customers(ListState::whole(directory)));
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
                        Ok(page) if page.rows.is_empty() => view! { <NoCustomers directory /> }.into_any(),
                        Ok(page) => {
                            view! {
                                <ul class="home__list">
                                    {page.rows.into_iter().take(RECENT).map(|row| view! { <Entry directory row /> }).collect_view()}
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
fn Entry(directory: Directory, row: CustomerRow) -> impl IntoView {
    let value = |field| row.values.get(&field).cloned().unwrap_or_default();
    let (code, name) = (value(Field::Code), value(Field::Name));
    let address = if code.is_empty() { directory.address_of(&row.id.to_string()) } else { directory.address_of(&code) };
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
fn NoCustomers(directory: Directory) -> impl IntoView {
    let locale = locale();
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, directory.resource()));
    view! {
        <div class="empty">
            <p class="empty__text">{i18n::customers::empty(locale)}</p>
            <div class="buttons">
                {(directory == Directory::Individuals && may(Action::Import))
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
                            <a class="button button--primary" href=format!("{}?new=1", directory.address())>
                                <Icon name="plus" />
                                {i18n::directories::by_code(locale, &format!("{}_create", directory.key()))}
                            </a>
                        }
                    })}
            </div>
        </div>
    }
}
