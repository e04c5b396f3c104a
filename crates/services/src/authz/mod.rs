//! The one place that lets a use case begin.

mod change;
mod ends;
#[cfg(not(feature = "guards"))]
mod guard;
#[cfg(feature = "guards")]
pub mod guards;
mod nobody;
mod own;
mod principal;
mod rights;

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::{
    AppError, BranchId, SessionId, UserId,
    customer::Directory,
    permission::{Action, Cell, CellType, Placement, Principal, Reach, Resource, Verb, decide},
};
use entities::{session, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    QueryTrait, sea_query::Expr,
};

use crate::{
    Services,
    failure::Outcome,
    live::{self, Hint},
    standing, users,
};

#[cfg(feature = "guards")]
use guards as guard;

pub(crate) use change::RightsChange;
pub(crate) use guard::Site;
pub use guard::{lets_in, opens_for};
pub(crate) use principal::Principals;
pub(crate) use rights::{Rights, colleagues_in, colleagues_of, listed, rights_of, roles, vouches_for};

/// Who asks: a signed-in browser, or a job on behalf of its requester.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// The session; a job has none.
    pub session: Option<SessionId>,
    /// From where, for the audit trail.
    pub address: String,
    /// Who it is that only looks at what `user` sees; nothing is written then.
    pub seen_by: Option<UserId>,
}

impl Actor {
    /// A person without a session, somewhere.
    pub fn at(user: UserId, address: &str) -> Self {
        Self { user, session: None, address: address.to_owned(), seen_by: None }
    }

    /// Whose session it is.
    pub fn bearer(&self) -> UserId {
        self.seen_by.unwrap_or(self.user)
    }

    /// Work in the background on behalf of a user.
    pub fn job(user: UserId) -> Self {
        Self::at(user, "")
    }
}

/// One transaction and the rights that were read inside it.
pub struct Unit {
    services: Services,
    actor: Actor,
    principal: Arc<Principal>,
    now: DateTime<Utc>,
    /// The mark of the words that rows are shown with, in a unit that only reads.
    legend_mark: Option<Vec<u8>>,
    /// What open tabs are told with the commit.
    hints: Mutex<Vec<Hint>>,
    tx: DatabaseTransaction,
}

/// Proof that somebody may do `V` to `N`, for the records of a reach; it lives no longer than the rights it was read from.
pub struct Permit<'u, V, N> {
    reach: &'u Reach,
    cell: PhantomData<fn() -> (V, N)>,
}

/// The same for customers, whose directory is known when the request is here.
pub struct CustomerPermit<'u, V> {
    reach: &'u Reach,
    directory: Directory,
    action: PhantomData<fn() -> V>,
}

impl<V> CustomerPermit<'_, V> {
    /// The records that it covers.
    #[track_caller]
    pub fn reach(&self) -> &Reach {
        Site::here().reach(self.reach)
    }

    /// Where they stand.
    pub fn directory(&self) -> Directory {
        self.directory
    }
}

impl<V, N> Permit<'_, V, N> {
    /// The records that it covers.
    #[track_caller]
    pub fn reach(&self) -> &Reach {
        Site::here().reach(self.reach)
    }
}

impl Services {
    /// Begins a unit that reads.
    ///
    /// # Errors
    /// Unauthenticated if the session has ended or the account is not active.
    pub async fn read(&self, actor: &Actor) -> Outcome<Unit> {
        self.unit(actor, self.database().begin_read().await?, Purpose::Read).await
    }

    /// Begins a unit that writes, for an act on `N`. What would be refused anyway does not queue for the writer; and as
    /// rights may be lost in the queue, the unit that writes has asked once more.
    ///
    /// # Errors
    /// Unauthenticated, or forbidden.
    #[track_caller]
    pub fn write<V, N>(&self, actor: &Actor) -> impl Future<Output = Outcome<Unit>> + Send
    where
        (V, N): CellType,
    {
        let site = Site::here();
        async move {
            self.read(actor).await?.permit_at::<V, N>(site)?;
            let unit = self.write_own(actor).await?;
            unit.permit_at::<V, N>(site)?;
            Ok(unit)
        }
    }

    /// Begins a unit that writes, for an act on customers of a directory; as [`Services::write`].
    ///
    /// # Errors
    /// Unauthenticated, or forbidden.
    #[track_caller]
    pub fn write_in<V: Verb>(&self, actor: &Actor, directory: Directory) -> impl Future<Output = Outcome<Unit>> + Send {
        let site = Site::here();
        async move {
            self.read(actor).await?.permit_in_at::<V>(site, directory)?;
            let unit = self.write_own(actor).await?;
            unit.permit_in_at::<V>(site, directory)?;
            Ok(unit)
        }
    }

