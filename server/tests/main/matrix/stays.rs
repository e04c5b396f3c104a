//! Who has booked which room, and what stands on the guests' accounts.

use chrono::TimeDelta;
use domain::{CustomerId, SpaceId, customer::Directory, money::Vnd, permission::Placement};
use entities::extra_service;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::world::{Record, World};
use crate::requests::Kept;

/// What each guest has left.
pub const DEPOSIT: Vnd = Vnd(700_000);
/// What one of the service of each guest costs, of which each has two, and …
pub const UNIT_PRICE: Vnd = Vnd(110_000);
/// … what it cost the stranger's guest the last time.
pub const FAR_PRICE: Vnd = Vnd(990_000);

impl World<'_> {
    /// A room in each branch, and in it a night for each organization that is at home there: all should have come by now, have
    /// left a deposit, and ordered something; they got an invoice over the stay, and one over what they ordered is begun.
    /// One that is at home elsewhere, and is nobody's whom those who ask could know, has booked in the branch of those who ask.
    pub async fn rent(&mut self) {
        let list = Directory::Organizations;
        self.service = self.services().service(&self.administrator, "Giặt là").await;
        let today = self.services().services().clock().today();
        self.customer(Kept::Customer(list), list, Some(self.stranger), Some(self.there)).await;
        let guest = self.records.last_mut().unwrap();
        let (traveller, here) = (guest.target.id.clone(), self.here);
        guest.at.branches.push(here);
        for (branch, code) in [(self.here, "Q1"), (self.there, "Q7")] {
            let room = self.services().space(&self.administrator, code, branch).await;
            self.keep(Kept::Space, room.0, code, &format!("Phòng {code}"));
            self.records.last_mut().unwrap().at.branches = vec![branch];
            let books = |record: &&Record| {
                let is_home = record.at.branches == [branch] || (branch == here && record.target.id == traveller);
                record.kept == Kept::Customer(list) && is_home
            };
            let guests: Vec<(String, Placement)> =
                self.records.iter().filter(books).map(|record| (record.target.id.clone(), record.at.clone())).collect();
            for ((guest, at), nights) in guests.into_iter().zip(1..) {
                let starts_at = self.services().clock.now() - TimeDelta::days(nights);
                let id = CustomerId(guest.parse().unwrap());
                let booked = self.services().book(&self.administrator, id, room, starts_at, 1).await;
                self.keep(Kept::Booking, booked.id.0, &booked.code, &booked.code);
                let record = self.records.last_mut().unwrap();
                record.target.directory = list;
                record.at = at.clone();
                self.stays.insert(booked.id.to_string(), (guest, room));
                let (stay, what) = ((id, Some(booked.id)), (self.service, UNIT_PRICE));
                let ordered = self.services().order(&self.administrator, stay, what, today).await;
                let row = extra_service::Entity::find().filter(extra_service::Column::Id.eq(ordered.0));
                let row = row.one(self.services().database().writer()).await.unwrap().unwrap();
                self.keep(Kept::Service, row.id, &row.code, &row.code);
                let record = self.records.last_mut().unwrap();
                record.target.directory = list;
                record.at = at.clone();
                let paid = self.services().deposit(&self.administrator, id, DEPOSIT).await;
                self.keep(Kept::Receipt, paid.id.0, &paid.code, &paid.code);
                let record = self.records.last_mut().unwrap();
                record.target.directory = list;
                record.at = at.clone();
                self.bill(id, &at).await;
            }
        }
        let far = CustomerId(self.away(list).target.id.parse().unwrap());
        self.far_service = self.services().service(&self.administrator, "Chở đồ xa").await;
        for service in [self.far_service, self.service] {
            self.services().order(&self.administrator, (far, None), (service, FAR_PRICE), today).await;
        }
        // And comes once more: neither stands on an invoice.
        let room = self.records.iter().rfind(|record| record.kept == Kept::Space).unwrap().target.id.parse().unwrap();
        let starts_at = self.services().clock.now() + TimeDelta::days(400);
        self.services().book(&self.administrator, far, room, starts_at, 1).await;
    }

    /// The room of a booking.
    pub fn space_of(&self, booking: &Record) -> SpaceId {
        self.stays[&booking.target.id].1
    }

    /// The name of a room, or of the room of a booking.
    pub fn room_of(&self, record: &Record) -> &str {
        let id = self.stays.get(&record.target.id).map_or(record.target.id.clone(), |(_, room)| room.to_string());
        &self.records.iter().find(|room| room.kept == Kept::Space && room.target.id == id).unwrap().target.name
    }

    /// Who comes by a booking: the id of a customer.
    pub fn guest_of(&self, booking: &Record) -> &str {
        &self.stays[&booking.target.id].0
    }

    /// Whether a customer has booked: where it has, it stays in reach wherever it moves.
    pub fn is_booked(&self, customer: &Record) -> bool {
        self.stays.values().any(|(guest, _)| *guest == customer.target.id)
    }
}
