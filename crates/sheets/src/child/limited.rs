//! The child: limits itself, reads the file, answers.

use std::io::{self, BufRead, BufWriter, Write};
use std::ops::ControlFlow;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::protocol::{Answer, Request, Task, parse, read_line, write_line};
use crate::workbook::{inspect, read_rows};
use crate::{Cell, Limits, Refusal, Row, Selection};

/// Rows sent in one line …
const BATCH_ROWS: usize = 256;
/// … unless their texts have more bytes than this.
const BATCH_BYTES: usize = 64 * 1024;
/// Seconds between the signal that processor time is over and the end by force.
const GRACE_SECONDS: u64 = 5;

/// What the hidden subcommand runs; it must do so before it starts threads or opens anything.
///
/// # Errors
/// The request cannot be understood, the limits cannot be set, or nobody listens. Whatever is wrong with the file is
/// part of the answer.
pub fn main(stdin: impl BufRead, stdout: impl Write) -> io::Result<()> {
    let mut stdin = stdin;
    let line = read_line(&mut stdin)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let request: Request = parse(&line)?;
    limit(&request.limits)?;

    let mut output = BufWriter::new(stdout);
    let verdict = match request.task {
        Task::Inspect => answer_inspect(&request, &mut output)?,
        Task::Rows(ref selection) => answer_rows(&request, selection, &mut output)?,
    };
    let last = verdict.map_or_else(Answer::Refused, |()| Answer::Done);
    write_line(&mut output, &last)?;
    output.flush()
}

/// Takes away what reading does not need: memory, time, files and the right to write any.
fn limit(limits: &Limits) -> io::Result<()> {
    lower(Resource::As, limits.memory_bytes, limits.memory_bytes)?;
    lower(Resource::Cpu, limits.seconds, limits.seconds + GRACE_SECONDS)?;
    lower(Resource::Fsize, 0, 0)?;
    lower(Resource::Core, 0, 0)?;
    lower(Resource::Nofile, limits.open_files, limits.open_files)
}

/// Sets a limit, or keeps the lower one that the surroundings have set.
fn lower(resource: Resource, current: u64, maximum: u64) -> io::Result<()> {
    let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limit = Rlimit { current: Some(current.min(allowed)), maximum: Some(maximum.min(allowed)) };
    Ok(setrlimit(resource, limit)?)
}

fn answer_inspect(request: &Request, output: &mut impl Write) -> io::Result<Result<(), Refusal>> {
    let workbook = match inspect(&request.path, &request.limits) {
        Ok(workbook) => workbook,
        Err(refusal) => return Ok(Err(refusal)),
    };
    write_line(output, &Answer::Workbook { format: workbook.format, separator: workbook.separator })?;
    for sheet in workbook.sheets {
        write_line(output, &Answer::Sheet(sheet))?;
    }
    Ok(Ok(()))
}

fn answer_rows(request: &Request, selection: &Selection, output: &mut impl Write) -> io::Result<Result<(), Refusal>> {
    let mut batch = Batch { output, rows: Vec::new(), bytes: 0 };
    let mut written = Ok(());
    let verdict = read_rows(&request.path, selection, &request.limits, |number, cells| {
        written = batch.push(Row { number, cells });
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    written?;
    batch.flush()?;
    Ok(verdict)
}

/// Rows on their way out: a line for each would cost more than its reading.
struct Batch<'a, W> {
    output: &'a mut W,
    rows: Vec<Row>,
    bytes: usize,
}

impl<W: Write> Batch<'_, W> {
    fn push(&mut self, row: Row) -> io::Result<()> {
        let bytes = row.cells.iter().map(text_bytes).sum::<usize>();
        if self.rows.len() >= BATCH_ROWS || (self.bytes + bytes > BATCH_BYTES && !self.rows.is_empty()) {
            self.flush()?;
        }
        self.bytes += bytes;
        self.rows.push(row);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() { Ok(()) } else { write_line(self.output, &Answer::Rows(rows)) }
    }
}

fn text_bytes(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.len(),
        _ => 0,
    }
}
