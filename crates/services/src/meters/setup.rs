//! Which meters hang in which spaces.

use std::collections::HashSet;

use domain::{
    AppError, BranchId, MeterId,
    history::Event,
    meter::{MeterChange, MeterInput, MeterRow, MeterSetup},
    permission::{Action, Resource, noun, verb},
};
use entities::{meter, meter::Column, meter_reading, space};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{
    MeterDesk, day_of, held, kind_of, list::title, overtaken, quantity, seen, sheet::branches_of, tariff::tariffs_of,
};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome, is_duplicate},
    ledger::sees_amounts,
    live::Hint,
    query::operations::{place_of_space, spaces},
    words::merged,
};

impl MeterDesk<'_> {
    /// The meters and tariffs of the spaces that the actor sees, and what their forms offer.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn setup(&self, actor: &Actor) -> Outcome<MeterSetup> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Spaces>()?;
        let rooms = spaces(&permit).order_by_asc(space::Column::Code).all(unit.tx()).await?;
        let branches = branches_of(&unit, &rooms).await?;
        let there = |branch: &BranchId| place_of_space(*branch);
        let kept = |branch: BranchId| unit.principal().may_at(Action::Edit, Resource::Spaces, &there(&branch));
        let priced: Vec<BranchId> =
            branches.iter().map(|branch| branch.id).filter(|id| sees_amounts(&unit, &there(id))).collect();
        let tariffs = tariffs_of(unit.tx(), &priced, kept).await?;
        let hanging = meter::Entity::find().filter(Column::SpaceId.is_in(rooms.iter().map(|room| room.id)));
        let hanging = hanging.all(unit.tx()).await?;
        let read = read_of(&unit, &hanging).await?;
        let mut meters = Vec::with_capacity(hanging.len());
        for room in &rooms {
            let mut of_room: Vec<_> = hanging.iter().filter(|meter| meter.space_id == room.id).collect();
            of_room.sort_by_key(|meter| (kind_of(&meter.kind), !meter.active));
            for meter in of_room {
                meters.push(MeterRow {
                    id: meter.id.into(),
                    space: title(room),
                    branch: room.branch_id.into(),
                    kind: kind_of(&meter.kind),
                    serial: meter.serial.clone(),
                    begins_at: quantity(meter.begins_at),
                    begins_on: day_of(&meter.begins_on)?,
                    active: meter.active,
                    is_read: read.contains(&meter.id),
                    may_edit: kept(room.branch_id.into()),
                });
            }
        }
        Ok(MeterSetup {
            kept: branches.iter().map(|branch| branch.id).filter(|id| kept(*id)).collect(),
            priced: priced.into_iter().filter(|id| kept(*id)).collect(),
            spaces: rooms.iter().map(|room| (title(room), room.branch_id.into())).collect(),
            branches,
            meters,
            tariffs,
        })
    }

    /// Hangs a meter in a space.
    ///
    /// # Errors
    /// Faults by field, also if the space has such a meter; forbidden; the space is not found.
    pub async fn create(&self, actor: &Actor, input: &MeterInput) -> Outcome<MeterId> {
        let unit = self.services.write::<verb::Edit, noun::Spaces>(actor).await?;
        let view = unit.permit::<verb::View, noun::Spaces>()?;
        let space = spaces(&view).filter(space::Column::Id.eq(input.space.0)).lock_exclusive().one(unit.tx()).await?;
        check_kept(&unit, &space.ok_or(AppError::NotFound)?)?;
        let input = input.normal(self.services.clock().today())?;
        let (id, by) = (Uuid::now_v7(), unit.actor().user.0);
        let row = meter::ActiveModel {
            id: Set(id),
            version: Set(1),
            space_id: Set(input.space.0),
            kind: Set(input.kind.key().to_owned()),
            serial: Set(input.serial.clone()),
            begins_at: Set(input.begins_at.in_thousandths()),
            begins_on: Set(input.begins_on.to_string()),
            active: Set(input.active),
            created_at: Set(unit.now()),
            created_by: Set(by),
            updated_at: Set(unit.now()),
            updated_by: Set(by),
        };
        meter::Entity::insert(row).exec_without_returning(unit.tx()).await.map_err(taken)?;
        let space = input.space.0;
        unit.record_details(Event::MeterAdded, Resource::Spaces, Some(space), &(None::<MeterInput>, Some(input)))
            .await?;
        unit.hint(Hint::Changed(Resource::Spaces)).await?;
        unit.commit().await?;
        Ok(MeterId(id))
    }

    /// Changes the touched fields of a meter; what it showed in the beginning only as long as nobody has read it.
    ///
    /// # Errors
    /// Faults by field; a conflict if somebody else changed the same field; forbidden; not found.
    pub async fn change(&self, actor: &Actor, id: MeterId, change: &MeterChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Spaces>(actor).await?;
        let (_, space) = seen(&unit, id).await?;
        check_kept(&unit, &space)?;
        let row = held(&unit, id.0).await?;
        let becomes = change.becomes.normal(self.services.clock().today())?;
        let now = kept(&row)?;
        let Some(new) = after(&change.was, &becomes, &now) else {
            return Err(overtaken(&unit, row.version, row.updated_by).await?);
        };
        if new == now {
            return Ok(());
        }
        let moves = (new.begins_at, new.begins_on) != (now.begins_at, now.begins_on);
        if moves && !read_of(&unit, std::slice::from_ref(&row)).await?.is_empty() {
            return Err(AppError::field("begins_at", "meter_is_read").into());
        }
        let version = row.version + 1;
        let mut active = row.into_active_model();
        active.version = Set(version);
        active.serial = Set(new.serial.clone());
        active.begins_at = Set(new.begins_at.in_thousandths());
        active.begins_on = Set(new.begins_on.to_string());
        active.active = Set(new.active);
        active.updated_at = Set(unit.now());
        active.updated_by = Set(unit.actor().user.0);
        active.update(unit.tx()).await.map_err(taken)?;
        unit.record_details(Event::MeterChanged, Resource::Spaces, Some(space.id), &(Some(now), Some(new))).await?;
        unit.hint(Hint::Changed(Resource::Spaces)).await?;
        unit.commit().await
    }
}

