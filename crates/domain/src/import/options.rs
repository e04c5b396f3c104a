//! What the person chose before the import.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::customer::Field;

/// The choices of an import; the words are those of the samples' `options`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Number of the row with the headings, as the sheet counts.
    pub heading_row: u32,
    /// First row to import.
    pub from_row: u32,
    /// Last row to import.
    pub to_row: u32,
    /// How a row without a code finds its record.
    pub match_key: MatchKey,
    /// What happens to a row that looks like a record.
    pub likely_duplicates: LikelyDuplicates,
    /// Whether a new individual may come without an e-mail.
    pub individual_without_email: WithoutEmail,
    /// What happens to a word that its catalog does not have.
    pub unknown_catalog_value: UnknownCatalogValue,
    /// The day of the import: nothing may be dated after it.
    pub as_of: NaiveDate,
    /// The workbook counts its days from 1904, as Excel on the Macintosh did.
    #[serde(default)]
    pub date1904: bool,
}

/// The key by which a row without a code finds its record; a row with a code goes by the code only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchKey {
    /// By nothing else.
    #[default]
    Code,
    /// The phone.
    Phone,
    /// The e-mail.
    Email,
    /// The number of the papers.
    IdNumber,
}

impl MatchKey {
    /// The field that holds the key.
    pub const fn field(self) -> Field {
        match self {
            Self::Code => Field::Code,
            Self::Phone => Field::Phone,
            Self::Email => Field::Email,
            Self::IdNumber => Field::IdNumber,
        }
    }
}

/// What happens to a row with the phone, e-mail, id number, or name and birth date of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LikelyDuplicates {
    /// It becomes a record of its own, with a warning.
    Create,
    /// It is left out.
    #[default]
    Skip,
    /// It changes the record.
    Update,
}

/// Whether a new individual may come without an e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutEmail {
    /// Yes.
    #[default]
    Allow,
    /// No: the row is refused.
    Refuse,
}

/// What happens to a word that its catalog does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCatalogValue {
    /// The row is refused.
    #[default]
    Refuse,
    /// The catalog gets the word, with a warning.
    Create,
}
