//! The ledger of one customer: what is owed, what was paid, and which money pays what, so that nothing is counted twice.
//!
//! Every act either happens whole or is refused and changes nothing. After each one free payment money lies on earned
//! charges, so that nobody has credit and debts at once; expected charges get money only when they are named, and a
//! deposit is never drawn by itself.

mod charge;
mod receipt;
#[cfg(test)]
mod tests;
mod totals;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use self::{
    charge::{Account, Charge, ChargeStatus, Earner, Source},
    receipt::{Allocation, Direction, Purpose, Purse, Receipt, Refund},
    totals::{Balance, Bookings, Expected, Money, Totals},
};
use crate::{ChargeId, ReceiptId, money::Vnd};

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFault {
    /// There is no such charge or receipt.
    NotThere,
    /// It is there already.
    There,
    /// The charge stands on an issued invoice.
    Frozen,
    /// The charge, or receipt, has come too far or not far enough.
    Status,
    /// There is not so much to be paid, to be given back or to be drawn.
    TooMuch,
    /// Not more than nothing, or of a kind that cannot be posted like that.
    Amount,
    /// Part of it was given back: that has to be taken back first.
    Refunded,
}

/// What was done.
pub type Done = Result<(), LedgerFault>;

/// What a customer owes and has paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    accounts: BTreeMap<ChargeId, Account>,
    purses: BTreeMap<ReceiptId, Purse>,
    allocations: Vec<Allocation>,
    refunds: Vec<Refund>,
}

impl Ledger {
    /// The ledger of which these are the pieces; allocations and refunds in the order in which they were decided.
    pub fn of(
        accounts: impl IntoIterator<Item = Account>,
        purses: impl IntoIterator<Item = Purse>,
        allocations: Vec<Allocation>,
        refunds: Vec<Refund>,
    ) -> Self {
        Self {
            accounts: accounts.into_iter().map(|account| (account.charge.id, account)).collect(),
            purses: purses.into_iter().map(|purse| (purse.receipt.id, purse)).collect(),
            allocations,
            refunds,
        }
    }

