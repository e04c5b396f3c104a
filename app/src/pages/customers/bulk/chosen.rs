//! The rows that are chosen, and the boxes that choose them.

use domain::{
    CustomerId,
    bulk::Selection,
    customer::{CustomerRow, Directory},
    list::ListState,
    permission::Action,
};
use leptos::prelude::*;

use super::super::{may, window::Window};
use crate::state::locale;

/// Whether the person may do something to many records of a list: then rows have boxes.
pub fn acts(directory: Directory) -> bool {
    [Action::Edit, Action::Delete, Action::Export].into_iter().any(|action| may(action, directory))
}

/// What is chosen of a list; cheap to copy.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// Those that are chosen; of all those that are left out.
    ids: RwSignal<Vec<CustomerId>>,
    all: RwSignal<bool>,
    last: StoredValue<Option<CustomerId>>,
}

impl Chosen {
    /// Nobody yet.
    pub fn new() -> Self {
        Self { ids: RwSignal::default(), all: RwSignal::new(false), last: StoredValue::new(None) }
    }

    /// Somebody is chosen.
    pub fn is_any(self) -> bool {
        self.is_all() || !self.ids.with(Vec::is_empty)
    }

    /// All that the list has are chosen, whether they are held or not, but for those that are left out.
    pub fn is_all(self) -> bool {
        self.all.get()
    }

    /// How many are chosen one by one, or left out of all.
    pub fn count(self) -> u64 {
        self.ids.with(Vec::len) as u64
    }

    /// How many are chosen of so many that the list has.
    pub fn count_of(self, whole: u64) -> u64 {
        if self.is_all() { whole.saturating_sub(self.count()) } else { self.count() }
    }

    /// What an act is about.
    pub fn selection(self, state: &ListState) -> Selection {
        let ids = self.ids.get_untracked();
        match self.all.get_untracked() {
            true if ids.is_empty() => Selection::Matching(Box::new(state.from_start())),
            true => Selection::AllBut(Box::new(state.from_start()), ids),
            false => Selection::These(ids),
        }
    }

    /// Chooses all that the list has.
    pub fn choose_all(self) {
        self.clear();
        self.all.set(true);
    }

    /// Chooses nobody.
    pub fn clear(self) {
        self.all.set(false);
        self.ids.update(Vec::clear);
        self.last.set_value(None);
    }

    /// Lets one go that is not in the list any more.
    pub fn leave(self, id: CustomerId) {
        self.ids.update(|ids| ids.retain(|named| *named != id));
    }

    /// The record is chosen.
    pub fn has(self, id: CustomerId) -> bool {
        self.is_all() != self.ids.with(|ids| ids.contains(&id))
    }

    /// Chooses a row or lets it go; of a range all rows from the last one that was touched.
    fn toggle(self, rows: &[CustomerRow], id: CustomerId, range: bool) {
        let wanted = !untrack(|| self.has(id));
        let place = |id: CustomerId| rows.iter().position(|row| row.id == id);
        let from = self.last.get_value().filter(|_| range).and_then(place);
        let touched = match (from, place(id)) {
            (Some(from), Some(to)) => rows.get(from.min(to)..=from.max(to)).unwrap_or_default(),
            (_, to) => to.and_then(|to| rows.get(to..=to)).unwrap_or_default(),
        };
        self.choose(touched, wanted);
        self.last.set_value(Some(id));
    }

    /// Chooses all rows that are held, or lets them go if they are chosen.
    fn toggle_page(self, rows: &[CustomerRow]) {
        let wanted = !untrack(|| self.share(rows).1);
        if self.all.get_untracked() && !wanted {
            return self.clear();
        }
        self.last.set_value(None);
        self.choose(rows, wanted);
    }

    /// Chooses these rows, each once, or lets them go.
    fn choose(self, rows: &[CustomerRow], wanted: bool) {
        let named = wanted != self.all.get_untracked();
        self.ids.update(|ids| {
            ids.retain(|known| rows.iter().all(|row| row.id != *known));
            if named {
                ids.extend(rows.iter().map(|row| row.id));
            }
        });
    }

    /// Whether any of these rows is chosen, and whether all are.
    fn share(self, rows: &[CustomerRow]) -> (bool, bool) {
        let chosen = rows.iter().filter(|row| self.has(row.id)).count();
        (chosen > 0, chosen > 0 && chosen == rows.len())
    }
}

/// The box in the heading: all rows that are held.
#[component]
pub fn PageBox(
    /// What is chosen.
    chosen: Chosen,
    /// The held rows.
    window: Window,
) -> impl IntoView {
    let share = Memo::new(move |_| window.rows.with(|rows| chosen.share(rows)));
    // No heading: the names stand in those of the rows.
    view! {
        <td class="cell--select">
            <label>
                <input
                    type="checkbox"
                    aria-label=i18n::bulk::select_page(locale())
                    prop:checked=move || share.get().1
                    prop:indeterminate=move || share.get() == (true, false)
                    on:click=move |_| window.rows.with_untracked(|rows| chosen.toggle_page(rows))
                />
            </label>
        </td>
    }
}

/// The box of a row; with Shift it chooses a range.
#[component]
pub fn RowBox(
    /// What is chosen.
    chosen: Chosen,
    /// The held rows.
    window: Window,
    /// The record.
    id: CustomerId,
    /// Its name.
    name: String,
) -> impl IntoView {
    view! {
        <td class="cell--select">
            <label>
                <input
                    type="checkbox"
                    aria-label=i18n::customers::select_row(locale(), &name)
                    aria-keyshortcuts="x"
                    prop:checked=move || chosen.has(id)
                    on:click=move |event: leptos::ev::MouseEvent| {
                        window.rows.with_untracked(|rows| chosen.toggle(rows, id, event.shift_key()));
                    }
                />
            </label>
        </td>
    }
}
