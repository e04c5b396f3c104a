use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::booking::BookingStatus;

fn charge(n: u128) -> ChargeId {
    ChargeId(Uuid::from_u128(n))
}

fn receipt(n: u128) -> ReceiptId {
    ReceiptId(Uuid::from_u128(n))
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

fn paid(id: u128, purpose: Purpose, amount: i64, on: u32) -> Receipt {
    Receipt { id: receipt(id), purpose, amount: Vnd(amount), paid_on: day(on), counters: None }
}

/// Revenue, debts, deposit, credit.
fn told(ledger: &Ledger) -> [i64; 4] {
    let money = ledger.totals().money;
    [money.expected.revenue().0, money.balance.debts.0, money.balance.deposit().0, money.balance.credit.0]
}

/// The worked example of the specification, in thousands.
#[test]
fn the_worked_example() {
    let (b1, laundry, b2, fee) = (charge(1), charge(2), charge(3), charge(4));
    let mut ledger = Ledger::default();

    ledger.expect(b1, Source::Booking, Vnd(3_000), day(3)).unwrap();
    assert_eq!(told(&ledger), [3_000, 0, 0, 0]);

    ledger.post(paid(1, Purpose::Deposit, 1_000, 1), &[]).unwrap();
    assert_eq!(told(&ledger), [3_000, 0, 1_000, 0]);

    ledger.post(paid(2, Purpose::Payment, 500, 1), &[b1]).unwrap();
    assert_eq!(told(&ledger), [3_000, 0, 1_000, 0]);

    ledger.expect(laundry, Source::Service, Vnd(200), day(2)).unwrap();
    ledger.earn(laundry, day(2)).unwrap();
    assert_eq!(told(&ledger), [3_200, 200, 1_000, 0]);

    ledger.bill(&[b1, laundry]).unwrap();
    let open: i64 = ledger.accounts().map(|account| account.open().0).sum();
    assert_eq!(
        (told(&ledger), open, ledger.totals().money.balance.billed),
        ([3_200, 200, 1_000, 0], 2_700, Vnd(2_500))
    );

    ledger.earn(b1, day(3)).unwrap();
    assert_eq!((told(&ledger), ledger.totals().money.balance.billed), ([3_200, 2_700, 1_000, 0], Vnd(0)));

    ledger.post(paid(3, Purpose::Payment, 2_000, 3), &[b1, laundry]).unwrap();
    assert_eq!(told(&ledger), [3_200, 700, 1_000, 0]);
    let of_r2: Vec<_> = ledger.allocations().iter().filter(|entry| entry.receipt == receipt(3)).collect();
    assert_eq!(
        of_r2.iter().map(|entry| (entry.charge, entry.amount.0)).collect::<Vec<_>>(),
        [(laundry, 200), (b1, 1_800)]
    );

    ledger.apply_deposit(Vnd(700), &[b1]).unwrap();
    assert_eq!(told(&ledger), [3_200, 0, 300, 0]);

    ledger.post(paid(4, Purpose::RefundOfDeposit, 300, 3), &[]).unwrap();
    assert_eq!(told(&ledger), [3_200, 0, 0, 0]);

    ledger.reverse(receipt(3), receipt(5), day(4)).unwrap();
    assert_eq!(told(&ledger), [3_200, 2_000, 0, 0]);

    ledger.post(paid(6, Purpose::Payment, 2_500, 5), &[]).unwrap();
    assert_eq!(told(&ledger), [3_200, 0, 0, 500]);

    ledger.expect(b2, Source::Booking, Vnd(1_500), day(20)).unwrap();
    assert_eq!(told(&ledger), [4_700, 0, 0, 500]);

    ledger.void(b2).unwrap();
    ledger.expect(fee, Source::InvoiceLine, Vnd(600), day(21)).unwrap();
    ledger.bill(&[fee]).unwrap();
    ledger.earn(fee, day(21)).unwrap();
    assert_eq!(told(&ledger), [3_800, 100, 0, 0]);

    let deposit = ledger.totals().money.balance;
    assert_eq!(
        [deposit.deposit_received, deposit.deposit_applied, deposit.deposit_refunded],
        [Vnd(1_000), Vnd(700), Vnd(300)]
    );
}

#[test]
fn what_is_frozen_void_or_given_back_stays() {
    let (one, two) = (charge(1), charge(2));
    let mut ledger = Ledger::default();
    ledger.expect(one, Source::Booking, Vnd(100), day(1)).unwrap();
    assert_eq!(ledger.expect(one, Source::Booking, Vnd(100), day(1)), Err(LedgerFault::There));
    assert_eq!(ledger.expect(two, Source::Booking, Vnd(-1), day(1)), Err(LedgerFault::Amount));
    ledger.bill(&[one]).unwrap();
    assert_eq!(ledger.change(one, Vnd(50), day(1)), Err(LedgerFault::Frozen));
    assert_eq!(ledger.void(one), Err(LedgerFault::Frozen));
    assert_eq!(ledger.bill(&[one]), Err(LedgerFault::Frozen));
    ledger.unbill(&[one]).unwrap();
    ledger.void(one).unwrap();
    assert_eq!(ledger.earn(one, day(1)), Err(LedgerFault::Status));
    assert_eq!(ledger.post(paid(1, Purpose::Payment, 1, 1), &[one]), Err(LedgerFault::Status));
    assert_eq!(ledger.post(paid(1, Purpose::Payment, 0, 1), &[]), Err(LedgerFault::Amount));
    ledger.post(paid(1, Purpose::Deposit, 10, 1), &[]).unwrap();
    assert_eq!(ledger.post(paid(2, Purpose::RefundOfDeposit, 11, 1), &[]), Err(LedgerFault::TooMuch));
    ledger.post(paid(2, Purpose::RefundOfDeposit, 4, 1), &[]).unwrap();
    assert_eq!(ledger.reverse(receipt(1), receipt(3), day(2)), Err(LedgerFault::Refunded));
    // The refund bounces: the deposit is whole again, and may be taken back.
    ledger.reverse(receipt(2), receipt(3), day(2)).unwrap();
    assert_eq!(told(&ledger)[2], 10);
    ledger.reverse(receipt(1), receipt(4), day(2)).unwrap();
    assert_eq!((told(&ledger), ledger.money()), ([0; 4], Vnd(0)));
    assert_eq!(ledger.reverse(receipt(1), receipt(5), day(2)), Err(LedgerFault::Status));
}

#[test]
fn the_newest_money_is_released_first() {
    let (one, two) = (charge(1), charge(2));
    let mut ledger = Ledger::default();
    ledger.expect(one, Source::Booking, Vnd(100), day(1)).unwrap();
    for (id, on) in [(1, 2), (2, 1), (3, 3)] {
        ledger.post(paid(id, Purpose::Payment, 30, on), &[one]).unwrap();
    }
    ledger.change(one, Vnd(40), day(1)).unwrap();
    let released: Vec<_> = ledger.allocations().iter().skip(3).map(|entry| (entry.receipt, entry.amount.0)).collect();
    assert_eq!(released, [(receipt(3), -30), (receipt(2), -20)]);
    assert_eq!(told(&ledger), [40, 0, 0, 50]);
    // What becomes free pays what is owed, the oldest money first.
    ledger.expect(two, Source::Service, Vnd(60), day(2)).unwrap();
    ledger.earn(two, day(2)).unwrap();
    assert_eq!(told(&ledger), [100, 10, 0, 0]);
    ledger.void(one).unwrap();
    assert_eq!(told(&ledger), [60, 0, 0, 30]);
}

#[test]
fn a_booking_counts_whatever_becomes_of_it() {
    let totals: Totals = BookingStatus::ALL.iter().map(|status| Totals::of_booking(*status, Vnd(100))).sum();
    assert_eq!(totals.bookings, Bookings { all: 5, completed: 1, cancelled: 1, no_show: 1 });
    assert_eq!(totals.money.expected, Expected { deposit: Vnd(300), ..Expected::default() });
    assert_eq!(totals.money.balance, Balance::default());
    assert_eq!(totals - totals, Totals::default());
}

/// What may happen; numbers choose among what is there.
#[derive(Clone, Debug)]
enum Act {
    Expect(i64, u32),
    Earn(usize, u32),
    Unearn(usize),
    Change(usize, i64),
    Void(usize),
    Bill(usize),
    Unbill(usize),
    Pay(i64, u32, Vec<usize>),
    Deposit(i64),
    Apply(i64, Vec<usize>),
    Refund(i64, bool),
    Reverse(usize),
    Keep(usize, i64, u32, ChargeStatus),
}

fn acts() -> impl Strategy<Value = Act> {
    let (at, amount, on) = (0usize..12, 0i64..200, 1u32..28);
    let some = prop::collection::vec(0usize..12, 0..3);
    prop_oneof![
        4 => (amount.clone(), on.clone()).prop_map(|(amount, on)| Act::Expect(amount, on)),
        4 => (at.clone(), on.clone()).prop_map(|(at, on)| Act::Earn(at, on)),
        1 => at.clone().prop_map(Act::Unearn),
        2 => (at.clone(), amount.clone()).prop_map(|(at, amount)| Act::Change(at, amount)),
        1 => at.clone().prop_map(Act::Void),
        1 => at.clone().prop_map(Act::Bill),
        1 => at.clone().prop_map(Act::Unbill),
        4 => (amount.clone(), on.clone(), some.clone()).prop_map(|(amount, on, some)| Act::Pay(amount, on, some)),
        2 => amount.clone().prop_map(Act::Deposit),
        2 => (amount.clone(), some).prop_map(|(amount, some)| Act::Apply(amount, some)),
        2 => (amount.clone(), any::<bool>()).prop_map(|(amount, of_deposit)| Act::Refund(amount, of_deposit)),
        2 => at.clone().prop_map(Act::Reverse),
        2 => (at, amount, on, prop::sample::select(ChargeStatus::ALL))
            .prop_map(|(at, amount, on, status)| Act::Keep(at, amount, on, status)),
    ]
}

/// Does it under a new number; what is there is chosen by its place.
fn act(ledger: &mut Ledger, number: u128, act: Act) -> Done {
    let charges: Vec<ChargeId> = ledger.accounts().map(|account| account.charge.id).collect();
    let receipts: Vec<ReceiptId> = ledger.purses().map(|purse| purse.receipt.id).collect();
    let the = |at: usize| charges.get(at % charges.len().max(1)).copied().unwrap_or(charge(0));
    let those = |some: Vec<usize>| if charges.is_empty() { Vec::new() } else { some.into_iter().map(the).collect() };
    match act {
        Act::Expect(amount, on) => ledger.expect(charge(number), Source::Booking, Vnd(amount), day(on)),
        Act::Earn(at, on) => ledger.earn(the(at), day(on)),
        Act::Unearn(at) => ledger.unearn(the(at), day(9)),
        Act::Change(at, amount) => ledger.change(the(at), Vnd(amount), day(9)),
        Act::Void(at) => ledger.void(the(at)),
        Act::Bill(at) => ledger.bill(&[the(at)]),
        Act::Unbill(at) => ledger.unbill(&[the(at)]),
        Act::Pay(amount, on, some) => ledger.post(paid(number, Purpose::Payment, amount, on), &those(some)),
        Act::Deposit(amount) => ledger.post(paid(number, Purpose::Deposit, amount, 1), &[]),
        Act::Apply(amount, some) => ledger.apply_deposit(Vnd(amount), &those(some)),
        Act::Refund(amount, of_deposit) => {
            let purpose = if of_deposit { Purpose::RefundOfDeposit } else { Purpose::RefundOfCredit };
            ledger.post(paid(number, purpose, amount, 1), &[])
        }
        Act::Reverse(at) => {
            let id = receipts.get(at % receipts.len().max(1)).copied().unwrap_or(receipt(0));
            ledger.reverse(id, receipt(number), day(28))
        }
        Act::Keep(at, amount, on, status) => {
            let id = if charges.is_empty() { charge(number) } else { the(at) };
            let source = Source::Booking;
            let charge = Charge { id, source, amount: Vnd(amount), service_on: day(on), status };
            let done = ledger.keep(charge);
            if done.is_ok() && (status != ChargeStatus::Void || ledger.find_account(id).is_some()) {
                let kept = ledger.find_account(id).map(|account| (account.charge.status, account.charge.service_on));
                let day_stays = status == ChargeStatus::Void;
                assert!(kept.is_some_and(|(now, on)| now == status && (day_stays || on == charge.service_on)));
            }
            done
        }
    }
}

/// The totals of money from nothing but the charges, the receipts and the two lists of what was done with them.
fn from_scratch(ledger: &Ledger) -> Totals {
    let sum = |amounts: &mut dyn Iterator<Item = Vnd>| amounts.map(|amount| amount.0).sum::<i64>();
    let paid = |id: ChargeId| {
        sum(&mut ledger.allocations().iter().filter(|entry| entry.charge == id).map(|entry| entry.amount))
    };
    let used = |id: ReceiptId| {
        sum(&mut ledger.allocations().iter().filter(|entry| entry.receipt == id).map(|entry| entry.amount))
    };
    let back = |id: ReceiptId| {
        sum(&mut ledger.refunds().iter().filter(|refund| refund.receipt == id).map(|refund| refund.amount))
    };
    let mut money = Money::default();
    for Account { charge, billed, .. } in ledger.accounts() {
        match charge.status {
            ChargeStatus::Void => continue,
            ChargeStatus::Earned => money.balance.debts.0 += charge.amount.0 - paid(charge.id),
            ChargeStatus::Expected if *billed => money.balance.billed.0 += charge.amount.0 - paid(charge.id),
            ChargeStatus::Expected => {}
        }
        money.expected.rooms.0 += charge.amount.0;
    }
    let countered: Vec<ReceiptId> = ledger.purses().filter_map(|purse| purse.receipt.counters).collect();
    for Purse { receipt, .. } in ledger.purses() {
        if receipt.counters.is_some() || countered.contains(&receipt.id) {
            continue;
        }
        match receipt.purpose {
            Purpose::Payment => money.balance.credit.0 += receipt.amount.0 - used(receipt.id) - back(receipt.id),
            Purpose::Deposit => {
                money.balance.deposit_received.0 += receipt.amount.0;
                money.balance.deposit_applied.0 += used(receipt.id);
                money.balance.deposit_refunded.0 += back(receipt.id);
            }
            Purpose::RefundOfCredit | Purpose::RefundOfDeposit | Purpose::Other => {}
        }
    }
    Totals { money, ..Totals::default() }
}

fn check(ledger: &Ledger) -> Result<(), TestCaseError> {
    for account in ledger.accounts() {
        let most = if account.charge.status == ChargeStatus::Void { Vnd(0) } else { account.charge.amount };
        prop_assert!(Vnd(0) <= account.allocated && account.allocated <= most, "{account:?}");
    }
    for purse in ledger.purses() {
        let most = if purse.stands() { purse.receipt.amount.0 } else { 0 };
        prop_assert!(purse.allocated >= Vnd(0) && purse.refunded >= Vnd(0), "{purse:?}");
        prop_assert!(purse.allocated.0 + purse.refunded.0 <= most, "{purse:?}");
    }
    let totals = ledger.totals();
    prop_assert_eq!(totals, from_scratch(ledger));
    let allocated: i64 = ledger.allocations().iter().map(|entry| entry.amount.0).sum();
    let Balance { debts, credit, .. } = totals.money.balance;
    prop_assert_eq!(ledger.money().0, allocated + credit.0 + totals.money.balance.deposit().0);
    prop_assert!(debts == Vnd(0) || credit == Vnd(0), "credit beside debts: {:?}", totals.money);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn two_who_are_one_have_no_credit_beside_debts(
        one in prop::collection::vec(acts(), 1..30),
        other in prop::collection::vec(acts(), 1..30),
    ) {
        let told = |numbers: std::ops::RangeFrom<u128>, history: Vec<Act>| {
            let mut ledger = Ledger::default();
            numbers.zip(history).for_each(|(number, step)| {
                let _ = act(&mut ledger, number, step);
            });
            ledger
        };
        let (one, other) = (told(1.., one), told(1_000.., other));
        let before = one.totals() + other.totals();
        let accounts = one.accounts().chain(other.accounts()).copied();
        let purses = one.purses().chain(other.purses()).copied();
        let allocations = [one.allocations(), other.allocations()].concat();
        let mut both = Ledger::of(accounts, purses, allocations, [one.refunds(), other.refunds()].concat());
        both.settle();
        check(&both)?;
        let after = both.totals();
        prop_assert_eq!(before.money.expected, after.money.expected);
        let worth = |money: Money| money.balance.debts.0 - money.balance.credit.0;
        prop_assert_eq!(worth(before.money), worth(after.money));
    }

    #[test]
    fn random_histories_keep_the_rules(history in prop::collection::vec(acts(), 1..60)) {
        let mut ledger = Ledger::default();
        let mut kept = Totals::default();
        for (number, step) in (1..).zip(history) {
            let before = ledger.clone();
            let entries = (ledger.allocations().len(), ledger.refunds().len());
            if act(&mut ledger, number, step).is_err() {
                prop_assert_eq!(&ledger, &before);
            }
            prop_assert_eq!(&ledger.allocations()[..entries.0], before.allocations());
            prop_assert_eq!(&ledger.refunds()[..entries.1], before.refunds());
            check(&ledger)?;
            // Kept in step by differences it is the same.
            kept += ledger.totals() - before.totals();
            prop_assert_eq!(kept, ledger.totals());
        }
    }
}
