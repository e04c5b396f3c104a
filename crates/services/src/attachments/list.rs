//! The attachments of a customer, and the file of each.

use std::collections::HashMap;

use domain::{
    AppError, AttachmentId, CustomerId,
    attachment::{AttachmentPage, AttachmentRow},
    permission::{Action, Placement, Resource, noun, verb},
};
use entities::{attachment, attachment::Column, customer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Attachments, forbidden, media_of};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    query::{
        operations::{customers_with, followed},
        scope::place_of,
    },
    settings::file_limits,
    staff::names_of,
    storage::StoredFile,
};

/// Rows of a page.
const PAGE: u64 = 50;

impl Attachments<'_> {
    /// The attachments of a customer, the newest first; or, for those who may restore them, the deleted ones.
    ///
    /// # Errors
    /// Forbidden; the customer is not found.
    pub async fn list(
        &self,
        actor: &Actor,
        customer: CustomerId,
        deleted: bool,
        after: Option<i64>,
    ) -> Outcome<AttachmentPage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Attachments>()?;
        let found = customers_with(&unit, &permit).filter(customer::Column::Id.eq(customer.0));
        let found = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let at = place_of(&found);
        if deleted && !unit.permit::<verb::Delete, noun::Attachments>()?.reach().covers(&at) {
            return Err(forbidden(Action::Delete));
        }
        let lies = if deleted { Column::DeletedAt.is_not_null() } else { Column::DeletedAt.is_null() };
        // They follow the customer, who is in reach.
        let mut select = attachment::Entity::find().filter(Column::CustomerId.eq(found.id)).filter(lies);
        if let Some(seq) = after {
            select = select.filter(Column::Seq.lt(seq));
        }
        let mut rows = select.order_by_desc(Column::Seq).limit(PAGE + 1).all(unit.tx()).await?;
        let more = rows.len() as u64 > PAGE;
        rows.truncate(PAGE as usize);
        let after = rows.last().filter(|_| more).map(|row| row.seq);
        let most_bytes = file_limits(unit.tx()).await?.file;
        Ok(AttachmentPage { rows: shown(&unit, rows, &at).await?, after, most_bytes })
    }

    /// The file of an attachment that is not deleted.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn file(&self, actor: &Actor, id: AttachmentId) -> Outcome<StoredFile> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Attachments>()?;
        let found = followed(&unit, &permit).filter(Column::Id.eq(id.0)).filter(Column::DeletedAt.is_null());
        let row = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let media = media_of(&row);
        Ok(StoredFile {
            name: row.name,
            mime: media.mime(),
            is_shown: media.is_shown(),
            size: Some(row.size.unsigned_abs()),
            object: row.object,
        })
    }
}

/// Rows with the names of who made them.
async fn shown(unit: &Unit, rows: Vec<attachment::Model>, at: &Placement) -> Outcome<Vec<AttachmentRow>> {
    let makers: HashMap<Uuid, String> = names_of(unit, rows.iter().map(|row| row.created_by)).await?;
    let may = |action| unit.principal().may_at(action, Resource::Attachments, at);
    let (may_edit, may_delete) = (may(Action::Edit), may(Action::Delete));
    let row = |row: attachment::Model| AttachmentRow {
        id: row.id.into(),
        seq: row.seq,
        media: media_of(&row),
        name: row.name,
        size: row.size.unsigned_abs(),
        made_by: makers.get(&row.created_by).cloned().unwrap_or_default(),
        made_at: row.created_at,
        deleted_at: row.deleted_at,
        may_edit,
        may_delete,
    };
    Ok(rows.into_iter().map(row).collect())
}
