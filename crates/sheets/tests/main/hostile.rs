//! Files made to harm whoever reads them, each through a real child process: refused for the right reason, or read
//! harmlessly. The parent is this test.

use std::net::TcpListener;
use std::ops::ControlFlow;

use forgery::{MAIN, OFFICE, Parts, compound_file, directory_entry, noise, patched, relationships};
use sheets::{Limits, Refusal};

use crate::support::{all, file, parser};

const SHEET: &str = "xl/worksheets/sheet1.xml";
/// How many a crowd is; without optimisation every one costs fifteen times as much.
const CROWD: u32 = if cfg!(debug_assertions) { 60_000 } else { 1_000_000 };
const HEAD: &str = "<?xml version=\"1.0\"?>";

/// What comes of a file: its code, or "read" if both its overview and its rows could be read.
fn verdict_within(bytes: impl AsRef<[u8]>, limits: Limits) -> &'static str {
    let file = file(bytes);
    let parser = parser(limits);
    let verdict = parser.inspect(file.path()).and_then(|workbook| {
        let sheet = workbook.sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default();
        parser.rows(file.path(), &all(&sheet), |_, _| ControlFlow::Continue(()))
    });
    verdict.map_or_else(|refusal| refusal.code(), |()| "read")
}

fn verdict(bytes: impl AsRef<[u8]>) -> &'static str {
    verdict_within(bytes, Limits::default())
}

fn of_sheet(rows: &str, behind: &str) -> &'static str {
    verdict(Parts::sheet(rows, behind).zip())
}

mod bytes {
    use super::*;

    #[test]
    fn nothing_noise_and_pieces() {
        assert_eq!(verdict(b""), "empty_file");
        assert_eq!(verdict(noise(100_000)), "not_a_spreadsheet");
        assert_eq!(verdict([b"PK\x03\x04".to_vec(), noise(100_000)].concat()), "damaged");
        assert_eq!(verdict([b"MZ".to_vec(), Parts::small().zip()].concat()), "not_a_spreadsheet");
        let whole = Parts::small().zip();
        for length in [10, 100, whole.len() / 2, whole.len() - 1] {
            assert_eq!(verdict(&whole[..length]), "damaged", "{length}");
        }
    }

    #[test]
    fn old_and_encrypted_containers() {
        assert_eq!(verdict(compound_file("nothing")), "not_a_spreadsheet");
        assert_eq!(verdict(compound_file("Workbook")), "old_format");
        assert_eq!(verdict(compound_file("EncryptedPackage")), "encrypted");
    }

    #[test]
    fn a_directory_or_device_is_no_file() {
        let parser = parser(Limits::default());
        for path in ["/", "/dev/zero", "/nowhere"] {
            assert_eq!(parser.inspect(path.as_ref()), Err(Refusal::Unreadable), "{path}");
        }
    }
}

mod csv {
    use super::*;

    #[test]
    fn zeros_endless_lines_and_quotes() {
        assert_eq!(verdict(b"a,b\nc\0d,e\n"), "not_a_spreadsheet");
        assert_eq!(verdict(["a,b\n".repeat(10_000).as_bytes(), b"c\0d\n"].concat()), "not_a_spreadsheet");
        assert_eq!(verdict(vec![b'a'; 100_000_000]), "too_large");
        let larger = Limits::with_upload_bytes(200_000_000);
        assert_eq!(verdict_within(vec![b'a'; 100_000_000], larger), "text_too_long");
        assert_eq!(verdict(format!("\"{}", "a,b\n".repeat(2_000_000))), "text_too_long");
        assert_eq!(verdict("a".repeat(40_000)), "text_too_long");
    }

    #[test]
    fn too_many_rows_and_columns() {
        assert_eq!(verdict("\n".repeat(1_000_000)), "read");
        assert_eq!(verdict("\n".repeat(1_000_000) + "a"), "too_many_rows");
        assert_eq!(verdict(",".repeat(1_000_000)), "read");
        assert_eq!(verdict(",".repeat(1_000_000) + "a"), "too_many_columns");
        let limits = Limits { cells: 1_000, ..Limits::default() };
        assert_eq!(verdict_within("a,b,c\n".repeat(400), limits), "too_many_cells");
    }

    #[test]
    fn a_row_is_no_burden() {
        assert_eq!(verdict(vec!["x".repeat(30_000); 50].join(",")), "text_too_long");
        assert_eq!(verdict(vec!["\u{1}".repeat(20_000); 49].join(",")), "read");
    }
}

mod archive {
    use super::*;

