//! Reads files.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sheets::{Cell, Limits, Parser, Refusal, Selection, workbook};
use tempfile::NamedTempFile;

/// A file with these bytes, until it is dropped.
pub fn file(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

/// All rows of a sheet.
pub fn all(sheet: &str) -> Selection {
    Selection { sheet: sheet.to_owned(), from_row: 1, to_row: None, separator: None }
}

/// The selected rows, read in this process.
pub fn rows(path: &Path, selection: &Selection) -> Result<Vec<(u32, Vec<Cell>)>, Refusal> {
    let mut rows = Vec::new();
    workbook::read_rows(path, selection, &Limits::default(), |number, cells| {
        rows.push((number, cells));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The program of the child process. `cargo test` builds examples too, unless it is told which targets to build.
pub fn child_program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join("parse_sheet");
    assert!(program.exists(), "run `cargo build -p sheets --examples` first: {}", program.display());
    program
}

/// A parser in a child process.
pub fn parser(limits: Limits) -> Parser {
    Parser::new(child_program(), [""; 0], limits)
}

/// A cell of text.
pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}
