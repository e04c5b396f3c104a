//! What stands on an issued invoice is frozen; what stands on a draft is as it is.

use chrono::TimeDelta;
use domain::{
    booking::{BookingAct, BookingChange, BookingInput},
    extra_service::{ServiceAct, ServiceInput},
    invoice::{InvoiceInput, LineInput},
    money::Vnd,
};
use sea_orm::ConnectionTrait;
use test_support::{TestServices, each_database};

use super::{Bills, free};
use crate::support::faults;

each_database!(
    a_draft_follows_its_charges,
    what_stands_on_an_invoice_is_frozen,
    a_charge_stands_on_one_invoice,
    the_database_refuses_to_change_what_is_issued
);

async fn a_draft_follows_its_charges(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (desk, admin) = (&bills.desk, &bills.desk.till.inn.admin);
    let laundry = desk.order().await;
    let washed = bills.charge_of("DV000001").await;
    let id = bills.begin(vec![LineInput::Charge(washed), free("Phí", 5)]).await;
    let was = desk.row(laundry).await.input();
    desk.change(laundry, &was, ServiceInput { unit_price: Some(Vnd(150)), ..was.clone() }).await.unwrap();
    assert_eq!(bills.detail(id).await.row.total, Some(Vnd(305)));
    // What is called off leaves it, and the trail says so.
    desk.try_to(laundry, ServiceAct::Cancel).await.unwrap();
    let detail = bills.detail(id).await;
    assert_eq!((detail.row.total, detail.row.lines, detail.lines[0].text.as_str()), (Some(Vnd(5)), 1, "Phí"));
    let told = on.audit().list(admin, &Default::default(), None).await.unwrap().entries;
    let events: Vec<_> = told.iter().filter(|it| it.resource.key() == "invoices").map(|it| &*it.event).collect();
    assert_eq!(events, ["changed", "created"]);
    // Nobody puts it back.
    let dead = bills.input(vec![LineInput::Charge(washed)]);
    assert_eq!(faults(bills.try_to_begin(&dead).await), ["lines: charge_not_offered"]);
    assert_eq!(on.invoices().offer(admin, desk.till.inn.guest, None).await.unwrap().charges, []);
}

async fn what_stands_on_an_invoice_is_frozen(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (desk, till, admin) = (&bills.desk, &bills.desk.till, &bills.desk.till.inn.admin);
    let laundry = desk.order().await;
    let booking = till.inn.book(till.inn.tomorrow, 2).await;
    let (washed, room) = (bills.charge_of("DV000001").await, till.charge_of(booking).await);
    let id = bills.begin(vec![LineInput::Charge(room), LineInput::Charge(washed)]).await;
    bills.issue(id).await;
    let issued = bills.detail(id).await;
    let dates = |day: i64| (till.inn.tomorrow + TimeDelta::days(day)).format("%d/%m/%Y").to_string();
    let text = format!("P101 · Phòng P101 · {} – {}", dates(0), dates(2));
    assert_eq!((issued.lines[0].text.as_str(), issued.lines[0].code.as_str()), (text.as_str(), "DP000001"));

    let was = desk.row(laundry).await.input();
    let dearer = ServiceInput { unit_price: Some(Vnd(150)), ..was.clone() };
    assert_eq!(faults(desk.change(laundry, &was, dearer.clone()).await), ["price: charge_billed"]);
    assert_eq!(faults(desk.try_to(laundry, ServiceAct::Cancel).await), ["price: charge_billed"]);
    let stay = till.inn.row(booking).await.input();
    let change = BookingChange { becomes: BookingInput { price: Some(Vnd(1)), ..stay.clone() }, was: stay };
    assert_eq!(faults(on.bookings().change(admin, booking, &change).await), ["price: charge_billed"]);
    assert_eq!(faults(on.bookings().act(admin, booking, BookingAct::Cancel).await), ["price: charge_billed"]);
    // That it is used is no other amount, and what is noted of it no other charge.
    desk.try_to(laundry, ServiceAct::Deliver).await.unwrap();
    desk.try_to(laundry, ServiceAct::Undo).await.unwrap();
    desk.change(laundry, &was, ServiceInput { note: "Gấp".to_owned(), ..was.clone() }).await.unwrap();
    assert_eq!(bills.detail(id).await.row.total, issued.row.total);

    bills.try_to_void(id).await.unwrap();
    desk.change(laundry, &was, dearer).await.unwrap();
    // It still says what it said.
    let void = bills.detail(id).await;
    assert_eq!((void.row.total, void.lines[1].amount), (issued.row.total, Some(Vnd(200))));
    assert_eq!(void.lines.iter().map(|line| &line.text).collect::<Vec<_>>(), [&issued.lines[0].text, "Giặt sấy × 2"]);
    on.bookings().act(admin, booking, BookingAct::Cancel).await.unwrap();
    assert_eq!(till.totals().await, [300, 0, 0, 0]);
}

