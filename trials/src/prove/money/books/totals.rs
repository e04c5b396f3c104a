//! The totals of each customer, and whether those that are kept are the same.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    booking::BookingStatus,
    ledger::{Balance, Bookings, ChargeStatus, Earner, Expected, Money, Purpose, Totals},
    money::Vnd,
};
use entities::customer_total;
use uuid::Uuid;

use super::{Books, of};

impl Books<'_> {
    /// The totals of each customer.
    pub fn totals(&self) -> BTreeMap<Uuid, Totals> {
        let mut all: BTreeMap<Uuid, Totals> = BTreeMap::new();
        for row in &self.rows.bookings {
            let Totals { bookings, money } = all.entry(row.customer_id).or_default();
            bookings.all += 1;
            match BookingStatus::from_key(&row.status) {
                Some(BookingStatus::Cancelled) => bookings.cancelled += 1,
                Some(BookingStatus::NoShow) => bookings.no_show += 1,
                Some(BookingStatus::Completed) => {
                    bookings.completed += 1;
                    money.expected.deposit.0 += row.agreed_deposit;
                }
                Some(BookingStatus::Reserved | BookingStatus::CheckedIn) | None => {
                    money.expected.deposit.0 += row.agreed_deposit;
                }
            }
        }
        for owed in self.owed.iter().filter(|owed| owed.status != ChargeStatus::Void) {
            let Money { expected, balance } = &mut all.entry(owed.customer).or_default().money;
            match owed.source.earner() {
                Earner::Rooms => expected.rooms.0 += owed.amount,
                Earner::Services => expected.services.0 += owed.amount,
                Earner::Other => expected.other.0 += owed.amount,
            }
            let charge = self.charge_of(owed.of);
            let open = owed.amount - charge.map_or(0, |charge| of(&self.paid, charge.id));
            if owed.status == ChargeStatus::Earned {
                balance.debts.0 += open;
            } else if charge.is_some_and(|charge| self.bill_of(charge.id).is_some()) {
                balance.billed.0 += open;
            }
        }
        for row in self.rows.receipts.iter().filter(|row| self.stands(row)) {
            let balance = &mut all.entry(row.customer_id).or_default().money.balance;
            let (used, given) = (of(&self.used, row.id), of(&self.given, row.id));
            match Purpose::from_key(&row.purpose) {
                Some(Purpose::Payment) => balance.credit.0 += row.amount - used - given,
                Some(Purpose::Deposit) => {
                    balance.deposit_received.0 += row.amount;
                    balance.deposit_applied.0 += used;
                    balance.deposit_refunded.0 += given;
                }
                _ => {}
            }
        }
        all
    }

    /// Customers of whom other totals are kept; one of whom none are kept has none.
    pub fn wrongly_kept(&self, totals: &BTreeMap<Uuid, Totals>) -> usize {
        let known: BTreeMap<Uuid, Totals> = self.rows.totals.iter().map(|row| (row.customer_id, kept(row))).collect();
        let customers: BTreeSet<&Uuid> = totals.keys().chain(known.keys()).collect();
        let of = |all: &BTreeMap<Uuid, Totals>, customer| all.get(customer).copied().unwrap_or_default();
        customers.into_iter().filter(|customer| of(totals, customer) != of(&known, customer)).count()
    }
}

/// The totals that the database keeps of a customer.
fn kept(row: &customer_total::Model) -> Totals {
    Totals {
        bookings: Bookings {
            all: row.bookings,
            completed: row.bookings_done,
            cancelled: row.bookings_cancelled,
            no_show: row.bookings_missed,
        },
        money: Money {
            expected: Expected {
                rooms: Vnd(row.revenue_rooms),
                services: Vnd(row.revenue_services),
                other: Vnd(row.revenue_other),
                deposit: Vnd(row.deposit_agreed),
            },
            balance: Balance {
                debts: Vnd(row.debts),
                billed: Vnd(row.billed),
                credit: Vnd(row.credit),
                deposit_received: Vnd(row.deposit_received),
                deposit_applied: Vnd(row.deposit_applied),
                deposit_refunded: Vnd(row.deposit_refunded),
            },
        },
    }
}
