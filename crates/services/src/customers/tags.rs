//! The tags of customers. A tag is one whatever its case and marks, and spelled as whoever gave it first spelled it.
//!
//! Tags are suggested to those who may see a record of the list that has them, and to nobody else: what people write on a
//! record may tell of it ("sắp phá sản"), so a tag is no more public than the records that bear it.

use std::collections::HashMap;

use domain::{
    customer::{Field, Values},
    permission::verb,
    value::{clean, tag_key, tags_in, tags_of},
};
use entities::{customer_tag, tag};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::Customers;
use crate::{
    Services,
    authz::{Actor, Unit},
    failure::Outcome,
    query::{is_storable, tags},
};

/// Suggestions under a box.
const SUGGESTIONS: u64 = 8;

impl Customers<'_> {
    /// The tags of this list that hold what is typed, of records that the reader may see.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn suggest_tags(&self, actor: &Actor, typed: &str) -> Outcome<Vec<String>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let key = tag_key(&clean(typed));
        if !is_storable(&key) {
            return Ok(Vec::new());
        }
        let engine = self.services.database().engine();
        let found = tag::Entity::find()
            .filter(tags::holds(engine, &key))
            .filter(tags::is_borne(&permit))
            .order_by_asc(tag::Column::Key)
            .limit(SUGGESTIONS)
            .all(unit.tx())
            .await?;
        Ok(found.into_iter().map(|tag| tag.label).collect())
    }
}

/// Tags as they are spelled already, where somebody has given them before.
pub(super) async fn spelled(unit: &Unit, text: &str) -> Outcome<String> {
    let keys: Vec<String> = tags_in(text).map(tag_key).collect();
    let known = tag::Entity::find().filter(tag::Column::Key.is_in(keys)).all(unit.tx()).await?;
    let known: HashMap<String, String> = known.into_iter().map(|tag| (tag.key, tag.label)).collect();
    Ok(tags_of(tags_in(text).map(|typed| known.get(&tag_key(typed)).map_or(typed, String::as_str))))
}

/// The same for the values of a form.
pub(super) async fn spelled_in(unit: &Unit, values: &mut Values) -> Outcome<()> {
    if let Some(text) = values.get_mut(&Field::Tags) {
        *text = spelled(unit, text).await?;
    }
    Ok(())
}

/// Keeps which tags a customer has, beside the text in its row.
pub(super) async fn keep(unit: &Unit, customer: Uuid, text: &str) -> Outcome<()> {
    let tx = unit.tx();
    let keys: Vec<String> = tags_in(text).map(tag_key).collect();
    let new = tags_in(text).map(|label| tag::ActiveModel {
        id: Set(Uuid::now_v7()),
        key: Set(tag_key(label)),
        label: Set(label.to_owned()),
    });
    let known = OnConflict::column(tag::Column::Key).do_nothing().to_owned();
    if !keys.is_empty() {
        tag::Entity::insert_many(new).on_conflict(known).exec_without_returning(tx).await?;
    }
    // Locked, so that nobody clears one away as unused before this is committed.
    let known = tag::Entity::find().filter(tag::Column::Key.is_in(keys)).order_by_asc(tag::Column::Key).lock_shared();
    let ids: Vec<Uuid> = known.all(tx).await?.into_iter().map(|tag| tag.id).collect();
    customer_tag::Entity::delete_many()
        .filter(customer_tag::Column::CustomerId.eq(customer))
        .filter(customer_tag::Column::TagId.is_not_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    if ids.is_empty() {
        return Ok(());
    }
    let borne = ids.into_iter().map(|id| customer_tag::ActiveModel { tag_id: Set(id), customer_id: Set(customer) });
    let again =
        OnConflict::columns([customer_tag::Column::TagId, customer_tag::Column::CustomerId]).do_nothing().to_owned();
    customer_tag::Entity::insert_many(borne).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Clears away tags that no customer has any more.
pub(crate) async fn remove_unused(services: &Services) -> Outcome<()> {
    // Looking costs nothing; only who finds something queues for the writer.
    let tx = services.database().begin_read().await?;
    let unused = tag::Entity::find().filter(tags::is_unused()).one(&tx).await?;
    tx.commit().await?;
    if unused.is_some() {
        let tx = services.database().begin_write().await?;
        tag::Entity::delete_many().filter(tags::is_unused()).exec(&tx).await?;
        tx.commit().await?;
    }
    Ok(())
}
