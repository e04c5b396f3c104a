//! What is set up for the sheet: meters and tariffs.

mod meter;
mod meters;
mod page;
mod steps;
mod tariff;
mod tariffs;

pub use page::MeterSetupPage;

use domain::BranchId;
use leptos::prelude::*;

use self::meter::Editing;

/// What is being set up, and who is told when it is done; cheap to copy.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which meter.
    pub editing: RwSignal<Option<Editing>>,
    /// A tariff of this branch is added.
    pub adding: RwSignal<Option<BranchId>>,
    /// Something was changed.
    pub changed: Callback<()>,
}
