//! Who may order, see and change extra services.

use domain::{
    AppError, IdempotencyKey,
    extra_service::{NewService, ServiceAct, ServiceChange, ServiceFilter, ServiceInput},
    ledger::Purpose,
    money::Vnd,
    permission::{Action, Resource},
    receipt::{ChargeFilter, ReceiptInput},
};
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::Laundry;
use crate::support::{faults, refusal};

each_database!(
    services_follow_their_customer,
    a_list_is_narrowed_by_what_is_seen,
    amounts_are_for_those_who_may_see_them,
    charges_are_for_those_who_see_what_they_come_from,
    the_trail_tells_of_services_by_the_rights_of_its_reader
);

async fn services_follow_their_customer(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let inn = &desk.till.inn;
    let booking = inn.book(inn.tomorrow, 1).await;
    let id = desk.try_to_order(ServiceInput { booking: Some(booking), ..desk.input() }).await.unwrap();
    let list = async |actor: &_| on.extra_services().list(actor, &ServiceFilter::default(), None).await;
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let here = here.may(Scope::Own, Resource::Services, &[Action::View, Action::Create, Action::Edit]).sign_in().await;
    // Whoever sees the customer sees all of its services, and no booking without the right to see these.
    let rows = list(&here).await.unwrap().rows;
    let row = rows.first().unwrap();
    assert_eq!((rows.len(), row.amount, row.booking.as_ref(), row.may_edit), (1, None, None, false));
    assert!(row.customer.link.is_some());
    let forbidden = |action| AppError::Forbidden { action, resource: Resource::Services };
    assert_eq!(refusal(on.extra_services().act(&here, id, ServiceAct::Deliver).await), forbidden(Action::Edit));
    let change = ServiceChange { was: row.input(), becomes: ServiceInput { note: "Xong".to_owned(), ..row.input() } };
    assert_eq!(refusal(on.extra_services().change(&here, id, &change).await), forbidden(Action::Edit));
    let new = NewService { input: ServiceInput { unit_price: None, ..desk.input() }, delivered: false };
    let key = || IdempotencyKey(Uuid::now_v7());
    assert_eq!(refusal(on.extra_services().create(&here, key(), &new).await), forbidden(Action::Create));
    let stay = ServiceInput { booking: Some(booking), ..new.input.clone() };
    let theirs = on.user("Thu").may(Scope::All, Resource::Services, &[Action::Create]).sign_in().await;
    let named = NewService { input: stay, delivered: false };
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Bookings };
    assert_eq!(refusal(on.extra_services().create(&theirs, key(), &named).await), hidden);

    // In another branch nobody sees the customer, nor its services.
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await);
    let there = there.may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let there = there.may(Scope::Branch, Resource::Services, &[Action::Create, Action::Edit]).sign_in().await;
    assert_eq!(list(&there).await.unwrap().rows, []);
    assert_eq!(refusal(on.extra_services().create(&there, key(), &new).await), AppError::NotFound);
    assert_eq!(refusal(on.extra_services().act(&there, id, ServiceAct::Deliver).await), AppError::NotFound);
    assert_eq!(refusal(on.extra_services().offer(&there, inn.guest).await), AppError::NotFound);
    let nobody = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(refusal(list(&nobody).await), forbidden(Action::View));
}

