//! The rows of the result: filters with their counts, and what became of each row.

use domain::{
    ImportId,
    customer::{Directory, Field},
    import::wizard::{ImportRowView, ImportRows, ImportState, RowFault, RowFilter, RowSkip, RowVerdict},
};
use i18n::{Locale, imports};
use leptos::{either::Either, prelude::*, task::spawn_local};

use super::{
    detail::Loaded,
    steps::{Step, address},
    words::{filters, verdict as verdict_word, verdict_icon},
};
use crate::{
    api::{ApiError, imports::read_import_rows},
    components::{Icon, Problem},
    pages::customers::cells::{fault, label_of, shown},
    state::{locale, report, viewer},
};

/// Filters and rows; while the import is busy only how many there are so far.
#[component]
pub fn Rows(
    /// The import as it goes on.
    state: RwSignal<ImportState>,
    /// The resources of the page.
    loaded: Loaded,
) -> impl IntoView {
    let locale = locale();
    let (id, written) = state.with_untracked(|state| (state.id, state.written));
    let busy = Memo::new(move |_| state.with(|state| state.status.is_busy()));
    let step = if written { Step::Result } else { Step::Check };
    let count = move |filter: RowFilter| {
        state.with(|state| {
            filters(locale, state).into_iter().find(|(one, ..)| *one == filter).map_or(0, |(.., count)| count)
        })
    };
    let tabs = state
        .with_untracked(|state| filters(locale, state))
        .into_iter()
        .map(|(filter, word, _)| {
            let here = move || (loaded.filter.get() == filter).then_some("page");
            view! {
                <a class="tabs__item" href=address(id, step, filter) aria-current=here>
                    {word}
                    <span class="tabs__count">{move || i18n::grouped(count(filter))}</span>
                </a>
            }
        })
        .collect_view();
    // Whoever looks as another person does not get that person's files.
    let own = viewer().is_some_and(|viewer| viewer.seen_by.is_none());
    let refused = move || own && !busy.get() && count(RowFilter::Verdict(RowVerdict::Error)) > 0;
    view! {
        <nav class="tabs tabs--wrap" aria-label=imports::only(locale)>
            {tabs}
        </nav>
        <Show when=refused>
            <div class="buttons">
                <a class="button" href=format!("/imports/{id}/refused") download>
                    <Icon name="download" />
                    {imports::download_refused(locale)}
                </a>
                <span class="quiet">{imports::download_refused_text(locale)}</span>
            </div>
        </Show>
        <Show when=move || !busy.get()>
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || {
                    let filter = loaded.filter.get();
                    Suspend::new(async move {
                        match loaded.rows.await {
                            Ok(page) => Either::Left(view! { <Table id written filter page /> }),
                            Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                        }
                    })
                }}
            </Transition>
        </Show>
    }
}

