//! The step in which the sheet, the heading row and the rows are chosen.

use domain::{
    AppError, FieldError, FieldErrors, ImportId,
    import::wizard::{ImportPlanInput, ImportSheet, RowFilter},
};
use i18n::imports;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    detail::Draft,
    preview::Preview,
    steps::{Step, address},
};
use crate::{
    api::{
        ApiError,
        imports::{import_columns, plan_import},
    },
    components::{Control, FieldBox, Icon},
    pages::customers::cells::fault,
    state::{locale, report},
};

/// The three row numbers: field, and where it stands in the plan.
const ROWS: [&str; 3] = ["heading_row", "from_row", "to_row"];

/// What stands in the controls.
#[derive(Clone, Copy)]
struct Area {
    sheet: RwSignal<String>,
    rows: [RwSignal<String>; 3],
}

impl Area {
    fn of(plan: &ImportPlanInput) -> Self {
        let row = |number: u32| RwSignal::new(number.to_string());
        Self {
            sheet: RwSignal::new(plan.sheet.clone()),
            rows: [row(plan.heading_row), row(plan.from_row), row(plan.to_row)],
        }
    }

    /// The typed numbers, as far as they are some.
    fn numbers(self) -> [Option<u32>; 3] {
        self.rows.map(|row| row.with(|text| text.trim().parse().ok()))
    }

    /// What is known to be wrong without asking the server.
    fn faults(self) -> FieldErrors {
        let numbers = self.numbers();
        let mut faults: Vec<_> = ROWS
            .iter()
            .zip(numbers)
            .filter(|(_, number)| number.is_none())
            .map(|(field, _)| FieldError::new(*field, "invalid_number"))
            .collect();
        if let [Some(heading), Some(from), Some(to)] = numbers {
            if heading >= from {
                faults.push(FieldError::new("heading_row", "heading_below_rows"));
            }
            if from > to {
                faults.push(FieldError::new("to_row", "range_reversed"));
            }
        }
        FieldErrors(faults)
    }

    /// A sheet was chosen: its first row is taken for the heading, unless it is the one that the plan was made for.
    fn choose(self, sheet: &ImportSheet, plan: &ImportPlanInput) {
        let numbers = if sheet.name == plan.sheet {
            [plan.heading_row, plan.from_row, plan.to_row]
        } else {
            let first = sheet.preview.first().map_or(1, |row| row.row);
            [first, first + 1, sheet.rows.max(first + 1)]
        };
        self.sheet.set(sheet.name.clone());
        for (row, number) in self.rows.iter().zip(numbers) {
            row.set(number.to_string());
        }
    }
}

/// Sheet, heading row, first and last row, and how the sheet looks.
#[component]
pub fn AreaStep(
    /// The import.
    id: ImportId,
    /// How the file is read so far.
    plan: ImportPlanInput,
    /// The sheets of the file.
    sheets: Vec<ImportSheet>,
    /// What the server does not have yet.
    draft: Draft,
) -> impl IntoView {
    let locale = locale();
    let navigate = StoredValue::new(use_navigate());
    let area = Area::of(&plan);
    let faults = RwSignal::new(FieldErrors::default());
    let busy = RwSignal::new(false);
    let plan = StoredValue::new(plan);
    let sheets = StoredValue::new(sheets);
    let sheet = Memo::new(move |_| {
        let name = area.sheet.get();
        sheets.with_value(|sheets| sheets.iter().find(|sheet| sheet.name == name).cloned())
    });
    let go_on = move || {
        let found = area.faults();
        let [Some(heading_row), Some(from_row), Some(to_row)] = area.numbers() else {
            return faults.set(found);
        };
        if !found.0.is_empty() || busy.get_untracked() {
            return faults.set(found);
        }
        let next =
            ImportPlanInput { sheet: area.sheet.get_untracked(), heading_row, from_row, to_row, ..plan.get_value() };
        let plan = plan.get_value();
        busy.set(true);
        spawn_local(async move {
            let outcome = save(id, next, &plan, draft).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(()) => navigate.with_value(|go| go(&address(id, Step::Columns, RowFilter::All), Default::default())),
                Err(AppError::Invalid(found)) => faults.set(found),
                Err(error) => report(&error),
            }
        });
    };
    view! {
        <form
            class="form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                go_on();
            }
        >
            <div class="area">
                <SheetField area sheets plan faults />
                <RowField
                    area
                    at=0
                    label=imports::heading_row(locale)
                    help=imports::heading_row_help(locale).to_owned()
                    faults
                />
                <RowField area at=1 label=imports::from_row(locale) faults />
                <RowField area at=2 label=imports::to_row(locale) faults />
            </div>
            <Notes area sheet />
            {move || {
                sheet.get().map(|sheet| view! { <Preview sheet numbers=Signal::derive(move || area.numbers()) /> })
            }}
            <div class="form__actions">
                <button type="submit" class="button button--primary" aria-busy=move || busy.get().to_string()>
                    {i18n::app::next(locale)}
                    <Icon name="arrow-right" />
                </button>
            </div>
        </form>
    }
}

