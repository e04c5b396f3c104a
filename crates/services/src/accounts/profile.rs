//! The own account.

use domain::{
    AppError, FieldError, FieldErrors,
    account::{DENSITIES, LANGUAGES, PasswordChange, Preferences, Profile, THEMES, Viewer},
    history::{Changes, Event},
    permission::Resource,
    user::{NamedRole, OwnRights, UserInput},
    value::{FieldKind, normalise},
};
use entities::{role, user};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{
    Accounts, alerts, alerts::forget_browsers, attempts::Subjects, check_password, drop_invitation, sessions::end_all,
};
use crate::{
    authz::{Actor, Unit, rights_of},
    failure::Outcome,
    settings::trash_days,
    standing::departments_of,
    users::{AccountChange, input_of},
};

/// Why somebody is no longer let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    /// The session has ended.
    Ended,
    /// The account is blocked or deleted.
    Blocked,
}

impl Accounts<'_> {
    /// Whether the session's bearer is blocked, once it turned out that the session is no good any more.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn why_out(&self, actor: &Actor) -> Outcome<Out> {
        let tx = self.services.database().begin_read().await?;
        let account = user::Entity::find_by_id(actor.bearer().0).one(&tx).await?;
        tx.commit().await?;
        Ok(if account.is_some_and(|account| account.status == "active") { Out::Ended } else { Out::Blocked })
    }

    /// Who is signed in: what the frame needs for menu, buttons, language and theme.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn viewer(&self, actor: &Actor) -> Outcome<Viewer> {
        let unit = self.services.read(actor).await?;
        let user = own(&unit).await?;
        Ok(Viewer {
            full_name: user.full_name,
            email: user.email,
            preferences: Preferences {
                language: user.language,
                theme: user.theme,
                density: user.density,
                single_keys: user.single_keys,
            },
            principal: unit.principal().clone(),
            in_department: departments_of(unit.tx(), &[user.id]).await?.contains_key(&user.id),
            alerts: alerts::count(&unit).await?,
            trash_days: trash_days(unit.tx()).await?.unsigned_abs(),
            seen_by: seen_by(&unit).await?,
        })
    }

    /// What the actor's rights are made of: why each act is allowed or not.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn own_rights(&self, actor: &Actor) -> Outcome<OwnRights> {
        let unit = self.services.read(actor).await?;
        let rights = rights_of(unit.tx(), &[actor.user.0]).await?.pop().ok_or(AppError::Unauthenticated)?;
        let ids: Vec<_> = rights.roles.iter().map(|(role, _)| role.0).collect();
        let named = role::Entity::find()
            .filter(role::Column::Id.is_in(ids))
            .order_by_asc(role::Column::Name)
            .all(unit.tx())
            .await?;
        let roles = named.into_iter().filter_map(|role| {
            let (id, given) = rights.roles.iter().find(|(id, _)| id.0 == role.id)?;
            Some(NamedRole { id: *id, name: role.name, rights: given.clone(), is_held: true })
        });
        Ok(OwnRights { roles: roles.collect(), standing: rights.standing, own: rights.own })
    }

    /// Saves the name, and how the actor likes the interface.
    ///
    /// # Errors
    /// Faults by field.
    pub async fn save_profile(&self, actor: &Actor, profile: &Profile) -> Outcome<()> {
        // Whoever is not let in any more learns nothing of the form either.
        self.services.read(actor).await?;
        let mut errors = FieldErrors::default();
        let name = normalise(FieldKind::Text, &profile.full_name, self.services.clock().today());
        let name = match name {
            Ok(normal) if normal.text.is_some() => normal.text.unwrap_or_default(),
            Ok(_) => fault(&mut errors, "full_name", "required"),
            Err(code) => fault(&mut errors, "full_name", code),
        };
        let Preferences { language, theme, density, single_keys } = &profile.preferences;
        for (field, known, value) in
            [("language", LANGUAGES, language), ("theme", THEMES, theme), ("density", DENSITIES, density)]
        {
            if !known.contains(&value.as_str()) {
                fault(&mut errors, field, "unknown_value");
            }
        }
        errors.into_result()?;

        let unit = self.services.write_own(actor).await?;
        let user = own(&unit).await?;
        let rights = rights_of(unit.tx(), &[user.id]).await?.pop().ok_or(AppError::Unauthenticated)?;
        let old = input_of(user.clone(), &rights);
        let new = UserInput { full_name: name.clone(), ..old.clone() };
        let mut user = user.into_active_model();
        user.full_name = Set(name);
        user.language = Set(language.clone());
        user.theme = Set(theme.clone());
        user.density = Set(density.clone());
        user.single_keys = Set(*single_keys);
        user.updated_at = Set(unit.now());
        user.update(unit.tx()).await?;
        let details = AccountChange { old: Some(&old), new: &new };
        unit.record_details(Event::Changed, Resource::Users, Some(actor.user.0), &details).await?;
        unit.commit().await
    }

    /// Changes the password; all other sessions end, and a link that leads in.
    ///
    /// # Errors
    /// A fault of `current` or `new`; too many attempts.
    pub async fn change_password(&self, actor: &Actor, change: &PasswordChange) -> Outcome<()> {
        let unit = self.services.read(actor).await?;
        let user = own(&unit).await?;
        let subjects = Subjects::of_session(actor);
        subjects.check(unit.tx(), unit.now()).await?;
        unit.commit().await?;

        let hasher = &self.services.inner.hasher;
        if !hasher.verify(&change.current, Some(user.password_hash)).await? {
            let unit = self.services.write_own(actor).await?;
            subjects.check_in_turn(self.services.database(), unit.tx(), unit.now()).await?;
            subjects.count(unit.tx(), unit.now()).await?;
            unit.record(Event::ConfirmFailed, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
            unit.commit().await?;
            return Err(AppError::field("current", "wrong_password").into());
        }
        check_password(&change.new, &user.full_name, &user.email, user.factor_key.is_some())
            .map_err(|code| AppError::field("new", code))?;
        let hash = hasher.hash(&change.new).await?;

        let unit = self.services.write_own(actor).await?;
        subjects.check_in_turn(self.services.database(), unit.tx(), unit.now()).await?;
        let mut user = own(&unit).await?.into_active_model();
        drop_invitation(unit.tx(), actor.user.0).await?;
        user.password_hash = Set(hash);
        user.updated_at = Set(unit.now());
        user.update(unit.tx()).await?;
        end_all(unit.tx(), actor.user.0, actor.session).await?;
        forget_browsers(unit.tx(), actor.user.0, actor.session).await?;
        unit.record(Event::PasswordChanged, Resource::Users, Some(actor.user.0), &Changes::new()).await?;
        unit.affects(actor.user).await?;
        unit.commit().await
    }
}

/// The name of the one who looks at what the actor sees.
async fn seen_by(unit: &Unit) -> Outcome<Option<String>> {
    let Some(bearer) = unit.actor().seen_by else { return Ok(None) };
    Ok(user::Entity::find_by_id(bearer.0).one(unit.tx()).await?.map(|bearer| bearer.full_name))
}

/// The actor's account.
pub(super) async fn own(unit: &Unit) -> Outcome<user::Model> {
    Ok(user::Entity::find_by_id(unit.actor().user.0).one(unit.tx()).await?.ok_or(AppError::Unauthenticated)?)
}

fn fault(errors: &mut FieldErrors, field: &str, code: &str) -> String {
    errors.0.push(FieldError::new(field, code));
    String::new()
}
