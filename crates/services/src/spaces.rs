//! Spaces: what is rented. They follow their branch.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    AppError, BookingId, BranchId, CatalogValueId, SpaceId,
    customer::Named,
    error::Conflict,
    history::Event,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    space::{Price, PriceUnit, SpaceInput, SpaceList, SpaceRow, is_countable},
    value::Catalog,
};
use entities::{booking, branch, contract, space};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::{
    Services,
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::{Failure, Outcome, is_duplicate},
    ledger::{check_amounts, sees_amounts},
    live::Hint,
    query::operations::{place_of_space, spaces},
    staff::names_of,
    words::merged,
};

/// Times that somebody is told at once.
const TOLD: u64 = 20;

/// The use cases; get them from [`Services::spaces`].
pub struct Spaces<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on spaces.
    pub const fn spaces(&self) -> Spaces<'_> {
        Spaces { services: self }
    }
}

impl Spaces<'_> {
    /// All spaces within reach by code, and what their form offers; there are hundreds, not thousands.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<SpaceList> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Spaces>()?;
        let rows = spaces(&permit).order_by_asc(space::Column::Code).all(unit.tx()).await?;
        let labels = Labels::read(unit.tx()).await?;
        let branches = branch::Entity::find().order_by_asc(branch::Column::Name).all(unit.tx()).await?;
        let names: HashMap<Uuid, &str> = branches.iter().map(|branch| (branch.id, branch.name.as_str())).collect();
        let row = |row: space::Model| SpaceRow {
            id: row.id.into(),
            version: row.version,
            branch: Named {
                id: row.branch_id.into(),
                name: names.get(&row.branch_id).copied().unwrap_or_default().to_owned(),
            },
            kind: row.kind_id.and_then(|id| Some(Named { id: id.into(), name: labels.label(Some(id))?.to_owned() })),
            capacity: row.capacity.and_then(|people| people.try_into().ok()),
            price: sees_amounts(&unit, &place_of_space(row.branch_id.into())).then(|| price_of(&row)),
            active: row.active,
            code: row.code,
            name: row.name,
        };
        let principal = unit.principal();
        let may_keep = |branch: BranchId| {
            let at = place_of_space(branch);
            [Action::Create, Action::Edit].iter().any(|action| principal.may_at(*action, Resource::Spaces, &at))
        };
        let kept = branches.iter().filter(|branch| may_keep(branch.id.into()));
        let kept = kept.map(|branch| Named { id: branch.id.into(), name: branch.name.clone() });
        Ok(SpaceList {
            spaces: rows.into_iter().map(row).collect(),
            branches: kept.collect(),
            kinds: labels.named(Catalog::SpaceKind),
        })
    }

    /// Adds a space.
    ///
    /// # Errors
    /// Faults by field; forbidden.
    pub async fn create(&self, actor: &Actor, input: &SpaceInput) -> Outcome<SpaceId> {
        let unit = self.services.write::<verb::Create, noun::Spaces>(actor).await?;
        let input = input.normal(self.services.clock().today())?;
        let permit = unit.permit::<verb::Create, noun::Spaces>()?;
        let branch = input.branch.ok_or(AppError::field("branch", "required"))?;
        if !permit.reach().covers(&place_of_space(branch)) {
            return Err(AppError::field("branch", "outside_reach").into());
        }
        check(&unit, &input, None).await?;
        let (id, by) = (Uuid::now_v7(), unit.actor().user.0);
        let price = input.price.unwrap_or_default();
        let row = space::ActiveModel {
            id: Set(id),
            version: Set(1),
            code: Set(input.code.clone()),
            name: Set(input.name.clone()),
            branch_id: Set(branch.0),
            kind_id: Set(input.kind.map(|kind| kind.0)),
            capacity: Set(input.capacity.map(i64::from)),
            price: Set(price.amount.0),
            price_unit: Set(price.unit.key().to_owned()),
            active: Set(input.active),
            created_at: Set(unit.now()),
            created_by: Set(by),
            updated_at: Set(unit.now()),
            updated_by: Set(by),
        };
        space::Entity::insert(row).exec_without_returning(unit.tx()).await.map_err(taken)?;
        let kept = (None::<SpaceInput>, Some(input));
        unit.record_details(Event::Created, Resource::Spaces, Some(id), &kept).await?;
        unit.hint(Hint::Changed(Resource::Spaces)).await?;
        unit.commit().await?;
        Ok(SpaceId(id))
    }

    /// Changes the touched fields of a space.
    ///
    /// # Errors
    /// Faults by field; a conflict if somebody else changed the same field; forbidden; not found.
    pub async fn change(&self, actor: &Actor, id: SpaceId, was: &SpaceInput, becomes: &SpaceInput) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Spaces>(actor).await?;
        let view = unit.permit::<verb::View, noun::Spaces>()?;
        let found = spaces(&view).filter(space::Column::Id.eq(id.0)).lock_exclusive().one(unit.tx()).await?;
        let row = found.ok_or(AppError::NotFound)?;
        let permit = unit.permit::<verb::Edit, noun::Spaces>()?;
        if !permit.reach().covers(&place_of_space(row.branch_id.into())) {
            return Err(AppError::Forbidden { action: Action::Edit, resource: Resource::Spaces }.into());
        }
        let becomes = becomes.normal(self.services.clock().today())?;
        check_amounts(&unit, was.price != becomes.price, &place_of_space(row.branch_id.into()))?;
        let now = kept(&row);
        let Some(new) = after(was, &becomes, &now) else { return Err(conflict(&unit, &row).await?.into()) };
        let branch = new.branch.ok_or(AppError::field("branch", "required"))?;
        if !permit.reach().covers(&place_of_space(branch)) {
            return Err(AppError::field("branch", "outside_reach").into());
        }
        if branch.0 != row.branch_id && is_taken(&unit, row.id).await? {
            // Its customers stand in the branch because of it.
            return Err(AppError::field("branch", "space_has_bookings").into());
        }
        if new == now {
            return Ok(());
        }
        let touched = SpaceInput { price: new.price.filter(|price| now.price != Some(*price)), ..new.clone() };
        check(&unit, &touched, Some(&row)).await?;
        let version = row.version + 1;
        let price = new.price.unwrap_or_else(|| price_of(&row));
        let mut active = row.into_active_model();
        active.version = Set(version);
        active.code = Set(new.code.clone());
        active.name = Set(new.name.clone());
        active.branch_id = Set(branch.0);
        active.kind_id = Set(new.kind.map(|kind| kind.0));
        active.capacity = Set(new.capacity.map(i64::from));
        active.price = Set(price.amount.0);
        active.price_unit = Set(price.unit.key().to_owned());
        active.active = Set(new.active);
        active.updated_at = Set(unit.now());
        active.updated_by = Set(unit.actor().user.0);
        active.update(unit.tx()).await.map_err(taken)?;
        unit.record_details(Event::Changed, Resource::Spaces, Some(id.0), &(Some(now), Some(new))).await?;
        unit.hint(Hint::Changed(Resource::Spaces)).await?;
        unit.commit().await
    }

    /// When a space is taken within a time, whoever took it; a booking that is being changed does not count.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn occupied(
        &self,
        actor: &Actor,
        id: SpaceId,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        except: Option<BookingId>,
    ) -> Outcome<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
        let unit = self.services.read(actor).await?;
        let view = unit.permit::<verb::View, noun::Spaces>()?;
        let found = spaces(&view).filter(space::Column::Id.eq(id.0)).one(unit.tx()).await?;
        let space = found.ok_or(AppError::NotFound)?;
        if !is_countable(from) || !is_countable(to) {
            return Ok(Vec::new());
        }
        let taken = booking::Entity::find()
            .select_only()
            .columns([booking::Column::HeldFrom, booking::Column::EndsAt])
            .filter(booking::Column::SpaceId.eq(space.id))
            .filter(booking::Column::Status.is_not_in(crate::bookings::FREE))
            .filter(booking::Column::EndsAt.gt(from))
            .filter(booking::Column::HeldFrom.lt(to))
            .filter(booking::Column::Id.ne(except.map_or(Uuid::nil(), |id| id.0)))
            .order_by_asc(booking::Column::HeldFrom)
            .limit(TOLD);
        Ok(taken.into_tuple().all(unit.tx()).await?)
    }
}

