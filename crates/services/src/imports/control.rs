//! Starting, pausing, resuming and cancelling.

use domain::{
    AppError, ImportId,
    history::{Changes, Event},
    import::wizard::{ImportState, ImportStatus},
    permission::{Resource, noun, verb},
};
use entities::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{
    Imports,
    plan::{StoredPlan, check_rights},
    state::{own_locked, state_of, status_of},
};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    jobs::Work,
};

/// What the audit trail keeps of the beginning of an import.
#[derive(Serialize)]
struct Started<'a> {
    file: &'a str,
    sheet: &'a str,
    from_row: u32,
    to_row: u32,
}

impl Imports<'_> {
    /// Begins the real run of a checked import.
    ///
    /// # Errors
    /// It is not checked as it is planned now; forbidden; not found.
    pub async fn start(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, |status| status == ImportStatus::Checked)?;
        let plan = StoredPlan::of(&row)?;
        check_rights(&unit, &plan.input)?;
        let started = Started {
            file: &row.file_name,
            sheet: &plan.input.sheet,
            from_row: plan.input.from_row,
            to_row: plan.input.to_row,
        };
        unit.record_details(Event::ImportStarted, Resource::Individuals, Some(id.0), &started).await?;
        begin(unit, row, &plan, true).await
    }

    /// Stops the real run until it is resumed; what is written stays.
    ///
    /// # Errors
    /// It does not run; forbidden; not found.
    pub async fn pause(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, |status| matches!(status, ImportStatus::Waiting | ImportStatus::Running))?;
        set_status(unit, row, ImportStatus::Paused).await
    }

    /// Goes on after a pause.
    ///
    /// # Errors
    /// It is not paused; forbidden; not found.
    pub async fn resume(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, |status| status == ImportStatus::Paused)?;
        unit.enqueue(Work::RunImport, id.0).await?;
        let state = set_status(unit, row, ImportStatus::Waiting).await;
        self.services.ring(Work::RunImport);
        state
    }

    /// Stops for good; what is written stays. A run that is under way notices before its next batch.
    ///
    /// # Errors
    /// There is nothing to cancel; forbidden; not found.
    pub async fn cancel(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, ImportStatus::can_be_cancelled)?;
        unit.record(Event::ImportCancelled, Resource::Individuals, Some(id.0), &Changes::new()).await?;
        set_status(unit, row, ImportStatus::Cancelled).await
    }
}

/// Queues a check or a real run, from the first row on.
pub(super) async fn begin(unit: Unit, row: import::Model, plan: &StoredPlan, writes: bool) -> Outcome<ImportState> {
    let services = unit.services().clone();
    let (id, run) = (row.id, row.run + 1);
    let status = if writes { ImportStatus::Waiting } else { ImportStatus::Checking };
    let mut row = row.into_active_model();
    row.plan_json = Set(serde_json::to_string(plan)?);
    row.status = Set(status.key().to_owned());
    row.reason = Set(String::new());
    row.run = Set(run);
    row.written = Set(writes);
    row.rows_total = Set(i64::from(plan.rows_total()));
    row.rows_done = Set(0);
    row.created = Set(0);
    row.changed = Set(0);
    row.unchanged = Set(0);
    row.skipped = Set(0);
    row.errors = Set(0);
    row.warned = Set(0);
    row.rows_per_second = Set(0);
    row.updated_at = Set(unit.now());
    let row = row.update(unit.tx()).await?;
    let work = if writes { Work::RunImport } else { Work::CheckImport };
    unit.enqueue(work, id).await?;
    unit.commit().await?;
    services.ring(work);
    state_of(row)
}

async fn set_status(unit: Unit, row: import::Model, status: ImportStatus) -> Outcome<ImportState> {
    let mut row = row.into_active_model();
    row.status = Set(status.key().to_owned());
    row.updated_at = Set(unit.now());
    let row = row.update(unit.tx()).await?;
    unit.commit().await?;
    state_of(row)
}

/// Refuses an act for which the import is not at the right point.
pub(super) fn expect(row: &import::Model, fits: impl FnOnce(ImportStatus) -> bool) -> Outcome<()> {
    if fits(status_of(row)?) { Ok(()) } else { Err(AppError::field("status", "unknown_value").into()) }
}
