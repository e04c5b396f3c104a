//! Who may write, see, issue and take back invoices.

use domain::{
    AppError, IdempotencyKey,
    invoice::{InvoiceChange, InvoiceFilter, InvoiceInput, LineInput, Voiding},
    money::Vnd,
    permission::{Action, Resource},
    receipt::ChargeFilter,
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::{Bills, free};
use crate::support::refusal;

each_database!(
    invoices_follow_their_customer,
    amounts_are_for_those_who_may_see_them,
    lines_are_put_there_by_those_who_see_what_they_come_from,
    what_is_not_paid_is_for_those_who_may_see_debts,
    the_trail_tells_of_invoices_by_the_rights_of_its_reader
);

const ACTS: &[Action] = &[Action::View, Action::Create, Action::Edit, Action::Delete];
const VIEW: &[Action] = &[Action::View];

fn forbidden(action: Action, resource: Resource) -> AppError {
    AppError::Forbidden { action, resource }
}

async fn list(on: &TestServices, actor: &Actor) -> Vec<domain::invoice::InvoiceRow> {
    on.invoices().list(actor, &InvoiceFilter::default(), None).await.unwrap().rows
}

async fn invoices_follow_their_customer(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (inn, today) = (&bills.desk.till.inn, bills.desk.till.today());
    // It stands in the branch by its booking.
    inn.book(inn.tomorrow, 1).await;
    let (_, washed) = bills.washed().await;
    let (draft, issued) = (bills.begin(vec![LineInput::Charge(washed)]).await, bills.begin(vec![free("Phí", 5)]).await);
    bills.issue(issued).await;
    let was = bills.detail(draft).await.input().unwrap();
    let change = InvoiceChange { becomes: InvoiceInput { note: "Xong".to_owned(), ..was.clone() }, was: was.clone() };
    let voiding = Voiding { reason: "Sai".to_owned() };
    let key = || IdempotencyKey(Uuid::now_v7());
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, VIEW);
    let here = here.may(Scope::Own, Resource::Invoices, ACTS).may(Scope::Own, Resource::Receipts, ACTS).sign_in().await;
    // Whoever sees the customer sees all of its invoices.
    let rows = list(on, &here).await;
    assert_eq!((rows.len(), rows[0].total, rows[0].may_edit, rows[0].may_delete), (2, None, false, false));
    assert!(rows[0].customer.link.is_some() && !rows[0].may_take);
    let cashier = on.user("Thu").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, VIEW);
    let cashier = cashier.may(Scope::Branch, Resource::Invoices, VIEW).may(Scope::Branch, Resource::Receipts, ACTS);
    assert!(list(on, &cashier.sign_in().await).await[0].may_take);
    let refused = |action| forbidden(action, Resource::Invoices);
    let empty = bills.input(Vec::new());
    assert_eq!(refusal(on.invoices().create(&here, key(), &empty).await), refused(Action::Create));
    assert_eq!(refusal(on.invoices().change(&here, draft, &change).await), refused(Action::Edit));
    assert_eq!(refusal(on.invoices().issue(&here, draft, today).await), refused(Action::Edit));
    assert_eq!(refusal(on.invoices().discard(&here, draft).await), refused(Action::Delete));
    assert_eq!(refusal(on.invoices().void(&here, issued, &voiding).await), refused(Action::Delete));

    // In another branch nobody sees the customer, nor its invoices.
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await);
    let there = there.may(Scope::Branch, Resource::Individuals, VIEW);
    let there = there.may(Scope::Branch, Resource::Amounts, VIEW);
    let there = there.may(Scope::Branch, Resource::Invoices, ACTS).sign_in().await;
    assert_eq!(list(on, &there).await, []);
    let missing = AppError::NotFound;
    assert_eq!(refusal(on.invoices().read(&there, issued).await), missing);
    assert_eq!(refusal(on.invoices().offer(&there, inn.guest, None).await), missing);
    assert_eq!(refusal(on.invoices().create(&there, key(), &empty).await), missing);
    assert_eq!(refusal(on.invoices().change(&there, draft, &change).await), missing);
    assert_eq!(refusal(on.invoices().issue(&there, draft, today).await), missing);
    assert_eq!(refusal(on.invoices().discard(&there, draft).await), missing);
    assert_eq!(refusal(on.invoices().void(&there, issued, &voiding).await), missing);

    // Who sees the invoice and not the customer learns neither where it lives nor how it is reached.
    let phone = [(domain::customer::Field::Name, "Có Số"), (domain::customer::Field::Phone, "0912345678")];
    let known = on.individual(&inn.admin, phone).await.id;
    let theirs = bills.try_to_begin(&InvoiceInput { customer: known, ..bills.input(Vec::new()) }).await.unwrap();
    assert_eq!(bills.detail(theirs).await.phone, "091 234 56 78");
    let papers = on.user("Thu").may(Scope::All, Resource::Invoices, VIEW).sign_in().await;
    let detail = on.invoices().read(&papers, theirs).await.unwrap();
    assert_eq!(
        (detail.phone.as_str(), detail.row.customer.link, detail.row.customer.name),
        ("", None, "Có Số".to_owned())
    );
    let nobody = on.user("Mai").may(Scope::All, Resource::Individuals, VIEW).sign_in().await;
    let refused = on.invoices().list(&nobody, &InvoiceFilter::default(), None).await;
    assert_eq!(refusal(refused), forbidden(Action::View, Resource::Invoices));
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let bills = Bills::new(on).await;
    let (inn, today) = (&bills.desk.till.inn, bills.desk.till.today());
    let (_, washed) = bills.washed().await;
    let blind = on.user("Lan").may(Scope::All, Resource::Invoices, ACTS);
    let blind = blind.may(Scope::All, Resource::Services, VIEW).sign_in().await;
    let hidden = forbidden(Action::View, Resource::Amounts);
    let key = || IdempotencyKey(Uuid::now_v7());
    let said = bills.input(vec![free("Phí", 5)]);
    assert_eq!(refusal(on.invoices().create(&blind, key(), &said).await), hidden);
    assert_eq!(refusal(on.invoices().offer(&blind, inn.guest, None).await), hidden);
    // Of a draft that says amounts of its own they see what it says, and nothing that they could write back.
    let free_one = bills.begin(said.lines.clone()).await;
    let detail = on.invoices().read(&blind, free_one).await.unwrap();
    assert_eq!((detail.row.total, detail.lines[0].amount, detail.input()), (None, None, None));
    let unsaid = bills.input(Vec::new());
    let noted =
        InvoiceChange { was: unsaid.clone(), becomes: InvoiceInput { note: "Gấp".to_owned(), ..unsaid.clone() } };
    assert_eq!(refusal(on.invoices().change(&blind, free_one, &noted).await), hidden);
    // One of charges alone they change, and issue.
    let draft = bills.begin(vec![LineInput::Charge(washed)]).await;
    let was = on.invoices().read(&blind, draft).await.unwrap().input().unwrap();
    let noted = InvoiceChange { becomes: InvoiceInput { note: "Gấp".to_owned(), ..was.clone() }, was: was.clone() };
    on.invoices().change(&blind, draft, &noted).await.unwrap();
    let dearer = InvoiceInput { lines: [was.lines.clone(), vec![free("Phí", 5)]].concat(), ..was.clone() };
    let dearer = InvoiceChange { was, becomes: dearer };
    assert_eq!(refusal(on.invoices().change(&blind, draft, &dearer).await), hidden);
    on.invoices().issue(&blind, draft, today).await.unwrap();
    let detail = on.invoices().read(&blind, draft).await.unwrap();
    assert_eq!((detail.row.total, detail.row.open, detail.row.payment), (None, None, None));
    assert_eq!(bills.detail(draft).await.row.total, Some(Vnd(200)));
}

