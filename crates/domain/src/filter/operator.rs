//! How people compare a field with a value.

use chrono::{Days, NaiveDate};

use super::{Filter, Test};
use crate::{
    UserId,
    customer::Field,
    value::{FieldKind, clean, normalise},
};

/// Days that "in the last … days" looks back at most: ten years.
const MOST_DAYS: u64 = 3_653;
/// Days that a date of a condition may lie ahead, as in "before 31/12": a hundred years.
const DAYS_AHEAD: u64 = 36_525;
/// The largest number that a condition names.
const MOST: u32 = 999_999;

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident $key:literal,)*) => {
        /// How a field is compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operator { $($(#[$doc])* $name),* }

        impl Operator {
            /// Every operator.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the address and in the translation area `operators`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }
        }
    };
}

operators! {
    /// Exactly this value.
    Is "is",
    /// Another value, or none.
    IsNot "is_not",
    /// This text anywhere in it.
    Contains "has",
    /// This text nowhere in it.
    Lacks "has_not",
    /// This text at its beginning.
    StartsWith "starts",
    /// From … to …, both included.
    Between "between",
    /// A day before this one.
    Before "before",
    /// A day after this one.
    After "after",
    /// Today, or one of the days before it, so many in all.
    LastDays "last",
    /// More than this number.
    Over "over",
    /// Less than this number.
    Under "under",
    /// Nothing stands there.
    Empty "empty",
    /// Something stands there.
    Filled "filled",
}

/// What stands behind an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Nothing.
    Nothing,
    /// A text, or one of the field's values.
    Value,
    /// A day.
    Day,
    /// Two days.
    Days,
    /// A number.
    Number,
    /// Two numbers.
    Numbers,
}

impl Operator {
    /// The operator with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.key() == key)
    }

    /// How a field can be compared, the usual way first; not at all if it is sensitive, or is no value of the record.
    pub const fn of(field: Field) -> &'static [Self] {
        use Operator::*;
        if field.sensitive().is_some() {
            return &[];
        }
        match field {
            Field::Name => &[Contains, Lacks, StartsWith, Is, IsNot],
            Field::Code => &[StartsWith, Contains, Lacks, Is, IsNot],
            Field::Phone => &[Contains, Lacks, Is, IsNot, Empty, Filled],
            Field::WithoutEmail => &[Filled, Empty],
            Field::MainContact => &[Contains, Lacks, StartsWith, Is, IsNot, Empty, Filled],
            _ => match field.kind() {
                FieldKind::Text | FieldKind::LongText | FieldKind::Note | FieldKind::Email | FieldKind::TaxCode => {
                    &[Contains, Lacks, StartsWith, Is, IsNot, Empty, Filled]
                }
                FieldKind::Phones => &[Contains, Lacks, Empty, Filled],
                FieldKind::Catalog(catalog) if catalog.has_span() => &[Between, Over, Under, Is, IsNot, Empty, Filled],
                FieldKind::Choice(_)
                | FieldKind::Catalog(_)
                | FieldKind::User
                | FieldKind::Branch
                | FieldKind::Customer(_)
                | FieldKind::Tags => &[Is, IsNot, Empty, Filled],
                FieldKind::Date => &[Between, Before, After, Is, LastDays, Empty, Filled],
                FieldKind::Instant => &[Between, Before, After, Is, LastDays],
                FieldKind::Count => &[Between, Over, Under, Is, IsNot, Empty, Filled],
                FieldKind::Code | FieldKind::Phone | FieldKind::IdNumber | FieldKind::People => &[],
            },
        }
    }

    /// What stands behind it, compared with a field.
    pub const fn operand(self, field: Field) -> Operand {
        match (self, field.kind()) {
            (Self::Empty | Self::Filled, _) => Operand::Nothing,
            (Self::LastDays | Self::Over | Self::Under, _) => Operand::Number,
            (Self::Between, FieldKind::Date | FieldKind::Instant) => Operand::Days,
            (Self::Between, _) => Operand::Numbers,
            (_, FieldKind::Date | FieldKind::Instant) => Operand::Day,
            (_, FieldKind::Count) => Operand::Number,
            _ => Operand::Value,
        }
    }

    /// What it means for a field and what is typed: `from..to` in what has two ends.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn filter(self, field: Field, typed: &str, today: NaiveDate) -> Result<Filter, &'static str> {
        if !Self::of(field).contains(&self) {
            return Err("unknown_value");
        }
        let typed = clean(typed);
        if typed.is_empty() && self.operand(field) != Operand::Nothing {
            return Err("required");
        }
        let test = self.test(field, &typed, today)?;
        if !test.fits(field) {
            return Err("unknown_value");
        }
        let one = Filter::Field(field, test);
        let denies = matches!(self, Self::IsNot | Self::Lacks | Self::Filled);
        Ok(if denies { Filter::Not(Box::new(one)) } else { one })
    }

    fn test(self, field: Field, typed: &str, today: NaiveDate) -> Result<Test, &'static str> {
        let (from, to) = typed.split_once("..").unwrap_or((typed, ""));
        Ok(match self {
            Self::Empty | Self::Filled => Test::Empty,
            Self::Contains | Self::Lacks => Test::Contains(part(typed)?),
            Self::StartsWith => Test::StartsWith(part(typed)?),
            Self::Is | Self::IsNot => match field.kind() {
                FieldKind::Instant => {
                    let day = day(typed, today)?.to_string();
                    Test::Between(Some(day.clone()), Some(day))
                }
                kind => Test::Is(value(kind, typed, today)?),
            },
            Self::Before => Test::Between(None, Some(beside(day(typed, today)?.pred_opt())?)),
            Self::After => Test::Between(Some(beside(day(typed, today)?.succ_opt())?), None),
            Self::LastDays => {
                let days = u64::from(number(typed)?);
                let first = (1..=MOST_DAYS).contains(&days).then(|| today.checked_sub_days(Days::new(days - 1)));
                Test::Between(Some(first.flatten().ok_or("number_out_of_range")?.to_string()), Some(today.to_string()))
            }
            Self::Over => Test::Between(Some((number(typed)? + 1).to_string()), None),
            Self::Under => {
                let below = number(typed)?.checked_sub(1).ok_or("number_out_of_range")?;
                Test::Between(None, Some(below.to_string()))
            }
            Self::Between if self.operand(field) == Operand::Days => {
                let end = |text: &str| if text.is_empty() { Ok(None) } else { day(text, today).map(Some) };
                let (from, to) = ordered(end(from)?, end(to)?)?;
                Test::Between(from.map(|day| day.to_string()), to.map(|day| day.to_string()))
            }
            Self::Between => {
                let end = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
                let (from, to) = ordered(end(from)?, end(to)?)?;
                Test::Between(from.map(|number| number.to_string()), to.map(|number| number.to_string()))
            }
        })
    }
}

