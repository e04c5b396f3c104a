//! Files that somebody might upload to do harm, or by a mishap.

use super::{HEAD, MAIN, OFFICE, Parts, compound_file, directory_entry, noise, patched, relationships};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
/// How many a crowd is.
const CROWD: u32 = 1_000_000;

/// Each by a name that says what it tries; `canary` is an address that nobody may call.
pub fn hostile_files(canary: &str) -> Vec<(&'static str, Vec<u8>)> {
    [archives(), markup(canary), sheets(), others()].concat()
}

fn archives() -> Vec<(&'static str, Vec<u8>)> {
    let bomb = Parts::none().with("bomb", vec![0; 1_000_000]).zip();
    let nest = |content: Vec<u8>| {
        (0..16).fold(Parts::none(), |parts, number| parts.with(&format!("{number}.zip"), content.clone())).zip()
    };
    let small = Parts::small().zip();
    let with_picture = Parts::small().with("xl/media/image1.png", vec![7; 1 << 20]).zip();
    let (size, place) = (directory_entry(&with_picture, 5) + 24, directory_entry(&small, 4) + 42);
    let crowd = (0..5_000).fold(Parts::small(), |parts, number| parts.with(&format!("xl/media/{number}.png"), "x"));
    vec![
        ("archives in archives", nest(nest(bomb.clone()))),
        ("an archive as a picture", Parts::small().with("xl/media/image1.png", bomb).zip()),
        ("a thousand to one", Parts::small().with("xl/media/image1.png", vec![0; 200 << 20]).zip()),
        ("a part smaller than it says", patched(with_picture.clone(), size, &[255, 255, 255, 0])),
        ("a part larger than it says", patched(with_picture, size, &[10, 0, 0, 0])),
        ("parts that overlap", patched(small.clone(), place, &[0, 0, 0, 0])),
        ("thousands of parts", crowd.zip()),
        ("half an archive", small.iter().copied().take(small.len() / 2).collect()),
        ("a way out of the folder", Parts::small().with("../../../../etc/cron.d/x", "x").zip()),
    ]
}

fn markup(canary: &str) -> Vec<(&'static str, Vec<u8>)> {
    let strings = |text: String| Parts::small().with(STRINGS, text).zip();
    let laughs: String =
        (1..10).map(|number| format!("<!ENTITY l{number} \"{}\">", format!("&l{};", number - 1).repeat(10))).collect();
    let quadratic = format!("<!ENTITY a \"{}\">", "a".repeat(100_000));
    let outside = |source: &str| {
        let sheet = format!(
            "{HEAD}<!DOCTYPE a SYSTEM \"{source}\" [<!ENTITY x SYSTEM \"{source}\">]><worksheet><sheetData><row r=\"1\">\
             <c t=\"inlineStr\"><is><t>&x;</t></is></c></row></sheetData></worksheet>"
        );
        Parts::small().with(SHEET, sheet).zip()
    };
    let (open, close) = ("<a>".repeat(100_000), "</a>".repeat(100_000));
    let utf16: Vec<u8> = format!("{HEAD}<worksheet/>").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let link = relationships(&[("r1", "worksheet", canary)]);
    vec![
        (
            "a billion laughs",
            strings(format!("{HEAD}<!DOCTYPE s [<!ENTITY l0 \"ha\">{laughs}]><sst><si><t>&l9;</t></si></sst>")),
        ),
        (
            "entities squared",
            strings(format!("{HEAD}<!DOCTYPE s [{quadratic}]><sst><si><t>{}</t></si></sst>", "&a;".repeat(50_000))),
        ),
        ("a file from outside", outside("file:///etc/passwd")),
        ("an address from outside", outside(canary)),
        ("a sheet elsewhere", Parts::small().with("xl/_rels/workbook.xml.rels", link).zip()),
        ("elements a hundred thousand deep", Parts::sheet(&open, &close).zip()),
        ("another encoding", Parts::small().with(SHEET, utf16).zip()),
        ("a workbook that is its own sheet", {
            let itself = relationships(&[("r1", "worksheet", "workbook.xml")]);
            Parts::small().with("xl/_rels/workbook.xml.rels", itself).zip()
        }),
        ("one part as many sheets", {
            let sheets: String = (1..50_000)
                .map(|number| format!("<sheet name=\"{number}\" sheetId=\"{number}\" r:id=\"r1\"/>"))
                .collect();
            let workbook =
                format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>");
            Parts::small().with("xl/workbook.xml", workbook).zip()
        }),
    ]
}

fn sheets() -> Vec<(&'static str, Vec<u8>)> {
    let crowd = |item: fn(u32) -> String| (1..=CROWD).map(item).collect::<String>();
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs>{}</cellXfs></styleSheet>",
        crowd(|n| format!("<xf numFmtId=\"{n}\"/>"))
    );
    let merged = crowd(|n| format!("<mergeCell ref=\"A{n}:B{}\"/>", n + 1));
    let sized =
        format!("<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:ZZZZZZZ9999999999\"/><sheetData/></worksheet>");
    let long = "ă".repeat(16_000);
    vec![
        (
            "a cell in the last corner",
            Parts::sheet("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", "").zip(),
        ),
        ("a size beyond all numbers", Parts::small().with(SHEET, sized).zip()),
        ("a million empty rows", Parts::sheet(&crowd(|n| format!("<row r=\"{n}\"/>")), "").zip()),
        ("a million strings", Parts::small().with_strings(&crowd(|n| format!("<si><t>{n}</t></si>"))).zip()),
        (
            "long strings",
            Parts::small()
                .with_strings(&(0..3_000).map(|n| format!("<si><t>{n}{long}</t></si>")).collect::<String>())
                .zip(),
        ),
        ("a million styles", Parts::small().with("xl/styles.xml", styles).zip()),
        ("a million merged areas", Parts::sheet("", &format!("<mergeCells>{merged}</mergeCells>")).zip()),
        (
            "an endless cell",
            Parts::sheet(&format!("<row r=\"1\"><c t=\"str\"><v>{}</v></c></row>", "x".repeat(40_000_000)), "").zip(),
        ),
    ]
}

fn others() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nothing", Vec::new()),
        ("noise", noise(1_000_000)),
        ("a program", [b"MZ".to_vec(), Parts::small().zip()].concat()),
        ("an old workbook", compound_file("Workbook")),
        ("an encrypted workbook", compound_file("EncryptedPackage")),
        ("macros", Parts::small().with("xl/vbaProject.bin", noise(100_000)).zip()),
        ("an open document", Parts::none().with("mimetype", "x").with("content.xml", "<x/>").zip()),
        ("a line of forty megabytes", vec![b'a'; 40 << 20]),
        ("an endless quote", format!("\"{}", "a,b\n".repeat(5_000_000)).into_bytes()),
        ("zeros in a text", [b"a,b\nc".to_vec(), vec![0; 1_000], b"d,e\n".to_vec()].concat()),
    ]
}
