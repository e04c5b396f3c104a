//! From roles and own grants to the reach of every cell: the same computation decides on the server and shows an
//! administrator, before saving, what a change will do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Action, CELLS, Cell, Placement, Principal, Reach, Resource};
use crate::{BranchId, UserId};

/// Which records a granted cell covers, seen from the person who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those that the person is in charge of.
    Own,
    /// Those that somebody of the person's departments is in charge of.
    Department,
    /// Those of the role's branch; of a role without a branch those of the person's branches.
    Branch,
    /// Every record; of a role with a branch those of this branch.
    All,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: &[Self] = &[Self::Own, Self::Department, Self::Branch, Self::All];

    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Department => "department",
            Self::Branch => "branch",
            Self::All => "all",
        }
    }

    /// The scope with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.key() == key)
    }
}

/// The cells of a role, each with one scope.
pub type RoleCells = BTreeMap<Cell, Scope>;

/// A role as far as it gives rights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRights {
    /// The role is for this branch alone.
    pub branch: Option<BranchId>,
    /// Every cell.
    pub full_permission: bool,
    /// The cells, unless it is every one.
    #[serde(with = "super::cell_list")]
    pub cells: RoleCells,
}

impl RoleRights {
    /// The widest scope that the role gives a cell, also where it comes with another action on the same resource.
    pub fn scope_of(&self, cell: Cell) -> Option<Scope> {
        let widest = if self.full_permission {
            let given = self.branch.is_none() || !WHOLE_BUSINESS.contains(&cell.1);
            (given && CELLS.contains(&cell)).then_some(Scope::All)
        } else {
            let gives = |other: &Cell| *other == cell || (cell.0 == Action::View && other.1 == cell.1);
            self.cells.iter().filter(|(other, _)| gives(other)).map(|(_, scope)| *scope).max()
        };
        // Of a resource whose records stand nowhere there is no part.
        widest.map(|scope| if cell.1.has_reach() { scope } else { Scope::All })
    }
}

/// What somebody is given or denied over the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnGrant {
    /// The reach of an added cell; `None` takes the cell away, in every branch.
    pub scope: Option<Scope>,
    /// From this moment on it is as if it had never been.
    pub until: Option<DateTime<Utc>>,
}

/// Own grants by cell.
pub type OwnGrants = BTreeMap<Cell, OwnGrant>;

/// Where a person stands in the business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The account.
    pub user: UserId,
    /// The branches where the person works, the main one first: what the person makes belongs to it. The others stand
    /// in the order in which they were given; for the rights all are alike.
    pub branches: Vec<BranchId>,
    /// Everybody of the person's departments.
    pub colleagues: Vec<UserId>,
}

impl Standing {
    /// Where the account itself stands among accounts: in the person's branches, in the person's own charge.
    pub fn placement(&self) -> Placement {
        Placement { owner: Some(self.user), branches: self.branches.clone() }
    }
}

/// Full permission for one branch does not give these: they belong to the whole business.
const WHOLE_BUSINESS: &[Resource] = &[Resource::Users, Resource::Roles, Resource::Settings, Resource::Audit];

impl Resource {
    /// Whether its records stand somewhere, so that a cell covers some and not others.
    pub const fn has_reach(self) -> bool {
        !matches!(
            self,
            Self::Catalogs
                | Self::Roles
                | Self::Departments
                | Self::Branches
                | Self::DataRequests
                | Self::Settings
                | Self::PersonalIds
                | Self::Income
                | Self::Amounts
        )
    }
}

