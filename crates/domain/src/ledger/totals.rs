//! The totals of a customer. Each booking, charge and receipt adds its own part, so they are the same whether they are
//! computed from all records or kept in step by differences.

use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

use super::{Account, ChargeStatus, Earner, Purpose, Purse};
use crate::{booking::BookingStatus, contract::ContractStatus, money::Vnd};

/// The totals of one customer, or of several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many bookings there are.
    pub bookings: Bookings,
    /// How much money.
    pub money: Money,
}

/// Numbers of bookings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookings {
    /// All of them, whatever became of them.
    pub all: i64,
    /// Those that are over, as they should be.
    pub completed: i64,
    /// Those that were cancelled.
    pub cancelled: i64,
    /// Those to which nobody came.
    pub no_show: i64,
}

/// Sums of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// What is to come in.
    pub expected: Expected,
    /// What is owed and what was paid.
    pub balance: Balance,
}

/// What bookings, services, invoices and contracts are to bring, expected and earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What bookings and rent bring.
    pub rooms: Vnd,
    /// What extra services and meters bring.
    pub services: Vnd,
    /// What everything else brings.
    pub other: Vnd,
    /// Deposits that are agreed.
    pub deposit: Vnd,
}

/// What is owed, and the money that came in: it is made of receipts too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// What is earned and not paid.
    pub debts: Vnd,
    /// What stands on invoices, is not paid and not used yet.
    pub billed: Vnd,
    /// What was paid and pays nothing yet.
    pub credit: Vnd,
    /// Deposits that came in.
    pub deposit_received: Vnd,
    /// Of these what pays charges.
    pub deposit_applied: Vnd,
    /// Of these what was given back.
    pub deposit_refunded: Vnd,
}

impl Expected {
    /// The expected revenue, as a whole.
    pub const fn revenue(&self) -> Vnd {
        Vnd(self.rooms.0 + self.services.0 + self.other.0)
    }

    fn with(self, other: Self, join: impl Fn(Vnd, Vnd) -> Vnd) -> Self {
        Self {
            rooms: join(self.rooms, other.rooms),
            services: join(self.services, other.services),
            other: join(self.other, other.other),
            deposit: join(self.deposit, other.deposit),
        }
    }
}

impl Balance {
    /// The deposits that are held.
    pub const fn deposit(&self) -> Vnd {
        Vnd(self.deposit_received.0 - self.deposit_applied.0 - self.deposit_refunded.0)
    }

    fn with(self, other: Self, join: impl Fn(Vnd, Vnd) -> Vnd) -> Self {
        Self {
            debts: join(self.debts, other.debts),
            billed: join(self.billed, other.billed),
            credit: join(self.credit, other.credit),
            deposit_received: join(self.deposit_received, other.deposit_received),
            deposit_applied: join(self.deposit_applied, other.deposit_applied),
            deposit_refunded: join(self.deposit_refunded, other.deposit_refunded),
        }
    }
}

impl Money {
    fn with(self, other: Self, join: impl Fn(i64, i64) -> i64) -> Self {
        let join = |one: Vnd, other: Vnd| Vnd(join(one.0, other.0));
        Self { expected: self.expected.with(other.expected, join), balance: self.balance.with(other.balance, join) }
    }
}

impl Bookings {
    fn with(self, other: Self, join: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            all: join(self.all, other.all),
            completed: join(self.completed, other.completed),
            cancelled: join(self.cancelled, other.cancelled),
            no_show: join(self.no_show, other.no_show),
        }
    }
}

impl Totals {
    /// What a booking adds, beside its charge.
    pub fn of_booking(status: BookingStatus, agreed_deposit: Vnd) -> Self {
        let one = |is: bool| i64::from(is);
        let bookings = Bookings {
            all: 1,
            completed: one(status == BookingStatus::Completed),
            cancelled: one(status == BookingStatus::Cancelled),
            no_show: one(status == BookingStatus::NoShow),
        };
        let agreed = if status.frees() { Vnd(0) } else { agreed_deposit };
        let expected = Expected { deposit: agreed, ..Expected::default() };
        Self { bookings, money: Money { expected, ..Money::default() } }
    }

    /// What a contract adds, beside its booking and its charges: a deposit is agreed as long as it is in force.
    pub fn of_contract(status: ContractStatus, agreed_deposit: Vnd) -> Self {
        let agreed = if status == ContractStatus::Active { agreed_deposit } else { Vnd(0) };
        let expected = Expected { deposit: agreed, ..Expected::default() };
        Self { money: Money { expected, ..Money::default() }, ..Self::default() }
    }

    /// What a charge adds.
    pub fn of_charge(account: &Account) -> Self {
        let Account { charge, billed, .. } = account;
        let mut money = Money::default();
        if charge.status == ChargeStatus::Void {
            return Self::default();
        }
        match charge.source.earner() {
            Earner::Rooms => money.expected.rooms = charge.amount,
            Earner::Services => money.expected.services = charge.amount,
            Earner::Other => money.expected.other = charge.amount,
        }
        match charge.status {
            ChargeStatus::Earned => money.balance.debts = account.open(),
            ChargeStatus::Expected if *billed => money.balance.billed = account.open(),
            ChargeStatus::Expected | ChargeStatus::Void => {}
        }
        Self { money, ..Self::default() }
    }

    /// What a receipt adds. A voucher and a counter-entry add nothing: what they did stands with the receipts.
    pub fn of_receipt(purse: &Purse) -> Self {
        let mut money = Money::default();
        match purse.receipt.purpose {
            _ if !purse.stands() => {}
            Purpose::Payment => money.balance.credit = purse.free(),
            Purpose::Deposit => {
                money.balance.deposit_received = purse.receipt.amount;
                money.balance.deposit_applied = purse.allocated;
                money.balance.deposit_refunded = purse.refunded;
            }
            Purpose::RefundOfCredit | Purpose::RefundOfDeposit | Purpose::Other => {}
        }
        Self { money, ..Self::default() }
    }
}

impl Add for Totals {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let add = |one, other| one + other;
        Self { bookings: self.bookings.with(other.bookings, add), money: self.money.with(other.money, add) }
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for Totals {
    type Output = Self;

    fn neg(self) -> Self {
        Self::default() - self
    }
}

impl Sub for Totals {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let sub = |one, other| one - other;
        Self { bookings: self.bookings.with(other.bookings, sub), money: self.money.with(other.money, sub) }
    }
}

impl std::iter::Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}
