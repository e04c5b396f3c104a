//! Invoices: what customers are asked to pay.

use chrono::NaiveDate;
use domain::{
    CustomerId, IdempotencyKey, InvoiceId,
    invoice::{
        InvoiceChange, InvoiceDetail, InvoiceFilter, InvoiceInput, InvoiceOffer, InvoicePage, InvoicePlace, Voiding,
    },
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of invoices, the latest first.
#[server(endpoint = "invoices/list", protocol = Json)]
pub async fn list_invoices(
    /// Which ones.
    filter: InvoiceFilter,
    /// After this one.
    after: Option<InvoicePlace>,
) -> Result<InvoicePage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.invoices().list(&actor, &filter, after).await)
}

/// An invoice with its lines.
#[server(endpoint = "invoices/read", protocol = Json)]
pub async fn read_invoice(
    /// Which one.
    id: InvoiceId,
) -> Result<InvoiceDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.invoices().read(&actor, id).await)
}

/// What the form of an invoice has to know of a customer.
#[server(endpoint = "invoices/offer", protocol = Json)]
pub async fn read_invoice_offer(
    /// Whose.
    customer: CustomerId,
    /// The draft that is changed: what stands on it is offered too.
    draft: Option<InvoiceId>,
) -> Result<InvoiceOffer, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.invoices().offer(&actor, customer, draft).await)
}

/// Begins an invoice: a draft without a number.
#[server(endpoint = "invoices/create", protocol = Json)]
pub async fn create_invoice(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: InvoiceInput,
) -> Result<InvoiceId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.invoices().create(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of a draft.
#[server(endpoint = "invoices/change", protocol = Json)]
pub async fn change_invoice(
    /// The draft.
    id: InvoiceId,
    /// What is typed over what.
    change: InvoiceChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.invoices().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Gives a draft its number; from then on it is never changed.
#[server(endpoint = "invoices/issue", protocol = Json)]
pub async fn issue_invoice(
    /// The draft.
    id: InvoiceId,
    /// The day that stands on it.
    issued_on: NaiveDate,
) -> Result<String, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.invoices().issue(&actor, id, issued_on).await };
    answer(Services::to_its_end(act).await)
}

/// Takes back an issued invoice.
#[server(endpoint = "invoices/void", protocol = Json)]
pub async fn void_invoice(
    /// The invoice.
    id: InvoiceId,
    /// Why.
    voiding: Voiding,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.invoices().void(&actor, id, &voiding).await };
    answer(Services::to_its_end(act).await)
}

/// Throws a draft away.
#[server(endpoint = "invoices/discard", protocol = Json)]
pub async fn discard_invoice(
    /// The draft.
    id: InvoiceId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.invoices().discard(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
