//! Attachments: files that belong to a customer, and follow it; some of them to a contract of the customer. What a row says stands in the database, what a file holds lies in
//! the store of objects ([`Storage`](crate::storage::Storage)).

mod archive;
mod change;
mod customer;
mod incoming;
mod list;
pub(crate) mod objects;
mod old;
mod sniff;
mod upload;

use domain::{
    AppError, AttachmentId,
    attachment::{FilesOf, MediaType},
    history::Event,
    permission::{Action, CellType, Resource, Verb, noun, verb},
};
use entities::{attachment, contract, customer as guest};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

pub use self::upload::{NewAttachment, Upload};
pub(crate) use self::{
    customer::{Moved, forget, give_back, move_over},
    incoming::{Arrived, FILE, Incoming},
    old::{remove_deleted, remove_left_behind},
};
use crate::{
    Services,
    authz::Unit,
    customers::directory_of,
    failure::{Failure, Outcome},
    live::Hint,
    query::{operations::followed, scope::place_of},
};

/// The use cases; get them from [`Services::attachments`].
pub struct Attachments<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on attachments.
    pub const fn attachments(&self) -> Attachments<'_> {
        Attachments { services: self }
    }
}

/// How an attachment was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    pub name: String,
    pub size: u64,
}

/// An attachment on which the actor may act, and its customer; nobody else changes either until this unit is over. Whoever wants
/// both takes the customer first. What is visible but may not be acted on is forbidden rather than missing.
async fn reached<V: Verb>(unit: &Unit, id: AttachmentId) -> Outcome<(attachment::Model, guest::Model)>
where
    (V, noun::Attachments): CellType,
{
    let view = unit.permit::<verb::View, noun::Attachments>()?;
    let found = || followed(unit, &view).filter(attachment::Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = guest::Entity::find().filter(guest::Column::Id.eq(seen.customer_id)).lock_exclusive();
    let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
    let row = row.ok_or(AppError::NotFound)?;
    let permit = unit.permit::<V, noun::Attachments>()?;
    if permit.reach().covers(&place_of(&customer)) { Ok((row, customer)) } else { Err(forbidden(V::ACTION)) }
}

/// Whether the contract to which files are to belong is one of the customer's that the actor sees.
///
/// # Errors
/// Forbidden; it is not found.
async fn check_contract(unit: &Unit, of: FilesOf) -> Outcome<()> {
    let Some(contract) = of.contract else { return Ok(()) };
    let permit = unit.permit::<verb::View, noun::Contracts>()?;
    let found = followed(unit, &permit)
        .filter(contract::Column::Id.eq(contract.0))
        .filter(contract::Column::CustomerId.eq(of.customer.0));
    found.one(unit.tx()).await?.map(drop).ok_or_else(|| AppError::NotFound.into())
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Attachments }.into()
}

/// What a file is; what the database holds besides the known words cannot be.
fn media_of(row: &attachment::Model) -> MediaType {
    MediaType::from_key(&row.media).unwrap_or(MediaType::Txt)
}

/// Writes down what was done, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    before: Option<&attachment::Model>,
    row: &attachment::Model,
    customer: &guest::Model,
) -> Outcome<()> {
    let standing = |row: &attachment::Model| Standing { name: row.name.clone(), size: row.size.unsigned_abs() };
    let details = (before.map(standing), Some(standing(row)));
    unit.record_details(event, Resource::Attachments, Some(row.id), &details).await?;
    unit.announce(Resource::Attachments.key(), row.id).await?;
    unit.hint(Hint::Operations(Resource::Attachments, directory_of(customer), vec![place_of(customer)])).await
}
