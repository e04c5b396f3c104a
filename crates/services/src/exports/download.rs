//! Fetching the finished file.

use std::path::PathBuf;

use domain::{
    AppError, ExportId,
    export::ExportStatus,
    history::{Changes, Event},
};
use uuid::Uuid;

use super::{
    Exports,
    request::check_rights,
    state::{check_reach, own, request_of, state_of, status_of},
};
use crate::{Services, authz::Actor, failure::Outcome, files::Download, words::language_of};

impl Exports<'_> {
    /// The file, for the one who asked for it alone, and only with the rights that it takes to make it. That it was fetched is
    /// written down.
    ///
    /// # Errors
    /// Read-only for somebody who looks as that person; forbidden; not found if it is somebody else's, not ready, expired, or wider than the reach by now.
    pub async fn open(&self, actor: &Actor, id: ExportId) -> Outcome<Download> {
        let unit = self.services.read(actor).await?;
        unit.check_own()?;
        let row = own(&unit, id).await?;
        if status_of(&row)? != ExportStatus::Ready || row.expires_at <= unit.now() {
            return Err(AppError::NotFound.into());
        }
        check_rights(&unit, &request_of(&row)?)?;
        check_reach(&unit, &row)?;
        let locale = language_of(unit.tx(), actor.user).await?;
        unit.commit().await?;
        let unit = self.services.write_own(actor).await?;
        let resource = request_of(&row)?.state.directory.resource();
        unit.record(Event::ExportDownloaded, resource, Some(id.0), &Changes::new()).await?;
        unit.commit().await?;
        let state = state_of(row, locale, self.services.clock().zone)?;
        Ok(Download { file_name: state.file_name, path: path(self.services, id.0) })
    }
}

/// Where the files of all exports lie.
pub(super) fn folder(services: &Services) -> PathBuf {
    services.folder().join("exports")
}

/// The finished file.
pub(super) fn path(services: &Services, id: Uuid) -> PathBuf {
    folder(services).join(id.to_string())
}

/// The file while it is written.
pub(super) fn unfinished(services: &Services, id: Uuid) -> PathBuf {
    folder(services).join(format!("{id}.part"))
}
