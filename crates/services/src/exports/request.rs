//! Asking for an export, and taking it back.

use chrono::TimeDelta;
use domain::{
    AppError, ExportId, FieldErrors,
    bulk::MOST_CHOSEN,
    export::{ExportRequest, ExportState, ExportStatus},
    permission::verb,
    value::clean,
};
use entities::export;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    Exports,
    state::{own_locked, state_of, status_of},
};
use crate::{
    authz::{Actor, Unit},
    customers::check_sensitive,
    failure::Outcome,
    jobs::Work,
    words::language_of,
};

/// How long a file can be downloaded.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Characters of a reason.
const REASON_CHARS: usize = 500;

impl Exports<'_> {
    /// Queues the export of a list.
    ///
    /// # Errors
    /// Faults by field: a filter that is not understood, no columns, a missing reason; forbidden without the right to
    /// export, or to see unmasked what shall be unmasked; unconfirmed, as what leaves does not come back.
    pub async fn request(&self, actor: &Actor, request: &ExportRequest) -> Outcome<ExportState> {
        self.services.read(actor).await?.permit_in::<verb::Export>(request.state.directory)?;
        let request =
            ExportRequest { state: request.state.from_start(), reason: clean(&request.reason), ..request.clone() };
        check(&request).into_result()?;
        request.state.filter(self.services.clock().today())?;
        let unit = self.services.write_in::<verb::Export>(actor, request.state.directory).await?;
        check_rights(&unit, &request)?;
        unit.check_confirmed().await?;
        let id = Uuid::now_v7();
        let row = export::ActiveModel {
            id: Set(id),
            user_id: Set(actor.user.0),
            status: Set(ExportStatus::Waiting.key().to_owned()),
            reason: Set(String::new()),
            request_json: Set(serde_json::to_string(&request)?),
            rows_total: Set(0),
            rows_done: Set(0),
            created_at: Set(unit.now()),
            expires_at: Set(unit.now() + KEPT),
        };
        let row = row.insert(unit.tx()).await?;
        unit.enqueue(Work::Export, id).await?;
        let state = state_of(row, language_of(unit.tx(), actor.user).await?, self.services.clock().zone);
        unit.commit().await?;
        self.services.ring(Work::Export);
        state
    }

    /// Stops an export that is not ready yet.
    ///
    /// # Errors
    /// It is ready, or over; forbidden; not found.
    pub async fn cancel(&self, actor: &Actor, id: ExportId) -> Outcome<ExportState> {
        let unit = self.services.write_anywhere::<verb::Export>(actor).await?;
        let row = own_locked(&unit, id).await?;
        if !status_of(&row)?.is_busy() {
            return Err(AppError::field("status", "unknown_value").into());
        }
        let mut row = row.into_active_model();
        row.status = Set(ExportStatus::Cancelled.key().to_owned());
        let row = row.update(unit.tx()).await?;
        let state = state_of(row, language_of(unit.tx(), actor.user).await?, self.services.clock().zone);
        unit.commit().await?;
        state
    }
}

fn check(request: &ExportRequest) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let mut fault = |field: &str, code: &str| errors.0.push(domain::FieldError::new(field, code));
    if request.these.len().max(request.except.len()) > MOST_CHOSEN {
        fault("these", "too_many_chosen");
    }
    if request.columns.fields(request.state.directory).is_empty() {
        fault("columns", "required");
    }
    if request.unmasked && request.reason.is_empty() {
        fault("reason", "reason_required");
    } else if request.reason.chars().count() > REASON_CHARS {
        fault("reason", "too_long");
    }
    errors
}

/// Unmasked fields are for those who hold their cells.
pub(super) fn check_rights(unit: &Unit, request: &ExportRequest) -> Outcome<()> {
    let fields = request.columns.fields(request.state.directory);
    check_sensitive(unit, fields.iter().filter(|_| request.unmasked))
}