#[component]
fn Table(id: ImportId, written: bool, filter: RowFilter, page: ImportRows) -> impl IntoView {
    let locale = locale();
    let next = RwSignal::new(page.next);
    let rows = RwSignal::new(page.rows);
    let loading = RwSignal::new(false);
    let more = move |_| {
        if loading.get_untracked() {
            return;
        }
        loading.set(true);
        let after = next.get_untracked();
        spawn_local(async move {
            let loaded = read_import_rows(id, filter, after).await;
            // Another filter may have been chosen meanwhile.
            if loading.try_set(false).is_some() {
                return;
            }
            match loaded {
                Ok(page) => {
                    next.set(page.next);
                    rows.update(|rows| rows.extend(page.rows));
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    if rows.with_untracked(Vec::is_empty) {
        return view! { <p class="quiet">{imports::no_such_rows(locale)}</p> }.into_any();
    }
    let heads = [
        ("cell--number", imports::row(locale)),
        ("", imports::results(locale)),
        ("", imports::customer(locale)),
        ("cell--rest", imports::note(locale)),
    ];
    // Whoever asks for the refused rows wants to know why.
    let open = filter == RowFilter::Verdict(RowVerdict::Error);
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=imports::results(locale)>
                <table class="table">
                    <thead>
                        <tr>
                            {heads
                                .map(|(class, word)| view! { <th scope="col" class=class>{word}</th> })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get()
                            key=|row| row.row
                            children=move |row| view! { <Line row written open /> }
                        />
                    </tbody>
                </table>
            </div>
            <Show when=move || next.get().is_some()>
                <div class="list__foot">
                    <button
                        type="button"
                        class="button button--quiet button--small"
                        aria-busy=move || loading.get().to_string()
                        on:click=more
                    >
                        {move || {
                            if loading.get() { i18n::app::loading_more(locale) } else { i18n::app::show_more(locale) }
                        }}
                    </button>
                </div>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: ImportRowView, written: bool, open: bool) -> impl IntoView {
    let locale = locale();
    let open = RwSignal::new(open);
    let number = row.row;
    let class = format!("verdict verdict--{}", row.verdict.key());
    let icon = verdict_icon(row.verdict);
    let faults = StoredValue::new(row.faults);
    let notes = format!("row-{number}-faults");
    let verdict = if faults.with_value(Vec::is_empty) {
        view! {
            <span class=class>
                <Icon name=icon />
                {verdict_word(locale, row.verdict, written)}
            </span>
        }
        .into_any()
    } else {
        let count = faults.with_value(Vec::len) as u64;
        view! {
            <button
                type="button"
                class=class
                aria-expanded=move || open.get().to_string()
                aria-controls=notes.clone()
                title=imports::show_errors(locale, u64::from(number))
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name=icon />
                {imports::error_count(locale, count)}
            </button>
        }
        .into_any()
    };
    let name = row.name.unwrap_or_default();
    let name = match row.code.as_ref().filter(|_| row.linked) {
        Some(code) => view! { <a href=format!("/customers/individuals/{code}")>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let changes = row.changes.into_iter().map(|(field, (old, new))| view! { <Change field old new /> }).collect_view();
    let warnings = row
        .warnings
        .into_iter()
        .filter_map(|warning| {
            let text = i18n::warnings::by_code(locale, &warning.code)?;
            let field =
                warning.field.map(|field| format!("{}: ", label_of(locale, Directory::Individuals.kind(), field)));
            Some(view! {
                <li class="notes__item notes__item--warning">
                    <Icon name="triangle-alert" class="icon--small" />
                    <span>{field}{text}</span>
                </li>
            })
        })
        .collect_view();
    view! {
        <tr>
            <td class="cell--number">{number}</td>
            <td>{verdict}</td>
            <td class="cell--who">{name} " " <span class="quiet">{row.code}</span></td>
            <td class="cell--text">
                <ul class="notes">
                    {row.skipped.map(|skip| view! { <Skip skip /> })} {changes} {warnings}
                </ul>
                {faults
                    .with_value(|faults| !faults.is_empty())
                    .then(|| {
                        view! {
                            <ul class="notes" id=notes hidden=move || !open.get()>
                                {faults
                                    .get_value()
                                    .into_iter()
                                    .map(|fault| {
                                        let text = fault_text(locale, &fault);
                                        view! { <li class="notes__item notes__item--error">{text}</li> }
                                    })
                                    .collect_view()}
                            </ul>
                        }
                    })}
            </td>
        </tr>
    }
}

/// `Cell C7 · Date of birth: …`
fn fault_text(locale: Locale, found: &RowFault) -> String {
    let cell = found.cell.as_ref().map(|cell| imports::cell(locale, cell));
    let field = found.field.map(|field| label_of(locale, Directory::Individuals.kind(), field).to_owned());
    let place: Vec<_> = cell.into_iter().chain(field).collect();
    let text = fault(locale, &found.code);
    if place.is_empty() { text } else { format!("{}: {text}", place.join(" · ")) }
}

/// Old → new.
#[component]
fn Change(field: Field, old: Option<String>, new: Option<String>) -> impl IntoView {
    let locale = locale();
    let text = move |value: String| shown(locale, field, &value);
    let old = old.map(|old| view! { <del>{text(old)}</del> });
    let new = new.map(|new| view! { <ins>{text(new)}</ins> });
    let both = old.is_some() && new.is_some();
    view! {
        <li class="notes__item">
            <span class="quiet">{label_of(locale, Directory::Individuals.kind(), field)}</span>
            <span class="change">
                {old} {both.then(|| view! { <Icon name="arrow-right" /> })} {new}
            </span>
        </li>
    }
}

/// Why a row is left out, with the way to what it repeats.
#[component]
fn Skip(skip: RowSkip) -> impl IntoView {
    let locale = locale();
    let plain = i18n::reasons::by_code(locale, &skip.reason).unwrap_or_default();
    let text = match (skip.of_row, skip.of_code) {
        (Some(row), _) => i18n::reasons::duplicate_in_file_row(locale, u64::from(row)).into_any(),
        (None, Some(code)) => {
            let words = i18n::reasons::duplicate_existing_code(locale, &code);
            view! { <a href=format!("/customers/individuals/{code}")>{words}</a> }.into_any()
        }
        (None, None) => plain.into_any(),
    };
    view! { <li class="notes__item">{text}</li> }
}
