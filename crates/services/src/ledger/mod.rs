//! The ledger of a customer in the database: read whole, changed by the rules of [`domain::ledger`], and written as far as it
//! is another one by then. Whoever changes one holds the customer.

mod amounts;
mod charges;
mod customer;
pub(crate) mod totals;

use domain::{
    AppError, ChargeId, ReceiptId,
    ledger::{Account, Allocation, Charge, ChargeStatus, Ledger, LedgerFault, Purpose, Purse, Receipt, Refund, Source},
    money::Vnd,
    permission::Resource,
};
use entities::{allocation, charge, customer as guest, receipt, refund};
use sea_orm::{
    ActiveValue::{self, NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

pub(crate) use self::{
    amounts::{balance_reach, check_amounts, origins_seen, sees_amounts, sees_balance, sees_expected, sources_seen},
    charges::{What, charges_of, charges_seen, is_open, whats_of},
    customer::{Moved, forget, give_back, hindrances, move_over},
};
use crate::{
    authz::Unit,
    customers::directory_of,
    failure::{Failure, Outcome},
    invoices,
    live::Hint,
    query::scope::place_of,
};

/// Rows that one statement writes.
const AT_ONCE: usize = 500;

/// A customer's ledger as it is written and as it becomes.
pub(crate) struct Book {
    customer: Uuid,
    before: Ledger,
    /// As it becomes.
    pub ledger: Ledger,
    /// What a new charge is of.
    sources: Vec<(ChargeId, SourceId)>,
    /// On which invoice a charge has been put.
    bills: Vec<(ChargeId, Uuid)>,
    /// What a new receipt has besides what the ledger knows.
    papers: Vec<Paper>,
}

/// The record of which a charge is.
#[derive(Clone, Copy)]
pub(crate) enum SourceId {
    Booking(Uuid),
    Service(Uuid),
    Reading(Uuid),
    InvoiceLine(Uuid),
    RentPeriod(Uuid),
}

/// A receipt or voucher beside its money.
#[derive(Clone)]
pub(crate) struct Paper {
    pub id: ReceiptId,
    pub code: String,
    pub method: Option<Uuid>,
    pub note: String,
}

impl SourceId {
    const fn booking(self) -> Option<Uuid> {
        if let Self::Booking(id) = self { Some(id) } else { None }
    }

    const fn service(self) -> Option<Uuid> {
        if let Self::Service(id) = self { Some(id) } else { None }
    }

    const fn reading(self) -> Option<Uuid> {
        if let Self::Reading(id) = self { Some(id) } else { None }
    }

    const fn rent_period(self) -> Option<Uuid> {
        if let Self::RentPeriod(id) = self { Some(id) } else { None }
    }

    const fn invoice_line(self) -> Option<Uuid> {
        if let Self::InvoiceLine(id) = self { Some(id) } else { None }
    }
}

impl Book {
    /// The ledger of a customer; the unit holds the customer.
    pub async fn open(unit: &Unit, customer: Uuid) -> Outcome<Self> {
        let before = read(unit.tx(), customer).await?;
        let (sources, bills, papers) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { customer, ledger: before.clone(), before, sources, bills, papers })
    }

    /// The charge of a record becomes as the record has it.
    ///
    /// # Errors
    /// What the ledger refuses, as a fault of the form.
    pub fn keep(&mut self, charge: Charge, of: SourceId) -> Outcome<()> {
        self.ledger.keep(charge).map_err(refused)?;
        if self.before.find_account(charge.id).is_none() {
            self.sources.push((charge.id, of));
        }
        Ok(())
    }

    /// Charges stand on an issued invoice from now on.
    ///
    /// # Errors
    /// What the ledger refuses, as a fault of the form.
    pub fn bill(&mut self, charges: &[ChargeId], invoice: Uuid) -> Outcome<()> {
        self.ledger.bill(charges).map_err(refused)?;
        self.bills.extend(charges.iter().map(|charge| (*charge, invoice)));
        Ok(())
    }

    /// A receipt of the ledger is written so.
    pub fn write_down(&mut self, paper: Paper) {
        self.papers.push(paper);
    }

    /// Which money pays what by now that did not before.
    pub fn allocated(&self) -> &[Allocation] {
        self.ledger.allocations().get(self.before.allocations().len()..).unwrap_or_default()
    }

    /// Writes what is another one by now, the totals with it.
    pub async fn close(self, unit: &Unit) -> Outcome<()> {
        // What becomes less first, so that at no time more is paid than there is.
        self.write_charges(unit).await?;
        self.write_receipts(unit).await?;
        let (tx, at, by) = (unit.tx(), unit.now(), unit.actor().user.0);
        for entries in self.allocated().chunks(AT_ONCE) {
            let rows = entries.iter().map(|entry| allocation::ActiveModel {
                seq: NotSet,
                receipt_id: Set(entry.receipt.0),
                charge_id: Set(entry.charge.0),
                amount: Set(entry.amount.0),
                at: Set(at),
                by_id: Set(by),
            });
            allocation::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        let given = self.ledger.refunds().get(self.before.refunds().len()..).unwrap_or_default();
        for entries in given.chunks(AT_ONCE) {
            let rows = entries.iter().map(|entry| refund::ActiveModel {
                seq: NotSet,
                receipt_id: Set(entry.receipt.0),
                voucher_id: Set(entry.voucher.0),
                amount: Set(entry.amount.0),
                at: Set(at),
                by_id: Set(by),
            });
            refund::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        totals::apply(tx, self.customer, &(self.ledger.totals() - self.before.totals())).await?;
        invoices::follow(unit, self.customer, &self.changed()).await
    }

    /// The charges that are others by now, beside what is paid of them.
    fn changed(&self) -> Vec<Charge> {
        let is_other = |account: &&Account| {
            self.before.find_account(account.charge.id).is_some_and(|known| known.charge != account.charge)
        };
        self.ledger.accounts().filter(is_other).map(|account| account.charge).collect()
    }

    /// The issued invoice on which a charge stands, as far as it is another one than before.
    fn invoice_of(&self, account: &Account) -> ActiveValue<Option<Uuid>> {
        let was = self.before.find_account(account.charge.id).is_some_and(|known| known.billed);
        match (was, account.billed) {
            (false, true) => Set(self.bills.iter().find(|(id, _)| *id == account.charge.id).map(|(_, id)| *id)),
            (true, false) => Set(None),
            (true, true) | (false, false) => NotSet,
        }
    }

    async fn write_charges(&self, unit: &Unit) -> Outcome<()> {
        for account in self.ledger.accounts() {
            let charge = &account.charge;
            match self.before.find_account(charge.id) {
                Some(known) if known == account => {}
                Some(_) => {
                    let active = charge::ActiveModel {
                        id: Unchanged(charge.id.0),
                        amount: Set(charge.amount.0),
                        service_on: Set(charge.service_on.to_string()),
                        status: Set(charge.status.key().to_owned()),
                        allocated: Set(account.allocated.0),
                        invoice_id: self.invoice_of(account),
                        updated_at: Set(unit.now()),
                        ..Default::default()
                    };
                    charge::Entity::update(active).exec(unit.tx()).await?;
                }
                None => {
                    let of = self.sources.iter().find(|(id, _)| *id == charge.id).map(|(_, of)| *of);
                    let active = charge::ActiveModel {
                        id: Set(charge.id.0),
                        customer_id: Set(self.customer),
                        source: Set(charge.source.key().to_owned()),
                        booking_id: Set(of.and_then(SourceId::booking)),
                        extra_service_id: Set(of.and_then(SourceId::service)),
                        rent_period_id: Set(of.and_then(SourceId::rent_period)),
                        meter_reading_id: Set(of.and_then(SourceId::reading)),
                        invoice_line_id: Set(of.and_then(SourceId::invoice_line)),
                        invoice_id: self.invoice_of(account),
                        amount: Set(charge.amount.0),
                        service_on: Set(charge.service_on.to_string()),
                        status: Set(charge.status.key().to_owned()),
                        allocated: Set(account.allocated.0),
                        created_at: Set(unit.now()),
                        updated_at: Set(unit.now()),
                    };
                    charge::Entity::insert(active).exec_without_returning(unit.tx()).await?;
                }
            }
        }
        Ok(())
    }

    async fn write_receipts(&self, unit: &Unit) -> Outcome<()> {
        for purse in self.ledger.purses() {
            let money = &purse.receipt;
            match self.before.find_purse(money.id) {
                Some(known) if known == purse => {}
                Some(_) => {
                    let active = receipt::ActiveModel {
                        allocated: Set(purse.allocated.0),
                        refunded: Set(purse.refunded.0),
                        reversed: Set(purse.reversed),
                        ..Default::default()
                    };
                    let this = receipt::Column::Id.eq(money.id.0);
                    receipt::Entity::update_many().set(active).filter(this).exec(unit.tx()).await?;
                }
                None => {
                    let paper = self.papers.iter().find(|paper| paper.id == money.id);
                    let paper = paper.ok_or_else(|| Failure::fault(format!("receipt {} has no code", money.id)))?;
                    let active = receipt::ActiveModel {
                        seq: NotSet,
                        id: Set(money.id.0),
                        code: Set(paper.code.clone()),
                        customer_id: Set(self.customer),
                        purpose: Set(money.purpose.key().to_owned()),
                        amount: Set(money.amount.0),
                        method_id: Set(paper.method),
                        paid_on: Set(money.paid_on.to_string()),
                        note: Set(paper.note.clone()),
                        counters: Set(money.counters.map(|of| of.0)),
                        allocated: Set(purse.allocated.0),
                        refunded: Set(purse.refunded.0),
                        reversed: Set(purse.reversed),
                        created_at: Set(unit.now()),
                        created_by: Set(unit.actor().user.0),
                    };
                    receipt::Entity::insert(active).exec_without_returning(unit.tx()).await?;
                }
            }
        }
        Ok(())
    }
}

/// What the ledger refuses, in words.
pub(crate) fn refused(fault: LedgerFault) -> Failure {
    let (field, code) = fault.told();
    AppError::field(field, code).into()
}

/// Lets open pages look anew at what a customer owes and has paid.
pub(crate) async fn announce(unit: &Unit, customer: &guest::Model) -> Outcome<()> {
    let directory = directory_of(customer);
    unit.hint(Hint::Operations(Resource::Receipts, directory, vec![place_of(customer)])).await
}

/// The ledger of a customer.
pub(crate) async fn read(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Ledger> {
    let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(customer)).all(tx).await?;
    let receipts = receipt::Entity::find().filter(receipt::Column::CustomerId.eq(customer)).all(tx).await?;
    let accounts = charges.iter().map(account_of).collect::<Outcome<Vec<_>>>()?;
    let purses = receipts.iter().map(purse_of).collect::<Outcome<Vec<_>>>()?;
    if purses.is_empty() {
        return Ok(Ledger::of(accounts, purses, Vec::new(), Vec::new()));
    }
    let of_allocations = allocation::Entity::find().filter(allocation::Column::ReceiptId.in_subquery(ids_of(customer)));
    let allocations = of_allocations.order_by_asc(allocation::Column::Seq).all(tx).await?.into_iter();
    let allocations = allocations.map(|row| Allocation {
        receipt: row.receipt_id.into(),
        charge: row.charge_id.into(),
        amount: Vnd(row.amount),
    });
    let of_refunds = refund::Entity::find().filter(refund::Column::ReceiptId.in_subquery(ids_of(customer)));
    let refunds = of_refunds.order_by_asc(refund::Column::Seq).all(tx).await?.into_iter();
    let refunds = refunds.map(|row| Refund {
        receipt: row.receipt_id.into(),
        voucher: row.voucher_id.into(),
        amount: Vnd(row.amount),
    });
    Ok(Ledger::of(accounts, purses, allocations.collect(), refunds.collect()))
}

/// The ids of the receipts of a customer.
fn ids_of(customer: Uuid) -> SelectStatement {
    let theirs = receipt::Entity::find().filter(receipt::Column::CustomerId.eq(customer));
    theirs.select_only().column(receipt::Column::Id).into_query()
}

/// A charge of the database.
pub(crate) fn account_of(row: &charge::Model) -> Outcome<Account> {
    let wrong = || Failure::fault(format!("charge {} cannot be read", row.id));
    let charge = Charge {
        id: row.id.into(),
        source: Source::from_key(&row.source).ok_or_else(wrong)?,
        amount: Vnd(row.amount),
        service_on: row.service_on.parse().map_err(|_| wrong())?,
        status: ChargeStatus::from_key(&row.status).ok_or_else(wrong)?,
    };
    Ok(Account { charge, allocated: Vnd(row.allocated), billed: row.invoice_id.is_some() })
}

/// A receipt of the database.
pub(crate) fn purse_of(row: &receipt::Model) -> Outcome<Purse> {
    let wrong = || Failure::fault(format!("receipt {} cannot be read", row.id));
    let receipt = Receipt {
        id: row.id.into(),
        purpose: Purpose::from_key(&row.purpose).ok_or_else(wrong)?,
        amount: Vnd(row.amount),
        paid_on: row.paid_on.parse().map_err(|_| wrong())?,
        counters: row.counters.map(ReceiptId),
    };
    let (allocated, refunded) = (Vnd(row.allocated), Vnd(row.refunded));
    Ok(Purse { allocated, refunded, reversed: row.reversed, ..Purse::new(receipt) })
}
