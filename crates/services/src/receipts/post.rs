//! Taking money, giving it back, applying a deposit, taking a receipt back.

use std::collections::BTreeMap;

use domain::{
    AppError, ChargeId, IdempotencyKey, ReceiptId,
    history::Event,
    ledger::{LedgerFault, Purpose, Receipt},
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    receipt::{DepositUse, Posted, ReceiptInput, Reversal},
    value::Catalog,
};
use entities::{charge, customer, receipt};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Entry, Hold, ReceiptDesk, payer, write};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    idempotency::digest,
    ledger::{Book, Paper, check_amounts, refused, sources_seen},
    query::{operations::followed, scope::place_of},
};

impl ReceiptDesk<'_> {
    /// Writes a receipt for money that came in, or a voucher for money that went out.
    ///
    /// # Errors
    /// Faults of the form, by field; there is not so much to be given back; forbidden; the customer or a charge is not found.
    pub async fn post(&self, actor: &Actor, key: IdempotencyKey, input: &ReceiptInput) -> Outcome<Posted> {
        let unit = self.services.write::<verb::Create, noun::Receipts>(actor).await?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let input = input.normal(self.services.clock().today())?;
        let customer = payer(&unit, input.customer, Hold::UntilTheEnd).await?;
        if let Some(method) = input.method {
            let known =
                unit.legend().await?.labels.named(Catalog::PaymentMethod).iter().any(|value| value.id == method);
            if !known {
                return Err(AppError::field("method", "unknown_value").into());
            }
        }
        check_named(&unit, &customer, &input.charges).await?;
        let receipt = Receipt {
            id: Uuid::now_v7().into(),
            purpose: input.purpose,
            amount: input.amount,
            paid_on: input.paid_on,
            counters: None,
        };
        let mut book = Book::open(&unit, customer.id).await?;
        book.ledger.post(receipt, &input.charges).map_err(refused)?;
        let code = write::next_code(&unit, &receipt).await?;
        book.write_down(Paper {
            id: receipt.id,
            code: code.clone(),
            method: input.method.map(|method| method.0),
            note: input.note.clone(),
        });
        book.close(&unit).await?;
        let entry = Entry {
            amount: input.amount,
            purpose: input.purpose.key().to_owned(),
            method: input.method.map(|method| method.0),
            paid_on: input.paid_on.to_string(),
            note: input.note,
            counter: String::new(),
        };
        write::told(&unit, Event::Created, receipt.id, &entry, &customer).await?;
        let posted = Posted { id: receipt.id, code };
        unit.answer(key, request, &posted).await?;
        unit.commit().await?;
        Ok(posted)
    }

    /// Pays charges with deposits that are held.
    ///
    /// # Errors
    /// Faults by field, also if there is not so much held or to be paid; forbidden; the customer or a charge is not found.
    pub async fn apply(&self, actor: &Actor, key: IdempotencyKey, input: &DepositUse) -> Outcome<()> {
        let unit = self.services.write::<verb::Create, noun::Receipts>(actor).await?;
        let request = digest(input)?;
        if unit.answered::<()>(key, &request).await?.is_some() {
            return Ok(());
        }
        input.check()?;
        let customer = payer(&unit, input.customer, Hold::UntilTheEnd).await?;
        check_named(&unit, &customer, &input.charges).await?;
        let mut book = Book::open(&unit, customer.id).await?;
        book.ledger.apply_deposit(input.amount, &input.charges).map_err(refused)?;
        let mut used: BTreeMap<ReceiptId, i64> = BTreeMap::new();
        for entry in book.allocated() {
            *used.entry(entry.receipt).or_default() += entry.amount.0;
        }
        book.close(&unit).await?;
        for (id, amount) in used {
            let entry = Entry {
                amount: Vnd(amount),
                purpose: Purpose::Deposit.key().to_owned(),
                method: None,
                paid_on: String::new(),
                note: String::new(),
                counter: String::new(),
            };
            write::told(&unit, Event::DepositApplied, id, &entry, &customer).await?;
        }
        unit.answer(key, request, &()).await?;
        unit.commit().await
    }

    /// Takes a receipt or voucher back by a counter-entry: what it paid is owed again.
    ///
    /// # Errors
    /// It was taken back already, or part of it was given back; forbidden; not found.
    pub async fn reverse(&self, actor: &Actor, id: ReceiptId, reversal: &Reversal) -> Outcome<Posted> {
        let unit = self.services.write::<verb::Delete, noun::Receipts>(actor).await?;
        unit.permit::<verb::View, noun::Amounts>()?;
        let view = unit.permit::<verb::View, noun::Receipts>()?;
        let found = || followed(&unit, &view).filter(receipt::Column::Id.eq(id.0));
        let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let customer = customer::Entity::find().filter(customer::Column::Id.eq(seen.customer_id)).lock_exclusive();
        let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let row = found().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
        let row = row.ok_or(AppError::NotFound)?;
        if !unit.permit::<verb::Delete, noun::Receipts>()?.reach().covers(&place_of(&customer)) {
            return Err(AppError::Forbidden { action: Action::Delete, resource: Resource::Receipts }.into());
        }
        check_amounts(&unit, true, &place_of(&customer))?;
        let reversal = reversal.normal(self.services.clock().today())?;
        if row.paid_on > reversal.paid_on.to_string() {
            return Err(AppError::field("paid_on", "before_the_receipt").into());
        }
        let mut book = Book::open(&unit, customer.id).await?;
        let counter: ReceiptId = Uuid::now_v7().into();
        book.ledger.reverse(id, counter, reversal.paid_on).map_err(|fault| match fault {
            LedgerFault::Status => AppError::field("receipt", "receipt_reversed").into(),
            fault => refused(fault),
        })?;
        let purse = book.ledger.find_purse(counter).copied().ok_or(AppError::NotFound)?;
        let code = write::next_code(&unit, &purse.receipt).await?;
        book.write_down(Paper {
            id: counter,
            code: code.clone(),
            method: row.method_id,
            note: reversal.reason.clone(),
        });
        book.close(&unit).await?;
        let entry = Entry {
            amount: Vnd(row.amount),
            purpose: row.purpose,
            method: row.method_id,
            paid_on: reversal.paid_on.to_string(),
            note: reversal.reason,
            counter: code.clone(),
        };
        write::told(&unit, Event::Reversed, id, &entry, &customer).await?;
        unit.commit().await?;
        Ok(Posted { id: counter, code })
    }
}

/// Charges are named by those who see what they come from.
///
/// # Errors
/// One is not this customer's, or may not be seen.
async fn check_named(unit: &Unit, customer: &customer::Model, charges: &[ChargeId]) -> Outcome<()> {
    if charges.is_empty() {
        return Ok(());
    }
    let mut wanted: Vec<Uuid> = charges.iter().map(|id| id.0).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let sources = sources_seen(unit, customer).await?;
    let theirs = charge::Entity::find()
        .filter(charge::Column::CustomerId.eq(customer.id))
        .filter(charge::Column::Source.is_in(sources.iter().map(|source| source.key())))
        .filter(charge::Column::Id.is_in(wanted.iter().copied()));
    let found = theirs.count(unit.tx()).await?;
    if found == wanted.len() as u64 { Ok(()) } else { Err(AppError::NotFound.into()) }
}
