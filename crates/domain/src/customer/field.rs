//! The fields of a customer, described by data: form, list, filter, history, import and export all go by it.

use serde::{Deserialize, Serialize};

use super::{
    CustomerKind,
    CustomerKind::{Individual, Organization as Company, Team},
};
use crate::{
    permission::{Action, Cell, Resource},
    value::{Catalog, FieldKind},
};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $key:literal $kind:expr, $section:ident, $of:expr;)*) => {
        /// A field of a customer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name),* }

        impl Field {
            /// Every field, in the order of the form and of an export of all fields.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the database, the address, the form and the translation files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// What kind of value the field holds.
            pub const fn kind(self) -> FieldKind {
                match self { $(Self::$name => $kind),* }
            }

            /// The part of form and detail page where the field stands.
            pub const fn section(self) -> Section {
                match self { $(Self::$name => Section::$section),* }
            }

            /// The kinds of customers that have the field.
            pub const fn owners(self) -> &'static [CustomerKind] {
                match self { $(Self::$name => $of),* }
            }
        }
    };
}

/// A part of form and detail page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Name, code and how to reach the customer.
    Contact,
    /// Who stands for a team, and how many it is.
    Team,
    /// The person itself.
    Personal,
    /// The papers.
    Papers,
    /// The company that it is, or that the customer belongs to.
    Organization,
    /// Where the customer lives, or sits.
    Address,
    /// How the business sees the customer.
    Relation,
    /// Kept by the system.
    System,
}

impl Section {
    /// Every section, in order.
    pub const ALL: &[Self] = &[
        Self::Contact,
        Self::Team,
        Self::Personal,
        Self::Papers,
        Self::Organization,
        Self::Address,
        Self::Relation,
        Self::System,
    ];

    /// The word in the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Team => "team",
            Self::Personal => "personal",
            Self::Papers => "papers",
            Self::Organization => "organization",
            Self::Address => "address",
            Self::Relation => "relation",
            Self::System => "system",
        }
    }
}

fields! {
    /// Full name as typed, in NFC with single spaces; required.
    Name "name" FieldKind::Text, Contact, CustomerKind::ALL;
    /// `KH000001`, made by the system unless one is given; never reused. A lead has none.
    Code "code" FieldKind::Code, Contact, CustomerKind::ALL;
    /// E.164.
    Phone "phone" FieldKind::Phone, Contact, CustomerKind::ALL;
    /// Further numbers in E.164, apart by line breaks.
    OtherPhones "other_phones" FieldKind::Phones, Contact, CustomerKind::ALL;
    /// Lower case; of an individual required when typed by hand, unless "has no e-mail" is ticked.
    Email "email" FieldKind::Email, Contact, CustomerKind::ALL;
    /// Known to have no e-mail address: a tick beside the field. Histories and filters know it.
    WithoutEmail "without_email" FieldKind::Choice(YES_OR_NOT), Contact, &[Individual];
    /// The individual who stands for the team; its id.
    Representative "representative" FieldKind::Customer(Individual), Team, &[Team];
    /// The one to turn to first in an organization; the name.
    MainContact "main_contact" FieldKind::People, Contact, &[Company];
    /// The contact persons of an organization, a line for each.
    ContactPersons "contact_persons" FieldKind::People, Contact, &[Company];
    /// How many the team is; at least the number of its listed members.
    MemberCount "member_count" FieldKind::Count, Team, &[Team];
    /// The members of a team, a line for each.
    Members "members" FieldKind::People, Team, &[Team];
    /// `male`, `female` or `other`.
    Gender "gender" FieldKind::Choice(GENDERS), Personal, &[Individual];
    /// ISO date, not in the future, not before 1900.
    DateOfBirth "date_of_birth" FieldKind::Date, Personal, &[Individual];
    /// As typed.
    Nationality "nationality" FieldKind::Text, Personal, &[Individual];
    /// A value of the catalog.
    Occupation "occupation" FieldKind::Catalog(Catalog::Occupation), Personal, &[Individual];
    /// A band of monthly income; sensitive.
    MonthlyIncome "monthly_income" FieldKind::Choice(INCOME_BANDS), Personal, &[Individual];
    /// CCCD or passport number; sensitive.
    IdNumber "id_number" FieldKind::IdNumber, Papers, &[Individual];
    /// ISO date.
    IdIssuedOn "id_issued_on" FieldKind::Date, Papers, &[Individual];
    /// As typed.
    IdIssuedBy "id_issued_by" FieldKind::Text, Papers, &[Individual];
    /// Mã số thuế: 10 digits, 13 of a branch, or the 12 of a personal id.
    TaxCode "tax_code" FieldKind::TaxCode, Organization, &[Company];
    /// A range of the catalog.
    OrganizationSize "organization_size" FieldKind::Catalog(Catalog::OrganizationSize), Organization, &[Company];
    /// A value of the catalog.
    Industry "industry" FieldKind::Catalog(Catalog::Industry), Organization, &[Company];
    /// As typed.
    Website "website" FieldKind::Text, Organization, &[Company];
    /// The person whom the law sees as the company, as typed.
    RepresentativeName "representative_name" FieldKind::Text, Organization, &[Company];
    /// The organization that a person or a team belongs to; its id.
    Organization "organization" FieldKind::Customer(Company), Organization, &[Individual, Team];
    /// What the person is there, as typed.
    JobTitle "job_title" FieldKind::Text, Organization, &[Individual];
    /// The whole address as typed.
    Address "address" FieldKind::LongText, Address, CustomerKind::ALL;
    /// House number and street.
    AddressStreet "address_street" FieldKind::Text, Address, CustomerKind::ALL;
    /// Phường, xã or đặc khu.
    AddressCommune "address_commune" FieldKind::Text, Address, CustomerKind::ALL;
    /// Province or centrally run city.
    AddressProvince "address_province" FieldKind::Text, Address, CustomerKind::ALL;
    /// Where the customer came from.
    Source "source" FieldKind::Catalog(Catalog::Source), Relation, CustomerKind::ALL;
    /// The group that prices and care go by.
    CustomerGroup "customer_group" FieldKind::Catalog(Catalog::CustomerGroup), Relation, CustomerKind::ALL;
    /// How far the contact has come.
    ContactStatus "contact_status" FieldKind::Catalog(Catalog::ContactStatus), Relation, CustomerKind::ALL;
    /// Awareness, consideration, purchase, return or advocacy.
    JourneyStage "journey_stage" FieldKind::Choice(JOURNEY_STAGES), Relation, CustomerKind::ALL;
    /// The member of staff in charge.
    Owner "owner" FieldKind::User, Relation, CustomerKind::ALL;
    /// Home branch.
    Branch "branch" FieldKind::Branch, Relation, CustomerKind::ALL;
    /// Free words, each once whatever its case and marks.
    Tags "tags" FieldKind::Tags, Relation, CustomerKind::ALL;
    /// Free text with line breaks.
    Note "note" FieldKind::Note, Relation, CustomerKind::ALL;
    /// Individual, organization or team; said where several kinds stand together.
    Kind "kind" FieldKind::Choice(KINDS), System, CustomerKind::ALL;
    /// When the record was made.
    CreatedAt "created_at" FieldKind::Instant, System, CustomerKind::ALL;
    /// When it was last changed.
    UpdatedAt "updated_at" FieldKind::Instant, System, CustomerKind::ALL;
}

