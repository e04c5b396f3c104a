//! The individual: a person who rents or buys. Its fields are described by data; form, list, filter, history, import
//! and export all go by this one description.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    BranchId, CustomerId, FieldErrors, UserId,
    list::Cursor,
    permission::{Action, Cell, Placement, Resource},
    value::{Catalog, FieldKind},
};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $key:literal $kind:expr, $section:ident;)*) => {
        /// A field of an individual.
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
        }
    };
}

/// A part of form and detail page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Name, code and how to reach the person.
    Contact,
    /// The person itself.
    Personal,
    /// The papers.
    Papers,
    /// Where the person lives.
    Address,
    /// How the business sees the customer.
    Relation,
    /// Kept by the system.
    System,
}

impl Section {
    /// Every section that people fill in, in order.
    pub const ALL: &[Self] =
        &[Self::Contact, Self::Personal, Self::Papers, Self::Address, Self::Relation, Self::System];

    /// The word in the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Personal => "personal",
            Self::Papers => "papers",
            Self::Address => "address",
            Self::Relation => "relation",
            Self::System => "system",
        }
    }
}

fields! {
    /// Full name as typed, in NFC with single spaces; required.
    Name "name" FieldKind::Text, Contact;
    /// `KH000001`, made by the system unless one is given; never reused.
    Code "code" FieldKind::Code, Contact;
    /// E.164.
    Phone "phone" FieldKind::Phone, Contact;
    /// Further numbers in E.164, apart by line breaks.
    OtherPhones "other_phones" FieldKind::Phones, Contact;
    /// Lower case; required when typed by hand, unless "has no e-mail" is ticked.
    Email "email" FieldKind::Email, Contact;
    /// `male`, `female` or `other`.
    Gender "gender" FieldKind::Choice(GENDERS), Personal;
    /// ISO date, not in the future, not before 1900.
    DateOfBirth "date_of_birth" FieldKind::Date, Personal;
    /// As typed.
    Nationality "nationality" FieldKind::Text, Personal;
    /// A value of the catalog.
    Occupation "occupation" FieldKind::Catalog(Catalog::Occupation), Personal;
    /// As typed.
    JobTitle "job_title" FieldKind::Text, Personal;
    /// A band of monthly income; sensitive.
    MonthlyIncome "monthly_income" FieldKind::Choice(INCOME_BANDS), Personal;
    /// CCCD or passport number; sensitive.
    IdNumber "id_number" FieldKind::IdNumber, Papers;
    /// ISO date.
    IdIssuedOn "id_issued_on" FieldKind::Date, Papers;
    /// As typed.
    IdIssuedBy "id_issued_by" FieldKind::Text, Papers;
    /// The whole address as typed.
    Address "address" FieldKind::LongText, Address;
    /// House number and street.
    AddressStreet "address_street" FieldKind::Text, Address;
    /// Phường, xã or đặc khu.
    AddressCommune "address_commune" FieldKind::Text, Address;
    /// Province or centrally run city.
    AddressProvince "address_province" FieldKind::Text, Address;
    /// Where the customer came from.
    Source "source" FieldKind::Catalog(Catalog::Source), Relation;
    /// The group that prices and care go by.
    CustomerGroup "customer_group" FieldKind::Catalog(Catalog::CustomerGroup), Relation;
    /// How far the contact has come.
    ContactStatus "contact_status" FieldKind::Catalog(Catalog::ContactStatus), Relation;
    /// Awareness, consideration, purchase, return or advocacy.
    JourneyStage "journey_stage" FieldKind::Choice(JOURNEY_STAGES), Relation;
    /// The member of staff in charge.
    Owner "owner" FieldKind::User, Relation;
    /// Home branch.
    Branch "branch" FieldKind::Branch, Relation;
    /// Free text with line breaks.
    Note "note" FieldKind::Note, Relation;
    /// When the record was made.
    CreatedAt "created_at" FieldKind::Instant, System;
    /// When it was last changed.
    UpdatedAt "updated_at" FieldKind::Instant, System;
}

