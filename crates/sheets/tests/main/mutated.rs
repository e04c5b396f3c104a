//! Valid files with bytes changed at random: never a panic in our own code.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};

use proptest::prelude::*;
use proptest::sample::Index;
use sheets::{Limits, workbook};

use forgery::Parts;

use crate::support::{all, file, rows};

static OWN_PANIC: AtomicBool = AtomicBool::new(false);
static WHERE: Mutex<String> = Mutex::new(String::new());
static HOOK: Once = Once::new();

/// Reading contains the panics of libraries; those of this crate are to be known.
fn watch() {
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            if place.contains("sheets/src") {
                OWN_PANIC.store(true, Ordering::SeqCst);
                *WHERE.lock().unwrap() = place;
            } else if !place.contains("/registry/") {
                usual(panic);
            }
        }));
    });
}

fn read(bytes: &[u8]) {
    watch();
    let file = file(bytes);
    // Which verdict does not matter: that there is one does.
    let _ = workbook::inspect(file.path(), &Limits::default());
    let _ = rows(file.path(), &all("S"));
    assert!(!OWN_PANIC.load(Ordering::SeqCst), "panicked at {}", WHERE.lock().unwrap());
}

fn valid() -> Parts {
    let rows = "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>32874</v></c></row>\
        <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"str\"><f>A1</f><v>x_x000D_</v></c><c r=\"C2\" t=\"e\"><v>#N/A</v></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>&lt;a&#x41;</t></is></c><c r=\"B4\" t=\"b\"><v>1</v></c></row>";
    Parts::sheet(rows, "<mergeCells count=\"1\"><mergeCell ref=\"A2:B4\"/></mergeCells>")
        .with_strings("<si><r><t>a</t></r><r><t>b</t></r></si>")
        .with_formats(&["General", "dd/mm/yyyy"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_parts_are_survived(changes in prop::collection::vec((any::<Index>(), any::<Index>(), changed_byte()), 1..4)) {
        let mut parts = valid();
        for (part, place, byte) in changes {
            let part = part.index(parts.0.len());
            let content = &mut parts.0[part].1;
            let place = place.index(content.len());
            content[place] = byte;
        }
        read(&parts.zip());
    }

    #[test]
    fn changed_archives_are_survived(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4)) {
        let mut bytes = valid().zip();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read(&bytes);
    }

    #[test]
    fn cut_parts_are_survived(part in any::<Index>(), place in any::<Index>()) {
        let mut parts = valid();
        let part = part.index(parts.0.len());
        let length = place.index(parts.0[part].1.len());
        parts.0[part].1.truncate(length);
        read(&parts.zip());
    }

    #[test]
    fn any_text_is_survived(bytes in prop::collection::vec(csv_byte(), 0..200)) {
        read(&bytes);
    }
}

/// Bytes that mean something in XML, and any others.
fn changed_byte() -> impl Strategy<Value = u8> {
    prop_oneof![prop::sample::select(b"<>&\"'/=:0123456789ABZaz#;[]!?- ".to_vec()), any::<u8>()]
}

fn csv_byte() -> impl Strategy<Value = u8> {
    prop_oneof![9 => prop::sample::select(b"\",;\t|\r\n='a1 \xC3\xA1".to_vec()), 1 => any::<u8>()]
}
