//! Use cases of the export.
use domain::{
    ExportId,
    export::{ExportRequest, ExportState},
};

use crate::{
    Services,
    authz::Actor,
    failure::{Failure, Outcome},
    imports::Download,
};

/// The use cases; get them from [`Services::exports`].
pub struct Exports<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases of the export.
    pub const fn exports(&self) -> Exports<'_> {
        Exports { services: self }
    }
}

#[allow(missing_docs, clippy::missing_errors_doc, clippy::unused_async, unused_variables)]
impl Exports<'_> {
    pub async fn request(&self, actor: &Actor, request: &ExportRequest) -> Outcome<ExportState> {
        Err(Failure::fault("not built yet"))
    }
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<ExportState>> {
        Err(Failure::fault("not built yet"))
    }
    pub async fn state(&self, actor: &Actor, id: ExportId) -> Outcome<ExportState> {
        Err(Failure::fault("not built yet"))
    }
    pub async fn cancel(&self, actor: &Actor, id: ExportId) -> Outcome<ExportState> {
        Err(Failure::fault("not built yet"))
    }
    pub async fn open(&self, actor: &Actor, id: ExportId) -> Outcome<Download> {
        Err(Failure::fault("not built yet"))
    }
}
