//! Sign-ins from browsers that were not known: their owner is told in the application.

use domain::{SessionId, account::SignInAlert};
use entities::{device, session, sign_in_alert};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::Accounts;
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
};

impl Accounts<'_> {
    /// Sign-ins that the actor has not looked at yet, the newest first. A browser is not told of its own.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn alerts(&self, actor: &Actor) -> Outcome<Vec<SignInAlert>> {
        let unit = self.services.read(actor).await?;
        let found = alerts_of(&unit).order_by_desc(sign_in_alert::Column::At).all(unit.tx()).await?;
        let alert =
            |row: sign_in_alert::Model| SignInAlert { id: row.id, at: row.at, address: row.address, agent: row.agent };
        Ok(found.into_iter().map(alert).collect())
    }

    /// The actor has seen them. Those stay that are older than the browser is known: whoever broke in could use another one. A
    /// new password ends them all.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn dismiss_alerts(&self, actor: &Actor) -> Outcome<()> {
        let unit = self.services.write_own(actor).await?;
        let since = Expr::col((device::Entity, device::Column::KnownSince));
        let younger = device::Entity::find()
            .filter(device::Column::TokenHash.in_subquery(own_browser(&unit)))
            .filter(since.gt(Expr::col((sign_in_alert::Entity, sign_in_alert::Column::At))))
            .into_query();
        let seen = alerts_of(&unit).filter(Expr::exists(younger).not());
        let seen: Vec<Uuid> = seen.all(unit.tx()).await?.into_iter().map(|alert| alert.id).collect();
        sign_in_alert::Entity::delete_many().filter(sign_in_alert::Column::Id.is_in(seen)).exec(unit.tx()).await?;
        unit.commit().await
    }
}

/// How many there are.
pub(super) async fn count(unit: &Unit) -> Outcome<u64> {
    Ok(alerts_of(unit).count(unit.tx()).await?)
}

/// None for somebody who looks as that person.
fn alerts_of(unit: &Unit) -> Select<sign_in_alert::Entity> {
    let owner = Some(unit.actor().user.0).filter(|_| !unit.is_seen());
    let all = sign_in_alert::Entity::find().filter(sign_in_alert::Column::UserId.is_in(owner));
    let Some(session) = unit.actor().session else { return all };
    let device = sign_in_alert::Column::Device;
    let elsewhere = Condition::any().add(device.is_null()).add(device.not_in_subquery(own_browser(unit)));
    all.filter(sign_in_alert::Column::SessionId.ne(session.0)).filter(elsewhere)
}

/// The browser of the actor's session.
fn own_browser(unit: &Unit) -> SelectStatement {
    let own = session::Entity::find().filter(session::Column::Id.eq(unit.actor().session.map(|session| session.0)));
    own.filter(session::Column::Device.is_not_null()).select_only().column(session::Column::Device).into_query()
}

/// With a new password nothing is left of whoever had the old one: browsers are known no more, but that of the session in which
/// it was chosen; and there is nobody of whom to tell.
pub(super) async fn forget_browsers(tx: &impl ConnectionTrait, user: Uuid, but: Option<SessionId>) -> Outcome<()> {
    let kept = session::Entity::find_by_id(but.map(|session| session.0).unwrap_or_default()).one(tx).await?;
    let mut gone = device::Entity::delete_many().filter(device::Column::UserId.eq(user));
    if let Some(kept) = kept.and_then(|session| session.device) {
        gone = gone.filter(device::Column::TokenHash.ne(kept));
    }
    gone.exec(tx).await?;
    sign_in_alert::Entity::delete_many().filter(sign_in_alert::Column::UserId.eq(user)).exec(tx).await?;
    Ok(())
}

/// Writes an alert about a session that began in an unknown browser, if the person has others.
pub(super) async fn raise(tx: &impl ConnectionTrait, session: &session::ActiveModel, user: Uuid) -> Outcome<()> {
    let known = device::Entity::find().filter(device::Column::UserId.eq(user)).count(tx).await?;
    if known == 0 {
        return Ok(());
    }
    let alert = sign_in_alert::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user),
        session_id: session.id.clone(),
        at: session.created_at.clone(),
        address: session.address.clone(),
        agent: session.agent.clone(),
        device: session.device.clone(),
    };
    sign_in_alert::Entity::insert(alert).exec_without_returning(tx).await?;
    Ok(())
}
