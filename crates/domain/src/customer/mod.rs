//! Customers: what all kinds of them have in common, and what crosses the wire about them.

mod directory;
mod field;
mod form;
mod merge;
mod people;

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::{
    directory::Directory,
    field::{Field, GENDERS, INCOME_BANDS, JOURNEY_STAGES, KINDS, Section, YES},
    form::{CustomerChange, CustomerInput, Edit, check, required},
    merge::{Attached, Comparison, MergeNote, MergeRequest, Merged, Side, may_be_restored, picked},
    people::{
        Former, MOST_PEOPLE, PeopleChange, Person, PersonEdit, PersonField, PersonInput, PersonValues, check_people,
        check_person, check_together, has_not_left, ids_in, known_members, member_count, named_lines, person_fault,
        settle_main,
    },
};
use crate::{BranchId, CustomerId, UserId, list::Cursor, permission::Placement, value::Catalog};

/// A trashed record is kept for so many days unless the installation is set otherwise, and then deleted for good.
pub const TRASH_DAYS: i64 = 90;

/// What a customer is; fixed once created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A person.
    #[default]
    Individual,
    /// A company with a tax code and contact persons.
    Organization,
    /// A group of people who rent or buy together.
    Team,
}

impl CustomerKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Individual, Self::Organization, Self::Team];

    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Organization => "organization",
            Self::Team => "team",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

/// The code of the n-th customer: `KH000001`.
pub struct GivenCode(pub i64);

impl fmt::Display for GivenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KH{:06}", self.0)
    }
}

/// The filled fields of a customer, each in its canonical text: E.164, ISO date, lower-case e-mail, catalog label,
/// id of user, branch or customer. An empty field is absent.
pub type Values = BTreeMap<Field, String>;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// Stable id.
    pub id: CustomerId,
    /// What it is.
    pub kind: CustomerKind,
    /// Version, for edits in place.
    pub version: i64,
    /// Its place in the list as it is sorted now.
    pub place: Cursor,
    /// The shown fields; owner, branch and other customers by name, sensitive ones masked.
    pub values: Values,
    /// Where the record stands: which acts are offered goes by it.
    pub placement: Placement,
    /// The customer is known to have no e-mail address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_email: bool,
    /// Of one in the trash how it came there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed: Option<Trashed>,
}

/// How a record came into the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trashed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; nobody is the system.
    pub by: Option<String>,
}

/// Everything that the detail page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetail {
    /// Stable id.
    pub id: CustomerId,
    /// Version, for the edit form.
    pub version: i64,
    /// The list in which it stands.
    pub directory: Directory,
    /// What it is.
    pub kind: CustomerKind,
    /// The fields; owner, branch and other customers by id, sensitive ones masked.
    pub values: Values,
    /// The member of staff in charge.
    pub owner: Option<Named<UserId>>,
    /// Home branch.
    pub branch: Option<Named<BranchId>>,
    /// The customers that its fields name, as far as the reader may see them.
    pub links: BTreeMap<Field, CustomerLink>,
    /// Contact persons or members, in order; those who are individuals as far as the reader may see them.
    pub people: Vec<Person>,
    /// The customers that name this one, as far as the reader may see them.
    pub related: Vec<Related>,
    /// The customer is known to have no e-mail address.
    pub without_email: bool,
    /// Where the record stands: which acts are offered goes by it.
    pub placement: Placement,
    /// The record lies in the trash.
    pub trashed: bool,
    /// Its picture: each new one has another mark.
    #[serde(default)]
    pub avatar: Option<Uuid>,
}

impl CustomerDetail {
    /// Whether something is missing that such a customer must have: of an individual that was a lead the e-mail address.
    pub fn is_to_complete(&self) -> bool {
        let is_missing = |field: &Field| !self.values.contains_key(field);
        !self.trashed && required(self.directory, self.kind, self.without_email).iter().any(is_missing)
    }

    /// The address of its picture, if there is one.
    pub fn picture(&self) -> Option<String> {
        self.avatar.map(|mark| picture(self.id, mark))
    }
}

/// The individuals to whom the e-mail address is to be added, as text of a filter ([`Group`](crate::filter::Group)).
pub const TO_COMPLETE: &str = "email.empty~without_email.empty";

/// A new record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its id.
    pub id: CustomerId,
    /// Its code: the address of the detail page.
    pub code: String,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The record's version now.
    pub version: i64,
    /// The record's code now.
    pub code: String,
    /// Fields that somebody else had changed meanwhile; both changes were kept.
    pub merged: Vec<Field>,
}

/// The way to another customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLink {
    /// The list in which it stands.
    pub directory: Directory,
    /// The code: the address of the detail page.
    pub code: String,
    /// The full name.
    pub name: String,
}

/// What is typed of a customer, to look for others that may be the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// What the customer is.
    pub kind: CustomerKind,
    /// The typed fields, not yet checked.
    pub values: Values,
    /// The record that is being edited.
    pub except: Option<CustomerId>,
}

impl Suggestion {
    /// The address of its picture, if there is one.
    pub fn picture(&self) -> Option<String> {
        self.avatar.map(|mark| picture(self.id, mark))
    }
}

/// The address of the picture of a customer. With each new picture it is another one, so that no page shows an old one.
fn picture(customer: CustomerId, mark: Uuid) -> String {
    format!("/files/avatars/{customer}?v={mark}")
}

/// A customer that may be the same as another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The list in which it stands.
    pub directory: Directory,
    /// The code: the address of the detail page.
    pub code: String,
    /// The full name.
    pub name: String,
    /// What both have in common; the name stands for name and date of birth.
    pub fields: Vec<Field>,
}

/// The first of the customers of a list that name another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The list in which they stand.
    pub directory: Directory,
    /// The newest ones.
    pub customers: Vec<CustomerLink>,
    /// There are more of them.
    pub more: bool,
}

/// A hit while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Stable id.
    pub id: CustomerId,
    /// The list in which it stands.
    pub directory: Directory,
    /// The code: the address of the detail page.
    pub code: String,
    /// The full name.
    pub name: String,
    /// The phone in E.164, if there is one.
    pub phone: Option<String>,
    /// The e-mail address, if there is one.
    pub email: Option<String>,
    /// The mark of its picture, if there is one.
    #[serde(default)]
    pub avatar: Option<Uuid>,
}

/// What filter row and form offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The labels of each catalog, in the admin's order.
    pub catalogs: BTreeMap<Catalog, Vec<String>>,
    /// The members of staff whom the asker may put in charge.
    pub owners: Vec<Named<UserId>>,
    /// Those who are kept out by now and still in charge of somebody: lists are filtered by them.
    #[serde(default)]
    pub former_owners: Vec<Named<UserId>>,
    /// The branches.
    pub branches: Vec<Named<BranchId>>,
}

impl Choices {
    /// The same for a record that somebody is in charge of: a form shows them even if they could not be chosen anew.
    #[must_use]
    pub fn with_owner(mut self, owner: Option<Named<UserId>>) -> Self {
        self.owners.extend(owner.filter(|owner| self.owners.iter().all(|known| known.id != owner.id)));
        self
    }
}

/// An id with the name that people know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named<Id> {
    /// The id.
    pub id: Id,
    /// The name.
    pub name: String,
}
