//! `/meters`

use domain::{
    BranchId,
    customer::Named,
    meter::{MeterSheet, Month, SheetQuery},
    permission::{Action, Resource as Subject},
};
use i18n::meters;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use super::{
    desk::{Desk, DeskDialogs},
    entry::EntryRow,
    line::Line,
    rows::{GuestCell, KindCell, ReadRow},
    sheet::Sheet,
    words::within,
};
use crate::{
    api::meters::read_sheet,
    components::{DayField, Icon, RowAct, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{locale, on_change_of, viewer},
};

/// The sheet on which the meters of a branch are read for a month.
pub struct MeterSheetPage;

#[lazy_route]
impl LazyRoute for MeterSheetPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        // It begins at the spaces, of readings it goes on.
        forbidden((Action::View, Subject::Services))
            .or_else(|| forbidden((Action::View, Subject::Spaces)))
            .unwrap_or_else(|| view! { <Page /> }.into_any())
    }
}

/// Where the sheet of a branch for a month is.
fn address(branch: Option<BranchId>, month: Month) -> String {
    let branch = branch.map(|branch| format!("branch={branch}&")).unwrap_or_default();
    format!("/meters?{branch}month={month}")
}

#[component]
fn Page() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| SheetQuery {
            branch: query.get("branch").and_then(|id| id.parse().ok()),
            month: query.get("month").and_then(|month| month.parse().ok()),
        })
    });
    let found = Resource::new_blocking(move || asked.get(), read_sheet);
    let anew = Callback::new(move |()| found.refetch());
    // What is read and corrected is asked for anew in the sheet that stands there, so that what is typed stays.
    let filled = StoredValue::new(None::<Sheet>);
    let refresh = Callback::new(move |()| {
        if let Some(Some(sheet)) = filled.try_get_value() {
            sheet.refresh();
        }
    });
    on_change_of(Subject::Services, move || refresh.run(()));
    on_change_of(Subject::Spaces, move || refresh.run(()));
    let desk = Desk::new(refresh);
    let sets_up = viewer().is_some_and(|viewer| viewer.principal.may(Action::Edit, Subject::Spaces));
    let action = sets_up.then(|| {
        view! {
            <a class="button" href="/meters/setup">
                <Icon name="sliders-horizontal" />
                {meters::setup(locale)}
            </a>
        }
        .into_any()
    });
    let show = Callback::new(move |found: MeterSheet| {
        let ways = Ways::of(&found);
        let sheet = Sheet::new(found, desk, anew);
        filled.set_value(Some(sheet));
        view! { <Filled ways sheet /> }.into_any()
    });
    view! {
        <TitledPage title=meters::title(locale) note=meters::text(locale) action>
            <WhenLoaded data=found show />
            <DeskDialogs desk />
        </TitledPage>
    }
}

/// Which sheet it is, and what else may be chosen.
struct Ways {
    branches: Vec<Named<BranchId>>,
    branch: Option<BranchId>,
    month: Month,
    /// Some rows say what is to be paid.
    amounts: bool,
    /// In some rows something may be read.
    reads: bool,
}

impl Ways {
    fn of(sheet: &MeterSheet) -> Self {
        Self {
            branches: sheet.branches.clone(),
            branch: sheet.branch,
            month: sheet.month,
            amounts: sheet.rows.iter().any(|row| row.amounts),
            reads: sheet.rows.iter().any(|row| row.stand.is_some()),
        }
    }
}

/// The sheet of a branch, and the ways to others.
#[component]
fn Filled(ways: Ways, sheet: Sheet) -> impl IntoView {
    let locale = locale();
    let Ways { branches, branch, month, amounts, reads } = ways;
    if branch.is_none() {
        return view! { <p class="quiet">{meters::no_branch(locale)}</p> }.into_any();
    }
    let places = (branches.len() > 1).then(|| {
        let place = |place: Named<BranchId>| {
            let current = (Some(place.id) == branch).then_some("page");
            view! {
                <a class="tabs__item" aria-current=current href=address(Some(place.id), month)>
                    {place.name}
                </a>
            }
        };
        view! {
            <nav class="tabs tabs--wrap" aria-label=meters::branches(locale)>
                {branches.into_iter().map(place).collect_view()}
            </nav>
        }
    });
    view! {
        {places}
        <div class="months">
            <nav class="months__ways" aria-label=meters::months(locale)>
                <MonthWay branch month=month.before() icon="chevron-left" text=meters::month_before />
                <h2 class="months__this">{meters::month_of(locale, &month.shown())}</h2>
                <MonthWay branch month=month.after() icon="chevron-right" text=meters::month_after />
            </nav>
            {reads
                .then(|| {
                    view! {
                        <div class="months__day">
                            <DayField name="sheet_day" label=meters::read_on(locale) value=sheet.read_on />
                        </div>
                    }
                })}
        </div>
        <Table sheet amounts />
    }
    .into_any()
}

