//! Who may do what: the table of valid cells and the one function that decides.

mod rights;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::rights::{OwnGrant, OwnGrants, RoleCells, RoleRights, Scope, Standing, next_end, principal};
use crate::{BranchId, UserId};

/// A pair that exists in the table of permissions; `(Import, Audit)` has no such type and does not compile.
pub trait CellType: 'static {
    /// The cell as a value.
    const CELL: Cell;
}

/// An action as a type.
pub trait Verb: 'static {
    /// The action as a value.
    const ACTION: Action;
}

macro_rules! cells {
    ([$($verb:ident $verb_key:literal),*] $($noun:ident $noun_key:literal: $($cell:ident)*;)*) => {
        /// What somebody does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action { $(#[doc = $verb_key] $verb),* }

        /// What it is done to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Resource { $(#[doc = $noun_key] $noun),* }

        impl Action {
            /// Every action, in the order of the matrix.
            pub const ALL: &[Self] = &[$(Self::$verb),*];

            /// The word in the database, the address and the translation files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$verb => $verb_key),* }
            }

            /// The action with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.key() == key)
            }
        }

        impl Resource {
            /// Every resource, in the order of the matrix.
            pub const ALL: &[Self] = &[$(Self::$noun),*];

            /// The word in the database, the address and the translation files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$noun => $noun_key),* }
            }

            /// The resource with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|resource| resource.key() == key)
            }
        }

        /// Actions as types, for permits.
        pub mod verb { $(#[doc = $verb_key] pub struct $verb;)* }
        $(impl Verb for verb::$verb { const ACTION: Action = Action::$verb; })*
        /// Resources as types, for permits.
        pub mod noun { $(#[doc = $noun_key] pub struct $noun;)* }

        $($(impl CellType for (verb::$cell, noun::$noun) {
            const CELL: Cell = (Action::$cell, Resource::$noun);
        })*)*

        /// Every cell that exists; the same table in browser and server.
        pub const CELLS: &[Cell] = &[$($((Action::$cell, Resource::$noun)),*),*];
    };
}

/// One cell of the permission matrix.
pub type Cell = (Action, Resource);

cells! {
    [View "view", Create "create", Edit "edit", Delete "delete", Export "export", Import "import"]
    Individuals "individuals": View Create Edit Delete Export Import;
    Organizations "organizations": View Create Edit Delete Export Import;
    Teams "teams": View Create Edit Delete Export Import;
    Leads "leads": View Create Edit Delete Export Import;
    Bookings "bookings": View Create Edit Delete Export;
    Spaces "spaces": View Create Edit Delete Export;
    Services "services": View Create Edit Delete Export;
    Invoices "invoices": View Create Edit Delete Export Import;
    Receipts "receipts": View Create Edit Delete Export Import;
    Contracts "contracts": View Create Edit Delete Export;
    Care "care": View Create Edit Delete Export;
    Attachments "attachments": View Create Edit Delete Export;
    Opportunities "opportunities": View Create Edit Delete Export;
    Segments "segments": View Create Edit Delete Export;
    Reports "reports": View Export;
    Catalogs "catalogs": View Create Edit Delete;
    Users "users": View Create Edit Delete;
    Roles "roles": View Create Edit Delete;
    Departments "departments": View Create Edit Delete;
    Branches "branches": View Create Edit Delete;
    DataRequests "data_requests": View Create Edit Delete Export;
    Audit "audit": View Export;
    Settings "settings": View Edit;
    PersonalIds "personal_ids": View;
    Income "income": View;
    Amounts "amounts": View;
}

/// The records that a permission covers: a union of scopes, computed per cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Every record, also those without owner and branch.
    pub all: bool,
    /// Records in the charge of one of these people; a department is the people in it.
    pub owners: Vec<UserId>,
    /// Records of one of these branches.
    pub branches: Vec<BranchId>,
    /// Of a branch the records in the charge of these people: a role for one branch goes no further.
    #[serde(default)]
    pub owners_in: BTreeMap<BranchId, Vec<UserId>>,
}

impl Reach {
    /// Every record.
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether a record that stands there is covered. Nothing covers what has no owner and no branch but `all`.
    pub fn covers(&self, at: &Placement) -> bool {
        self.all
            || at.owner.is_some_and(|owner| self.owners.contains(&owner))
            || at.branches.iter().any(|branch| {
                self.branches.contains(branch)
                    || at.owner.zip(self.owners_in.get(branch)).is_some_and(|(owner, owners)| owners.contains(&owner))
            })
    }

    /// Whether it covers every record that the other one covers.
    pub fn contains(&self, other: &Self) -> bool {
        let holds_owner = |owner: &UserId| self.owners.contains(owner);
        self.all
            || (!other.all
                && other.owners.iter().all(holds_owner)
                && other.branches.iter().all(|branch| self.branches.contains(branch))
                && other.owners_in.iter().all(|(branch, owners)| {
                    let here = self.owners_in.get(branch).map_or(&[][..], Vec::as_slice);
                    self.branches.contains(branch)
                        || owners.iter().all(|owner| holds_owner(owner) || here.contains(owner))
                }))
    }

    /// The union of two reaches.
    pub fn join(&mut self, other: Self) {
        self.all |= other.all;
        add(&mut self.owners, other.owners);
        add(&mut self.branches, other.branches);
        for (branch, owners) in other.owners_in {
            add(self.owners_in.entry(branch).or_default(), owners);
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// Where a record stands: who is in charge of it and in which branches it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The member of staff in charge.
    pub owner: Option<UserId>,
    /// The home branch and each further branch where the record is active.
    pub branches: Vec<BranchId>,
}

/// A person and everything that person may do at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The account.
    pub user: UserId,
    /// Goes up with each change of the person's rights.
    pub epoch: i64,
    /// Full permission for the whole business, of which nothing is taken away.
    pub full: bool,
    /// The reach of every granted cell; a cell that is not here is not granted.
    #[serde(with = "cell_list")]
    pub grants: BTreeMap<Cell, Reach>,
}

impl Principal {
    /// Whether the cell is granted for at least some record: what menus and buttons go by.
    pub fn may(&self, action: Action, resource: Resource) -> bool {
        matches!(decide(self, (action, resource), None), Decision::Allowed(_))
    }

    /// Whether the cell is granted for this record.
    pub fn may_at(&self, action: Action, resource: Resource, at: &Placement) -> bool {
        matches!(decide(self, (action, resource), Some(at)), Decision::Allowed(_))
    }

    /// Whether somebody with these rights holds everything that another one holds: nobody gives, or takes from
    /// somebody, what they lack themselves.
    pub fn holds_all_of(&self, other: &Self) -> bool {
        self.full || (!other.full && self.lacks_of(other).is_none())
    }

    /// Holds what another one holds, too.
    pub fn join(&mut self, other: &Self) {
        self.full |= other.full;
        for (cell, reach) in &other.grants {
            self.grants.entry(*cell).or_default().join(reach.clone());
        }
    }

    /// The first cell that another one holds, or holds for more records, than somebody with these rights.
    pub fn lacks_of(&self, other: &Self) -> Option<Cell> {
        let lacks = |(cell, reach): &(&Cell, &Reach)| !self.grants.get(cell).is_some_and(|own| own.contains(reach));
        other.grants.iter().find(lacks).map(|(cell, _)| *cell)
    }

    /// Whether everything that could be seen with other rights can be seen with these: if not, it has to leave the screen.
    pub fn sees_all_of(&self, other: &Self) -> bool {
        let mut seen = other.grants.iter().filter(|((action, _), _)| *action == Action::View);
        seen.all(|(cell, reach)| self.grants.get(cell).is_some_and(|now| now.contains(reach)))
    }
}

/// What `decide` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// Granted, for the records of this reach.
    Allowed(&'a Reach),
    /// No role and no own grant gives the cell.
    NoGrant,
    /// The cell is granted, but not for this record.
    OutOfReach,
}

/// Decides whether somebody may do something, to some record (`None`: to any at all). Fails closed.
pub fn decide<'a>(who: &'a Principal, cell: Cell, at: Option<&Placement>) -> Decision<'a> {
    match who.grants.get(&cell) {
        None => Decision::NoGrant,
        Some(reach) if at.is_some_and(|place| !reach.covers(place)) => Decision::OutOfReach,
        Some(reach) => Decision::Allowed(reach),
    }
}

