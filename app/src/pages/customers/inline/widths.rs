//! How wide columns are: pulled at the edge of a heading, by keys, or as wide as what stands in them.

use std::time::Duration;

use domain::{
    customer::Field,
    list::{NARROWEST, WIDEST, Widths, width_of},
};
use i18n::inline as texts;
use leptos::{
    leptos_dom::helpers::request_animation_frame,
    prelude::*,
    web_sys::{Element, PointerEvent},
};

use super::{
    Hand,
    dom::{self, Spot},
};
use crate::{
    api::customers::keep_widths,
    state::{attempt, locale},
};

/// What a key adds or takes.
const STEP: i32 = 16;
/// So long after the last key the widths are kept.
const PAUSE: Duration = Duration::from_millis(600);

/// A column whose edge is being pulled.
#[derive(Clone, Copy)]
pub struct Drag {
    field: Field,
    from: i32,
    width: i32,
}

impl Hand {
    /// The widths that columns have now.
    fn measured(self) -> Widths {
        let widths = self.sheet.window.widths.get_untracked();
        let columns = self.sheet.window.columns().into_iter().enumerate();
        let width = |(column, field)| {
            let seen = dom::cell_at(self.sheet.area, Spot { row: 0, column }).map(|heading| heading.offset_width());
            (field, if widths.is_empty() { within(seen.unwrap_or_default()) } else { width_of(&widths, field) })
        };
        let mut measured: Widths = columns.map(width).collect();
        // Those of columns that are not shown stay.
        measured.extend(widths.into_iter().filter(|(field, _)| !self.sheet.window.columns().contains(field)));
        measured
    }

    fn set_width(self, field: Field, width: i32) -> u16 {
        let mut widths = self.measured();
        let width = within(width);
        widths.retain(|(other, _)| *other != field);
        widths.push((field, width));
        self.sheet.window.widths.set(widths);
        width
    }

    fn keep(self) {
        let (directory, widths) = (self.sheet.directory, self.sheet.window.widths.get_untracked());
        attempt(async move { keep_widths(directory, widths).await });
    }

    /// The edge of a heading is taken.
    pub fn grip(self, event: &PointerEvent) {
        let Some(edge) = dom::element_of(event.target()).filter(|target| dom::is_in(target, ".edge")) else { return };
        let Some(spot) = dom::spot_of(&edge) else { return };
        let (Some(field), Some(heading)) = (self.field(spot.column), dom::cell_at(self.sheet.area, spot)) else {
            return;
        };
        event.prevent_default();
        let _ = Element::set_pointer_capture(&edge, event.pointer_id());
        self.drag.set_value(Some(Drag { field, from: event.client_x(), width: heading.offset_width() }));
    }

    /// … and pulled.
    pub fn pull(self, event: &PointerEvent) {
        if let Some(Drag { field, from, width }) = self.drag.get_value()
            && event.client_x() != from
        {
            self.set_width(field, width + event.client_x() - from);
        }
    }

    /// … and let go.
    pub fn let_go(self) {
        if self.drag.try_update_value(Option::take).flatten().is_some()
            && !self.sheet.window.widths.with_untracked(Vec::is_empty)
        {
            self.keep();
        }
    }

    /// Makes a column wider or narrower by a step.
    pub fn widen(self, column: usize, wider: bool) -> bool {
        let Some(field) = self.field(column) else { return false };
        let now = self.measured();
        let step = if wider { STEP } else { -STEP };
        let width = self.set_width(field, i32::from(width_of(&now, field)) + step);
        self.told.set(texts::width(locale(), self.label(field), &width.to_string()));
        self.widened.update_value(|count| *count = count.wrapping_add(1));
        let count = self.widened.get_value();
        set_timeout(
            move || {
                if self.widened.try_get_value() == Some(count) {
                    self.keep();
                }
            },
            PAUSE,
        );
        true
    }

    /// Makes a column as wide as what stands in it.
    pub fn fit(self, column: usize) {
        let Some(field) = self.field(column) else { return };
        // Only what is too narrow tells how wide it would like to be.
        self.set_width(field, 0);
        request_animation_frame(move || {
            let Some(rows) = self.sheet.window.rows.try_with_untracked(Vec::len) else { return };
            let wanted = |row| dom::cell_at(self.sheet.area, Spot { row, column }).map(|cell| cell.scroll_width());
            let widest = (0..=rows).filter_map(wanted).max().unwrap_or_default();
            self.set_width(field, widest + 2);
            self.told.set(texts::width_fits(locale(), self.label(field)));
            self.keep();
        });
    }
}

/// A width that a column can have.
fn within(width: i32) -> u16 {
    u16::try_from(width.max(0)).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}
