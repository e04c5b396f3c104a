//! Merged areas show their value in each of their rows, in their first column only.

use std::collections::VecDeque;

use domain::import::Cell;

use super::reference::Area;

/// Carries the values of merged areas down the rows of a sheet.
#[derive(Default)]
pub(super) struct MergedAreas {
    /// Areas that have not begun yet, by their first row.
    ahead: VecDeque<Area>,
    /// Areas that reach further down than the row at hand.
    carried: Vec<Carried>,
}

struct Carried {
    column: usize,
    last_row: u32,
    value: Cell,
}

impl MergedAreas {
    /// The areas of a sheet in any order. Where two share a column and a row, which Excel forbids, the upper one counts;
    /// so at most one area per column is ever carried.
    pub(super) fn new(mut areas: Vec<Area>) -> Self {
        areas.sort_by_key(|area| (*area.columns.start(), *area.rows.start()));
        areas.dedup_by(|next, kept| {
            next.columns.start() == kept.columns.start() && next.rows.start() <= kept.rows.end()
        });
        areas.sort_by_key(|area| *area.rows.start());
        Self { ahead: areas.into(), carried: Vec::new() }
    }

    /// The next row after `row` that shows a value from above.
    pub(super) fn next_row(&self, row: u32) -> Option<u32> {
        self.carried.iter().any(|area| area.last_row > row).then_some(row + 1)
    }

    /// Puts the values from above into a row and takes up those of areas that begin in it. To be called for every row
    /// with a value, in order.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.carried.retain(|area| area.last_row >= row);
        for area in &self.carried {
            if cells.len() <= area.column {
                cells.resize(area.column + 1, Cell::Empty);
            }
            if let Some(cell @ Cell::Empty) = cells.get_mut(area.column) {
                *cell = area.value.clone();
            }
        }
        while self.ahead.front().is_some_and(|area| *area.rows.start() <= row) {
            let Some(area) = self.ahead.pop_front() else {
                break;
            };
            let column = *area.columns.start() as usize - 1;
            match cells.get(column) {
                Some(value) if *area.rows.start() == row && *value != Cell::Empty => {
                    self.carried.push(Carried { column, last_row: *area.rows.end(), value: value.clone() });
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_value_is_carried_down_its_first_column() {
        let mut merged = MergedAreas::new(vec![Area { rows: 2..=4, columns: 2..=3 }]);
        let mut first = vec![text("a"), text("b"), text("c")];
        merged.fill(2, &mut first);
        assert_eq!(first, [text("a"), text("b"), text("c")]);
        assert_eq!(merged.next_row(2), Some(3));

        let mut second = vec![text("d")];
        merged.fill(3, &mut second);
        assert_eq!(second, [text("d"), text("b")]);

        let mut own = vec![Cell::Empty, text("own")];
        merged.fill(4, &mut own);
        assert_eq!(own, [Cell::Empty, text("own")]);
        assert_eq!(merged.next_row(4), None);
    }

    #[test]
    fn an_empty_area_carries_nothing() {
        let mut merged = MergedAreas::new(vec![Area { rows: 1..=9, columns: 1..=1 }]);
        merged.fill(5, &mut vec![text("x")]);
        assert_eq!(merged.next_row(5), None);
    }

    #[test]
    fn of_overlapping_areas_the_upper_one_counts() {
        let areas = vec![
            Area { rows: 3..=5, columns: 1..=1 },
            Area { rows: 1..=9, columns: 1..=1 },
            Area { rows: 4..=5, columns: 1..=1 },
        ];
        let merged = MergedAreas::new(areas);
        assert_eq!(merged.ahead, [Area { rows: 1..=9, columns: 1..=1 }]);
    }
}
