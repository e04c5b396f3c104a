//! Makes workbooks part by part, and reads them.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sheets::{Cell, Limits, Parser, Refusal, Selection, workbook};
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts of a workbook; each may be replaced by something worse.
#[derive(Clone)]
pub struct Parts(pub Vec<(String, Vec<u8>)>);

impl Parts {
    /// A workbook with one sheet "S" of these rows, and elements behind them.
    pub fn sheet(rows: &str, behind: &str) -> Self {
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData>{behind}</worksheet>");
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        );
        Self(vec![])
            .with(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
            )
            .with("_rels/.rels", relationships(&[("r1", "officeDocument", "xl/workbook.xml")]))
            .with("xl/workbook.xml", workbook)
            .with(
                "xl/_rels/workbook.xml.rels",
                relationships(&[("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml")]),
            )
            .with("xl/worksheets/sheet1.xml", sheet)
    }

    /// A workbook with one cell.
    pub fn small() -> Self {
        Self::sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "")
    }

    /// The same with another part, or with a part changed.
    pub fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => *old = content,
            None => self.0.push((name.to_owned(), content)),
        }
        self
    }

    /// The same with shared strings.
    pub fn with_strings(self, items: &str) -> Self {
        self.with("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\">{items}</sst>"))
    }

    /// The same with number formats: style n has the n-th of these.
    pub fn with_formats(self, formats: &[&str]) -> Self {
        let (mut codes, mut styles) = (String::new(), String::new());
        for (index, format) in formats.iter().enumerate() {
            let id = 164 + index;
            codes += &format!("<numFmt numFmtId=\"{id}\" formatCode=\"{format}\"/>");
            styles += &format!("<xf numFmtId=\"{id}\"/>");
        }
        self.with(
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{MAIN}\"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"),
        )
    }

    /// The archive of the parts.
    pub fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// A part of relationships: identifier, kind, target.
pub fn relationships(list: &[(&str, &str, &str)]) -> String {
    let items: String = list
        .iter()
        .map(|(id, kind, target)| format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>"))
        .collect();
    format!("<Relationships xmlns=\"{PACKAGE}\">{items}</Relationships>")
}

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