/// A part of a text.
fn part(typed: &str) -> Result<String, &'static str> {
    Ok(normalise(FieldKind::Text, typed, NaiveDate::MAX)?.text.unwrap_or_default())
}

/// A whole value in canonical text.
fn value(kind: FieldKind, typed: &str, today: NaiveDate) -> Result<String, &'static str> {
    match kind {
        FieldKind::User | FieldKind::Branch | FieldKind::Customer(_) => {
            typed.parse::<UserId>().map(|id| id.to_string()).map_err(|_| "unknown_value")
        }
        FieldKind::Choice(keys) if !keys.contains(&typed) => Err("unknown_value"),
        FieldKind::Choice(_) => Ok(typed.to_owned()),
        FieldKind::Date => day(typed, today).map(|day| day.to_string()),
        // With its country code, as it is kept.
        FieldKind::Phone => normalise(kind, typed, today)?.text.ok_or("required"),
        FieldKind::Count => number(typed).map(|number| number.to_string()),
        _ => part(typed),
    }
}

fn day(typed: &str, today: NaiveDate) -> Result<NaiveDate, &'static str> {
    let latest = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    let text = normalise(FieldKind::Date, typed, latest)?.text.ok_or("required")?;
    text.parse().map_err(|_| "invalid_date")
}

/// The day next to one.
fn beside(day: Option<NaiveDate>) -> Result<String, &'static str> {
    day.map(|day| day.to_string()).ok_or("date_out_of_range")
}

fn number(typed: &str) -> Result<u32, &'static str> {
    let digits = !typed.is_empty() && typed.bytes().all(|sign| sign.is_ascii_digit());
    let number = typed.parse().ok().filter(|_| digits).ok_or("invalid_number")?;
    if number <= MOST { Ok(number) } else { Err("number_out_of_range") }
}

