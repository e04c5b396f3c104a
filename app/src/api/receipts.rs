//! Receipts and vouchers, and what is owed.

use domain::{
    CustomerId, IdempotencyKey, ReceiptId,
    receipt::{
        ChargeFilter, ChargePage, ChargePlace, CustomerAccount, DepositUse, Posted, ReceiptFilter, ReceiptInput,
        ReceiptPage, ReceiptPlace, Reversal,
    },
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of receipts and vouchers, the latest first.
#[server(endpoint = "receipts/list", protocol = Json)]
pub async fn list_receipts(
    /// Which ones.
    filter: ReceiptFilter,
    /// After this one.
    after: Option<ReceiptPlace>,
) -> Result<ReceiptPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.receipts().list(&actor, &filter, after).await)
}

/// A page of the charges of a customer, the latest first.
#[server(endpoint = "receipts/charges", protocol = Json)]
pub async fn list_charges(
    /// Which ones.
    filter: ChargeFilter,
    /// After this one.
    after: Option<ChargePlace>,
) -> Result<ChargePage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.receipts().charges(&actor, filter, after).await)
}

/// What the form of a receipt has to know of a customer.
#[server(endpoint = "receipts/account", protocol = Json)]
pub async fn read_account(
    /// Whose.
    customer: CustomerId,
) -> Result<CustomerAccount, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.receipts().account(&actor, customer).await)
}

/// Writes a receipt for money that came in, or a voucher for money that went out.
#[server(endpoint = "receipts/post", protocol = Json)]
pub async fn post_receipt(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: ReceiptInput,
) -> Result<Posted, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.receipts().post(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Pays charges with deposits that are held.
#[server(endpoint = "receipts/apply", protocol = Json)]
pub async fn apply_deposit(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: DepositUse,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.receipts().apply(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Takes a receipt or voucher back by a counter-entry.
#[server(endpoint = "receipts/reverse", protocol = Json)]
pub async fn reverse_receipt(
    /// The receipt.
    id: ReceiptId,
    /// When and why.
    reversal: Reversal,
) -> Result<Posted, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.receipts().reverse(&actor, id, &reversal).await };
    answer(Services::to_its_end(act).await)
}
