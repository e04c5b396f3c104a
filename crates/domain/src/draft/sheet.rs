//! Forms told as texts by key, so that what is typed can be kept and brought together with what others saved.

use std::{fmt::Display, str::FromStr};

use super::Typed;
use crate::{
    account::{Preferences, Profile},
    permission::{Action, Cell, OwnGrant, OwnGrants, Resource, RoleCells, RoleRights, Scope},
    role::RoleInput,
    user::UserInput,
};

/// The word of what is ticked.
const TICKED: &str = "1";
/// The word of a cell that is taken away.
const TAKEN: &str = "taken";

/// What stands in a form. What can be chosen by itself is a field by itself: a role that somebody has, a cell that a role
/// gives.
pub trait Sheet: Clone {
    /// Every field that is not empty.
    fn typed(&self) -> Typed;
    /// The form in which these stand, and nothing else. What is not understood is empty.
    fn of(typed: &Typed) -> Self;
}

/// A name alone.
impl Sheet for String {
    fn typed(&self) -> Typed {
        filled([("name", self.clone())])
    }

    fn of(typed: &Typed) -> Self {
        text(typed, "name")
    }
}

/// Texts of which no more is known than their keys.
impl Sheet for Typed {
    fn typed(&self) -> Typed {
        self.clone()
    }

    fn of(typed: &Typed) -> Self {
        typed.clone()
    }
}

impl Sheet for UserInput {
    fn typed(&self) -> Typed {
        let branches = self.branches.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let mut typed = filled([
            ("full_name", self.full_name.clone()),
            ("email", self.email.clone()),
            ("phone", self.phone.clone()),
            // Their order says which is the main one: they are one field.
            ("branches", branches),
        ]);
        typed.extend(ticked("departments", &self.departments));
        typed.extend(ticked("roles", &self.roles));
        typed
    }

    fn of(typed: &Typed) -> Self {
        Self {
            full_name: text(typed, "full_name"),
            email: text(typed, "email"),
            phone: text(typed, "phone"),
            branches: text(typed, "branches").split(' ').filter_map(|id| id.parse().ok()).collect(),
            departments: ticks(typed, "departments"),
            roles: ticks(typed, "roles"),
        }
    }
}

impl Sheet for RoleInput {
    fn typed(&self) -> Typed {
        let branch = self.rights.branch.map(|branch| branch.to_string()).unwrap_or_default();
        let mut typed = filled([
            ("name", self.name.clone()),
            ("description", self.description.clone()),
            ("branch", branch),
            ("full_permission", tick(self.rights.full_permission)),
            ("second_factor", tick(self.second_factor)),
        ]);
        typed.extend(self.rights.cells.iter().map(|(cell, scope)| (key_of(*cell), scope.key().to_owned())));
        typed
    }

    fn of(typed: &Typed) -> Self {
        let cells: RoleCells = cells(typed, Scope::from_key);
        let mut seen = cells.clone();
        // An action comes with View, also where one of two people has taken View away.
        for ((_, resource), scope) in &cells {
            let view = seen.entry((Action::View, *resource)).or_insert(*scope);
            *view = (*view).max(*scope);
        }
        Self {
            name: text(typed, "name"),
            description: text(typed, "description"),
            rights: RoleRights {
                branch: text(typed, "branch").parse().ok(),
                full_permission: typed.contains_key("full_permission"),
                cells: seen,
            },
            second_factor: typed.contains_key("second_factor"),
        }
    }
}

impl Sheet for OwnGrants {
    fn typed(&self) -> Typed {
        let told = |(cell, grant): (&Cell, &OwnGrant)| {
            let scope = grant.scope.map_or(TAKEN, Scope::key);
            let until = grant.until.map(|until| format!(" {}", until.to_rfc3339())).unwrap_or_default();
            (key_of(*cell), format!("{scope}{until}"))
        };
        self.iter().map(told).collect()
    }

    fn of(typed: &Typed) -> Self {
        cells(typed, |told| {
            let (scope, until) = told.split_once(' ').unwrap_or((told, ""));
            let until = match until {
                "" => None,
                until => Some(until.parse().ok()?),
            };
            match scope {
                TAKEN => Some(OwnGrant { scope: None, until }),
                scope => Some(OwnGrant { scope: Some(Scope::from_key(scope)?), until }),
            }
        })
    }
}

impl Sheet for Profile {
    fn typed(&self) -> Typed {
        let Preferences { language, theme, density, single_keys } = &self.preferences;
        filled([
            ("full_name", self.full_name.clone()),
            ("language", language.clone()),
            ("theme", theme.clone()),
            ("density", density.clone()),
            ("single_keys", tick(*single_keys)),
        ])
    }

