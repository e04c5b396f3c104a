//! `/meters/setup`

use domain::{
    BranchId, SpaceId,
    customer::Named,
    meter::MeterSetup,
    permission::{Action, Resource as Subject},
};
use i18n::meters;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use super::{Desk, meter::MeterForm, meters::Meters, tariff::TariffForm, tariffs::Tariffs};
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
    let desk = Desk { editing: RwSignal::new(None), adding: RwSignal::new(None), changed };
    let spaces = StoredValue::new(Vec::new());
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
        (move || view! { <OfBranch setup=setup.clone() asked=asked.get() spaces desk /> }).into_any()
    });
    view! {
        <TitledPage title=meters::setup(locale) note=meters::setup_text(locale) action>
            <WhenLoaded data=found show />
            <TariffForm adding=desk.adding changed />
            <MeterForm editing=desk.editing spaces changed />
        </TitledPage>
    }
}

/// What is set up for one branch, and the ways to others.
#[component]
fn OfBranch(
    setup: MeterSetup,
    asked: Option<BranchId>,
    spaces: StoredValue<Vec<Named<SpaceId>>>,
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let known = |id: &BranchId| setup.branches.iter().any(|branch| branch.id == *id);
    let Some(branch) = asked.filter(known).or_else(|| Some(setup.branches.first()?.id)) else {
        return view! { <p class="quiet">{meters::no_branch(locale)}</p> }.into_any();
    };
    let places = (setup.branches.len() > 1).then(|| {
        let place = |place: Named<BranchId>| {
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
    spaces.set_value(setup.spaces.into_iter().filter(|(_, of)| *of == branch).map(|(space, _)| space).collect());
    let tariffs = setup.tariffs.into_iter().filter(|tariff| tariff.input.branch == branch).collect();
    view! {
        {places}
        <Tariffs tariffs branch may_add=prices desk />
        <Meters meters=here may_add=keeps desk />
    }
    .into_any()
}
