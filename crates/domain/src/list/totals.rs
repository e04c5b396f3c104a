//! What a list comes to: how many records, and how they are spread over the values that people ask for.

use serde::{Deserialize, Serialize};

use super::{Count, ListState};
use crate::{
    customer::{Directory, Field},
    filter::{Condition, Group, Operator, Part},
};

/// The totals of a list as it is filtered; beyond the cap those of the records that were counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many records were counted, and whether there are more.
    pub count: Count,
    /// Sums over them. Sums of money come with the operations that make them.
    pub figures: Vec<(Figure, u64)>,
    /// How they are spread over the values of some fields.
    pub breakdowns: Vec<Breakdown>,
}

/// What is summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// People in teams.
    Members,
    /// Organizations of which a contact person is known.
    WithContact,
}

/// How many records have each value of a field, the most frequent first; `None` is no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The field.
    pub field: Field,
    /// Values as filters take them, and how many records have each.
    pub values: Vec<(Option<String>, u64)>,
}

impl Totals {
    /// The fields over which the records of a list are spread.
    pub const fn fields(directory: Directory) -> &'static [Field] {
        match directory {
            Directory::Individuals => &[Field::ContactStatus, Field::CustomerGroup, Field::JourneyStage],
            Directory::Organizations => &[Field::ContactStatus, Field::CustomerGroup, Field::OrganizationSize],
            Directory::Teams => &[Field::ContactStatus, Field::CustomerGroup],
            Directory::Leads => &[Field::ContactStatus, Field::Kind, Field::Source],
        }
    }
}

impl ListState {
    /// The same list from its beginning, of it only those with this value of a field.
    #[must_use]
    pub fn narrowed(&self, field: Field, value: Option<&str>) -> Self {
        let operator = if value.is_some() { Operator::Is } else { Operator::Empty };
        let more = Part::Condition(Condition { field, operator, value: value.unwrap_or_default().to_owned() });
        let before = Group::read(&self.advanced);
        let mut parts = if before.any { vec![Part::Group(before)] } else { before.parts };
        if !parts.contains(&more) {
            parts.push(more);
        }
        Self { advanced: Group { any: false, parts }.to_string(), ..self.from_start() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_is_spread_over_can_be_filtered_by() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for directory in Directory::ALL {
            for field in Totals::fields(*directory) {
                let known = if *field == Field::Kind { "team" } else { "return" };
                for value in [Some(known), None] {
                    let narrowed = ListState::whole(*directory).narrowed(*field, value);
                    assert!(narrowed.filter(today).is_ok_and(|filter| filter.is_valid()), "{field:?} {value:?}");
                }
            }
        }
    }

    #[test]
    fn a_value_comes_beside_what_is_filtered_already() {
        let list = |advanced: &str| ListState { advanced: advanced.to_owned(), ..ListState::default() };
        let narrowed = |advanced: &str| list(advanced).narrowed(Field::ContactStatus, Some("Mới")).advanced;
        assert_eq!(narrowed(""), "contact_status.is.Mới");
        assert_eq!(narrowed("phone.empty"), "phone.empty~contact_status.is.Mới");
        assert_eq!(narrowed("any(phone.empty~email.empty)"), "any(phone.empty~email.empty)~contact_status.is.Mới");
        assert_eq!(narrowed("contact_status.is.Mới"), "contact_status.is.Mới", "once is enough");
        assert_eq!(list("").narrowed(Field::ContactStatus, None).advanced, "contact_status.empty");
    }
}
