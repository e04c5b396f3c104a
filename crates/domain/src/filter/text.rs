//! The advanced filter as text, short enough for an address and readable in it: `name.has.an~any(source.is.Zalo~phone.empty)`.
//! Its signs are those that stand in an address as they are.

use std::{fmt, iter::Peekable, str::Chars};

use super::{Condition, Group, Operand, Operator, Part};
use crate::customer::Field;

/// Between the parts of a group.
const NEXT: char = '~';
/// Before a sign of a value that would mean something.
const ESCAPE: char = '!';
/// Groups within groups that are read; what stands deeper is more than any filter may have.
const DEEPEST: usize = 8;

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What stands alone in a group within would be read as the group itself.
        let plain = !self.any && !matches!(self.parts.as_slice(), [Part::Group(_)]);
        if plain { self.write_parts(f) } else { self.write(f) }
    }
}

impl Group {
    /// Reads it from its text. What is not understood, such as a field of a later version, is left out.
    pub fn read(text: &str) -> Self {
        let mut parts = parts(&mut text.chars().peekable(), 1);
        match parts.pop() {
            Some(Part::Group(only)) if parts.is_empty() => only,
            last => Self { any: false, parts: parts.into_iter().chain(last).collect() },
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.any { "any(" } else { "all(" })?;
        self.write_parts(f)?;
        f.write_str(")")
    }

    fn write_parts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.parts.iter().enumerate() {
            if place > 0 {
                write!(f, "{NEXT}")?;
            }
            match part {
                Part::Condition(condition) => condition.write(f)?,
                Part::Group(group) => group.write(f)?,
            }
        }
        Ok(())
    }
}

impl Condition {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.field.key(), self.operator.key())?;
        if self.operator.operand(self.field) == Operand::Nothing {
            return Ok(());
        }
        f.write_str(".")?;
        for sign in self.value.chars() {
            if matches!(sign, NEXT | ESCAPE | '(' | ')') {
                write!(f, "{ESCAPE}")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, '.');
        let (field, operator) = (Field::from_key(words.next()?)?, Operator::from_key(words.next()?)?);
        let value = words.next().filter(|_| operator.operand(field) != Operand::Nothing).unwrap_or_default();
        Some(Self { field, operator, value: value.to_owned() })
    }
}

/// Reads up to the end of the group, and the bracket that ends it.
fn parts(signs: &mut Peekable<Chars<'_>>, level: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut word = String::new();
    while let Some(sign) = signs.next() {
        match sign {
            ESCAPE => word.extend(signs.next()),
            '(' if level == DEEPEST => {
                signs.by_ref().for_each(drop);
                parts.push(Part::Group(Group::default()));
                return parts;
            }
            '(' => {
                let any = std::mem::take(&mut word) == "any";
                let inner = self::parts(signs, level + 1);
                parts.push(Part::Group(Group { any, parts: inner }));
            }
            NEXT | ')' => {
                parts.extend(Condition::read(&std::mem::take(&mut word)).map(Part::Condition));
                // One that ends no group means nothing.
                if sign == ')' && level > 1 {
                    return parts;
                }
            }
            _ => word.push(sign),
        }
    }
    parts.extend(Condition::read(&word).map(Part::Condition));
    parts
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn conditions() -> impl Strategy<Value = Part> {
        let value = prop_oneof!["[a-zĐđ0-9 .~()!,:%&=+-]{0,12}", any::<String>()];
        (select(Field::ALL), select(Operator::ALL), value).prop_map(|(field, operator, value)| {
            let value = if operator.operand(field) == Operand::Nothing { String::new() } else { value };
            Part::Condition(Condition { field, operator, value })
        })
    }

    fn groups() -> impl Strategy<Value = Group> {
        let group = |inner| (any::<bool>(), prop::collection::vec(inner, 0..4));
        let part = conditions().prop_recursive(4, 16, 4, move |inner| {
            group(inner).prop_map(|(any, parts)| Part::Group(Group { any, parts }))
        });
        group(part.boxed()).prop_map(|(any, parts)| Group { any, parts })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(group in groups()) {
            prop_assert_eq!(Group::read(&group.to_string()), group);
        }

        #[test]
        fn whatever_is_read_stays_as_it_is(text in "(any|all|x)?[a-z._~()!]{0,40}") {
            let group = Group::read(&text);
            prop_assert_eq!(Group::read(&group.to_string()), group);
        }
    }

    #[test]
    fn it_is_short_and_readable() {
        let text = "name.has.an~any(source.is.Zalo~phone.empty~created_at.between.2020-08-01..2020-08-31)";
        assert_eq!(Group::read(text).to_string(), text);
        assert_eq!(Group::read(text).conditions(), 4);
    }

    #[test]
    fn what_a_later_version_knows_is_left_out() {
        let read = |text: &str| Group::read(text).to_string();
        assert_eq!(read("shoe_size.is.42~phone.empty"), "phone.empty");
        assert_eq!(read("phone.sounds_like.42~phone.empty"), "phone.empty");
        assert_eq!(read("~~phone~)phone.empty"), "phone.empty");
        assert_eq!(read("any(phone.empty~source.is.A"), "any(phone.empty~source.is.A)");
    }
}
