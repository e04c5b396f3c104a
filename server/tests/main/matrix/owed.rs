//! What guests are asked for, and what they owe.

use std::collections::BTreeSet;

use domain::{CustomerId, customer::Directory, invoice::LineInput, ledger::Source, permission::Placement};
use entities::{charge, customer, invoice_line};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::world::{ADDRESS, FEE, Record, World};
use crate::requests::Kept;

impl World<'_> {
    /// An invoice of a guest over the stay and a fee, and a draft over what was ordered and another one.
    pub async fn bill(&mut self, guest: CustomerId, at: &Placement) {
        let address = customer::Entity::update_many().col_expr(customer::Column::Address, Expr::value(ADDRESS));
        let address = address.filter(customer::Column::Id.eq(guest.0));
        address.exec(self.services().database().writer()).await.unwrap();
        let today = self.services().services().clock().today();
        for (kept, source) in [(Kept::Invoice, Source::Booking), (Kept::Draft, Source::Service)] {
            let offer = self.services().invoices().offer(&self.administrator, guest, None).await.unwrap();
            let of = offer.charges.iter().find(|charge| charge.source == source).unwrap();
            let fee = LineInput::Free { text: "Phụ thu".to_owned(), amount: FEE };
            let lines = vec![LineInput::Charge(of.id), fee];
            let id = self.services().bill(&self.administrator, guest, lines).await;
            let code = match kept {
                Kept::Invoice => self.services().invoices().issue(&self.administrator, id, today).await.unwrap(),
                _ => id.to_string(),
            };
            self.keep(kept, id.0, &code, &code);
            let record = self.records.last_mut().unwrap();
            record.target.directory = Directory::Organizations;
            record.at = at.clone();
        }
    }

    /// The draft of the guest of a booking, or what was issued: each has one of both.
    pub fn invoice_of(&self, booking: &Record, kept: Kept) -> &Record {
        let place = self.records.iter().filter(|record| record.kept == Kept::Booking);
        let place = place.into_iter().position(|record| record.target.id == booking.target.id).unwrap();
        self.records.iter().filter(|record| record.kept == kept).nth(place).unwrap()
    }

    /// The draft of the stranger's guest.
    pub fn far_draft(&self) -> &Record {
        let at = &self.away(Directory::Organizations).at;
        self.records.iter().find(|record| record.kept == Kept::Draft && record.at == *at).unwrap()
    }

    /// The charge that stands on a draft.
    pub async fn charge_on(&self, draft: &Record) -> Uuid {
        let id: Uuid = draft.target.id.parse().unwrap();
        let lines = invoice_line::Entity::find().filter(invoice_line::Column::InvoiceId.eq(id));
        let lines = lines.filter(invoice_line::Column::ChargeId.is_not_null());
        lines.one(self.services().database().writer()).await.unwrap().unwrap().charge_id.unwrap()
    }

    /// What the stranger's guest owes for a stay, a service or a room, and stands on no invoice.
    pub async fn far_charge(&self, source: Source) -> Uuid {
        let far: Uuid = self.away(Directory::Organizations).target.id.parse().unwrap();
        let writer = self.services().database().writer();
        let lines = invoice_line::Entity::find().all(writer).await.unwrap();
        let standing: BTreeSet<Uuid> = lines.into_iter().filter_map(|line| line.charge_id).collect();
        let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(far));
        let charges = charges.filter(charge::Column::Source.eq(source.key())).all(writer).await.unwrap();
        charges.into_iter().map(|charge| charge.id).find(|id| !standing.contains(id)).unwrap()
    }

    /// The charge of a booking.
    pub async fn charge_of(&self, booking: &Record) -> Uuid {
        let id: Uuid = booking.target.id.parse().unwrap();
        let charges = charge::Entity::find().filter(charge::Column::BookingId.eq(id));
        charges.one(self.services().database().writer()).await.unwrap().unwrap().id
    }

    /// The charge of the extra service of a guest.
    pub async fn charge_of_service(&self, booking: &Record) -> Uuid {
        let guest: Uuid = self.guest_of(booking).parse().unwrap();
        let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(guest));
        let charges = charges.filter(charge::Column::ExtraServiceId.is_not_null());
        charges.one(self.services().database().writer()).await.unwrap().unwrap().id
    }

    /// The charge of the free line of the invoice of a guest.
    pub async fn charge_of_fee(&self, booking: &Record) -> Uuid {
        let guest: Uuid = self.guest_of(booking).parse().unwrap();
        let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(guest));
        let charges = charges.filter(charge::Column::InvoiceLineId.is_not_null());
        charges.one(self.services().database().writer()).await.unwrap().unwrap().id
    }
}
