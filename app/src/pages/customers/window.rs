//! The rows that the list holds: a window over a list of any length, which loads at both ends as somebody scrolls. The rows
//! farthest away go.

use std::time::Duration;

use domain::{
    AppError, CustomerId,
    customer::{CustomerRow, Field},
    list::{Cursor, HeldRow, ListState, Listed, MOST_HELD, Place, Widths},
};
use i18n::Locale;
use leptos::{
    html,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{HtmlDivElement, HtmlElement},
};

use crate::api::{
    ApiError,
    customers::{held_customers, list_customers},
};

/// A row that has changed is marked for so long.
const SEEN: Duration = Duration::from_secs(8);
/// Rows are loaded when fewer pixels than this are left to scroll.
const MARGIN: i32 = 800;

/// An end of the window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Towards the beginning of the list.
    First,
    /// Towards the end of the list.
    Last,
}

/// The held rows and what lies beyond them.
#[derive(Clone, Copy)]
pub struct Window {
    state: StoredValue<ListState>,
    /// The held rows, in the order of the list.
    pub rows: RwSignal<Vec<CustomerRow>>,
    before: RwSignal<Option<Cursor>>,
    after: RwSignal<Option<Cursor>>,
    /// The end at which rows are being loaded.
    pub loading: RwSignal<Option<End>>,
    /// Why rows could not be loaded, and at which end.
    pub problem: RwSignal<Option<(End, AppError)>>,
    /// How wide the person has made columns; none are as wide as what stands in them.
    pub widths: RwSignal<Widths>,
    /// Rows of a page, if the person turns pages; else rows come as they are scrolled to.
    pub page_rows: RwSignal<Option<u16>>,
    /// Rows that have changed while they are shown.
    marks: RwSignal<Vec<(CustomerId, Mark)>>,
    /// How often it was said that rows have changed, since the last answer that knows of all that.
    told: StoredValue<u32>,
}

/// What is to be seen of a row that somebody has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It has just changed.
    Changed,
    /// It no longer belongs to the list as it is filtered; it stays until the next load.
    Stale,
}

impl Mark {
    /// The word in the style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Stale => "stale",
        }
    }

    /// What it means.
    pub fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::Changed => i18n::customers::row_changed(locale),
            Self::Stale => i18n::customers::row_stale(locale),
        }
    }
}

impl Window {
    /// A window that begins with a page; all further rows have the columns of these.
    pub fn new(mut state: ListState, page: Listed) -> Self {
        state.columns = page.columns;
        Self {
            state: StoredValue::new(state),
            rows: RwSignal::new(page.rows),
            before: RwSignal::new(page.before),
            after: RwSignal::new(page.after),
            loading: RwSignal::new(None),
            problem: RwSignal::new(None),
            widths: RwSignal::new(page.widths),
            page_rows: RwSignal::new(page.page_rows),
            marks: RwSignal::default(),
            told: StoredValue::new(0),
        }
    }

    /// How a row is marked.
    pub fn mark(self, id: CustomerId) -> Option<Mark> {
        self.marks.with(|marks| marks.iter().find(|(marked, _)| *marked == id).map(|(_, mark)| *mark))
    }

    /// What has become of rows that are shown, in words; empty if nothing has.
    pub fn told(self, locale: Locale) -> String {
        let names = |mark: Mark| {
            let rows = self.rows.read_untracked();
            let marks = self.marks.read();
            let name = |id: &CustomerId| rows.iter().find(|row| row.id == *id)?.values.get(&Field::Name).cloned();
            let marked = marks.iter().filter(|(_, other)| *other == mark).filter_map(|(id, _)| name(id));
            marked.collect::<Vec<_>>().join(", ")
        };
        let (changed, stale) = (names(Mark::Changed), names(Mark::Stale));
        let changed = (!changed.is_empty()).then(|| i18n::customers::rows_changed(locale, &changed));
        let stale = (!stale.is_empty()).then(|| i18n::customers::rows_stale(locale, &stale));
        changed.into_iter().chain(stale).collect::<Vec<_>>().join(". ")
    }

    /// Brings the held rows up to date after somebody has changed some, here or elsewhere.
    pub fn follow(self) {
        self.told.update_value(|told| *told += 1);
        if self.told.get_value() > 1 {
            return;
        }
        spawn_local(async move {
            while let Some(told) = self.told.try_get_value().filter(|told| *told > 0) {
                let held: Vec<_> =
                    self.rows.with_untracked(|rows| rows.iter().map(|row| (row.id, row.version)).collect());
                let now = held_rows(self.state.get_value(), held.clone()).await;
                // The list may be gone by now: somebody has gone elsewhere.
                if self.rows.is_disposed() {
                    return;
                }
                now.into_iter().for_each(|row| self.take_now(&held, row));
                self.told.update_value(|now| *now = if *now == told { 0 } else { 1 });
            }
            let fade = move || {
                self.marks.try_update(|marks| marks.retain(|(_, mark)| *mark == Mark::Stale));
            };
            set_timeout(fade, SEEN);
        });
    }

    /// A row as it is now.
    fn take_now(self, asked: &[(CustomerId, i64)], now: HeldRow) {
        let (row, mark) = match now {
            HeldRow::Changed(row) => (row, Mark::Changed),
            HeldRow::Stale(row) => (row, Mark::Stale),
            HeldRow::Gone(at) => {
                if let Some((id, _)) = asked.get(at) {
                    self.remove(*id);
                }
                return;
            }
        };
        self.rows.update(|rows| {
            if let Some(held) = rows.iter_mut().find(|held| held.id == row.id && held.version < row.version) {
                self.marks.update(|marks| {
                    marks.retain(|(marked, _)| *marked != row.id);
                    marks.push((row.id, mark));
                });
                *held = CustomerRow { place: held.place.clone(), ..row };
            }
        });
    }