/// Values of `gender`.
pub const GENDERS: &[&str] = &["male", "female", "other"];
/// Values of `journey_stage`, in the order of the journey.
pub const JOURNEY_STAGES: &[&str] = &["awareness", "consideration", "purchase", "return", "advocacy"];
/// Values of `monthly_income`: from … to, in million đồng a month.
pub const INCOME_BANDS: &[&str] = &["under_5", "5_10", "10_20", "20_50", "over_50"];

impl Field {
    /// The field with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
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
        !matches!(self, Self::CreatedAt | Self::UpdatedAt)
    }
}

/// The filled fields of an individual, each in its canonical text: E.164, ISO date, lower-case e-mail, catalog label,
/// id of user or branch. An empty field is absent.
pub type Values = BTreeMap<Field, String>;

/// What the form sends to create an individual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndividualInput {
    /// The typed fields, not yet checked.
    pub values: Values,
    /// The person is known to have no e-mail address.
    pub without_email: bool,
}

/// What the form sends to change an individual: only the fields that the person touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndividualChange {
    /// The version that the form was opened with.
    pub version: i64,
    /// Field → what stood there and what stands there now.
    pub fields: BTreeMap<Field, Edit>,
    /// The person is known to have no e-mail address.
    pub without_email: bool,
}

/// One touched field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Canonical text when the form was opened (of a masked field its mask); `None` was empty.
    pub was: Option<String>,
    /// What the person typed; `None` empties the field.
    pub becomes: Option<String>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndividualRow {
    /// Stable id.
    pub id: CustomerId,
    /// Version, for edits in place.
    pub version: i64,
    /// Its place in the list as it is sorted now.
    pub place: Cursor,
    /// The shown fields; owner and branch by name, sensitive ones masked.
    pub values: Values,
    /// Where the record stands: which acts are offered goes by it.
    pub placement: Placement,
}

/// Everything that the detail page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndividualDetail {
    /// Stable id.
    pub id: CustomerId,
    /// Version, for the edit form.
    pub version: i64,
    /// The fields; owner and branch by id, sensitive ones masked.
    pub values: Values,
    /// The member of staff in charge.
    pub owner: Option<Named<UserId>>,
    /// Home branch.
    pub branch: Option<Named<BranchId>>,
    /// The person is known to have no e-mail address.
    pub without_email: bool,
    /// Where the record stands: which acts are offered goes by it.
    pub placement: Placement,
    /// The record lies in the trash.
    pub trashed: bool,
}

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

/// A hit while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The code: the address of the detail page.
    pub code: String,
    /// The full name.
    pub name: String,
    /// The phone in E.164, if there is one.
    pub phone: Option<String>,
}

/// What filter row and form offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The labels of each catalog, in the admin's order.
    pub catalogs: BTreeMap<Catalog, Vec<String>>,
    /// The members of staff who can be in charge.
    pub owners: Vec<Named<UserId>>,
    /// The branches.
    pub branches: Vec<Named<BranchId>>,
}

/// An id with the name that people know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named<Id> {
    /// The id.
    pub id: Id,
    /// The name.
    pub name: String,
}

/// Checks the whole form and brings each value into its canonical text.
///
/// # Errors
/// All faults of the form, by field.
pub fn check(input: &IndividualInput, today: chrono::NaiveDate) -> Result<Values, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut values = Values::new();
    for (field, typed) in &input.values {
        match crate::value::normalise(field.kind(), typed, today) {
            Ok(value) => {
                if let Some(text) = value.text {
                    values.insert(*field, text);
                }
            }
            Err(code) => errors.0.push(crate::FieldError::new(field.key(), code)),
        }
    }
    for field in required(input.without_email) {
        if !values.contains_key(field) && errors.of(field.key()).is_none() {
            errors.0.push(crate::FieldError::new(field.key(), "required"));
        }
    }
    if errors.0.is_empty() { Ok(values) } else { Err(errors) }
}

/// The fields that an individual must have when it is typed by hand.
pub const fn required(without_email: bool) -> &'static [Field] {
    if without_email { &[Field::Name] } else { &[Field::Name, Field::Email] }
}