    #[test]
    fn an_archive_in_an_archive() {
        let bomb = Parts::none().with("bomb", vec![0; 1_000_000]).zip();
        let nest = |content: Vec<u8>| {
            (0..16).fold(Parts::none(), |parts, n| parts.with(&format!("{n}.zip"), content.clone())).zip()
        };
        assert_eq!(verdict(nest(nest(bomb.clone()))), "nested_archive");
        assert_eq!(verdict(Parts::small().with("xl/media/image1.png", bomb.clone()).zip()), "nested_archive");
        assert_eq!(verdict(Parts::small().with("xl/embeddings/Workbook1.xlsx", bomb).zip()), "read");
    }

    #[test]
    fn a_thousand_to_one() {
        let parts = Parts::small().with("xl/media/image1.png", vec![0; 64 << 20]);
        assert_eq!(verdict(parts.zip()), "suspicious_compression");
        assert_eq!(of_sheet(&"<row/>".repeat(3_000_000), ""), "suspicious_compression");
        assert_eq!(of_sheet(&" ".repeat(2_000_000), ""), "text_too_long");
    }

    #[test]
    fn too_much_in_all() {
        let limits = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
        let parts = (0..5).fold(Parts::small(), |parts, n| parts.with(&format!("xl/media/{n}.png"), noise(1 << 20)));
        assert_eq!(verdict_within(parts.zip(), limits), "unpacks_too_large");
        let parts = (0..200).fold(Parts::small(), |parts, n| parts.with(&format!("xl/media/{n}.png"), "x"));
        assert_eq!(verdict(parts.zip()), "too_many_parts");
    }

    #[test]
    fn lying_sizes() {
        let zip = Parts::small().with("xl/media/image1.png", vec![7; 1 << 20]).zip();
        let entry = directory_entry(&zip, 5);
        for declared in [10_u32, (1 << 20) - 1, (1 << 20) + 1] {
            assert_eq!(verdict(patched(zip.clone(), entry + 24, &declared.to_le_bytes())), "damaged", "{declared}");
        }
        assert_eq!(verdict(patched(zip.clone(), entry + 24, &0xF000_0000_u32.to_le_bytes())), "unpacks_too_large");
        assert_ne!(verdict(patched(zip.clone(), entry + 20, &u32::MAX.to_le_bytes())), "read");
        let wrong_sum = zip[entry + 16] ^ 1;
        assert_eq!(verdict(patched(zip, entry + 16, &[wrong_sum])), "damaged");
    }

    #[test]
    fn overlapping_and_equal_parts() {
        let zip = Parts::small().zip();
        let (first, second) = (directory_entry(&zip, 3), directory_entry(&zip, 4));
        let place: [u8; 4] = zip[first + 42..first + 46].try_into().unwrap();
        assert_eq!(verdict(patched(zip, second + 42, &place)), "ambiguous_archive");

        let zip = Parts::small().with("xl/worksheets/sheet2.xml", "<worksheet/>").zip();
        let entry = directory_entry(&zip, 5);
        let name = entry + 46 + "xl/worksheets/sheet".len();
        assert_eq!(verdict(patched(zip, name, b"1")), "ambiguous_archive");
        let parts = Parts::small().with("XL/Worksheets/Sheet1.xml", "<worksheet/>");
        assert_eq!(verdict(parts.zip()), "ambiguous_archive");
    }

    #[test]
    fn encrypted_parts_and_unknown_methods() {
        let zip = Parts::small().zip();
        let entry = directory_entry(&zip, 4);
        assert_eq!(verdict(patched(zip.clone(), entry + 8, &[1, 0])), "encrypted");
        assert_eq!(verdict(patched(zip, entry + 10, &[93, 0])), "damaged");
    }

    #[test]
    fn other_documents() {
        let named = |name: &str| verdict(Parts::small().with(name, "<x/>").zip());
        assert_eq!(named("xl/workbook.bin"), "binary_workbook");
        assert_eq!(named("word/document.xml"), "not_a_spreadsheet");
        assert_eq!(verdict(Parts::none().with("mimetype", "x").with("content.xml", "<x/>").zip()), "open_document");
        assert_eq!(verdict(Parts::none().with("a.txt", "x").zip()), "not_a_spreadsheet");
        assert_eq!(verdict(Parts::none().zip()), "not_a_spreadsheet");
        assert_eq!(named("../../../etc/passwd"), "read");
    }

    #[test]
    fn macros_are_only_bytes() {
        let parts =
            Parts::small().with("xl/vbaProject.bin", [b"Attribut <!DOCTYPE html>".to_vec(), noise(1_000)].concat());
        assert_eq!(verdict(parts.zip()), "read");
    }
}

mod xml {
    use super::*;

