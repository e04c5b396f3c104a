//! Contracts as lists, pages and forms have them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Billed, ContractInput, ContractStatus};
use crate::{
    BookingId, ContractId, ContractTemplateId, CustomerId, SpaceId, attachment::FilesMay, booking::Guest,
    customer::Named, ledger::ChargeStatus, money::Vnd,
};

/// A contract in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// Its place among all.
    pub place: ContractPlace,
    /// Its code.
    pub code: String,
    /// Who rents.
    pub customer: Guest,
    /// What, with code and name, for those who see the space.
    pub space: Option<Named<SpaceId>>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// How far it has come.
    pub status: ContractStatus,
    /// The day on which it was terminated.
    pub terminated_on: Option<NaiveDate>,
    /// How many days an active one has after today.
    pub days_left: Option<u32>,
    /// What each period of a month costs, for those who may see amounts.
    pub rent: Option<Vnd>,
    /// The deposit that is agreed, for those who may see amounts.
    pub agreed_deposit: Option<Vnd>,
    /// When each period is owed.
    pub billed: Billed,
    /// Whether the reader may change it, if it is a draft, and bring it in force or terminate it.
    pub may_edit: bool,
    /// Whether the reader may draft the contract that continues it.
    pub may_renew: bool,
    /// Whether the reader may discard it, if it is a draft.
    pub may_delete: bool,
}

/// Where a contract stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractPlace {
    /// The first day.
    pub starts_on: NaiveDate,
    /// Its number.
    pub seq: i64,
}

/// Which contracts are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractFilter {
    /// The beginning of the code, or its number alone.
    #[serde(default)]
    pub code: String,
    /// Those of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Those of this space.
    #[serde(default)]
    pub space: Option<SpaceId>,
    /// Those that have come so far.
    #[serde(default)]
    pub status: Option<ContractStatus>,
    /// Active ones whose last day is no more than so many days away.
    #[serde(default)]
    pub expiring: Option<u32>,
    /// Those that start on this day or later …
    #[serde(default)]
    pub starts_from: Option<NaiveDate>,
    /// … and on this day or earlier.
    #[serde(default)]
    pub starts_to: Option<NaiveDate>,
    /// Those that end on this day or later …
    #[serde(default)]
    pub ends_from: Option<NaiveDate>,
    /// … and on this day or earlier.
    #[serde(default)]
    pub ends_to: Option<NaiveDate>,
}

/// A page of contracts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractPage {
    /// The rows, the latest first.
    pub rows: Vec<ContractRow>,
    /// There are more behind this one.
    pub after: Option<ContractPlace>,
    /// The customer whose alone they are, if the reader may know who it is.
    #[serde(default)]
    pub customer: Option<Guest>,
}

/// A contract as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractDetail {
    /// What lists show of it.
    pub row: ContractRow,
    /// Goes up with each change; whoever brings it in force says which one they have read.
    pub version: i64,
    /// What is agreed, as it is typed, with its fields; of one that is no draft it serves the next one.
    pub text: String,
    /// The text with its fields filled, of a draft as they are now, of any other as they were when it came in force. For those
    /// who see amounts and the space, as it may name both.
    pub wording: Option<String>,
    /// Whatever else is to be known.
    pub note: String,
    /// Why it was terminated.
    pub reason: String,
    /// The contract that it continues, for those who see that one.
    pub renews: Option<Named<ContractId>>,
    /// The contract that continues it, for those who see that one.
    pub renewed_by: Option<Named<ContractId>>,
    /// Its booking, for those who see bookings.
    pub booking: Option<Named<BookingId>>,
    /// Its periods in their order; a draft has none yet, [`super::rent_periods`] tells of them.
    pub periods: Vec<RentPeriodRow>,
    /// What may be done to its files, for those who see them.
    pub files: Option<FilesMay>,
    /// Who made it.
    pub made_by: String,
}

impl ContractDetail {
    /// What a form of it begins with.
    pub fn input(&self) -> ContractInput {
        let row = &self.row;
        ContractInput {
            customer: row.customer.id,
            space: row.space.as_ref().map(|space| space.id),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            rent: row.rent,
            billed: row.billed,
            agreed_deposit: row.agreed_deposit,
            text: self.text.clone(),
            note: self.note.clone(),
        }
    }
}

/// A period of a contract's rent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RentPeriodRow {
    /// The how many-th it is, from one.
    pub number: u32,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// From when on it is owed.
    pub billing_on: NaiveDate,
    /// Whether it is owed yet, and will ever be.
    pub status: ChargeStatus,
    /// What it costs, for those who may see amounts.
    pub amount: Option<Vnd>,
    /// What is paid of it, for those who may see what is owed and was paid …
    pub allocated: Option<Vnd>,
    /// … and what is not.
    pub open: Option<Vnd>,
}

/// A space that may be rented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedSpace {
    /// The space, with code and name.
    pub space: Named<SpaceId>,
    /// Where it lies.
    pub branch: String,
    /// What a month of it costs, if that is known and the person may see amounts.
    pub rent: Option<Vnd>,
}

/// What the form of a contract has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractOffer {
    /// The spaces that the person sees and that may be booked, by code.
    pub spaces: Vec<OfferedSpace>,
    /// The texts from which contracts begin; the first one stands in a new form.
    pub templates: Vec<OfferedText>,
    /// Whether the person may see and say amounts of some customers at least.
    pub amounts: bool,
}

/// A text from which a contract may begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedText {
    /// The template, and what it is called.
    pub template: Named<ContractTemplateId>,
    /// What it says.
    pub text: String,
}
