//! Sessions: which browser is whose, and for how long.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError, SessionId, UserId,
    account::{OwnSession, Viewer},
    history::{Changes, Event},
    permission::Resource,
};
use entities::{session, user};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::{Accounts, alerts, token::Token};
use crate::{audit, authz::Actor, failure::Outcome, users};

/// A session that is not used ends.
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// Every session ends, used or not.
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// "Last seen" is written at most this often: each write takes the one writer's time.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Longer descriptions of a browser say nothing more.
const AGENT_LENGTH: usize = 300;

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// As whom that person looks at the application.
    pub seen_as: Option<UserId>,
    /// The epoch of the rights of the one whose rights count here.
    pub epoch: i64,
}

impl Session {
    /// Who asks through it.
    pub fn actor(&self, address: &str) -> Actor {
        let seen_by = self.seen_as.map(|_| self.user);
        Actor { user: self.seen_as.unwrap_or(self.user), session: Some(self.id), address: address.to_owned(), seen_by }
    }
}

/// A session and the epoch of its person's rights.
#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    session: session::Model,
    perm_epoch: i64,
}

impl Accounts<'_> {
    /// The session of a token, if it lives and its user is active; that it is used is noted.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn session(&self, token: &Token) -> Outcome<Option<Session>> {
        self.session_of(token, true).await
    }

    /// The same for what a page asks by itself while nobody is at it: the session does not live on by that.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn unattended_session(&self, token: &Token) -> Outcome<Option<Session>> {
        self.session_of(token, false).await
    }

    async fn session_of(&self, token: &Token, by_hand: bool) -> Outcome<Option<Session>> {
        let now = self.services.clock().now();
        let epoch = user::Entity::find()
            .select_only()
            .column(user::Column::PermEpoch)
            .filter(Expr::col((user::Entity, user::Column::Id)).equals((session::Entity, session::Column::UserId)));
        // One statement is one state of the database: it needs no transaction around it.
        let found = session::Entity::find()
            .expr_as(SimpleExpr::SubQuery(None, Box::new(epoch.into_query().into())), "perm_epoch")
            .filter(session::Column::TokenHash.eq(token.hash()))
            .filter(lives(now))
            .into_model::<Found>()
            .one(self.services.database().reader())
            .await?;
        let Some(Found { session: found, perm_epoch: mut epoch }) = found else { return Ok(None) };
        let mut seen_as = None;
        if let Some(seen) = found.seen_as {
            let tx = self.services.database().begin_read().await?;
            seen_as = users::seen(&tx, found.user_id, seen, now).await?;
            epoch = epoch_of(&tx, seen_as.map_or(found.user_id, |seen| seen.0)).await?;
            tx.commit().await?;
        }
        if let (Some(lapsed), None) = (found.seen_as, seen_as) {
            self.services.users().end_seeing(&found, lapsed).await?;
        }
        if by_hand && now - found.last_seen_at >= SEEN_EVERY {
            self.seen(&found, now).await?;
        }
        Ok(Some(Session { id: SessionId(found.id), user: UserId(found.user_id), seen_as, epoch }))
    }

    async fn seen(&self, found: &session::Model, now: DateTime<Utc>) -> Outcome<()> {
        let tx = self.services.database().begin_write().await?;
        // The account first, as whoever ends sessions does: two who wait for one another would wait for ever.
        user::Entity::update_many()
            .col_expr(user::Column::LastSeenAt, Expr::value(now))
            .filter(user::Column::Id.eq(found.user_id))
            .exec(&tx)
            .await?;
        session::Entity::update_many()
            .col_expr(session::Column::LastSeenAt, Expr::value(now))
            .filter(session::Column::Id.eq(found.id))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Who is signed in, if the session has not ended by itself meanwhile: what takes longer than a request asks so.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn still_there(&self, actor: &Actor) -> Outcome<Viewer> {
        if let Some(id) = actor.session {
            let tx = self.services.database().begin_read().await?;
            let living = session::Entity::find_by_id(id.0).filter(lives(self.services.clock().now()));
            living.one(&tx).await?.ok_or(AppError::Unauthenticated)?;
            tx.commit().await?;
        }
        self.viewer(actor).await
    }

    /// Ends the actor's session.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn sign_out(&self, actor: &Actor) -> Outcome<()> {
        let tx = self.services.database().begin_write().await?;
        if let Some(id) = actor.session {
            session::Entity::delete_by_id(id.0).exec(&tx).await?;
            let now = self.services.clock().now();
            let bearer = Actor { user: actor.bearer(), ..actor.clone() };
            let user = Some(bearer.user.0);
            audit::write(&tx, Some(&bearer), now, Event::SignedOut, Resource::Users, user, &Changes::new()).await?;
        }
        self.services.commit_telling(tx, [actor.bearer()]).await
    }

    /// The actor's signed-in browsers, the last used first. Where they are is not told to whoever looks as that person.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn own_sessions(&self, actor: &Actor) -> Outcome<Vec<OwnSession>> {
        let unit = self.services.read(actor).await?;
        if unit.is_seen() {
            return Ok(Vec::new());
        }
        let now = unit.now();
        let found = session::Entity::find()
            .filter(unit.own(session::Column::UserId))
            .filter(lives(now))
            .order_by_desc(session::Column::LastSeenAt)
            .all(unit.tx())
            .await?;
        Ok(found
            .into_iter()
            .map(|session| OwnSession {
                current: actor.session == Some(SessionId(session.id)),
                id: SessionId(session.id),
                agent: session.agent,
                address: session.address,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
            })
            .collect())
    }

    /// Ends one session of the actor.
    ///
    /// # Errors
    /// Unauthenticated; not found.
    pub async fn end_session(&self, actor: &Actor, id: SessionId) -> Outcome<()> {
        let unit = self.services.write_own(actor).await?;
        let ended =
            session::Entity::delete_by_id(id.0).filter(unit.own(session::Column::UserId)).exec(unit.tx()).await?;
        if ended.rows_affected == 0 {
            return Err(AppError::NotFound.into());
        }
        unit.record(Event::SessionsEnded, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
        unit.affects(actor.user).await?;
        unit.commit().await
    }

    /// Ends all sessions of the actor but the one that asks.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn end_other_sessions(&self, actor: &Actor) -> Outcome<()> {
        let unit = self.services.write_own(actor).await?;
        end_all(unit.tx(), actor.user.0, actor.session).await?;
        unit.record(Event::SessionsEnded, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
        unit.affects(actor.user).await?;
        unit.commit().await
    }
}

