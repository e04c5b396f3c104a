//! What Excel and its users do to sheets, made by hand.

use chrono::NaiveDate;
use sheets::{Cell, Limits, workbook};

use forgery::{MAIN, OFFICE, Parts, relationships};

use crate::support::{all, file, rows, text};

/// The rows of sheet "S".
fn read(parts: &Parts) -> Vec<(u32, Vec<Cell>)> {
    rows(file(parts.zip()).path(), &all("S")).unwrap()
}

/// The cells of the only row.
fn read_row(parts: &Parts) -> Vec<Cell> {
    let mut rows = read(parts);
    assert_eq!(rows.len(), 1);
    rows.remove(0).1
}

#[test]
fn escaped_characters_are_unescaped_once() {
    let row = "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>\
        <c t=\"inlineStr\"><is><t>a_x000D_b</t></is></c><c t=\"str\"><f>B1</f><v>_x0009_&amp;_x005F_x000D_</v></c></row>";
    let parts = Parts::sheet(row, "").with_strings("<si><t>a_x000D_&#10;b</t></si><si><t>_x005F_x000D_</t></si>");
    assert_eq!(read_row(&parts), [text("a\r\nb"), text("_x000D_"), text("a\rb"), text("\t&_x000D_")]);
}

#[test]
fn rich_text_is_its_plain_text() {
    let strings = "<si><r><t xml:space=\"preserve\">Nguyễn </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">Văn </t></r><r><t>A</t></r>\
        <rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh></si><si><t xml:space=\"preserve\">  B </t></si>";
    let row = "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>";
    let cells = read_row(&Parts::sheet(row, "").with_strings(strings));
    assert_eq!(cells, [text("Nguyễn Văn A"), text("  B ")]);
}

#[test]
fn values_of_every_type() {
    let row = "<row r=\"1\"><c><v>905969648</v></c><c><v>9.05969648E8</v></c><c t=\"b\"><v>1</v></c>\
        <c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>X</f><v></v></c><c><f>NOW()</f></c><c><f>A1</f><v/></c><c><v>0.1</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"e\"><f>X</f><v>#SPILL!</v></c><c r=\"C3\"><v>7</v></c></row>\
        <row r=\"5\"><c r=\"B5\"><f>A1</f></c></row>";
    assert_eq!(
        read(&Parts::sheet(row, "")),
        [
            (
                1,
                vec![
                    Cell::Number(905_969_648.0),
                    Cell::Number(905_969_648.0),
                    Cell::Bool(true),
                    Cell::Error("#N/A".to_owned()),
                    Cell::Empty,
                    Cell::FormulaWithoutValue,
                    Cell::FormulaWithoutValue,
                    Cell::Number(0.1),
                ]
            ),
            (3, vec![Cell::Error("#SPILL!".to_owned()), Cell::Empty, Cell::Number(7.0)]),
            (5, vec![Cell::Empty, Cell::FormulaWithoutValue]),
        ]
    );
}

#[test]
fn dates_are_told_by_their_format() {
    let row = "<row r=\"1\"><c s=\"1\"><v>32874</v></c><c s=\"2\"><v>32874</v></c><c s=\"1\"><v>32874.75</v></c></row>";
    let parts = Parts::sheet(row, "").with_formats(&["General", "dd/mm/yyyy", "#,##0"]);
    let at = |year, hour| {
        NaiveDate::from_ymd_opt(year, 1, if year == 1990 { 1 } else { 2 }).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    };
    assert_eq!(read_row(&parts), [Cell::DateTime(at(1990, 0)), Cell::Number(32_874.0), Cell::DateTime(at(1990, 18))]);

    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><workbookPr date1904=\"1\"/>\
         <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let parts = parts.with("xl/workbook.xml", workbook);
    assert_eq!(read_row(&parts)[0], Cell::DateTime(at(1994, 0)));
}

#[test]
fn merged_areas_show_their_value_in_each_row() {
    let rows = "<row r=\"1\"><c r=\"B1\"><v>1</v></c></row><row r=\"4\"><c r=\"A4\"><v>4</v></c></row>";
    let merged = "<mergeCells><mergeCell ref=\"B1:C3\"/><mergeCell ref=\"A4:A9\"/></mergeCells>";
    let (one, empty) = (Cell::Number(1.0), Cell::Empty);
    let carried = vec![empty, one];
    assert_eq!(
        read(&Parts::sheet(rows, merged)),
        [(1, carried.clone()), (2, carried.clone()), (3, carried), (4, vec![Cell::Number(4.0)])]
    );
}

#[test]
fn hidden_sheets_and_rows_are_read_and_counted() {
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/>\
         <sheet name=\"Biểu đồ\" sheetId=\"2\" r:id=\"r3\"/><sheet name=\"A &amp; B\" sheetId=\"3\" state=\"hidden\" r:id=\"r2\"/>\
         </sheets></workbook>"
    );
    let hidden = "<row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>1</v></c></row><row r=\"3\" hidden=\"1\"/>";
    let second = format!(
        "<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r=\"7\"><x:c r=\"C7\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    );
    let parts = Parts::sheet(hidden, "")
        .with("xl/workbook.xml", workbook)
        .with("xl/worksheets/sheet2.xml", second)
        .with("xl/chartsheets/sheet1.xml", "<chartsheet/>")
        .with(
            "xl/_rels/workbook.xml.rels",
            relationships(&[
                ("r1", "worksheet", "worksheets/sheet1.xml"),
                ("r2", "worksheet", "/xl/worksheets/sheet2.xml"),
                ("r3", "chartsheet", "chartsheets/sheet1.xml"),
            ]),
        );
    let found = workbook::inspect(file(parts.zip()).path(), &Limits::default()).unwrap();
    let sheets: Vec<_> = found
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.hidden, sheet.rows, sheet.columns, sheet.hidden_rows))
        .collect();
    assert_eq!(sheets, [("S", false, 2, 1, 1), ("A & B", true, 7, 3, 0)]);
    assert_eq!(found.sheets[1].preview[0].number, 7);
}

#[test]
fn an_unknown_sheet_is_not_found() {
    let refusal = rows(file(Parts::small().zip()).path(), &all("Sheet1")).unwrap_err();
    assert_eq!(refusal.code(), "sheet_not_found");
}
