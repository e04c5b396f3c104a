//! The rows that the list holds: a window over a list of any length, which loads at both ends as somebody scrolls.

use domain::{
    AppError, CustomerId,
    customer::{CustomerDetail, CustomerRow, Field},
    list::{Cursor, ListState, Listed, Place},
};
use leptos::{html, prelude::*, task::spawn_local};

use crate::api::{
    ApiError,
    customers::{list_customers, read_customer},
};

/// More rows than this are not held: the ones farthest away go.
const MOST_ROWS: usize = 500;
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
    /// Why rows could not be loaded.
    pub problem: RwSignal<Option<AppError>>,
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
        }
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

    /// Loads when one of the ends comes near.
    pub fn scrolled(self, area: NodeRef<html::Div>) {
        let Some(area_element) = area.get_untracked() else { return };
        let (top, below) = (
            area_element.scroll_top(),
            area_element.scroll_height() - area_element.client_height() - area_element.scroll_top(),
        );
        if below < MARGIN {
            self.load(End::Last, area);
        } else if top < MARGIN {
            self.load(End::First, area);
        }
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
                Err(ApiError(error)) => self.problem.set(Some(error)),
            }
        });
    }

    /// Adds a page at one end, lets rows go at the other, and keeps what is seen where it is.
    fn take(self, end: End, page: Listed, area: NodeRef<html::Div>) {
        let row_height = area
            .get_untracked()
            .and_then(|area| area.query_selector("tbody tr").ok().flatten())
            .map_or(0, |row| row.client_height());
        let mut moved = 0;
        self.rows.update(|rows| match end {
            End::Last => {
                rows.extend(page.rows);
                self.after.set(page.after);
                let surplus = rows.len().saturating_sub(MOST_ROWS);
                rows.drain(..surplus);
                if surplus > 0 {
                    self.before.set(rows.first().map(|row| row.place.clone()));
                    moved = -i32::try_from(surplus).unwrap_or_default();
                }
            }
            End::First => {
                moved = i32::try_from(page.rows.len()).unwrap_or_default();
                rows.splice(..0, page.rows);
                self.before.set(page.before);
                if rows.len() > MOST_ROWS {
                    rows.truncate(MOST_ROWS);
                    self.after.set(rows.last().map(|row| row.place.clone()));
                }
            }
        });
        if moved != 0 {
            request_animation_frame(move || {
                if let Some(area) = area.get_untracked() {
                    area.set_scroll_top((area.scroll_top() + moved * row_height).max(0));
                }
            });
        }
    }

    /// Shows a record as it is now, where it stands.
    pub fn refresh(self, code: String) {
        let directory = self.state.with_value(|state| state.directory);
        spawn_local(async move {
            if let Ok(detail) = read_customer(directory, code).await {
                self.rows.try_update(|rows| {
                    if let Some(row) = rows.iter_mut().find(|row| row.id == detail.id) {
                        *row = row_of(detail, row.place.clone());
                    }
                });
            }
        });
    }

    /// Takes a record out.
    pub fn remove(self, id: CustomerId) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }
}

fn row_of(detail: CustomerDetail, place: Cursor) -> CustomerRow {
    let mut values = detail.values;
    let names = [
        (Field::Owner, detail.owner.map(|owner| owner.name)),
        (Field::Branch, detail.branch.map(|branch| branch.name)),
    ];
    let links = detail.links.into_iter().map(|(field, link)| (field, Some(link.name)));
    for (field, name) in names.into_iter().chain(links) {
        match name {
            Some(name) => values.insert(field, name),
            None => values.remove(&field),
        };
    }
    CustomerRow {
        id: detail.id,
        kind: detail.kind,
        version: detail.version,
        place,
        values,
        placement: detail.placement,
    }
}
