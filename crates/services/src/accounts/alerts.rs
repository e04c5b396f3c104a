//! Sign-ins from browsers that were not known: their owner is told in the application.

use domain::account::SignInAlert;
use entities::{device, session, sign_in_alert};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
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

    /// The actor has seen them.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn dismiss_alerts(&self, actor: &Actor) -> Outcome<()> {
        let unit = self.services.write_own(actor).await?;
        let seen: Vec<Uuid> = alerts_of(&unit).all(unit.tx()).await?.into_iter().map(|alert| alert.id).collect();
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
    match unit.actor().session {
        Some(session) => all.filter(sign_in_alert::Column::SessionId.ne(session.0)),
        None => all,
    }
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
    };
    sign_in_alert::Entity::insert(alert).exec_without_returning(tx).await?;
    Ok(())
}
