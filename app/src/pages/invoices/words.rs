//! How invoices are called.

use domain::invoice::{InvoiceRow, InvoiceStatus, Payment};
use i18n::{Locale, invoices};

/// Class, icon and word of a status.
pub fn status(locale: Locale, status: InvoiceStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        InvoiceStatus::Draft => ("badge", "pencil", invoices::status_draft(locale)),
        InvoiceStatus::Issued => ("badge badge--accent", "file-check", invoices::status_issued(locale)),
        InvoiceStatus::Void => ("badge", "ban", invoices::status_void(locale)),
    }
}

/// Class, icon and word of how an invoice stands.
pub fn payment(locale: Locale, payment: Payment) -> (&'static str, &'static str, &'static str) {
    match payment {
        Payment::Unpaid => ("badge badge--warn", "clock", invoices::payment_unpaid(locale)),
        Payment::PartPaid => ("badge badge--warn", "circle-minus", invoices::payment_part_paid(locale)),
        Payment::Paid => ("badge badge--good", "circle-check", invoices::payment_paid(locale)),
        Payment::Overdue => ("badge badge--bad", "triangle-alert", invoices::payment_overdue(locale)),
    }
}

/// An invoice within a sentence: by its number, as long as it has none by its customer.
pub fn called(locale: Locale, row: &InvoiceRow) -> String {
    row.code.clone().unwrap_or_else(|| invoices::called_draft(locale, &row.customer.name))
}

/// The heading of an invoice.
pub fn heading(locale: Locale, row: &InvoiceRow) -> String {
    row.code.as_ref().map_or_else(|| invoices::draft_of(locale).to_owned(), |code| invoices::called(locale, code))
}
