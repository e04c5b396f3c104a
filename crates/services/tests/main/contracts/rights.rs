//! Who may draft, see, change and end contracts.

use domain::{
    AppError, IdempotencyKey,
    contract::{ContractChange, ContractFilter, ContractInput, Termination},
    money::Vnd,
    permission::{Action, Resource},
    receipt::ChargeFilter,
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::{Lease, day};
use crate::support::{faults, refusal};

each_database!(
    contracts_follow_their_customer,
    amounts_are_for_those_who_may_see_them,
    a_space_is_named_to_those_who_see_it,
    rent_is_for_those_who_see_contracts,
    the_trail_tells_of_contracts_by_the_rights_of_its_reader
);

fn key() -> IdempotencyKey {
    IdempotencyKey(Uuid::now_v7())
}

fn forbidden(action: Action) -> AppError {
    AppError::Forbidden { action, resource: Resource::Contracts }
}

async fn contracts_follow_their_customer(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let id = lease.draft().await;
    let acts = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let here = here.may(Scope::Own, Resource::Contracts, acts).sign_in().await;
    // Whoever sees the customer sees all of its contracts, and does to them what their own cells say.
    let list = async |actor: &Actor| on.contracts().list(actor, &ContractFilter::default(), None).await;
    let rows = list(&here).await.unwrap().rows;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.may_edit, row.may_renew, row.may_delete), (false, false, false));
    let blind = ContractInput { rent: None, agreed_deposit: None, space: None, ..lease.input() };
    let change =
        ContractChange { becomes: ContractInput { note: "Khác".to_owned(), ..blind.clone() }, was: blind.clone() };
    let termination = Termination { on: day(2026, 12, 1), reason: "Thôi".to_owned() };
    assert_eq!(refusal(on.contracts().create(&here, key(), &blind).await), forbidden(Action::Create));
    assert_eq!(refusal(on.contracts().renew(&here, key(), id).await), forbidden(Action::Create));
    assert_eq!(refusal(on.contracts().change(&here, id, &change).await), forbidden(Action::Edit));
    assert_eq!(refusal(on.contracts().activate(&here, id, 1).await), forbidden(Action::Edit));
    assert_eq!(refusal(on.contracts().terminate(&here, id, &termination).await), forbidden(Action::Edit));
    assert_eq!(refusal(on.contracts().discard(&here, id).await), forbidden(Action::Delete));

    // In another branch nobody sees the customer, nor its contracts.
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await);
    let there = there.may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let there = there.may(Scope::Branch, Resource::Contracts, acts).sign_in().await;
    assert_eq!(list(&there).await.unwrap().rows, []);
    assert_eq!(refusal(on.contracts().read(&there, id).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().create(&there, key(), &blind).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().renew(&there, key(), id).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().change(&there, id, &change).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().activate(&there, id, 1).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().terminate(&there, id, &termination).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().discard(&there, id).await), AppError::NotFound);
    let nobody = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(refusal(list(&nobody).await), forbidden(Action::View));
    assert_eq!(refusal(on.contracts().offer(&nobody).await), forbidden(Action::View));
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let lease = Lease::new(on).await;
    let id = lease.active().await;
    let draft = lease.draft().await;
    let acts = &[Action::View, Action::Create, Action::Edit];
    let blind = on.user("Lan").may(Scope::All, Resource::Contracts, acts);
    let blind = blind.may(Scope::All, Resource::Spaces, &[Action::View]).sign_in().await;
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Amounts };
    for priced in
        [ContractInput { agreed_deposit: None, ..lease.input() }, ContractInput { rent: None, ..lease.input() }]
    {
        assert_eq!(refusal(on.contracts().create(&blind, key(), &priced).await), hidden);
    }
    let detail = on.contracts().read(&blind, id).await.unwrap();
    assert_eq!((detail.row.rent, detail.row.agreed_deposit, detail.wording), (None, None, None));
    assert!(detail.periods.iter().all(|it| it.amount.is_none() && it.allocated.is_none() && it.open.is_none()));
    assert!(!on.contracts().offer(&blind).await.unwrap().amounts);
    let was = on.contracts().read(&blind, draft).await.unwrap().input();
    let change = async |becomes: ContractInput| {
        let change = ContractChange { was: was.clone(), becomes };
        on.contracts().change(&blind, draft, &change).await
    };
    assert_eq!(refusal(change(ContractInput { rent: Some(Vnd(1)), ..was.clone() }).await), hidden);
    assert_eq!(refusal(change(ContractInput { agreed_deposit: Some(Vnd(1)), ..was.clone() }).await), hidden);
    // The rest is theirs to change; what stood there of amounts stays.
    change(ContractInput { note: "Có xe máy".to_owned(), ..was.clone() }).await.unwrap();
    let row = lease.read(draft).await;
    assert_eq!(
        (row.note.as_str(), row.row.rent, row.row.agreed_deposit),
        ("Có xe máy", Some(super::RENT), Some(super::DEPOSIT))
    );
    // They continue a contract as it is.
    let next = on.contracts().renew(&blind, key(), id).await.unwrap();
    assert_eq!(lease.read(next.id).await.row.rent, Some(super::RENT));
    // Whoever sees amounts, and not all that is owed and paid is made of, sees what each period costs.
    let some = on.user("Mai").may(Scope::All, Resource::Contracts, &[Action::View]);
    let some = some.may(Scope::All, Resource::Amounts, &[Action::View]).sign_in().await;
    let period = on.contracts().read(&some, id).await.unwrap().periods[0];
    assert_eq!((period.amount, period.allocated, period.open), (Some(super::RENT), None, None));
}

