//! Where a page of a list begins.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Jump, Sort, Stretch};
use crate::time::BusinessZone;

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At the beginning.
    #[default]
    Start,
    /// At the first row of a value of the sorted column, as it is typed, or where such rows would stand.
    At(String),
    /// After this row.
    After(Cursor),
    /// Before this row.
    Before(Cursor),
}

impl Place {
    /// At a typed value; nothing typed is the beginning.
    pub fn at(typed: &str) -> Self {
        let typed = typed.trim();
        if typed.is_empty() { Self::Start } else { Self::At(typed.to_owned()) }
    }

    /// The same without anything typed: beside which row the page begins. In a list that knows no values of its order a typed one
    /// leads to the beginning; where one of few is chosen, whoever knows these says where it stands.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn settled(&self, sort: Sort, zone: BusinessZone, today: NaiveDate) -> Result<Self, &'static str> {
        let Self::At(typed) = self else { return Ok(self.clone()) };
        if Jump::of(sort.by) == Some(Jump::Choice) {
            return Ok(self.clone());
        }
        let Some(stretch) = Stretch::of(sort.by, typed, zone, today)? else { return Ok(Self::Start) };
        let value = if sort.descending { stretch.to } else { Some(stretch.from) };
        // No row has a smaller number: of those with the very value the first one comes next, or the last one goes before.
        Ok(value.map_or(Self::Start, |value| Self::After(Cursor { seq: i64::MIN, value })))
    }
}

/// A row's place in the sorted list: its sort value and, among equals, its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cursor {
    /// The row's number.
    pub seq: i64,
    /// The bytes of its sort value; of a search its tier.
    pub value: Vec<u8>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.seq)?;
        self.value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

impl TryFrom<String> for Cursor {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "not a cursor")
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (seq, hex) = text.split_once('.').ok_or(())?;
        if !hex.is_ascii() || hex.len() > 1024 {
            return Err(());
        }
        let value = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| {
                std::str::from_utf8(pair)
                    .ok()
                    .filter(|p| p.len() == 2)
                    .and_then(|p| u8::from_str_radix(p, 16).ok())
                    .ok_or(())
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { seq: seq.parse().map_err(|_| ())?, value })
    }
}
