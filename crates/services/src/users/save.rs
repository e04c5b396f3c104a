//! Making and changing accounts.

use domain::{
    AppError, FieldError, FieldErrors, UserId,
    history::Event,
    permission::{Resource, noun, verb},
    user::{UserInput, Welcome, Welcomed},
    value::{FieldKind, normalise},
};
use entities::{branch, department, role, user, user_role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use uuid::Uuid;

use super::{Users, detail::input_of, locked, placement};
use crate::{
    accounts::{NewUser, check_password, give_roles, make_invitation, taken},
    authz::{Actor, Unit, rights_of},
    failure::Outcome,
};

/// Old and new of an account, for the audit trail.
#[derive(Serialize)]
struct AccountChange<'a> {
    old: Option<&'a UserInput>,
    new: &'a UserInput,
}

impl Users<'_> {
    /// Makes an account, and the way in for the first time.
    ///
    /// # Errors
    /// Forbidden, faults by field, or rights that the actor lacks.
    pub async fn create(&self, actor: &Actor, input: &UserInput, welcome: &Welcome) -> Outcome<Welcomed> {
        self.services.ask::<verb::Create, noun::Users>(actor).await?;
        let mut faults = FieldErrors::default();
        let input = normal(self, input, &mut faults);
        let password = match welcome {
            Welcome::Invitation => None,
            Welcome::Password(password) => Some(password),
        };
        if let Some(Err(code)) = password.map(|typed| check_password(typed, &input.full_name, &input.email, false)) {
            faults.0.push(FieldError::new("password", code));
        }
        faults.into_result()?;
        let hash = match password {
            Some(password) => self.services.inner.hasher.hash(password).await?,
            None => String::new(),
        };

        let unit = self.services.write::<verb::Create, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Create, noun::Users>(&[]).await?;
        check_places(&unit, &input).await?;
        let roles: Vec<Uuid> = input.roles.iter().map(|role| role.0).collect();
        let new = NewUser {
            full_name: &input.full_name,
            email: &input.email,
            phone: &input.phone,
            must_change_password: !hash.is_empty(),
            password_hash: hash,
            language: &own_language(&unit).await?,
            branch: input.branch.map(|branch| branch.0),
            department: input.department.map(|department| department.0),
            roles: &roles,
        };
        let id = new.insert(unit.tx(), unit.now()).await?;
        unit.permit::<verb::Create, noun::Users>()?.cover(&placement(id.0, input.branch.map(|branch| branch.0)))?;
        for rights in rights_of(unit.tx(), &[id.0]).await? {
            change.check_holds(&rights.principal(unit.now()))?;
        }
        let token = match welcome {
            Welcome::Invitation => Some(make_invitation(&unit, id).await?),
            Welcome::Password(_) => None,
        };
        let details = AccountChange { old: None, new: &input };
        unit.record_details(Event::AccountCreated, Resource::Users, Some(id.0), &details).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await?;
        Ok(Welcomed { id, token: token.map(|token| token.expose().to_owned()) })
    }

    /// Changes name, ways to reach, place and roles.
    ///
    /// # Errors
    /// Forbidden, not found, faults by field, somebody else was faster, or rights that the actor lacks.
    pub async fn change(&self, actor: &Actor, id: UserId, version: i64, input: &UserInput) -> Outcome<()> {
        self.services.ask::<verb::Edit, noun::Users>(actor).await?;
        let mut faults = FieldErrors::default();
        let input = normal(self, input, &mut faults);
        faults.into_result()?;
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let affected = affected(&unit, id, &input).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(&affected).await?;
        let permit = unit.permit::<verb::Edit, noun::Users>()?;
        let account = locked(&unit, permit.reach(), id.0).await?;
        if account.version != version {
            return Err(AppError::field("rights", "changed_meanwhile").into());
        }
        check_places(&unit, &input).await?;
        permit.cover(&placement(id.0, input.branch.map(|branch| branch.0)))?;
        let before = change.before().iter().find(|rights| rights.standing.user == id).cloned();
        let before = before.ok_or(AppError::NotFound)?;
        change.check_holds(&before.principal(unit.now()))?;
        let old = input_of(account.clone(), &before);
        if (old.branch, old.department, sorted(&old)) != (input.branch, input.department, sorted(&input)) {
            change.check_other(id)?;
        }

        let mut row = account.into_active_model();
        row.version = Set(version + 1);
        row.full_name = Set(input.full_name.clone());
        row.email = Set(input.email.clone());
        row.phone = Set(input.phone.clone());
        row.branch_id = Set(input.branch.map(|branch| branch.0));
        row.department_id = Set(input.department.map(|department| department.0));
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await.map_err(taken)?;
        user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        let roles: Vec<Uuid> = input.roles.iter().map(|role| role.0).collect();
        give_roles(unit.tx(), id.0, &roles).await?;
        for rights in rights_of(unit.tx(), &[id.0]).await? {
            change.check_holds(&rights.principal(unit.now()))?;
        }
        let details = AccountChange { old: Some(&old), new: &input };
        unit.record_details(Event::Changed, Resource::Users, Some(id.0), &details).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}

