//! Rent: owed on its day, whoever was away; paid, and free again.

use chrono::TimeDelta;
use domain::{
    contract::{Billed, ContractInput},
    invoice::LineInput,
    ledger::{ChargeStatus, Purpose, Source},
    money::Vnd,
    receipt::ChargeFilter,
};
use test_support::{TestServices, each_database};
use tokio_util::sync::CancellationToken;

use super::{Lease, RENT, day};
use crate::support::faults;

each_database!(
    rent_is_owed_on_its_day_and_once,
    missed_days_are_caught_up,
    the_last_period_costs_its_days,
    what_a_termination_frees_pays_what_is_owed,
    rent_is_told_by_the_contract_and_its_days,
    rent_stands_on_invoices,
    the_server_keeps_up_by_itself
);

async fn rent_is_owed_on_its_day_and_once(on: &TestServices) {
    let lease = Lease::new(on).await;
    lease.active().await;
    lease.come(day(2026, 11, 30)).await;
    assert_eq!(lease.till.totals().await, [9_000, 0, 0, 0]);
    // It is nine in the morning; eight hours and a minute before it was the day before.
    lease.come(day(2026, 12, 1)).await;
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
    on.contracts().keep_up().await.unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
    lease.come(day(2026, 12, 31)).await;
    on.clock.advance(TimeDelta::hours(14) + TimeDelta::minutes(59));
    on.contracts().keep_up().await.unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
    on.clock.advance(TimeDelta::minutes(1));
    on.contracts().keep_up().await.unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 6_000, 0, 0]);
}

async fn missed_days_are_caught_up(on: &TestServices) {
    let lease = Lease::new(on).await;
    let at_the_end = ContractInput { billed: Billed::End, ..lease.input() };
    let id = lease.begin(&at_the_end).await;
    let other = on.named(&lease.till.inn.admin, "Lê Khách").await.id;
    lease.begin(&ContractInput { customer: other, space: None, ..lease.input() }).await;
    lease.till.post(Purpose::Payment, 500, &[]).await;
    // Nobody was there for months; two at once catch up.
    on.clock.advance(TimeDelta::days(90));
    let (one, two) = tokio::join!(
        tokio::spawn({
            let services = on.services();
            async move { services.contracts().keep_up().await }
        }),
        tokio::spawn({
            let services = on.services();
            async move { services.contracts().keep_up().await }
        })
    );
    one.unwrap().unwrap();
    two.unwrap().unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 5_500, 0, 0]);
    assert_eq!(lease.till.totals_of(other).await, [9_000, 9_000, 0, 0]);
    let days: Vec<_> = lease.read(id).await.periods.iter().map(|period| (period.billing_on, period.status)).collect();
    assert_eq!(
        days,
        [
            (day(2026, 12, 31), ChargeStatus::Earned),
            (day(2027, 1, 31), ChargeStatus::Earned),
            (day(2027, 2, 28), ChargeStatus::Expected)
        ]
    );
    // Each is owed since its own day, not since the day of the run.
    let filter = ChargeFilter { customer: lease.till.inn.guest, open: false };
    let charges = on.receipts().charges(&lease.till.inn.admin, filter, None).await.unwrap().rows;
    assert_eq!(charges.last().unwrap().service_on, day(2026, 12, 31));
}

async fn the_last_period_costs_its_days(on: &TestServices) {
    let lease = Lease::new(on).await;
    let short = ContractInput { ends_on: day(2027, 1, 10), rent: Some(Vnd(3_100)), ..lease.input() };
    let id = lease.begin(&short).await;
    let amounts: Vec<_> = lease.read(id).await.periods.iter().map(|period| period.amount.unwrap().0).collect();
    assert_eq!(amounts, [3_100, 1_000]);
    assert_eq!(lease.till.totals().await, [4_100, 0, 0, 0]);
}

