//! The texts from which contracts begin.

use domain::{
    AppError, ContractTemplateId,
    contract::{Template, TemplateInput},
    error::Conflict,
    history::Event,
    permission::{Resource, noun, verb},
};
use entities::contract_template::{self as template, Column};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ContractDesk;
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    live::Hint,
    staff::names_of,
};

/// How a template was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub template: TemplateInput,
}

impl ContractDesk<'_> {
    /// All templates, also those that are not offered, in their order.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn templates(&self, actor: &Actor) -> Outcome<Vec<Template>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Settings>()?;
        Ok(in_order(unit.tx(), false).await?.into_iter().map(told).collect())
    }

    /// Adds a template, at the end unless another place is said.
    ///
    /// # Errors
    /// Faults by field; forbidden.
    pub async fn create_template(&self, actor: &Actor, input: &TemplateInput) -> Outcome<Template> {
        let unit = self.services.write::<verb::Edit, noun::Settings>(actor).await?;
        let input = input.normal(self.services.clock().today())?;
        let last = in_order(unit.tx(), false).await?.last().map_or(0, |last| last.position);
        let row = template::Model {
            id: Uuid::now_v7(),
            version: 1,
            position: input.position.map_or(last + 1, i64::from),
            active: input.active,
            name: input.name,
            text: input.text,
            updated_at: Some(unit.now()),
            updated_by: Some(unit.actor().user.0),
        };
        template::Entity::insert(row.clone().into_active_model()).exec_without_returning(unit.tx()).await?;
        tell(&unit, Event::Created, None, Some(&row)).await?;
        unit.commit().await?;
        Ok(told(row))
    }

    /// Changes a template; contracts that began from it keep their text.
    ///
    /// # Errors
    /// Faults by field; a conflict if somebody has changed it since the version that was read; forbidden; not found.
    pub async fn change_template(
        &self,
        actor: &Actor,
        id: ContractTemplateId,
        version: i64,
        input: &TemplateInput,
    ) -> Outcome<Template> {
        let unit = self.services.write::<verb::Edit, noun::Settings>(actor).await?;
        let before = locked(&unit, id).await?;
        let input = input.normal(self.services.clock().today())?;
        if before.version != version {
            let changed_by = names_of(&unit, before.updated_by).await?.into_values().next().unwrap_or_default();
            let conflict = Conflict { version: before.version, changed_by, fields: Vec::new() };
            return Err(AppError::Conflict(Box::new(conflict)).into());
        }
        let row = template::Model {
            id: before.id,
            version: before.version + 1,
            position: input.position.map_or(before.position, i64::from),
            active: input.active,
            name: input.name,
            text: input.text,
            updated_at: Some(unit.now()),
            updated_by: Some(unit.actor().user.0),
        };
        row.clone().into_active_model().reset_all().update(unit.tx()).await?;
        tell(&unit, Event::Changed, Some(&before), Some(&row)).await?;
        unit.commit().await?;
        Ok(told(row))
    }

    /// Removes a template; contracts that began from it keep their text.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn remove_template(&self, actor: &Actor, id: ContractTemplateId) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Settings>(actor).await?;
        let before = locked(&unit, id).await?;
        template::Entity::delete_by_id(id.0).exec(unit.tx()).await?;
        tell(&unit, Event::Deleted, Some(&before), None).await?;
        unit.commit().await
    }
}

/// The templates in their order: all, or those from which contracts may begin.
pub(super) async fn in_order(tx: &impl ConnectionTrait, offered: bool) -> Outcome<Vec<template::Model>> {
    let all = template::Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Id);
    let wanted = if offered { all.filter(Column::Active.eq(true)) } else { all };
    Ok(wanted.all(tx).await?)
}

async fn locked(unit: &Unit, id: ContractTemplateId) -> Outcome<template::Model> {
    let found = template::Entity::find_by_id(id.0).lock_exclusive().one(unit.tx()).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

fn told(row: template::Model) -> Template {
    Template { id: ContractTemplateId(row.id), version: row.version, input: kept(&row) }
}

fn kept(row: &template::Model) -> TemplateInput {
    TemplateInput {
        name: row.name.clone(),
        text: row.text.clone(),
        position: row.position.try_into().ok(),
        active: row.active,
    }
}

/// Writes down what was done, and lets open pages look anew.
async fn tell(
    unit: &Unit,
    event: Event,
    before: Option<&template::Model>,
    row: Option<&template::Model>,
) -> Outcome<()> {
    let Some(id) = row.or(before).map(|row| row.id) else { return Ok(()) };
    let of = |row: &template::Model| Kept { template: kept(row) };
    unit.record_details(event, Resource::Settings, Some(id), &(before.map(of), row.map(of))).await?;
    unit.hint(Hint::Changed(Resource::Settings)).await
}
