//! Workbooks made part by part, so that each part can be replaced by something worse: for tests and trials of whatever
//! reads spreadsheets.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "an archive in memory that cannot be written has to fail"
)]

mod hostile;

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

pub use hostile::hostile_files;

/// How markup begins.
const HEAD: &str = "<?xml version=\"1.0\"?>";
/// Namespace of workbooks and sheets.
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Namespace of relationships in documents.
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts of a workbook; each may be replaced by something worse.
#[derive(Clone)]
pub struct Parts(pub Vec<(String, Vec<u8>)>);

impl Parts {
    /// No part at all.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// A workbook with one sheet "S" of these rows, and elements behind them.
    pub fn sheet(rows: &str, behind: &str) -> Self {
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData>{behind}</worksheet>");
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        );
        Self::none()
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

/// Something like the container of old and of encrypted workbooks, with a stream of this name.
pub fn compound_file(stream: &str) -> Vec<u8> {
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), noise(5_000), name, noise(5_000)].concat()
}

/// Bytes that compress to nothing, always the same.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(step).take(length).collect()
}

/// Where a central directory entry of an archive begins, by its number.
pub fn directory_entry(zip: &[u8], number: usize) -> usize {
    let starts = zip.windows(4).enumerate().filter(|(_, window)| window == b"PK\x01\x02");
    starts.map(|(place, _)| place).nth(number).unwrap()
}

/// The same bytes with others at a place.
pub fn patched(mut zip: Vec<u8>, place: usize, bytes: &[u8]) -> Vec<u8> {
    zip.splice(place..place + bytes.len(), bytes.iter().copied());
    zip
}
