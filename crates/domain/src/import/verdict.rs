//! What becomes of a row.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    CustomerId,
    customer::{Field, Values},
};

/// Key of a text in the translation area `errors` or `warnings`.
pub type Code = Cow<'static, str>;

/// Field → what stood there (`None`: nothing) and what the row brings.
pub type Changes = BTreeMap<Field, (Option<String>, String)>;

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub code: Code,
    /// The column of the wrong cell, counted from 0; `None` if no single cell is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// What the person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The field; `None`: the whole row.
    pub field: Option<Field>,
    /// What is remarkable about it.
    pub code: Code,
}

/// The record that a row means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// It was there before the import.
    Record {
        /// Its id.
        id: CustomerId,
        /// Its code; leads have none.
        code: Option<String>,
    },
    /// This row of the same file created it.
    Row(u32),
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// A new record; without a code in the values the system makes one.
    Created {
        /// All its values.
        values: Values,
    },
    /// A record is changed.
    Changed {
        /// The record.
        of: Target,
        /// The fields that change.
        changes: Changes,
    },
    /// The record has these values already.
    Unchanged {
        /// The record.
        of: Target,
    },
    /// Left out.
    Skipped(Skip),
    /// Refused: nothing of the row is written.
    Error {
        /// Everything that is wrong with it.
        faults: Vec<Fault>,
    },
}

/// Why a row is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Skip {
    /// Nothing stands in the mapped cells.
    EmptyRow,
    /// A line with totals.
    TotalsRow,
    /// It looks like an earlier row.
    DuplicateInFile {
        /// The last row that wrote the record.
        of_row: u32,
    },
    /// It looks like a record that was there before.
    DuplicateExisting {
        /// The record.
        of: CustomerId,
        /// Its code; leads have none.
        of_code: Option<String>,
    },
}

/// The verdict on a row, with what the person should look at. Rows that write nothing carry no warnings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Number of the row, as the sheet counts.
    pub row: u32,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What should be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}