/// What a session must be to be good at a moment.
fn lives(now: DateTime<Utc>) -> Condition {
    Condition::all().add(session::Column::LastSeenAt.gt(now - IDLE)).add(session::Column::CreatedAt.gt(now - ABSOLUTE))
}

async fn epoch_of(tx: &impl ConnectionTrait, user: Uuid) -> Outcome<i64> {
    let epoch =
        user::Entity::find_by_id(user).select_only().column(user::Column::PermEpoch).into_tuple().one(tx).await?;
    Ok(epoch.unwrap_or_default())
}

/// Ends the sessions of a user, except one.
pub(crate) async fn end_all(tx: &impl ConnectionTrait, user: Uuid, except: Option<SessionId>) -> Outcome<()> {
    let mut all = session::Entity::delete_many().filter(session::Column::UserId.eq(user));
    if let Some(kept) = except {
        all = all.filter(session::Column::Id.ne(kept.0));
    }
    all.exec(tx).await?;
    Ok(())
}

/// Begins a session with a new token.
pub(super) async fn begin(
    tx: &impl ConnectionTrait,
    user: Uuid,
    client: &super::Client,
    device: &Token,
    is_known: bool,
    now: DateTime<Utc>,
) -> Outcome<(Token, SessionId)> {
    let (token, id) = (Token::new(), Uuid::now_v7());
    let row = session::ActiveModel {
        id: Set(id),
        token_hash: Set(token.hash()),
        user_id: Set(user),
        address: Set(client.address.clone()),
        agent: Set(client.agent.chars().take(AGENT_LENGTH).collect()),
        created_at: Set(now),
        last_seen_at: Set(now),
        confirmed_at: Set(Some(now)),
        seen_as: Set(None),
        device: Set(Some(device.hash())),
    };
    if !is_known {
        alerts::raise(tx, &row, user).await?;
    }
    session::Entity::insert(row).exec_without_returning(tx).await?;
    session::Entity::delete_many().filter(session::Column::CreatedAt.lte(now - ABSOLUTE)).exec(tx).await?;
    Ok((token, SessionId(id)))
}
