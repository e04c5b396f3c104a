//! What makes money owed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ChargeId, money::Vnd};

/// Where a charge comes from; it is changed through that alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A booking without a contract.
    Booking,
    /// A period of a contract's rent.
    RentPeriod,
    /// An extra service.
    Service,
    /// A reading of a meter.
    MeterReading,
    /// A line of an order.
    OrderLine,
    /// A line of an invoice that stands for nothing else.
    InvoiceLine,
}

/// Whose revenue an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earner {
    /// Bookings and rent.
    Rooms,
    /// Extra services and meters.
    Services,
    /// Everything else.
    Other,
}

impl Source {
    /// Every source.
    pub const ALL: &[Self] =
        &[Self::Booking, Self::RentPeriod, Self::Service, Self::MeterReading, Self::OrderLine, Self::InvoiceLine];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::RentPeriod => "rent_period",
            Self::Service => "service",
            Self::MeterReading => "meter_reading",
            Self::OrderLine => "order_line",
            Self::InvoiceLine => "invoice_line",
        }
    }

    /// The source with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|source| source.key() == key)
    }

    /// Whose revenue it is.
    pub const fn earner(self) -> Earner {
        match self {
            Self::Booking | Self::RentPeriod => Earner::Rooms,
            Self::Service | Self::MeterReading => Earner::Services,
            Self::OrderLine | Self::InvoiceLine => Earner::Other,
        }
    }
}

/// How far a charge has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    /// Will be owed once it is used.
    Expected,
    /// Is owed.
    Earned,
    /// Will never be owed.
    Void,
}

impl ChargeStatus {
    /// Every status.
    pub const ALL: &[Self] = &[Self::Expected, Self::Earned, Self::Void];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Earned => "earned",
            Self::Void => "void",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }
}

/// An amount that a customer owes or will owe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Its id.
    pub id: ChargeId,
    /// Where it comes from.
    pub source: Source,
    /// How much, never negative.
    pub amount: Vnd,
    /// The day for which it counts: the planned one until it is earned.
    pub service_on: NaiveDate,
    /// How far it has come.
    pub status: ChargeStatus,
}

/// A charge and what has been done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The charge.
    pub charge: Charge,
    /// How much of it is paid.
    pub allocated: Vnd,
    /// It stands on an issued invoice: its amount is frozen.
    pub billed: bool,
}

impl Account {
    /// A charge of which nothing is paid.
    pub const fn new(charge: Charge) -> Self {
        Self { charge, allocated: Vnd(0), billed: false }
    }

    /// How much of it is not paid; nothing if it is void.
    pub fn open(&self) -> Vnd {
        match self.charge.status {
            ChargeStatus::Void => Vnd(0),
            ChargeStatus::Expected | ChargeStatus::Earned => Vnd(self.charge.amount.0 - self.allocated.0),
        }
    }
}
