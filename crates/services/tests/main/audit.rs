//! Every change leaves an entry, in the same transaction.

use domain::{
    individual::Field,
    list::ListState,
    permission::{Action, Resource},
};
use entities::{audit_entry, audit_value, idempotency, outbox};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use test_support::{Scope, TestServices, change_of, each_database};

use crate::support::{list, refusal};

each_database!(
    history_tells_who_changed_what_and_when,
    history_has_pages,
    an_entry_knows_session_and_address,
    what_is_refused_leaves_nothing,
    what_breaks_half_way_leaves_nothing,
    every_change_is_announced
);

async fn history_tells_who_changed_what_and_when(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").with_full_permission().sign_in().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::JobTitle, "Kế toán")]).await;
    on.clock.advance(chrono::TimeDelta::minutes(5));
    let mut change = change_of(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc"));
    change.without_email = true;
    on.individuals().change(&lan, made.id, &change).await.unwrap();

    let history = on.individuals().history(&admin, made.id, None).await.unwrap();

    let [changed, created] = history.as_slice() else { panic!("{history:?}") };
    assert_eq!((changed.event.as_str(), changed.actor.as_deref()), ("changed", Some("Lan")));
    assert_eq!(changed.at.to_rfc3339(), "2026-11-22T02:05:00+00:00");
    let changes: Vec<_> = changed.changes.iter().collect();
    let from_to = (Some("Kế toán".to_owned()), Some("Giám đốc".to_owned()));
    assert_eq!(changes, [(&Field::JobTitle, &from_to)]);
    assert_eq!((created.event.as_str(), created.actor.as_deref()), ("created", Some("Quản Trị")));
    assert_eq!(created.changes[&Field::Code], (None, Some(made.code)));
    assert_eq!(created.changes[&Field::Name], (None, Some("Lê Hoa".to_owned())));
    assert_eq!(created.changes[&Field::Owner], (None, Some(admin.user.to_string())));
}

async fn history_has_pages(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::IdNumber, "079190057032")]).await;
    for _ in 0..60 {
        on.individuals().unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    }
    let first = on.individuals().history(&admin, made.id, None).await.unwrap();
    let second = on.individuals().history(&admin, made.id, first.last().map(|entry| entry.seq)).await.unwrap();
    assert_eq!((first.len(), second.len()), (50, 11));
    assert!(first.iter().chain(&second).is_sorted_by(|a, b| a.seq > b.seq));
    assert_eq!(second.last().unwrap().event, "created");
}

async fn an_entry_knows_session_and_address(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let entry = audit_entry::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!(entry.actor_id, Some(admin.user.0));
    assert_eq!(entry.session_id, admin.session.map(|session| session.0));
    assert_eq!(entry.address, admin.address);
    assert_eq!(entry.record_id, Some(made.id.0));
    assert_eq!(entry.resource, "individuals");
}

/// Rows of everything that a writing use case writes beside the record.
async fn traces(on: &TestServices) -> [u64; 4] {
    let writer = on.database().writer();
    [
        audit_entry::Entity::find().count(writer).await.unwrap(),
        audit_value::Entity::find().count(writer).await.unwrap(),
        outbox::Entity::find().count(writer).await.unwrap(),
        idempotency::Entity::find().count(writer).await.unwrap(),
    ]
}

async fn what_is_refused_leaves_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let may = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, may).sign_in().await;
    let before = traces(on).await;

    let stale = change_of(0, Field::Name, Some("Lê Hòa"), Some("Lê Hạ"));
    refusal(on.individuals().change(&admin, made.id, &stale).await);
    refusal(on.individuals().change(&lan, made.id, &stale).await);
    refusal(on.individuals().trash(&lan, made.id).await);
    refusal(on.individuals().restore(&admin, made.id).await);
    let empty = domain::individual::IndividualInput::default();
    let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
    refusal(on.individuals().create(&lan, key, &empty).await);

    assert_eq!(traces(on).await, before);
}

/// The last statement of each use case fails: nothing of what came before it may stay.
async fn what_breaks_half_way_leaves_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let before = (traces(on).await, on.individuals().detail(&admin, &made.code).await.unwrap());
    let break_it = "ALTER TABLE outbox RENAME TO outbox_away";
    on.database().writer().execute_unprepared(break_it).await.unwrap();

    let mut change = change_of(1, Field::Name, Some("Lê Hoa"), Some("Lê Hòa"));
    change.without_email = true;
    let input = domain::individual::IndividualInput {
        values: test_support::fields([(Field::Name, "Lê Hà")]),
        without_email: true,
    };
    let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
    assert!(on.individuals().change(&admin, made.id, &change).await.is_err());
    assert!(on.individuals().trash(&admin, made.id).await.is_err());
    assert!(on.individuals().create(&admin, key, &input).await.is_err());

    let mend_it = "ALTER TABLE outbox_away RENAME TO outbox";
    on.database().writer().execute_unprepared(mend_it).await.unwrap();
    let after = (traces(on).await, on.individuals().detail(&admin, &made.code).await.unwrap());
    assert_eq!(after, before);
    assert_eq!(list(on, &admin).await.rows.len(), 1);
    assert_eq!(on.individuals().count(&admin, &ListState::default()).await.unwrap().records, 1);
    // The key of the broken request is free for the retry.
    on.individuals().create(&admin, key, &input).await.unwrap();
}

async fn every_change_is_announced(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let mut change = change_of(1, Field::Name, Some("Lê Hoa"), Some("Lê Hòa"));
    change.without_email = true;
    on.individuals().change(&admin, made.id, &change).await.unwrap();
    on.individuals().trash(&admin, made.id).await.unwrap();
    on.individuals().restore(&admin, made.id).await.unwrap();
    let events = outbox::Entity::find().all(on.database().writer()).await.unwrap();
    assert_eq!(events.len(), 4);
    assert!(events.iter().all(|event| event.topic == "individuals" && event.record_id == made.id.0));
}
