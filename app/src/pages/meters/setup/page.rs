//! `/meters/setup`

use domain::{
    BranchId,
    meter::MeterSetup,
    permission::{Action, Resource as Subject},
};
use i18n::meters;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use super::{meters::Meters, tariffs::Tariffs};
use crate::{
    api::meters::list_meters,
    components::{Icon, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{locale, on_change_of, viewer},
};

/// The meters and tariffs of each branch.
pub struct MeterSetupPage;

#[lazy_route]
impl LazyRoute for MeterSetupPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Spaces)).unwrap_or_else(|| view! { <Page /> }.into_any())
    }
}

#[component]
fn Page() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("branch").and_then(|id| id.parse().ok())));
    let found = Resource::new_blocking(|| (), |()| list_meters());
    on_change_of(Subject::Spaces, move || found.refetch());
    let changed = Callback::new(move |()| found.refetch());
    let reads = viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Services));
    let action = reads.then(|| {
        view! {
            <a class="button" href="/meters">
                <Icon name="gauge" />
                {meters::to_sheet(locale)}
            </a>
        }
        .into_any()
    });
    let show = Callback::new(move |setup: MeterSetup| {
        (move || view! { <OfBranch setup=setup.clone() asked=asked.get() changed /> }).into_any()
    });
    view! {
        <TitledPage title=meters::setup(locale) note=meters::setup_text(locale) action>
            <WhenLoaded data=found show />
        </TitledPage>
    }
}

/// What is set up for one branch, and the ways to others.
#[component]
fn OfBranch(setup: MeterSetup, asked: Option<BranchId>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let known = |id: &BranchId| setup.branches.iter().any(|branch| branch.id == *id);
    let Some(branch) = asked.filter(known).or_else(|| Some(setup.branches.first()?.id)) else {
        return view! { <p class="quiet">{meters::no_branch(locale)}</p> }.into_any();
    };
    let places = (setup.branches.len() > 1).then(|| {
        let place = |place: domain::customer::Named<BranchId>| {
            let current = (place.id == branch).then_some("page");
            view! {
                <a class="tabs__item" aria-current=current href=format!("/meters/setup?branch={}", place.id)>
                    {place.name}
                </a>
            }
        };
        view! {
            <nav class="tabs tabs--wrap" aria-label=meters::branches(locale)>
                {setup.branches.iter().cloned().map(place).collect_view()}
            </nav>
        }
    });
    let keeps = setup.kept.contains(&branch);
    let prices = setup.priced.contains(&branch);
    let here = setup.meters.into_iter().filter(|meter| meter.branch == branch).collect();
    let spaces = setup.spaces.into_iter().filter(|(_, of)| *of == branch).map(|(space, _)| space).collect();
    let tariffs = setup.tariffs.into_iter().filter(|tariff| tariff.input.branch == branch).collect();
    view! {
        {places}
        <Tariffs tariffs branch may_add=prices changed />
        <Meters meters=here spaces may_add=keeps changed />
    }
    .into_any()
}
