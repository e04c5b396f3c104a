//! The step in which each column of the file gets its field, and the options are set.

use domain::{
    AppError, FieldErrors, ImportId,
    customer::{Choices, Directory, Field, Section},
    draft::Typed,
    import::wizard::{ImportColumn, ImportPlanInput, RowFilter},
};
use i18n::imports;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    detail::Draft,
    options::Options,
    steps::{Step, address},
};
use crate::{
    api::{
        ApiError,
        imports::{check_import, plan_import},
    },
    components::{Icon, Kept, Unsaved},
    pages::customers::cells::{fault, label_of},
    state::{locale, report, viewer},
};

/// Under which the plan is kept.
const PLAN: &str = "plan";

/// The plan as it is being changed; cheap to copy.
#[derive(Clone, Copy)]
pub struct Mapping {
    id: ImportId,
    draft: Draft,
    /// How the file is to be read.
    pub plan: RwSignal<ImportPlanInput>,
    /// What is wrong, by field.
    pub faults: RwSignal<FieldErrors>,
}

impl Mapping {
    /// Changes the plan. It is kept in the page, so that going back a step and coming again loses nothing.
    pub fn edit(self, change: impl FnOnce(&mut ImportPlanInput)) {
        self.plan.update(change);
        self.draft.set(Some((self.id, self.plan.get_untracked())));
        self.faults.set(FieldErrors::default());
    }

    /// What is kept of it on the server until it is checked.
    fn unsaved(self) -> Unsaved {
        let began = self.plan.get_untracked();
        let columns = began.columns.len();
        let typed = Signal::derive(move || {
            let changed = self.plan.with(|plan| (*plan != began).then(|| serde_json::to_string(plan).ok())).flatten();
            changed.map(|plan| Typed::from([(PLAN.to_owned(), plan)])).unwrap_or_default()
        });
        let take_up = move |kept: Typed| {
            let plan = kept.get(PLAN).and_then(|plan| serde_json::from_str::<ImportPlanInput>(plan).ok());
            // Another sheet, or a heading elsewhere, has other columns.
            if let Some(kept) = plan.filter(|plan| plan.columns.len() == columns) {
                self.edit(|plan| *plan = kept);
            }
        };
        Unsaved::new(format!("imports/{}", self.id), typed, Callback::new(take_up))
    }

    fn field(self, column: usize) -> Option<Field> {
        self.plan.with(|plan| plan.columns.get(column).copied().flatten())
    }

    fn set_field(self, column: usize, field: Option<Field>) {
        self.edit(|plan| {
            if let Some(place) = plan.columns.get_mut(column) {
                *place = field;
            }
        });
    }

    /// Whether another column has the same field.
    fn is_twice(self, column: usize) -> bool {
        let field = self.field(column);
        field.is_some() && self.plan.with(|plan| plan.columns.iter().filter(|other| **other == field).count() > 1)
    }

    fn has(self, field: Field) -> bool {
        self.plan.with(|plan| plan.columns.contains(&Some(field)))
    }
}