/// What a space costs.
pub(crate) fn price_of(row: &space::Model) -> Price {
    Price { amount: Vnd(row.price), unit: PriceUnit::from_key(&row.price_unit).unwrap_or_default() }
}

/// A space as its form has it.
fn kept(row: &space::Model) -> SpaceInput {
    SpaceInput {
        code: row.code.clone(),
        name: row.name.clone(),
        branch: Some(row.branch_id.into()),
        kind: row.kind_id.map(CatalogValueId),
        capacity: row.capacity.and_then(|people| people.try_into().ok()),
        price: Some(price_of(row)),
        active: row.active,
    }
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile.
fn after(was: &SpaceInput, becomes: &SpaceInput, now: &SpaceInput) -> Option<SpaceInput> {
    Some(SpaceInput {
        code: merged(&was.code, &becomes.code, &now.code)?,
        name: merged(&was.name, &becomes.name, &now.name)?,
        branch: merged(&was.branch, &becomes.branch, &now.branch)?,
        kind: merged(&was.kind, &becomes.kind, &now.kind)?,
        capacity: merged(&was.capacity, &becomes.capacity, &now.capacity)?,
        price: merged(&was.price, &becomes.price, &now.price)?,
        active: merged(&was.active, &becomes.active, &now.active)?,
    })
}

/// Whether the code is free, kind and branch exist, and amounts are the actor's to set.
async fn check(unit: &Unit, input: &SpaceInput, known: Option<&space::Model>) -> Outcome<()> {
    if let Some(branch) = input.branch {
        check_amounts(unit, input.price.is_some(), &place_of_space(branch))?;
    }
    let bearer = space::Entity::find().filter(space::Column::Code.eq(input.code.as_str())).one(unit.tx()).await?;
    if bearer.is_some_and(|bearer| known.is_none_or(|known| known.id != bearer.id)) {
        return Err(AppError::field("code", "code_in_use").into());
    }
    if let Some(branch) = input.branch
        && branch::Entity::find_by_id(branch.0).one(unit.tx()).await?.is_none()
    {
        return Err(AppError::field("branch", "unknown_value").into());
    }
    let Some(kind) = input.kind else { return Ok(()) };
    let labels = Labels::read(unit.tx()).await?;
    let chosen = labels.named(Catalog::SpaceKind).iter().any(|value| value.id == kind);
    // A kind that may not be chosen any more stays where it is.
    if chosen || known.is_some_and(|known| known.kind_id == Some(kind.0)) {
        Ok(())
    } else {
        Err(AppError::field("kind", "unknown_value").into())
    }
}

/// Somebody was faster with the same code.
fn taken(error: DbErr) -> Failure {
    if is_duplicate(&error) { AppError::field("code", "code_in_use").into() } else { error.into() }
}

/// Whether there is a booking or a contract of a space.
async fn is_taken(unit: &Unit, space: Uuid) -> Outcome<bool> {
    let booked = booking::Entity::find().filter(booking::Column::SpaceId.eq(space)).limit(1);
    if booked.one(unit.tx()).await?.is_some() {
        return Ok(true);
    }
    let rented = contract::Entity::find().filter(contract::Column::SpaceId.eq(space)).limit(1);
    Ok(rented.one(unit.tx()).await?.is_some())
}

async fn conflict(unit: &Unit, row: &space::Model) -> Outcome<AppError> {
    let changed_by = names_of(unit, [row.updated_by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: row.version, changed_by, fields: Vec::new() })))
}