/// Whose rights may change with an account: its own, and those of everybody in the department that it leaves or enters.
async fn affected(unit: &Unit, id: UserId, input: &UserInput) -> Outcome<Vec<Uuid>> {
    let account = user::Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let departments = [account.department_id, input.department.map(|department| department.0)];
    if departments[0] == departments[1] {
        return Ok(vec![id.0]);
    }
    let colleagues: Vec<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::DepartmentId.is_in(departments.into_iter().flatten()))
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(colleagues.into_iter().filter(|colleague| *colleague != id.0).chain([id.0]).collect())
}

/// Name, e-mail and phone in canonical form.
fn normal(users: &Users<'_>, input: &UserInput, faults: &mut FieldErrors) -> UserInput {
    let today = users.services.clock().today();
    let mut take = |field, kind, typed: &str, required| match normalise(kind, typed, today) {
        Ok(normal) => normal.text.unwrap_or_else(|| {
            if required {
                faults.0.push(FieldError::new(field, "required"));
            }
            String::new()
        }),
        Err(code) => {
            faults.0.push(FieldError::new(field, code));
            String::new()
        }
    };
    let mut roles = input.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    UserInput {
        full_name: take("full_name", FieldKind::Text, &input.full_name, true),
        email: take("email", FieldKind::Email, &input.email, true),
        phone: take("phone", FieldKind::Phone, &input.phone, false),
        roles,
        ..input.clone()
    }
}

fn sorted(input: &UserInput) -> Vec<domain::RoleId> {
    let mut roles = input.roles.clone();
    roles.sort_unstable();
    roles
}

/// Branch, department and roles are there.
async fn check_places(unit: &Unit, input: &UserInput) -> Outcome<()> {
    let mut faults = FieldErrors::default();
    if let Some(id) = input.branch
        && branch::Entity::find_by_id(id.0).one(unit.tx()).await?.is_none()
    {
        faults.0.push(FieldError::new("branch", "unknown_value"));
    }
    if let Some(id) = input.department
        && department::Entity::find_by_id(id.0).one(unit.tx()).await?.is_none()
    {
        faults.0.push(FieldError::new("department", "unknown_value"));
    }
    let roles = role::Entity::find().filter(role::Column::Id.is_in(input.roles.iter().map(|role| role.0)));
    if roles.count(unit.tx()).await? != input.roles.len() as u64 {
        faults.0.push(FieldError::new("roles", "unknown_value"));
    }
    Ok(faults.into_result()?)
}

/// Somebody new begins with the language of the one who lets them in.
async fn own_language(unit: &Unit) -> Outcome<String> {
    let own = user::Entity::find_by_id(unit.actor().user.0).one(unit.tx()).await?;
    Ok(own.map(|own| own.language).unwrap_or_default())
}
