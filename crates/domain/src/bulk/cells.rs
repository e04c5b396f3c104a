//! Cells of a list that get values together, such as those that are pasted from a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, FieldErrors,
    customer::{Directory, Edit, Field},
    error::FieldError,
    list::MOST_HELD,
};

/// The fault of a cell that somebody else has changed since it was seen.
pub const EDITED_MEANWHILE: &str = "edited_meanwhile";

/// The cells of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCells {
    /// The record.
    pub id: CustomerId,
    /// What stood there, as it was seen, and what shall.
    pub cells: BTreeMap<Field, Edit>,
}

/// What shall stand in cells of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsRequest {
    /// The list.
    pub directory: Directory,
    /// Its records.
    pub rows: Vec<RowCells>,
}

impl CellsRequest {
    /// Looks whether it is a request that a list makes.
    ///
    /// # Errors
    /// No rows, more than a list holds, one of them twice, or a field that is not edited in a list.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let fault = |field: &str, code: &str| Err(FieldErrors(vec![FieldError::new(field, code)]));
        let ids: BTreeSet<CustomerId> = self.rows.iter().map(|row| row.id).collect();
        match self.rows.len() {
            0 => return fault("rows", "required"),
            count if count > MOST_HELD => return fault("rows", "too_long"),
            count if count > ids.len() => return fault("rows", "unknown_value"),
            _ => {}
        }
        match self.rows.iter().flat_map(|row| row.cells.keys()).find(|field| !field.inline()) {
            Some(field) => fault(field.key(), "unknown_value"),
            None => Ok(()),
        }
    }
}

/// What would become of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// The record is not there any more, or never was for the asker: both look alike.
    Gone,
    /// Nothing of it may be changed, for this reason.
    Refused(String),
    /// Each cell for itself.
    Cells(BTreeMap<Field, CellVerdict>),
}

/// What would become of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellVerdict {
    /// This would stand there, in canonical text; nothing empties it.
    Becomes(Option<String>),
    /// It is so already.
    Same,
    /// It stays as it is: key in the translation area `errors`.
    Refused(String),
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(number: u128, field: Field) -> RowCells {
        let edit = Edit { was: None, becomes: Some("a".to_owned()) };
        RowCells { id: CustomerId(Uuid::from_u128(number)), cells: [(field, edit)].into() }
    }

    fn fault(rows: Vec<RowCells>) -> Option<String> {
        let request = CellsRequest { directory: Directory::Teams, rows };
        request.check().err().map(|errors| format!("{}: {}", errors.0[0].field, errors.0[0].code))
    }

    #[test]
    fn rows_are_those_of_a_list_and_each_stands_once() {
        let many = |count| (1..=count as u128).map(|number| row(number, Field::Name)).collect::<Vec<_>>();
        assert_eq!(fault(many(0)).as_deref(), Some("rows: required"));
        assert_eq!(fault(many(MOST_HELD)), None);
        assert_eq!(fault(many(MOST_HELD + 1)).as_deref(), Some("rows: too_long"));
        assert_eq!(fault(vec![row(1, Field::Name), row(1, Field::Phone)]).as_deref(), Some("rows: unknown_value"));
    }

    #[test]
    fn cells_are_those_that_a_list_edits() {
        assert_eq!(fault(vec![row(1, Field::Phone)]), None);
        assert_eq!(fault(vec![row(1, Field::IdNumber)]).as_deref(), Some("id_number: unknown_value"));
        assert_eq!(fault(vec![row(1, Field::Code)]).as_deref(), Some("code: unknown_value"));
    }
}