async fn lines_are_put_there_by_those_who_see_what_they_come_from(on: &TestServices) {
    let bills = Bills::new(on).await;
    let inn = &bills.desk.till.inn;
    let booking = inn.book(inn.tomorrow, 1).await;
    let room = bills.desk.till.charge_of(booking).await;
    let (_, washed) = bills.washed().await;
    let person = on.user("Lan").may(Scope::All, Resource::Invoices, ACTS);
    let person = person.may(Scope::All, Resource::Services, VIEW).may(Scope::All, Resource::Amounts, VIEW);
    let person = person.sign_in().await;
    let offered = async |draft| on.invoices().offer(&person, inn.guest, draft).await.unwrap().charges;
    let ids: Vec<_> = offered(None).await.iter().map(|row| row.id).collect();
    assert_eq!(ids, [washed]);
    let key = || IdempotencyKey(Uuid::now_v7());
    let named = bills.input(vec![LineInput::Charge(room)]);
    assert_eq!(refusal(on.invoices().create(&person, key(), &named).await), AppError::NotFound);
    // What somebody else has put there they read, and leave there or take away.
    let draft = bills.begin(vec![LineInput::Charge(room)]).await;
    let detail = on.invoices().read(&person, draft).await.unwrap();
    assert!(detail.lines[0].text.starts_with("P101") && detail.lines[0].code.is_empty(), "{:?}", detail.lines);
    let on_draft = offered(Some(draft)).await;
    assert!(on_draft.len() == 2 && on_draft.iter().any(|row| row.id == room && row.code.is_empty()), "{on_draft:?}");
    let was = detail.input().unwrap();
    let both = InvoiceInput { lines: vec![LineInput::Charge(room), LineInput::Charge(washed)], ..was.clone() };
    on.invoices().change(&person, draft, &InvoiceChange { was, becomes: both.clone() }).await.unwrap();
    assert_eq!(bills.detail(draft).await.row.lines, 2);
    // A charge of somebody else is none of this one's.
    let other = on.named(&inn.admin, "Lê Khách").await.id;
    let foreign = InvoiceInput { customer: other, ..bills.input(vec![LineInput::Charge(washed)]) };
    assert_eq!(refusal(bills.try_to_begin(&foreign).await), AppError::NotFound);
    let theirs = bills.try_to_begin(&InvoiceInput { lines: Vec::new(), ..foreign }).await.unwrap();
    assert_eq!(refusal(on.invoices().offer(&inn.admin, inn.guest, Some(theirs)).await), AppError::NotFound);
}