/// Columns, options, and the way to the check.
#[component]
pub fn ColumnsStep(
    /// The import.
    id: ImportId,
    /// How the file is read so far.
    plan: ImportPlanInput,
    /// The columns of the sheet.
    columns: Vec<ImportColumn>,
    /// The people and branches that can be chosen.
    choices: Choices,
    /// What the server does not have yet.
    draft: Draft,
) -> impl IntoView {
    let locale = locale();
    let navigate = StoredValue::new(use_navigate());
    let mut plan = plan;
    plan.columns.resize(columns.len(), None);
    let mapping = Mapping { id, draft, plan: RwSignal::new(plan), faults: RwSignal::default() };
    let unsaved = mapping.unsaved();
    let busy = RwSignal::new(false);
    let check = move || {
        let twice = mapping.plan.with_untracked(|plan| (0..plan.columns.len()).any(|column| mapping.is_twice(column)));
        if twice || busy.get_untracked() {
            return mapping.faults.set(FieldErrors::default());
        }
        busy.set(true);
        let plan = mapping.plan.get_untracked();
        spawn_local(async move {
            let outcome = match plan_import(id, plan).await {
                Ok(_) => check_import(id).await,
                Err(error) => Err(error),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(_) => {
                    draft.try_set(None);
                    unsaved.forget();
                    navigate.with_value(|go| go(&address(id, Step::Check, RowFilter::All), Default::default()));
                }
                Err(ApiError(AppError::Invalid(found))) => mapping.faults.set(found),
                Err(ApiError(error)) => report(&error),
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
                check();
            }
        >
            <p class="quiet">{imports::columns_text(locale)}</p>
            <Kept unsaved />
            <Warning mapping />
            <Columns columns mapping />
            <fieldset class="form__section">
                <legend class="form__legend">{i18n::app::options(locale)}</legend>
                <Options mapping choices />
            </fieldset>
            <div class="form__actions">
                <span class="form__note">{imports::empty_cells(locale)}</span>
                <a class="button" href=address(id, Step::Area, RowFilter::All)>
                    {i18n::app::back(locale)}
                </a>
                <button type="submit" class="button button--primary" aria-busy=move || busy.get().to_string()>
                    {imports::check(locale)}
                    <Icon name="arrow-right" />
                </button>
            </div>
        </form>
    }
}

/// What is wrong with the mapping as a whole, or should be known of it.
#[component]
fn Warning(mapping: Mapping) -> impl IntoView {
    let locale = locale();
    let wrong = move || {
        mapping.faults.with(|faults| {
            let other = |field: &str| !matches!(field, "owner" | "branch" | "columns");
            match (faults.of("columns"), faults.0.iter().find(|fault| other(&fault.field))) {
                (Some("required"), _) => Some(imports::columns_required(locale).to_owned()),
                (Some(code), _) => Some(fault(locale, code)),
                (None, Some(other)) => Some(fault(locale, &other.code)),
                (None, None) => None,
            }
        })
    };
    move || match wrong() {
        Some(text) => view! {
            <div class="banner banner--danger" role="alert">
                <Icon name="circle-alert" />
                <div class="banner__text">{text}</div>
            </div>
        }
        .into_any(),
        None if !mapping.has(Field::Name) => view! {
            <div class="banner banner--warn" role="status">
                <Icon name="triangle-alert" />
                <div class="banner__text">{i18n::reasons::no_name_column(locale)}</div>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Columns(columns: Vec<ImportColumn>, mapping: Mapping) -> impl IntoView {
    let locale = locale();
    let heads = [imports::column_in_file(locale), imports::samples(locale), imports::field_in_system(locale)];
    view! {
        <div class="mapping" tabindex="0" role="region" aria-label=imports::step_columns(locale)>
            <table class="table table--plain">
                <thead>
                    <tr>
                        {heads.map(|word| view! { <th scope="col">{word}</th> }).collect_view()}
                        <th scope="col">
                            <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {columns
                        .into_iter()
                        .enumerate()
                        .map(|(at, column)| view! { <Column at column mapping /> })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Column(at: usize, column: ImportColumn, mapping: Mapping) -> impl IntoView {
    let locale = locale();
    let ImportColumn { letter, heading, samples, guess } = column;
    let notes = format!("column-{letter}-notes");
    let heading = match heading.is_empty() {
        true => view! { <span class="quiet">{imports::no_heading(locale)}</span> }.into_any(),
        false => view! { <span>{heading}</span> }.into_any(),
    };
    let samples = samples.into_iter().map(|sample| view! { <li>{sample}</li> }).collect_view();
    let twice = Signal::derive(move || mapping.is_twice(at));
    let guessed = move || guess.is_some() && mapping.field(at) == guess;
    let remove = imports::remove_mapping(locale, &letter);
    view! {
        <tr>
            <th scope="row">
                <span class="mapping__column">
                    <span class="mapping__letter">{letter.clone()}</span>
                    {heading}
                </span>
            </th>
            <td class="mapping__samples">
                <ul class="mapping__values">{samples}</ul>
            </td>
            <td>
                <FieldSelect at mapping label=imports::column_field(locale, &letter) notes=notes.clone() twice />
                <div id=notes>
                    {move || {
                        if twice.get() {
                            view! {
                                <p class="field__error" role="alert">
                                    <Icon name="circle-alert" class="icon--small" />
                                    {fault(locale, "field_mapped_twice")}
                                </p>
                            }
                                .into_any()
                        } else if guessed() {
                            view! {
                                <p class="mapping__guess">
                                    <Icon name="check" class="icon--small" />
                                    {imports::guessed(locale)}
                                </p>
                            }
                                .into_any()
                        } else {
                            ().into_any()
                        }
                    }}
                </div>
            </td>
            <td class="cell--actions">
                <button
                    type="button"
                    class="icon-button"
                    aria-label=remove.clone()
                    title=remove
                    disabled=move || mapping.field(at).is_none()
                    on:click=move |_| mapping.set_field(at, None)
                >
                    <Icon name="x" />
                </button>
            </td>
        </tr>
    }
}

/// The fields that the person may fill in, by section.
#[component]
fn FieldSelect(at: usize, mapping: Mapping, label: String, notes: String, twice: Signal<bool>) -> impl IntoView {
    let locale = locale();
    let key = move || mapping.field(at).map(Field::key).unwrap_or_default();
    let may = |field: &Field| {
        let seen = |(action, resource)| viewer().is_some_and(|viewer| viewer.principal.may(action, resource));
        field.sensitive().is_none_or(seen)
    };
    let groups = Section::ALL
        .iter()
        .map(|section| {
            let fields = domain::import::fields().filter(|field| field.section() == *section && may(field));
            (*section, fields.collect::<Vec<_>>())
        })
        .filter(|(_, fields)| !fields.is_empty())
        .map(|(section, fields)| {
            let options = fields
                .into_iter()
                .map(|field| {
                    view! {
                        <option value=field.key() selected=move || mapping.field(at) == Some(field)>
                            {label_of(locale, Directory::Individuals.kind(), field)}
                        </option>
                    }
                })
                .collect_view();
            view! { <optgroup label=i18n::sections::by_code(locale, section.key())>{options}</optgroup> }
        })
        .collect_view();
    view! {
        <select
            class="select"
            aria-label=label
            aria-describedby=notes
            aria-invalid=move || twice.get().to_string()
            prop:value=key
            on:change:target=move |event| mapping.set_field(at, Field::from_key(&event.target().value()))
        >
            <option value="">{imports::do_not_import(locale)}</option>
            {groups}
        </select>
    }
}