async fn a_space_is_named_to_those_who_see_it(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let id = lease.draft().await;
    let acts = &[Action::View, Action::Create, Action::Edit];
    let apart = on.user("Lan").in_branch(on.branch("Quận Bảy").await).may(Scope::All, Resource::Contracts, acts);
    let apart = apart.may(Scope::All, Resource::Amounts, &[Action::View]);
    let apart = apart.may(Scope::Branch, Resource::Spaces, &[Action::View]).sign_in().await;
    let detail = on.contracts().read(&apart, id).await.unwrap();
    assert_eq!((detail.row.space.as_ref(), detail.wording.as_ref()), (None, None));
    assert!(on.contracts().offer(&apart).await.unwrap().spaces.is_empty());
    let filter = ContractFilter { space: Some(inn.room), ..ContractFilter::default() };
    assert_eq!(on.contracts().list(&apart, &filter, None).await.unwrap().rows, []);
    assert_eq!(refusal(on.contracts().create(&apart, key(), &lease.input()).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().activate(&apart, id, 1).await), AppError::NotFound);
    // What they type over the rest leaves it where it is.
    let was = detail.input();
    let change = ContractChange { becomes: ContractInput { note: "Khác".to_owned(), ..was.clone() }, was };
    on.contracts().change(&apart, id, &change).await.unwrap();
    assert_eq!(lease.read(id).await.row.space.unwrap().id, inn.room);
    // Without the right to see any, nothing is rented.
    let none = on.user("Mai").may(Scope::All, Resource::Contracts, acts).sign_in().await;
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Spaces };
    assert_eq!(refusal(on.contracts().activate(&none, id, 2).await), hidden);
    let detail = on.contracts().read(&none, id).await.unwrap();
    assert_eq!((detail.row.space, detail.booking), (None, None));
    // A booking tells of its contract to those who see that.
    lease.try_to_activate(id).await.unwrap();
    let desk = on.user("Sen").may(Scope::All, Resource::Bookings, &[Action::View]).sign_in().await;
    let booking = on.bookings().list(&desk, &Default::default(), None).await.unwrap().rows.pop().unwrap();
    assert_eq!((booking.of_contract, booking.contract), (true, None));
    assert_eq!(on.contracts().read(&none, id).await.unwrap().booking, None);
}

async fn rent_is_for_those_who_see_contracts(on: &TestServices) {
    let lease = Lease::new(on).await;
    lease.active().await;
    let filter = ChargeFilter { customer: lease.till.inn.guest, open: false };
    for (name, resource, seen) in [("Lan", Resource::Contracts, 3), ("Mai", Resource::Bookings, 0)] {
        let person = on.user(name).may(Scope::All, Resource::Receipts, &[Action::Create]);
        let person = person.may(Scope::All, Resource::Amounts, &[Action::View]);
        let person = person.may(Scope::All, resource, &[Action::View]).sign_in().await;
        assert_eq!(on.receipts().charges(&person, filter, None).await.unwrap().rows.len(), seen, "{name}");
        let account = on.receipts().account(&person, lease.till.inn.guest).await.unwrap();
        assert_eq!((account.open.len(), account.agreed), (seen, None), "{name}");
    }
}

async fn the_trail_tells_of_contracts_by_the_rights_of_its_reader(on: &TestServices) {
    let lease = Lease::new(on).await;
    let input = ContractInput { rent: Some(Vnd(1_234_567)), note: "Có xe máy".to_owned(), ..lease.input() };
    let id = lease.begin(&input).await;
    lease.try_to_terminate(id, day(2026, 12, 31)).await.unwrap();
    let filter = domain::audit::AuditFilter { record: "HT000001".to_owned(), ..Default::default() };
    let told = async |actor: &Actor| on.audit().list(actor, &filter, None).await.unwrap().entries;
    let entries = told(&lease.till.inn.admin).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["contract_terminated", "contract_activated", "created"]);
    let said = format!("{entries:?}");
    for word in ["1.234.567", "Có xe máy", "P101", "01/12/2026", "31/12/2026", "Chuyển nơi làm việc", "Đang hiệu lực"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    let may = &[Action::View];
    let blind = on.user("Lan").may(Scope::All, Resource::Audit, may).may(Scope::All, Resource::Contracts, may);
    let said = format!("{:?}", told(&blind.sign_in().await).await);
    assert!(said.contains("HT000001") && !said.contains("1.234.567") && !said.contains("P101"), "{said}");
    let apart = on.user("Mai").may(Scope::All, Resource::Audit, may).may(Scope::Own, Resource::Contracts, may);
    assert_eq!(told(&apart.sign_in().await).await, []);
    assert_eq!(faults(lease.try_to_activate(id).await), ["contract: contract_status"]);
}
