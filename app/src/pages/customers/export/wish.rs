//! What is to be exported, and the files that were exported before.

use domain::{
    AppError, FieldErrors,
    bulk::Selection,
    customer::Field,
    export::{ExportColumns, ExportFormat, ExportRequest, ExportState, ExportStatus},
    list::{Count, ListState},
    time::BusinessZone,
};
use i18n::exports;
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{cells::fault, window::Window},
    Job,
};
use crate::{
    api::{
        ApiError,
        customers::count_customers,
        exports::{list_exports, request_export},
    },
    components::{Control, DialogForm, FieldBox, Icon},
    state::{Sending, confirmed, locale, viewer},
};

/// Finished files that are offered again.
const RECENT: usize = 5;

/// What stands in the form.
#[derive(Clone, Copy)]
struct Form {
    format: RwSignal<ExportFormat>,
    whole: RwSignal<bool>,
    unmasked: RwSignal<bool>,
    reason: RwSignal<String>,
    faults: RwSignal<FieldErrors>,
}

impl Form {
    fn request(self, list: &ListState, picked: Option<Selection>, columns: Vec<Field>) -> ExportRequest {
        let whole = self.whole.get_untracked();
        let (these, except) = match picked {
            Some(Selection::These(ids)) => (ids, Vec::new()),
            Some(Selection::AllBut(_, ids)) => (Vec::new(), ids),
            Some(Selection::Matching(_)) | None => Default::default(),
        };
        let unmasked = whole && self.unmasked.get_untracked();
        ExportRequest {
            state: list.from_start(),
            these,
            except,
            format: self.format.get_untracked(),
            columns: if whole { ExportColumns::All } else { ExportColumns::These(columns) },
            unmasked,
            reason: if unmasked { self.reason.get_untracked().trim().to_owned() } else { String::new() },
        }
    }
}

/// Format, columns, and whether sensitive fields stand in full.
#[component]
pub fn Wish(
    /// The export.
    job: Job,
    /// The list.
    list: Memo<ListState>,
    /// What is chosen of it; nothing is all of it.
    picked: RwSignal<Option<Selection>>,
    /// What it shows.
    window: RwSignal<Option<Window>>,
) -> impl IntoView {
    let locale = locale();
    let form = Form {
        format: RwSignal::default(),
        whole: RwSignal::new(false),
        unmasked: RwSignal::new(false),
        reason: RwSignal::default(),
        faults: RwSignal::default(),
    };
    let sending = Sending::default();
    let send = Callback::new(move |()| {
        let list = list.get_untracked();
        let columns = window.get_untracked().map(Window::columns);
        let columns = columns.unwrap_or_else(|| list.directory.columns().to_vec());
        let request = form.request(&list, picked.get_untracked(), columns);
        if request.unmasked && request.reason.is_empty() {
            let AppError::Invalid(missing) = AppError::field("reason", "reason_required") else { return };
            return form.faults.set(missing);
        }
        sending.start(async move {
            match confirmed(|| request_export(request.clone())).await {
                Ok(state) => job.state.set(Some(state)),
                Err(ApiError(AppError::Invalid(found))) if found.of("reason").is_some() => form.faults.set(found),
                Err(error) => return Err(error),
            }
            Ok(())
        });
    });
    // How many rows that are is nice to know and holds nothing up.
    let count = RwSignal::new(None::<Count>);
    Effect::new(move || {
        spawn_local(async move {
            count.try_set(count_customers(list.get_untracked().from_start()).await.ok());
        });
    });
    let rows = move || {
        let all = match count.get() {
            Some(count) if !count.capped => exports::rows_all_count(locale, count.records),
            _ => exports::rows_all(locale).to_owned(),
        };
        match picked.get() {
            Some(Selection::These(ids)) => exports::rows_selected(locale, ids.len() as u64),
            Some(Selection::AllBut(_, ids)) => format!("{all}, {}", exports::rows_left_out(locale, ids.len() as u64)),
            Some(Selection::Matching(_)) | None => all,
        }
    };
    let formats =
        [(ExportFormat::Xlsx, exports::format_xlsx(locale)), (ExportFormat::Csv, exports::format_csv(locale))];
    let columns = [(false, exports::columns_visible(locale)), (true, exports::columns_all(locale))];
    view! {
        <DialogForm open=job.open sending word=exports::start(locale) icon="file-down" on_submit=send>
            <p>{rows}</p>
            <Choices name="format" legend=exports::format(locale) chosen=form.format options=formats.to_vec() />
            <Choices
                name="columns"
                legend=exports::columns(locale)
                chosen=form.whole
                options=columns.to_vec()
            />
            <Show when=move || form.whole.get() && may_unmask()>
                <Unmasked form />
            </Show>
            <Recent job />
        </DialogForm>
    }
}

