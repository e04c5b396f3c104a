//! Invoices: begun, issued, paid and taken back.

mod customers;
mod frozen;
mod numbers;
mod rights;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    AppError, ChargeId, ExtraServiceId, IdempotencyKey, InvoiceId,
    booking::BookingAct,
    extra_service::{NewService, ServiceAct},
    invoice::{
        InvoiceChange, InvoiceDetail, InvoiceFilter, InvoiceInput, InvoiceRow, InvoiceStatus, LineInput, Payment,
        Voiding,
    },
    ledger::{ChargeStatus, Purpose, Source},
    money::Vnd,
    receipt::ChargeFilter,
};
use services::Outcome;
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::{
    extra_services::Laundry,
    support::{faults, refusal},
};

each_database!(
    a_draft_becomes_an_invoice_and_is_taken_back,
    the_worked_example_whole,
    a_form_sent_twice_begins_one,
    touched_fields_are_changed_and_others_kept,
    what_cannot_be_is_told_beside_its_field,
    debts_name_the_invoice_on_which_they_stand,
    pages_go_from_the_latest_day_to_the_first
);

/// Somebody who writes invoices for a guest.
pub struct Bills<'s> {
    pub desk: Laundry<'s>,
}

impl<'s> Bills<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        Self { desk: Laundry::new(on).await }
    }

    pub fn input(&self, lines: Vec<LineInput>) -> InvoiceInput {
        InvoiceInput { customer: self.desk.till.inn.guest, lines, due_on: None, note: String::new() }
    }

    pub async fn try_to_begin(&self, input: &InvoiceInput) -> Outcome<InvoiceId> {
        let inn = &self.desk.till.inn;
        inn.on.invoices().create(&inn.admin, IdempotencyKey(Uuid::now_v7()), input).await
    }

    pub async fn begin(&self, lines: Vec<LineInput>) -> InvoiceId {
        self.try_to_begin(&self.input(lines)).await.unwrap()
    }

    pub async fn try_to_issue(&self, id: InvoiceId, on: NaiveDate) -> Outcome<String> {
        self.desk.till.inn.on.invoices().issue(&self.desk.till.inn.admin, id, on).await
    }

    pub async fn issue(&self, id: InvoiceId) -> String {
        self.try_to_issue(id, self.desk.till.today()).await.unwrap()
    }

    pub async fn try_to_void(&self, id: InvoiceId) -> Outcome<()> {
        let voiding = Voiding { reason: "Sai giá".to_owned() };
        self.desk.till.inn.on.invoices().void(&self.desk.till.inn.admin, id, &voiding).await
    }

    pub async fn change(&self, id: InvoiceId, was: &InvoiceInput, becomes: InvoiceInput) -> Outcome<()> {
        let change = InvoiceChange { was: was.clone(), becomes };
        self.desk.till.inn.on.invoices().change(&self.desk.till.inn.admin, id, &change).await
    }

    pub async fn detail(&self, id: InvoiceId) -> InvoiceDetail {
        self.desk.till.inn.on.invoices().read(&self.desk.till.inn.admin, id).await.unwrap()
    }

    pub async fn rows(&self, filter: &InvoiceFilter) -> Vec<InvoiceRow> {
        self.desk.till.inn.on.invoices().list(&self.desk.till.inn.admin, filter, None).await.unwrap().rows
    }

    /// The charge of a record with this code.
    pub async fn charge_of(&self, code: &str) -> ChargeId {
        let inn = &self.desk.till.inn;
        let filter = ChargeFilter { customer: inn.guest, open: false };
        let rows = inn.on.receipts().charges(&inn.admin, filter, None).await.unwrap().rows;
        rows.iter().find(|row| row.code == code).unwrap().id
    }

    /// Two of the laundry for 100 each, which the guest had, and what is owed for it.
    pub async fn washed(&self) -> (ExtraServiceId, ChargeId) {
        let (inn, new) = (&self.desk.till.inn, NewService { input: self.desk.input(), delivered: true });
        let id = inn.on.extra_services().create(&inn.admin, IdempotencyKey(Uuid::now_v7()), &new).await.unwrap();
        (id, self.charge_of(&self.desk.row(id).await.code).await)
    }
}

/// A free line.
pub fn free(text: &str, amount: i64) -> LineInput {
    LineInput::Free { text: text.to_owned(), amount: Vnd(amount) }
}

