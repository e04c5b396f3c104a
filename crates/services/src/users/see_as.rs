//! Looking at the application as another person sees it: read-only, and written down.

use chrono::{DateTime, Utc};
use domain::{
    AppError, UserId,
    history::{Changes, Event},
    permission::{Action, Resource, noun, verb},
};
use entities::{session, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Users, visible};
use crate::{
    audit,
    authz::{Actor, Site, rights_of},
    failure::Outcome,
};

impl Users<'_> {
    /// From now on the actor's session shows what this person would see.
    ///
    /// # Errors
    /// Forbidden, also if the person holds what the actor lacks or is not active; not found; the own account.
    pub async fn see_as(&self, actor: &Actor, id: UserId) -> Outcome<()> {
        let unit = self.services.write::<verb::View, noun::Users>(actor).await?;
        visible(&unit, id).await?;
        if id == actor.user {
            return Err(AppError::field("rights", "own_account").into());
        }
        let seen = seen(unit.tx(), actor.user.0, id.0, unit.now()).await?;
        seen.ok_or(AppError::Forbidden { action: Action::View, resource: Resource::Users })?;
        let session = actor.session.ok_or(AppError::Unauthenticated)?;
        session::Entity::update_many()
            .col_expr(session::Column::SeenAs, Expr::value(id.0))
            .filter(session::Column::Id.eq(session.0))
            .exec(unit.tx())
            .await?;
        unit.record(Event::SeenAs, Resource::Users, Some(id.0), &Changes::new()).await?;
        // Nobody is told: the tab that asked goes elsewhere by itself, and others of the session look anew before long.
        unit.commit().await
    }

    /// The actor's session is the bearer's own again.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn stop_seeing(&self, actor: &Actor) -> Outcome<()> {
        let tx = self.services.database().begin_read().await?;
        let bearer = user::Entity::find_by_id(actor.bearer().0).filter(user::Column::Status.eq("active"));
        bearer.one(&tx).await?.ok_or(AppError::Unauthenticated)?;
        let session = session::Entity::find().filter(session::Column::Id.eq(actor.session.map(|session| session.0)));
        let session = session.one(&tx).await?.ok_or(AppError::Unauthenticated)?;
        tx.commit().await?;
        match session.seen_as {
            Some(seen) => self.end_seeing(&session, seen).await,
            None => Ok(()),
        }
    }

    /// Ends the looking of a session, by hand or because the bearer may look as that person no longer.
    pub(crate) async fn end_seeing(&self, session: &session::Model, seen: Uuid) -> Outcome<()> {
        let tx = self.services.database().begin_write().await?;
        let ended = session::Entity::update_many()
            .col_expr(session::Column::SeenAs, Expr::value(None::<Uuid>))
            .filter(session::Column::Id.eq(session.id))
            .filter(session::Column::SeenAs.eq(seen))
            .exec(&tx)
            .await?;
        if ended.rows_affected > 0 {
            let bearer = Actor::at(session.user_id.into(), &session.address);
            let bearer = Actor { session: Some(session.id.into()), ..bearer };
            let now = self.services.clock().now();
            audit::write(&tx, Some(&bearer), now, Event::SeeingEnded, Resource::Users, Some(seen), &Changes::new())
                .await?;
        }
        Ok(tx.commit().await?)
    }
}

/// As whom a bearer may look at the application right now: an active person who holds nothing that the bearer lacks.
#[track_caller]
pub(crate) fn seen(
    tx: &impl ConnectionTrait,
    bearer: Uuid,
    seen: Uuid,
    now: DateTime<Utc>,
) -> impl Future<Output = Outcome<Option<UserId>>> + Send {
    let site = Site::here();
    async move {
        let both = rights_of(tx, &[bearer, seen]).await?;
        let of = |id: Uuid| both.iter().find(|rights| rights.standing.user.0 == id).filter(|rights| rights.active);
        let (Some(bearer), Some(seen)) = (of(bearer), of(seen)) else { return Ok(None) };
        let principal = bearer.principal(now);
        let may = principal.may(Action::View, Resource::Users) && principal.holds_all_of(&seen.principal(now));
        Ok(site.sees_as(may).then_some(seen.standing.user))
    }
}