    /// Begins a unit that writes, for an act on customers of any directory; as [`Services::write`].
    ///
    /// # Errors
    /// Unauthenticated, or forbidden with the cell of the first directory.
    #[track_caller]
    pub fn write_anywhere<V: Verb>(&self, actor: &Actor) -> impl Future<Output = Outcome<Unit>> + Send {
        let site = Site::here();
        async move {
            self.read(actor).await?.permit_anywhere_at::<V>(site)?;
            let unit = self.write_own(actor).await?;
            unit.permit_anywhere_at::<V>(site)?;
            Ok(unit)
        }
    }

    /// Asks before anything else is looked at whether somebody may do `V` to `N`. The answer counts for this moment: the unit
    /// that acts asks again.
    ///
    /// # Errors
    /// Unauthenticated, or forbidden.
    #[track_caller]
    pub fn ask<V, N>(&self, actor: &Actor) -> impl Future<Output = Outcome<()>> + Send
    where
        (V, N): CellType,
    {
        let site = Site::here();
        async move { self.read(actor).await?.permit_at::<V, N>(site).map(drop) }
    }

    /// Begins a unit that writes what belongs to the actor alone, such as the own profile.
    ///
    /// # Errors
    /// Unauthenticated; read-only for somebody who looks at what another person sees.
    pub async fn write_own(&self, actor: &Actor) -> Outcome<Unit> {
        if !Site::here().acts(actor.seen_by.is_none()) {
            return Err(AppError::ReadOnly.into());
        }
        self.unit(actor, self.database().begin_write().await?, Purpose::Write).await
    }

    async fn unit(&self, actor: &Actor, tx: DatabaseTransaction, purpose: Purpose) -> Outcome<Unit> {
        let account = active_account(&tx, actor).await?;
        let now = self.clock().now();
        if let Some(bearer) = actor.seen_by {
            users::seen(&tx, bearer.0, actor.user.0, now).await?.ok_or(AppError::Unauthenticated)?;
        }
        let principal = self.inner.principals.of(&tx, actor.user, &account, now).await?;
        let legend_mark = (purpose == Purpose::Read).then_some(account.legend_mark);
        let (services, actor) = (self.clone(), actor.clone());
        Ok(Unit { services, actor, principal, now, legend_mark, hints: Mutex::default(), tx })
    }
}

/// What a unit is begun for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
}

/// What rights hang on, read fresh in each unit; and the mark of the words that rows are shown with.
#[derive(FromQueryResult)]
struct Account {
    perm_epoch: i64,
    legend_mark: Vec<u8>,
}

async fn active_account(tx: &impl ConnectionTrait, actor: &Actor) -> Outcome<Account> {
    let mut account = user::Entity::find()
        .select_only()
        .column(user::Column::PermEpoch)
        .expr_as(Expr::cust("(SELECT mark FROM legend)"), "legend_mark")
        .filter(user::Column::Id.eq(actor.user.0))
        .filter(user::Column::Status.eq("active"));
    if let Some(id) = actor.session {
        // Whose rights count in the session: the bearer's, or of the one as whom the bearer looks at the application.
        let session = session::Entity::find().select_only().filter(session::Column::Id.eq(id.0));
        let person = match actor.seen_by {
            None => session.column(session::Column::UserId).filter(session::Column::SeenAs.is_null()),
            Some(bearer) => session.column(session::Column::SeenAs).filter(session::Column::UserId.eq(bearer.0)),
        };
        account = account.filter(user::Column::Id.in_subquery(person.into_query()));
    }
    Ok(account.into_model::<Account>().one(tx).await?.ok_or(AppError::Unauthenticated)?)
}

/// The reach of a cell, for those who hold it.
fn granted(site: Site, principal: &Principal, cell: Cell) -> Outcome<&Reach> {
    let (action, resource) = cell;
    let reach = site.granted(cell, &decide(principal, cell, None));
    Ok(reach.ok_or(AppError::Forbidden { action, resource })?)
}

impl Unit {
    /// Asks whether the actor may do `V` to `N` at all.
    ///
    /// # Errors
    /// Forbidden, with the missing cell.
    #[track_caller]
    pub fn permit<V, N>(&self) -> Outcome<Permit<'_, V, N>>
    where
        (V, N): CellType,
    {
        self.permit_at(Site::here())
    }