/// Values of `gender`.
pub const GENDERS: &[&str] = &["male", "female", "other"];
/// Values of `journey_stage`, in the order of the journey.
pub const JOURNEY_STAGES: &[&str] = &["awareness", "consideration", "purchase", "return", "advocacy"];
/// Values of `monthly_income`: from … to, in million đồng a month.
pub const INCOME_BANDS: &[&str] = &["under_5", "5_10", "10_20", "20_50", "over_50"];
/// What stands in a field that is ticked.
pub const YES: &str = "yes";
/// Values of `without_email`.
pub const YES_OR_NOT: &[&str] = &[YES];
/// Values of `kind`.
pub const KINDS: &[&str] = &["individual", "organization", "team"];

impl Field {
    /// The field with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// The key of what it is called in the translation files: whose name it is says what a name is called. Where several kinds
    /// stand together nothing more is said of it.
    pub const fn word(self, of: Option<CustomerKind>) -> &'static str {
        match (self, of) {
            (Self::Name, Some(Company)) => "organization_name",
            (Self::Name, Some(Team)) => "team_name",
            (Self::Name, None) => "any_name",
            _ => self.key(),
        }
    }

    /// The cell that a reader must hold beside View to see the value unmasked.
    pub const fn sensitive(self) -> Option<Cell> {
        match self {
            Self::IdNumber => Some((Action::View, Resource::PersonalIds)),
            Self::MonthlyIncome => Some((Action::View, Resource::Income)),
            _ => None,
        }
    }

    /// Whether people type it; the others are kept by the system.
    pub const fn editable(self) -> bool {
        !matches!(self.kind(), FieldKind::People | FieldKind::Instant)
            && !matches!(self, Self::Kind | Self::WithoutEmail)
    }

    /// Whether it can be edited in the cell of a list: a short text, or a choice. The code stands in addresses, and what is
    /// masked, has several lines or names another customer wants the form.
    pub const fn inline(self) -> bool {
        let short = matches!(
            self.kind(),
            FieldKind::Text
                | FieldKind::LongText
                | FieldKind::Phone
                | FieldKind::Email
                | FieldKind::Date
                | FieldKind::TaxCode
                | FieldKind::Count
                | FieldKind::Choice(_)
                | FieldKind::Catalog(_)
                | FieldKind::User
                | FieldKind::Branch
        );
        short && self.editable() && self.sensitive().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_and_choices_are_edited_in_a_list() {
        use Field::*;
        for field in [Name, Phone, Email, JobTitle, DateOfBirth, TaxCode, MemberCount, Address] {
            assert!(field.inline(), "{field:?}");
        }
        for field in [Gender, Source, CustomerGroup, ContactStatus, JourneyStage, Owner, Branch] {
            assert!(field.inline(), "{field:?}");
        }
        // What the form is for, what nobody types, and what is masked.
        for field in [Code, OtherPhones, Tags, Note, Representative, Organization, MainContact, Members] {
            assert!(!field.inline(), "{field:?}");
        }
        for field in [Kind, CreatedAt, UpdatedAt, IdNumber, MonthlyIncome] {
            assert!(!field.inline(), "{field:?}");
        }
        assert!(Field::ALL.iter().all(|field| !field.inline() || field.editable()));
    }
}
