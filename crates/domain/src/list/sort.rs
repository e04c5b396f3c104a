//! By what a list is sorted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::customer::Field;

/// A column and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The column.
    pub by: SortKey,
    /// From the last to the first.
    pub descending: bool,
}

/// What a list can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// The order in which records were made.
    Newest,
    /// Full name in Vietnamese collation.
    Name,
    /// Given name (the last word), then family and middle names.
    GivenName,
    /// Customer code.
    Code,
    /// Phone number.
    Phone,
    /// E-mail address.
    Email,
    /// Date of birth.
    DateOfBirth,
    /// When the record was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Tax code.
    TaxCode,
    /// Gender, in the order of the form.
    Gender,
    /// Stage of the journey.
    JourneyStage,
    /// Where the customer came from, in the order of the catalog.
    Source,
    /// Customer group, in the order of the catalog.
    CustomerGroup,
    /// Contact status, in the order of the catalog.
    ContactStatus,
    /// Occupation, in the order of the catalog.
    Occupation,
    /// Size of an organization, in the order of the catalog.
    OrganizationSize,
    /// Industry, in the order of the catalog.
    Industry,
    /// Name of the member of staff in charge.
    Owner,
    /// Name of the home branch.
    Branch,
    /// What is shown of any other field. Nothing leads to records in this order, so that only few are sorted by it.
    Shown(Field),
}

impl SortKey {
    /// Every key that leads through any number of records.
    pub const ALL: &[Self] = &[
        Self::Newest,
        Self::Name,
        Self::GivenName,
        Self::Code,
        Self::Phone,
        Self::Email,
        Self::DateOfBirth,
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::TaxCode,
        Self::Gender,
        Self::JourneyStage,
        Self::Source,
        Self::CustomerGroup,
        Self::ContactStatus,
        Self::Occupation,
        Self::OrganizationSize,
        Self::Industry,
        Self::Owner,
        Self::Branch,
    ];

    /// The word in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::GivenName => "given_name",
            Self::Code => "code",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::DateOfBirth => "date_of_birth",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::TaxCode => "tax_code",
            Self::Gender => "gender",
            Self::JourneyStage => "journey_stage",
            Self::Source => "source",
            Self::CustomerGroup => "customer_group",
            Self::ContactStatus => "contact_status",
            Self::Occupation => "occupation",
            Self::OrganizationSize => "organization_size",
            Self::Industry => "industry",
            Self::Owner => "owner",
            Self::Branch => "branch",
            Self::Shown(field) => field.key(),
        }
    }

    /// The key by which a click on a column sorts; `None` if the column cannot be sorted by.
    pub const fn of(field: Field) -> Option<Self> {
        match field {
            Field::Name => Some(Self::Name),
            Field::Code => Some(Self::Code),
            Field::Phone => Some(Self::Phone),
            Field::Email => Some(Self::Email),
            Field::DateOfBirth => Some(Self::DateOfBirth),
            Field::CreatedAt => Some(Self::CreatedAt),
            Field::UpdatedAt => Some(Self::UpdatedAt),
            Field::TaxCode => Some(Self::TaxCode),
            Field::Gender => Some(Self::Gender),
            Field::JourneyStage => Some(Self::JourneyStage),
            Field::Source => Some(Self::Source),
            Field::CustomerGroup => Some(Self::CustomerGroup),
            Field::ContactStatus => Some(Self::ContactStatus),
            Field::Occupation => Some(Self::Occupation),
            Field::OrganizationSize => Some(Self::OrganizationSize),
            Field::Industry => Some(Self::Industry),
            Field::Owner => Some(Self::Owner),
            Field::Branch => Some(Self::Branch),
            // What is masked tells nothing by its order either; and of these no list has a column.
            Field::IdNumber | Field::MonthlyIncome => None,
            Field::WithoutEmail | Field::ContactPersons | Field::Members => None,
            Field::OtherPhones
            | Field::Representative
            | Field::MainContact
            | Field::MemberCount
            | Field::Nationality
            | Field::IdIssuedOn
            | Field::IdIssuedBy
            | Field::Website
            | Field::RepresentativeName
            | Field::Organization
            | Field::JobTitle
            | Field::Address
            | Field::AddressStreet
            | Field::AddressCommune
            | Field::AddressProvince
            | Field::Tags
            | Field::Note
            | Field::Kind => Some(Self::Shown(field)),
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.key())
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, descending) = text.strip_prefix('-').map_or((text, false), |key| (key, true));
        let shown = || Field::from_key(key).and_then(SortKey::of);
        let by = SortKey::ALL.iter().copied().find(|sort| sort.key() == key).or_else(shown).ok_or(())?;
        Ok(Self { by, descending })
    }
}