/// Whether the actor may change what hangs in a space that the actor sees.
fn check_kept(unit: &Unit, space: &space::Model) -> Outcome<()> {
    let permit = unit.permit::<verb::Edit, noun::Spaces>()?;
    match permit.reach().covers(&place_of_space(space.branch_id.into())) {
        true => Ok(()),
        false => Err(AppError::Forbidden { action: Action::Edit, resource: Resource::Spaces }.into()),
    }
}

/// The space has such a meter that is read.
fn taken(error: DbErr) -> Failure {
    if is_duplicate(&error) { AppError::field("kind", "meter_there").into() } else { error.into() }
}

/// Which of these meters somebody has read.
async fn read_of(unit: &Unit, meters: &[meter::Model]) -> Outcome<HashSet<Uuid>> {
    let read = meter_reading::Entity::find()
        .select_only()
        .column(meter_reading::Column::MeterId)
        .distinct()
        .filter(meter_reading::Column::MeterId.is_in(meters.iter().map(|meter| meter.id)))
        .filter(meter_reading::Column::Cancelled.eq(false));
    Ok(read.into_tuple().all(unit.tx()).await?.into_iter().collect())
}

/// A meter as its form has it.
fn kept(row: &meter::Model) -> Outcome<MeterInput> {
    Ok(MeterInput {
        space: row.space_id.into(),
        kind: kind_of(&row.kind),
        serial: row.serial.clone(),
        begins_at: quantity(row.begins_at),
        begins_on: day_of(&row.begins_on)?,
        active: row.active,
    })
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile. A meter keeps its
/// space and what it counts.
fn after(was: &MeterInput, becomes: &MeterInput, now: &MeterInput) -> Option<MeterInput> {
    Some(MeterInput {
        space: now.space,
        kind: now.kind,
        serial: merged(&was.serial, &becomes.serial, &now.serial)?,
        begins_at: merged(&was.begins_at, &becomes.begins_at, &now.begins_at)?,
        begins_on: merged(&was.begins_on, &becomes.begins_on, &now.begins_on)?,
        active: merged(&was.active, &becomes.active, &now.active)?,
    })
}
