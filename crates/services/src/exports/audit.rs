//! What the audit trail keeps of an export.

use domain::{
    CustomerId,
    customer::Field,
    export::{ExportFormat, ExportRequest},
    history::Event,
    list::ListState,
};
use serde::Serialize;
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome};

#[derive(Serialize)]
struct Exported<'a> {
    filter: &'a ListState,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    these: &'a [CustomerId],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    except: &'a [CustomerId],
    format: ExportFormat,
    columns: Vec<Field>,
    rows: u64,
    unmasked: bool,
    reason: &'a str,
}

/// Writes that a list was exported, and, if they stand in it in full, that sensitive fields were.
pub(super) async fn record(unit: &Unit, export: Uuid, request: &ExportRequest, rows: u64) -> Outcome<()> {
    let columns = request.columns.fields(request.state.directory);
    let shows_sensitive = request.unmasked && columns.iter().any(|field| field.sensitive().is_some());
    let details = Exported {
        filter: &request.state,
        these: &request.these,
        except: &request.except,
        format: request.format,
        columns,
        rows,
        unmasked: request.unmasked,
        reason: &request.reason,
    };
    unit.record_details(Event::Exported, request.state.directory.resource(), Some(export), &details).await?;
    if shows_sensitive {
        unit.record_details(Event::Unmasked, request.state.directory.resource(), Some(export), &details).await?;
    }
    Ok(())
}
