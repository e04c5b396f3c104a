//! Who may take, see and give back money.

use domain::{
    AppError, IdempotencyKey,
    ledger::Purpose,
    permission::{Action, Resource},
    receipt::{ChargeFilter, DepositUse, ReceiptFilter, ReceiptInput, Reversal},
};
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::Till;
use crate::support::refusal;

each_database!(
    receipts_follow_their_customer,
    amounts_are_for_those_who_may_see_them,
    money_is_taken_and_given_back_within_reach,
    the_trail_tells_of_receipts_by_the_rights_of_its_reader
);

async fn receipts_follow_their_customer(on: &TestServices) {
    let till = Till::new(on).await;
    till.inn.book(till.inn.tomorrow, 1).await;
    till.post(Purpose::Deposit, 100, &[]).await;
    let list = async |actor: &_| on.receipts().list(actor, &ReceiptFilter::default(), None).await;
    let here = on
        .user("Lan")
        .in_branch(till.inn.branch)
        .may(Scope::Branch, Resource::Individuals, &[Action::View])
        .may(Scope::Own, Resource::Receipts, &[Action::View])
        .sign_in()
        .await;
    // Whoever sees the customer sees all of its receipts.
    let rows = list(&here).await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].amount, rows[0].may_reverse), (1, None, false));
    assert!(rows[0].customer.link.is_some());
    // In another branch nobody sees the customer, nor its money.
    let elsewhere = on.branch("Quận Bảy").await;
    let there = on
        .user("Cúc")
        .in_branch(elsewhere)
        .may(Scope::Branch, Resource::Individuals, &[Action::View])
        .may(Scope::Branch, Resource::Receipts, &[Action::View])
        .sign_in()
        .await;
    assert_eq!(list(&there).await.unwrap().rows, []);
    // The reach of the cell itself shows them too, without a way to the customer.
    let till_alone = on.user("Thu").may(Scope::All, Resource::Receipts, &[Action::View]).sign_in().await;
    let rows = list(&till_alone).await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].customer.link.as_ref()), (1, None));
    let nobody = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::View, resource: Resource::Receipts };
    assert_eq!(refusal(list(&nobody).await), forbidden);
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let till = Till::new(on).await;
    till.inn.book(till.inn.tomorrow, 1).await;
    let may = &[Action::View, Action::Create, Action::Delete];
    let blind = on.user("Lan").may(Scope::All, Resource::Receipts, may);
    let blind = blind.may(Scope::All, Resource::Bookings, &[Action::View]);
    let blind = blind.may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Amounts };
    let filter = ChargeFilter { customer: till.inn.guest, open: false };
    assert_eq!(refusal(on.receipts().charges(&blind, filter, None).await), hidden);
    assert_eq!(refusal(on.receipts().account(&blind, till.inn.guest).await), hidden);
    let key = || IdempotencyKey(Uuid::now_v7());
    assert_eq!(refusal(on.receipts().post(&blind, key(), &till.input(Purpose::Deposit, 5)).await), hidden);
    let id = till.post(Purpose::Deposit, 100, &[]).await;
    let reversal = Reversal { paid_on: till.today(), reason: "Nhầm".to_owned() };
    assert_eq!(refusal(on.receipts().reverse(&blind, id, &reversal).await), hidden);
    let directory = domain::customer::Directory::Individuals;
    let totals = on.bookings().totals(&blind, directory, till.inn.guest).await.unwrap();
    assert_eq!((totals.expected, totals.balance), (None, None));
    // What is to come is made of bookings, services, invoices and contracts, what is owed and paid of receipts too.
    for (name, more, seen) in [
        ("Mai", vec![], [false, false]),
        ("Cúc", vec![Resource::Receipts], [false, false]),
        ("Đào", vec![Resource::Services, Resource::Invoices, Resource::Receipts], [false, false]),
        ("Lài", vec![Resource::Services, Resource::Contracts, Resource::Receipts], [false, false]),
        ("Tú", vec![Resource::Services, Resource::Invoices, Resource::Contracts], [true, false]),
        ("Sen", vec![Resource::Services, Resource::Invoices, Resource::Contracts, Resource::Receipts], [true, true]),
    ] {
        let resources = [Resource::Bookings, Resource::Amounts, Resource::Individuals].into_iter().chain(more);
        let may = resources.fold(on.user(name), |user, it| user.may(Scope::All, it, &[Action::View]));
        let totals = on.bookings().totals(&may.sign_in().await, directory, till.inn.guest).await.unwrap();
        assert_eq!([totals.expected.is_some(), totals.balance.is_some()], seen, "{name}");
    }
}