async fn what_is_not_paid_is_for_those_who_may_see_debts(on: &TestServices) {
    let bills = Bills::new(on).await;
    let inn = &bills.desk.till.inn;
    let id = bills.begin(vec![free("Phí", 600)]).await;
    bills.issue(id).await;
    let open = InvoiceFilter { open: true, ..InvoiceFilter::default() };
    let made_of = [
        Resource::Amounts,
        Resource::Bookings,
        Resource::Services,
        Resource::Contracts,
        Resource::Receipts,
        Resource::Invoices,
    ];
    for missing in &made_of[..5] {
        let person = made_of
            .iter()
            .filter(|it| *it != missing)
            .fold(on.user(missing.key()), |person, resource| person.may(Scope::All, *resource, VIEW));
        let person = person.sign_in().await;
        let refused = on.invoices().list(&person, &open, None).await;
        assert_eq!(refusal(refused), forbidden(Action::View, *missing));
        let row = list(on, &person).await.remove(0);
        assert_eq!((row.open, row.payment), (None, None), "{missing:?}");
    }
    // What comes of an invoice is for those who see invoices.
    let till = on.user("Mai").may(Scope::All, Resource::Receipts, VIEW).may(Scope::All, Resource::Amounts, VIEW);
    let filter = ChargeFilter { customer: inn.guest, open: false };
    let blind = till.sign_in().await;
    assert_eq!(on.receipts().charges(&blind, filter, None).await.unwrap().rows, []);
    assert_eq!(on.receipts().charges(&inn.admin, filter, None).await.unwrap().rows.len(), 1);
}

async fn the_trail_tells_of_invoices_by_the_rights_of_its_reader(on: &TestServices) {
    let bills = Bills::new(on).await;
    let id = bills.begin(vec![free("Phí cầu đường", 1_234_567)]).await;
    let code = bills.issue(id).await;
    bills.try_to_void(id).await.unwrap();
    let gone = bills.begin(vec![free("Phí bỏ đi", 7_654_321)]).await;
    on.invoices().discard(&bills.desk.till.inn.admin, gone).await.unwrap();
    let filter = domain::audit::AuditFilter { record: code.clone(), ..Default::default() };
    let told = async |actor: &Actor, filter| on.audit().list(actor, filter, None).await.unwrap().entries;
    let entries = told(&bills.desk.till.inn.admin, &filter).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["voided", "issued", "created"]);
    let said = format!("{entries:?}");
    for word in [&*code, "Phí cầu đường", "1.234.567", "Sai giá", "/invoices/"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let blind = on.user("Lan").may(Scope::All, Resource::Audit, VIEW).may(Scope::All, Resource::Invoices, VIEW);
    let blind = blind.sign_in().await;
    let said = format!("{:?}", told(&blind, &filter).await);
    assert!(said.contains("Phí cầu đường") && !said.contains("1.234.567"), "{said}");
    let apart = on.user("Mai").may(Scope::All, Resource::Audit, VIEW).may(Scope::Own, Resource::Invoices, VIEW);
    let apart = apart.sign_in().await;
    assert_eq!(told(&apart, &filter).await, []);
    // What was thrown away is told to those who see all of them.
    let all = domain::audit::AuditFilter::default();
    assert!(format!("{:?}", told(&blind, &all).await).contains("Phí bỏ đi"));
    assert!(!format!("{:?}", told(&apart, &all).await).contains("Phí bỏ đi"));
}