/// Everything that somebody may do. Roles add up as unions, each cell by itself; an action implies View on the same
/// resource; what is taken away beats what is granted, and View takes the other actions with it.
pub fn principal(
    standing: &Standing,
    epoch: i64,
    roles: &[RoleRights],
    own: &OwnGrants,
    now: DateTime<Utc>,
) -> Principal {
    let in_force = |grant: &OwnGrant| grant.until.is_none_or(|until| now < until);
    let own = || own.iter().filter(|(_, grant)| in_force(grant));
    let mut grants = BTreeMap::<Cell, Reach>::new();
    for role in roles {
        if role.full_permission {
            let given =
                CELLS.iter().filter(|(_, resource)| role.branch.is_none() || !WHOLE_BUSINESS.contains(resource));
            given.for_each(|cell| grant(&mut grants, *cell, reach(standing, role.branch, Scope::All)));
        } else {
            for (cell, scope) in &role.cells {
                grant(&mut grants, *cell, reach_of_cell(standing, role.branch, *cell, *scope));
            }
        }
    }
    for (cell, scope) in own().filter_map(|(cell, grant)| Some((*cell, grant.scope?))) {
        grant(&mut grants, cell, reach_of_cell(standing, None, cell, scope));
    }
    let taken: BTreeSet<Cell> = own().filter(|(_, grant)| grant.scope.is_none()).map(|(cell, _)| *cell).collect();
    grants.retain(|cell, _| !taken.contains(cell) && !taken.contains(&(Action::View, cell.1)));
    let full = taken.is_empty() && roles.iter().any(|role| role.full_permission && role.branch.is_none());
    Principal { user: standing.user, epoch, full, grants }
}

/// The next moment at which an own grant ends: until then the rights stay as they are.
pub fn next_end(own: &OwnGrants, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    own.values().filter_map(|grant| grant.until).filter(|until| now < *until).min()
}

fn grant(grants: &mut BTreeMap<Cell, Reach>, cell: Cell, reach: Reach) {
    let view = (Action::View, cell.1);
    if cell != view {
        grants.entry(view).or_default().join(reach.clone());
    }
    grants.entry(cell).or_default().join(reach);
}

fn reach_of_cell(standing: &Standing, branch: Option<BranchId>, cell: Cell, scope: Scope) -> Reach {
    reach(standing, branch, if cell.1.has_reach() { scope } else { Scope::All })
}