fn ordered<T: PartialOrd>(from: Option<T>, to: Option<T>) -> Result<(Option<T>, Option<T>), &'static str> {
    match (&from, &to) {
        (None, None) => Err("required"),
        (Some(from), Some(to)) if from > to => Err("range_reversed"),
        _ => Ok((from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn between(from: &str, to: &str) -> Test {
        let end = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Test::Between(end(from), end(to))
    }

    #[test]
    fn operators_say_what_they_mean() {
        use Operator::*;
        let is = |text: &str| Test::Is(text.to_owned());
        for (field, operator, typed, expected) in [
            (Field::Source, Is, "Zalo", is("Zalo")),
            (Field::Gender, Is, "female", is("female")),
            (Field::Phone, Is, "0905 969 648", is("+84905969648")),
            (Field::MainContact, StartsWith, "trần", Test::StartsWith("trần".to_owned())),
            (Field::Note, Contains, "  tầng   cao ", Test::Contains("tầng cao".to_owned())),
            (Field::DateOfBirth, Is, "5/1/1990", is("1990-01-05")),
            (Field::CreatedAt, Is, "22/11/2026", between("2026-11-22", "2026-11-22")),
            (Field::CreatedAt, Between, "1/8/2020..31/8/2020", between("2020-08-01", "2020-08-31")),
            (Field::CreatedAt, Between, "..31/8/2020", between("", "2020-08-31")),
            (Field::CreatedAt, Before, "2020-08-01", between("", "2020-07-31")),
            (Field::CreatedAt, After, "2020-08-31", between("2020-09-01", "")),
            (Field::UpdatedAt, LastDays, "7", between("2026-11-16", "2026-11-22")),
            (Field::UpdatedAt, LastDays, "1", between("2026-11-22", "2026-11-22")),
            (Field::OrganizationSize, Between, "50..100", between("50", "100")),
            (Field::OrganizationSize, Over, "50", between("51", "")),
            (Field::MemberCount, Under, "5", between("", "4")),
            (Field::Phone, Empty, "", Test::Empty),
        ] {
            assert_eq!(operator.filter(field, typed, today()), Ok(Filter::Field(field, expected)), "{typed}");
        }
        let not = Filter::Not(Box::new(Filter::Field(Field::Source, is("Zalo"))));
        assert_eq!(IsNot.filter(Field::Source, "Zalo", today()), Ok(not));
    }

    #[test]
    fn what_is_wrong_is_said() {
        use Operator::*;
        for (field, operator, typed, expected) in [
            (Field::Source, Is, " ", "required"),
            (Field::CreatedAt, Between, "..", "required"),
            (Field::CreatedAt, Between, "31/8/2020..1/8/2020", "range_reversed"),
            (Field::CreatedAt, After, "32/8/2020", "invalid_date"),
            (Field::CreatedAt, LastDays, "0", "number_out_of_range"),
            (Field::CreatedAt, LastDays, "99999", "number_out_of_range"),
            (Field::CreatedAt, LastDays, "+7", "invalid_number"),
            (Field::MemberCount, Over, "mười", "invalid_number"),
            (Field::MemberCount, Over, "1000000", "number_out_of_range"),
            (Field::MemberCount, Under, "0", "number_out_of_range"),
            (Field::Gender, Is, "nữ", "unknown_value"),
            (Field::Phone, Is, "0905", "invalid_phone"),
            (Field::Owner, Is, "Lan", "unknown_value"),
            (Field::Owner, Contains, "Lan", "unknown_value"),
            (Field::Organization, Is, "Công ty An", "unknown_value"),
        ] {
            assert_eq!(operator.filter(field, typed, today()), Err(expected), "{typed}");
        }
        assert_eq!(Contains.filter(Field::Note, &"ữ".repeat(201), today()), Err("too_long"));
    }

    #[test]
    fn every_operator_that_is_offered_can_be_used_and_nothing_sensitive_is() {
        for field in Field::ALL {
            if field.sensitive().is_some() {
                assert!(Operator::of(*field).is_empty(), "{field:?}");
            }
            for operator in Operator::of(*field) {
                let typed = match operator.operand(*field) {
                    Operand::Nothing => "",
                    Operand::Day => "2026-01-01",
                    Operand::Days => "2026-01-01..2026-02-01",
                    Operand::Number => "7",
                    Operand::Numbers => "1..7",
                    Operand::Value => match field.kind() {
                        FieldKind::Choice(keys) => keys[0],
                        FieldKind::User | FieldKind::Branch | FieldKind::Customer(_) => {
                            "00000000-0000-7000-8000-000000000000"
                        }
                        FieldKind::Phone => "0905 969 648",
                        _ => "x",
                    },
                };
                let filter = operator.filter(*field, typed, today());
                assert!(filter.is_ok_and(|filter| filter.is_valid()), "{field:?} {operator:?}");
            }
        }
    }

    #[test]
    fn keys_lead_back() {
        assert!(Operator::ALL.iter().all(|operator| Operator::from_key(operator.key()) == Some(*operator)));
    }
}
