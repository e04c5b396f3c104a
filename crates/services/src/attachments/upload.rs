//! Uploading a file: once per form, however often the request arrives.

use domain::{
    AppError, AttachmentId, IdempotencyKey,
    attachment::{FileLimits, FilesOf, MOST_LETTERS, MediaType, clean_name},
    history::Event,
    permission::{Action, noun, verb},
};
use entities::{attachment, customer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use super::{Arrived, Attachments, FILE, Incoming, check_contract, forbidden, objects, sniff, told};
use crate::{
    Services,
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    idempotency::digest,
    query::{files::stored, one_at_a_time, operations::customers_with, scope::place_of},
    settings::file_limits,
};

/// Uploads wait for one another where it is decided whether there is room: two at once would both find it.
const ROOM: Uuid = Uuid::from_u128(0x5f6b_2f1e_0d0c_4c6b_9d6e_3a54_7c1f_0a36);
/// Bytes of a typed name that are looked at: no letter has more than four.
const NAME_BYTES: usize = 16 * MOST_LETTERS;

/// What is said of a file before it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Made by the browser: the same key twice makes one attachment.
    pub key: IdempotencyKey,
    /// Whose it is.
    pub of: FilesOf,
    /// What it is called where it comes from.
    pub name: String,
}

/// A file on its way in, written chunk by chunk. Dropped before it is finished it leaves nothing behind.
pub struct Upload {
    services: Services,
    actor: Actor,
    new: NewAttachment,
    incoming: Incoming,
}

impl Attachments<'_> {
    /// Makes room for a file. `size` is what the browser says of it, if anything; what counts is what arrives.
    ///
    /// # Errors
    /// Read-only for somebody who looks as another person; forbidden; the customer or the contract is not found; too large, or there is no room; the
    /// disk is full.
    pub async fn begin(&self, actor: &Actor, new: NewAttachment, size: Option<u64>) -> Outcome<Upload> {
        let unit = self.services.read(actor).await?;
        unit.check_own()?;
        unit.permit::<verb::Create, noun::Attachments>()?;
        recipient(&unit, new.of, |found| found).await?;
        let limits = check_room(&unit, size).await?;
        unit.commit().await?;
        let incoming = Incoming::begin(self.services, limits.file).await?;
        Ok(Upload { services: self.services.clone(), actor: actor.clone(), new, incoming })
    }
}

impl Upload {
    /// Takes the next piece of the file.
    ///
    /// # Errors
    /// Too large; the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Outcome<()> {
        self.incoming.write(chunk).await
    }

    /// The file is complete: it goes into the store, and then its row into the database. Runs to its end also when the client goes
    /// away.
    ///
    /// # Errors
    /// Empty, of a type that is not taken, or there is no room for it by now; forbidden; the customer is not found; the store cannot
    /// be used.
    pub async fn finish(self) -> Outcome<AttachmentId> {
        Services::to_its_end(self.settle()).await
    }

    async fn settle(self) -> Outcome<AttachmentId> {
        let Self { services, actor, new, incoming } = self;
        let arrived = incoming.close().await?;
        let name: String = new.name.chars().take(NAME_BYTES).collect();
        let typed = name.clone();
        let media = arrived.look(move |path| sniff::media_of(path, &typed)).await??;
        let media = media.ok_or_else(|| AppError::field(FILE, "type_not_allowed"))?;
        let object = objects::put(&services, &mut arrived.open().await?).await?;
        let file = Known { media, name: clean_name(&name, media), object, arrived };
        match keep(&services, &actor, &new, file).await {
            Ok((id, true)) => Ok(id),
            // It came before.
            Ok((id, false)) => {
                objects::drop_now(&services, object).await;
                Ok(id)
            }
            Err(failure) => {
                objects::drop_now(&services, object).await;
                Err(failure)
            }
        }
    }
}

/// A file that lies in the store.
struct Known {
    media: MediaType,
    name: String,
    object: Uuid,
    arrived: Arrived,
}

/// Writes the row; whether it is a new one.
async fn keep(services: &Services, actor: &Actor, new: &NewAttachment, file: Known) -> Outcome<(AttachmentId, bool)> {
    let Known { media, name, object, arrived } = file;
    let unit = services.write::<verb::Create, noun::Attachments>(actor).await?;
    let request = digest(&(new.of, &name, &arrived.sha256))?;
    if let Some(known) = unit.answered(new.key, &request).await? {
        return Ok((known, false));
    }
    let customer = recipient(&unit, new.of, QuerySelect::lock_exclusive).await?;
    one_at_a_time(unit.tx(), services.database().engine(), ROOM).await?;
    check_room(&unit, Some(arrived.size)).await?;
    let (id, by) = (AttachmentId(Uuid::now_v7()), unit.actor().user.0);
    let row = attachment::Model {
        seq: 0,
        id: id.0,
        version: 1,
        customer_id: customer.id,
        contract_id: new.of.contract.map(|contract| contract.0),
        name,
        media: media.key().to_owned(),
        size: i64::try_from(arrived.size).map_err(Failure::fault)?,
        sha256: arrived.sha256,
        object,
        created_at: unit.now(),
        created_by: by,
        updated_at: unit.now(),
        updated_by: by,
        deleted_at: None,
        deleted_by: None,
    };
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = NotSet;
    attachment::Entity::insert(active).exec_without_returning(unit.tx()).await?;
    objects::settle(unit.tx(), object).await?;
    told(&unit, Event::Created, None, &row, &customer).await?;
    unit.answer(new.key, request, &id).await?;
    unit.commit().await?;
    Ok((id, true))
}

/// The customer who gets a file. What is visible but may get none is forbidden rather than missing.
async fn recipient(
    unit: &Unit,
    of: FilesOf,
    held: impl FnOnce(Select<customer::Entity>) -> Select<customer::Entity>,
) -> Outcome<customer::Model> {
    let view = unit.permit::<verb::View, noun::Attachments>()?;
    let found = held(customers_with(unit, &view).filter(customer::Column::Id.eq(of.customer.0)));
    let found = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    if !unit.permit::<verb::Create, noun::Attachments>()?.reach().covers(&place_of(&found)) {
        return Err(forbidden(Action::Create));
    }
    check_contract(unit, of).await?;
    Ok(found)
}

/// Whether there is room for a file of this size, if it is known already.
async fn check_room(unit: &Unit, size: Option<u64>) -> Outcome<FileLimits> {
    let limits = file_limits(unit.tx()).await?;
    if let Some(size) = size {
        let stored = stored(unit.tx(), unit.actor().user).await?;
        limits.check(size, stored).map_err(|code| AppError::field(FILE, code))?;
    }
    Ok(limits)
}
