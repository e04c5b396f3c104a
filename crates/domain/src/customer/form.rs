//! What the form of a customer sends, and the rules that browser and server check it by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CustomerKind, Directory, Field, PersonInput, Values, check_people, check_together, known_members, person_fault,
};
use crate::{FieldError, FieldErrors, value::normalise};

/// What the form sends to create a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerInput {
    /// What it is to be; fixed from then on.
    #[serde(default)]
    pub kind: CustomerKind,
    /// The typed fields, not yet checked.
    pub values: Values,
    /// The customer is known to have no e-mail address.
    pub without_email: bool,
    /// Contact persons of an organization, members of a team.
    #[serde(default)]
    pub people: Vec<PersonInput>,
}

/// What the form sends to change a customer: only the fields that the person touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerChange {
    /// The version that the form was opened with.
    pub version: i64,
    /// Field → what stood there and what stands there now.
    pub fields: BTreeMap<Field, Edit>,
    /// The customer is known to have no e-mail address; nothing if nobody has touched that.
    #[serde(default)]
    pub without_email: Option<bool>,
}

/// One touched field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Canonical text when the form was opened (of a masked field its mask); `None` was empty.
    pub was: Option<String>,
    /// What the person typed; `None` empties the field.
    pub becomes: Option<String>,
}

/// Checks the whole form and brings each value into its canonical text. A number of members that is left open stays so: see
/// [`member_count`](super::member_count).
///
/// # Errors
/// All faults of the form, by field; a field that such a customer does not have is one.
pub fn check(
    directory: Directory,
    input: &CustomerInput,
    today: chrono::NaiveDate,
) -> Result<CustomerInput, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut values = Values::new();
    if !directory.holds(input.kind) {
        errors.0.push(FieldError::new(Field::Kind.key(), "unknown_value"));
        return Err(errors);
    }
    for (field, typed) in &input.values {
        if !directory.has(*field, input.kind) {
            errors.0.push(FieldError::new(field.key(), "unknown_value"));
            continue;
        }
        match normalise(field.kind(), typed, today) {
            Ok(value) => {
                if let Some(text) = value.text {
                    values.insert(*field, text);
                }
            }
            Err(code) => errors.0.push(FieldError::new(field.key(), code)),
        }
    }
    for field in required(directory, input.kind, input.without_email) {
        if !values.contains_key(field) && errors.of(field.key()).is_none() {
            errors.0.push(FieldError::new(field.key(), "required"));
        }
    }
    let people = people(input, &values, today).map_err(|found| errors.0.extend(found.0)).unwrap_or_default();
    if errors.0.is_empty() {
        Ok(CustomerInput { kind: input.kind, values, without_email: input.without_email, people })
    } else {
        Err(errors)
    }
}

/// The people of the form, and how many they are.
fn people(input: &CustomerInput, values: &Values, today: chrono::NaiveDate) -> Result<Vec<PersonInput>, FieldErrors> {
    if input.kind.people().is_none() {
        return Ok(Vec::new());
    }
    let people = check_people(input.kind, &input.people, today)?;
    if let Err(code) = check_together(&people, today) {
        return Err(FieldErrors(vec![person_fault(people.len().saturating_sub(1), "name", code)]));
    }
    let representative = values.get(&Field::Representative).and_then(|id| id.parse().ok());
    let count = values.get(&Field::MemberCount).and_then(|count| count.parse::<u64>().ok());
    if count.is_some_and(|count| count < known_members(&people, representative, today)) {
        return Err(FieldErrors(vec![FieldError::new(Field::MemberCount.key(), "member_count_too_small")]));
    }
    Ok(people)
}

/// The fields that a customer must have when it is typed by hand. Of a lead a name is enough: more is not known of it yet.
pub const fn required(directory: Directory, kind: CustomerKind, without_email: bool) -> &'static [Field] {
    match (directory, kind) {
        (Directory::Leads, _) | (_, CustomerKind::Organization) => &[Field::Name],
        (_, CustomerKind::Individual) if without_email => &[Field::Name],
        (_, CustomerKind::Individual) => &[Field::Name, Field::Email],
        (_, CustomerKind::Team) => &[Field::Name, Field::Representative],
    }
}
