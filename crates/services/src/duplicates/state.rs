//! Asking for a scan, how it stands, and stopping it.

use domain::{
    AppError, FieldError, FieldErrors,
    duplicate::{ScanState, ScanStatus},
    permission::verb,
};
use entities::scan::{self, Column};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::Duplicates;
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    jobs::Work,
};

impl Duplicates<'_> {
    /// Queues a scan of the list; what the one before found goes.
    ///
    /// # Errors
    /// Forbidden; refused while a scan of the actor is under way.
    pub async fn start(&self, actor: &Actor) -> Outcome<ScanState> {
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        let busy = ScanStatus::ALL.iter().filter(|status| status.is_busy()).map(|status| status.key());
        let own = || scan::Entity::find().filter(Column::UserId.eq(actor.user.0));
        if own().filter(Column::Status.is_in(busy)).one(unit.tx()).await?.is_some() {
            return Err(FieldErrors(vec![FieldError::new("scan", "scan_running")]).into());
        }
        scan::Entity::delete_many()
            .filter(Column::UserId.eq(actor.user.0))
            .filter(Column::Directory.eq(self.directory.key()))
            .exec(unit.tx())
            .await?;
        let id = Uuid::now_v7();
        let row = scan::ActiveModel {
            id: Set(id),
            user_id: Set(actor.user.0),
            directory: Set(self.directory.key().to_owned()),
            status: Set(ScanStatus::Waiting.key().to_owned()),
            reason: Set(String::new()),
            place_json: Set(String::new()),
            rows_done: Set(0),
            rows_total: Set(0),
            created_at: Set(unit.now()),
        };
        let row = row.insert(unit.tx()).await?;
        unit.enqueue(Work::Scan, id).await?;
        unit.commit().await?;
        self.services.ring(Work::Scan);
        state_of(&row)
    }

    /// How the actor's last scan of the list stands, if there is one.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn state(&self, actor: &Actor) -> Outcome<Option<ScanState>> {
        let unit = self.services.read(actor).await?;
        unit.permit_in::<verb::Edit>(self.directory)?;
        self.own(&unit).await?.as_ref().map(state_of).transpose()
    }

    /// Stops the actor's scan; what was found until then stays.
    ///
    /// # Errors
    /// Forbidden; there is none under way.
    pub async fn cancel(&self, actor: &Actor) -> Outcome<ScanState> {
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        let row = self.own(&unit).await?;
        let busy = |row: &scan::Model| ScanStatus::from_key(&row.status).is_some_and(ScanStatus::is_busy);
        let Some(row) = row.filter(busy) else { return Err(AppError::field("status", "unknown_value").into()) };
        let mut row = row.into_active_model();
        row.status = Set(ScanStatus::Cancelled.key().to_owned());
        let row = row.update(unit.tx()).await?;
        unit.commit().await?;
        state_of(&row)
    }

    /// The actor's last scan of the list.
    pub(super) async fn own(&self, unit: &Unit) -> Outcome<Option<scan::Model>> {
        let own =
            scan::Entity::find().filter(unit.own(Column::UserId)).filter(Column::Directory.eq(self.directory.key()));
        Ok(own.limit(1).one(unit.tx()).await?)
    }
}

fn state_of(row: &scan::Model) -> Outcome<ScanState> {
    let status = ScanStatus::from_key(&row.status);
    Ok(ScanState {
        status: status.ok_or_else(|| Failure::fault(format!("a scan has the status {}", row.status)))?,
        reason: Some(row.reason.clone()).filter(|reason| !reason.is_empty()),
        done: row.rows_done.unsigned_abs(),
        total: row.rows_total.unsigned_abs(),
        created_at: row.created_at,
    })
}
