//! What invoices mean for their customers: the trash, two who become one, and the end for good.

use domain::{
    CustomerId, IdempotencyKey, InvoiceId, MergeId,
    customer::{Directory, MergeRequest},
    extra_service::{NewService, ServiceInput},
    invoice::{InvoiceInput, InvoiceStatus, LineInput, Voiding},
    ledger::Purpose,
};
use entities::{invoice, invoice_line};
use sea_orm::EntityTrait;
use test_support::{TestServices, each_database};
use uuid::Uuid;

use super::{Bills, free};
use crate::support::faults;

each_database!(
    a_customer_with_a_draft_or_a_debt_stays,
    invoices_move_with_a_merge_and_back,
    what_was_written_across_is_taken_back_first,
    a_purge_leaves_numbers_and_amounts
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_customer_with_a_draft_or_a_debt_stays(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (till, admin, guest) = (&bills.desk.till, &bills.desk.till.inn.admin, bills.desk.till.inn.guest);
    let id = bills.begin(vec![free("Phí", 600)]).await;
    let individuals = on.customers(INDIVIDUALS);
    assert_eq!(faults(individuals.trash(admin, guest).await), ["invoice: open_invoice"]);
    bills.issue(id).await;
    assert_eq!(faults(individuals.trash(admin, guest).await), ["debts: has_debts"]);
    till.post(Purpose::Payment, 600, &[]).await;
    individuals.trash(admin, guest).await.unwrap();
    assert_eq!(bills.rows(&Default::default()).await, []);
}

/// Another guest who had the laundry for 200, and what is owed for it.
async fn other(bills: &Bills<'_>) -> (CustomerId, LineInput) {
    let inn = &bills.desk.till.inn;
    let other = inn.on.named(&inn.admin, "Lê Khách").await.id;
    let new = NewService { input: ServiceInput { customer: other, ..bills.desk.input() }, delivered: true };
    inn.on.extra_services().create(&inn.admin, IdempotencyKey(Uuid::now_v7()), &new).await.unwrap();
    let offer = inn.on.invoices().offer(&inn.admin, other, None).await.unwrap();
    (other, LineInput::Charge(offer.charges[0].id))
}

async fn merged(bills: &Bills<'_>, other: CustomerId) -> MergeId {
    let inn = &bills.desk.till.inn;
    let request =
        MergeRequest { survivor: inn.guest, survivor_version: 1, other, other_version: 1, take: Default::default() };
    inn.on.customers(INDIVIDUALS).merge(&inn.admin, &request).await.unwrap().merge
}

async fn whose(bills: &Bills<'_>, id: InvoiceId) -> CustomerId {
    bills.detail(id).await.row.customer.id
}

async fn invoices_move_with_a_merge_and_back(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (till, inn) = (&bills.desk.till, &bills.desk.till.inn);
    let (other, washed) = other(&bills).await;
    let theirs = InvoiceInput { customer: other, ..bills.input(vec![washed.clone(), free("Phí", 600)]) };
    let issued = bills.try_to_begin(&theirs).await.unwrap();
    bills.issue(issued).await;
    let draft = bills.try_to_begin(&InvoiceInput { lines: vec![free("Nháp", 5)], ..theirs.clone() }).await.unwrap();
    let (_, mine) = bills.washed().await;
    assert_eq!((till.totals().await, till.totals_of(other).await), ([200, 200, 0, 0], [800, 800, 0, 0]));
    let merge = merged(&bills, other).await;
    assert_eq!([whose(&bills, issued).await, whose(&bills, draft).await], [inn.guest; 2]);
    assert_eq!(till.totals().await, [1_000, 1_000, 0, 0]);

    // A draft of the one gets a line of the other meanwhile, and a new one has both.
    let was = bills.detail(draft).await.input().unwrap();
    let both = InvoiceInput { lines: vec![free("Nháp", 5), LineInput::Charge(mine)], ..was.clone() };
    bills.change(draft, &was, both).await.unwrap();
    on.customers(INDIVIDUALS).unmerge(&inn.admin, inn.guest, merge).await.unwrap();
    assert_eq!([whose(&bills, issued).await, whose(&bills, draft).await], [other; 2]);
    assert_eq!(bills.detail(draft).await.input().unwrap().lines, [free("Nháp", 5)]);
    assert_eq!((till.totals().await, till.totals_of(other).await), ([200, 200, 0, 0], [800, 800, 0, 0]));
    // What was frozen still is, and may be taken back there.
    bills.try_to_void(issued).await.unwrap();
    assert_eq!(till.totals_of(other).await, [200, 200, 0, 0]);
}

async fn what_was_written_across_is_taken_back_first(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (till, inn) = (&bills.desk.till, &bills.desk.till.inn);
    let (other, washed) = other(&bills).await;
    let merge = merged(&bills, other).await;
    let across = bills.begin(vec![washed, free("Phí", 600)]).await;
    bills.issue(across).await;
    let individuals = on.customers(INDIVIDUALS);
    let refused = individuals.unmerge(&inn.admin, inn.guest, merge).await;
    assert_eq!(faults(refused), ["invoices: invoices_across"]);
    assert_eq!(till.totals().await, [800, 800, 0, 0]);
    bills.try_to_void(across).await.unwrap();
    individuals.unmerge(&inn.admin, inn.guest, merge).await.unwrap();
    assert_eq!((whose(&bills, across).await, till.totals_of(other).await), (inn.guest, [200, 200, 0, 0]));
    assert_eq!(till.totals().await, [0; 4]);
}

async fn a_purge_leaves_numbers_and_amounts(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (till, inn) = (&bills.desk.till, &bills.desk.till.inn);
    let (_, washed) = bills.washed().await;
    let named = |lines| InvoiceInput { note: "Zyxqwv".to_owned(), ..bills.input(lines) };
    let kept = named(vec![LineInput::Charge(washed), free("Phí của Zyxqwv", 600)]);
    let kept = bills.try_to_begin(&kept).await.unwrap();
    let code = bills.issue(kept).await;
    till.post(Purpose::Payment, 800, &[]).await;
    let void = bills.try_to_begin(&named(vec![free("Phí của Zyxqwv", 5)])).await.unwrap();
    bills.issue(void).await;
    let voiding = Voiding { reason: "Không phải Zyxqwv".to_owned() };
    on.invoices().void(&inn.admin, void, &voiding).await.unwrap();
    let draft = bills.try_to_begin(&named(vec![free("Phí của Zyxqwv", 5)])).await.unwrap();
    on.invoices().discard(&inn.admin, draft).await.unwrap();

    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(&inn.admin, inn.guest).await.unwrap();
    individuals.purge(&inn.admin, inn.guest, "KH000001").await.unwrap();
    let writer = on.database().writer();
    let left = invoice::Entity::find().all(writer).await.unwrap();
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|row| row.note.is_empty() && row.void_reason.as_deref().unwrap_or_default().is_empty()));
    let row = left.iter().find(|row| row.id == kept.0).unwrap();
    assert_eq!((row.code.as_deref(), row.total, &*row.status), (Some(&*code), 800, InvoiceStatus::Issued.key()));
    let lines = invoice_line::Entity::find().all(writer).await.unwrap();
    let mut texts: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.amount)).collect();
    texts.sort_unstable();
    assert_eq!(texts, [("", 5), ("", 600), ("Giặt sấy × 2", 200)]);
    let told = on.audit().list(&inn.admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("Zyxqwv"));
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
}
