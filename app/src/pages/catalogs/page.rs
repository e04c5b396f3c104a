//! The page: a tab per catalog, each with an address of its own.

use domain::{
    AppError,
    permission::{Action, Resource as Subject},
    value::Catalog,
};
use i18n::catalog_values as words;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

use super::{add::Add, row::Row, values::Values};
use crate::{
    api::{ApiError, catalogs::list_catalog},
    components::{ProblemPage, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{changes, locale, on_change_of},
};

/// `/config/catalogs/{catalog}`; without one, the first.
pub struct CatalogPage;

#[lazy_route]
impl LazyRoute for CatalogPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Catalogs)).unwrap_or_else(|| view! { <Tabs /> }.into_any())
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let locale = locale();
    let params = use_params_map();
    let catalog = Memo::new(move |_| match params.read().get("catalog") {
        Some(key) => Catalog::from_key(&key),
        None => Catalog::ALL.first().copied(),
    });
    let tab = move |of: &Catalog| {
        let of = *of;
        let current = move || (catalog.get() == Some(of)).then_some("page");
        view! {
            <a class="tabs__item" href=format!("/config/catalogs/{}", of.key()) aria-current=current>
                {name(of)}
            </a>
        }
    };
    let found = Resource::new_blocking(
        move || catalog.get(),
        |catalog| async move {
            // Sets the status too: the error is made on the server.
            let catalog = catalog.ok_or_else(|| ApiError::from(AppError::NotFound))?;
            Ok((catalog, list_catalog(catalog).await?))
        },
    );
    let show = Callback::new(move |(catalog, list)| {
        let values = Values::new(catalog, list);
        changes().on_each(move || values.reload());
        on_change_of(Subject::Catalogs, move || values.reload());
        view! { <Table values /> }.into_any()
    });
    let known = move || catalog.get().is_some();
    view! {
        <Show
            when=known
            fallback=|| {
                view! {
                    <main class="page" id="main">
                        <ProblemPage error=AppError::NotFound />
                    </main>
                }
            }
        >
            <TitledPage title=i18n::menu::catalogs(locale) note=words::text(locale)>
                <nav class="tabs tabs--wrap" aria-label=words::tabs(locale)>
                    {Catalog::ALL.iter().map(tab).collect_view()}
                </nav>
                <WhenLoaded data=found show />
            </TitledPage>
        </Show>
    }
}

/// The name of a catalog.
pub fn name(catalog: Catalog) -> &'static str {
    i18n::catalogs::by_code(locale(), catalog.key()).unwrap_or_default()
}

/// The values, and under them the row for a new one.
#[component]
fn Table(values: Values) -> impl IntoView {
    let locale = locale();
    let (edits, adds) = (values.may(Action::Edit), values.may(Action::Create));
    let ids = move || values.list.with(|list| list.iter().map(|value| value.id).collect::<Vec<_>>());
    view! {
        <section class="catalog" class:catalog--spans=values.catalog.has_span() aria-label=name(values.catalog)>
            <Show when=move || values.list.with(Vec::is_empty)>
                <p class="quiet">{words::empty(locale)}</p>
            </Show>
            <ol class="catalog__list" aria-label=words::list(locale, name(values.catalog))>
                <For each=ids key=|id| *id children=move |id| view! { <Row values id /> } />
            </ol>
            {adds.then(|| view! { <Add values /> })}
        </section>
        {edits.then(|| view! { <p class="quiet">{words::order_help(locale)}</p> })}
    }
}