/// Keeps the area. Another heading means other columns: these are guessed anew. A plan that wants nothing but columns is
/// kept in the page until they are mapped.
async fn save(id: ImportId, mut next: ImportPlanInput, before: &ImportPlanInput, draft: Draft) -> Result<(), AppError> {
    if (&next.sheet, next.heading_row) != (&before.sheet, before.heading_row) {
        let columns =
            import_columns(id, next.sheet.clone(), next.heading_row).await.map_err(|ApiError(error)| error)?;
        next.columns = columns.into_iter().map(|column| column.guess).collect();
    }
    match plan_import(id, next.clone()).await {
        Ok(_) => draft.try_set(None),
        Err(ApiError(AppError::Invalid(found))) if found.0.iter().all(|fault| !is_of_area(&fault.field)) => {
            draft.try_set(Some((id, next)))
        }
        Err(ApiError(error)) => return Err(error),
    };
    Ok(())
}

fn is_of_area(field: &str) -> bool {
    field == "sheet" || field == "status" || ROWS.contains(&field)
}

#[component]
fn SheetField(
    area: Area,
    sheets: StoredValue<Vec<ImportSheet>>,
    plan: StoredValue<ImportPlanInput>,
    faults: RwSignal<FieldErrors>,
) -> impl IntoView {
    let locale = locale();
    let names =
        sheets.with_value(|sheets| sheets.iter().map(|sheet| (sheet.name.clone(), sheet.hidden)).collect::<Vec<_>>());
    // A CSV file is one sheet without a name.
    if names.len() == 1 && names.iter().all(|(name, _)| name.is_empty()) {
        return ().into_any();
    }
    let control = Control::new("sheet");
    let error = Signal::derive(move || faults.with(|faults| faults.of("sheet").map(|code| fault(locale, code))));
    let choose = move |name: String| {
        sheets.with_value(|sheets| {
            if let Some(sheet) = sheets.iter().find(|sheet| sheet.name == name) {
                plan.with_value(|plan| area.choose(sheet, plan));
            }
        });
    };
    view! {
        <FieldBox control=control.clone() label=imports::sheet(locale) error>
            <select
                class="select"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || area.sheet.get()
                on:change:target=move |event| choose(event.target().value())
            >
                {names
                    .into_iter()
                    .map(|(name, hidden)| {
                        let here = name.clone();
                        let word = if hidden { imports::sheet_hidden(locale, &name) } else { name.clone() };
                        view! {
                            <option value=name selected=move || area.sheet.get() == here>
                                {word}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </FieldBox>
    }
    .into_any()
}

#[component]
fn RowField(
    area: Area,
    at: usize,
    label: &'static str,
    #[prop(optional)] help: String,
    faults: RwSignal<FieldErrors>,
) -> impl IntoView {
    let locale = locale();
    let (Some(field), Some(typed)) = (ROWS.get(at).copied(), area.rows.get(at).copied()) else {
        return ().into_any();
    };
    let control = Control::new(field);
    let error = Signal::derive(move || faults.with(|faults| faults.of(field).map(|code| fault(locale, code))));
    view! {
        <FieldBox control=control.clone() label help error>
            <input
                class="input input--number"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=move || error.with(Option::is_some).to_string()
                inputmode="numeric"
                autocomplete="off"
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input:target=move |event| typed.set(event.target().value())
                on:blur=move |_| faults.set(area.faults())
            />
        </FieldBox>
    }
    .into_any()
}

/// How many rows are chosen, and what should be known of the sheet.
#[component]
fn Notes(area: Area, sheet: Memo<Option<ImportSheet>>) -> impl IntoView {
    let locale = locale();
    let chosen = move || match area.numbers() {
        [_, Some(from), Some(to)] if from <= to => Some(imports::rows_chosen(locale, u64::from(to - from) + 1)),
        _ => None,
    };
    let hidden = move || sheet.with(|sheet| sheet.as_ref().map_or(0, |sheet| sheet.hidden_rows));
    let whole =
        move || sheet.with(|sheet| sheet.as_ref().map(|sheet| imports::sheet_rows(locale, u64::from(sheet.rows))));
    view! {
        <p class="quiet" role="status">
            {whole} " " {chosen} " "
            {move || (hidden() > 0).then(|| imports::hidden_rows(locale, u64::from(hidden())))}
        </p>
    }
}
