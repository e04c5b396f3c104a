//! Use cases of the import: upload, plan, check, run, results.
mod upload;
pub use upload::Upload;

use std::path::PathBuf;

use domain::{
    ImportId,
    import::wizard::{ImportColumn, ImportPlanInput, ImportRows, ImportSheet, ImportState, RowFilter},
};
use i18n::Locale;

use crate::{
    Services,
    authz::Actor,
    failure::{Failure, Outcome},
};

/// The use cases; get them from [`Services::imports`].
pub struct Imports<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases of the import.
    pub const fn imports(&self) -> Imports<'_> {
        Imports { services: self }
    }
}

/// A file to be sent to its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name that the user sees.
    pub file_name: String,
    /// Where it lies.
    pub path: PathBuf,
}

fn later<T>() -> Outcome<T> {
    Err(Failure::fault("not built yet"))
}

#[allow(missing_docs, clippy::missing_errors_doc, clippy::unused_async, unused_variables)]
impl Imports<'_> {
    pub async fn begin(&self, actor: &Actor, file_name: &str, size: Option<u64>) -> Outcome<Upload> {
        later()
    }
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<ImportState>> {
        later()
    }
    pub async fn state(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn sheets(&self, actor: &Actor, id: ImportId) -> Outcome<Vec<ImportSheet>> {
        later()
    }
    pub async fn columns(&self, actor: &Actor, id: ImportId, sheet: &str, row: u32) -> Outcome<Vec<ImportColumn>> {
        later()
    }
    pub async fn plan(&self, actor: &Actor, id: ImportId, plan: &ImportPlanInput) -> Outcome<ImportState> {
        later()
    }
    pub async fn check(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn start(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn pause(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn resume(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn cancel(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        later()
    }
    pub async fn rows(&self, actor: &Actor, id: ImportId, filter: RowFilter, after: Option<u32>) -> Outcome<ImportRows> {
        later()
    }
    pub async fn refused(&self, actor: &Actor, id: ImportId) -> Outcome<Download> {
        later()
    }
    pub async fn template(&self, actor: &Actor, locale: Locale) -> Outcome<Vec<u8>> {
        later()
    }
}

/// How many files are read at once.
#[derive(Default)]
pub(crate) struct Readers;
