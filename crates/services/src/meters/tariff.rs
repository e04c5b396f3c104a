//! Tariffs: what a unit costs in the spaces of a branch, from a day on. None is ever changed.

use chrono::NaiveDate;
use domain::{
    AppError, BranchId, TariffId,
    history::Event,
    meter::{MeterKind, Step, Tariff, TariffInput},
    permission::{Action, Resource, noun, verb},
};
use entities::{branch, meter_reading, tariff, tariff::Column};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{MeterDesk, day_of, kind_of};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome, is_duplicate},
    ledger::check_amounts,
    live::Hint,
    query::operations::place_of_space,
};

impl MeterDesk<'_> {
    /// Adds a tariff: what was read before its day keeps its price.
    ///
    /// # Errors
    /// Faults by field, also if another one begins on the same day; forbidden, also to somebody who may not see amounts.
    pub async fn add_tariff(&self, actor: &Actor, input: &TariffInput) -> Outcome<TariffId> {
        let unit = self.services.write::<verb::Edit, noun::Spaces>(actor).await?;
        unit.permit::<verb::View, noun::Amounts>()?;
        let input = input.normal()?;
        let at = place_of_space(input.branch);
        if !unit.permit::<verb::Edit, noun::Spaces>()?.reach().covers(&at) {
            return Err(AppError::field("branch", "outside_reach").into());
        }
        check_amounts(&unit, true, &at)?;
        if branch::Entity::find_by_id(input.branch.0).one(unit.tx()).await?.is_none() {
            return Err(AppError::field("branch", "unknown_value").into());
        }
        let same = tariff::Entity::find()
            .filter(Column::BranchId.eq(input.branch.0))
            .filter(Column::Kind.eq(input.kind.key()))
            .filter(Column::ValidFrom.eq(input.valid_from.to_string()));
        if same.one(unit.tx()).await?.is_some() {
            return Err(there());
        }
        let id = Uuid::now_v7();
        let row = tariff::ActiveModel {
            id: Set(id),
            branch_id: Set(input.branch.0),
            kind: Set(input.kind.key().to_owned()),
            valid_from: Set(input.valid_from.to_string()),
            steps: Set(serde_json::to_string(&input.steps)?),
            created_at: Set(unit.now()),
            created_by: Set(unit.actor().user.0),
        };
        tariff::Entity::insert(row).exec_without_returning(unit.tx()).await.map_err(taken)?;
        told(&unit, Event::TariffAdded, input.branch, &(None::<TariffInput>, Some(input))).await?;
        unit.commit().await?;
        Ok(TariffId(id))
    }

    /// Takes a tariff away by which nothing was read.
    ///
    /// # Errors
    /// Something was read by it; forbidden, also to somebody who may not see amounts; not found.
    pub async fn remove_tariff(&self, actor: &Actor, id: TariffId) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Spaces>(actor).await?;
        unit.permit::<verb::View, noun::Amounts>()?;
        let view = unit.permit::<verb::View, noun::Spaces>()?;
        let found = tariff::Entity::find_by_id(id.0).lock_exclusive().one(unit.tx()).await?;
        let row = found.ok_or(AppError::NotFound)?;
        let at = place_of_space(row.branch_id.into());
        if !view.reach().covers(&at) {
            return Err(AppError::NotFound.into());
        }
        if !unit.permit::<verb::Edit, noun::Spaces>()?.reach().covers(&at) {
            return Err(AppError::Forbidden { action: Action::Edit, resource: Resource::Spaces }.into());
        }
        check_amounts(&unit, true, &at)?;
        if is_used(unit.tx(), row.id).await? {
            return Err(AppError::field("tariff", "tariff_used").into());
        }
        tariff::Entity::delete_by_id(row.id).exec(unit.tx()).await?;
        told(&unit, Event::TariffRemoved, row.branch_id.into(), &(Some(input_of(&row)?), None::<TariffInput>)).await?;
        unit.commit().await
    }
}

/// Another one begins on the same day.
fn there() -> Failure {
    AppError::field("valid_from", "tariff_there").into()
}

/// Somebody was faster with the same day.
fn taken(error: DbErr) -> Failure {
    if is_duplicate(&error) { there() } else { error.into() }
}

/// Writes down what was done, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    branch: BranchId,
    change: &(Option<TariffInput>, Option<TariffInput>),
) -> Outcome<()> {
    unit.record_details(event, Resource::Branches, Some(branch.0), change).await?;
    unit.hint(Hint::Changed(Resource::Spaces)).await
}

/// What a tariff says.
fn input_of(row: &tariff::Model) -> Outcome<TariffInput> {
    Ok(TariffInput {
        branch: row.branch_id.into(),
        kind: kind_of(&row.kind),
        valid_from: day_of(&row.valid_from)?,
        steps: steps_of(row)?,
    })
}

fn steps_of(row: &tariff::Model) -> Outcome<Vec<Step>> {
    Ok(serde_json::from_str(&row.steps)?)
}

/// Whether something was read by a tariff, also what was taken back since.
async fn is_used(tx: &impl ConnectionTrait, id: Uuid) -> Outcome<bool> {
    let by_it = meter_reading::Entity::find().filter(meter_reading::Column::TariffId.eq(id)).limit(1);
    Ok(by_it.one(tx).await?.is_some())
}

/// The tariffs of these branches, the latest first; `may_edit` says where the reader may add and take away some.
pub(super) async fn tariffs_of(
    tx: &impl ConnectionTrait,
    branches: &[BranchId],
    may_edit: impl Fn(BranchId) -> bool,
) -> Outcome<Vec<Tariff>> {
    let found = tariff::Entity::find().filter(Column::BranchId.is_in(branches.iter().map(|branch| branch.0)));
    let mut tariffs = Vec::new();
    for row in found.order_by_desc(Column::ValidFrom).all(tx).await? {
        let input = input_of(&row)?;
        let (is_used, may_edit) = (is_used(tx, row.id).await?, may_edit(input.branch));
        tariffs.push(Tariff { id: row.id.into(), input, is_used, may_edit });
    }
    Ok(tariffs)
}

/// The tariff that counts in a branch on a day, and its steps.
pub(super) async fn tariff_for(
    tx: &impl ConnectionTrait,
    branch: Uuid,
    kind: MeterKind,
    day: NaiveDate,
) -> Outcome<Option<(Uuid, Vec<Step>)>> {
    let valid = tariff::Entity::find()
        .filter(Column::BranchId.eq(branch))
        .filter(Column::Kind.eq(kind.key()))
        .filter(Column::ValidFrom.lte(day.to_string()))
        .order_by_desc(Column::ValidFrom);
    valid.one(tx).await?.map(|row| Ok((row.id, steps_of(&row)?))).transpose()
}

/// The steps of a tariff by which something was read.
pub(super) async fn steps_by(tx: &impl ConnectionTrait, id: Uuid) -> Outcome<Option<(Uuid, Vec<Step>)>> {
    let found = tariff::Entity::find_by_id(id).one(tx).await?;
    found.map(|row| Ok((row.id, steps_of(&row)?))).transpose()
}
