//! Asking for such an act, stopping it, and taking it back.

use domain::{
    AppError, BulkId, IdempotencyKey,
    bulk::{BulkAct, BulkCounts, BulkRequest, BulkState, BulkStatus},
    customer::{Field, Values},
    permission::{Verb, verb},
    value::FieldKind,
};
use entities::bulk;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    Bulk,
    state::{is_undoable, is_undone, own, own_locked, state_of, status_of},
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    customers::check_links,
    failure::{Failure, Outcome},
    idempotency::digest,
    jobs::Work,
};

impl Bulk<'_> {
    /// Queues a change of many records: the same key begins one act, however often the request arrives.
    ///
    /// # Errors
    /// Faults by field: nobody is chosen, a value that is none; forbidden without the right to edit any record of the list.
    pub async fn change(&self, actor: &Actor, key: IdempotencyKey, request: BulkRequest) -> Outcome<BulkState> {
        self.start::<verb::Edit>(actor, key, request).await
    }

    /// Queues the way to the trash of many records; as [`Self::change`].
    ///
    /// # Errors
    /// Nobody is chosen; unconfirmed; forbidden without the right to delete any record of the list.
    pub async fn trash(&self, actor: &Actor, key: IdempotencyKey, request: BulkRequest) -> Outcome<BulkState> {
        self.start::<verb::Delete>(actor, key, request).await
    }

    async fn start<V: Verb>(&self, actor: &Actor, key: IdempotencyKey, request: BulkRequest) -> Outcome<BulkState> {
        self.services.read(actor).await?.permit_in::<V>(request.directory)?;
        if request.act.action() != V::ACTION {
            return Err(AppError::field("act", "unknown_value").into());
        }
        let request = request.checked(self.services.clock().today())?;
        let unit = self.services.write_in::<V>(actor, request.directory).await?;
        let asked = digest(&request)?;
        if let Some(BulkId(known)) = unit.answered(key, &asked).await? {
            let known = own(&unit, BulkId(known)).await?;
            let undone = is_undone(&unit, &known).await?;
            return state_of(&unit, known, undone);
        }
        check_value(&unit, &request).await?;
        if request.act == BulkAct::Trash {
            unit.check_confirmed().await?;
        }
        let row = queue(&unit, &request, None).await?;
        unit.answer(key, asked, &BulkId(row.id)).await?;
        let state = state_of(&unit, row, false)?;
        unit.commit().await?;
        self.services.ring(Work::Bulk);
        Ok(state)
    }

    /// Stops an act; what was written stays, and can be taken back.
    ///
    /// # Errors
    /// It is over; forbidden; not found.
    pub async fn cancel(&self, actor: &Actor, id: BulkId) -> Outcome<BulkState> {
        let unit = self.services.write_anywhere::<verb::View>(actor).await?;
        let row = own_locked(&unit, id).await?;
        if !status_of(&row)?.is_busy() {
            return Err(AppError::field("status", "unknown_value").into());
        }
        let mut row = row.into_active_model();
        row.status = Set(BulkStatus::Cancelled.key().to_owned());
        row.updated_at = Set(unit.now());
        let row = row.update(unit.tx()).await?;
        let undone = is_undone(&unit, &row).await?;
        let state = state_of(&unit, row, undone)?;
        unit.commit().await?;
        Ok(state)
    }

    /// Takes back what an act has written, as far as nobody has changed it since; asked for again, it is the same undo.
    ///
    /// # Errors
    /// There is nothing to take back; forbidden; not found.
    pub async fn undo(&self, actor: &Actor, id: BulkId) -> Outcome<BulkState> {
        let outcome = self.undo_once(actor, id).await;
        // Somebody was faster: the second time it is seen.
        if outcome.as_ref().is_err_and(Failure::is_duplicate) {
            return self.undo_once(actor, id).await;
        }
        outcome
    }

    async fn undo_once(&self, actor: &Actor, id: BulkId) -> Outcome<BulkState> {
        let unit = self.services.write_anywhere::<verb::View>(actor).await?;
        let row = own_locked(&unit, id).await?;
        if let Some(known) = bulk::Entity::find().filter(bulk::Column::Undoes.eq(row.id)).one(unit.tx()).await? {
            return state_of(&unit, known, false);
        }
        if !is_undoable(&unit, &row, false)? {
            return Err(AppError::field("status", "unknown_value").into());
        }
        let undo = queue(&unit, &serde_json::from_str(&row.request_json)?, Some(row.id)).await?;
        let state = state_of(&unit, undo, false)?;
        unit.commit().await?;
        self.services.ring(Work::Bulk);
        Ok(state)
    }
}

/// Writes down what is wanted, and that somebody shall do it.
pub(super) async fn queue(unit: &Unit, request: &BulkRequest, undoes: Option<Uuid>) -> Outcome<bulk::Model> {
    let row = bulk::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(unit.actor().user.0),
        directory: Set(request.directory.key().to_owned()),
        status: Set(BulkStatus::Waiting.key().to_owned()),
        reason: Set(String::new()),
        request_json: Set(serde_json::to_string(request)?),
        undoes: Set(undoes),
        gathered: Set(false),
        rows_total: Set(0),
        rows_done: Set(0),
        counts_json: Set(serde_json::to_string(&BulkCounts::default())?),
        created_at: Set(unit.now()),
        updated_at: Set(unit.now()),
    };
    let row = row.insert(unit.tx()).await?;
    unit.enqueue(Work::Bulk, row.id).await?;
    Ok(row)
}

/// What no record could be given is refused at once, instead of once for each of them.
async fn check_value(unit: &Unit, request: &BulkRequest) -> Outcome<()> {
    let BulkAct::Set(field, Some(value)) = &request.act else { return Ok(()) };
    if let FieldKind::Catalog(catalog) = field.kind()
        && Labels::read(unit.tx()).await?.find(catalog, value).is_none()
    {
        return Err(AppError::field(field.key(), "not_in_catalog").into());
    }
    if *field == Field::Owner && value.parse::<Uuid>().is_err() {
        return Err(AppError::field(field.key(), "unknown_value").into());
    }
    check_links(unit, request.directory, &Values::from([(*field, value.clone())])).await
}
