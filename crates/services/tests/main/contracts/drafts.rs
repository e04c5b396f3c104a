//! Drafts: made once, changed by many, thrown away; and how they are listed.

use domain::{
    AppError, IdempotencyKey,
    contract::{ContractChange, ContractFilter, ContractInput, ContractStatus},
    money::Vnd,
    space::{Price, PriceUnit},
};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use super::{Lease, RENT, day};
use crate::support::{conflict, faults, refusal};

each_database!(
    a_form_sent_twice_drafts_once,
    rent_is_what_a_month_of_the_space_costs,
    what_cannot_be_is_told_beside_its_field,
    touched_fields_are_changed_and_others_kept,
    a_draft_is_thrown_away,
    pages_go_from_the_latest_to_the_first,
    the_form_is_told_what_may_be_rented
);

async fn a_form_sent_twice_drafts_once(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let key = IdempotencyKey(Uuid::now_v7());
    let first = on.contracts().create(admin, key, &lease.input()).await.unwrap();
    assert_eq!(on.contracts().create(admin, key, &lease.input()).await.unwrap(), first);
    assert_eq!(first.code, "HT000001");
    assert_eq!(on.contracts().list(admin, &ContractFilter::default(), None).await.unwrap().rows.len(), 1);
    // Nothing is owed for a draft, nobody is expected, and its text is that of the day.
    let detail = lease.read(first.id).await;
    assert_eq!((detail.row.status, detail.periods.len(), detail.booking), (ContractStatus::Draft, 0, None));
    let wording = "Lê Thị Khách thuê Phòng P101, mỗi tháng 3.000\u{a0}₫, từ 01/12/2026";
    assert_eq!(detail.wording.as_deref(), Some(wording));
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([0; 4], Vnd(0)));
}

async fn rent_is_what_a_month_of_the_space_costs(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let unsaid = ContractInput { rent: None, ..lease.input() };
    assert_eq!(faults(lease.try_to_draft(&unsaid).await), ["rent: price_unknown"]);
    let nowhere = ContractInput { space: None, ..unsaid.clone() };
    assert_eq!(faults(lease.try_to_draft(&nowhere).await), ["rent: price_unknown"]);
    let was = on.spaces().list(&inn.admin).await.unwrap().spaces[0].input();
    let price = Some(Price { amount: Vnd(7_000), unit: PriceUnit::Month });
    let monthly = domain::space::SpaceInput { price, ..was.clone() };
    on.spaces().change(&inn.admin, inn.room, &was, &monthly).await.unwrap();
    let id = lease.try_to_draft(&unsaid).await.unwrap().id;
    assert_eq!(lease.read(id).await.row.rent, Some(Vnd(7_000)));
}

async fn what_cannot_be_is_told_beside_its_field(on: &TestServices) {
    let lease = Lease::new(on).await;
    let wrong = ContractInput {
        ends_on: day(2026, 11, 30),
        rent: Some(Vnd(-1)),
        text: "{{customer.id_number}}".to_owned(),
        ..lease.input()
    };
    let told = faults(lease.try_to_draft(&wrong).await);
    assert_eq!(told, ["ends_on: ends_before_start", "rent: number_out_of_range", "text: unknown_text_field"]);
    for missing in [
        ContractInput { customer: Uuid::now_v7().into(), ..lease.input() },
        ContractInput { space: Some(Uuid::now_v7().into()), ..lease.input() },
    ] {
        assert_eq!(refusal(lease.try_to_draft(&missing).await), AppError::NotFound);
    }
}

async fn touched_fields_are_changed_and_others_kept(on: &TestServices) {
    let lease = Lease::new(on).await;
    let id = lease.draft().await;
    let was = lease.read(id).await.input();
    let change = async |becomes: ContractInput| {
        let change = ContractChange { was: was.clone(), becomes };
        on.contracts().change(&lease.till.inn.admin, id, &change).await
    };
    // Two people at once, at different fields and then at the same one.
    change(ContractInput { note: "Giao hai chìa khóa".to_owned(), ..was.clone() }).await.unwrap();
    change(ContractInput { ends_on: day(2027, 5, 31), ..was.clone() }).await.unwrap();
    let row = lease.read(id).await;
    assert_eq!((row.note.as_str(), row.row.ends_on, row.version), ("Giao hai chìa khóa", day(2027, 5, 31), 3));
    let late = change(ContractInput { ends_on: day(2027, 6, 30), ..was.clone() }).await;
    assert_eq!(conflict(late).changed_by, "Quản Trị");
    // Each of the days fits what stood there, and they do not fit one another.
    let was = ContractInput { ends_on: day(2027, 5, 31), ..was.clone() };
    let becomes = ContractInput { starts_on: day(2027, 5, 31), ..was.clone() };
    let shorter =
        ContractChange { was: was.clone(), becomes: ContractInput { ends_on: day(2026, 12, 1), ..was.clone() } };
    on.contracts().change(&lease.till.inn.admin, id, &shorter).await.unwrap();
    let crossed = ContractChange { was, becomes };
    let crossed = on.contracts().change(&lease.till.inn.admin, id, &crossed).await;
    assert_eq!(faults(crossed), ["ends_on: ends_before_start"]);
}

