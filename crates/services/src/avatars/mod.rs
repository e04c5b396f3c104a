//! The pictures of customers: seen by whoever sees the customer, set by whoever may edit it. One that is uploaded is made anew, as
//! a small square, so that nothing goes along of where and with what it was taken.

mod customer;
mod picture;

use std::collections::HashMap;

use domain::{
    AppError, CustomerId,
    attachment::{MOST_AVATAR_BYTES, MediaType},
    customer::Directory,
    history::{Changes, Event},
    permission::{Action, verb},
};
use entities::{avatar, customer as person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Select,
};
use uuid::Uuid;

pub(crate) use self::customer::{Moved, forget, give_back, move_over};
use crate::{
    Services,
    attachments::{FILE, Incoming, objects},
    authz::{Actor, Unit},
    failure::Outcome,
    query::scope::{self, place_of},
    storage::StoredFile,
};

/// The use cases; get them from [`Services::avatars`].
pub struct Avatars<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on the pictures of customers.
    pub const fn avatars(&self) -> Avatars<'_> {
        Avatars { services: self }
    }
}

/// A picture on its way in, written chunk by chunk. Dropped before it is finished it leaves nothing behind.
pub struct NewAvatar {
    services: Services,
    actor: Actor,
    directory: Directory,
    customer: CustomerId,
    incoming: Incoming,
}

impl Avatars<'_> {
    /// Makes room for a picture of a customer. `size` is what the browser says of it, if anything; what counts is what arrives.
    ///
    /// # Errors
    /// Read-only for somebody who looks as another person; forbidden; not found; too large; the disk is full.
    pub async fn begin(
        &self,
        actor: &Actor,
        directory: Directory,
        customer: CustomerId,
        size: Option<u64>,
    ) -> Outcome<NewAvatar> {
        let unit = self.services.read(actor).await?;
        unit.check_own()?;
        unit.permit_in::<verb::Edit>(directory)?;
        editable(&unit, directory, customer, |found| found).await?;
        unit.commit().await?;
        if size.is_some_and(|size| size > MOST_AVATAR_BYTES) {
            return Err(AppError::field(FILE, "too_large_file").into());
        }
        let incoming = Incoming::begin(self.services, MOST_AVATAR_BYTES).await?;
        Ok(NewAvatar { services: self.services.clone(), actor: actor.clone(), directory, customer, incoming })
    }

    /// Takes the picture of a customer away; of one without a picture nothing.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn remove(&self, actor: &Actor, directory: Directory, customer: CustomerId) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Edit>(actor, directory).await?;
        let row = editable(&unit, directory, customer, QuerySelect::lock_exclusive).await?;
        let Some(old) = avatar::Entity::find_by_id(row.id).one(unit.tx()).await? else { return Ok(()) };
        avatar::Entity::delete_by_id(row.id).exec(unit.tx()).await?;
        objects::let_go(unit.tx(), unit.now(), [old.object]).await?;
        told(&unit, Event::AvatarRemoved, directory, &row).await?;
        unit.commit().await?;
        objects::clear_behind(self.services).await;
        Ok(())
    }

    /// The picture of a customer, in whichever list it stands.
    ///
    /// # Errors
    /// Forbidden to those who may see no customers; not found.
    pub async fn file(&self, actor: &Actor, customer: CustomerId) -> Outcome<StoredFile> {
        let unit = self.services.read(actor).await?;
        unit.permit_anywhere::<verb::View>()?;
        for directory in Directory::ALL {
            let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
            let seen = scope::living(&permit).filter(person::Column::Id.eq(customer.0));
            if seen.one(unit.tx()).await?.is_none() {
                continue;
            }
            let found = avatar::Entity::find_by_id(customer.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
            let mime = MediaType::Jpeg.mime();
            return Ok(StoredFile { name: String::new(), mime, is_shown: true, size: None, object: found.object });
        }
        Err(AppError::NotFound.into())
    }
}

impl NewAvatar {
    /// Takes the next piece of the file.
    ///
    /// # Errors
    /// Too large; the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Outcome<()> {
        self.incoming.write(chunk).await
    }

    /// The file is complete: the picture is made of it. Runs to its end also when the client goes away.
    ///
    /// # Errors
    /// Empty, no picture, or one that is too large; forbidden; not found; the store cannot be used.
    pub async fn finish(self) -> Outcome<()> {
        Services::to_its_end(self.settle()).await
    }

    async fn settle(self) -> Outcome<()> {
        let Self { services, actor, directory, customer, incoming } = self;
        let arrived = incoming.close().await?;
        let picture = picture::made_of(&arrived).await?;
        let object = objects::put(&services, &mut picture.as_slice()).await?;
        if let Err(failure) = keep(&services, &actor, directory, customer, object).await {
            objects::drop_now(&services, object).await;
            return Err(failure);
        }
        objects::clear_behind(&services).await;
        Ok(())
    }
}

async fn keep(
    services: &Services,
    actor: &Actor,
    directory: Directory,
    customer: CustomerId,
    object: Uuid,
) -> Outcome<()> {
    let unit = services.write_in::<verb::Edit>(actor, directory).await?;
    let row = editable(&unit, directory, customer, QuerySelect::lock_exclusive).await?;
    match avatar::Entity::find_by_id(row.id).one(unit.tx()).await? {
        Some(old) => {
            objects::let_go(unit.tx(), unit.now(), [old.object]).await?;
            let mut active = old.into_active_model();
            active.object = Set(object);
            active.set_at = Set(unit.now());
            active.set_by = Set(unit.actor().user.0);
            active.update(unit.tx()).await?;
        }
        None => {
            let (at, by) = (unit.now(), unit.actor().user.0);
            let new =
                avatar::ActiveModel { customer_id: Set(row.id), object: Set(object), set_at: Set(at), set_by: Set(by) };
            avatar::Entity::insert(new).exec_without_returning(unit.tx()).await?;
        }
    }
    objects::settle(unit.tx(), object).await?;
    told(&unit, Event::AvatarSet, directory, &row).await?;
    unit.commit().await
}

/// A customer whose picture the actor may change. What is visible but may not be edited is forbidden rather than missing.
async fn editable(
    unit: &Unit,
    directory: Directory,
    id: CustomerId,
    held: impl FnOnce(Select<person::Entity>) -> Select<person::Entity>,
) -> Outcome<person::Model> {
    let view = unit.permit_in::<verb::View>(directory)?;
    let found = held(scope::living(&view).filter(person::Column::Id.eq(id.0)));
    let found = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let permit = unit.permit_in::<verb::Edit>(directory)?;
    match permit.reach().covers(&place_of(&found)) {
        true => Ok(found),
        false => Err(AppError::Forbidden { action: Action::Edit, resource: directory.resource() }.into()),
    }
}

/// Writes down what was done, and lets open pages look anew.
async fn told(unit: &Unit, event: Event, directory: Directory, row: &person::Model) -> Outcome<()> {
    unit.record(event, directory.resource(), Some(row.id), &Changes::new()).await?;
    unit.announce_customer(directory, row.id, [place_of(row)]).await
}

/// The marks of the pictures of customers whom the reader sees.
pub(crate) async fn marks(
    tx: &impl ConnectionTrait,
    customers: impl IntoIterator<Item = Uuid> + Send,
) -> Outcome<HashMap<Uuid, Uuid>> {
    let found = avatar::Entity::find().filter(avatar::Column::CustomerId.is_in(customers)).all(tx).await?;
    Ok(found.into_iter().map(|avatar| (avatar.customer_id, avatar.object)).collect())
}
