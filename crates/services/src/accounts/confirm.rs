//! Showing anew who one is, before a dangerous act: a browser that somebody has left open is not enough for it.

use chrono::TimeDelta;
use domain::{
    AppError,
    account::Factor,
    history::{Changes, Event},
    permission::Resource,
};
use entities::session;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Accounts, attempts::Subjects, factor::pass, profile::own};
use crate::{
    authz::{Actor, Site, Unit},
    failure::Outcome,
};

/// For how long it is good.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);

impl Accounts<'_> {
    /// Shows anew who one is, with the password and, if the account has one, the second factor.
    ///
    /// # Errors
    /// A fault of `password` or `code`; too many attempts.
    pub async fn confirm(&self, actor: &Actor, password: &str, code: Option<String>) -> Outcome<()> {
        let unit = self.services.read(actor).await?;
        let account = own(&unit).await?;
        let subjects = Subjects::of_session(actor);
        subjects.check(unit.tx(), unit.now()).await?;
        unit.commit().await?;

        let verified = self.services.inner.hasher.verify(password, Some(account.password_hash.clone())).await?;
        let unit = self.services.write_own(actor).await?;
        subjects.check_in_turn(self.services.database(), unit.tx(), unit.now()).await?;
        let account = own(&unit).await?;
        let missing = if !verified {
            Some(("password", "wrong_password"))
        } else if account.factor_key.is_some() {
            let factor = Factor { code, ticket: None };
            let passed = pass(self.services, unit.tx(), &account, &factor, unit.now()).await?;
            passed.err().map(|missing| ("code", missing))
        } else {
            None
        };
        if let Some((field, code)) = missing {
            if code != "code_required" {
                subjects.count(unit.tx(), unit.now()).await?;
                unit.record(Event::ConfirmFailed, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
            }
            unit.commit().await?;
            return Err(AppError::field(field, code).into());
        }
        session::Entity::update_many()
            .col_expr(session::Column::ConfirmedAt, Expr::value(unit.now()))
            .filter(session::Column::Id.eq(actor.session.map(|session| session.0)))
            .exec(unit.tx())
            .await?;
        unit.record(Event::Confirmed, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
        unit.commit().await
    }
}

impl Unit {
    /// A dangerous act wants that the person has shown within the last minutes who they are.
    ///
    /// # Errors
    /// Unconfirmed.
    #[track_caller]
    pub(crate) fn check_confirmed(&self) -> impl Future<Output = Outcome<()>> + Send {
        let site = Site::here();
        async move {
            let Some(id) = self.actor().session else { return Ok(()) };
            let session = session::Entity::find_by_id(id.0).one(self.tx()).await?;
            let confirmed = session.and_then(|session| session.confirmed_at);
            let is_fresh = confirmed.is_some_and(|at| at <= self.now() && self.now() - at < GOOD_FOR);
            if site.confirms(is_fresh) { Ok(()) } else { Err(AppError::Unconfirmed.into()) }
        }
    }
}
