//! Cells from a spreadsheet: first it is shown what would become of each, then all are written as one act.

use std::collections::BTreeMap;

use domain::{
    AppError, CustomerId, IdempotencyKey,
    bulk::{BulkState, CellVerdict, CellsRequest, NOT_GRANTED, RowCells, RowVerdict},
    clipboard::{Laid, lay, read},
    customer::{Edit, Field},
};
use i18n::{Locale, inline as texts};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        bulk::{Running, watch},
        cells::{fault, label},
        form::new_key,
    },
    Hand, Pasted, values,
};
use crate::{
    api::{
        ApiError,
        bulk::{check_cells, write_cells},
    },
    components::{Dialog, Icon, Problem, open_for},
    state::{Sending, locale},
};

/// No more lines than this are shown of each kind.
const LINES: usize = 100;

/// What was pasted, laid over the rows.
#[derive(Clone, Default)]
struct Plan {
    rows: Vec<RowCells>,
    names: BTreeMap<CustomerId, String>,
    /// Cells that say so already.
    same: u64,
    /// Columns that are not edited here.
    locked: Vec<Field>,
    rows_beyond: u64,
    columns_beyond: u64,
}

/// A cell and what is told of it: what stood there or was pasted, and what will stand there or why not.
#[derive(Clone)]
struct Line {
    name: String,
    field: &'static str,
    before: String,
    after: String,
}

