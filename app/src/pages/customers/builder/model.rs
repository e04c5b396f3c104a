//! What stands in the dialog: rows with signals, from which the filter is made.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::{
    FieldErrors,
    customer::{Directory, Field},
    filter::{Condition, Group, Operand, Operator, Part},
    value::day,
};
use leptos::prelude::*;

use super::fields;
use crate::state::session;

/// Rows are told apart by numbers, which no two rows of a page share.
static NEXT: AtomicU32 = AtomicU32::new(1);

fn next() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A condition or a group within the group.
#[derive(Clone, Copy)]
pub enum Row {
    /// A condition.
    Line(Line),
    /// A group.
    Block(Block),
}

impl Row {
    /// Its number.
    pub const fn id(self) -> u32 {
        match self {
            Self::Line(line) => line.id,
            Self::Block(block) => block.id,
        }
    }
}

/// A condition that is being built.
#[derive(Clone, Copy)]
pub struct Line {
    /// Its number.
    pub id: u32,
    /// What is compared.
    pub field: RwSignal<Field>,
    /// How.
    pub operator: RwSignal<Operator>,
    /// With what, as it is typed.
    pub value: RwSignal<String>,
    /// What is wrong with it, as a key of the translation area `errors`.
    pub fault: RwSignal<Option<String>>,
}

impl Line {
    fn new(condition: Condition) -> Self {
        Self {
            id: next(),
            field: RwSignal::new(condition.field),
            operator: RwSignal::new(condition.operator),
            value: RwSignal::new(condition.value),
            fault: RwSignal::new(None),
        }
    }

    /// Compares another field, in the same way if it can be.
    pub fn choose_field(self, field: Field) {
        let operators = Operator::of(field);
        let same = self.operator.get_untracked();
        let operator = if operators.contains(&same) { Some(same) } else { operators.first().copied() };
        let Some(operator) = operator else { return };
        self.value.set(String::new());
        self.fault.set(None);
        self.field.set(field);
        self.operator.set(operator);
    }

    /// Compares in another way; what is typed stays as long as it fits.
    pub fn choose_operator(self, operator: Operator) {
        let field = self.field.get_untracked();
        if operator.operand(field) != self.operator.get_untracked().operand(field) {
            self.value.set(String::new());
        }
        self.fault.set(None);
        self.operator.set(operator);
    }

    /// What is typed; of two ends the second or the first.
    pub fn end(self, second: Option<bool>) -> String {
        self.value.with(|value| match (second, value.split_once("..").unwrap_or((value, ""))) {
            (None, _) => value.clone(),
            (Some(false), (from, _)) => from.to_owned(),
            (Some(true), (_, to)) => to.to_owned(),
        })
    }

    /// Something else is typed.
    pub fn set_end(self, second: Option<bool>, typed: String) {
        self.value.update(|value| {
            let (from, to) = value.split_once("..").unwrap_or((value.as_str(), ""));
            *value = match second {
                None => typed,
                Some(false) => format!("{typed}..{to}"),
                Some(true) => format!("{from}..{typed}"),
            };
        });
        self.fault.set(None);
    }

    /// Days stand in it as they are kept, if they are understood.
    fn condition(self) -> Condition {
        let (field, operator) = (self.field.get_untracked(), self.operator.get_untracked());
        let typed = self.value.with_untracked(|value| value.trim().to_owned());
        let kept = |typed: &str| day(typed, session().today).map_or_else(|| typed.to_owned(), |day| day.to_string());
        let value = match operator.operand(field) {
            Operand::Nothing => String::new(),
            Operand::Day => kept(&typed),
            Operand::Days => typed.split("..").map(kept).collect::<Vec<_>>().join(".."),
            Operand::Value | Operand::Number | Operand::Numbers => typed,
        };
        Condition { field, operator, value }
    }
}

/// A group that is being built.
#[derive(Clone, Copy)]
pub struct Block {
    /// Its number.
    pub id: u32,
    /// One of its rows is enough.
    pub any: RwSignal<bool>,
    /// Its rows.
    pub rows: RwSignal<Vec<Row>>,
}

impl Block {
    /// Takes up a filter.
    pub fn read(group: &Group) -> Self {
        let row = |part: &Part| match part {
            Part::Condition(condition) => Row::Line(Line::new(condition.clone())),
            Part::Group(group) => Row::Block(Self::read(group)),
        };
        let rows = group.parts.iter().map(row).collect();
        Self { id: next(), any: RwSignal::new(group.any), rows: RwSignal::new(rows) }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(self) -> bool {
        self.rows.with_untracked(Vec::is_empty)
    }

    /// Adds a condition on the first field; gives its number.
    pub fn add_condition(self, directory: Directory) -> Option<u32> {
        let field = fields(directory).next()?;
        let operator = Operator::of(field).first().copied()?;
        let line = Line::new(Condition { field, operator, value: String::new() });
        self.rows.update(|rows| rows.push(Row::Line(line)));
        Some(line.id)
    }

    /// Adds a group of which one condition is enough, as all of them would need none; gives the condition's number.
    pub fn add_group(self, directory: Directory) -> Option<u32> {
        let group = Self { id: next(), any: RwSignal::new(!self.any.get_untracked()), rows: RwSignal::default() };
        let first = group.add_condition(directory);
        self.rows.update(|rows| rows.push(Row::Block(group)));
        first
    }

    /// Takes a row out.
    pub fn remove(self, id: u32) {
        self.rows.update(|rows| rows.retain(|row| row.id() != id));
    }

    /// The filter that stands there.
    pub fn group(self) -> Group {
        let part = |row: &Row| match row {
            Row::Line(line) => Part::Condition(line.condition()),
            Row::Block(block) => Part::Group(block.group()),
        };
        let parts = self.rows.with_untracked(|rows| rows.iter().map(part).collect());
        Group { any: self.any.get_untracked(), parts }
    }

    /// Puts faults beside their conditions, by the paths of [`Group::filter`].
    pub fn mark(self, found: &FieldErrors) {
        self.mark_under("advanced", found);
    }

    fn mark_under(self, path: &str, found: &FieldErrors) {
        for (place, row) in self.rows.get_untracked().into_iter().enumerate() {
            let path = format!("{path}.{place}");
            match row {
                Row::Line(line) => line.fault.set(found.of(&path).map(str::to_owned)),
                Row::Block(block) => block.mark_under(&path, found),
            }
        }
    }
}
