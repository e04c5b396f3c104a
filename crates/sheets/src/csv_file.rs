//! Reads comma-separated text, whatever separates it.
//!
//! Row *n* is the *n*-th record, empty lines included, as a spreadsheet program shows it; the `csv` crate leaves out
//! empty lines and keeps a record of any length in memory, so the records are split here.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::ops::{ControlFlow, RangeInclusive};

use domain::import::Cell;

use crate::guard::unguarded;
use crate::workbook::{Separator, check_texts};
use crate::{Limits, Refusal};

const BOM: &[u8] = b"\xEF\xBB\xBF";
/// How much of a file is looked at to guess its separator.
const SAMPLE_BYTES: u64 = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;

/// Gives the records that hold a value, with their numbers from 1.
///
/// # Errors
/// The text is not UTF-8, or a limit is passed.
pub(crate) fn rows(
    file: &File,
    separator: Separator,
    range: &RangeInclusive<u32>,
    limits: &Limits,
    sink: &mut dyn FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let mut records = Records::new(start(file)?, separator, limits.row_chars * 4);
    let mut cells = 0;
    let mut number = 0;
    while let Some(fields) = records.next_record(number + 1)? {
        number += 1;
        if number > *range.end() {
            break;
        }
        let mut row = fields.into_iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        row.truncate(row.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |last| last + 1));
        if row.is_empty() {
            continue;
        }
        check_extent(number, row.len(), &mut cells, limits)?;
        if number >= *range.start() {
            check_texts(number, &row, limits)?;
            if sink(number, row).is_break() {
                break;
            }
        }
    }
    Ok(())
}

