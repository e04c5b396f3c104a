//! Own grants end by themselves. The rights do not wait for anybody to notice; but when one ends it is taken away, and those
//! who have a page open, or a download under way, are told as of any other change.

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, Utc};
use domain::{UserId, history::Event, permission::Resource};
use entities::own_grant;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    change::move_epochs,
    rights::{listed, rights_of},
};
use crate::{Services, audit, failure::Outcome};

/// The longest time without a look: an instance that is not heard may give a grant that ends soon.
const PAUSE: Duration = Duration::from_secs(15);

impl Services {
    /// Takes away each own grant as it ends, until the shutdown begins.
    pub async fn end_grants(&self, shutdown: CancellationToken) {
        let mut hints = self.listen();
        loop {
            let next = self.end_grants_now().await.unwrap_or_else(|failure| {
                tracing::warn!(%failure, "own grants cannot be ended");
                None
            });
            // What cannot be counted lies far away.
            let left = next.map(|end| (end - self.clock().now()).to_std().unwrap_or_default());
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(left.unwrap_or(PAUSE).min(PAUSE)) => {}
                // A grant that was given may be the next to end.
                _ = hints.recv() => {}
            }
        }
    }

    /// Takes away the own grants that have ended; tells when the next one ends.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn end_grants_now(&self) -> Outcome<Option<DateTime<Utc>>> {
        let now = self.clock().now();
        let tx = self.database().begin_read().await?;
        let first = first_end(&tx).await?;
        tx.commit().await?;
        if first.is_none_or(|end| now < end) {
            return Ok(first);
        }
        let tx = self.database().begin_write().await?;
        let has_ended = own_grant::Column::Until.lte(now);
        // Another instance that does the same waits here, and finds nothing.
        let ended = own_grant::Entity::find().filter(has_ended.clone()).lock_exclusive().all(&tx).await?;
        let people: BTreeSet<UserId> = ended.into_iter().map(|grant| grant.user_id.into()).collect();
        let ids: Vec<Uuid> = people.iter().map(|user| user.0).collect();
        let before = rights_of(&tx, &ids).await?;
        own_grant::Entity::delete_many().filter(has_ended).exec(&tx).await?;
        let after = rights_of(&tx, &ids).await?;
        for (before, after) in before.iter().zip(&after) {
            let user = before.standing.user.0;
            let details = (listed(&before.own), listed(&after.own));
            audit::write_act(&tx, None, now, Event::PermissionsChanged, Resource::Users, user, &details).await?;
        }
        move_epochs(&tx, &people).await?;
        let next = first_end(&tx).await?;
        self.commit_telling(tx, people).await?;
        Ok(next)
    }
}

async fn first_end(tx: &impl ConnectionTrait) -> Outcome<Option<DateTime<Utc>>> {
    let first = own_grant::Entity::find().filter(own_grant::Column::Until.is_not_null());
    let first = first.order_by_asc(own_grant::Column::Until).limit(1).one(tx).await?;
    Ok(first.and_then(|grant| grant.until))
}