async fn a_charge_stands_on_one_invoice(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (inn, today) = (&bills.desk.till.inn, bills.desk.till.today());
    let (_, washed) = bills.washed().await;
    let lines = vec![LineInput::Charge(washed)];
    let offered = async |draft| {
        let offer = on.invoices().offer(&inn.admin, inn.guest, draft).await.unwrap();
        offer.charges.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(offered(None).await, [washed]);
    let first = bills.begin(lines.clone()).await;
    assert_eq!((offered(None).await, offered(Some(first)).await), (vec![], vec![washed]));
    assert_eq!(faults(bills.try_to_begin(&bills.input(lines.clone())).await), ["lines: charge_not_offered"]);
    let twice = bills.input([lines.clone(), lines.clone()].concat());
    assert_eq!(faults(bills.try_to_begin(&twice).await), ["lines: line_twice"]);
    let other = bills.begin(vec![free("Phí", 5)]).await;
    let was = bills.detail(other).await.input().unwrap();
    let both = InvoiceInput { lines: [was.lines.clone(), lines.clone()].concat(), ..was.clone() };
    assert_eq!(faults(bills.change(other, &was, both.clone()).await), ["lines: charge_not_offered"]);
    // It goes from one draft to another, and stays with the one that is issued.
    let stood = bills.detail(first).await.input().unwrap();
    bills.change(first, &stood, InvoiceInput { lines: vec![free("Khác", 1)], ..stood.clone() }).await.unwrap();
    bills.change(other, &was, both).await.unwrap();
    bills.try_to_issue(other, today).await.unwrap();
    assert_eq!(offered(None).await, []);
    assert_eq!(faults(bills.try_to_begin(&bills.input(lines.clone())).await), ["lines: charge_not_offered"]);
    bills.try_to_void(other).await.unwrap();
    assert_eq!(offered(None).await, [washed]);
    bills.begin(lines).await;
}

async fn the_database_refuses_to_change_what_is_issued(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (_, washed) = bills.washed().await;
    let id = bills.begin(vec![LineInput::Charge(washed), free("Phí", 5)]).await;
    bills.issue(id).await;
    let writer = on.database().writer();
    let refused = [
        "UPDATE invoice SET total = total + 1",
        "UPDATE invoice SET note = 'Khác'",
        "UPDATE invoice SET due_on = '2030-01-01'",
        "UPDATE invoice SET day = '2020-01-01', issued_on = '2020-01-01'",
        "UPDATE invoice SET code = 'HD-2020-000009'",
        "UPDATE invoice SET status = 'draft', code = NULL, issued_on = NULL, issued_at = NULL, issued_by = NULL",
        "UPDATE invoice_line SET amount = amount + 1",
        "UPDATE invoice_line SET text = 'Khác'",
        "UPDATE invoice_line SET position = position + 5",
        "UPDATE invoice_line SET charge_id = NULL",
        "UPDATE invoice_line SET standing = FALSE",
        "DELETE FROM invoice_line",
        "DELETE FROM invoice",
    ];
    for sql in refused {
        assert!(writer.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    let insert = "INSERT INTO invoice_line SELECT charge_id, invoice_id, 9, NULL, text, 1, standing FROM invoice_line";
    assert!(writer.execute_unprepared(insert).await.is_err());
    bills.try_to_void(id).await.unwrap();
    for sql in ["UPDATE invoice SET status = 'issued', void_reason = NULL, voided_at = NULL, voided_by = NULL"]
        .into_iter()
        .chain(["UPDATE invoice SET void_reason = 'Khác'", "UPDATE invoice_line SET standing = TRUE"])
        .chain(refused.into_iter().filter(|sql| !sql.contains("standing = FALSE")))
    {
        assert!(writer.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    // Somebody may be forgotten.
    for sql in ["UPDATE invoice SET note = '', void_reason = ''", "UPDATE invoice_line SET text = ''"] {
        writer.execute_unprepared(sql).await.unwrap();
    }
}
