//! Imports. The file itself comes by `POST /imports`, as no server function can show how far it is.

use domain::{
    ImportId,
    import::wizard::{ImportColumn, ImportPlanInput, ImportRows, ImportSheet, ImportState, RowFilter},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// The own imports, newest first.
#[server(endpoint = "imports/list", protocol = Json)]
pub async fn list_imports() -> Result<Vec<ImportState>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.imports().list(&actor).await)
}

/// Where an import stands.
#[server(endpoint = "imports/state", protocol = Json)]
pub async fn read_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.imports().state(&actor, id).await)
}

/// The sheets of the file with their first rows.
#[server(endpoint = "imports/sheets", protocol = Json)]
pub async fn import_sheets(
    /// The import.
    id: ImportId,
) -> Result<Vec<ImportSheet>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.imports().sheets(&actor, id).await)
}

/// The columns of a sheet, with the fields that their headings seem to mean.
#[server(endpoint = "imports/columns", protocol = Json)]
pub async fn import_columns(
    /// The import.
    id: ImportId,
    /// Name of the sheet.
    sheet: String,
    /// Number of the row with the headings.
    heading_row: u32,
) -> Result<Vec<ImportColumn>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.imports().columns(&actor, id, &sheet, heading_row).await)
}

/// Sets how the file is to be read.
#[server(endpoint = "imports/plan", protocol = Json)]
pub async fn plan_import(
    /// The import.
    id: ImportId,
    /// Area, columns and options.
    plan: ImportPlanInput,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let save = async move { services.imports().plan(&actor, id, &plan).await };
    answer(Services::to_its_end(save).await)
}

/// Begins the check, which writes no customer.
#[server(endpoint = "imports/check", protocol = Json)]
pub async fn check_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let check = async move { services.imports().check(&actor, id).await };
    answer(Services::to_its_end(check).await)
}

/// Begins to write.
#[server(endpoint = "imports/start", protocol = Json)]
pub async fn start_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let start = async move { services.imports().start(&actor, id).await };
    answer(Services::to_its_end(start).await)
}

/// Stops for a while.
#[server(endpoint = "imports/pause", protocol = Json)]
pub async fn pause_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let pause = async move { services.imports().pause(&actor, id).await };
    answer(Services::to_its_end(pause).await)
}

/// Goes on where it was stopped.
#[server(endpoint = "imports/resume", protocol = Json)]
pub async fn resume_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let resume = async move { services.imports().resume(&actor, id).await };
    answer(Services::to_its_end(resume).await)
}

/// Stops for good; what was written stays.
#[server(endpoint = "imports/cancel", protocol = Json)]
pub async fn cancel_import(
    /// The import.
    id: ImportId,
) -> Result<ImportState, ApiError> {
    let (services, actor) = signed_in()?;
    let cancel = async move { services.imports().cancel(&actor, id).await };
    answer(Services::to_its_end(cancel).await)
}

/// What became of the rows, in the order of the file.
#[server(endpoint = "imports/rows", protocol = Json)]
pub async fn read_import_rows(
    /// The import.
    id: ImportId,
    /// Which rows.
    filter: RowFilter,
    /// After this row.
    after: Option<u32>,
) -> Result<ImportRows, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.imports().rows(&actor, id, filter, after).await)
}
