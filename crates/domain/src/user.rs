//! Members of staff and their rights as the screens show and change them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    BranchId, DepartmentId, RoleId, UserId,
    permission::{Cell, OwnGrants, Placement, Principal, RoleRights, Standing},
};

/// What an account may do at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Has not chosen a password yet.
    Invited,
    /// May sign in.
    Active,
    /// Is kept out until unblocked.
    Blocked,
}

impl UserStatus {
    /// Every status of those who are shown; of a deleted account nothing is.
    pub const ALL: &[Self] = &[Self::Active, Self::Invited, Self::Blocked];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Blocked => "blocked",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }
}

/// Which members of staff are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    /// A part of name, e-mail or phone.
    #[serde(default)]
    pub text: String,
    /// Those who have this role.
    #[serde(default)]
    pub role: Option<RoleId>,
    /// Those who work in this branch.
    #[serde(default)]
    pub branch: Option<BranchId>,
    /// Those with this status.
    #[serde(default)]
    pub status: Option<UserStatus>,
}

/// A member of staff in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The account.
    pub id: UserId,
    /// Full name.
    pub full_name: String,
    /// E-mail.
    pub email: String,
    /// Phone, in E.164.
    pub phone: String,
    /// Names of the roles.
    pub roles: Vec<String>,
    /// Names of the branches where the person works, the main one first.
    pub branches: Vec<String>,
    /// Names of the departments.
    pub departments: Vec<String>,
    /// Status.
    pub status: UserStatus,
    /// When the account was last used, to the minute.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Somebody is there right now.
    pub online: bool,
    /// Where the account stands: acts are granted for it or not.
    pub placement: Placement,
    /// Why the asker may not change the account.
    pub locked: Option<Locked>,
}

/// Why an account cannot be changed by the one who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locked {
    /// It is the asker's own.
    Own,
    /// It holds what the asker lacks.
    HoldsMore,
}

/// What the form of an account sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInput {
    /// Full name.
    pub full_name: String,
    /// E-mail: what one signs in with.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// The branches where the person works, the main one first.
    pub branches: Vec<BranchId>,
    /// The departments.
    pub departments: Vec<DepartmentId>,
    /// The roles.
    pub roles: Vec<RoleId>,
}

/// Branches, departments and roles.
pub type RightsBy = (BTreeSet<BranchId>, BTreeSet<DepartmentId>, BTreeSet<RoleId>);

impl UserInput {
    /// What rights hang on. Which branch is the main one is not among it.
    pub fn rights_by(&self) -> RightsBy {
        let Self { branches, departments, roles, .. } = self;
        (branches.iter().copied().collect(), departments.iter().copied().collect(), roles.iter().copied().collect())
    }
}

/// How somebody new gets in for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Welcome {
    /// By a link that is good once, for two days.
    Invitation,
    /// With a password that has to be changed at once.
    Password(String),
}

/// An account and the way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcomed {
    /// The account.
    pub id: UserId,
    /// The token of the invitation, shown once.
    pub token: Option<String>,
}

/// A role that somebody has or may be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRole {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What it gives.
    pub rights: RoleRights,
    /// The asker holds everything that it gives.
    pub is_held: bool,
}

/// A member of staff whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// The account.
    pub id: UserId,
    /// Goes up with each change.
    pub version: i64,
    /// Name, ways to reach, places, roles.
    pub input: UserInput,
    /// Status.
    pub status: UserStatus,
    /// Where the person stands, for the computation of the rights.
    pub standing: Standing,
    /// Cells added to or taken from what the roles give.
    #[serde(with = "crate::permission::cell_list")]
    pub own: OwnGrants,
    /// Signs in with a second factor.
    pub second_factor: bool,
    /// Why the asker may not change the account.
    pub locked: Option<Locked>,
    /// How many customers the person is in charge of, of those that the asker may see.
    pub customers: u64,
}

/// What the asker's own rights are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRights {
    /// Where the person stands.
    pub standing: Standing,
    /// The roles.
    pub roles: Vec<NamedRole>,
    /// Cells added to or taken from what the roles give.
    #[serde(with = "crate::permission::cell_list")]
    pub own: OwnGrants,
}

/// What the forms of accounts and roles offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffChoices {
    /// Every role.
    pub roles: Vec<NamedRole>,
    /// Every branch.
    pub branches: Vec<(BranchId, String)>,
    /// Every department.
    pub departments: Vec<(DepartmentId, String)>,
}

/// How a cell turns for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Was not granted and will be.
    Gained,
    /// Was granted and will not be.
    Lost,
    /// Will cover other records than until now, all that it covered among them.
    Widened,
    /// Will not cover all that it covered.
    Narrowed,
}

/// How somebody comes to a second factor that none of their roles asked for until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorAsked {
    /// Every session ends; they set it up when they sign in again.
    SignedOut,
    /// It is the one who changes: their session goes on, and they set it up when they sign in the next time.
    NextTime,
}

/// What a change that is not saved yet will do to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectOn {
    /// Full name; `None` of somebody whom the asker may not see.
    pub name: Option<String>,
    /// Somebody is there right now.
    pub online: bool,
    /// The cells that turn.
    pub turns: Vec<(Cell, Turn)>,
    /// Customers that come into the person's lists, of each list counted up to a limit.
    pub entering: u64,
    /// Customers that leave them.
    pub leaving: u64,
    /// They have to set up a second factor.
    pub factor: Option<FactorAsked>,
}

impl EffectOn {
    /// Nothing turns.
    pub fn is_nothing(&self) -> bool {
        self.turns.is_empty() && self.factor.is_none()
    }
}

/// The cells that differ between two moments.
pub fn turns(before: &Principal, after: &Principal) -> Vec<(Cell, Turn)> {
    let turn = |cell: &Cell| match (before.grants.get(cell), after.grants.get(cell)) {
        (None, Some(_)) => Some(Turn::Gained),
        (Some(_), None) => Some(Turn::Lost),
        (Some(before), Some(after)) if before.contains(after) && after.contains(before) => None,
        (Some(before), Some(after)) if after.contains(before) => Some(Turn::Widened),
        (Some(_), Some(_)) => Some(Turn::Narrowed),
        (None, None) => None,
    };
    crate::permission::CELLS.iter().filter_map(|cell| Some((*cell, turn(cell)?))).collect()
}