    /// A charge with this id.
    pub fn find_account(&self, id: ChargeId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// A receipt with this id.
    pub fn find_purse(&self, id: ReceiptId) -> Option<&Purse> {
        self.purses.get(&id)
    }

    /// The charges.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The receipts and vouchers.
    pub fn purses(&self) -> impl Iterator<Item = &Purse> {
        self.purses.values()
    }

    /// Which money pays what, in the order in which it was decided.
    pub fn allocations(&self) -> &[Allocation] {
        &self.allocations
    }

    /// Which money was given back by what.
    pub fn refunds(&self) -> &[Refund] {
        &self.refunds
    }

    /// The totals of money; the bookings add theirs.
    pub fn totals(&self) -> Totals {
        let charges = self.accounts.values().map(Totals::of_charge);
        charges.chain(self.purses.values().map(Totals::of_receipt)).sum()
    }

    /// Money in less money out.
    pub fn money(&self) -> Vnd {
        Vnd(self.purses.values().map(|purse| purse.receipt.money()).sum())
    }

    /// Something will be owed.
    ///
    /// # Errors
    /// There is such a charge, or its amount is negative.
    pub fn expect(&mut self, id: ChargeId, source: Source, amount: Vnd, service_on: NaiveDate) -> Done {
        if self.accounts.contains_key(&id) {
            return Err(LedgerFault::There);
        }
        if amount < Vnd(0) {
            return Err(LedgerFault::Amount);
        }
        let charge = Charge { id, source, amount, service_on, status: ChargeStatus::Expected };
        self.accounts.insert(id, Account::new(charge));
        Ok(())
    }

    /// The one live charge of a source becomes as the source has it, whatever it was.
    ///
    /// # Errors
    /// It is void and would have to live again; it is frozen and would have to cost something else; its amount is negative.
    pub fn keep(&mut self, charge: Charge) -> Done {
        let Charge { id, source, amount, service_on, status } = charge;
        let Some(now) = self.accounts.get(&id).map(|account| account.charge) else {
            if status == ChargeStatus::Void {
                return Ok(());
            }
            self.expect(id, source, amount, service_on)?;
            return if status == ChargeStatus::Earned { self.earn(id, service_on) } else { Ok(()) };
        };
        let mut becomes = self.clone();
        match (now.status, status) {
            (ChargeStatus::Void, ChargeStatus::Void) => return Ok(()),
            (_, ChargeStatus::Void) => becomes.void(id)?,
            (ChargeStatus::Void, _) => return Err(LedgerFault::Status),
            (from, to) => {
                if from == ChargeStatus::Earned && to == ChargeStatus::Expected {
                    becomes.unearn(id, service_on)?;
                }
                let moves = from == to && now.service_on != service_on;
                if now.amount != amount || moves {
                    becomes.change(id, amount, service_on)?;
                }
                if from == ChargeStatus::Expected && to == ChargeStatus::Earned {
                    becomes.earn(id, service_on)?;
                }
            }
        }
        *self = becomes;
        Ok(())
    }

    /// It is used, and owed from now on.
    ///
    /// # Errors
    /// It is not there or not expected.
    pub fn earn(&mut self, id: ChargeId, on: NaiveDate) -> Done {
        let charge = &mut self.account(id)?.charge;
        if charge.status != ChargeStatus::Expected {
            return Err(LedgerFault::Status);
        }
        charge.status = ChargeStatus::Earned;
        charge.service_on = on;
        self.settle();
        Ok(())
    }

    /// That it was used was a mistake. What is paid of it stays paid: the money was taken for it, and most such mistakes are
    /// made good at once.
    ///
    /// # Errors
    /// It is not there or not earned.
    pub fn unearn(&mut self, id: ChargeId, planned_on: NaiveDate) -> Done {
        let charge = &mut self.account(id)?.charge;
        if charge.status != ChargeStatus::Earned {
            return Err(LedgerFault::Status);
        }
        charge.status = ChargeStatus::Expected;
        charge.service_on = planned_on;
        Ok(())
    }

    /// It costs another amount, or counts for another day. What is paid beyond the new amount is released.
    ///
    /// # Errors
    /// It is not there, frozen or void; the amount is negative.
    pub fn change(&mut self, id: ChargeId, amount: Vnd, service_on: NaiveDate) -> Done {
        let account = self.account(id)?;
        match account.charge.status {
            ChargeStatus::Void => return Err(LedgerFault::Status),
            _ if account.billed => return Err(LedgerFault::Frozen),
            _ if amount < Vnd(0) => return Err(LedgerFault::Amount),
            _ => {}
        }
        account.charge.service_on = service_on;
        account.charge.amount = amount;
        let beyond = account.allocated.0 - amount.0;
        self.release(|entry| entry.charge == id, beyond);
        self.settle();
        Ok(())
    }

    /// It will never be owed. What is paid of it is released.
    ///
    /// # Errors
    /// It is not there, frozen, or void already.
    pub fn void(&mut self, id: ChargeId) -> Done {
        let account = self.account(id)?;
        match account.charge.status {
            ChargeStatus::Void => return Err(LedgerFault::Status),
            _ if account.billed => return Err(LedgerFault::Frozen),
            _ => {}
        }
        account.charge.status = ChargeStatus::Void;
        let paid = account.allocated.0;
        self.release(|entry| entry.charge == id, paid);
        self.settle();
        Ok(())
    }

    /// They stand on an issued invoice.
    ///
    /// # Errors
    /// One is not there, void, or stands on one already.
    pub fn bill(&mut self, ids: &[ChargeId]) -> Done {
        for id in ids {
            match self.accounts.get(id).ok_or(LedgerFault::NotThere)? {
                Account { billed: true, .. } => return Err(LedgerFault::Frozen),
                account if account.charge.status == ChargeStatus::Void => return Err(LedgerFault::Status),
                _ => {}
            }
        }
        self.mark(ids, true);
        Ok(())
    }

    /// Their invoice is void.
    ///
    /// # Errors
    /// One is not there.
    pub fn unbill(&mut self, ids: &[ChargeId]) -> Done {
        if ids.iter().any(|id| !self.accounts.contains_key(id)) {
            return Err(LedgerFault::NotThere);
        }
        self.mark(ids, false);
        Ok(())
    }

    /// Money comes in or goes out. Of a payment the named charges get their part first, the earlier ones first; what gives
    /// money back takes it from the oldest receipts that have some.
    ///
    /// # Errors
    /// It is there, not more than nothing, or a counter-entry; a named charge is not there or void; only a payment may name
    /// charges; there is not so much to be given back.
    pub fn post(&mut self, receipt: Receipt, named: &[ChargeId]) -> Done {
        if self.purses.contains_key(&receipt.id) {
            return Err(LedgerFault::There);
        }
        if receipt.amount <= Vnd(0) || receipt.counters.is_some() {
            return Err(LedgerFault::Amount);
        }
        if receipt.purpose != Purpose::Payment && !named.is_empty() {
            return Err(LedgerFault::Status);
        }
        let named = self.in_order(named)?;
        if let Some(of) = receipt.purpose.gives_back() {
            let sources = self.purses_with(of);
            if sources.iter().map(|(_, free)| free).sum::<i64>() < receipt.amount.0 {
                return Err(LedgerFault::TooMuch);
            }
            self.purses.insert(receipt.id, Purse::new(receipt));
            let mut left = receipt.amount.0;
            for (source, free) in sources {
                let part = free.min(left);
                self.give_back(source, receipt.id, part);
                left -= part;
            }
            return Ok(());
        }
        self.purses.insert(receipt.id, Purse::new(receipt));
        for charge in named {
            self.pay(receipt.id, charge);
        }
        self.settle();
        Ok(())
    }

    /// Deposits pay so much of these charges, the earlier ones first.
    ///
    /// # Errors
    /// One is not there or void; there is not so much held, or to be paid.
    pub fn apply_deposit(&mut self, amount: Vnd, named: &[ChargeId]) -> Done {
        if amount <= Vnd(0) {
            return Err(LedgerFault::Amount);
        }
        let charges = self.in_order(named)?;
        let sources = self.purses_with(Purpose::Deposit);
        let held: i64 = sources.iter().map(|(_, free)| free).sum();
        let open: i64 = charges.iter().map(|id| self.open(*id)).sum();
        if amount.0 > held.min(open) {
            return Err(LedgerFault::TooMuch);
        }
        let mut left = amount.0;
        for (receipt, _) in sources {
            for charge in &charges {
                let part = self.free(receipt).min(self.open(*charge)).min(left);
                self.allocate(receipt, *charge, part);
                left -= part;
            }
        }
        Ok(())
    }

    /// A receipt or voucher is taken back by a counter-entry: what it paid is released, newest first, and what it gave back
    /// is there again.
    ///
    /// # Errors
    /// It is not there, does not stand any more, or part of it was given back.
    pub fn reverse(&mut self, id: ReceiptId, counter: ReceiptId, paid_on: NaiveDate) -> Done {
        if self.purses.contains_key(&counter) {
            return Err(LedgerFault::There);
        }
        let purse = *self.purses.get(&id).ok_or(LedgerFault::NotThere)?;
        if !purse.stands() {
            return Err(LedgerFault::Status);
        }
        if purse.refunded > Vnd(0) {
            return Err(LedgerFault::Refunded);
        }
        self.release(|entry| entry.receipt == id, purse.allocated.0);
        let given: Vec<Refund> = self.refunds.iter().filter(|refund| refund.voucher == id).copied().collect();
        for refund in given {
            self.give_back(refund.receipt, id, -refund.amount.0);
        }
        if let Some(purse) = self.purses.get_mut(&id) {
            purse.reversed = true;
        }
        let entry = Receipt { id: counter, paid_on, counters: Some(id), ..purse.receipt };
        self.purses.insert(counter, Purse::new(entry));
        self.settle();
        Ok(())
    }

    /// Free payment money goes to earned charges by day, then id; the oldest money first. Every act does it; so it is done when
    /// two customers become one.
    pub fn settle(&mut self) {
        let mut earned: Vec<_> = self
            .accounts
            .values()
            .filter(|account| account.charge.status == ChargeStatus::Earned && account.open() > Vnd(0))
            .map(|account| (account.charge.service_on, account.charge.id))
            .collect();
        earned.sort_unstable();
        for (receipt, _) in self.purses_with(Purpose::Payment) {
            for (_, charge) in &earned {
                self.pay(receipt, *charge);
            }
        }
    }

    /// As much of a charge as a receipt can pay.
    fn pay(&mut self, receipt: ReceiptId, charge: ChargeId) {
        let part = self.free(receipt).min(self.open(charge));
        self.allocate(receipt, charge, part);
    }

    /// Takes back so much of what these allocations paid, newest first.
    fn release(&mut self, of: impl Fn(&Allocation) -> bool, amount: i64) {
        // What is still there of each: what was released of a receipt is of its newest ones.
        let mut standing: Vec<Allocation> = Vec::new();
        for entry in self.allocations.iter().filter(|entry| of(entry)) {
            if entry.amount > Vnd(0) {
                standing.push(*entry);
                continue;
            }
            let mut back = -entry.amount.0;
            let alike = |known: &&mut Allocation| known.receipt == entry.receipt && known.charge == entry.charge;
            for known in standing.iter_mut().rev().filter(alike) {
                let part = known.amount.0.min(back);
                known.amount.0 -= part;
                back -= part;
            }
        }
        let mut left = amount;
        for entry in standing.into_iter().rev() {
            let part = entry.amount.0.min(left).max(0);
            self.allocate(entry.receipt, entry.charge, -part);
            left -= part;
        }
    }

    fn allocate(&mut self, receipt: ReceiptId, charge: ChargeId, amount: i64) {
        if amount == 0 {
            return;
        }
        if let (Some(purse), Some(account)) = (self.purses.get_mut(&receipt), self.accounts.get_mut(&charge)) {
            purse.allocated.0 += amount;
            account.allocated.0 += amount;
            self.allocations.push(Allocation { receipt, charge, amount: Vnd(amount) });
        }
    }

    fn give_back(&mut self, receipt: ReceiptId, voucher: ReceiptId, amount: i64) {
        if amount == 0 {
            return;
        }
        if let Some(purse) = self.purses.get_mut(&receipt) {
            purse.refunded.0 += amount;
            self.refunds.push(Refund { receipt, voucher, amount: Vnd(amount) });
        }
    }

    fn mark(&mut self, ids: &[ChargeId], billed: bool) {
        for id in ids {
            if let Some(account) = self.accounts.get_mut(id) {
                account.billed = billed;
            }
        }
    }

    fn account(&mut self, id: ChargeId) -> Result<&mut Account, LedgerFault> {
        self.accounts.get_mut(&id).ok_or(LedgerFault::NotThere)
    }

    fn open(&self, id: ChargeId) -> i64 {
        self.accounts.get(&id).map_or(0, |account| account.open().0)
    }

    fn free(&self, id: ReceiptId) -> i64 {
        self.purses.get(&id).map_or(0, |purse| purse.free().0)
    }

    /// These charges by day, then id, each once.
    fn in_order(&self, named: &[ChargeId]) -> Result<Vec<ChargeId>, LedgerFault> {
        let mut found = Vec::new();
        for id in named {
            let charge = &self.accounts.get(id).ok_or(LedgerFault::NotThere)?.charge;
            if charge.status == ChargeStatus::Void {
                return Err(LedgerFault::Status);
            }
            found.push((charge.service_on, charge.id));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// Receipts of a purpose that have money left, the oldest first, each with how much.
    fn purses_with(&self, purpose: Purpose) -> Vec<(ReceiptId, i64)> {
        let with = |purse: &&Purse| purse.receipt.purpose == purpose && purse.free() > Vnd(0);
        let mut found: Vec<_> = self.purses.values().filter(with).collect();
        found.sort_unstable_by_key(|purse| (purse.receipt.paid_on, purse.receipt.id));
        found.into_iter().map(|purse| (purse.receipt.id, purse.free().0)).collect()
    }
}
