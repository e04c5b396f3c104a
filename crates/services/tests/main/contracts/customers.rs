//! What contracts mean for their customers.

use domain::{
    AppError, IdempotencyKey,
    contract::ContractInput,
    customer::{Directory, Field, MergeRequest},
    ledger::Purpose,
    money::Vnd,
    permission::{Action, Resource},
};
use entities::contract;
use sea_orm::{EntityTrait, PaginatorTrait};
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::{DEPOSIT, Lease, RENT, day};
use crate::support::{faults, refusal};

each_database!(
    a_lead_becomes_a_customer_by_a_draft,
    a_contract_widens_the_branches_of_its_customer,
    a_customer_with_an_open_contract_stays,
    contracts_move_with_a_merge_and_back,
    a_purge_leaves_no_text
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_lead_becomes_a_customer_by_a_draft(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let lead = on.some_customer(admin, Directory::Leads, "Trần Văn Hỏi").await;
    let id = lease.try_to_draft(&ContractInput { customer: lead.id, ..lease.input() }).await.unwrap().id;
    let found = on.customers(Directory::Leads).detail(admin, &lead.code).await.unwrap();
    assert_eq!((found.id, found.directory), (lead.id, INDIVIDUALS));
    assert!(found.values[&Field::Code].starts_with("KH"));
    let (directory, code) = lease.read(id).await.row.customer.link.unwrap();
    assert_eq!((directory, &code), (INDIVIDUALS, &found.values[&Field::Code]));
}

async fn a_contract_widens_the_branches_of_its_customer(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let may = &[Action::View];
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, may).sign_in().await;
    let individuals = on.customers(INDIVIDUALS);
    let seen = async || individuals.detail(&here, "KH000001").await;
    assert_eq!(refusal(seen().await), AppError::NotFound);
    let id = lease.draft().await;
    seen().await.unwrap();
    // A draft for nowhere, or none at all: it stands at home alone.
    on.contracts().discard(&inn.admin, id).await.unwrap();
    assert_eq!(refusal(seen().await), AppError::NotFound);
    lease.try_to_draft(&ContractInput { space: None, ..lease.input() }).await.unwrap();
    assert_eq!(refusal(seen().await), AppError::NotFound);
    let id = lease.active().await;
    lease.try_to_terminate(id, day(2026, 11, 1)).await.unwrap();
    seen().await.unwrap();
    let filter = domain::list::ListState::default();
    assert_eq!(individuals.count(&here, &filter).await.unwrap().records, 1);
}

async fn a_customer_with_an_open_contract_stays(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let nowhere = ContractInput { space: None, ..lease.input() };
    let draft = lease.try_to_draft(&nowhere).await.unwrap().id;
    let id = lease.begin(&nowhere).await;
    let individuals = on.customers(INDIVIDUALS);
    let told = ["HT000001: open_contract", "HT000002: open_contract"];
    assert_eq!(faults(individuals.trash(admin, guest).await), told);
    let blind = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::Delete]).sign_in().await;
    assert_eq!(faults(individuals.trash(&blind, guest).await), ["contract: open_contract"; 2]);
    on.contracts().discard(admin, draft).await.unwrap();
    // Terminated, and still to be paid until then.
    lease.try_to_terminate(id, day(2026, 12, 31)).await.unwrap();
    assert_eq!(faults(individuals.trash(admin, guest).await), ["HT000002: open_contract"]);
    lease.come(day(2026, 12, 31)).await;
    assert_eq!(faults(individuals.trash(admin, guest).await), ["debts: has_debts"]);
    lease.till.post(Purpose::Payment, RENT.0, &[]).await;
    individuals.trash(admin, guest).await.unwrap();
    assert_eq!(on.contracts().list(admin, &Default::default(), None).await.unwrap().rows, []);
    assert_eq!(refusal(on.contracts().read(admin, id).await), AppError::NotFound);
}

async fn contracts_move_with_a_merge_and_back(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let other = on.named(&inn.admin, "Lê Khách").await.id;
    let second = on.space(&inn.admin, "P102", on.branch("Quận Bảy").await).await;
    let mine = lease.active().await;
    let theirs = ContractInput { customer: other, space: Some(second), ..lease.input() };
    let draft = lease.try_to_draft(&theirs).await.unwrap().id;
    let nowhere = ContractInput { customer: other, space: None, ..lease.input() };
    let active = lease.begin(&nowhere).await;
    let request =
        MergeRequest { survivor: inn.guest, survivor_version: 1, other, other_version: 1, take: Default::default() };
    let merge = on.customers(INDIVIDUALS).merge(&inn.admin, &request).await.unwrap().merge;
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([18_000, 0, 0, 0], Vnd(2 * DEPOSIT.0)));
    let whose = async |id| lease.read(id).await.row.customer.id;
    assert_eq!([whose(mine).await, whose(draft).await, whose(active).await], [inn.guest; 3]);
    // In force meanwhile: its booking and its rent go back with it.
    lease.try_to_activate(draft).await.unwrap();
    on.customers(INDIVIDUALS).unmerge(&inn.admin, inn.guest, merge).await.unwrap();
    assert_eq!([whose(mine).await, whose(draft).await, whose(active).await], [inn.guest, other, other]);
    assert_eq!(lease.bookings(draft).await[0].guest.id, other);
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([9_000, 0, 0, 0], DEPOSIT));
    assert_eq!(lease.till.totals_of(other).await, [18_000, 0, 0, 0]);
    // Each stands where its own contracts are.
    let there = on.user("Lan").in_branch(on.branch("Quận Chín").await);
    let there = there.may(Scope::Branch, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(on.customers(INDIVIDUALS).count(&there, &Default::default()).await.unwrap().records, 0);
    lease.come(day(2026, 12, 1)).await;
    assert_eq!((lease.till.totals().await[1], lease.till.totals_of(other).await[1]), (3_000, 6_000));
}

async fn a_purge_leaves_no_text(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let input = ContractInput { note: "Zyxqwv".to_owned(), text: "Zyxqwv".to_owned(), space: None, ..lease.input() };
    let id = lease.begin(&input).await;
    let reason = domain::contract::Termination { on: day(2026, 11, 1), reason: "Zyxqwv".to_owned() };
    on.contracts().terminate(admin, id, &reason).await.unwrap();
    // The trail alone knows of a draft that was thrown away.
    let draft = lease.try_to_draft(&input).await.unwrap().id;
    on.contracts().discard(admin, draft).await.unwrap();
    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(admin, guest).await.unwrap();
    individuals.purge(admin, guest, "KH000001").await.unwrap();
    let left = contract::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!([&*left.note, &*left.text, &*left.wording, &*left.reason], [""; 4]);
    assert_eq!((left.rent, left.status.as_str()), (RENT.0, "terminated"));
    let told = on.audit().list(admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("Zyxqwv"));
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
    // Nobody drafts anything with one who is gone.
    let late = on.contracts().create(admin, IdempotencyKey(Uuid::now_v7()), &lease.input()).await;
    assert_eq!(refusal(late), AppError::NotFound);
    assert_eq!(contract::Entity::find().count(on.database().writer()).await.unwrap(), 1);
}
