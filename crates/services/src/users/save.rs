//! Making and changing accounts.

use domain::{
    AppError, FieldError, FieldErrors, UserId,
    history::Event,
    permission::{Reach, Resource, noun, verb},
    user::{UserInput, Welcome, Welcomed},
    value::{FieldKind, normalise},
};
use entities::{branch, department, role, user, user_role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde::Serialize;
use uuid::Uuid;

use super::{Users, detail::input_of, locked, moved, placement};
use crate::{
    accounts::{NewUser, check_password, drop_invitation, give_roles, make_invitation, taken},
    audit,
    authz::{Actor, Unit, rights_of},
    failure::Outcome,
    standing::stand,
};

/// Old and new of an account, for the audit trail.
#[derive(Serialize)]
pub(crate) struct AccountChange<'a> {
    pub old: Option<&'a UserInput>,
    pub new: &'a UserInput,
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
        let entered = moved(&unit, None, &input.departments);
        let change = unit.begin_rights_change::<verb::Create, noun::Users>(entered).await?;
        check_places(&unit, &input).await?;
        let roles: Vec<Uuid> = input.roles.iter().map(|role| role.0).collect();
        let new = NewUser {
            full_name: &input.full_name,
            email: &input.email,
            phone: &input.phone,
            password_from: (!hash.is_empty()).then_some(actor.user),
            password_hash: hash,
            language: &own_language(&unit).await?,
            branches: &input.branches,
            departments: &input.departments,
            roles: &roles,
        };
        let id = new.insert(unit.tx(), unit.now()).await?;
        check_reach(unit.permit::<verb::Create, noun::Users>()?.reach(), id, &input)?;
        // Nobody else gains anything: a new colleague is in charge of nothing yet.
        change.check_gains(&rights_of(unit.tx(), &[id.0]).await?)?;
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

    /// Changes name, ways to reach, places and roles.
    ///
    /// # Errors
    /// Forbidden, not found, faults by field, a conflict if somebody else was faster, or rights that the actor lacks.
    pub async fn change(&self, actor: &Actor, id: UserId, version: i64, input: &UserInput) -> Outcome<()> {
        self.services.ask::<verb::Edit, noun::Users>(actor).await?;
        let mut faults = FieldErrors::default();
        let input = normal(self, input, &mut faults);
        faults.into_result()?;
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let affected = moved(&unit, Some(id), &input.departments);
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(affected).await?;
        let account = locked::<verb::Edit>(&unit, id).await?;
        let before = change.before_of(id)?;
        change.check_touches(&[before.principal(unit.now())])?;
        if account.version != version {
            return Err(audit::overtaken(&unit, id.0, account.version).await?);
        }
        check_places(&unit, &input).await?;
        check_reach(unit.permit::<verb::Edit, noun::Users>()?.reach(), id, &input)?;
        let old = input_of(account.clone(), before);
        if old.rights_by() != input.rights_by() {
            change.check_other(id)?;
        }

        let mut row = account.into_active_model();
        row.version = Set(version + 1);
        row.full_name = Set(input.full_name.clone());
        row.email = Set(input.email.clone());
        row.phone = Set(input.phone.clone());
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await.map_err(taken)?;
        if old.email != input.email {
            drop_invitation(unit.tx(), id.0).await?;
        }
        stand(unit.tx(), id.0, &input.branches, &input.departments).await?;
        user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        let roles: Vec<Uuid> = input.roles.iter().map(|role| role.0).collect();
        give_roles(unit.tx(), id.0, &roles).await?;
        let people: Vec<Uuid> = change.people().map(|person| person.0).collect();
        change.check_gains(&rights_of(unit.tx(), &people).await?)?;
        let details = AccountChange { old: Some(&old), new: &input };
        unit.record_details(Event::Changed, Resource::Users, Some(id.0), &details).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}

/// Name, e-mail and phone in canonical form; places and roles each once, and of the branches the main one first.
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
    let (mut roles, mut departments, mut branches) = (input.roles.clone(), input.departments.clone(), Vec::new());
    roles.sort_unstable();
    roles.dedup();
    departments.sort_unstable();
    departments.dedup();
    for branch in &input.branches {
        if !branches.contains(branch) {
            branches.push(*branch);
        }
    }
    UserInput {
        full_name: take("full_name", FieldKind::Text, &input.full_name, true),
        email: take("email", FieldKind::Email, &input.email, true),
        phone: take("phone", FieldKind::Phone, &input.phone, false),
        branches,
        departments,
        roles,
    }
}

/// Branches, departments and roles are there.
async fn check_places(unit: &Unit, input: &UserInput) -> Outcome<()> {
    let branches = branch::Entity::find().filter(branch::Column::Id.is_in(input.branches.iter().map(|id| id.0)));
    let departments =
        department::Entity::find().filter(department::Column::Id.is_in(input.departments.iter().map(|id| id.0)));
    let roles = role::Entity::find().filter(role::Column::Id.is_in(input.roles.iter().map(|id| id.0)));
    let found = [
        ("branches", branches.count(unit.tx()).await?, input.branches.len()),
        ("departments", departments.count(unit.tx()).await?, input.departments.len()),
        ("roles", roles.count(unit.tx()).await?, input.roles.len()),
    ];
    let unknown = found.into_iter().filter(|(_, found, named)| *found != *named as u64);
    let faults = unknown.map(|(field, ..)| FieldError::new(field, "unknown_value")).collect();
    Ok(FieldErrors(faults).into_result()?)
}

/// Nobody puts an account where it is out of their reach.
fn check_reach(reach: &Reach, id: UserId, input: &UserInput) -> Outcome<()> {
    if reach.covers(&placement(id, &input.branches)) {
        return Ok(());
    }
    Err(AppError::field("branches", "outside_reach").into())
}

/// Somebody new begins with the language of the one who lets them in.
async fn own_language(unit: &Unit) -> Outcome<String> {
    let own = user::Entity::find_by_id(unit.actor().user.0).one(unit.tx()).await?;
    Ok(own.map(|own| own.language).unwrap_or_default())
}
