//! Branches and departments: two lists of names that people, roles and customers are tied to.

use std::{
    future::{self, Future},
    marker::PhantomData,
};

use chrono::{DateTime, Utc};
use domain::{
    AppError, BranchId, DepartmentId,
    fold::fold,
    history::Event,
    permission::{CellType, Resource, noun, verb},
    place::PlaceRow,
    value::{FieldKind, normalise},
};
use entities::{branch, customer, department, role, space, tariff, user};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Services, audit,
    authz::{Actor, Unit},
    failure::Outcome,
    query::scope,
    standing::{of_branches, of_departments},
    users::within,
};

/// Use cases on branches (`N` = branches) or departments; get them from [`Services::branches`] and
/// [`Services::departments`].
pub struct Places<'s, N> {
    services: &'s Services,
    noun: PhantomData<N>,
}

impl Services {
    /// Use cases on branches.
    pub const fn branches(&self) -> Places<'_, noun::Branches> {
        Places { services: self, noun: PhantomData }
    }

    /// Use cases on departments.
    pub const fn departments(&self) -> Places<'_, noun::Departments> {
        Places { services: self, noun: PhantomData }
    }
}

/// Where one of the two lists is kept, and what is tied to it.
pub trait Kept {
    /// The resource.
    const RESOURCE: Resource;
    /// The table.
    type Table: EntityTrait;
    /// Its key.
    const ID: <Self::Table as EntityTrait>::Column;
    /// The name that people read.
    const NAME: <Self::Table as EntityTrait>::Column;
    /// The ids of the members of staff who stand in one.
    fn staff(id: Uuid) -> SelectStatement;
    /// A new row.
    fn row(id: Uuid, name: String, now: DateTime<Utc>) -> <Self::Table as EntityTrait>::ActiveModel;
    /// How much is tied to one beside members of staff, of what the asker may see.
    fn ties(_unit: &Unit, _id: Uuid) -> impl Future<Output = Outcome<u64>> + Send {
        future::ready(Ok(0))
    }
    /// Whether anything is tied to one beside members of staff, whoever may see it.
    fn is_tied(_tx: &DatabaseTransaction, _id: Uuid) -> impl Future<Output = Outcome<bool>> + Send {
        future::ready(Ok(false))
    }
}

impl<N: Kept> Places<'_, N>
where
    (verb::View, N): CellType,
    (verb::Create, N): CellType,
    (verb::Edit, N): CellType,
    (verb::Delete, N): CellType,
{
    /// All of them by name. What the asker does not see is not counted.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<PlaceRow>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, N>()?;
        let mut rows = Vec::new();
        for (id, name) in all::<N>(unit.tx()).await? {
            let (people, ties) = (people_in::<N>(&unit, id).await?, N::ties(&unit, id).await?);
            rows.push(PlaceRow { id, name, people, ties });
        }
        Ok(rows)
    }

    /// Adds one.
    ///
    /// # Errors
    /// Forbidden, or a fault of `name`.
    pub async fn create(&self, actor: &Actor, name: &str) -> Outcome<Uuid> {
        self.services.ask::<verb::Create, N>(actor).await?;
        let name = self.normal(name)?;
        let unit = self.services.write::<verb::Create, N>(actor).await?;
        check_free::<N>(unit.tx(), &name, None).await?;
        let id = Uuid::now_v7();
        let row = N::row(id, name.clone(), unit.now());
        N::Table::insert(row).exec_without_returning(unit.tx()).await?;
        unit.record_details(Event::Created, N::RESOURCE, Some(id), &(None::<&str>, Some(&name))).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// Gives one another name, that was called so in the form.
    ///
    /// # Errors
    /// Forbidden, not found, a fault of `name`, or a conflict if somebody else has given it another one.
    pub async fn rename(&self, actor: &Actor, id: Uuid, was: &str, name: &str) -> Outcome<()> {
        self.services.ask::<verb::Edit, N>(actor).await?;
        let name = self.normal(name)?;
        let unit = self.services.write::<verb::Edit, N>(actor).await?;
        let found = all::<N>(unit.tx()).await?.into_iter().find(|(known, _)| *known == id);
        let (_, now) = found.ok_or(AppError::NotFound)?;
        if now == name {
            return Ok(());
        }
        if now != was {
            return Err(audit::overtaken(&unit, id, 0).await?);
        }
        check_free::<N>(unit.tx(), &name, Some(id)).await?;
        // Of two who read the same name one renames.
        let rename = N::Table::update_many().col_expr(N::NAME, Expr::value(name.as_str())).filter(N::ID.eq(id));
        if rename.filter(N::NAME.eq(now.as_str())).exec(unit.tx()).await?.rows_affected == 0 {
            return Err(audit::overtaken(&unit, id, 0).await?);
        }
        unit.record_details(Event::Changed, N::RESOURCE, Some(id), &(Some(now), Some(&name))).await?;
        unit.commit().await
    }

    /// Removes one to which nothing is tied, also nothing that the actor does not see.
    ///
    /// # Errors
    /// Forbidden, not found, or a fault of `place` while something is tied to it.
    pub async fn delete(&self, actor: &Actor, id: Uuid) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, N>(actor).await?;
        let stand_there = user::Entity::find().filter(user::Column::Id.in_subquery(N::staff(id)));
        if stand_there.count(unit.tx()).await? > 0 || N::is_tied(unit.tx(), id).await? {
            return Err(AppError::field("place", "still_in_use").into());
        }
        let old = name_of::<N>(unit.tx(), id).await?;
        N::Table::delete_many().filter(N::ID.eq(id)).exec(unit.tx()).await?;
        unit.record_details(Event::Deleted, N::RESOURCE, Some(id), &(Some(old), None::<&str>)).await?;
        unit.commit().await
    }

    fn normal(&self, name: &str) -> Result<String, AppError> {
        let today = self.services.clock().today();
        let normal = normalise(FieldKind::Text, name, today).map_err(|code| AppError::field("name", code))?;
        normal.text.ok_or(AppError::field("name", "required"))
    }
}

