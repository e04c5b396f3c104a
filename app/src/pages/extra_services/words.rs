//! How extra services are called.

use domain::extra_service::{ServiceRow, ServiceStatus};
use i18n::{Locale, extra_services};

/// Class, icon and word of a status.
pub fn status(locale: Locale, status: ServiceStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        ServiceStatus::Ordered => ("badge badge--accent", "clock", extra_services::status_ordered(locale)),
        ServiceStatus::Delivered => ("badge badge--good", "check", extra_services::status_delivered(locale)),
        ServiceStatus::Cancelled => ("badge", "ban", extra_services::status_cancelled(locale)),
    }
}

/// A text that names the customer and the service.
pub fn naming(locale: Locale, row: &ServiceRow, text: fn(Locale, &str, &str) -> String) -> String {
    text(locale, &row.customer.name, &row.service_name)
}
