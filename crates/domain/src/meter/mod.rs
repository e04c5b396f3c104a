//! Meters of spaces: what of electricity and water is used in each month, and what that costs whoever lives there.

mod month;
mod reading;
mod sheet;
mod tariff;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use self::{
    month::Month,
    reading::{
        Course, MOST_READ, ReadingChange, ReadingFilter, ReadingInput, ReadingPage, ReadingPlace, ReadingRow,
        is_unusual,
    },
    sheet::{MeterSetup, MeterSheet, SheetQuery, SheetRow, Stand},
    tariff::{MOST_STEPS, Step, Tariff, TariffInput, amount_of, tariff_on},
};
use crate::{
    BranchId, FieldError, FieldErrors, MeterId, SpaceId,
    customer::Named,
    quantity::Quantity,
    value::{FieldKind, normalise},
};

/// What a meter counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeterKind {
    /// Electricity, in kilowatt hours.
    #[default]
    Electricity,
    /// Water, in cubic metres.
    Water,
}

impl MeterKind {
    /// Every kind, in the order in which people read them.
    pub const ALL: &[Self] = &[Self::Electricity, Self::Water];

    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Electricity => "electricity",
            Self::Water => "water",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    /// The sign of what it counts, the same in every language.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Electricity => "kWh",
            Self::Water => "m³",
        }
    }
}

/// What the form of a meter sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterInput {
    /// Of which space; it stays there.
    pub space: SpaceId,
    /// What it counts; that stays too.
    pub kind: MeterKind,
    /// What is written on it.
    pub serial: String,
    /// What it showed in the beginning …
    pub begins_at: Quantity,
    /// … on this day.
    pub begins_on: NaiveDate,
    /// It is read.
    pub active: bool,
}

impl MeterInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let serial = normalise(FieldKind::Text, &self.serial, today).map(|normal| normal.text.unwrap_or_default());
        let serial = serial.map_err(|code| fault("serial", code)).unwrap_or_default();
        if self.begins_at > MOST_READ {
            fault("begins_at", "number_out_of_range");
        }
        match self.begins_on {
            day if day > today => fault("begins_on", "date_in_future"),
            day if !month::YEARS.contains(&day.year()) => fault("begins_on", "invalid_date"),
            _ => {}
        }
        if faults.0.is_empty() { Ok(Self { serial, ..self.clone() }) } else { Err(faults) }
    }
}

/// What somebody has typed over a meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterChange {
    /// What stood there when typing began.
    pub was: MeterInput,
    /// What is to stand there.
    pub becomes: MeterInput,
}

/// A meter in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterRow {
    /// Its id.
    pub id: MeterId,
    /// Of which space, and how that is called.
    pub space: Named<SpaceId>,
    /// The branch in which that lies.
    pub branch: BranchId,
    /// What it counts.
    pub kind: MeterKind,
    /// What is written on it.
    pub serial: String,
    /// What it showed in the beginning …
    pub begins_at: Quantity,
    /// … on this day.
    pub begins_on: NaiveDate,
    /// It is read.
    pub active: bool,
    /// Somebody has read it: what it showed in the beginning stays.
    pub is_read: bool,
    /// Whether the reader of the list may change it.
    pub may_edit: bool,
}

impl MeterRow {
    /// What a form of it begins with.
    pub fn input(&self) -> MeterInput {
        MeterInput {
            space: self.space.id,
            kind: self.kind,
            serial: self.serial.clone(),
            begins_at: self.begins_at,
            begins_on: self.begins_on,
            active: self.active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_begins_on_a_day_that_has_come() {
        let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let typed = |begins_at, begins_on| MeterInput {
            space: uuid::Uuid::nil().into(),
            kind: MeterKind::Water,
            serial: "  A  12 ".to_owned(),
            begins_at,
            begins_on,
            active: true,
        };
        let told = |input: MeterInput| input.normal(day(2026, 11)).unwrap_err();
        assert_eq!(typed(Quantity::whole(3), day(2026, 11)).normal(day(2026, 11)).unwrap().serial, "A 12");
        assert_eq!(told(typed(Quantity::whole(3), day(2026, 12))).of("begins_on"), Some("date_in_future"));
        assert_eq!(told(typed(Quantity::whole(3), day(1999, 12))).of("begins_on"), Some("invalid_date"));
        let much = MOST_READ.and(Quantity::thousandths(1));
        assert_eq!(told(typed(much, day(2026, 11))).of("begins_at"), Some("number_out_of_range"));
        for kind in MeterKind::ALL {
            assert_eq!(MeterKind::from_key(kind.key()), Some(*kind));
        }
    }
}