    fn of(typed: &Typed) -> Self {
        Self {
            full_name: text(typed, "full_name"),
            preferences: Preferences {
                language: text(typed, "language"),
                theme: text(typed, "theme"),
                density: text(typed, "density"),
                single_keys: typed.contains_key("single_keys"),
            },
        }
    }
}

/// What stands in a field; nothing is an empty text.
pub fn text(typed: &Typed, key: &str) -> String {
    typed.get(key).cloned().unwrap_or_default()
}

/// Those of these fields that are not empty.
pub fn filled<const N: usize>(fields: [(&str, String); N]) -> Typed {
    fields.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), text)).collect()
}

fn tick(is_ticked: bool) -> String {
    if is_ticked { TICKED.to_owned() } else { String::new() }
}

fn ticked<Id: Display>(list: &str, ids: &[Id]) -> Vec<(String, String)> {
    ids.iter().map(|id| (format!("{list}.{id}"), TICKED.to_owned())).collect()
}

fn ticks<Id: FromStr>(typed: &Typed, list: &str) -> Vec<Id> {
    let id = |key: &String| key.strip_prefix(list)?.strip_prefix('.')?.parse().ok();
    typed.iter().filter(|(_, text)| *text == TICKED).filter_map(|(key, _)| id(key)).collect()
}

fn key_of((action, resource): Cell) -> String {
    format!("cells.{}.{}", action.key(), resource.key())
}

/// The cell that a field is about.
pub fn cell_of(key: &str) -> Option<Cell> {
    let (action, resource) = key.strip_prefix("cells.")?.split_once('.')?;
    Some((Action::from_key(action)?, Resource::from_key(resource)?))
}

fn cells<T, C: FromIterator<(Cell, T)>>(typed: &Typed, read: impl Fn(&str) -> Option<T>) -> C {
    let cell = |(key, text): (&String, &String)| Some((cell_of(key)?, read(text)?));
    typed.iter().filter_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::draft::merge;

    #[test]
    fn forms_come_back_as_they_were() {
        let id = Uuid::from_u128;
        let user = UserInput {
            full_name: "Lê Thị Lan".to_owned(),
            email: "lan@example.vn".to_owned(),
            phone: String::new(),
            branches: vec![id(9).into(), id(3).into()],
            departments: vec![id(4).into()],
            roles: vec![id(5).into(), id(6).into()],
        };
        assert_eq!(UserInput::of(&user.typed()), user);
        let (view, edit) = ((Action::View, Resource::Leads), (Action::Edit, Resource::Leads));
        let role = RoleInput {
            name: "Lễ tân".to_owned(),
            description: "Ca sáng".to_owned(),
            rights: RoleRights {
                branch: Some(id(1).into()),
                full_permission: false,
                cells: [(view, Scope::All), (edit, Scope::Own)].into(),
            },
            second_factor: true,
        };
        assert_eq!(RoleInput::of(&role.typed()), role);
        let until = DateTime::from_timestamp(1_800_000_000, 0);
        let own = OwnGrants::from([
            (view, OwnGrant { scope: None, until }),
            (edit, OwnGrant { scope: Some(Scope::Branch), until: None }),
        ]);
        assert_eq!(OwnGrants::of(&own.typed()), own);
        let profile = Profile { full_name: "Lan".to_owned(), preferences: Preferences::default() };
        assert_eq!(Profile::of(&profile.typed()), profile);
        assert_eq!(String::of(&"Quận 7".to_owned().typed()), "Quận 7");
        assert_eq!(OwnGrants::of(&[("cells.fly.leads".to_owned(), "all".to_owned())].into()), OwnGrants::new());
    }

    #[test]
    fn an_action_brings_view_back_that_somebody_else_took_away() {
        let (view, edit) = ((Action::View, Resource::Leads), (Action::Edit, Resource::Leads));
        let role =
            |cells: RoleCells| RoleInput { rights: RoleRights { cells, ..Default::default() }, ..Default::default() };
        let was = role([(view, Scope::Own)].into()).typed();
        let yours = role([(view, Scope::Own), (edit, Scope::Branch)].into()).typed();
        let merged = RoleInput::of(&merge(&was, &yours, &role([].into()).typed()).typed);
        assert_eq!(merged.rights.cells, RoleCells::from([(view, Scope::Branch), (edit, Scope::Branch)]));
    }
}