fn reach(standing: &Standing, role_branch: Option<BranchId>, scope: Scope) -> Reach {
    let of = |branches| Reach { branches, ..Reach::default() };
    let owners = || if scope == Scope::Own { vec![standing.user] } else { standing.colleagues.clone() };
    match (scope, role_branch) {
        (Scope::All, None) => Reach::all(),
        (Scope::All | Scope::Branch, Some(branch)) => of(vec![branch]),
        (Scope::Branch, None) => of(standing.branches.clone()),
        (Scope::Own | Scope::Department, None) => Reach { owners: owners(), ..Reach::default() },
        (Scope::Own | Scope::Department, Some(branch)) => {
            Reach { owners_in: BTreeMap::from([(branch, owners())]), ..Reach::default() }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::permission::{Decision, decide};

    fn user(n: u8) -> UserId {
        UserId(Uuid::from_u128(u128::from(n)))
    }

    fn branch(n: u8) -> BranchId {
        BranchId(Uuid::from_u128(u128::from(n)))
    }

    fn standing() -> Standing {
        Standing { user: user(0), branches: vec![branch(0)], colleagues: vec![user(0), user(1)] }
    }

    fn of(roles: &[RoleRights], own: &OwnGrants) -> Principal {
        at(&standing(), roles, own)
    }

    fn at(standing: &Standing, roles: &[RoleRights], own: &OwnGrants) -> Principal {
        principal(standing, 1, roles, own, DateTime::UNIX_EPOCH)
    }

    const EDIT: Cell = (Action::Edit, Resource::Individuals);
    const VIEW: Cell = (Action::View, Resource::Individuals);

    prop_compose! {
        fn roles()(branch_of in prop::option::of(0u8..3), full_permission in prop::bool::weighted(0.2),
                   cells in prop::collection::btree_map(prop::sample::select(CELLS), prop::sample::select(Scope::ALL), 0..12)) -> RoleRights {
            RoleRights { branch: branch_of.map(branch), full_permission, cells }
        }
    }

    prop_compose! {
        fn own_grants()(grants in prop::collection::btree_map(prop::sample::select(CELLS),
                        (prop::option::of(prop::sample::select(Scope::ALL)), prop::option::of(-5i64..5)), 0..6)) -> OwnGrants {
            let until = |days: Option<i64>| days.map(|days| DateTime::UNIX_EPOCH + TimeDelta::days(days));
            grants.into_iter().map(|(cell, (scope, days))| (cell, OwnGrant { scope, until: until(days) })).collect()
        }
    }

    prop_compose! {
        fn standings()(branches in prop::collection::vec(0u8..3, 0..3), colleagues in prop::collection::vec(0u8..3, 0..3)) -> Standing {
            let colleagues = colleagues.into_iter().map(user).collect();
            Standing { user: user(0), branches: branches.into_iter().map(branch).collect(), colleagues }
        }
    }

    prop_compose! {
        fn placements()(owner in prop::option::of(0u8..3), branches in prop::collection::vec(0u8..3, 0..3)) -> Placement {
            Placement { owner: owner.map(user), branches: branches.into_iter().map(branch).collect() }
        }
    }

    proptest! {
        #[test]
        fn each_role_grants_by_itself(a in roles(), b in roles(), cell in prop::sample::select(CELLS), at in placements()) {
            let allowed = |roles: &[RoleRights]| matches!(decide(&of(roles, &OwnGrants::new()), cell, Some(&at)), Decision::Allowed(_));
            prop_assert_eq!(allowed(&[a.clone(), b.clone()]), allowed(&[a]) || allowed(&[b]));
        }

        /// What is shown of a role is what it gives.
        #[test]
        fn the_scope_of_a_cell_is_what_the_role_gives(role in roles(), cell in prop::sample::select(CELLS)) {
            let given = of(std::slice::from_ref(&role), &OwnGrants::new()).grants.get(&cell).cloned();
            prop_assert_eq!(role.scope_of(cell).is_some(), given.is_some());
            if let (Some(scope), Some(given)) = (role.scope_of(cell), given) {
                prop_assert!(given.contains(&reach(&standing(), role.branch, scope)), "{scope:?} {given:?}");
            }
        }

        #[test]
        fn every_action_comes_with_view(roles in prop::collection::vec(roles(), 0..4), own in own_grants(), at in placements()) {
            let who = of(&roles, &own);
            for (action, resource) in CELLS {
                if who.may_at(*action, *resource, &at) {
                    prop_assert!(who.may_at(Action::View, *resource, &at), "{action:?} {resource:?}");
                }
            }
        }

        #[test]
        fn taken_away_beats_granted(roles in prop::collection::vec(roles(), 0..4), own in own_grants(), cell in prop::sample::select(CELLS)) {
            let mut own = own;
            own.insert(cell, OwnGrant { scope: None, until: None });
            let who = of(&roles, &own);
            prop_assert_eq!(decide(&who, cell, None), Decision::NoGrant);
            prop_assert!(!who.full);
        }

        #[test]
        fn a_branch_role_reaches_nothing_elsewhere(role in roles(), cell in prop::sample::select(CELLS), owner in prop::option::of(0u8..3)) {
            let role = RoleRights { branch: Some(branch(1)), ..role };
            let elsewhere = Placement { owner: owner.map(user), branches: vec![branch(0), branch(2)] };
            prop_assert!(!of(&[role], &OwnGrants::new()).may_at(cell.0, cell.1, &elsewhere));
        }

        /// Both call `decide`; between them lies the wire, and the rights that the server computed.
        #[test]
        fn browser_and_server_decide_alike(roles in prop::collection::vec(roles(), 0..4), own in own_grants(),
                                           at in prop::option::of(placements())) {
            let server = of(&roles, &own);
            let browser: Principal = serde_json::from_str(&serde_json::to_string(&server).unwrap()).unwrap();
            for cell in CELLS {
                prop_assert_eq!(decide(&browser, *cell, at.as_ref()), decide(&server, *cell, at.as_ref()));
            }
        }

        #[test]
        fn one_with_more_roles_holds_all_of_one_with_fewer(roles in prop::collection::vec(roles(), 1..4)) {
            let (all, fewer) = (of(&roles, &OwnGrants::new()), of(&roles[1..], &OwnGrants::new()));
            prop_assert!(all.holds_all_of(&fewer));
        }

        /// Standing in several places is no more than standing in each of them.
        #[test]
        fn somebody_who_stands_in_two_places_reaches_what_those_reach_who_stand_in_one(
            one in standings(), other in standings(), roles in prop::collection::vec(roles(), 0..4), own in own_grants(),
            cell in prop::sample::select(CELLS), place in placements()
        ) {
            let both = Standing {
                branches: [one.branches.clone(), other.branches.clone()].concat(),
                colleagues: [one.colleagues.clone(), other.colleagues.clone()].concat(),
                ..one
            };
            let allowed = |standing: &Standing| at(standing, &roles, &own).may_at(cell.0, cell.1, &place);
            prop_assert_eq!(allowed(&both), allowed(&one) || allowed(&other));
            prop_assert!(at(&both, &roles, &own).holds_all_of(&at(&one, &roles, &own)));
        }

        /// Which branch is the main one is no right.
        #[test]
        fn the_order_of_branches_changes_no_right(
            standing in standings(), roles in prop::collection::vec(roles(), 0..4), cell in prop::sample::select(CELLS),
            place in placements()
        ) {
            let mut turned = standing.clone();
            turned.branches.reverse();
            let allowed = |standing: &Standing| at(standing, &roles, &OwnGrants::new()).may_at(cell.0, cell.1, &place);
            prop_assert_eq!(allowed(&turned), allowed(&standing));
        }

        #[test]
        fn a_branch_scope_reaches_the_branches_where_one_stands_and_no_other(standing in standings(), place in placements()) {
            let role = RoleRights { cells: RoleCells::from([(VIEW, Scope::Branch)]), ..RoleRights::default() };
            let reached = at(&standing, &[role], &OwnGrants::new()).may_at(VIEW.0, VIEW.1, &place);
            prop_assert_eq!(reached, place.branches.iter().any(|branch| standing.branches.contains(branch)));
        }
    }

    #[test]
    fn an_own_grant_ends_by_itself() {
        let end = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let own = OwnGrants::from([(EDIT, OwnGrant { scope: Some(Scope::Own), until: Some(end) })]);
        let at = |now| principal(&standing(), 1, &[], &own, now);
        let mine = Placement { owner: Some(user(0)), branches: Vec::new() };
        assert!(at(end - TimeDelta::seconds(1)).may_at(EDIT.0, EDIT.1, &mine));
        assert!(!at(end).may(EDIT.0, EDIT.1));
        assert_eq!(next_end(&own, DateTime::UNIX_EPOCH), Some(end));
        assert_eq!(next_end(&own, end), None);
    }

    #[test]
    fn without_view_nothing_is_left() {
        let role = RoleRights { full_permission: true, ..RoleRights::default() };
        let who = of(&[role], &OwnGrants::from([(VIEW, OwnGrant { scope: None, until: None })]));
        assert!(Action::ALL.iter().all(|action| !who.may(*action, Resource::Individuals)));
        assert!(who.may(Action::Edit, Resource::Organizations));
    }

    #[test]
    fn full_permission_for_a_branch_is_not_for_the_business() {
        let role = RoleRights { full_permission: true, branch: Some(branch(1)), ..RoleRights::default() };
        let who = of(&[role], &OwnGrants::new());
        assert!(!who.full);
        assert!(WHOLE_BUSINESS.iter().all(|resource| !who.may(Action::View, *resource)));
        assert!(who.may(Action::Edit, Resource::Individuals));
    }
}
