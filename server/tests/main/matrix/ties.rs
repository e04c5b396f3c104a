//! What ties records to one another, and what the trail tells of them.

use domain::{UserId, customer::Directory, permission::Resource};
use entities::{audit_entry, audit_value, customer, customer_tag, member, tag};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::world::{NAMING, Record, TAG, World};
use crate::requests::Kept;

impl World<'_> {
    /// Every individual, team and lead belongs to the organization of the stranger, of individuals the trail tells too, and every
    /// team has these members.
    pub async fn link(&self, members: &[Uuid]) {
        let writer = self.services().database().writer();
        let organization: Uuid = self.away(Directory::Organizations).target.id.parse().unwrap();
        customer::Entity::update_many()
            .col_expr(customer::Column::OrganizationId, Expr::value(organization))
            .filter(customer::Column::Directory.ne(Directory::Organizations.key()))
            .exec(writer)
            .await
            .unwrap();
        for record in &self.records {
            let id: Uuid = record.target.id.parse().unwrap();
            match record.kept {
                Kept::Customer(Directory::Individuals) => {
                    let seq = self.tell(self.administrator.user, Resource::Individuals, "changed", Some(id)).await;
                    self.say(seq, serde_json::json!({"organization": [null, organization]})).await;
                }
                Kept::Customer(Directory::Teams) => {
                    let rows = (0..).zip(members).map(|(place, individual)| member::ActiveModel {
                        id: Set(Uuid::now_v7()),
                        customer_id: Set(id),
                        place: Set(place),
                        individual_id: Set(Some(*individual)),
                        name: Set(String::new()),
                        phone: Set(String::new()),
                        email: Set(String::new()),
                        joined_on: Set(String::new()),
                        left_on: Set(String::new()),
                    });
                    member::Entity::insert_many(rows).exec_without_returning(writer).await.unwrap();
                }
                _ => {}
            }
        }
    }

    /// The row of somebody in the list of members of a team.
    pub async fn membership(&self, team: &Record, individual: &Record) -> Uuid {
        let [team, individual] = [team, individual].map(|record| record.target.id.parse::<Uuid>().unwrap());
        let rows = member::Entity::find().filter(member::Column::CustomerId.eq(team));
        let row = rows.filter(member::Column::IndividualId.eq(individual)).one(self.services().database().writer());
        row.await.unwrap().unwrap().id
    }

    /// Gives a record the tag that no other has.
    pub async fn tag(&self, customer: Uuid) {
        let (writer, id) = (self.services().database().writer(), Uuid::now_v7());
        let tags = customer::Entity::update_many().col_expr(customer::Column::Tags, Expr::value(TAG));
        tags.filter(customer::Column::Id.eq(customer)).exec(writer).await.unwrap();
        let tag = tag::ActiveModel { id: Set(id), key: Set(domain::value::tag_key(TAG)), label: Set(TAG.to_owned()) };
        tag.insert(writer).await.unwrap();
        customer_tag::ActiveModel { tag_id: Set(id), customer_id: Set(customer) }.insert(writer).await.unwrap();
    }

    /// An entry of the neighbour whose values name a customer.
    pub async fn name_in_trail(&self, customer: Uuid) {
        let seq = self.tell(self.neighbour, Resource::Audit, NAMING, None).await;
        self.say(seq, serde_json::json!({"organization": [null, customer]})).await;
    }

    /// Values of an entry of the trail.
    pub async fn say(&self, entry: i64, values: serde_json::Value) {
        let values = audit_value::ActiveModel {
            entry_seq: Set(entry),
            values_json: Set(values.to_string()),
            salt: Set(Vec::new()),
        };
        values.insert(self.services().database().writer()).await.unwrap();
    }

    /// An entry of the audit trail; its number.
    pub async fn tell(&self, actor: UserId, resource: Resource, event: &str, record: Option<Uuid>) -> i64 {
        let entry = audit_entry::ActiveModel {
            at: Set(self.services().clock.now()),
            actor_id: Set(Some(actor.0)),
            address: Set(String::new()),
            event: Set(event.to_owned()),
            resource: Set(resource.key().to_owned()),
            record_id: Set(record),
            ..Default::default()
        };
        entry.insert(self.services().database().writer()).await.unwrap().seq
    }
}
