//! `/services`

use domain::{
    CatalogValueId,
    customer::Named,
    extra_service::{ServiceFilter, ServicePage, ServiceStatus},
    permission::{Action, Resource as Subject},
};
use i18n::extra_services;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route, params::ParamsMap};

use super::{
    desk::{Desk, Editing},
    dialogs::DeskDialogs,
    rows::Rows,
    words,
};
use crate::{
    api::{
        ApiError,
        extra_services::{list_services, occurring_services},
    },
    components::{CUSTOMER, FilterControl, FilterField, FilterForm, Icon, TitledPage, WhenLoaded, Whose},
    pages::forbidden,
    state::{locale, on_change_of, viewer},
};

/// Where the list is.
const ADDRESS: &str = "/services";

/// Filter and page that belong together.
type Found = (ServiceFilter, ServicePage);

/// All extra services, by what they are filtered by.
pub struct ServicesPage;

#[lazy_route]
impl LazyRoute for ServicesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Services)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

fn may(action: Action, resource: Subject) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, resource))
}

/// What an address says.
fn read_filter(query: &ParamsMap) -> ServiceFilter {
    let text = |key: &str| query.get(key).unwrap_or_default();
    ServiceFilter {
        code: text("code"),
        customer: text(CUSTOMER).parse().ok(),
        service: text("service").parse().ok(),
        status: ServiceStatus::from_key(&text("status")),
        from: text("from").parse().ok(),
        to: text("to").parse().ok(),
    }
}

/// The services by which the list can be narrowed.
fn services() -> Resource<Vec<Named<CatalogValueId>>> {
    Resource::new_blocking(|| (), |()| async { occurring_services().await.unwrap_or_default() })
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let found = Resource::new_blocking(
        move || filter.get(),
        |filter| async move {
            let page = list_services(filter.clone(), None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    on_change_of(Subject::Services, move || found.refetch());
    let services = services();
    let desk = Desk::new(Callback::new(move |()| found.refetch()));
    let action = may(Action::Create, Subject::Services).then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| desk.editing.set(Some(Editing::New(None)))
            >
                <Icon name="plus" />
                {extra_services::create(locale)}
            </button>
        }
        .into_any()
    });
    let show = Callback::new(move |(filter, page): Found| {
        let empty = match filter == ServiceFilter::default() {
            true => extra_services::empty(locale),
            false => extra_services::empty_filtered(locale),
        };
        let customer = page.customer.clone();
        view! {
            <Whose customer address=ADDRESS />
            <Rows page filter desk empty />
        }
        .into_any()
    });
    view! {
        <TitledPage title=extra_services::title(locale) action>
            <Transition>
                {move || Suspend::new(async move {
                    let services = services.await;
                    view! { <Filter services /> }
                })}
            </Transition>
            <WhenLoaded data=found show />
            <DeskDialogs desk />
        </TitledPage>
    }
}

#[component]
fn Filter(services: Vec<Named<CatalogValueId>>) -> impl IntoView {
    let locale = locale();
    let statuses = ServiceStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.key().to_owned(), words::status(locale, *status).2.to_owned()));
    let services: Vec<_> = services.into_iter().map(|service| (service.id.to_string(), service.name)).collect();
    let field = |key, label, control| FilterField { key, label, control };
    let mut fields = vec![
        field("code", extra_services::code(locale), FilterControl::Text),
        field("status", extra_services::status(locale), FilterControl::Choice(statuses.collect())),
        field("from", extra_services::from(locale), FilterControl::Day),
        field("to", extra_services::to(locale), FilterControl::Day),
    ];
    if !services.is_empty() {
        fields.insert(1, field("service", extra_services::service(locale), FilterControl::Choice(services)));
    }
    view! { <FilterForm address=ADDRESS fields keeps=&[CUSTOMER] /> }
}