async fn money_is_taken_and_given_back_within_reach(on: &TestServices) {
    let till = Till::new(on).await;
    let booking = till.inn.book(till.inn.tomorrow, 1).await;
    let charge = till.charge_of(booking).await;
    let id = till.post(Purpose::Deposit, 100, &[]).await;
    let all = &[Action::View];
    let own = on.user("Lan").may(Scope::All, Resource::Amounts, all);
    let own = own.may(Scope::All, Resource::Individuals, &[Action::View, Action::Create]);
    let own = own.may(Scope::All, Resource::Receipts, all);
    let own = own.may(Scope::Own, Resource::Receipts, &[Action::Create, Action::Delete]).sign_in().await;
    let key = || IdempotencyKey(Uuid::now_v7());
    let forbidden = |action| AppError::Forbidden { action, resource: Resource::Receipts };
    let input = till.input(Purpose::Payment, 5);
    assert_eq!(refusal(on.receipts().post(&own, key(), &input).await), forbidden(Action::Create));
    let applied = DepositUse { customer: till.inn.guest, amount: domain::money::Vnd(1), charges: vec![charge] };
    assert_eq!(refusal(on.receipts().apply(&own, key(), &applied).await), forbidden(Action::Create));
    assert_eq!(refusal(on.receipts().account(&own, till.inn.guest).await), forbidden(Action::Create));
    let reversal = Reversal { paid_on: till.today(), reason: "Nhầm".to_owned() };
    assert_eq!(refusal(on.receipts().reverse(&own, id, &reversal).await), forbidden(Action::Delete));
    // Their own customer's money they take; whose bookings they do not see, whose charges they cannot name.
    let theirs = on.named(&own, "Khách của Lan").await.id;
    let input = ReceiptInput { customer: theirs, ..input };
    on.receipts().post(&own, key(), &input).await.unwrap();
    assert_eq!(on.receipts().account(&own, theirs).await.unwrap().open, []);
    let named = ReceiptInput { charges: vec![charge], ..input.clone() };
    assert_eq!(refusal(on.receipts().post(&own, key(), &named).await), AppError::NotFound);
    // A charge of somebody else is no charge of this one.
    let admin = &till.inn.admin;
    assert_eq!(refusal(on.receipts().post(admin, key(), &named).await), AppError::NotFound);
    let nobody = ReceiptInput { customer: Uuid::now_v7().into(), ..input };
    assert_eq!(refusal(on.receipts().post(admin, key(), &nobody).await), AppError::NotFound);
}

async fn the_trail_tells_of_receipts_by_the_rights_of_its_reader(on: &TestServices) {
    let till = Till::new(on).await;
    let id = till.post(Purpose::Deposit, 1_234_567, &[]).await;
    till.try_to_reverse(id).await.unwrap();
    let filter = domain::audit::AuditFilter { record: "PT000001".to_owned(), ..Default::default() };
    let told = async |actor: &_| on.audit().list(actor, &filter, None).await.unwrap().entries;
    let entries = told(&till.inn.admin).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["reversed", "created"]);
    let said = format!("{entries:?}");
    assert!(said.contains("PT000001") && said.contains("1.234.567") && said.contains("Séc trả lại"), "{said}");
    let may = &[Action::View];
    let blind = on.user("Lan").may(Scope::All, Resource::Audit, may).may(Scope::All, Resource::Receipts, may);
    let said = format!("{:?}", told(&blind.sign_in().await).await);
    assert!(said.contains("PT000001") && !said.contains("1.234.567"), "{said}");
    let apart = on.user("Mai").may(Scope::All, Resource::Audit, may).may(Scope::Own, Resource::Receipts, may);
    assert_eq!(told(&apart.sign_in().await).await, []);
}
