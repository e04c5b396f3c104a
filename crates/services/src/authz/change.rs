//! A change of anybody's rights. Nobody gives or takes what they lack, and nobody changes what they may do themselves:
//! whoever takes full permission from somebody has it and keeps it. So somebody always has, as long as the rights of the
//! one who changes are those of this very moment.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    AppError, UserId,
    permission::{Cell, CellType, Principal, next_end},
};
use entities::{role, user, user_role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Rights, Site, Unit, granted, rights_of};
use crate::{accounts::end_all, failure::Outcome};

/// The field of the error that says why rights stay as they are.
const FIELD: &str = "rights";

/// A change that has begun: no other one runs beside it.
pub(crate) struct RightsChange {
    /// The rights of the one who changes, read after the others had finished.
    actor: Principal,
    /// What they are made of.
    rights: Rights,
    now: DateTime<Utc>,
    /// The act.
    cell: Cell,
    before: Vec<Rights>,
}

impl Unit {
    /// Begins a change of the rights of some people, as an act `V` on `N`. Changes wait for each other: two
    /// administrators who strip each other at once do not both succeed. Who the people are is asked when it is this
    /// change's turn: the one before may have brought in others.
    ///
    /// # Errors
    /// Forbidden if the actor has lost the right meanwhile; or has not shown for a while who it is, as this is a dangerous act.
    #[track_caller]
    pub(crate) fn begin_rights_change<V, N>(
        &self,
        people: impl Future<Output = Outcome<Vec<Uuid>>> + Send,
    ) -> impl Future<Output = Outcome<RightsChange>> + Send
    where
        (V, N): CellType,
    {
        self.begin_rights_change_at::<V, N>(Site::here(), people)
    }

    async fn begin_rights_change_at<V, N>(
        &self,
        site: Site,
        people: impl Future<Output = Outcome<Vec<Uuid>>> + Send,
    ) -> Outcome<RightsChange>
    where
        (V, N): CellType,
    {
        self.check_confirmed().await?;
        // Whoever may change rights has them from one of these, or could take one of these away.
        role::Entity::find()
            .filter(role::Column::FullPermission.eq(true))
            .order_by_asc(role::Column::Id)
            .lock_exclusive()
            .all(self.tx())
            .await?;
        let actor = rights_of(self.tx(), &[self.actor().user.0]).await?.pop().filter(|rights| rights.active);
        let rights = actor.ok_or(AppError::Unauthenticated)?;
        let actor = rights.principal(self.now());
        granted(site, &actor, <(V, N)>::CELL)?;
        let before = rights_of(self.tx(), &people.await?).await?;
        Ok(RightsChange { actor, rights, now: self.now(), cell: <(V, N)>::CELL, before })
    }

    /// Ends it: those whose rights are others now, or who are let in or kept out, get a new epoch.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn end_rights_change(&self, change: RightsChange) -> Outcome<()> {
        let people: Vec<Uuid> = change.people().map(|user| user.0).collect();
        let after = rights_of(self.tx(), &people).await?;
        let was = |rights: &Rights| change.before.iter().find(|before| before.standing.user == rights.standing.user);
        let same = |rights: &Rights| {
            was(rights).is_some_and(|before| {
                before.active == rights.active
                    && before.principal(self.now()) == rights.principal(self.now())
                    // A copy is good until the end that it knows.
                    && next_end(&before.own, self.now()) == next_end(&rights.own, self.now())
            })
        };
        let changed: BTreeSet<UserId> =
            after.iter().filter(|rights| !same(rights)).map(|rights| rights.standing.user).collect();
        move_epochs(self.tx(), &changed).await?;
        for user in changed {
            self.affects(user).await?;
        }
        self.end_without_factor(&people).await
    }

    /// Whose role asks for a second factor, and who has none, signs in anew and sets one up.
    async fn end_without_factor(&self, people: &[Uuid]) -> Outcome<()> {
        let asked = user_role::Entity::find()
            .select_only()
            .column(user_role::Column::UserId)
            .filter(
                user_role::Column::RoleId.in_subquery(
                    role::Entity::find()
                        .select_only()
                        .column(role::Column::Id)
                        .filter(role::Column::SecondFactor.eq(true))
                        .into_query(),
                ),
            )
            .into_query();
        let without: Vec<Uuid> = user::Entity::find()
            .select_only()
            .column(user::Column::Id)
            .filter(user::Column::Id.is_in(people.iter().copied().filter(|user| *user != self.actor().user.0)))
            .filter(user::Column::FactorKey.is_null())
            .filter(user::Column::Id.in_subquery(asked))
            .into_tuple()
            .all(self.tx())
            .await?;
        for user in without {
            end_all(self.tx(), user, None).await?;
            self.affects(user.into()).await?;
        }
        Ok(())
    }
}

