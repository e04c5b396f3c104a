//! The filter that people build: conditions, and groups of which all or any must hold.

use chrono::NaiveDate;

use super::{Filter, Operator};
use crate::{
    AppError, FieldError, FieldErrors,
    customer::{Directory, Field},
};

/// Conditions of one advanced filter, in all its groups.
pub const MOST_CONDITIONS: usize = 20;
/// Groups within groups, the outermost included.
pub const MOST_LEVELS: usize = 3;

/// Conditions and groups of which all or any must hold. As text it stands in the address: `Display` and [`Group::read`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// One of them is enough.
    pub any: bool,
    /// What must hold.
    pub parts: Vec<Part>,
}

/// A part of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A field that is compared.
    Condition(Condition),
    /// A group within the group.
    Group(Group),
}

/// A field that is compared with what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is compared …
    pub field: Field,
    /// … how …
    pub operator: Operator,
    /// … and with what, as it is typed: `from..to` if it has two ends, empty if it needs nothing.
    pub value: String,
}

impl Group {
    /// What it means. Groups in which nothing stands say nothing.
    ///
    /// # Errors
    /// Each condition that is not understood, by its path: `advanced.0.2` is the third one of the group that stands first.
    /// Too many conditions, or too many levels, of `advanced` as a whole.
    pub fn filter(&self, directory: Directory, today: NaiveDate) -> Result<Filter, AppError> {
        let whole = |code: &str| Err(AppError::field("advanced", code));
        if self.conditions() > MOST_CONDITIONS {
            return whole("too_many_conditions");
        }
        if self.levels() > MOST_LEVELS {
            return whole("too_many_levels");
        }
        let mut faults = FieldErrors::default();
        let filter = self.compiled("advanced", directory, today, &mut faults);
        faults.into_result().map(|()| filter)
    }

    fn compiled(&self, path: &str, directory: Directory, today: NaiveDate, faults: &mut FieldErrors) -> Filter {
        let mut parts = Vec::new();
        for (place, part) in self.parts.iter().enumerate() {
            let path = format!("{path}.{place}");
            match part {
                Part::Group(group) if group.conditions() == 0 => {}
                Part::Group(group) => parts.push(group.compiled(&path, directory, today, faults)),
                Part::Condition(condition) => match condition.filter(directory, today) {
                    Ok(filter) => parts.push(filter),
                    Err(code) => faults.0.push(FieldError::new(path, code)),
                },
            }
        }
        if self.any && !parts.is_empty() { Filter::Any(parts) } else { Filter::All(parts) }
    }

    /// The same without groups in which nothing stands.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let part = |part: &Part| match part {
            Part::Group(group) if group.conditions() == 0 => None,
            Part::Group(group) => Some(Part::Group(group.tidied())),
            condition => Some(condition.clone()),
        };
        let parts: Vec<Part> = self.parts.iter().filter_map(part).collect();
        Self { any: self.any && !parts.is_empty(), parts }
    }

    /// How many conditions stand in it and its groups.
    pub fn conditions(&self) -> usize {
        let of = |part: &Part| match part {
            Part::Condition(_) => 1,
            Part::Group(group) => group.conditions(),
        };
        self.parts.iter().map(of).sum()
    }

    /// How many groups stand within each other, itself included.
    pub fn levels(&self) -> usize {
        let of = |part: &Part| match part {
            Part::Condition(_) => 0,
            Part::Group(group) => group.levels(),
        };
        1 + self.parts.iter().map(of).max().unwrap_or_default()
    }
}

impl Part {
    /// In words: a condition as `said` says it, the conditions of a group with `and` or `or` between them.
    pub fn in_words(&self, said: &impl Fn(&Condition) -> String, [and, or]: [&str; 2]) -> String {
        match self {
            Self::Condition(condition) => said(condition),
            Self::Group(group) => {
                let parts: Vec<String> = group.parts.iter().map(|part| part.in_words(said, [and, or])).collect();
                format!("({})", parts.join(&format!(" {} ", if group.any { or } else { and })))
            }
        }
    }
}

impl Condition {
    /// What it means in a list.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn filter(&self, directory: Directory, today: NaiveDate) -> Result<Filter, &'static str> {
        if !directory.compared().any(|field| field == self.field) {
            return Err("unknown_value");
        }
        self.operator.filter(self.field, &self.value, today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Filter, AppError> {
        Group::read(text).filter(Directory::Individuals, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
    }

    #[test]
    fn faults_stand_beside_their_conditions() {
        let found = read("name.has.an~any(source.is.Zalo~created_at.after.x~all(phone.has.))~tax_code.empty");
        let AppError::Invalid(found) = found.unwrap_err() else { panic!() };
        let told: Vec<_> = found.0.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect();
        assert_eq!(told, ["advanced.1.1 invalid_date", "advanced.1.2.0 required", "advanced.2 unknown_value"]);
    }

    #[test]
    fn limits_are_told() {
        let many = |count: usize| vec!["name.has.an"; count].join("~");
        assert!(read(&many(MOST_CONDITIONS)).is_ok());
        assert_eq!(read(&many(MOST_CONDITIONS + 1)), Err(AppError::field("advanced", "too_many_conditions")));
        let deep = |levels: usize| format!("{}name.has.an{}", "any(".repeat(levels), ")".repeat(levels));
        assert!(read(&deep(MOST_LEVELS)).is_ok());
        for levels in [MOST_LEVELS + 1, 100, 100_000] {
            assert_eq!(read(&deep(levels)), Err(AppError::field("advanced", "too_many_levels")), "{levels}");
        }
    }

    #[test]
    fn empty_groups_say_nothing() {
        assert_eq!(read("any()"), Ok(Filter::everything()));
        assert_eq!(read("any()~all()"), Ok(Filter::everything()));
        assert_eq!(read("phone.empty~any()"), read("phone.empty"));
        let tidied = |text: &str| Group::read(text).tidied().to_string();
        assert_eq!(tidied("phone.empty~any(all())~all(any()~name.has.an)"), "phone.empty~all(name.has.an)");
        assert_eq!(tidied("any(all())"), "");
    }

    #[test]
    fn whatever_is_built_can_be_compiled() {
        let deepest = "all(any(source.is_not.Zalo~phone.filled~all(name.has_not.an~created_at.last.7)))";
        assert!(read(deepest).unwrap_or_else(|error| panic!("{error}")).is_valid());
    }

    #[test]
    fn a_part_is_told_in_words() {
        let told = |text: &str| {
            let said = |condition: &Condition| condition.value.clone();
            Group::read(text).parts.iter().map(|part| part.in_words(&said, ["và", "hoặc"])).collect::<Vec<_>>()
        };
        let text = "name.has.an~any(source.is.Zalo~source.is.Web~all(name.has.lan~name.has.hoa))";
        assert_eq!(told(text), ["an", "(Zalo hoặc Web hoặc (lan và hoa))"]);
    }
}
