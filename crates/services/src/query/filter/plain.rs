//! Texts compared without case and marks by databases that know neither: a letter stands for all that look like it.

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    filter::Test,
    fold::{LATIN, plain},
};
use sea_orm::{Value, sea_query::SimpleExpr};

use super::raw;
use crate::database::Engine;

/// Where a text has to stand within another one.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// At its beginning.
    starts: bool,
    /// At its end.
    ends: bool,
}

impl Bounds {
    /// Of a comparison with a text.
    pub const fn of(test: &Test) -> Option<Self> {
        match test {
            Test::Is(_) => Some(Self { starts: true, ends: true }),
            Test::StartsWith(_) => Some(Self { starts: true, ends: false }),
            Test::Contains(_) => Some(Self { starts: false, ends: false }),
            Test::Empty | Test::Between(..) => None,
        }
    }
}

/// What a plain letter stands for, beside itself.
static ALIKE: LazyLock<HashMap<char, String>> = LazyLock::new(|| {
    let mut alike = HashMap::<char, String>::new();
    for sign in ('A'..='Z').chain(LATIN.into_iter().flatten()) {
        let letter = plain(sign);
        if letter != sign {
            alike.entry(letter).or_default().push(sign);
        }
    }
    alike
});

/// That a plain text stands in a column of texts as they were typed: of this table, with this name.
pub(super) fn like_plain(engine: Engine, (table, name): (&str, &str), text: &str, bounds: Bounds) -> SimpleExpr {
    let (operator, around) = match engine {
        Engine::Sqlite => ("GLOB", [(bounds.starts, "", "*"), (bounds.ends, "", "*")]),
        Engine::Postgres => ("~", [(bounds.starts, "^", ""), (bounds.ends, "$", "")]),
    };
    let [before, after] = around.map(|(bound, here, anywhere)| if bound { here } else { anywhere });
    let mut pattern = before.to_owned();
    for sign in text.chars() {
        push(&mut pattern, engine, sign);
    }
    pattern.push_str(after);
    raw(engine, &format!("\"{table}\".\"{name}\" {operator} {{}}"), [Value::from(pattern)])
}

fn push(pattern: &mut String, engine: Engine, sign: char) {
    match (ALIKE.get(&sign), engine) {
        (Some(alike), _) => {
            pattern.push('[');
            pattern.push(sign);
            pattern.push_str(alike);
            pattern.push(']');
        }
        (None, Engine::Sqlite) if matches!(sign, '*' | '?' | '[') => {
            pattern.push('[');
            pattern.push(sign);
            pattern.push(']');
        }
        (None, Engine::Postgres) if sign.is_ascii_punctuation() => {
            pattern.push('\\');
            pattern.push(sign);
        }
        (None, _) => pattern.push(sign),
    }
}
