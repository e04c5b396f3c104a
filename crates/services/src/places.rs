//! Branches and departments: two lists of names that people, roles and customers are tied to.

use std::{future::Future, marker::PhantomData};

use domain::{
    AppError,
    fold::fold,
    history::Event,
    permission::{CellType, Resource, noun, verb},
    place::PlaceRow,
    value::{FieldKind, normalise},
};
use entities::{branch, customer, department, role, user};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use crate::{Services, authz::Actor, failure::Outcome};

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

/// Where one of the two lists is kept.
pub trait Kept {
    /// The resource.
    const RESOURCE: Resource;
    /// Ids and names, by name.
    fn all(tx: &DatabaseTransaction) -> impl Future<Output = Result<Vec<(Uuid, String)>, DbErr>> + Send;
    /// Members of staff, and everything else that is tied to it.
    fn ties(tx: &DatabaseTransaction, id: Uuid) -> impl Future<Output = Result<(u64, u64), DbErr>> + Send;
    /// Writes a new one.
    fn insert(
        tx: &DatabaseTransaction,
        id: Uuid,
        name: String,
        now: chrono::DateTime<chrono::Utc>,
    ) -> impl Future<Output = Result<(), DbErr>> + Send;
    /// Gives one another name; says how many there were.
    fn rename(tx: &DatabaseTransaction, id: Uuid, name: &str) -> impl Future<Output = Result<u64, DbErr>> + Send;
    /// Removes one; says how many there were.
    fn remove(tx: &DatabaseTransaction, id: Uuid) -> impl Future<Output = Result<u64, DbErr>> + Send;
}

impl<N: Kept> Places<'_, N>
where
    (verb::View, N): CellType,
    (verb::Create, N): CellType,
    (verb::Edit, N): CellType,
    (verb::Delete, N): CellType,
{
    /// All of them by name.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<PlaceRow>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, N>()?;
        let mut rows = Vec::new();
        for (id, name) in N::all(unit.tx()).await? {
            let (people, ties) = N::ties(unit.tx(), id).await?;
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
        N::insert(unit.tx(), id, name.clone(), unit.now()).await?;
        unit.record_details(Event::Created, N::RESOURCE, Some(id), &name).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// Gives one another name.
    ///
    /// # Errors
    /// Forbidden, not found, or a fault of `name`.
    pub async fn rename(&self, actor: &Actor, id: Uuid, name: &str) -> Outcome<()> {
        self.services.ask::<verb::Edit, N>(actor).await?;
        let name = self.normal(name)?;
        let unit = self.services.write::<verb::Edit, N>(actor).await?;
        check_free::<N>(unit.tx(), &name, Some(id)).await?;
        if N::rename(unit.tx(), id, &name).await? == 0 {
            return Err(AppError::NotFound.into());
        }
        unit.record_details(Event::Changed, N::RESOURCE, Some(id), &name).await?;
        unit.commit().await
    }

    /// Removes one to which nothing is tied.
    ///
    /// # Errors
    /// Forbidden, not found, or a fault of `place` while something is tied to it.
    pub async fn delete(&self, actor: &Actor, id: Uuid) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, N>(actor).await?;
        if N::ties(unit.tx(), id).await? != (0, 0) {
            return Err(AppError::field("place", "still_in_use").into());
        }
        if N::remove(unit.tx(), id).await? == 0 {
            return Err(AppError::NotFound.into());
        }
        unit.record_details(Event::Deleted, N::RESOURCE, Some(id), &()).await?;
        unit.commit().await
    }

    fn normal(&self, name: &str) -> Result<String, AppError> {
        let today = self.services.clock().today();
        let normal = normalise(FieldKind::Text, name, today).map_err(|code| AppError::field("name", code))?;
        normal.text.ok_or(AppError::field("name", "required"))
    }
}

/// Files name a branch in any case, with or without marks: two may not look alike.
async fn check_free<N: Kept>(tx: &DatabaseTransaction, name: &str, but: Option<Uuid>) -> Outcome<()> {
    let taken = N::all(tx).await?.iter().any(|(id, known)| Some(*id) != but && fold(known) == fold(name));
    if taken { Err(AppError::field("name", "name_in_use").into()) } else { Ok(()) }
}

async fn people(tx: &impl ConnectionTrait, column: user::Column, id: Uuid) -> Result<u64, DbErr> {
    user::Entity::find().filter(column.eq(id)).count(tx).await
}

impl Kept for noun::Branches {
    const RESOURCE: Resource = Resource::Branches;

    async fn all(tx: &DatabaseTransaction) -> Result<Vec<(Uuid, String)>, DbErr> {
        let found = branch::Entity::find().order_by_asc(branch::Column::Name).all(tx).await?;
        Ok(found.into_iter().map(|branch| (branch.id, branch.name)).collect())
    }

    async fn ties(tx: &DatabaseTransaction, id: Uuid) -> Result<(u64, u64), DbErr> {
        let customers = customer::Entity::find().filter(customer::Column::BranchId.eq(id)).count(tx).await?;
        let roles = role::Entity::find().filter(role::Column::BranchId.eq(id)).count(tx).await?;
        Ok((people(tx, user::Column::BranchId, id).await?, customers + roles))
    }

    async fn insert(
        tx: &DatabaseTransaction,
        id: Uuid,
        name: String,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), DbErr> {
        let row = branch::ActiveModel { id: Set(id), name: Set(name), created_at: Set(now) };
        branch::Entity::insert(row).exec_without_returning(tx).await.map(drop)
    }

    async fn rename(tx: &DatabaseTransaction, id: Uuid, name: &str) -> Result<u64, DbErr> {
        let rename = branch::Entity::update_many().col_expr(branch::Column::Name, Expr::value(name));
        Ok(rename.filter(branch::Column::Id.eq(id)).exec(tx).await?.rows_affected)
    }

    async fn remove(tx: &DatabaseTransaction, id: Uuid) -> Result<u64, DbErr> {
        Ok(branch::Entity::delete_by_id(id).exec(tx).await?.rows_affected)
    }
}

impl Kept for noun::Departments {
    const RESOURCE: Resource = Resource::Departments;

    async fn all(tx: &DatabaseTransaction) -> Result<Vec<(Uuid, String)>, DbErr> {
        let found = department::Entity::find().order_by_asc(department::Column::Name).all(tx).await?;
        Ok(found.into_iter().map(|department| (department.id, department.name)).collect())
    }

    async fn ties(tx: &DatabaseTransaction, id: Uuid) -> Result<(u64, u64), DbErr> {
        Ok((people(tx, user::Column::DepartmentId, id).await?, 0))
    }

    async fn insert(
        tx: &DatabaseTransaction,
        id: Uuid,
        name: String,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), DbErr> {
        let row = department::ActiveModel { id: Set(id), name: Set(name), created_at: Set(now) };
        department::Entity::insert(row).exec_without_returning(tx).await.map(drop)
    }

    async fn rename(tx: &DatabaseTransaction, id: Uuid, name: &str) -> Result<u64, DbErr> {
        let rename = department::Entity::update_many().col_expr(department::Column::Name, Expr::value(name));
        Ok(rename.filter(department::Column::Id.eq(id)).exec(tx).await?.rows_affected)
    }

    async fn remove(tx: &DatabaseTransaction, id: Uuid) -> Result<u64, DbErr> {
        Ok(department::Entity::delete_by_id(id).exec(tx).await?.rows_affected)
    }
}
