//! What is exported comes back as it was, and never as a formula.

use std::io::Read;
use std::path::Path;

use sheets::Cell;
use sheets::export::{Column, ColumnKind, CsvWriter, ExportCell, SheetNames, TableWriter, XlsxWriter};

use crate::support::{all, rows, text};

const SHEET: &str = "Khách hàng";

/// Payloads, each behind everything that has slipped past a filter before.
fn payloads() -> Vec<String> {
    let starts = [
        "",
        " ",
        "\t",
        "\r",
        "\n",
        "\0",
        "\u{1}",
        "\u{A0}",
        "\u{FEFF}",
        "\u{200B}",
        "\"",
        ";",
        ",",
        "'",
        "''",
        " \t\u{FEFF}",
    ];
    let formulas = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠A",
        "=cmd|'/c calc'!A1",
        "=HYPERLINK(\"http://example.com\")",
        "=WEBSERVICE(A1)",
        "=\"0905\"",
    ];
    starts.iter().flat_map(|start| formulas.iter().map(move |formula| format!("{start}{formula}"))).collect()
}

fn columns() -> Vec<Column> {
    ["Họ và tên", "=Ghi chú"]
        .map(|heading| Column { heading: heading.to_owned(), kind: ColumnKind::Text, width: 20.0 })
        .to_vec()
}

fn fill(mut writer: Box<dyn TableWriter>, texts: &[String]) {
    for value in texts {
        writer.row(&[ExportCell::Text("x".to_owned()), ExportCell::Text(value.clone())]).unwrap();
    }
    writer.finish(&[("=Bộ lọc".to_owned(), "=1+1".to_owned())]).unwrap();
}

fn expected(texts: &[String]) -> Vec<Vec<Cell>> {
    let heading = vec![text("Họ và tên"), text("=Ghi chú")];
    std::iter::once(heading).chain(texts.iter().map(|value| vec![text("x"), text(value)])).collect()
}

fn read(path: &Path, sheet: &str) -> Vec<Vec<Cell>> {
    rows(path, &all(sheet)).unwrap().into_iter().map(|(_, cells)| cells).collect()
}

#[test]
fn a_workbook_holds_no_formulas() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("table.xlsx");
    let texts = payloads();
    let names = SheetNames { rows: SHEET.to_owned(), information: "Thông tin".to_owned() };
    fill(Box::new(XlsxWriter::create(&path, names, columns()).unwrap()), &texts);
    assert_eq!(read(&path, SHEET), expected(&texts));

    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    for index in 0..archive.len() {
        let mut part = String::new();
        archive.by_index(index).unwrap().read_to_string(&mut part).unwrap();
        assert!(!part.contains("<f>") && !part.contains("<f ") && !part.contains("<hyperlink"));
    }
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter"));
    // Nothing is left of the files in which the rows lay.
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_csv_file_holds_no_formulas() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("table.csv");
    let texts = payloads();
    fill(Box::new(CsvWriter::create(&path, &columns()).unwrap()), &texts);
    // Zeros are left out of text files.
    let kept: Vec<_> = texts.iter().map(|text| text.replace('\0', "")).collect();
    assert_eq!(read(&path, ""), expected(&kept));

    let bytes = std::fs::read(&path).unwrap();
    let written = std::str::from_utf8(&bytes).unwrap();
    assert!(written.starts_with("\u{FEFF}\"Họ và tên\",\"'=Ghi chú\"\r\n"));
    assert_eq!(written.matches("\r\n\"x\",\"'").count(), texts.len());
}

#[test]
fn a_csv_file_has_plain_values() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("table.csv");
    let day = chrono::NaiveDate::from_ymd_opt(1990, 1, 2).unwrap();
    let mut writer = Box::new(CsvWriter::create(&path, &columns()).unwrap());
    writer
        .row(&[
            ExportCell::Empty,
            ExportCell::Date(day),
            ExportCell::Money(-5_000_000),
            ExportCell::Number(0.5),
            ExportCell::Instant(day.and_hms_opt(8, 5, 9).unwrap()),
            ExportCell::Text("nói \"chào\"\nrồi đi".to_owned()),
        ])
        .unwrap();
    writer.finish(&[]).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    let row = written.split_once("\r\n").unwrap().1;
    assert_eq!(row, "\"\",\"02/01/1990\",-5000000,0.5,\"02/01/1990 08:05\",\"nói \"\"chào\"\"\nrồi đi\"\r\n");
}