    /// The columns that the rows fill, in order.
    pub fn columns(self) -> Vec<Field> {
        self.state.with_value(|state| state.columns.clone())
    }

    /// The place beyond an end, if rows stand there.
    pub fn beyond(self, end: End) -> Option<Cursor> {
        match end {
            End::First => self.before.get(),
            End::Last => self.after.get(),
        }
    }

    /// Whether the person turns pages.
    pub fn has_pages(self) -> bool {
        self.page_rows.get_untracked().is_some()
    }

    /// Loads when one of the ends comes near.
    pub fn scrolled(self, area: NodeRef<html::Div>) {
        let Some(area_element) = area.get_untracked().filter(|_| !self.has_pages()) else { return };
        let (top, below) = (
            area_element.scroll_top(),
            area_element.scroll_height() - area_element.client_height() - area_element.scroll_top(),
        );
        let near = if below < MARGIN {
            End::Last
        } else if top < MARGIN {
            End::First
        } else {
            return;
        };
        // What has failed is tried again by whoever wants it.
        if self.problem.with_untracked(|problem| problem.as_ref().is_none_or(|(end, _)| *end != near)) {
            self.load(near, area);
        }
    }

    /// Loads what stands before a place to which somebody has jumped: it can be scrolled both ways from there.
    pub fn arrived(self, area: NodeRef<html::Div>) {
        if area.get().is_none()
            || self.has_pages()
            || !self.state.with_value(|state| matches!(state.place, Place::At(_)))
        {
            return;
        }
        request_animation_frame(move || {
            let first = area.get_untracked().and_then(|area| StillRow::at(End::First, area));
            // Where the rows do not fill the list, those before them would take their place.
            if first.is_some_and(|first| first.lead()) {
                self.load(End::First, area);
            }
        });
    }

    /// Loads a page at one end.
    pub fn load(self, end: End, area: NodeRef<html::Div>) {
        let cursor = match end {
            End::First => self.before.get_untracked(),
            End::Last => self.after.get_untracked(),
        };
        let Some(cursor) = cursor.filter(|_| self.loading.get_untracked().is_none()) else { return };
        let mut state = self.state.get_value();
        state.place = if end == End::First { Place::Before(cursor) } else { Place::After(cursor) };
        self.loading.set(Some(end));
        self.problem.set(None);
        spawn_local(async move {
            let loaded = list_customers(state).await;
            // The list may be gone by now: somebody has gone elsewhere.
            if self.loading.try_set(None).is_some() {
                return;
            }
            match loaded {
                Ok(page) => self.take(end, page, area),
                Err(ApiError(error)) => self.problem.set(Some((end, error))),
            }
        });
    }

    /// Adds a page at one end, lets rows go at the other, and keeps what is seen where it is.
    fn take(self, end: End, page: Listed, area: NodeRef<html::Div>) {
        let still = area.get_untracked().and_then(|area| StillRow::at(end, area));
        let mut moves = end == End::First;
        self.rows.update(|rows| match end {
            End::Last => {
                rows.extend(page.rows);
                self.after.set(page.after);
                let surplus = rows.len().saturating_sub(MOST_HELD);
                rows.drain(..surplus);
                if surplus > 0 {
                    self.before.set(rows.first().map(|row| row.place.clone()));
                    moves = true;
                }
            }
            End::First => {
                rows.splice(..0, page.rows);
                self.before.set(page.before);
                if rows.len() > MOST_HELD {
                    rows.truncate(MOST_HELD);
                    self.after.set(rows.last().map(|row| row.place.clone()));
                }
            }
        });
        if let Some(still) = still.filter(|_| moves) {
            request_animation_frame(move || still.hold());
        }
    }

    /// Takes a record out.
    pub fn remove(self, id: CustomerId) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }
}

/// A row that is seen at the same place before and after rows came and went above it.
struct StillRow {
    area: HtmlDivElement,
    row: HtmlElement,
    top: i32,
}

impl StillRow {
    /// The row at an end of the window: those that come there come beyond it.
    fn at(end: End, area: HtmlDivElement) -> Option<Self> {
        let place = if end == End::First { "tbody tr:first-child" } else { "tbody tr:last-child" };
        let row = area.query_selector(place).ok().flatten()?.dyn_into().ok()?;
        Some(Self { top: top_of(&row), area, row })
    }

    /// Scrolls until nothing stands between it and the heads of the columns, if the rows below fill what is seen.
    fn lead(&self) -> bool {
        let above = self.top - self.row.offset_top();
        let fills = self.area.scroll_height() - above > self.area.client_height();
        if fills {
            self.area.set_scroll_top(above);
        }
        fills
    }

    /// Scrolls by as much as it was moved.
    fn hold(self) {
        if self.row.is_connected() {
            self.area.set_scroll_top(self.area.scroll_top() + top_of(&self.row) - self.top);
        }
    }
}

/// How far below the beginning of what is scrolled a row stands, in pixels: it is placed in its table, the table in the rest.
fn top_of(row: &HtmlElement) -> i32 {
    let table = row.offset_parent().and_then(|table| table.dyn_into::<HtmlElement>().ok());
    row.offset_top() + table.map_or(0, |table| table.offset_top())
}

/// Asked in a chunk of its own: nobody needs it before the page is there.
#[lazy]
async fn held_rows(state: ListState, held: Vec<(CustomerId, i64)>) -> Vec<HeldRow> {
    held_customers(state, held).await.unwrap_or_default()
}