/// JSON has no pairs as keys: what is kept by cell crosses the wire as a list.
pub(crate) mod cell_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Cell;

    pub fn serialize<S: Serializer, T: Serialize>(cells: &BTreeMap<Cell, T>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(cells)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<BTreeMap<Cell, T>, D::Error> {
        Ok(Vec::<(Cell, T)>::deserialize(from)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn user(n: u8) -> UserId {
        UserId(Uuid::from_u128(u128::from(n)))
    }

    fn branch(n: u8) -> BranchId {
        BranchId(Uuid::from_u128(u128::from(n)))
    }

    prop_compose! {
        fn reaches()(all in prop::bool::weighted(0.1), owners in prop::collection::vec(0u8..5, 0..3),
                     branches in prop::collection::vec(0u8..5, 0..3),
                     pairs in prop::collection::btree_map(0u8..5, prop::collection::vec(0u8..5, 0..2), 0..2)) -> Reach {
            let owners_in = pairs.into_iter().map(|(at, owners)| (branch(at), owners.into_iter().map(user).collect())).collect();
            Reach { all, owners_in, owners: owners.into_iter().map(user).collect(), branches: branches.into_iter().map(branch).collect() }
        }
    }

    prop_compose! {
        fn placements()(owner in prop::option::of(0u8..5), branches in prop::collection::vec(0u8..5, 0..3)) -> Placement {
            Placement { owner: owner.map(user), branches: branches.into_iter().map(branch).collect() }
        }
    }

    prop_compose! {
        fn principals()(grants in prop::collection::btree_map(prop::sample::select(CELLS), reaches(), 0..20)) -> Principal {
            Principal { user: user(0), epoch: 1, full: false, grants }
        }
    }

    proptest! {
        #[test]
        fn an_empty_grant_set_allows_nothing(cell in prop::sample::select(CELLS), at in prop::option::of(placements())) {
            let nobody = Principal { user: user(0), epoch: 1, full: false, grants: BTreeMap::new() };
            prop_assert_eq!(decide(&nobody, cell, at.as_ref()), Decision::NoGrant);
        }

        #[test]
        fn more_reach_never_takes_anything_away(who in principals(), cell in prop::sample::select(CELLS), more in reaches(), at in placements()) {
            let before = matches!(decide(&who, cell, Some(&at)), Decision::Allowed(_));
            let mut wider = who.clone();
            wider.grants.entry(cell).or_default().join(more);
            let after = matches!(decide(&wider, cell, Some(&at)), Decision::Allowed(_));
            prop_assert!(!before || after);
        }

        #[test]
        fn a_union_covers_what_one_side_covers_and_nothing_else(a in reaches(), b in reaches(), at in placements()) {
            let mut both = a.clone();
            both.join(b.clone());
            prop_assert_eq!(both.covers(&at), a.covers(&at) || b.covers(&at));
        }

        #[test]
        fn what_contains_another_covers_all_that_it_covers(a in reaches(), b in reaches(), at in placements()) {
            prop_assert!(!a.contains(&b) || !b.covers(&at) || a.covers(&at));
            let mut both = a.clone();
            both.join(b.clone());
            prop_assert!(both.contains(&a) && both.contains(&b));
        }

        #[test]
        fn two_together_hold_what_each_of_them_holds_and_nothing_else(a in principals(), b in principals(), cell in prop::sample::select(CELLS), at in placements()) {
            let mut both = a.clone();
            both.join(&b);
            prop_assert!(both.holds_all_of(&a) && both.holds_all_of(&b));
            let may = |who: &Principal| who.may_at(cell.0, cell.1, &at);
            prop_assert_eq!(may(&both), may(&a) || may(&b));
        }

        #[test]
        fn whoever_lacks_nothing_holds_everything(who in principals(), other in principals()) {
            prop_assert_eq!(who.lacks_of(&other).is_none(), who.holds_all_of(&other));
            if let Some(cell) = who.lacks_of(&other) {
                prop_assert!(!who.grants.get(&cell).is_some_and(|own| own.contains(&other.grants[&cell])));
            }
        }

        #[test]
        fn what_stands_nowhere_is_covered_by_all_alone(reach in reaches()) {
            prop_assert_eq!(reach.covers(&Placement::default()), reach.all);
        }

        #[test]
        fn who_sees_all_of_another_misses_no_record(a in principals(), b in principals(), at in placements()) {
            let sees = |who: &Principal, resource| who.may_at(Action::View, resource, &at);
            let resources = || CELLS.iter().map(|(_, resource)| *resource);
            prop_assert!(!a.sees_all_of(&b) || resources().all(|resource| sees(&a, resource) || !sees(&b, resource)));
            let mut fewer = a.clone();
            fewer.grants.retain(|(action, _), _| *action == Action::View);
            prop_assert!(fewer.sees_all_of(&a) && a.sees_all_of(&fewer));
        }

        #[test]
        fn the_browser_gets_the_same_rights(who in principals()) {
            let wire = serde_json::to_string(&who).unwrap();
            prop_assert_eq!(serde_json::from_str::<Principal>(&wire).unwrap(), who);
        }
    }

    #[test]
    fn keys_lead_back_to_their_cells() {
        for (action, resource) in CELLS {
            assert_eq!(Action::from_key(action.key()), Some(*action));
            assert_eq!(Resource::from_key(resource.key()), Some(*resource));
        }
    }
}
