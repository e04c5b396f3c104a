//! Everything that the database holds of the money, read past the server.

use anyhow::Result;
use entities::{
    allocation, audit_entry, booking, charge, customer_total, extra_service, idempotency, invoice, invoice_line,
    invoice_series, receipt, refund,
};
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// The rows of each table, as they are.
pub struct Rows {
    /// Bookings.
    pub bookings: Vec<booking::Model>,
    /// Extra services.
    pub services: Vec<extra_service::Model>,
    /// Invoices.
    pub invoices: Vec<invoice::Model>,
    /// What stands on them.
    pub lines: Vec<invoice_line::Model>,
    /// How far their numbers have come.
    pub series: Vec<invoice_series::Model>,
    /// Charges.
    pub charges: Vec<charge::Model>,
    /// Receipts and vouchers.
    pub receipts: Vec<receipt::Model>,
    /// Which money pays what.
    pub allocations: Vec<allocation::Model>,
    /// Which money was given back.
    pub refunds: Vec<refund::Model>,
    /// The totals that are kept.
    pub totals: Vec<customer_total::Model>,
    /// What forms were answered.
    pub forms: Vec<idempotency::Model>,
    /// Who did what.
    pub trail: Vec<audit_entry::Model>,
}

impl Rows {
    /// Reads them.
    pub async fn read(connection: &DatabaseConnection) -> Result<Self> {
        Ok(Self {
            bookings: booking::Entity::find().all(connection).await?,
            services: extra_service::Entity::find().all(connection).await?,
            invoices: invoice::Entity::find().all(connection).await?,
            lines: invoice_line::Entity::find().all(connection).await?,
            series: invoice_series::Entity::find().all(connection).await?,
            charges: charge::Entity::find().all(connection).await?,
            receipts: receipt::Entity::find().all(connection).await?,
            allocations: allocation::Entity::find().all(connection).await?,
            refunds: refund::Entity::find().all(connection).await?,
            totals: customer_total::Entity::find().all(connection).await?,
            forms: idempotency::Entity::find().all(connection).await?,
            trail: audit_entry::Entity::find().all(connection).await?,
        })
    }

    /// The ids of all records that people make.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        let bookings = self.bookings.iter().map(|row| row.id);
        let services = self.services.iter().map(|row| row.id);
        let invoices = self.invoices.iter().map(|row| row.id);
        bookings.chain(services).chain(invoices).chain(self.receipts.iter().map(|row| row.id))
    }
}