/// Whether the person may read every sensitive field.
fn may_unmask() -> bool {
    let holds = |field: &Field| {
        field
            .sensitive()
            .is_none_or(|(action, resource)| viewer().is_some_and(|viewer| viewer.principal.may(action, resource)))
    };
    Field::ALL.iter().all(holds)
}

/// One of a few.
#[component]
fn Choices<T>(
    name: &'static str,
    legend: &'static str,
    chosen: RwSignal<T>,
    options: Vec<(T, &'static str)>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let option = move |(value, word): (T, &'static str)| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name=format!("export-{name}")
                    prop:checked=move || chosen.get() == value
                    on:change=move |_| chosen.set(value)
                />
                <span>{word}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field choices choices--stacked">
            <legend class="field__label">{legend}</legend>
            {options.into_iter().map(option).collect_view()}
        </fieldset>
    }
}

/// The tick "in full", and why.
#[component]
fn Unmasked(form: Form) -> impl IntoView {
    let locale = locale();
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || form.unmasked.get()
                on:change:target=move |event| form.unmasked.set(event.target().checked())
            />
            <span>
                {exports::unmasked(locale)}
                <span class="check__help">{exports::unmasked_help(locale)}</span>
            </span>
        </label>
        <Show when=move || form.unmasked.get()>
            <Reason form />
        </Show>
    }
}

#[component]
fn Reason(form: Form) -> impl IntoView {
    let locale = locale();
    let control = Control::new("export-reason");
    let error = Signal::derive(move || form.faults.with(|faults| faults.of("reason").map(|code| fault(locale, code))));
    view! {
        <FieldBox control=control.clone() label=exports::reason(locale) required=true error>
            <input
                class="input"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=move || error.with(Option::is_some).to_string()
                aria-required="true"
                autocomplete="off"
                placeholder=exports::reason_placeholder(locale)
                prop:value=move || form.reason.get()
                on:input:target=move |event| {
                    form.reason.set(event.target().value());
                    form.faults.set(FieldErrors::default());
                }
            />
        </FieldBox>
    }
}

/// Finished files that have not expired; one that is still being written is taken up again.
#[component]
fn Recent(job: Job) -> impl IntoView {
    let locale = locale();
    let files = RwSignal::new(Vec::<ExportState>::new());
    Effect::new(move || {
        spawn_local(async move {
            let found = list_exports().await.unwrap_or_default();
            if let Some(busy) = found.iter().find(|export| export.status.is_busy()) {
                job.state.try_set(Some(busy.clone()));
            }
            let ready = found.into_iter().filter(|export| export.status == ExportStatus::Ready);
            files.try_set(ready.take(RECENT).collect());
        });
    });
    // Whoever looks as another person does not get that person's files.
    let own = viewer().is_some_and(|viewer| viewer.seen_by.is_none());
    view! {
        <Show when=move || own && !files.with(Vec::is_empty)>
            <section class="section">
                <h3 class="section__title">{exports::recent(locale)}</h3>
                <ul class="files">
                    <For
                        each=move || files.get()
                        key=|file| file.id
                        children=move |file| {
                            view! {
                                <li class="files__item">
                                    <a href=format!("/exports/{}", file.id) download>
                                        <Icon name="download" class="icon--small" />
                                        {file.file_name}
                                    </a>
                                    <span class="quiet">
                                        {exports::rows_count(locale, file.rows_done)} " · "
                                        {BusinessZone::default().show(file.created_at)}
                                    </span>
                                </li>
                            }
                        }
                    />
                </ul>
            </section>
        </Show>
    }
}