async fn a_draft_becomes_an_invoice_and_is_taken_back(on: &TestServices) {
    let bills = Bills::new(on).await;
    let till = &bills.desk.till;
    let (_, washed) = bills.washed().await;
    let id = bills.begin(vec![LineInput::Charge(washed), free("Phí trả muộn", 600)]).await;
    // A draft asks for nothing.
    assert_eq!(till.totals().await, [200, 200, 0, 0]);
    let detail = bills.detail(id).await;
    let row = &detail.row;
    assert_eq!((row.status, row.code.as_ref(), row.lines, row.total), (InvoiceStatus::Draft, None, 2, Some(Vnd(800))));
    assert_eq!((row.open, row.payment, row.place.day), (None, None, till.today()));
    let lines: Vec<_> = detail.lines.iter().map(|line| (line.source, &*line.code, &*line.text, line.amount)).collect();
    let expected = [
        (Source::Service, "DV000001", "Giặt sấy × 2", Some(Vnd(200))),
        (Source::InvoiceLine, "", "Phí trả muộn", Some(Vnd(600))),
    ];
    assert_eq!(lines, expected);
    assert_eq!((detail.lines[1].charge, detail.lines[1].status), (None, ChargeStatus::Earned));

    let code = bills.issue(id).await;
    assert_eq!(code, format!("HD-{}-000001", till.today().format("%Y")));
    assert_eq!(till.totals().await, [800, 800, 0, 0]);
    let detail = bills.detail(id).await;
    assert_eq!((detail.row.status, detail.row.payment), (InvoiceStatus::Issued, Some(Payment::Unpaid)));
    assert_eq!((detail.row.open, detail.row.code), (Some(Vnd(800)), Some(code)));
    till.post(Purpose::Payment, 500, &[detail.lines[1].charge.unwrap()]).await;
    let row = bills.detail(id).await.row;
    assert_eq!((row.open, row.payment), (Some(Vnd(300)), Some(Payment::PartPaid)));
    assert_eq!(faults(bills.try_to_issue(id, till.today()).await), ["invoice: invoice_status"]);
    assert_eq!(faults(on.invoices().discard(&till.inn.admin, id).await), ["invoice: invoice_status"]);

    // What was paid of the free line is free again, and pays what is owed besides.
    let unsaid = Voiding { reason: " ".to_owned() };
    assert_eq!(faults(on.invoices().void(&till.inn.admin, id, &unsaid).await), ["reason: required"]);
    bills.try_to_void(id).await.unwrap();
    assert_eq!(till.totals().await, [200, 0, 0, 300]);
    let detail = bills.detail(id).await;
    assert_eq!((detail.row.status, detail.row.total), (InvoiceStatus::Void, Some(Vnd(800))));
    assert_eq!((detail.row.open, detail.row.void_reason.as_deref()), (None, Some("Sai giá")));
    assert_eq!(detail.lines[1].status, ChargeStatus::Void);
    assert_eq!(faults(bills.try_to_void(id).await), ["invoice: invoice_status"]);

    // What stood on it may stand on another one, which has another number; nothing is left of a draft that is thrown away.
    let draft = bills.begin(vec![LineInput::Charge(washed)]).await;
    on.invoices().discard(&till.inn.admin, draft).await.unwrap();
    assert_eq!(refusal(on.invoices().read(&till.inn.admin, draft).await), AppError::NotFound);
    let next = bills.begin(vec![LineInput::Charge(washed)]).await;
    assert!(bills.issue(next).await.ends_with("-000002"));
    assert_eq!(bills.detail(next).await.row.payment, Some(Payment::Paid));
}

