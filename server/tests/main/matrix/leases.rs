//! Who rents which room by contract.

use chrono::{Months, NaiveDate};
use domain::{
    ContractId, CustomerId, IdempotencyKey, SpaceId,
    customer::Directory,
    money::Vnd,
    permission::{Action, Placement, Principal, Resource},
};
use entities::charge;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::world::{Record, World, reaches};
use crate::requests::Kept;

/// What each month of the contract of each guest costs.
pub const RENT: Vnd = Vnd(440_000);
/// A day on which no contract has begun.
const FIRST_DAY: &str = "2040-01-01";

/// Who rents a room, and how that goes on.
pub struct Lease {
    pub guest: String,
    pub room: SpaceId,
    pub draft: ContractId,
}

impl World<'_> {
    /// A contract with a guest, and the draft that continues it.
    pub async fn let_out(&mut self, (guest, room): (String, SpaceId), months: i64, at: &Placement) {
        let day: NaiveDate = FIRST_DAY.parse().unwrap();
        let after = |months: i64| day + Months::new(months.try_into().unwrap());
        let days = (after(months), after(months + 1).pred_opt().unwrap());
        let of = (CustomerId(guest.parse().unwrap()), room);
        let contract = self.services().lease(&self.administrator, of, days, RENT).await;
        let key = IdempotencyKey(Uuid::now_v7());
        let next = self.services().contracts().renew(&self.administrator, key, contract.id).await.unwrap();
        self.keep(Kept::Contract, contract.id.0, &contract.code, &contract.code);
        let record = self.records.last_mut().unwrap();
        record.target.directory = Directory::Organizations;
        record.at = at.clone();
        self.leases.insert(contract.id.to_string(), Lease { guest, room, draft: next.id });
    }

    /// Who rents by a contract, and which room.
    pub fn lease_of(&self, contract: &Record) -> &Lease {
        &self.leases[&contract.target.id]
    }

    /// Whether somebody sees a room.
    pub fn sees_room(&self, who: &Principal, room: SpaceId) -> bool {
        let is_seen = |record: &Record| reaches(who, (Action::View, Resource::Spaces), record);
        self.records.iter().any(|it| it.kept == Kept::Space && it.target.id == room.to_string() && is_seen(it))
    }

    /// The charge of the rent of a guest.
    pub async fn charge_of_rent(&self, booking: &Record) -> Uuid {
        let guest: Uuid = self.guest_of(booking).parse().unwrap();
        let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(guest));
        let charges = charges.filter(charge::Column::RentPeriodId.is_not_null());
        charges.one(self.services().database().writer()).await.unwrap().unwrap().id
    }
}