    fn permit_at<V, N>(&self, site: Site) -> Outcome<Permit<'_, V, N>>
    where
        (V, N): CellType,
    {
        Ok(Permit { reach: granted(site, &self.principal, <(V, N)>::CELL)?, cell: PhantomData })
    }

    /// Asks whether the actor may do `V` to customers of a directory at all.
    ///
    /// # Errors
    /// Forbidden, with the missing cell.
    #[track_caller]
    pub fn permit_in<V: Verb>(&self, directory: Directory) -> Outcome<CustomerPermit<'_, V>> {
        self.permit_in_at(Site::here(), directory)
    }

    /// Asks whether the actor may do `V` to customers of any directory.
    ///
    /// # Errors
    /// Forbidden, with the cell of the first directory.
    #[track_caller]
    pub fn permit_anywhere<V: Verb>(&self) -> Outcome<()> {
        self.permit_anywhere_at::<V>(Site::here())
    }

    fn permit_anywhere_at<V: Verb>(&self, site: Site) -> Outcome<()> {
        match Directory::ALL.iter().any(|directory| self.principal.may(V::ACTION, directory.resource())) {
            true => Ok(()),
            false => self.permit_in_at::<V>(site, Directory::default()).map(drop),
        }
    }

    fn permit_in_at<V: Verb>(&self, site: Site, directory: Directory) -> Outcome<CustomerPermit<'_, V>> {
        let reach = granted(site, &self.principal, directory.cell(V::ACTION))?;
        Ok(CustomerPermit { reach, directory, action: PhantomData })
    }

    /// Whether a cell is granted: what is shown masked goes by it.
    #[track_caller]
    pub fn may(&self, action: Action, resource: Resource) -> bool {
        Site::here().shows((action, resource), self.principal.may(action, resource))
    }

    /// Of which records a cell shows what is masked; `None` without the cell.
    #[track_caller]
    pub fn opens(&self, cell: Cell) -> Option<&Reach> {
        Site::here().opens(cell, &decide(&self.principal, cell, None))
    }

    /// Whether the actor may do something to a record that stands there.
    #[track_caller]
    pub(crate) fn may_at(&self, action: Action, resource: Resource, at: &Placement) -> bool {
        Site::here().allows(self.principal.may_at(action, resource, at))
    }

    /// Asks whether the actor holds full permission for the whole business: a cell alone is not enough for what cannot be
    /// taken back.
    ///
    /// # Errors
    /// Forbidden, with the cell of the act.
    #[track_caller]
    pub(crate) fn check_full(&self, (action, resource): Cell) -> Outcome<()> {
        match Site::here().full(self.principal.full) {
            true => Ok(()),
            false => Err(AppError::Forbidden { action, resource }.into()),
        }
    }

    /// The actor's rights.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The branches where the actor works, the main one first.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn branches(&self) -> Outcome<Vec<BranchId>> {
        let me = self.actor.user.0;
        Ok(standing::branches_of(&self.tx, &[me]).await?.remove(&me).unwrap_or_default())
    }

    /// The actor's main branch: what the actor makes belongs to it unless something else is said.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn home_branch(&self) -> Outcome<Option<BranchId>> {
        Ok(self.branches().await?.first().copied())
    }

    /// The moment at which the unit began: one time for everything that it writes.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The use cases' handle.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The mark of the words that rows are shown with; of a unit that writes there is none.
    pub(crate) fn legend_mark(&self) -> Option<&[u8]> {
        self.legend_mark.as_deref()
    }

    /// The transaction, for queries that begin at a permit.
    pub(crate) fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything that was written durable.
    ///
    /// # Errors
    /// The database could not; then nothing was written.
    pub async fn commit(self) -> Outcome<()> {
        let hints = self.hints.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.tx.commit().await?;
        hints.into_iter().for_each(|hint| self.services.tell(hint));
        Ok(())
    }

    /// Takes back everything that was written: it was a trial.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn roll_back(self) -> Outcome<()> {
        Ok(self.tx.rollback().await?)
    }

    /// The open tabs of somebody look anew as soon as this is durable.
    pub(crate) async fn affects(&self, user: UserId) -> Outcome<()> {
        self.hint(Hint::Rights(user)).await
    }

    /// Open tabs hear of it as soon as this is durable.
    pub(crate) async fn hint(&self, hint: Hint) -> Outcome<()> {
        if !self.hints.lock().unwrap_or_else(PoisonError::into_inner).contains(&hint) {
            live::notify(self.services.database(), &self.tx, &hint).await?;
            self.hints.lock().unwrap_or_else(PoisonError::into_inner).push(hint);
        }
        Ok(())
    }
}