/// The worked example of the ledger, line by line.
async fn the_worked_example_whole(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (desk, till) = (&bills.desk, &bills.desk.till);
    let priced = |price, starts_at| domain::booking::BookingInput {
        price: Some(Vnd(price)),
        ..test_support::bookings::stay(till.inn.guest, till.inn.room, starts_at, 2)
    };
    let first = till.inn.try_to_book(&priced(3_000, till.inn.tomorrow)).await.unwrap().id;
    assert_eq!(till.totals().await, [3_000, 0, 0, 0]);
    till.post(Purpose::Deposit, 1_000, &[]).await;
    assert_eq!(till.totals().await, [3_000, 0, 1_000, 0]);
    let room = till.charge_of(first).await;
    till.post(Purpose::Payment, 500, &[room]).await;
    assert_eq!(till.totals().await, [3_000, 0, 1_000, 0]);
    let laundry = desk.order().await;
    desk.try_to(laundry, ServiceAct::Deliver).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 200, 1_000, 0]);

    let washed = bills.charge_of("DV000001").await;
    let id = bills.begin(vec![LineInput::Charge(room), LineInput::Charge(washed)]).await;
    bills.issue(id).await;
    assert_eq!(till.totals().await, [3_200, 200, 1_000, 0]);
    assert_eq!(bills.detail(id).await.row.open, Some(Vnd(2_700)));
    till.act(first, BookingAct::CheckIn).await;
    till.act(first, BookingAct::CheckOut(Some(Vnd(3_000)))).await;
    assert_eq!(till.totals().await, [3_200, 2_700, 1_000, 0]);

    let named: Vec<ChargeId> = bills.detail(id).await.lines.iter().filter_map(|line| line.charge).collect();
    let second = till.post(Purpose::Payment, 2_000, &named).await;
    assert_eq!(till.totals().await, [3_200, 700, 1_000, 0]);
    till.try_to_apply(700, &named).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 0, 300, 0]);
    assert_eq!(bills.detail(id).await.row.payment, Some(Payment::Paid));
    till.post(Purpose::RefundOfDeposit, 300, &[]).await;
    assert_eq!(till.totals().await, [3_200, 0, 0, 0]);
    till.try_to_reverse(second).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 2_000, 0, 0]);
    assert_eq!(bills.detail(id).await.row.open, Some(Vnd(2_000)));
    till.post(Purpose::Payment, 2_500, &[]).await;
    assert_eq!(till.totals().await, [3_200, 0, 0, 500]);
    let starts_at = till.inn.tomorrow + TimeDelta::days(5);
    let missed = till.inn.try_to_book(&priced(1_500, starts_at)).await.unwrap().id;
    assert_eq!(till.totals().await, [4_700, 0, 0, 500]);
    on.clock.advance(TimeDelta::days(7));
    till.act(missed, BookingAct::NoShow).await;
    let fee = bills.begin(vec![free("Phí không đến", 600)]).await;
    bills.issue(fee).await;
    assert_eq!(till.totals().await, [3_800, 100, 0, 0]);
}

async fn a_form_sent_twice_begins_one(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (key, input) = (IdempotencyKey(Uuid::now_v7()), bills.input(vec![free("Phí", 5)]));
    let admin = &bills.desk.till.inn.admin;
    let first = on.invoices().create(admin, key, &input).await.unwrap();
    assert_eq!(on.invoices().create(admin, key, &input).await.unwrap(), first);
    assert_eq!(bills.rows(&InvoiceFilter::default()).await.len(), 1);
}

async fn touched_fields_are_changed_and_others_kept(on: &TestServices) {
    let bills = Bills::new(on).await;
    let today = bills.desk.till.today();
    let id = bills.begin(vec![free("Phí", 5)]).await;
    let was = bills.detail(id).await.input().unwrap();
    // Two people at once, at different fields and then at the same one.
    bills.change(id, &was, InvoiceInput { note: "Cảm ơn".to_owned(), ..was.clone() }).await.unwrap();
    bills.change(id, &was, InvoiceInput { due_on: Some(today), ..was.clone() }).await.unwrap();
    let more = vec![free("Phí", 7), free("Công", 8)];
    bills.change(id, &was, InvoiceInput { lines: more.clone(), ..was.clone() }).await.unwrap();
    let detail = bills.detail(id).await;
    assert_eq!((detail.row.note.as_str(), detail.row.due_on, detail.row.total), ("Cảm ơn", Some(today), Some(Vnd(15))));
    assert_eq!(detail.input().unwrap().lines, more);
    let late = bills.change(id, &was, InvoiceInput { lines: vec![free("Phí", 6)], ..was.clone() }).await;
    let AppError::Conflict(conflict) = refusal(late) else { panic!("no conflict") };
    assert_eq!((conflict.version, conflict.changed_by.as_str()), (4, "Quản Trị"));
    bills.issue(id).await;
    let was = bills.detail(id).await.input().unwrap();
    let late = bills.change(id, &was, InvoiceInput { note: "Xin chào".to_owned(), ..was.clone() }).await;
    assert_eq!(faults(late), ["invoice: invoice_status"]);
}