    #[test]
    fn entities() {
        let laughs: String =
            (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        let laughs = format!("{HEAD}<!DOCTYPE sst [<!ENTITY l0 \"ha\">{laughs}]><sst><si><t>&l9;</t></si></sst>");
        assert_eq!(verdict(Parts::small().with("xl/sharedStrings.xml", laughs).zip()), "dtd");

        let canary = TcpListener::bind("127.0.0.1:0").unwrap();
        canary.set_nonblocking(true).unwrap();
        for source in ["file:///etc/passwd".to_owned(), format!("http://{}/x.dtd", canary.local_addr().unwrap())] {
            let outside = format!(
                "{HEAD}<!DOCTYPE a SYSTEM \"{source}\" [<!ENTITY x SYSTEM \"{source}\">]>\
                 <worksheet><sheetData/></worksheet>"
            );
            assert_eq!(verdict(Parts::small().with(SHEET, outside).zip()), "dtd");
        }
        assert!(canary.accept().is_err());
        let row = "<row r=\"1\"><c t=\"inlineStr\"><is><t>&x;</t></is></c></row>";
        assert_eq!(of_sheet(row, ""), "damaged");
        assert_eq!(of_sheet("<row r=\"1\"><c t=\"str\"><v>&#0;&#xD800;</v></c></row>", ""), "damaged");
    }

    #[test]
    fn other_encodings() {
        let sheet = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData/></worksheet>");
        let utf16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| {
            let mark = mark.then_some(0xFEFF);
            mark.into_iter().chain(sheet.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
        };
        for part in [
            utf16(true, u16::to_le_bytes),
            utf16(true, u16::to_be_bytes),
            utf16(false, u16::to_le_bytes),
            utf16(false, u16::to_be_bytes),
            sheet.replace("?>", " encoding=\"UTF-7\"?>").into_bytes(),
            sheet.replace("?>", " encoding='windows-1258'?>").into_bytes(),
        ] {
            assert_eq!(verdict(Parts::small().with(SHEET, part).zip()), "not_utf8");
        }
        let broken = b"<worksheet><sheetData><row><c t=\"str\"><v>\xC3</v></c></row></sheetData></worksheet>";
        assert_eq!(verdict(Parts::small().with(SHEET, *broken).zip()), "damaged");
    }

    #[test]
    fn deep_nesting() {
        let (open, close) = ("<a>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(of_sheet("", &format!("{open}{close}")), "read");
        assert_eq!(of_sheet(&format!("{open}{close}"), ""), "read");
        assert_eq!(of_sheet(&open, ""), "damaged");
        let strings = format!("<si>{open}<t>x</t>{close}</si>");
        assert_eq!(verdict(Parts::small().with_strings(&strings).zip()), "read");
    }

    #[test]
    fn parts_that_refer_to_themselves_or_nowhere() {
        let rels = "xl/_rels/workbook.xml.rels";
        for target in
            ["workbook.xml", "_rels/workbook.xml.rels", "worksheets/none.xml", "", "/", "../../../../etc/passwd"]
        {
            let parts = Parts::small().with(rels, relationships(&[("r1", "worksheet", target)]));
            assert_eq!(verdict(parts.zip()), "damaged", "{target}");
        }
        let parts = Parts::small().with("_rels/.rels", relationships(&[("r1", "officeDocument", "_rels/.rels")]));
        assert_eq!(verdict(parts.zip()), "damaged");
        let parts = Parts::small().with("_rels/.rels", relationships(&[]));
        assert_eq!(verdict(parts.zip()), "not_a_spreadsheet");
    }

    #[test]
    fn one_part_as_many_sheets() {
        let sheets: String =
            (1..50_000).map(|n| format!("<sheet name=\"{n}\" sheetId=\"{n}\" r:id=\"r1\"/>")).collect();
        let workbook = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>");
        assert_eq!(verdict(Parts::small().with("xl/workbook.xml", workbook).zip()), "damaged");
    }

    #[test]
    fn external_links_are_never_followed() {
        let canary = TcpListener::bind("127.0.0.1:0").unwrap();
        canary.set_nonblocking(true).unwrap();
        let link = format!("http://{}/book.xlsx", canary.local_addr().unwrap());
        let outside = relationships(&[("r1", "externalLinkPath", &link)]).replace("/>", " TargetMode=\"External\"/>");
        let parts = Parts::sheet("<row r=\"1\"><c><f>[1]S!A1</f><v>5</v></c></row>", "")
            .with("xl/externalLinks/externalLink1.xml", format!("<externalLink xmlns=\"{MAIN}\"/>"))
            .with("xl/externalLinks/_rels/externalLink1.xml.rels", outside);
        assert_eq!(verdict(parts.zip()), "read");
        let sheet = relationships(&[("r1", "worksheet", &link)]);
        assert_eq!(verdict(Parts::small().with("xl/_rels/workbook.xml.rels", sheet).zip()), "damaged");
        assert!(canary.accept().is_err());
    }
}

mod sheet {
    use super::*;

    #[test]
    fn cells_far_away() {
        assert_eq!(of_sheet("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", ""), "too_many_rows");
        assert_eq!(of_sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>", ""), "too_many_columns");
        assert_eq!(of_sheet("<row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>", ""), "read");
        for row in [
            "<row r=\"1\"><c r=\"XFE1\"/></row>",
            "<row r=\"1\"><c r=\"A99999999999\"/></row>",
            "<row r=\"1\"><c r=\"ZZZZZZZZZZ1\"/></row>",
            "<row r=\"4294967296\"/>",
            "<row r=\"0\"/>",
            "<row r=\"-1\"/>",
            "<row r=\"2\"/><row r=\"1\"/>",
            "<row r=\"1\"><c r=\"A2\"/></row>",
        ] {
            assert_eq!(of_sheet(row, ""), "damaged", "{row}");
        }
    }

    #[test]
    fn claims_about_size() {
        let claiming = |area: &str| {
            let sheet = format!("<worksheet xmlns=\"{MAIN}\"><dimension ref=\"{area}\"/><sheetData/></worksheet>");
            verdict(Parts::small().with(SHEET, sheet).zip())
        };
        assert_eq!(claiming("A1:XFD1048576"), "read");
        assert_eq!(claiming("XFD1048576:A1"), "damaged");
        assert_eq!(claiming("A1:ZZZZZZZ9999999999"), "damaged");
        let strings =
            |count: &str| format!("<sst xmlns=\"{MAIN}\" count=\"1\" uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        for count in ["4294967295", "18446744073709551615", "768614336404564650"] {
            let verdict = verdict(Parts::small().with("xl/sharedStrings.xml", strings(count)).zip());
            assert!(["read", "out_of_memory", "damaged"].contains(&verdict), "{count}: {verdict}");
        }
    }

    #[test]
    fn crowds() {
        let empty_rows: String = (1..=CROWD).map(|row| format!("<row r=\"{row}\"/>")).collect();
        assert_eq!(of_sheet(&empty_rows, ""), "read");
        let strings: String = (0..CROWD).map(|number| format!("<si><t>{number}</t></si>")).collect();
        assert_eq!(verdict(Parts::small().with_strings(&strings).zip()), "read");
        let styles: String = (0..CROWD).map(|number| format!("<xf numFmtId=\"{number}\"/>")).collect();
        let styles = format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs>{styles}</cellXfs></styleSheet>");
        assert_eq!(verdict(Parts::small().with("xl/styles.xml", styles).zip()), "read");

        let merged: String = (1..=CROWD).map(|row| format!("<mergeCell ref=\"A{row}:B{}\"/>", row + 1)).collect();
        let merged = Parts::sheet("", &format!("<mergeCells>{merged}</mergeCells>")).zip();
        let limits = Limits { merged_areas: CROWD as usize / 5, ..Limits::default() };
        assert_eq!(verdict_within(&merged, limits), "too_many_merged_areas");
    }

    #[test]
    fn a_merged_area_down_to_the_bottom_adds_no_rows() {
        let areas: String = (1..=199).map(|n| format!("<mergeCell ref=\"A{n}:A1048576\"/>")).collect();
        let row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
        assert_eq!(of_sheet(row, &format!("<mergeCells>{areas}</mergeCells>")), "read");
    }

    #[test]
    fn values_that_are_none() {
        let cell = |cell: &str| of_sheet(&format!("<row r=\"1\">{cell}</row>"), "");
        assert_eq!(cell("<c t=\"s\"><v>7</v></c>"), "damaged");
        assert_eq!(cell("<c t=\"what\"><v>7</v></c>"), "damaged");
        assert_eq!(cell("<c t=\"b\"><v>7</v></c>"), "damaged");
        assert_eq!(cell("<c><v>1e999</v></c><c><v>nan</v></c><c><v>-inf</v></c>"), "read");
        assert_eq!(cell("<c t=\"e\"><v>#WHATEVER!</v></c>"), "read");
        assert_eq!(cell(&format!("<c t=\"str\"><v>{}</v></c>", "x".repeat(40_000))), "text_too_long");
        assert_eq!(cell(&format!("<c t=\"str\"><v>{}</v></c>", "ă".repeat(32_767))), "read");
    }
}
