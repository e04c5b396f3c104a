//! The parent: starts the child and turns whatever happens to it into a verdict.

use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::conversation::Conversation;
use super::protocol::{Answer, Request, Task};
use crate::{Cell, Limits, Refusal, Selection, Workbook};

/// Reads files in child processes. Its functions block; call them where blocking is allowed.
#[derive(Clone, Debug)]
pub struct Parser {
    program: PathBuf,
    args: Vec<OsString>,
    limits: Limits,
}

impl Parser {
    /// A parser that runs a program which, with these arguments, calls [`super::main`].
    #[must_use]
    pub fn new(
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = impl Into<OsString>>,
        limits: Limits,
    ) -> Self {
        Self { program: program.into(), args: args.into_iter().map(Into::into).collect(), limits }
    }

    /// Looks over a file: its format, its sheets, and the first rows of each.
    ///
    /// # Errors
    /// The reason not to read the file.
    pub fn inspect(&self, path: &Path) -> Result<Workbook, Refusal> {
        let mut conversation = self.start(path, Task::Inspect)?;
        let mut workbook = match conversation.next()? {
            Answer::Workbook { format, separator } => Workbook { format, separator, sheets: Vec::new() },
            Answer::Refused(refusal) => return Err(refusal),
            _ => return Err(Refusal::Unreadable),
        };
        loop {
            match conversation.next()? {
                // No workbook has more sheets than its archive may have parts.
                Answer::Sheet(sheet) if workbook.sheets.len() < self.limits.parts => workbook.sheets.push(sheet),
                Answer::Done => return Ok(workbook),
                Answer::Refused(refusal) => return Err(refusal),
                _ => return Err(Refusal::Unreadable),
            }
        }
    }

    /// Gives the selected rows that hold a value to the sink, in order, until it breaks off. The time the sink takes is
    /// not the child's: it waits meanwhile.
    ///
    /// # Errors
    /// The reason not to read the file further; rows may have been given before.
    pub fn rows(
        &self,
        path: &Path,
        selection: &Selection,
        mut sink: impl FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<(), Refusal> {
        let mut conversation = self.start(path, Task::Rows(selection.clone()))?;
        loop {
            match conversation.next()? {
                Answer::Rows(rows) => {
                    for row in rows {
                        if sink(row.number, row.cells).is_break() {
                            return Ok(());
                        }
                    }
                }
                Answer::Done => return Ok(()),
                Answer::Refused(refusal) => return Err(refusal),
                _ => return Err(Refusal::Unreadable),
            }
        }
    }

    fn start(&self, path: &Path, task: Task) -> Result<Conversation, Refusal> {
        let request = Request { limits: self.limits.clone(), path: path.to_owned(), task };
        Conversation::start(&self.program, &self.args, &request)
    }
}
