//! Making and changing roles.

use domain::{
    AppError, FieldError, FieldErrors, RoleId,
    history::Event,
    permission::{CELLS, Resource, RoleRights, Scope, noun, verb},
    role::RoleInput,
    value::{FieldKind, normalise},
};
use entities::{branch, role, role_grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{Roles, given, holders, locked};
use crate::{
    audit,
    authz::{Actor, Unit, roles},
    failure::{Failure, Outcome, is_duplicate},
};

impl Roles<'_> {
    /// Makes a role.
    ///
    /// # Errors
    /// Forbidden, faults by field, or rights that the actor lacks.
    pub async fn create(&self, actor: &Actor, input: &RoleInput) -> Outcome<RoleId> {
        self.services.ask::<verb::Create, noun::Roles>(actor).await?;
        let input = self.normal(input)?;
        let unit = self.services.write::<verb::Create, noun::Roles>(actor).await?;
        let change = unit.begin_rights_change::<verb::Create, noun::Roles>(async { Ok(Vec::new()) }).await?;
        check_branch(&unit, &input).await?;
        let id = RoleId(Uuid::now_v7());
        change.check_gives(&given(&unit, &change, id, &input.rights).await?)?;
        let row = role::ActiveModel {
            id: Set(id.0),
            version: Set(1),
            name: Set(input.name.clone()),
            branch_id: Set(input.rights.branch.map(|branch| branch.0)),
            description: Set(input.description.clone()),
            full_permission: Set(input.rights.full_permission),
            second_factor: Set(input.second_factor),
            created_at: Set(unit.now()),
        };
        role::Entity::insert(row).exec_without_returning(unit.tx()).await.map_err(taken)?;
        write_cells(&unit, id, &input.rights).await?;
        unit.record_details(Event::Created, Resource::Roles, Some(id.0), &input).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// Changes a role; everybody who has it is decided by the new rights from the next request on.
    ///
    /// # Errors
    /// Forbidden, not found, faults by field, a conflict if somebody else was faster, the own role, or rights that the actor
    /// lacks.
    pub async fn change(&self, actor: &Actor, id: RoleId, version: i64, input: &RoleInput) -> Outcome<()> {
        self.services.ask::<verb::Edit, noun::Roles>(actor).await?;
        let input = self.normal(input)?;
        let unit = self.services.write::<verb::Edit, noun::Roles>(actor).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Roles>(holders(&unit, id)).await?;
        let role = locked(&unit, id).await?;
        if role.version != version {
            return Err(audit::overtaken(&unit, id.0, role.version).await?);
        }
        check_branch(&unit, &input).await?;
        let old = RoleInput {
            name: role.name.clone(),
            description: role.description.clone(),
            rights: roles(unit.tx(), vec![id.0]).await?.remove(&id.0).unwrap_or_default(),
            second_factor: role.second_factor,
        };
        if old.rights != input.rights {
            for user in change.people() {
                change.check_other(user)?;
            }
        }
        change.check_touches(&given(&unit, &change, id, &old.rights).await?)?;
        change.check_gives(&given(&unit, &change, id, &input.rights).await?)?;

        let mut row = role.into_active_model();
        row.version = Set(version + 1);
        row.name = Set(input.name.clone());
        row.branch_id = Set(input.rights.branch.map(|branch| branch.0));
        row.description = Set(input.description.clone());
        row.full_permission = Set(input.rights.full_permission);
        row.second_factor = Set(input.second_factor);
        row.update(unit.tx()).await.map_err(taken)?;
        role_grant::Entity::delete_many().filter(role_grant::Column::RoleId.eq(id.0)).exec(unit.tx()).await?;
        write_cells(&unit, id, &input.rights).await?;
        unit.record_details(Event::PermissionsChanged, Resource::Roles, Some(id.0), &(old, input)).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }

    /// Name and words in canonical form, and of the cells those that exist.
    fn normal(&self, input: &RoleInput) -> Result<RoleInput, AppError> {
        let today = self.services.clock().today();
        let mut faults = FieldErrors::default();
        let mut take = |field, kind, typed: &str| match normalise(kind, typed, today) {
            Ok(normal) => normal.text.unwrap_or_default(),
            Err(code) => {
                faults.0.push(FieldError::new(field, code));
                String::new()
            }
        };
        let name = take("name", FieldKind::Text, &input.name);
        let description = take("description", FieldKind::LongText, &input.description);
        if name.is_empty() && faults.of("name").is_none() {
            faults.0.push(FieldError::new("name", "required"));
        }
        faults.into_result()?;
        let mut rights = input.rights.clone();
        if rights.full_permission {
            rights.cells.clear();
        }
        rights.cells.retain(|cell, _| CELLS.contains(cell));
        for (cell, scope) in &mut rights.cells {
            if !cell.1.has_reach() {
                *scope = Scope::All;
            }
        }
        Ok(RoleInput { name, description, rights, second_factor: input.second_factor })
    }
}

async fn check_branch(unit: &Unit, input: &RoleInput) -> Outcome<()> {
    let Some(id) = input.rights.branch else { return Ok(()) };
    let known = branch::Entity::find_by_id(id.0).one(unit.tx()).await?;
    known.map(drop).ok_or_else(|| AppError::field("branch", "unknown_value").into())
}

async fn write_cells(unit: &Unit, id: RoleId, rights: &RoleRights) -> Outcome<()> {
    let rows = rights.cells.iter().map(|((action, resource), scope)| role_grant::ActiveModel {
        role_id: Set(id.0),
        action: Set(action.key().to_owned()),
        resource: Set(resource.key().to_owned()),
        scope: Set(scope.key().to_owned()),
    });
    role_grant::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    Ok(())
}

fn taken(error: sea_orm::DbErr) -> Failure {
    if is_duplicate(&error) { AppError::field("name", "name_in_use").into() } else { error.into() }
}
