//! What is owed for each record, as the record itself says.

use std::collections::HashMap;

use domain::{
    booking::BookingStatus,
    extra_service::ServiceStatus,
    invoice::InvoiceStatus,
    ledger::{ChargeStatus, Source},
};
use entities::{booking, charge, extra_service, invoice, invoice_line};
use uuid::Uuid;

use super::status_of;
use crate::prove::money::rows::Rows;

/// What is owed for a record, as the record itself says.
pub struct Owed {
    /// The record.
    pub of: Uuid,
    /// Whose it is.
    pub customer: Uuid,
    /// What kind of record it is.
    pub source: Source,
    /// How much.
    pub amount: i64,
    /// How far it has come.
    pub status: ChargeStatus,
}

/// What is owed for each record.
pub fn owed(
    rows: &Rows,
    invoices: &HashMap<Uuid, &invoice::Model>,
    charges: &HashMap<Uuid, Vec<&charge::Model>>,
) -> Vec<Owed> {
    let booking = |row: &booking::Model| Owed {
        of: row.id,
        customer: row.customer_id,
        source: Source::Booking,
        amount: row.price,
        status: match BookingStatus::from_key(&row.status) {
            Some(BookingStatus::Reserved | BookingStatus::CheckedIn) => ChargeStatus::Expected,
            Some(BookingStatus::Completed) => ChargeStatus::Earned,
            Some(BookingStatus::Cancelled | BookingStatus::NoShow) | None => ChargeStatus::Void,
        },
    };
    let service = |row: &extra_service::Model| Owed {
        of: row.id,
        customer: row.customer_id,
        source: Source::Service,
        // Quantities are thousandths; each line is rounded half up.
        amount: (row.quantity * row.unit_price + 500) / 1_000,
        status: match ServiceStatus::from_key(&row.status) {
            Some(ServiceStatus::Ordered) => ChargeStatus::Expected,
            Some(ServiceStatus::Delivered) => ChargeStatus::Earned,
            Some(ServiceStatus::Cancelled) | None => ChargeStatus::Void,
        },
    };
    // A free line is owed once it is issued: by then it has a charge of its own, or it lacks one.
    let line = |row: &invoice_line::Model| {
        let invoice = invoices.get(&row.invoice_id)?;
        let status = match status_of(invoice) {
            InvoiceStatus::Draft => return None,
            InvoiceStatus::Issued => ChargeStatus::Earned,
            InvoiceStatus::Void => ChargeStatus::Void,
        };
        let is_free = row.charge_id.is_none() || charges.contains_key(&row.id);
        let (of, customer, source, amount) = (row.id, invoice.customer_id, Source::InvoiceLine, row.amount);
        is_free.then_some(Owed { of, customer, source, amount, status })
    };
    let bookings = rows.bookings.iter().map(booking);
    bookings.chain(rows.services.iter().map(service)).chain(rows.lines.iter().filter_map(line)).collect()
}