/// Makes every copy of these people's rights stale.
pub(super) async fn move_epochs(tx: &impl ConnectionTrait, people: &BTreeSet<UserId>) -> Outcome<()> {
    user::Entity::update_many()
        .col_expr(user::Column::PermEpoch, Expr::col(user::Column::PermEpoch).add(1))
        .filter(user::Column::Id.is_in(people.iter().map(|user| user.0)))
        .exec(tx)
        .await?;
    Ok(())
}

impl RightsChange {
    /// The people's rights before it.
    pub fn before(&self) -> &[Rights] {
        &self.before
    }

    /// The people.
    pub fn people(&self) -> impl Iterator<Item = UserId> + '_ {
        self.before.iter().map(|rights| rights.standing.user)
    }

    /// The rights of one of the people before it.
    ///
    /// # Errors
    /// Not found.
    pub fn before_of(&self, user: UserId) -> Outcome<&Rights> {
        Ok(self.before.iter().find(|rights| rights.standing.user == user).ok_or(AppError::NotFound)?)
    }

    /// Nobody touches somebody, or a role, who holds what they lack.
    ///
    /// # Errors
    /// Forbidden, with the first cell that is lacking.
    #[track_caller]
    pub fn check_touches(&self, rights: &[Principal]) -> Outcome<()> {
        let lacking = rights.iter().find(|rights| !self.actor.holds_all_of(rights));
        if Site::here().allows(lacking.is_none()) {
            return Ok(());
        }
        let (action, resource) = lacking.and_then(|rights| self.actor.lacks_of(rights)).unwrap_or(self.cell);
        Err(AppError::Forbidden { action, resource }.into())
    }

    /// Nobody gives what they lack.
    ///
    /// # Errors
    /// A fault of the rights.
    #[track_caller]
    pub fn check_gives(&self, rights: &[Principal]) -> Outcome<()> {
        if Site::here().allows(rights.iter().all(|rights| self.actor.holds_all_of(rights))) {
            Ok(())
        } else {
            Err(AppError::field(FIELD, "holds_more").into())
        }
    }

    /// Nobody gains by it what the actor lacks, now or once an own grant of the actor has ended; and the actor gains
    /// nothing: whoever comes into a department brings along what they are in charge of.
    ///
    /// # Errors
    /// A fault of the rights.
    #[track_caller]
    pub fn check_gains(&self, after: &[Rights]) -> Outcome<()> {
        let ends = self.rights.own.values().filter_map(|grant| grant.until).filter(|end| self.now < *end);
        let gains = |at: DateTime<Utc>, after: &Rights| {
            let was = self.before.iter().find(|before| before.standing.user == after.standing.user);
            let actor = self.rights.principal(at);
            let mut held = was.map_or_else(|| actor.clone(), |before| before.principal(at));
            if after.standing.user != self.actor.user {
                held.join(&actor);
            }
            !held.holds_all_of(&after.principal(at))
        };
        let mut moments = std::iter::once(self.now).chain(ends);
        let gaining = moments.find_map(|at| after.iter().find(|after| gains(at, after)));
        if Site::here().allows(gaining.is_none()) {
            return Ok(());
        }
        let own = gaining.is_some_and(|rights| rights.standing.user == self.actor.user);
        Err(AppError::field(FIELD, if own { "own_account" } else { "holds_more" }).into())
    }

    /// Nobody changes what they may do themselves.
    ///
    /// # Errors
    /// A fault of the rights.
    #[track_caller]
    pub fn check_other(&self, user: UserId) -> Outcome<()> {
        if Site::here().allows(user != self.actor.user) {
            Ok(())
        } else {
            Err(AppError::field(FIELD, "own_account").into())
        }
    }
}