async fn a_draft_is_thrown_away(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let id = lease.draft().await;
    on.contracts().discard(admin, id).await.unwrap();
    assert_eq!(refusal(on.contracts().read(admin, id).await), AppError::NotFound);
    assert_eq!(refusal(on.contracts().discard(admin, id).await), AppError::NotFound);
    // Its code stays taken, and the trail knows what it was.
    assert_eq!(lease.try_to_draft(&lease.input()).await.unwrap().code, "HT000002");
    let event = Some(domain::history::Event::ContractDiscarded);
    let filter = domain::audit::AuditFilter { event, ..Default::default() };
    let told = on.audit().list(admin, &filter, None).await.unwrap().entries;
    let said = format!("{told:?}");
    assert!(told.len() == 1 && said.contains("HT000001") && said.contains("3.000"), "{said}");
}

async fn pages_go_from_the_latest_to_the_first(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    for number in 0..60 {
        let starts_on = day(2026, 11, 1) + chrono::TimeDelta::days(number / 2);
        let input =
            ContractInput { space: None, starts_on, ends_on: starts_on + chrono::TimeDelta::days(30), ..lease.input() };
        lease.try_to_draft(&input).await.unwrap();
    }
    let all = ContractFilter::default();
    let list = async |filter: &ContractFilter, after| on.contracts().list(&inn.admin, filter, after).await.unwrap();
    let first = list(&all, None).await;
    let second = list(&all, first.after).await;
    let codes: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.code.clone()).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.after), (50, 10, None));
    assert_eq!([&codes[0], &codes[1], &codes[59]], ["HT000060", "HT000059", "HT000001"]);

    // One that ends in eight days, and one with a space.
    let soon = ContractInput { space: None, starts_on: day(2026, 11, 1), ends_on: day(2026, 11, 30), ..lease.input() };
    let soon = lease.begin(&soon).await;
    let rented = lease.active().await;
    let found =
        async |filter: ContractFilter| list(&filter, None).await.rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(lease.read(soon).await.row.days_left, Some(8));
    assert_eq!(found(ContractFilter { expiring: Some(8), ..all.clone() }).await, [soon]);
    assert!(found(ContractFilter { expiring: Some(7), ..all.clone() }).await.is_empty());
    assert_eq!(found(ContractFilter { space: Some(inn.room), ..all.clone() }).await, [rented]);
    assert_eq!(found(ContractFilter { status: Some(ContractStatus::Active), ..all.clone() }).await, [rented, soon]);
    assert_eq!(found(ContractFilter { code: " ht000062".to_owned(), ..all.clone() }).await, [rented]);
    let (from, to) = (Some(day(2026, 11, 3)), Some(day(2026, 11, 4)));
    assert_eq!(found(ContractFilter { starts_from: from, starts_to: to, ..all.clone() }).await.len(), 4);
    let until = Some(day(2027, 2, 28));
    assert_eq!(found(ContractFilter { ends_from: until, ends_to: until, ..all.clone() }).await, [rented]);
    // Whose a list is stands with it, also if it is narrowed to nothing.
    let none = ContractFilter { customer: Some(inn.guest), code: "HT9".to_owned(), ..all.clone() };
    let page = list(&none, None).await;
    assert_eq!((page.rows.len(), page.customer.map(|whose| whose.id)), (0, Some(inn.guest)));
    assert_eq!(first.customer, None);
    for none in [
        ContractFilter { customer: Some(Uuid::now_v7().into()), ..all.clone() },
        ContractFilter { space: Some(Uuid::now_v7().into()), ..all.clone() },
        ContractFilter { ends_to: Some(chrono::NaiveDate::MIN), ..all },
    ] {
        assert!(found(none).await.is_empty());
    }
}

async fn the_form_is_told_what_may_be_rented(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let offer = on.contracts().offer(&inn.admin).await.unwrap();
    let [space] = offer.spaces.as_slice() else { panic!("{offer:?}") };
    // A room that is let by the night has no rent.
    assert_eq!((space.space.name.as_str(), &*space.branch, space.rent), ("P101 · Phòng P101", "Quận Một", None));
    assert!(offer.amounts && offer.templates[0].text.contains("{{customer.name}}"));
    let drafted = ContractInput { text: offer.templates[0].text.clone(), rent: Some(RENT), ..lease.input() };
    let id = lease.try_to_draft(&drafted).await.unwrap().id;
    assert!(!lease.read(id).await.wording.unwrap().contains("{{"));
}
