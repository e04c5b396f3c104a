//! The sample files, at places where spreadsheets are tricky. All cells of these files have been compared with
//! what two other libraries read; these are the places where they might differ.

use std::path::PathBuf;

use chrono::NaiveDate;
use sheets::{Cell, Format, Limits, Selection, Separator, workbook};

use crate::support::{all, rows, text};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples")).join(name)
}

struct Table(Vec<(u32, Vec<Cell>)>);

impl Table {
    fn read(name: &str, sheet: &str) -> Self {
        Self(rows(&sample(name), &all(sheet)).unwrap())
    }

    /// The cell at a row and a column, both from 1.
    fn at(&self, row: u32, column: usize) -> Cell {
        let found = self.0.iter().find(|(number, _)| *number == row);
        found.and_then(|(_, cells)| cells.get(column - 1)).cloned().unwrap_or_default()
    }

    fn values(&self) -> usize {
        self.0.iter().flat_map(|(_, cells)| cells).filter(|cell| **cell != Cell::Empty).count()
    }
}

fn day(year: i32, month: u32, day: u32) -> Cell {
    Cell::DateTime(NaiveDate::from_ymd_opt(year, month, day).unwrap().into())
}

#[test]
fn a_clean_list_of_individuals() {
    let table = Table::read("01_ca_nhan_sach.xlsx", "Khách hàng");
    assert_eq!((table.0.len(), table.values()), (201, 2148));
    assert_eq!(table.at(1, 2), text("Họ và tên"));
    assert_eq!(table.at(2, 4), text("0916696370"));
    assert_eq!(table.at(2, 6), day(1955, 12, 10));
    assert_eq!(table.at(4, 7), text("031063094237"));
    assert_eq!(table.at(5, 11), Cell::Empty);
}

#[test]
fn a_messy_list_of_individuals() {
    let found = workbook::inspect(&sample("02_ca_nhan_lon_xon.xlsx"), &Limits::default()).unwrap();
    assert_eq!((found.format, found.sheets.len()), (Format::Xlsx, 1));
    let sheet = &found.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.rows, sheet.columns, sheet.hidden_rows), ("DS khách", 112, 12, 0));
    assert_eq!(sheet.preview.len(), 30);

    let table = Table::read("02_ca_nhan_lon_xon.xlsx", "DS khách");
    assert_eq!(table.values(), 1143);
    assert_eq!(table.at(4, 3), text("SĐT/Zalo"));
    assert_eq!(table.at(5, 1), Cell::Number(1.0));
    assert_eq!(table.at(5, 11), Cell::Number(1_000_000.0));
    assert_eq!(table.at(16, 3), text("+84 (0)399 691 846"));
    // A merged title shows in its first column only; a merged home town in each of its three rows.
    assert_eq!(table.at(1, 2), Cell::Empty);
    let home = table.at(104, 9);
    assert!(matches!(home, Cell::Text(_)));
    assert_eq!([table.at(105, 9), table.at(106, 9)], [home.clone(), home.clone()]);
    assert_ne!(table.at(107, 9), home);
    // The stored result of a sum.
    assert!(matches!(table.at(108, 11), Cell::Number(sum) if sum >= 180_000_000.0));
}

#[test]
fn an_update() {
    let table = Table::read("05_cap_nhat.xlsx", "Cập nhật");
    assert_eq!((table.0.len(), table.values()), (59, 377));
    assert_eq!(table.at(12, 1), text("+84 796 893413"));
    assert_eq!(table.at(2, 2), text("KH0001"));
}

#[test]
fn a_csv_file() {
    let path = sample("08a_xuat_tu_may.csv");
    let found = workbook::inspect(&path, &Limits::default()).unwrap();
    assert_eq!((found.format, found.separator), (Format::Csv, Some(Separator::Semicolon)));
    assert_eq!((found.sheets[0].rows, found.sheets[0].columns), (42, 11));

    let table = Table::read("08a_xuat_tu_may.csv", "");
    assert_eq!((table.0.len(), table.values()), (41, 444));
    assert_eq!(table.at(1, 1), text("Mã KH"));
    assert_eq!(table.at(2, 4), text("0965737894"));
    assert_eq!(table.at(5, 11), text("Gọi \"chị Ba\"; nhắn trước 1 giờ"));
    assert_eq!(table.at(6, 11), text("Dòng một\nDòng hai"));
    assert_eq!(table.at(26, 4), text("'0769644110"));
}

#[test]
fn english_headings() {
    let table = Table::read("09_english.xlsx", "Customers");
    assert_eq!((table.0.len(), table.values()), (101, 1396));
    assert_eq!(table.at(1, 7), text("Date of birth"));
    assert_eq!(table.at(2, 7), day(1982, 5, 12));
    assert_eq!(table.at(4, 7), text("2007-06-08"));
    assert_eq!(table.at(5, 5), text("0887978459"));
}

#[test]
fn only_the_selected_rows_are_given() {
    let selection = Selection { from_row: 81, to_row: Some(100), ..all("Khách hàng") };
    let found = rows(&sample("01_ca_nhan_sach.xlsx"), &selection).unwrap();
    assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (81..=100).collect::<Vec<_>>());

    // The merged area begins above.
    let selection = Selection { from_row: 105, to_row: Some(106), ..all("DS khách") };
    let found = rows(&sample("02_ca_nhan_lon_xon.xlsx"), &selection).unwrap();
    assert!(found.iter().all(|(_, cells)| matches!(cells[8], Cell::Text(_))));
}

#[test]
fn windows_1258_has_to_wait() {
    let refusal = rows(&sample("08b_ban_cu_1258.csv"), &all("")).unwrap_err();
    assert_eq!(refusal.code(), "not_utf8");
    assert_eq!(rows(&sample("06_le_tan.xls"), &all("")).unwrap_err().code(), "old_format");
    assert_eq!(rows(&sample("07_so_khach.ods"), &all("")).unwrap_err().code(), "open_document");
}
