//! Whatever becomes of a child process, its parent gets a verdict.

use std::ops::ControlFlow;

use sheets::{Limits, Parser, Refusal, workbook};

use forgery::Parts;

use crate::support::{all, file, parser, rows, text};

/// What a shell as child leads to, after it has read the request.
fn shell(script: &str) -> Result<(), Refusal> {
    let limits = Limits { seconds: 2, ..Limits::default() };
    let parser = Parser::new("/bin/sh", ["-c", &format!("read request; {script}")], limits);
    parser.inspect("/nowhere".as_ref()).map(|_| ())
}

#[test]
fn a_child_answers_like_a_call() {
    let parts =
        Parts::sheet("<row r=\"1\"><c><v>0.1</v></c><c><v>1e308</v></c></row><row r=\"3\"><c><f>A1</f></c></row>", "");
    let file = file(parts.zip());
    let parser = parser(Limits::default());
    assert_eq!(parser.inspect(file.path()), workbook::inspect(file.path(), &Limits::default()));

    let mut found = Vec::new();
    let verdict = parser.rows(file.path(), &all("S"), |number, cells| {
        found.push((number, cells));
        ControlFlow::Continue(())
    });
    assert_eq!(verdict, Ok(()));
    assert_eq!(Ok(found), rows(file.path(), &all("S")));
    assert_eq!(parser.rows(file.path(), &all("T"), |_, _| ControlFlow::Continue(())), Err(Refusal::SheetNotFound));
}

#[test]
fn a_reader_may_stop_early() {
    let file = file("a,b\n".repeat(100_000));
    let mut count = 0;
    let verdict = parser(Limits::default()).rows(file.path(), &all(""), |number, cells| {
        count += 1;
        assert_eq!((number, &cells[0]), (count, &text("a")));
        if count == 1_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((verdict, count), (Ok(()), 1_000));
}

#[test]
fn many_rows_come_through() {
    let file = file("họ tên,0905969648\n".repeat(100_000));
    let mut count = 0;
    let verdict = parser(Limits::default()).rows(file.path(), &all(""), |number, _| {
        count += 1;
        assert_eq!(number, count);
        ControlFlow::Continue(())
    });
    assert_eq!((verdict, count), (Ok(()), 100_000));
}

#[test]
fn the_way_a_child_dies_is_told() {
    assert_eq!(shell("kill -ABRT $$"), Err(Refusal::OutOfMemory));
    assert_eq!(shell("kill -KILL $$"), Err(Refusal::OutOfMemory));
    assert_eq!(shell("kill -XCPU $$"), Err(Refusal::TimedOut));
    assert_eq!(shell("kill -SEGV $$"), Err(Refusal::Damaged));
    assert_eq!(shell("exit 101"), Err(Refusal::Damaged));
    assert_eq!(shell("exit 2"), Err(Refusal::Unreadable));
    assert_eq!(shell("exit 0"), Err(Refusal::Unreadable));
}

#[test]
fn a_silent_or_babbling_child_is_given_up() {
    assert_eq!(shell("exec sleep 600"), Err(Refusal::TimedOut));
    assert_eq!(shell("exec <&- >&-; exec sleep 600"), Err(Refusal::TimedOut));
    assert_eq!(shell("exec yes"), Err(Refusal::Unreadable));
    assert_eq!(shell("exec cat /dev/zero"), Err(Refusal::Unreadable));
    assert_eq!(shell("printf '{\"rows\":'; kill -ABRT $$"), Err(Refusal::OutOfMemory));
}

#[test]
fn a_child_has_no_environment() {
    assert_eq!(shell("test -z \"$HOME$USER$CARGO_MANIFEST_DIR\" && exit 101"), Err(Refusal::Damaged));
}

#[test]
fn a_program_that_does_not_start_is_no_fault_of_the_file() {
    let parser = Parser::new("/nowhere/at/all", [""; 0], Limits::default());
    assert_eq!(parser.inspect("/nowhere".as_ref()), Err(Refusal::Unreadable));
}

#[test]
fn time_is_limited() {
    let file = file(Parts::sheet(&many_cells(), "").zip());
    let limits = Limits { seconds: 0, ..Limits::default() };
    assert_eq!(parser(limits).inspect(file.path()), Err(Refusal::TimedOut));
}

#[test]
fn memory_is_limited() {
    let strings: String = (0..300_000).map(|number| format!("<si><t>{number} and what follows</t></si>")).collect();
    let file = file(Parts::small().with_strings(&strings).zip());
    let limits = |mib| Limits { memory_bytes: mib * sheets::limits::MIB, ..Limits::default() };
    assert_eq!(parser(limits(24)).inspect(file.path()), Err(Refusal::OutOfMemory));
    assert!(parser(limits(512)).inspect(file.path()).is_ok());
}

fn many_cells() -> String {
    (1..=20_000).map(|row| format!("<row r=\"{row}\"><c><v>{row}</v></c></row>")).collect()
}
