//! Where rights come from, in words.

use chrono::{DateTime, TimeDelta};
use domain::{
    permission::{Action, Cell, OwnGrants, Principal, Scope, Standing, principal},
    time::BusinessZone,
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
            let in_branch = |scope| match (scope, role.rights.branch) {
                (Scope::All, Some(_)) if cell.1.has_reach() => Scope::Branch,
                _ => scope,
            };
            Some((role.name.as_str(), in_branch(role.rights.scope_of(cell)?)))
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
            None => users::inherited_none(locale).to_owned(),
        }
    }

    /// Why somebody with these own grants has a cell or has it not, and until when.
    pub fn why(&self, locale: Locale, own: &OwnGrants, cell: Cell) -> String {
        let (roles, _) = self.of_cell(cell);
        let from = (!roles.is_empty()).then(|| users::from_roles(locale, &roles.join(", ")));
        let taken = |cell: Cell| own.get(&cell).is_some_and(|grant| grant.scope.is_none());
        let grant = own.get(&cell);
        let reason = match grant.map(|grant| grant.scope) {
            Some(None) => Some(users::why_taken(locale).to_owned()),
            _ if taken((Action::View, cell.1)) => Some(users::why_view_taken(locale).to_owned()),
            Some(Some(scope)) if cell.1.has_reach() => Some(users::why_added(locale, scope_word(locale, scope))),
            Some(Some(_)) => Some(users::why_added_whole(locale).to_owned()),
            None if from.is_none() => Some(users::why_none(locale).to_owned()),
            None => None,
        };
        let until = grant.and_then(|grant| grant.until).map(|until| {
            let last = BusinessZone::default().day_of(until - TimeDelta::seconds(1));
            format!("{} {}", users::until(locale), last.format("%d/%m/%Y"))
        });
        [reason, until, from].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// The word of a scope.
pub fn scope_word(locale: Locale, scope: Scope) -> &'static str {
    i18n::scopes::by_code(locale, scope.key()).unwrap_or_default()
}