/// The way to another month.
#[component]
fn MonthWay(
    branch: Option<BranchId>,
    month: Month,
    icon: &'static str,
    text: fn(i18n::Locale, &str) -> String,
) -> impl IntoView {
    let label = text(locale(), &month.shown());
    view! {
        <a
            class="icon-button icon-button--control"
            href=address(branch, month)
            aria-label=label.clone()
            title=label
        >
            <Icon name=icon />
        </a>
    }
}

#[component]
fn Table(sheet: Sheet, amounts: bool) -> impl IntoView {
    let locale = locale();
    let lines = sheet.lines.get_value();
    if lines.is_empty() {
        return view! { <p class="quiet">{meters::empty(locale)}</p> }.into_any();
    }
    let total = lines.len() as u64;
    let counted = lines.clone();
    let done = move || {
        let done = counted.iter().filter(|line| line.row.with(|row| !row.readings.is_empty())).count();
        meters::done_of(locale, done as u64, total)
    };
    let heads = [
        Some(("cell--key", meters::space(locale))),
        Some(("", meters::kind(locale))),
        Some(("", meters::guest(locale))),
        Some(("cell--number", meters::old(locale))),
        Some(("cell--number", meters::reading(locale))),
        Some(("cell--number", meters::used(locale))),
        amounts.then(|| ("cell--number", meters::amount(locale))),
    ];
    let head = |(class, word): (&'static str, &'static str)| {
        view! {
            <th scope="col" class=class>
                {word}
            </th>
        }
    };
    view! {
        <div class="list list--inline sheet">
            <div class="list__scroll" tabindex="0" role="region" aria-label=meters::sheet(locale)>
                <table class="table">
                    <thead>
                        <tr>
                            {heads.into_iter().flatten().map(head).collect_view()}
                            <th scope="col" class="cell--actions">
                                <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {lines.into_iter().map(|line| view! { <Meter line sheet amounts /> }).collect_view()}
                    </tbody>
                </table>
            </div>
            <div class="list__foot">
                <p class="list__count" role="status">
                    {done}
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// A meter: what was read of it for the month, and a row for what is to be read.
#[component]
fn Meter(line: Line, sheet: Sheet, amounts: bool) -> impl IntoView {
    let locale = locale();
    let is_open = Memo::new(move |_| line.is_open());
    let readings = Memo::new(move |_| line.row.with(|row| row.readings.clone()));
    let (kind, space) = line.row.with_untracked(|row| (row.kind, row.space.name.clone()));
    let named = StoredValue::new(space);
    let read = move || {
        let (found, may_add) = (readings.get(), line.row.with(|row| row.stand.is_some()) && !is_open.get());
        let count = found.len();
        let row = |(place, row): (usize, domain::meter::ReadingRow)| {
            let label = meters::another(locale, within(locale, kind), &named.get_value());
            let press = std::sync::Arc::new(move || line.adds.set(true));
            let another = (may_add && place + 1 == count)
                .then(|| view! { <RowAct icon="plus" label danger=false press /> }.into_any());
            view! { <ReadRow row space=named.get_value() amounts another desk=sheet.desk /> }
        };
        found.into_iter().enumerate().map(row).collect_view()
    };
    let is_closed = Memo::new(move |_| !is_open.get() && readings.with(Vec::is_empty));
    view! {
        {read}
        <Show when=move || is_open.get()>
            <EntryRow line sheet amounts />
        </Show>
        <Show when=move || is_closed.get()>
            <ClosedRow line amounts />
        </Show>
    }
}

/// A meter that is not read here: by others, or for a later month already.
#[component]
fn ClosedRow(line: Line, amounts: bool) -> impl IntoView {
    let (kind, space) = line.row.with_untracked(|row| (row.kind, row.space.name.clone()));
    let guest = move || line.row.with(|row| row.guest.clone());
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {space}
            </th>
            <KindCell kind />
            {move || view! { <GuestCell guest=guest() lived=false /> }}
            <td></td>
            <td></td>
            <td></td>
            {amounts.then(|| view! { <td></td> })}
            <td class="cell--actions"></td>
        </tr>
    }
}