async fn what_a_termination_frees_pays_what_is_owed(on: &TestServices) {
    let lease = Lease::new(on).await;
    let id = lease.active().await;
    let filter = ChargeFilter { customer: lease.till.inn.guest, open: true };
    let charges = on.receipts().charges(&lease.till.inn.admin, filter, None).await.unwrap().rows;
    // The last month is paid before all others.
    lease.till.post(Purpose::Payment, 2_000, &[charges[0].id]).await;
    assert_eq!(lease.till.totals().await, [9_000, 0, 0, 0]);
    lease.come(day(2026, 12, 1)).await;
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
    lease.try_to_terminate(id, day(2026, 12, 31)).await.unwrap();
    assert_eq!(lease.till.totals().await, [3_000, 1_000, 0, 0]);
    // Later than its billing day nothing is taken back; before, also what is owed already.
    lease.till.post(Purpose::Payment, 1_000, &[]).await;
    let wrong = lease.begin(&ContractInput { space: None, ..lease.input() }).await;
    lease.come(day(2026, 12, 2)).await;
    assert_eq!(lease.till.totals().await, [12_000, 3_000, 0, 0]);
    lease.try_to_terminate(wrong, day(2026, 11, 1)).await.unwrap();
    assert_eq!(lease.till.totals().await, [3_000, 0, 0, 0]);
    assert_eq!(faults(lease.try_to_terminate(wrong, day(2026, 11, 1)).await), ["contract: contract_status"]);
}

async fn rent_is_told_by_the_contract_and_its_days(on: &TestServices) {
    let lease = Lease::new(on).await;
    lease.active().await;
    let account = on.receipts().account(&lease.till.inn.admin, lease.till.inn.guest).await.unwrap();
    let told: Vec<_> = account.open.iter().map(|row| (row.source, &*row.code, &*row.about)).collect();
    assert_eq!(told[0], (Source::RentPeriod, "HT000001", "01/12/2026 – 31/12/2026"));
    assert_eq!((told.len(), account.agreed), (3, Some(super::DEPOSIT)));
}

async fn rent_stands_on_invoices(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let id = lease.active().await;
    let offer = on.invoices().offer(admin, guest, None).await.unwrap();
    let told: Vec<_> = offer.charges.iter().map(|row| (row.source, &*row.code, &*row.about)).collect();
    assert_eq!(told[1], (Source::RentPeriod, "HT000001", "01/01/2027 – 31/01/2027"));
    let [_, january, february] = &*offer.charges else { panic!("{told:?}") };
    let issued = on.bill(admin, guest, vec![LineInput::Charge(january.id)]).await;
    on.invoices().issue(admin, issued, lease.till.today()).await.unwrap();
    let draft = on.bill(admin, guest, vec![LineInput::Charge(february.id)]).await;
    let lines = async |id| on.invoices().read(admin, id).await.unwrap().lines;
    let line = lines(issued).await.remove(0);
    assert_eq!((&*line.code, &*line.text, line.amount), ("HT000001", "HT000001 · 01/01/2027 – 31/01/2027", Some(RENT)));
    // It is owed on its day all the same, and not void by a termination.
    let over = day(2026, 12, 31);
    assert_eq!(faults(lease.try_to_terminate(id, over).await), ["on: contract_billed"]);
    lease.come(day(2027, 1, 1)).await;
    assert_eq!(lease.till.totals().await, [9_000, 6_000, 0, 0]);
    // What is void leaves the draft on which it stands.
    lease.try_to_terminate(id, day(2027, 1, 31)).await.unwrap();
    assert_eq!((lines(issued).await.len(), lines(draft).await.len()), (1, 0));
    assert_eq!(lease.till.totals().await, [6_000, 6_000, 0, 0]);
}

async fn the_server_keeps_up_by_itself(on: &TestServices) {
    let lease = Lease::new(on).await;
    lease.active().await;
    on.clock.advance(TimeDelta::days(10));
    // At start-up, before the first of its minutes is over.
    let shutdown = CancellationToken::new();
    let running = tokio::spawn({
        let (services, shutdown) = (on.services(), shutdown.clone());
        async move { services.run_jobs(shutdown).await }
    });
    while lease.till.totals().await[1] == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    shutdown.cancel();
    running.await.unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
}
