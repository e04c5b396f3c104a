//! Writes a batch of invented records, with their people and tags.

use std::collections::HashMap;

use domain::{
    customer::{CustomerKind, Directory, Field},
    value::{tag_key, tags_in},
};
use entities::{contact_person, customer, customer_tag, member, tag};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::maker::Entry;
use crate::{
    customers::{Record, blank, contact_row, member_row},
    database::Engine,
    failure::Outcome,
    query::next_code_numbers,
};

/// The transaction in which all is written.
pub(super) struct Writing<'a> {
    tx: &'a DatabaseTransaction,
    engine: Engine,
    record: Record<'a>,
    /// Ids of tags, by their keys.
    tags: HashMap<String, Uuid>,
}

impl<'a> Writing<'a> {
    pub fn new(tx: &'a DatabaseTransaction, engine: Engine, record: Record<'a>) -> Self {
        Self { tx, engine, record, tags: HashMap::new() }
    }

    /// Writes some records.
    pub async fn insert(&mut self, entries: Vec<Entry>) -> Outcome<()> {
        let coded = entries.iter().filter(|entry| entry.directory != Directory::Leads).count();
        let mut codes = self.free_codes(coded).await?.into_iter();
        let (mut rows, mut contacts, mut members, mut borne) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            let Entry { directory, kind, id, values, people, member_count, created_at, updated_at } = entry;
            let mut row = blank(directory, kind, id, created_at, None);
            for (field, text) in &values {
                self.record.set(&mut row, *field, Some(text))?;
            }
            let code = if directory == Directory::Leads { None } else { codes.next() };
            row.code = Set(code.unwrap_or_else(|| id.to_string()));
            row.without_email = Set(kind == CustomerKind::Individual && !values.contains_key(&Field::Email));
            row.member_count = Set(member_count.and_then(|count| count.try_into().ok()));
            row.updated_at = Set(updated_at);
            rows.push(row);
            for (at, (person_id, person)) in people.iter().enumerate() {
                match kind {
                    CustomerKind::Organization => contacts.push(contact_row(*person_id, id, at, person)),
                    _ => members.push(member_row(*person_id, id, at, person)),
                }
            }
            for label in values.get(&Field::Tags).into_iter().flat_map(|text| tags_in(text)) {
                let tag = self.tag(label).await?;
                borne.push(customer_tag::ActiveModel { tag_id: Set(tag), customer_id: Set(id) });
            }
        }
        customer::Entity::insert_many(rows).exec_without_returning(self.tx).await?;
        if !contacts.is_empty() {
            contact_person::Entity::insert_many(contacts).exec_without_returning(self.tx).await?;
        }
        if !members.is_empty() {
            member::Entity::insert_many(members).exec_without_returning(self.tx).await?;
        }
        if !borne.is_empty() {
            customer_tag::Entity::insert_many(borne).exec_without_returning(self.tx).await?;
        }
        Ok(())
    }

    async fn tag(&mut self, label: &str) -> Outcome<Uuid> {
        let key = tag_key(label);
        if let Some(known) = self.tags.get(&key) {
            return Ok(*known);
        }
        let row = tag::ActiveModel { id: Set(Uuid::now_v7()), key: Set(key.clone()), label: Set(label.to_owned()) };
        let known = OnConflict::column(tag::Column::Key).do_nothing().to_owned();
        tag::Entity::insert(row).on_conflict(known).exec_without_returning(self.tx).await?;
        let of_key = tag::Entity::find().select_only().column(tag::Column::Id).filter(tag::Column::Key.eq(&key));
        let id: Uuid = of_key.into_tuple().one(self.tx).await?.unwrap_or_default();
        self.tags.insert(key, id);
        Ok(id)
    }

    /// The next codes of the sequence that nobody bears: some may have been given by hand.
    async fn free_codes(&self, count: usize) -> Outcome<Vec<String>> {
        let mut free = Vec::with_capacity(count);
        while free.len() < count {
            let numbers = next_code_numbers(self.tx, self.engine, count - free.len()).await?;
            let codes: Vec<String> =
                numbers.into_iter().map(|number| domain::customer::GivenCode(number).to_string()).collect();
            let taken: Vec<String> = customer::Entity::find()
                .select_only()
                .column(customer::Column::Code)
                .filter(customer::Column::Code.is_in(&codes))
                .into_tuple()
                .all(self.tx)
                .await?;
            free.extend(codes.into_iter().filter(|code| !taken.contains(code)));
        }
        Ok(free)
    }
}
