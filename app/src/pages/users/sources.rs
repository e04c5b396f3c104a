//! Where rights come from, in words.

use chrono::DateTime;
use domain::{
    permission::{Cell, OwnGrants, Principal, Scope, Standing, principal},
    user::NamedRole,
};
use i18n::{Locale, users};

/// The person's roles and what the matrix makes of them.
#[derive(Clone)]
pub struct Sources {
    /// The roles.
    pub roles: Vec<NamedRole>,
    /// What they come to without own grants.
    pub by_roles: Principal,
}

impl Sources {
    /// The sources of somebody who stands there and has these roles.
    pub fn of(standing: &Standing, roles: Vec<NamedRole>) -> Self {
        let rights: Vec<_> = roles.iter().map(|role| role.rights.clone()).collect();
        let by_roles = principal(standing, 0, &rights, &OwnGrants::new(), DateTime::UNIX_EPOCH);
        Self { roles, by_roles }
    }

    /// The roles that give a cell, and the widest scope among them.
    pub fn of_cell(&self, cell: Cell) -> (Vec<&str>, Option<Scope>) {
        let given = self.roles.iter().filter_map(|role| {
            let scope = if role.rights.full_permission {
                self.by_roles.grants.contains_key(&cell).then_some(Scope::All)
            } else {
                role.rights.cells.get(&cell).copied()
            };
            let in_branch =
                |scope| if role.rights.branch.is_some() && scope == Scope::All { Scope::Branch } else { scope };
            Some((role.name.as_str(), in_branch(scope?)))
        });
        let (names, scopes): (Vec<_>, Vec<_>) = given.unzip();
        (names, scopes.into_iter().max())
    }

    /// The words of what the roles give.
    pub fn words(&self, locale: Locale, cell: Cell) -> String {
        match self.of_cell(cell).1 {
            Some(scope) if cell.1.has_reach() => {
                format!("{}: {}", users::inherited(locale), scope_word(locale, scope))
            }
            Some(_) => users::inherited(locale).to_owned(),
            None if self.by_roles.grants.contains_key(&cell) => users::implied(locale).to_owned(),
            None => users::inherited_none(locale).to_owned(),
        }
    }
}

/// The word of a scope.
pub fn scope_word(locale: Locale, scope: Scope) -> &'static str {
    i18n::scopes::by_code(locale, scope.key()).unwrap_or_default()
}
