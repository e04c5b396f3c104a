//! The sheet on which the meters of a branch are read for a month, and what is set up for it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{MeterKind, MeterRow, Month, ReadingRow, Tariff};
use crate::{BranchId, MeterId, SpaceId, booking::Guest, customer::Named, quantity::Quantity};

/// Which sheet is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetQuery {
    /// The branch; without one the first that the asker sees.
    #[serde(default)]
    pub branch: Option<BranchId>,
    /// The month; without one that of today.
    #[serde(default)]
    pub month: Option<Month>,
}

/// What a meter showed when it was read last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// So much.
    pub shown: Quantity,
    /// On this day.
    pub on: NaiveDate,
    /// How much was used until then, if it was not the beginning.
    pub used: Option<Quantity>,
}

/// A meter on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Its id.
    pub meter: MeterId,
    /// What it counts.
    pub kind: MeterKind,
    /// Where it hangs.
    pub space: Named<SpaceId>,
    /// What is written on it.
    pub serial: String,
    /// Who lives there, for those who see that.
    pub guest: Option<Guest>,
    /// The readings of the month that the asker sees, the earliest first.
    pub readings: Vec<ReadingRow>,
    /// What it showed last, for those who may read it now: nobody else is asked for a reading.
    pub stand: Option<Stand>,
    /// Whether the asker may see what is to be paid here.
    pub amounts: bool,
}

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterSheet {
    /// The branches of which the asker may choose one.
    pub branches: Vec<Named<BranchId>>,
    /// Of which branch it is; there is none to choose if it is missing.
    pub branch: Option<BranchId>,
    /// For which month.
    pub month: Month,
    /// The meters, by space and kind.
    pub rows: Vec<SheetRow>,
    /// What a unit costs there, for those who may see amounts.
    pub tariffs: Vec<Tariff>,
}

/// The meters and tariffs of all branches, and what their forms offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterSetup {
    /// The branches whose spaces the asker sees.
    pub branches: Vec<Named<BranchId>>,
    /// Those of them in which the asker may set up meters …
    pub kept: Vec<BranchId>,
    /// … and tariffs.
    pub priced: Vec<BranchId>,
    /// The spaces, by code, each with its branch.
    pub spaces: Vec<(Named<SpaceId>, BranchId)>,
    /// The meters, by space and kind.
    pub meters: Vec<MeterRow>,
    /// The tariffs, the latest first, for those who may see amounts.
    pub tariffs: Vec<Tariff>,
}