/// What the check has found.
#[derive(Clone, Default)]
struct Checked {
    accepted: Vec<RowCells>,
    changes: Vec<Line>,
    refused: Vec<Line>,
    same: u64,
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn paste(hand: Hand) -> AnyView {
    let open = open_for(hand.pasted);
    Effect::new(move |was_open: Option<bool>| {
        let now = open.get();
        if was_open == Some(true) && !now {
            hand.focus_current();
        }
        now
    });
    view! {
        <Dialog open title=texts::paste_title(locale()).to_owned()>
            {move || hand.pasted.get().map(|pasted| view! { <Paste hand pasted open /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Paste(hand: Hand, pasted: Pasted, open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let plan = StoredValue::new(Plan::of(hand, pasted));
    let checked = RwSignal::new(None::<Checked>);
    let running = RwSignal::new(None::<BulkState>);
    let key = StoredValue::new(IdempotencyKey(new_key()));
    let sending = Sending::default();
    watch(running, Callback::new(move |()| hand.sheet.window.follow()));
    let request = move |rows: Vec<RowCells>| CellsRequest { directory: hand.sheet.directory, rows };
    let check = move || {
        let rows = plan.with_value(|plan| plan.rows.clone());
        if rows.is_empty() {
            return checked.set(Some(Checked::default()));
        }
        sending.faults.problem.set(None);
        spawn_local(async move {
            let answer = check_cells(request(rows)).await;
            // The dialog may be closed by now.
            if checked.is_disposed() {
                return;
            }
            match answer {
                Ok(verdicts) => checked.set(Some(plan.with_value(|plan| plan.judged(hand, locale, verdicts)))),
                Err(ApiError(error)) => refuse(sending, error),
            }
        });
    };
    check();
    // Closed by its own button, what became of the act needs no dialog any more.
    Effect::new(move |ran: Option<bool>| {
        let runs = running.with(Option::is_some);
        if ran == Some(true) && !runs {
            open.set(false);
        }
        runs
    });
    let write = move |_| {
        let rows = checked.with_untracked(|checked| checked.clone().unwrap_or_default().accepted);
        let key = key.get_value();
        sending.start(async move {
            running.set(Some(write_cells(key, request(rows)).await?));
            Ok(())
        });
    };
    let count = move || checked.with(|checked| checked.as_ref().map_or(0, |checked| checked.changes.len() as u64));
    let has_changes = Memo::new(move |_| count() > 0);
    let runs = Memo::new(move |_| running.with(Option::is_some));
    view! {
        <div class="dialog__body">
            {move || sending.faults.problem.get().map(|error| view! { <Problem error /> })}
            <Show when=move || runs.get() fallback=move || view! { <Findings plan checked /> }>
                <Running running />
            </Show>
        </div>
        <Show when=move || !runs.get()>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {i18n::app::cancel(locale)}
                </button>
                <Show when=move || sending.faults.problem.with(Option::is_some) && checked.with(Option::is_none)>
                    <button type="button" class="button" on:click=move |_| check()>
                        {texts::paste_again(locale)}
                    </button>
                </Show>
                <Show when=move || has_changes.get()>
                    <button
                        type="button"
                        class="button button--primary"
                        aria-busy=move || sending.busy.get().to_string()
                        on:click=write
                    >
                        {move || texts::paste_write(locale, count())}
                    </button>
                </Show>
            </div>
        </Show>
    }
}

fn refuse(sending: Sending, error: AppError) {
    if error == AppError::Unauthenticated {
        crate::state::report(&error);
    }
    sending.faults.problem.set(Some(error));
}

/// What will change, what will not, and why.
#[component]
fn Findings(plan: StoredValue<Plan>, checked: RwSignal<Option<Checked>>) -> impl IntoView {
    let locale = locale();
    let beside = plan.with_value(|plan| plan.notes(locale));
    let notes = beside.into_iter().map(|text| note("info", text)).collect_view();
    let found = move || match checked.get() {
        None => view! { <p role="status">{texts::paste_checking(locale)}</p> }.into_any(),
        Some(Checked { changes, refused, same, .. }) => {
            let same = same + plan.with_value(|plan| plan.same);
            let head = match changes.len() as u64 {
                0 => texts::paste_nothing(locale).to_owned(),
                count => texts::paste_changes(locale, count),
            };
            let refused_head = texts::paste_refused(locale, refused.len() as u64);
            view! {
                <p role="status">{head}</p>
                {(same > 0).then(|| note("equal", texts::paste_same(locale, same)))}
                {(!refused.is_empty())
                    .then(|| {
                        let heads = [texts::paste_text(locale), texts::paste_reason(locale)];
                        view! {
                            {note("triangle-alert", refused_head.clone())}
                            <Lines label=refused_head lines=refused heads />
                        }
                    })}
                {(!changes.is_empty())
                    .then(|| {
                        let heads = [texts::paste_from(locale), texts::paste_to(locale)];
                        view! { <Lines label=texts::paste_title(locale).to_owned() lines=changes heads /> }
                    })}
            }
            .into_any()
        }
    };
    view! { {notes} {found} }
}

fn note(icon: &'static str, text: String) -> impl IntoView {
    view! {
        <p class="field__help pasted__note">
            <Icon name=icon class="icon--small" />
            {text}
        </p>
    }
}

/// Cells, a row for each.
#[component]
fn Lines(label: String, lines: Vec<Line>, heads: [&'static str; 2]) -> impl IntoView {
    let locale = locale();
    let more = lines.len().saturating_sub(LINES) as u64;
    let [before, after] = heads;
    let line = move |Line { name, field, before, after }: Line| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{field}</td>
                <td class="cell--none">{before}</td>
                <td class="pasted__after">{after}</td>
            </tr>
        }
    };
    view! {
        <div class="list list--inline pasted">
            <div class="list__scroll" tabindex="0" role="region" aria-label=label>
                <table class="table" data-density="compact">
                    <thead>
                        <tr>
                            <th scope="col">{texts::paste_customer(locale)}</th>
                            <th scope="col">{texts::paste_field(locale)}</th>
                            <th scope="col">{before}</th>
                            <th scope="col">{after}</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().take(LINES).map(line).collect_view()}</tbody>
                </table>
            </div>
        </div>
        {(more > 0).then(|| view! { <p class="quiet">{texts::paste_more(locale, more)}</p> })}
    }
}

impl Plan {
    /// Lays the clipboard over the rows that the list holds, right and down from the cell.
    fn of(hand: Hand, Pasted { text, row, column }: Pasted) -> Self {
        let columns = hand.sheet.window.columns();
        hand.sheet.window.rows.with_untracked(|rows| {
            let Laid { cells, rows_beyond, columns_beyond } =
                lay(read(&text), (row, column), (rows.len(), columns.len()));
            let (rows_beyond, columns_beyond) = (rows_beyond as u64, columns_beyond as u64);
            let mut plan = Self { rows_beyond, columns_beyond, ..Self::default() };
            for cell in cells {
                let (Some(row), Some(field)) = (rows.get(cell.row), columns.get(cell.column).copied()) else {
                    continue;
                };
                if !hand.is_editable(row, field) {
                    if !plan.locked.contains(&field) {
                        plan.locked.push(field);
                    }
                    continue;
                }
                let was = values::standing(row, field);
                let becomes =
                    hand.choices.with_untracked(|choices| values::meant(locale(), field, choices, &cell.text));
                if becomes == was || becomes.as_deref() == Some(&values::typed(field, was.as_deref())) {
                    plan.same += 1;
                    continue;
                }
                if plan.rows.last().is_none_or(|last| last.id != row.id) {
                    plan.names.insert(row.id, values::name_of(row));
                    plan.rows.push(RowCells { id: row.id, cells: BTreeMap::new() });
                }
                if let Some(last) = plan.rows.last_mut() {
                    last.cells.insert(field, Edit { was, becomes });
                }
            }
            plan
        })
    }

    /// What is left out, in words.
    fn notes(&self, locale: Locale) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.locked.is_empty() {
            let names: Vec<_> = self.locked.iter().map(|field| label(locale, *field)).collect();
            notes.push(texts::paste_locked(locale, &names.join(", ")));
        }
        notes.extend((self.rows_beyond > 0).then(|| texts::paste_rows_beyond(locale, self.rows_beyond)));
        notes.extend((self.columns_beyond > 0).then(|| texts::paste_columns_beyond(locale, self.columns_beyond)));
        notes
    }

    /// What the server has said of each cell.
    fn judged(&self, hand: Hand, locale: Locale, verdicts: Vec<RowVerdict>) -> Checked {
        let mut checked = Checked::default();
        let word = |field, text: Option<&str>| {
            hand.choices.with_untracked(|choices| values::told(locale, field, choices, text))
        };
        let why = |code: &str| match code {
            NOT_GRANTED => i18n::bulk::not_granted(locale).to_owned(),
            code => fault(locale, code),
        };
        for (row, verdict) in self.rows.iter().zip(verdicts) {
            let name = self.names.get(&row.id).cloned().unwrap_or_default();
            let all = match &verdict {
                RowVerdict::Gone => Some(texts::paste_gone(locale).to_owned()),
                RowVerdict::Refused(code) => Some(why(code)),
                RowVerdict::Cells(_) => None,
            };
            let mut accepted = RowCells { id: row.id, cells: BTreeMap::new() };
            for (field, edit) in &row.cells {
                let of = match &verdict {
                    RowVerdict::Cells(cells) => cells.get(field),
                    RowVerdict::Gone | RowVerdict::Refused(_) => None,
                };
                let line = |before, after| Line { name: name.clone(), field: hand.label(*field), before, after };
                match (of, &all) {
                    (Some(CellVerdict::Becomes(becomes)), _) => {
                        accepted.cells.insert(*field, edit.clone());
                        checked.changes.push(line(word(*field, edit.was.as_deref()), word(*field, becomes.as_deref())));
                    }
                    (Some(CellVerdict::Same), _) => checked.same += 1,
                    (Some(CellVerdict::Refused(code)), _) => {
                        checked.refused.push(line(word(*field, edit.becomes.as_deref()), why(code)));
                    }
                    (None, reason) => {
                        let reason = reason.clone().unwrap_or_else(|| why("invalid"));
                        checked.refused.push(line(word(*field, edit.becomes.as_deref()), reason));
                    }
                }
            }
            if !accepted.cells.is_empty() {
                checked.accepted.push(accepted);
            }
        }
        checked
    }
}
