//! What people do, one thing after the other: at the reception, with services, with invoices and at the till.

mod invoices;
mod reception;
mod services;
mod till;

use anyhow::{Context, Result};
use rand::seq::IndexedRandom;

use super::hand::{Hand, Heard};

/// One thing that somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Books a room.
    Book,
    /// Changes what a booking costs, and perhaps where or until when.
    Rebook,
    /// Lets a guest in.
    CheckIn,
    /// Lets a guest out, perhaps for another price.
    CheckOut,
    /// Calls a booking off.
    Cancel,
    /// Notes that nobody came.
    NoShow,
    /// Takes back that a guest came or went.
    Undo,
    /// Orders a service, or writes down that somebody had it.
    Order,
    /// Changes what a service costs.
    Reprice,
    /// Delivers what was ordered.
    Deliver,
    /// Calls off what was ordered.
    CallOff,
    /// Takes back that something was delivered.
    TakeBack,
    /// Begins an invoice.
    Draft,
    /// Changes a draft.
    Redraft,
    /// Issues a draft.
    Issue,
    /// Takes back an issued invoice.
    Void,
    /// Throws a draft away.
    Discard,
    /// Takes money that names nothing.
    Pay,
    /// Takes money for what is named.
    PayNamed,
    /// Takes money that has nothing to do with what is owed.
    PayOther,
    /// Takes a deposit.
    Deposit,
    /// Pays with a deposit.
    Apply,
    /// Gives back what was paid too much.
    RefundCredit,
    /// Gives back a deposit.
    RefundDeposit,
    /// Takes a receipt or voucher back.
    Reverse,
}

impl Turn {
    /// Every kind, and how often it is taken among all.
    pub const ALL: &[(Self, u32)] = &[
        (Self::Book, 10),
        (Self::Rebook, 5),
        (Self::CheckIn, 7),
        (Self::CheckOut, 7),
        (Self::Cancel, 2),
        (Self::NoShow, 3),
        (Self::Undo, 3),
        (Self::Order, 6),
        (Self::Reprice, 3),
        (Self::Deliver, 5),
        (Self::CallOff, 2),
        (Self::TakeBack, 2),
        (Self::Draft, 8),
        (Self::Redraft, 3),
        (Self::Issue, 8),
        (Self::Void, 3),
        (Self::Discard, 1),
        (Self::Pay, 4),
        (Self::PayNamed, 4),
        (Self::PayOther, 1),
        (Self::Deposit, 4),
        (Self::Apply, 4),
        (Self::RefundCredit, 3),
        (Self::RefundDeposit, 2),
        (Self::Reverse, 4),
    ];
}

impl Hand {
    /// Does one thing, and writes down what came of it.
    pub async fn turn(&mut self) -> Result<()> {
        let chosen = Turn::ALL.choose_weighted(&mut self.chance, |(_, weight)| *weight);
        let (turn, _) = *chosen.context("there is nothing to be done")?;
        let heard = match turn {
            Turn::Book => self.book().await?,
            Turn::Rebook => self.rebook().await?,
            Turn::CheckIn => self.check_in().await?,
            Turn::CheckOut => self.check_out().await?,
            Turn::Cancel => self.cancel().await?,
            Turn::NoShow => self.miss().await?,
            Turn::Undo => self.undo().await?,
            Turn::Order => self.order().await?,
            Turn::Reprice => self.reprice().await?,
            Turn::Deliver => self.deliver().await?,
            Turn::CallOff => self.call_off().await?,
            Turn::TakeBack => self.take_back().await?,
            Turn::Draft => self.draft().await?,
            Turn::Redraft => self.redraft().await?,
            Turn::Issue => self.issue().await?,
            Turn::Void => self.void().await?,
            Turn::Discard => self.discard().await?,
            Turn::Pay => self.pay().await?,
            Turn::PayNamed => self.pay_named().await?,
            Turn::PayOther => self.pay_other().await?,
            Turn::Deposit => self.deposit().await?,
            Turn::Apply => self.apply().await?,
            Turn::RefundCredit => self.refund_credit().await?,
            Turn::RefundDeposit => self.refund_deposit().await?,
            Turn::Reverse => self.reverse().await?,
        };
        match heard {
            Heard::Yes(_) => *self.notes.done.entry(turn).or_default() += 1,
            Heard::No(_) => self.notes.refused += 1,
            Heard::Nothing => self.notes.unanswered += 1,
            Heard::Idle => {}
        }
        Ok(())
    }
}
