//! Where the focus is among the rows, and how it comes back when rows are made anew.

use domain::CustomerId;
use leptos::{prelude::*, web_sys::Element};

use super::{
    Current, Hand,
    dom::{self, Spot},
};

impl Hand {
    /// What lies over cells goes to where they are now, and a row that was made anew has the focus that it had.
    pub(super) fn settle(self) {
        // The list may be gone by now.
        let Some(inside) = self.inside.try_get_value() else { return };
        dom::mark_as_grid(self.sheet.area);
        let at_rest = self.edited.with_untracked(Option::is_none) && self.pasted.with_untracked(Option::is_none);
        if inside && at_rest && dom::is_focus_lost() && !self.focus_current() {
            self.focus_near();
        }
        self.moved.update(|moved| *moved = moved.wrapping_add(1));
    }

    pub(super) fn focus_current(self) -> bool {
        let spot = self.current.get_untracked().and_then(|current| self.spot(current));
        spot.is_some_and(|spot| dom::focus(self.sheet.area, spot))
    }

    /// The row in which the focus stood, or the one that has taken its place.
    fn focus_near(self) {
        let Some((id, place)) = self.near.get_value() else { return };
        let row = self.sheet.window.rows.with_untracked(|rows| {
            let place = rows.iter().position(|row| row.id == id).unwrap_or(place);
            place.min(rows.len().saturating_sub(1)) + 1
        });
        dom::focus(self.sheet.area, Spot { row, column: 0 });
    }

    /// The focus belongs into this row, wherever it is now.
    pub(super) fn stand_near(self, row: CustomerId) {
        let place = self.sheet.window.rows.with_untracked(|rows| rows.iter().position(|held| held.id == row));
        if let Some(place) = place {
            self.near.set_value(Some((row, place)));
            self.inside.set_value(true);
        }
    }

    pub(super) fn enter(self, target: Option<Element>) {
        let Some(target) = target else { return };
        if let Some(place) = dom::row_of(&target) {
            let id = self.sheet.window.rows.with_untracked(|rows| rows.get(place).map(|row| row.id));
            self.near.set_value(id.map(|id| (id, place)));
        }
        let Some(spot) = dom::spot_of(&target) else {
            // Among the buttons of a row nobody is in a cell.
            if dom::row_of(&target).is_some() {
                self.inside.set_value(true);
                self.current.set(None);
            }
            return;
        };
        self.inside.set_value(true);
        self.current.set(Some(Current { row: self.row(spot).map(|row| row.id), column: spot.column }));
    }

    /// Where the focus goes is not known when the row that had it is made anew.
    pub(super) fn leave(self, to: Option<Element>) {
        if to.is_some_and(|to| !dom::is_in(&to, ".list__scroll, dialog")) {
            self.leave_for_good();
        }
    }

    pub(super) fn leave_for_good(self) {
        self.inside.set_value(false);
        if self.edited.with_untracked(Option::is_none) {
            self.current.set(None);
        }
    }
}
