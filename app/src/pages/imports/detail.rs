//! `/import/{id}`: one import, from the chosen area to the result, on one page whose step stands in the address.

use domain::{
    AppError, ImportId,
    customer::Choices,
    import::wizard::{ImportColumn, ImportPlanInput, ImportRows, ImportSheet, ImportState, RowFilter},
};
use i18n::imports;
use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
    lazy_route,
};
use serde::{Deserialize, Serialize};

use super::{
    area::AreaStep,
    columns::ColumnsStep,
    run::Run,
    steps::{Step, Steps},
    words::{filter_of, reason, size},
};
use crate::{
    api::{
        ApiError,
        customers::customer_choices,
        imports::{import_columns, import_sheets, read_import, read_import_rows},
    },
    components::{Icon, WhenLoaded},
    state::locale,
};

/// What the person has set and the server does not have yet, as it is not complete.
pub type Draft = RwSignal<Option<(ImportId, ImportPlanInput)>>;

/// What the shown step needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    state: ImportState,
    step: Step,
    plan: ImportPlanInput,
    sheets: Vec<ImportSheet>,
    columns: Vec<ImportColumn>,
    choices: Choices,
}

/// The resources of the page, for its parts.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// The import and what its step needs.
    pub found: Resource<Result<Found, ApiError>>,
    /// The first rows of the result.
    pub rows: Resource<Result<ImportRows, ApiError>>,
    /// Which rows of the result are shown.
    pub filter: Memo<RowFilter>,
}

impl Loaded {
    /// Loads what the address asks for.
    fn of(draft: Draft) -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ImportId>().ok()));
        let step = Memo::new(move |_| query.read().get("step").and_then(|step| Step::from_key(&step)));
        let filter = Memo::new(move |_| query.read().get("show").map_or(RowFilter::All, |show| filter_of(&show)));
        let found = Resource::new_blocking(
            move || (id.get(), step.get()),
            move |(id, step)| load(id, step, draft.get_untracked()),
        );
        let rows = Resource::new_blocking(
            move || (id.get(), step.get(), filter.get()),
            |(id, step, filter)| async move {
                match id {
                    Some(id) if !matches!(step, Some(Step::Area | Step::Columns)) => {
                        read_import_rows(id, filter, None).await
                    }
                    _ => Ok(ImportRows { rows: Vec::new(), next: None }),
                }
            },
        );
        Self { found, rows, filter }
    }
}

/// The wizard of one import.
pub struct ImportPage;

#[lazy_route]
impl LazyRoute for ImportPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let draft = Draft::default();
        let loaded = Loaded::of(draft);
        let before = StoredValue::new(None::<Step>);
        view! {
            <main class="page" id="main">
                <WhenLoaded
                    data=loaded.found
                    whole=true
                    show=Callback::new(move |found| view! { <Wizard found loaded draft before /> }.into_any())
                />
            </main>
        }
        .into_any()
    }
}

async fn load(
    id: Option<ImportId>,
    asked: Option<Step>,
    draft: Option<(ImportId, ImportPlanInput)>,
) -> Result<Found, ApiError> {
    let id = id.ok_or(AppError::NotFound)?;
    let state = read_import(id).await?;
    let step = Step::shown(state.status, asked);
    let draft = draft.filter(|(of, _)| *of == id).map(|(_, plan)| plan);
    let plan = draft.or_else(|| state.plan.clone()).unwrap_or_default();
    let (mut sheets, mut columns, mut choices) = (Vec::new(), Vec::new(), Choices::default());
    match step {
        Step::Area => sheets = import_sheets(id).await?,
        Step::Columns => {
            columns = import_columns(id, plan.sheet.clone(), plan.heading_row).await?;
            // Without the right to see customers there is nothing to choose from; the rest works.
            choices = customer_choices(domain::customer::Directory::Individuals).await.unwrap_or_default();
        }
        _ => {}
    }
    Ok(Found { state, step, plan, sheets, columns, choices })
}

#[component]
fn Wizard(found: Found, loaded: Loaded, draft: Draft, before: StoredValue<Option<Step>>) -> impl IntoView {
    let locale = locale();
    let Found { state, step, plan, sheets, columns, choices } = found;
    let (id, status) = (state.id, state.status);
    // The button that led to another step is gone: whoever goes by keyboard or listens begins at the heading.
    let moved = before.get_value().is_some_and(|before| before != step);
    before.set_value(Some(step));
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get().filter(|_| moved) {
            let _ = heading.focus();
        }
    });
    view! {
        <Title text=state.file_name.clone() />
        <div class="page__head">
            <h1 class="page__title" tabindex="-1" node_ref=heading>
                {imports::title_individuals(locale)}
            </h1>
            <p class="page__note">{state.file_name.clone()} " · " {size(state.file_size)}</p>
        </div>
        <Steps id status step />
        {match step {
            Step::File => view! { <RefusedFile state /> }.into_any(),
            Step::Area => view! { <AreaStep id plan sheets draft /> }.into_any(),
            Step::Columns => view! { <ColumnsStep id plan columns choices draft /> }.into_any(),
            Step::Check | Step::Result => view! { <Run state loaded /> }.into_any(),
        }}
    }
}

/// Why the file cannot be read, and what to do.
#[component]
fn RefusedFile(state: ImportState) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="banner banner--danger" role="alert">
            <Icon name="circle-alert" />
            <div class="banner__text">{reason(locale, state.reason.as_deref())}</div>
        </div>
        <div class="buttons">
            <a class="button button--primary" href="/import">
                <Icon name="file-up" />
                {imports::new(locale)}
            </a>
        </div>
    }
}