async fn a_list_is_narrowed_by_what_is_seen(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let inn = &desk.till.inn;
    desk.order().await;
    let occurring = async |actor: &_| -> Vec<String> {
        on.extra_services().occurring(actor).await.unwrap().into_iter().map(|service| service.name).collect()
    };
    let clerk = on.user("Lan").may(Scope::All, Resource::Services, &[Action::View]).sign_in().await;
    assert_eq!(occurring(&clerk).await, ["Giặt sấy"], "without any right on catalogs");
    assert_eq!(occurring(&inn.admin).await, ["Giặt sấy"], "nobody parks yet");
    let apart = on.user("Mai").may(Scope::Own, Resource::Services, &[Action::View]).sign_in().await;
    assert_eq!(occurring(&apart).await, [""; 0]);
    let nobody = on.user("Thu").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::View, resource: Resource::Services };
    assert_eq!(refusal(on.extra_services().occurring(&nobody).await), forbidden);

    // Whose a list is stands with it, also if it is narrowed to nothing, for those who see any of it.
    let whose = async |actor: &_, code: &str| {
        let filter = ServiceFilter { customer: Some(inn.guest), code: code.to_owned(), ..ServiceFilter::default() };
        on.extra_services().list(actor, &filter, None).await.unwrap().customer
    };
    let known = whose(&inn.admin, "").await.unwrap();
    assert_eq!((known.id, known.link.is_some()), (inn.guest, true));
    assert_eq!(whose(&inn.admin, "DV9").await, Some(known.clone()));
    let unlinked = whose(&clerk, "DV9").await.unwrap();
    assert_eq!((unlinked.name, unlinked.link), (known.name, None));
    assert_eq!(whose(&apart, "").await, None);
    let everybody = on.extra_services().list(&inn.admin, &ServiceFilter::default(), None).await.unwrap();
    assert_eq!(everybody.customer, None);
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let guest = desk.till.inn.guest;
    let id = desk.order().await;
    let blind = on.user("Lan").may(Scope::All, Resource::Services, &[Action::Create, Action::Edit]).sign_in().await;
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Amounts };
    let priced = NewService { input: desk.input(), delivered: false };
    let key = || IdempotencyKey(Uuid::now_v7());
    assert_eq!(refusal(on.extra_services().create(&blind, key(), &priced).await), hidden);
    let was = ServiceInput { unit_price: None, ..desk.input() };
    let priced = ServiceChange { was: was.clone(), becomes: desk.input() };
    assert_eq!(refusal(on.extra_services().change(&blind, id, &priced).await), hidden);
    // They order at the price of the last time, and change the rest.
    let ordered = NewService { input: was.clone(), delivered: false };
    on.extra_services().create(&blind, key(), &ordered).await.unwrap();
    let noted = ServiceChange { becomes: ServiceInput { note: "Gấp".to_owned(), ..was.clone() }, was };
    on.extra_services().change(&blind, id, &noted).await.unwrap();
    let rows = on.extra_services().list(&blind, &ServiceFilter::default(), None).await.unwrap().rows;
    assert!(rows.len() == 2 && rows.iter().all(|row| row.amount.is_none() && row.unit_price.is_none()));
    assert!(desk.rows().await.iter().all(|row| row.unit_price == Some(Vnd(100))));
    let offer = on.extra_services().offer(&blind, guest).await.unwrap();
    assert!(!offer.amounts && offer.services.iter().all(|offered| offered.unit_price.is_none()));
    // Another service costs what that one cost, and nothing that nobody knows.
    let parked = ServiceInput { service: desk.parking, unit_price: Some(Vnd(70)), ..desk.input() };
    let other =
        ServiceChange { becomes: ServiceInput { service: desk.parking, ..noted.becomes.clone() }, was: noted.becomes };
    assert_eq!(faults(on.extra_services().change(&blind, id, &other).await), ["unit_price: price_unknown"]);
    desk.try_to_order(parked).await.unwrap();
    on.extra_services().change(&blind, id, &other).await.unwrap();
    assert_eq!(desk.row(id).await.unit_price, Some(Vnd(70)));
    // The last price is that of a service that one sees.
    let elsewhere = on.user("Mai").may(Scope::Own, Resource::Services, &[Action::Create]);
    let elsewhere = elsewhere.may(Scope::All, Resource::Amounts, &[Action::View]);
    let elsewhere = elsewhere.may(Scope::Own, Resource::Individuals, &[Action::Create]).sign_in().await;
    let theirs = on.named(&elsewhere, "Khách của Mai").await.id;
    let offer = on.extra_services().offer(&elsewhere, theirs).await.unwrap();
    assert!(offer.amounts && offer.services.iter().all(|offered| offered.unit_price.is_none()));
    let unpriced = ServiceInput { customer: theirs, unit_price: None, ..desk.input() };
    let ordered = NewService { input: unpriced, delivered: false };
    let refused = on.extra_services().create(&elsewhere, key(), &ordered).await;
    assert_eq!(faults(refused), ["unit_price: price_unknown"]);
}

async fn charges_are_for_those_who_see_what_they_come_from(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let inn = &desk.till.inn;
    let booking = inn.book(inn.tomorrow, 1).await;
    desk.order().await;
    let filter = ChargeFilter { customer: inn.guest, open: false };
    let all = on.receipts().charges(&inn.admin, filter, None).await.unwrap().rows;
    assert_eq!(all.len(), 2);
    let code = inn.row(booking).await.code;
    // Agreed deposits are made of bookings and contracts.
    for (name, resource, more, sees_room) in
        [("Lan", Resource::Bookings, Some(Resource::Contracts), true), ("Mai", Resource::Services, None, false)]
    {
        let person = on.user(name).may(Scope::All, Resource::Receipts, &[Action::Create]);
        let person = person.may(Scope::All, Resource::Amounts, &[Action::View]);
        let person = person.may(Scope::All, resource, &[Action::View]);
        let person =
            more.into_iter().fold(person, |person, it| person.may(Scope::All, it, &[Action::View])).sign_in().await;
        let seen = on.receipts().charges(&person, filter, None).await.unwrap().rows;
        assert_eq!((seen.len(), seen[0].code == code), (1, sees_room), "{name}");
        let account = on.receipts().account(&person, inn.guest).await.unwrap();
        assert_eq!((account.open, account.agreed.is_some()), (seen.clone(), sees_room));
        // What is not seen cannot be named.
        let hidden = all.iter().find(|row| row.id != seen[0].id).unwrap().id;
        for (charge, may) in [(seen[0].id, true), (hidden, false)] {
            let paid = ReceiptInput { charges: vec![charge], ..desk.till.input(Purpose::Payment, 5) };
            let outcome = on.receipts().post(&person, IdempotencyKey(Uuid::now_v7()), &paid).await;
            assert_eq!(outcome.is_ok(), may, "{outcome:?}");
        }
    }
}

async fn the_trail_tells_of_services_by_the_rights_of_its_reader(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let price = ServiceInput { unit_price: Some(Vnd(1_234_567)), note: "Áo dài".to_owned(), ..desk.input() };
    let id = desk.try_to_order(price).await.unwrap();
    desk.try_to(id, ServiceAct::Deliver).await.unwrap();
    let filter = domain::audit::AuditFilter { record: "DV000001".to_owned(), ..Default::default() };
    let told = async |actor: &_| on.audit().list(actor, &filter, None).await.unwrap().entries;
    let said = format!("{:?}", told(&desk.till.inn.admin).await);
    for word in ["DV000001", "Giặt sấy", "1.234.567", "Áo dài", "delivered"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let may = &[Action::View];
    let blind = on.user("Lan").may(Scope::All, Resource::Audit, may).may(Scope::All, Resource::Services, may);
    let said = format!("{:?}", told(&blind.sign_in().await).await);
    assert!(said.contains("DV000001") && !said.contains("1.234.567"), "{said}");
    let apart = on.user("Mai").may(Scope::All, Resource::Audit, may).may(Scope::Own, Resource::Services, may);
    assert_eq!(told(&apart.sign_in().await).await, []);
}
