//! The code of a receipt, and what is told of it.

use domain::{
    ReceiptId,
    history::Event,
    ledger::{Direction, Receipt},
    permission::Resource,
    receipt::ReceiptCode,
};
use entities::customer;

use super::Entry;
use crate::{
    authz::Unit,
    failure::Outcome,
    ledger::announce,
    query::operations::{Numbered, next_number},
};

/// The code of a new receipt or voucher.
pub(super) async fn next_code(unit: &Unit, receipt: &Receipt) -> Outcome<String> {
    let direction = receipt.direction();
    let of = match direction {
        Direction::In => Numbered::Receipts,
        Direction::Out => Numbered::Vouchers,
    };
    let number = next_number(unit.tx(), unit.services().database().engine(), of).await?;
    Ok(ReceiptCode { direction, number }.to_string())
}

/// Writes down what was done, and lets open pages look anew.
pub(super) async fn told(
    unit: &Unit,
    event: Event,
    id: ReceiptId,
    entry: &Entry,
    customer: &customer::Model,
) -> Outcome<()> {
    unit.record_details(event, Resource::Receipts, Some(id.0), entry).await?;
    unit.announce(Resource::Receipts.key(), id.0).await?;
    announce(unit, customer).await
}
