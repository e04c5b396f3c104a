//! What time alone brings is nobody's act: it is told of the system.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use domain::{UserId, permission::Principal};
use uuid::Uuid;

use super::{Actor, Unit};
use crate::{Services, failure::Outcome};

/// Nobody's account.
const NOBODY: UserId = UserId(Uuid::nil());

impl Services {
    /// Begins a unit that writes what time alone brings, such as rent whose day has come: nobody's, who may do nothing, so that
    /// every question about rights is answered with no.
    pub(crate) async fn write_for_nobody(&self) -> Outcome<Unit> {
        let tx = self.database().begin_write().await?;
        let principal = Principal { user: NOBODY, epoch: 0, full: false, grants: BTreeMap::new() };
        Ok(Unit {
            services: self.clone(),
            actor: Actor::job(NOBODY),
            principal: Arc::new(principal),
            now: self.clock().now(),
            legend_mark: None,
            hints: Mutex::default(),
            tx,
        })
    }
}

impl Unit {
    /// Who did what the unit writes; `None` is the system.
    pub(crate) fn author(&self) -> Option<&Actor> {
        (self.actor.user != NOBODY).then_some(&self.actor)
    }
}
