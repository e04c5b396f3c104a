//! Extra services: what a customer has beside a space, such as laundry or parking. Each is ordered, then delivered, and owed
//! from then on.

use std::{fmt, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    BookingId, CatalogValueId, CustomerId, ExtraServiceId, FieldError, FieldErrors,
    booking::Guest,
    customer::Named,
    ledger::ChargeStatus,
    money::Vnd,
    quantity::Quantity,
    space::is_payable,
    value::{FieldKind, normalise},
};

/// The most of one service at once.
const MOST: Quantity = Quantity::whole(10_000);
/// Nothing was used before, and nothing is ordered for so far ahead.
const YEARS: RangeInclusive<i32> = 2000..=2200;

/// How far an extra service has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// The customer wants it.
    Ordered,
    /// The customer had it.
    Delivered,
    /// Called off before the customer had it.
    Cancelled,
}

impl ServiceStatus {
    /// Every status, in the order in which they come.
    pub const ALL: &[Self] = &[Self::Ordered, Self::Delivered, Self::Cancelled];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// What becomes of the charge.
    pub const fn charge(self) -> ChargeStatus {
        match self {
            Self::Ordered => ChargeStatus::Expected,
            Self::Delivered => ChargeStatus::Earned,
            Self::Cancelled => ChargeStatus::Void,
        }
    }

    /// The status after an act.
    ///
    /// # Errors
    /// The key of the fault: it has not come so far, or too far.
    pub fn after(self, act: ServiceAct) -> Result<Self, &'static str> {
        match (self, act) {
            (Self::Ordered, ServiceAct::Deliver) => Ok(Self::Delivered),
            (Self::Ordered, ServiceAct::Cancel) => Ok(Self::Cancelled),
            (Self::Delivered, ServiceAct::Undo) => Ok(Self::Ordered),
            _ => Err("service_status"),
        }
    }
}

/// What happens to an extra service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceAct {
    /// The customer has it.
    Deliver,
    /// It is called off.
    Cancel,
    /// That the customer had it was a mistake.
    Undo,
}

impl ServiceAct {
    /// Every act.
    pub const ALL: &[Self] = &[Self::Deliver, Self::Cancel, Self::Undo];
}

/// The code of the n-th extra service: `DV000001`.
pub struct ServiceCode(pub i64);

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DV{:06}", self.0)
    }
}

/// What the form of an extra service sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceInput {
    /// Who has it.
    pub customer: CustomerId,
    /// Which: a value of the catalog of services.
    pub service: CatalogValueId,
    /// The stay to which it belongs.
    pub booking: Option<BookingId>,
    /// How much of it.
    pub quantity: Quantity,
    /// What one costs; `None` of a new one is what it cost the last time, of a known one what it cost before.
    pub unit_price: Option<Vnd>,
    /// The day for which it counts.
    pub used_on: NaiveDate,
    /// Whatever else is to be known.
    pub note: String,
}

impl ServiceInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        if self.quantity <= Quantity::default() || self.quantity > MOST {
            fault("quantity", "number_out_of_range");
        }
        match self.unit_price {
            Some(price) if !is_payable(price) => fault("unit_price", "number_out_of_range"),
            Some(price) if amount_of(self.quantity, price).is_none() => fault("quantity", "number_out_of_range"),
            _ => {}
        }
        if !YEARS.contains(&self.used_on.year()) {
            fault("used_on", "invalid_date");
        }
        let note = match normalise(FieldKind::Note, &self.note, today) {
            Ok(normal) => normal.text.unwrap_or_default(),
            Err(code) => {
                fault("note", code);
                String::new()
            }
        };
        if faults.0.is_empty() { Ok(Self { note, ..self.clone() }) } else { Err(faults) }
    }
}

/// What so much costs; `None` is more than anybody could pay.
pub fn amount_of(quantity: Quantity, unit_price: Vnd) -> Option<Vnd> {
    quantity.times(unit_price).filter(|amount| is_payable(*amount))
}

/// A new extra service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewService {
    /// What it is.
    pub input: ServiceInput,
    /// The customer has it already.
    pub delivered: bool,
}

/// What somebody has typed over an extra service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceChange {
    /// What stood there when typing began.
    pub was: ServiceInput,
    /// What is to stand there.
    pub becomes: ServiceInput,
}