/// The separator with which the first records agree best on a number of columns.
pub(crate) fn guess_separator(file: &File) -> Result<Separator, Refusal> {
    let mut sample = Vec::new();
    start(file)?.take(SAMPLE_BYTES).read_to_end(&mut sample).map_err(|_| Refusal::Unreadable)?;
    // Excel's own hint stands on the first line.
    let hint = sample.strip_prefix(b"sep=").and_then(|rest| rest.first());
    if let Some(separator) = Separator::ALL.into_iter().find(|separator| Some(&separator.byte()) == hint) {
        return Ok(separator);
    }

    let mut best = (Separator::Comma, (0, 0));
    for separator in Separator::ALL {
        let score = agreement(&sample, separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    Ok(best.0)
}

/// How many records have the commonest number of columns above one, and that number.
fn agreement(sample: &[u8], separator: Separator) -> (usize, usize) {
    let mut records = Records::new(sample, separator, sample.len());
    let mut widths = Vec::new();
    while let (true, Ok(Some(fields))) = (widths.len() < SAMPLE_RECORDS, records.next_record(1)) {
        widths.push(fields.len());
    }
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    widths.iter().filter(|width| **width > 1).map(|width| (count(*width), *width)).max().unwrap_or((0, 0))
}

/// A reader behind the byte order mark.
fn start(mut file: &File) -> Result<BufReader<&File>, Refusal> {
    file.rewind().map_err(|_| Refusal::Unreadable)?;
    let mut reader = BufReader::new(file);
    if reader.fill_buf().map_err(|_| Refusal::Unreadable)?.starts_with(BOM) {
        reader.consume(BOM.len());
    }
    Ok(reader)
}

fn check_extent(number: u32, columns: usize, cells: &mut u64, limits: &Limits) -> Result<(), Refusal> {
    *cells += columns as u64;
    if number > limits.rows {
        Err(Refusal::TooManyRows { limit: limits.rows })
    } else if columns > limits.columns as usize {
        Err(Refusal::TooManyColumns { limit: limits.columns })
    } else if *cells > limits.cells {
        Err(Refusal::TooManyCells { limit: limits.cells })
    } else {
        Ok(())
    }
}

/// `="0905…"` is the text inside; the mark that our own export sets is taken off again.
fn cell(field: Vec<u8>) -> Result<Cell, Refusal> {
    let text = String::from_utf8(field).map_err(|_| Refusal::NotUtf8)?;
    if text.contains('\0') {
        return Err(Refusal::NotASpreadsheet);
    }
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(unguarded(&text));
    Ok(if inner.is_empty() { Cell::Empty } else { Cell::Text(inner.to_owned()) })
}

/// Splits bytes into records after RFC 4180, as leniently as spreadsheet programs do.
struct Records<R> {
    source: R,
    separator: u8,
    /// Bytes a record may have.
    limit: usize,
    /// A carriage return ended the record before: a line feed that follows belongs to it.
    after_return: bool,
}

/// Where in a field the splitting is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted field: the field's end, or the first half of a doubled mark.
    QuoteInQuoted,
}

impl<R: BufRead> Records<R> {
    fn new(source: R, separator: Separator, limit: usize) -> Self {
        Self { source, separator: separator.byte(), limit, after_return: false }
    }

    /// The fields of the next record; `number` is told if it is too long.
    fn next_record(&mut self, number: u32) -> Result<Option<Vec<Vec<u8>>>, Refusal> {
        let (mut fields, mut field) = (Vec::new(), Vec::new());
        let (mut state, mut read) = (State::Start, 0_usize);
        loop {
            let chunk = self.source.fill_buf().map_err(|_| Refusal::Unreadable)?;
            if chunk.is_empty() {
                if read == 0 {
                    return Ok(None);
                }
                fields.push(field);
                return Ok(Some(fields));
            }
            let mut used = 0;
            let mut ended = false;
            for &byte in chunk {
                used += 1;
                if std::mem::take(&mut self.after_return) && byte == b'\n' {
                    continue;
                }
                read += 1;
                match (state, byte) {
                    (State::Start, b'"') => state = State::Quoted,
                    (State::Quoted, b'"') => state = State::QuoteInQuoted,
                    (State::Quoted, _) => field.push(byte),
                    (State::QuoteInQuoted, b'"') => {
                        field.push(byte);
                        state = State::Quoted;
                    }
                    (_, b'\n' | b'\r') => {
                        self.after_return = byte == b'\r';
                        ended = true;
                        break;
                    }
                    (_, byte) if byte == self.separator => {
                        fields.push(std::mem::take(&mut field));
                        state = State::Start;
                    }
                    (_, byte) => {
                        field.push(byte);
                        state = State::Plain;
                    }
                }
            }
            self.source.consume(used);
            if read > self.limit {
                return Err(Refusal::TextTooLong { row: number });
            }
            if ended {
                fields.push(field);
                return Ok(Some(fields));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<Vec<(u32, Vec<String>)>, Refusal> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let separator = guess_separator(file.as_file())?;
        let mut found = Vec::new();
        rows(file.as_file(), separator, &(1..=u32::MAX), &Limits::default(), &mut |number, cells| {
            let text = |cell| match cell {
                Cell::Text(text) => text,
                _ => String::new(),
            };
            found.push((number, cells.into_iter().map(text).collect()));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    fn row(number: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (number, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn rows_count_records_and_empty_lines() {
        let text = "\u{FEFF}a;b\r\n\r\n\"x\r\ny\";\"say \"\"hi\"\"\"\r\n;;\n1;2";
        assert_eq!(read(text).unwrap(), [row(1, &["a", "b"]), row(3, &["x\r\ny", "say \"hi\""]), row(5, &["1", "2"])]);
    }

    #[test]
    fn the_separator_is_guessed() {
        for separator in [",", ";", "\t", "|"] {
            let text = format!("a{separator}b{separator}c\n\"x, y; z\"{separator}1{separator}2\n");
            assert_eq!(read(text).unwrap()[1], row(2, &["x, y; z", "1", "2"]), "{separator:?}");
        }
        assert_eq!(read("sep=;\na,b;c\n").unwrap()[1], row(2, &["a,b", "c"]));
        assert_eq!(read("only\none\n").unwrap().len(), 2);
    }

    #[test]
    fn guards_are_taken_off() {
        let text = "=\"0905969648\",\"=\"\"0905\"\"\",'=1+1,'0905,=1+1\n1,2,3,4,5\n";
        assert_eq!(read(text).unwrap()[0], row(1, &["0905969648", "0905", "=1+1", "'0905", "=1+1"]));
    }

    #[test]
    fn quotes_are_read_leniently() {
        assert_eq!(read("a \"b\" c,\"d\"e\n").unwrap(), [row(1, &["a \"b\" c", "de"])]);
        assert_eq!(read("a,\"open\nb,c\n").unwrap(), [row(1, &["a", "open\nb,c\n"])]);
        assert_eq!(read("a,b\rc,d\r").unwrap(), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
    }

    #[test]
    fn other_encodings_and_endless_records_are_refused() {
        assert_eq!(read(b"h\xE4\xEC,b\n"), Err(Refusal::NotUtf8));
        assert_eq!(read(b"a,b\0c\n"), Err(Refusal::NotASpreadsheet));
        assert_eq!(read(vec![b'a'; 5_000_000]), Err(Refusal::TextTooLong { row: 1 }));
        assert_eq!(read(",".repeat(300) + "a\n"), Err(Refusal::TooManyColumns { limit: 200 }));
    }
}