/// Ids and names, by name.
async fn all<N: Kept>(tx: &DatabaseTransaction) -> Result<Vec<(Uuid, String)>, DbErr> {
    let found = N::Table::find().select_only().columns([N::ID, N::NAME]).order_by_asc(N::NAME);
    found.into_tuple().all(tx).await
}

/// The name of one; nobody changes it until the transaction ends.
async fn name_of<N: Kept>(tx: &DatabaseTransaction, id: Uuid) -> Outcome<String> {
    let found = N::Table::find().filter(N::ID.eq(id)).lock_exclusive().select_only().column(N::NAME);
    Ok(found.into_tuple().one(tx).await?.ok_or(AppError::NotFound)?)
}

/// Files name a branch in any case, with or without marks: two may not look alike.
async fn check_free<N: Kept>(tx: &DatabaseTransaction, name: &str, but: Option<Uuid>) -> Outcome<()> {
    let taken = all::<N>(tx).await?.iter().any(|(id, known)| Some(*id) != but && fold(known) == fold(name));
    if taken { Err(AppError::field("name", "name_in_use").into()) } else { Ok(()) }
}

/// How many members of staff stand in one, of those that the asker may see.
async fn people_in<N: Kept>(unit: &Unit, id: Uuid) -> Outcome<u64> {
    let Ok(permit) = unit.permit::<verb::View, noun::Users>() else { return Ok(0) };
    let there = within(permit.reach()).filter(user::Column::Id.in_subquery(N::staff(id)));
    Ok(there.count(unit.tx()).await?)
}

impl Kept for noun::Branches {
    const RESOURCE: Resource = Resource::Branches;
    type Table = branch::Entity;
    const ID: branch::Column = branch::Column::Id;
    const NAME: branch::Column = branch::Column::Name;

    fn staff(id: Uuid) -> SelectStatement {
        of_branches([BranchId(id)])
    }

    fn row(id: Uuid, name: String, now: DateTime<Utc>) -> branch::ActiveModel {
        branch::ActiveModel { id: Set(id), name: Set(name), created_at: Set(now) }
    }

    async fn ties(unit: &Unit, id: Uuid) -> Outcome<u64> {
        let customers = scope::count_seen(unit, customer::Column::BranchId.eq(id)).await?;
        if unit.permit::<verb::View, noun::Roles>().is_err() {
            return Ok(customers);
        }
        Ok(customers + role::Entity::find().filter(role::Column::BranchId.eq(id)).count(unit.tx()).await?)
    }

    async fn is_tied(tx: &DatabaseTransaction, id: Uuid) -> Outcome<bool> {
        let customers = customer::Entity::find().filter(customer::Column::BranchId.eq(id)).limit(1).count(tx).await?;
        let roles = role::Entity::find().filter(role::Column::BranchId.eq(id)).count(tx).await?;
        let spaces = space::Entity::find().filter(space::Column::BranchId.eq(id)).limit(1).count(tx).await?;
        let tariffs = tariff::Entity::find().filter(tariff::Column::BranchId.eq(id)).limit(1).count(tx).await?;
        Ok(customers + roles + spaces + tariffs > 0)
    }
}

impl Kept for noun::Departments {
    const RESOURCE: Resource = Resource::Departments;
    type Table = department::Entity;
    const ID: department::Column = department::Column::Id;
    const NAME: department::Column = department::Column::Name;

    fn staff(id: Uuid) -> SelectStatement {
        of_departments([DepartmentId(id)])
    }

    fn row(id: Uuid, name: String, now: DateTime<Utc>) -> department::ActiveModel {
        department::ActiveModel { id: Set(id), name: Set(name), created_at: Set(now) }
    }
}
