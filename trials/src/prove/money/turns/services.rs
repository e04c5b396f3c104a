//! Services are ordered, delivered, called off.

use anyhow::Result;
use domain::{
    extra_service::{NewService, ServiceAct, ServiceChange, ServiceFilter, ServiceInput, ServiceRow, ServiceStatus},
    history::Event,
    quantity::Quantity,
};
use rand::RngExt;
use serde_json::json;

use crate::prove::money::hand::{Hand, Heard, today};

/// How much of a service somebody has, in thousandths: lines have to be rounded.
const THOUSANDTHS: std::ops::Range<u32> = 1..4_000;

impl Hand {
    /// Orders a service, or writes down that somebody had it.
    pub async fn order(&mut self) -> Result<Heard> {
        let input = ServiceInput {
            customer: self.customer()?,
            service: self.house.service,
            booking: None,
            quantity: self.quantity(),
            unit_price: Some(self.amount()),
            used_on: today(),
            note: String::new(),
        };
        let delivered = self.chance.random_bool(0.3);
        self.make("services/create", NewService { input, delivered }).await
    }

    /// Changes the price, so that each change is another one; perhaps the quantity with it.
    pub async fn reprice(&mut self) -> Result<Heard> {
        let filter = ServiceFilter { customer: Some(self.customer()?), ..ServiceFilter::default() };
        let Some(row) = self.one_of::<ServiceRow>("services/list", filter).await? else { return Ok(Heard::Idle) };
        let was = row.input();
        let mut becomes = ServiceInput { unit_price: Some(self.amount()), ..was.clone() };
        if self.chance.random_bool(0.5) {
            becomes.quantity = self.quantity();
        }
        let asked = json!({ "id": row.id, "change": ServiceChange { was, becomes } });
        self.act("services/change", asked, Event::Changed, row.id.0).await
    }

    /// Delivers what was ordered.
    pub async fn deliver(&mut self) -> Result<Heard> {
        self.serve(ServiceStatus::Ordered, ServiceAct::Deliver, Event::Delivered).await
    }

    /// Calls off what was ordered.
    pub async fn call_off(&mut self) -> Result<Heard> {
        self.serve(ServiceStatus::Ordered, ServiceAct::Cancel, Event::ServiceCancelled).await
    }

    /// Takes back that something was delivered.
    pub async fn take_back(&mut self) -> Result<Heard> {
        self.serve(ServiceStatus::Delivered, ServiceAct::Undo, Event::DeliveryUndone).await
    }

    async fn serve(&mut self, status: ServiceStatus, act: ServiceAct, event: Event) -> Result<Heard> {
        let filter = ServiceFilter { status: Some(status), ..ServiceFilter::default() };
        let Some(row) = self.one_of::<ServiceRow>("services/list", filter).await? else { return Ok(Heard::Idle) };
        self.act("services/act", json!({ "id": row.id, "act": act }), event, row.id.0).await
    }

    fn quantity(&mut self) -> Quantity {
        Quantity::thousandths(self.chance.random_range(THOUSANDTHS))
    }
}
