//! Renaming, deleting and restoring an attachment.

use domain::{
    AppError, AttachmentId,
    attachment::renamed,
    error::Conflict,
    history::Event,
    permission::{noun, verb},
};
use entities::{attachment, customer};
use sea_orm::{ActiveModelTrait, ActiveValue::Unchanged, IntoActiveModel};

use super::{Attachments, media_of, reached, told};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    query::is_storable,
    staff::names_of,
    words::merged,
};

impl Attachments<'_> {
    /// Gives an attachment another name; `was` is the one over which it was typed.
    ///
    /// # Errors
    /// Nothing is typed; a conflict if somebody else has renamed it meanwhile; forbidden; not found.
    pub async fn rename(&self, actor: &Actor, id: AttachmentId, was: &str, name: &str) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Attachments>(actor).await?;
        let (before, customer) = reached::<verb::Edit>(&unit, id).await?;
        // What is deleted is restored first.
        if before.deleted_at.is_some() {
            return Err(AppError::NotFound.into());
        }
        if !is_storable(name) {
            return Err(AppError::field("name", "too_long").into());
        }
        let name = renamed(name, media_of(&before)).map_err(|code| AppError::field("name", code))?;
        let Some(name) = merged(&was.to_owned(), &name, &before.name) else {
            let changed_by = names_of(&unit, [before.updated_by]).await?.into_values().next().unwrap_or_default();
            let conflict = Conflict { version: before.version, changed_by, fields: Vec::new() };
            return Err(AppError::Conflict(Box::new(conflict)).into());
        };
        if name == before.name {
            return Ok(());
        }
        let row = attachment::Model { name, ..before.clone() };
        update(&unit, Event::Changed, &before, row, &customer).await?;
        unit.commit().await
    }

    /// Deletes an attachment: it can be restored until it is gone for good, as long as the trash keeps what lies in it.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn delete(&self, actor: &Actor, id: AttachmentId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Attachments>(actor).await?;
        let (before, customer) = reached::<verb::Delete>(&unit, id).await?;
        if before.deleted_at.is_some() {
            return Ok(());
        }
        let (at, by) = (unit.now(), unit.actor().user.0);
        let row = attachment::Model { deleted_at: Some(at), deleted_by: Some(by), ..before.clone() };
        update(&unit, Event::Deleted, &before, row, &customer).await?;
        unit.commit().await
    }

    /// Takes back that an attachment was deleted.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn restore(&self, actor: &Actor, id: AttachmentId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Attachments>(actor).await?;
        let (before, customer) = reached::<verb::Delete>(&unit, id).await?;
        if before.deleted_at.is_none() {
            return Ok(());
        }
        let row = attachment::Model { deleted_at: None, deleted_by: None, ..before.clone() };
        update(&unit, Event::Restored, &before, row, &customer).await?;
        unit.commit().await
    }
}

/// Writes what has become of an attachment.
async fn update(
    unit: &Unit,
    event: Event,
    before: &attachment::Model,
    mut row: attachment::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await?;
    told(unit, event, Some(before), &row, customer).await
}
