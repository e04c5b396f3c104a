//! Why a file is not read.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The reason for which a file, or the rest of it, is not read. The interface words it by its [`code`](Self::code).
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// There is nothing in the file.
    #[error("the file is empty")]
    EmptyFile,
    /// The bytes are those of something else.
    #[error("the file is not a spreadsheet")]
    NotASpreadsheet,
    /// A password protects the file or one of its parts.
    #[error("the file is encrypted")]
    Encrypted,
    /// A workbook of Excel 97 to 2003 (.xls).
    #[error("the file has the old Excel format")]
    OldFormat,
    /// A workbook of LibreOffice (.ods).
    #[error("the file is an OpenDocument spreadsheet")]
    OpenDocument,
    /// A binary workbook (.xlsb).
    #[error("the file is a binary workbook")]
    BinaryWorkbook,
    /// The file is larger than an upload may be.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// The archive unpacks to too much.
    #[error("the file unpacks to more than {limit} bytes")]
    UnpacksTooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// A part is packed more tightly than honest data can be.
    #[error("the file is compressed suspiciously well")]
    SuspiciousCompression,
    /// The archive has too many parts.
    #[error("the file has more than {limit} parts")]
    TooManyParts {
        /// Parts allowed.
        limit: usize,
    },
    /// Parts overlap or bear the same name, so that two readers could see two different files.
    #[error("the parts of the file are ambiguous")]
    AmbiguousArchive,
    /// An archive lies inside the archive.
    #[error("the file holds another archive")]
    NestedArchive,
    /// A value stands below the last row allowed.
    #[error("the sheet has values below row {limit}")]
    TooManyRows {
        /// Rows allowed.
        limit: u32,
    },
    /// A value stands to the right of the last column allowed.
    #[error("the sheet has values to the right of column {limit}")]
    TooManyColumns {
        /// Columns allowed.
        limit: u32,
    },
    /// A sheet has too many cells with a value.
    #[error("the sheet has more than {limit} cells")]
    TooManyCells {
        /// Cells allowed.
        limit: u64,
    },
    /// A sheet has too many merged areas.
    #[error("the sheet has more than {limit} merged areas")]
    TooManyMergedAreas {
        /// Areas allowed.
        limit: usize,
    },
    /// The text of a cell, or all texts of a row together, are too long.
    #[error("a text in row {row} is too long")]
    TextTooLong {
        /// Number of the row, from 1; 0 where it is not known.
        row: u32,
    },
    /// A part declares a document type; entities and external files come with it.
    #[error("the file holds a document type definition")]
    Dtd,
    /// The text is not UTF-8. Windows-1258 is not understood yet.
    #[error("the text of the file is not UTF-8")]
    NotUtf8,
    /// The file contradicts its own format.
    #[error("the file is damaged")]
    Damaged,
    /// The workbook has no sheet of the chosen name.
    #[error("the sheet was not found")]
    SheetNotFound,
    /// Reading took too long.
    #[error("reading the file took too long")]
    TimedOut,
    /// Reading needed too much memory.
    #[error("reading the file needed too much memory")]
    OutOfMemory,
    /// The file could not be opened, or the reading process not be started: not the fault of the file.
    #[error("the file could not be read")]
    Unreadable,
}

impl Refusal {
    /// A stable name of the reason; the same word as in its JSON form.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::NotASpreadsheet => "not_a_spreadsheet",
            Self::Encrypted => "encrypted",
            Self::OldFormat => "old_format",
            Self::OpenDocument => "open_document",
            Self::BinaryWorkbook => "binary_workbook",
            Self::TooLarge { .. } => "too_large",
            Self::UnpacksTooLarge { .. } => "unpacks_too_large",
            Self::SuspiciousCompression => "suspicious_compression",
            Self::TooManyParts { .. } => "too_many_parts",
            Self::AmbiguousArchive => "ambiguous_archive",
            Self::NestedArchive => "nested_archive",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::TooManyMergedAreas { .. } => "too_many_merged_areas",
            Self::TextTooLong { .. } => "text_too_long",
            Self::Dtd => "dtd",
            Self::NotUtf8 => "not_utf8",
            Self::Damaged => "damaged",
            Self::SheetNotFound => "sheet_not_found",
            Self::TimedOut => "timed_out",
            Self::OutOfMemory => "out_of_memory",
            Self::Unreadable => "unreadable",
        }
    }

    /// What a failed read of an archive's bytes means: their content, unless the disk failed.
    pub(crate) fn from_archive(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::from_inflate(&error),
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Self::Encrypted,
            _ => Self::Damaged,
        }
    }

    /// What a failed read of a packed part means.
    pub(crate) fn from_inflate(error: &std::io::Error) -> Self {
        match error.raw_os_error() {
            Some(_) => Self::Unreadable,
            None => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_one_in_json() {
        for refusal in [
            Refusal::EmptyFile,
            Refusal::NotUtf8,
            Refusal::Dtd,
            Refusal::TooManyRows { limit: 5 },
            Refusal::TextTooLong { row: 9 },
            Refusal::AmbiguousArchive,
            Refusal::BinaryWorkbook,
        ] {
            let json = serde_json::to_value(&refusal).unwrap();
            assert_eq!(json["code"], refusal.code());
            assert_eq!(serde_json::from_value::<Refusal>(json).unwrap(), refusal);
        }
    }
}
