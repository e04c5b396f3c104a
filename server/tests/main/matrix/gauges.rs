//! What was read of the meters of the rooms, and what is owed for that.

use chrono::TimeDelta;
use domain::{MeterId, money::Vnd};

use super::world::{Record, World};
use crate::requests::Kept;

/// What a unit costs in each branch.
pub const PRICE: Vnd = Vnd(3_700);
/// How many of them each guest has used.
const USED: u32 = 10;

impl World<'_> {
    /// A meter in each room and a tariff in each branch, and a reading for each guest on the day on which the guest leaves. The last
    /// reading of each meter is none of these: what was read before stays.
    pub async fn read_meters(&mut self) {
        let today = self.services().services().clock().today();
        let of = |world: &Self, kept: Kept| -> Vec<Record> {
            world.records.iter().filter(|record| record.kept == kept).cloned().collect()
        };
        let (rooms, bookings) = (of(self, Kept::Space), of(self, Kept::Booking));
        for room in rooms {
            let begins_on = today - TimeDelta::days(300);
            let branch = room.at.branches[0];
            let serial = format!("Số{}", room.target.code);
            let space = room.target.id.parse().unwrap();
            let meter = self.services().meter(&self.administrator, space, &serial, begins_on).await;
            self.keep(Kept::Meter, meter.0, "", &serial);
            self.records.last_mut().unwrap().at = room.at.clone();
            let tariff = self.services().tariff(&self.administrator, branch, PRICE, begins_on).await;
            self.keep(Kept::Tariff, tariff.0, "", &tariff.to_string());
            self.records.last_mut().unwrap().at = room.at.clone();
            // Who came last is the first of them, and is still there today.
            let guests: Vec<&Record> = bookings.iter().filter(|booking| self.space_of(booking) == space).collect();
            let mut shown = 0;
            for (days, guest) in (0_i64..).zip(guests).collect::<Vec<_>>().into_iter().rev() {
                shown += USED;
                let day = today - TimeDelta::days(days);
                let reading = self.services().reading(&self.administrator, meter, day, shown).await;
                self.keep(Kept::Reading, reading.0, "", &reading.to_string());
                let record = self.records.last_mut().unwrap();
                record.target.directory = guest.target.directory;
                record.at = guest.at.clone();
            }
            self.services().reading(&self.administrator, meter, today, shown + USED).await;
        }
    }

    /// The meter of a room.
    pub fn meter_of(&self, room: &Record) -> MeterId {
        let place = self.records.iter().filter(|record| record.kept == Kept::Space);
        let place = place.into_iter().position(|record| record.target.id == room.target.id).unwrap();
        let mut meters = self.records.iter().filter(|record| record.kept == Kept::Meter);
        meters.nth(place).unwrap().target.id.parse().unwrap()
    }
}
