//! One series a year without gaps, in the order of the days.

use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta};
use domain::{IdempotencyKey, InvoiceId, invoice::InvoiceInput};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use super::{Bills, free};
use crate::support::faults;

each_database!(of_many_at_once_each_gets_the_next_number, none_is_issued_before_the_last_one, each_year_begins_anew);

async fn of_many_at_once_each_gets_the_next_number(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (admin, today) = (&bills.desk.till.inn.admin, bills.desk.till.today());
    let mut drafts: Vec<InvoiceId> = Vec::new();
    for number in 0..12 {
        let guest = on.named(admin, &format!("Khách {number}")).await.id;
        let input = InvoiceInput { customer: guest, ..bills.input(vec![free("Phí", 100 + number)]) };
        drafts.push(on.invoices().create(admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap());
    }
    // Each is asked for twice, and one refusal stands between any two; some are of another day than the others.
    let empty = bills.begin(Vec::new()).await;
    let asked = drafts.iter().flat_map(|draft| [*draft, empty, *draft]);
    let requests: Vec<_> = asked
        .map(|id| {
            let (services, admin) = (on.services(), admin.clone());
            tokio::spawn(async move { services.invoices().issue(&admin, id, today).await.ok() })
        })
        .collect();
    let mut codes = BTreeSet::new();
    for request in requests {
        if let Some(code) = request.await.unwrap() {
            assert!(codes.insert(code.clone()), "{code} was given twice");
        }
    }
    let expected: BTreeSet<String> = (1..=12).map(|number| format!("HD-{}-{number:06}", today.year())).collect();
    assert_eq!(codes, expected);
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
}

async fn none_is_issued_before_the_last_one(on: &TestServices) {
    let bills = Bills::new(on).await;
    let today = bills.desk.till.today();
    let yesterday = today - TimeDelta::days(1);
    let (one, other) = (bills.begin(vec![free("Phí", 5)]).await, bills.begin(vec![free("Phí", 6)]).await);
    let admin = &bills.desk.till.inn.admin;
    let offer = async || on.invoices().offer(admin, bills.desk.till.inn.guest, None).await.unwrap();
    assert_eq!(offer().await.not_before, None);
    bills.try_to_issue(one, today).await.unwrap();
    assert_eq!(offer().await.not_before, Some(today));
    let told = faults(bills.try_to_issue(other, yesterday).await);
    assert_eq!(told, ["issued_on: before_last_invoice"]);
    // A number that was given stays taken, and so does its day.
    bills.try_to_void(one).await.unwrap();
    assert_eq!(faults(bills.try_to_issue(other, yesterday).await), ["issued_on: before_last_invoice"]);
    assert!(bills.issue(other).await.ends_with("-000002"));
}

async fn each_year_begins_anew(on: &TestServices) {
    let bills = Bills::new(on).await;
    let today = bills.desk.till.today();
    let last_year = today.with_ordinal(1).unwrap() - TimeDelta::days(1);
    let mut codes = Vec::new();
    for day in [last_year, last_year, today] {
        let id = bills.begin(vec![free("Phí", 5)]).await;
        codes.push(bills.try_to_issue(id, day).await.unwrap());
    }
    let (before, now) = (last_year.year(), today.year());
    assert_eq!(codes, [format!("HD-{before}-000001"), format!("HD-{before}-000002"), format!("HD-{now}-000001")]);
    // The number alone is looked for in each year.
    let filter = domain::invoice::InvoiceFilter { code: "1".to_owned(), ..Default::default() };
    assert_eq!(bills.rows(&filter).await.len(), 2);
}
