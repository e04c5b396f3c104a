//! Money that comes in and goes out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ChargeId, ReceiptId, money::Vnd};

/// What money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Pays charges.
    Payment,
    /// Is held until it is applied or given back.
    Deposit,
    /// Gives back what was paid too much.
    RefundOfCredit,
    /// Gives back what is held.
    RefundOfDeposit,
    /// Has nothing to do with what the customer owes.
    Other,
}

/// Which way money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It comes in, on a receipt.
    In,
    /// It goes out, on a voucher.
    Out,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: &[Self] = &[Self::Payment, Self::Deposit, Self::RefundOfCredit, Self::RefundOfDeposit, Self::Other];

    /// The word in the database, the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Deposit => "deposit",
            Self::RefundOfCredit => "refund_of_credit",
            Self::RefundOfDeposit => "refund_of_deposit",
            Self::Other => "other",
        }
    }

    /// The purpose with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|purpose| purpose.key() == key)
    }

    /// What it gives back; `None` of what gives nothing back.
    pub const fn gives_back(self) -> Option<Self> {
        match self {
            Self::RefundOfCredit => Some(Self::Payment),
            Self::RefundOfDeposit => Some(Self::Deposit),
            Self::Payment | Self::Deposit | Self::Other => None,
        }
    }

    /// How the money of a customer changes by an amount.
    const fn signed(self, amount: i64) -> i64 {
        match self {
            Self::Payment | Self::Deposit => amount,
            Self::RefundOfCredit | Self::RefundOfDeposit => -amount,
            Self::Other => 0,
        }
    }
}

/// A receipt for money that came in, or a voucher for money that went out. Posted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its id.
    pub id: ReceiptId,
    /// What it is for.
    pub purpose: Purpose,
    /// How much, more than nothing.
    pub amount: Vnd,
    /// The day on which the money changed hands.
    pub paid_on: NaiveDate,
    /// The one that it takes back: a counter-entry has the same purpose and amount.
    pub counters: Option<ReceiptId>,
}

impl Receipt {
    /// Which way its money goes: back, if it takes another one back.
    pub const fn direction(&self) -> Direction {
        match self.purpose.gives_back().is_some() == self.counters.is_some() {
            true => Direction::In,
            false => Direction::Out,
        }
    }

    /// How it changes the money that is held of the customer.
    pub const fn money(&self) -> i64 {
        let money = self.purpose.signed(self.amount.0);
        if self.counters.is_some() { -money } else { money }
    }
}

/// A receipt and what has been done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// The receipt.
    pub receipt: Receipt,
    /// How much of it pays charges.
    pub allocated: Vnd,
    /// How much of it was given back.
    pub refunded: Vnd,
    /// A counter-entry took it back.
    pub reversed: bool,
}

impl Purse {
    /// A receipt of which nothing is used.
    pub const fn new(receipt: Receipt) -> Self {
        Self { receipt, allocated: Vnd(0), refunded: Vnd(0), reversed: false }
    }

    /// It stands: neither taken back nor what takes another one back.
    pub const fn stands(&self) -> bool {
        !self.reversed && self.receipt.counters.is_none()
    }

    /// How much of it may be used. Of what is no payment and no deposit, nothing.
    pub fn free(&self) -> Vnd {
        match self.receipt.purpose {
            Purpose::Payment | Purpose::Deposit if self.stands() => {
                Vnd(self.receipt.amount.0 - self.allocated.0 - self.refunded.0)
            }
            _ => Vnd(0),
        }
    }
}

/// Money of a receipt that pays a charge; what is released is a negative one. Nothing is ever taken out of the list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Where the money comes from.
    pub receipt: ReceiptId,
    /// What it pays.
    pub charge: ChargeId,
    /// How much; negative if it is released.
    pub amount: Vnd,
}

/// Money of a receipt that a voucher gave back; what came back from there is a negative one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Where the money comes from.
    pub receipt: ReceiptId,
    /// What gave it back.
    pub voucher: ReceiptId,
    /// How much; negative if it came back.
    pub amount: Vnd,
}