/// An extra service in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Its id.
    pub id: ExtraServiceId,
    /// Its place among all.
    pub place: ServicePlace,
    /// Its code.
    pub code: String,
    /// Who has it.
    pub customer: Guest,
    /// Which.
    pub service: CatalogValueId,
    /// How that is called.
    pub service_name: String,
    /// The stay to which it belongs, and its code, for those who see it.
    pub booking: Option<Named<BookingId>>,
    /// How much of it.
    pub quantity: Quantity,
    /// What one costs, for those who may see amounts …
    pub unit_price: Option<Vnd>,
    /// … and all of it.
    pub amount: Option<Vnd>,
    /// The day for which it counts.
    pub used_on: NaiveDate,
    /// How far it has come.
    pub status: ServiceStatus,
    /// Whatever else is to be known.
    pub note: String,
    /// Who ordered it.
    pub made_by: String,
    /// Whether the reader may do something to it.
    pub may_edit: bool,
}

impl ServiceRow {
    /// What a form of it begins with.
    pub fn input(&self) -> ServiceInput {
        ServiceInput {
            customer: self.customer.id,
            service: self.service,
            booking: self.booking.as_ref().map(|booking| booking.id),
            quantity: self.quantity,
            unit_price: self.unit_price,
            used_on: self.used_on,
            note: self.note.clone(),
        }
    }
}

/// Where an extra service stands among all, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePlace {
    /// The day for which it counts.
    pub used_on: NaiveDate,
    /// Its number.
    pub seq: i64,
}

/// Which extra services are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceFilter {
    /// The beginning of the code, or its number alone.
    #[serde(default)]
    pub code: String,
    /// Those of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// This service.
    #[serde(default)]
    pub service: Option<CatalogValueId>,
    /// Those that have come so far.
    #[serde(default)]
    pub status: Option<ServiceStatus>,
    /// Those of this day or later …
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// … and of this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A page of extra services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePage {
    /// The rows, the latest first.
    pub rows: Vec<ServiceRow>,
    /// There are more behind this one.
    pub after: Option<ServicePlace>,
    /// The customer whose alone they are, if the reader may know who it is.
    #[serde(default)]
    pub customer: Option<Guest>,
}

/// What a service cost the last time somebody had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedService {
    /// The service.
    pub service: Named<CatalogValueId>,
    /// What one cost, for those who may see amounts; nobody had it yet if it is missing.
    pub unit_price: Option<Vnd>,
}

/// What the form of an extra service has to know of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceOffer {
    /// The services, in the order of their catalog.
    pub services: Vec<OfferedService>,
    /// The stays that are not over, and their codes and spaces, for those who see them.
    pub bookings: Vec<Named<BookingId>>,
    /// Whether the person may see and say amounts.
    pub amounts: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 3, 2).unwrap()
    }

    #[test]
    fn an_extra_service_is_some_of_something_on_a_day() {
        let typed = |quantity, unit_price, used_on| ServiceInput {
            customer: uuid::Uuid::nil().into(),
            service: uuid::Uuid::nil().into(),
            booking: None,
            quantity,
            unit_price,
            used_on,
            note: " Áo sơ mi \n".to_owned(),
        };
        let two = Quantity::whole(2);
        let told = |input: ServiceInput| input.normal(day(2026)).unwrap_err();
        assert_eq!(typed(two, Some(Vnd(100)), day(2026)).normal(day(2026)).unwrap().note, "Áo sơ mi");
        assert_eq!(told(typed(Quantity::default(), None, day(2026))).of("quantity"), Some("number_out_of_range"));
        let less: Quantity = serde_json::from_str("-2000").unwrap();
        assert_eq!(told(typed(less, None, day(2026))).of("quantity"), Some("number_out_of_range"));
        assert_eq!(told(typed(two, Some(Vnd(-1)), day(2026))).of("unit_price"), Some("number_out_of_range"));
        assert_eq!(told(typed(two, None, day(1999))).of("used_on"), Some("invalid_date"));
        // One of them could be paid, all of them could not.
        let dear = Vnd(900_000_000_000);
        assert!(typed(Quantity::whole(1), Some(dear), day(2026)).normal(day(2026)).is_ok());
        assert_eq!(told(typed(MOST, Some(dear), day(2026))).of("quantity"), Some("number_out_of_range"));
    }

    #[test]
    fn only_what_is_ordered_is_delivered_or_called_off() {
        use ServiceStatus::{Cancelled, Delivered, Ordered};
        let allowed = [(Ordered, ServiceAct::Deliver), (Ordered, ServiceAct::Cancel), (Delivered, ServiceAct::Undo)];
        for status in [Ordered, Delivered, Cancelled] {
            for act in ServiceAct::ALL {
                assert_eq!(status.after(*act).is_ok(), allowed.contains(&(status, *act)), "{status:?} {act:?}");
            }
            assert_eq!(ServiceStatus::from_key(status.key()), Some(status));
        }
        assert_eq!(Delivered.after(ServiceAct::Undo), Ok(Ordered));
    }
}
