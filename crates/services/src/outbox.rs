//! Events written with the change that they tell of; the live channel reads them after the commit.

use domain::{customer::Directory, permission::Placement};
use entities::outbox;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome, live::Hint};

/// Events that one statement writes.
const EVENTS_AT_ONCE: usize = 1_000;
/// Places that one hint names: PostgreSQL carries texts of some kilobytes.
const PLACES_AT_ONCE: usize = 50;

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

    /// Notes that a customer has changed that stands, or stood until now, at these places: open lists of those who see it
    /// look anew.
    pub(crate) async fn announce_customer(
        &self,
        directory: Directory,
        record: Uuid,
        places: impl IntoIterator<Item = Placement>,
    ) -> Outcome<()> {
        self.announce(directory.key(), record).await?;
        let mut stood = Vec::new();
        for place in places {
            if !stood.contains(&place) {
                stood.push(place);
            }
        }
        self.hint(Hint::Customers(directory, stood)).await
    }

    /// The same of many customers of one list.
    pub(crate) async fn announce_customers(
        &self,
        directory: Directory,
        records: &[Uuid],
        places: Vec<Placement>,
    ) -> Outcome<()> {
        let event = |record: &Uuid| outbox::ActiveModel {
            at: Set(self.now()),
            topic: Set(directory.key().to_owned()),
            record_id: Set(*record),
            ..Default::default()
        };
        for records in records.chunks(EVENTS_AT_ONCE) {
            outbox::Entity::insert_many(records.iter().map(event)).exec_without_returning(self.tx()).await?;
        }
        for places in places.chunks(PLACES_AT_ONCE) {
            self.hint(Hint::Customers(directory, places.to_vec())).await?;
        }
        Ok(())
    }
}
