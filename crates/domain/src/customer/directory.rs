//! The lists in which customers stand, and what each of them shows.

use serde::{Deserialize, Serialize};

use super::{CustomerKind, Field};
use crate::permission::{Action, Cell, Placement, Principal, Resource};

/// A list of customers with rights of its own: customers by their kind, and those in contact who have not bought yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Directory {
    /// Customers who are persons.
    #[default]
    Individuals,
    /// Customers that are companies.
    Organizations,
    /// Customers that are groups of people.
    Teams,
    /// Persons, companies and groups in contact who have not bought yet.
    Leads,
}

impl Directory {
    /// Every directory, in the order of the menu.
    pub const ALL: &[Self] = &[Self::Individuals, Self::Organizations, Self::Teams, Self::Leads];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        self.resource().key()
    }

    /// The directory with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|directory| directory.key() == key)
    }

    /// Whose cells decide who may do what in it.
    pub const fn resource(self) -> Resource {
        match self {
            Self::Individuals => Resource::Individuals,
            Self::Organizations => Resource::Organizations,
            Self::Teams => Resource::Teams,
            Self::Leads => Resource::Leads,
        }
    }

    /// The cell of an action in it; all six exist.
    pub const fn cell(self, action: Action) -> Cell {
        (action, self.resource())
    }

    /// Whether somebody sees the records of an operation, such as bookings or receipts, of a customer of this list who stands
    /// there: whoever sees the customer and may view such records, and those in the reach of whose right to view them the
    /// customer stands.
    pub fn shows(self, who: &Principal, operation: Resource, at: &Placement) -> bool {
        who.may(Action::View, operation)
            && (who.may_at(Action::View, operation, at) || who.may_at(Action::View, self.resource(), at))
    }

    /// The directory whose cells a resource has.
    pub fn of_resource(resource: Resource) -> Option<Self> {
        Self::ALL.iter().copied().find(|directory| directory.resource() == resource)
    }

    /// Where a customer of this kind stands.
    pub const fn of_kind(kind: CustomerKind) -> Self {
        match kind {
            CustomerKind::Individual => Self::Individuals,
            CustomerKind::Organization => Self::Organizations,
            CustomerKind::Team => Self::Teams,
        }
    }

    /// The one kind that stands in it; leads are of all kinds.
    pub const fn kind(self) -> Option<CustomerKind> {
        match self {
            Self::Individuals => Some(CustomerKind::Individual),
            Self::Organizations => Some(CustomerKind::Organization),
            Self::Teams => Some(CustomerKind::Team),
            Self::Leads => None,
        }
    }

    /// Whether records of this kind stand in it.
    pub fn holds(self, kind: CustomerKind) -> bool {
        self.kind().is_none_or(|own| own == kind)
    }

    /// Address of the list.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Individuals => "/customers/individuals",
            Self::Organizations => "/customers/organizations",
            Self::Teams => "/customers/teams",
            Self::Leads => "/leads",
        }
    }

    /// Address of a record; a lead is known by its id.
    pub fn address_of(self, code: &str) -> String {
        format!("{}/{code}", self.address())
    }

    /// Whether a record of this kind has the field here: leads have no code, elsewhere the kind goes without saying, and its
    /// people and the tick "has no e-mail" are more than a value.
    pub fn has(self, field: Field, kind: CustomerKind) -> bool {
        let here = match field {
            Field::Code => self != Self::Leads,
            Field::Kind => self == Self::Leads,
            Field::ContactPersons | Field::Members | Field::WithoutEmail => false,
            _ => true,
        };
        here && self.holds(kind) && field.owners().contains(&kind)
    }

    /// The fields that its records have, in the order of the form.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        let has = move |field: &Field| CustomerKind::ALL.iter().any(|kind| self.has(*field, *kind));
        Field::ALL.iter().copied().filter(has)
    }

    /// The fields by which its records may be compared: also the tick "has no e-mail".
    pub fn compared(self) -> impl Iterator<Item = Field> {
        self.fields().chain(self.holds(CustomerKind::Individual).then_some(Field::WithoutEmail))
    }

    /// The columns that the list shows first, in order; the name stands first and stays.
    pub const fn columns(self) -> &'static [Field] {
        match self {
            Self::Individuals => &[
                Field::Name,
                Field::Code,
                Field::Phone,
                Field::Email,
                Field::Gender,
                Field::DateOfBirth,
                Field::CustomerGroup,
                Field::Source,
                Field::ContactStatus,
                Field::Owner,
                Field::Branch,
                Field::CreatedAt,
            ],
            Self::Organizations => &[
                Field::Name,
                Field::Code,
                Field::TaxCode,
                Field::MainContact,
                Field::Phone,
                Field::Email,
                Field::OrganizationSize,
                Field::Industry,
                Field::CustomerGroup,
                Field::Source,
                Field::ContactStatus,
                Field::Owner,
                Field::Branch,
                Field::CreatedAt,
            ],
            Self::Teams => &[
                Field::Name,
                Field::Code,
                Field::Representative,
                Field::Phone,
                Field::Email,
                Field::MemberCount,
                Field::Organization,
                Field::CustomerGroup,
                Field::Source,
                Field::ContactStatus,
                Field::Owner,
                Field::Branch,
                Field::CreatedAt,
            ],
            Self::Leads => &[
                Field::Name,
                Field::Kind,
                Field::Phone,
                Field::Email,
                Field::ContactStatus,
                Field::Source,
                Field::JourneyStage,
                Field::Owner,
                Field::Branch,
                Field::CreatedAt,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_fields_and_no_others() {
        let has = |directory: Directory, field| directory.fields().any(|own| own == field);
        assert!(has(Directory::Individuals, Field::IdNumber) && !has(Directory::Organizations, Field::IdNumber));
        assert!(has(Directory::Organizations, Field::TaxCode) && !has(Directory::Teams, Field::TaxCode));
        assert!(has(Directory::Teams, Field::Representative) && !has(Directory::Individuals, Field::Representative));
        assert!(has(Directory::Leads, Field::TaxCode) && has(Directory::Leads, Field::Kind));
        assert!(!has(Directory::Leads, Field::Code) && !has(Directory::Individuals, Field::Kind));
    }

    #[test]
    fn a_list_shows_fields_that_its_records_have() {
        for directory in Directory::ALL {
            assert!(directory.columns().iter().all(|column| directory.fields().any(|field| field == *column)));
            assert_eq!(Directory::from_key(directory.key()), Some(*directory));
            assert_eq!(directory.columns().first(), Some(&Field::Name));
        }
    }
}
