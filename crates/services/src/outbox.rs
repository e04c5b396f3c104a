//! Events written with the change that they tell of; the live channel reads them after the commit.

use entities::outbox;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome};

impl Unit {
    /// Notes that a record of this kind has changed.
    pub(crate) async fn announce(&self, topic: &str, record: Uuid) -> Outcome<()> {
        let event = outbox::ActiveModel {
            at: Set(self.now()),
            topic: Set(topic.to_owned()),
            record_id: Set(record),
            ..Default::default()
        };
        outbox::Entity::insert(event).exec_without_returning(self.tx()).await?;
        Ok(())
    }
}