async fn what_cannot_be_is_told_beside_its_field(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (inn, today) = (&bills.desk.till.inn, bills.desk.till.today());
    let wrong = bills.input(vec![free("", 5), free("Phí", 0)]);
    assert_eq!(
        faults(bills.try_to_begin(&wrong).await),
        ["lines.0.text: required", "lines.1.amount: number_out_of_range"]
    );
    let nobody = InvoiceInput { customer: Uuid::now_v7().into(), ..bills.input(Vec::new()) };
    assert_eq!(refusal(bills.try_to_begin(&nobody).await), AppError::NotFound);
    let unknown = bills.input(vec![LineInput::Charge(Uuid::now_v7().into())]);
    assert_eq!(refusal(bills.try_to_begin(&unknown).await), AppError::NotFound);
    let lead = on.some_customer(&inn.admin, domain::customer::Directory::Leads, "Liên Hệ").await.id;
    let of_lead = InvoiceInput { customer: lead, ..bills.input(Vec::new()) };
    assert_eq!(faults(bills.try_to_begin(&of_lead).await), ["customer: lead_has_none"]);
    assert_eq!(faults(on.invoices().offer(&inn.admin, lead, None).await), ["customer: lead_has_none"]);

    let yesterday = today - TimeDelta::days(1);
    let id = bills.try_to_begin(&InvoiceInput { due_on: Some(yesterday), ..bills.input(Vec::new()) }).await.unwrap();
    assert_eq!(faults(bills.try_to_issue(id, today).await), ["due_on: due_before_issue", "lines: no_lines"]);
    let tomorrow = today + TimeDelta::days(1);
    let told = faults(bills.try_to_issue(id, tomorrow).await);
    assert_eq!(told, ["issued_on: date_in_future", "due_on: due_before_issue", "lines: no_lines"]);
}

async fn debts_name_the_invoice_on_which_they_stand(on: &TestServices) {
    let bills = Bills::new(on).await;
    let inn = &bills.desk.till.inn;
    let (_, washed) = bills.washed().await;
    let id = bills.begin(vec![LineInput::Charge(washed), free("Phí trả muộn", 600)]).await;
    let filter = ChargeFilter { customer: inn.guest, open: true };
    let debts = async || on.receipts().charges(&inn.admin, filter, None).await.unwrap().rows;
    assert!(debts().await.iter().all(|row| row.invoice.is_none()));
    let code = bills.issue(id).await;
    let told: Vec<_> = debts().await.into_iter().map(|row| (row.code, row.about, row.invoice.unwrap().name)).collect();
    let fee = (code.clone(), "Phí trả muộn".to_owned(), code.clone());
    assert!(
        told.contains(&fee) && told.contains(&("DV000001".to_owned(), "Giặt sấy × 2".to_owned(), code)),
        "{told:?}"
    );
    let account = on.receipts().account(&inn.admin, inn.guest).await.unwrap();
    assert!(account.open.iter().all(|row| row.invoice.as_ref().is_some_and(|invoice| invoice.id == id)));
}

async fn pages_go_from_the_latest_day_to_the_first(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (inn, today) = (&bills.desk.till.inn, bills.desk.till.today());
    let first_day = today - TimeDelta::days(40);
    for number in 0..60 {
        let id = bills.begin(vec![free("Phí", 1_000 + number)]).await;
        if number < 30 {
            bills.try_to_issue(id, first_day + TimeDelta::days(number)).await.unwrap();
        }
    }
    let all = InvoiceFilter::default();
    let list = async |filter: &InvoiceFilter, after| on.invoices().list(&inn.admin, filter, after).await.unwrap();
    let first = list(&all, None).await;
    let second = list(&all, first.after).await;
    let totals: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.total.unwrap().0).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.after), (50, 10, None));
    // Drafts stand where they were made, what was issued where it was issued.
    assert_eq!([totals[0], totals[29], totals[30], totals[59]], [1_059, 1_030, 1_029, 1_000]);

    let found = async |filter: InvoiceFilter| list(&filter, None).await.rows.len();
    let coded = |code: &str| InvoiceFilter { code: code.to_owned(), ..all.clone() };
    let year = first_day.format("%Y").to_string();
    let of_year = second.rows.last().unwrap().code.clone().unwrap();
    assert_eq!(of_year, format!("HD-{year}-000001"));
    assert_eq!(found(coded(&format!("{year}-1"))).await, 1);
    assert_eq!(found(coded(&of_year.to_lowercase())).await, 1);
    assert!(found(coded("1")).await >= 1 && found(coded("999")).await == 0);
    assert_eq!(found(coded(" hd-")).await, 30);
    assert_eq!(found(coded("HD\0")).await, 0);
    assert_eq!(found(InvoiceFilter { status: Some(InvoiceStatus::Draft), ..all.clone() }).await, 30);
    assert_eq!(found(InvoiceFilter { from: Some(first_day), to: Some(first_day), ..all.clone() }).await, 1);
    assert_eq!(found(InvoiceFilter { customer: Some(Uuid::now_v7().into()), ..all.clone() }).await, 0);
    assert_eq!(found(InvoiceFilter { from: Some(NaiveDate::MIN), ..all.clone() }).await, 0);
    assert_eq!(found(InvoiceFilter { open: true, ..all.clone() }).await, 30);
    // The earliest is paid whole.
    bills.desk.till.post(Purpose::Payment, 1_000, &[]).await;
    assert_eq!(found(InvoiceFilter { open: true, ..all }).await, 29);
}
