//! What was typed and not saved.

use chrono::TimeDelta;
use domain::{AppError, draft::Typed};
use entities::draft;
use sea_orm::EntityTrait;
use test_support::{TestServices, each_database};

use crate::support::refusal;

each_database!(
    a_draft_is_the_persons_own,
    the_newest_one_stays_and_an_empty_one_goes,
    a_draft_is_kept_sealed_and_not_for_ever,
    what_is_too_large_is_refused,
);

fn typed(text: &str) -> Typed {
    Typed::from([("id_number".to_owned(), text.to_owned())])
}

async fn a_draft_is_the_persons_own(on: &TestServices) {
    let (lan, mai) = (on.user("Lan").sign_in().await, on.user("Mai").sign_in().await);
    on.drafts().keep(&lan, "individual/new", &typed("079190057032")).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individual/new").await.unwrap().unwrap().typed, typed("079190057032"));
    assert_eq!(on.drafts().find(&lan, "individual/other").await.unwrap(), None);
    assert_eq!(on.drafts().find(&mai, "individual/new").await.unwrap(), None);
    on.set_status(lan.user, "blocked").await;
    assert_eq!(refusal(on.drafts().find(&lan, "individual/new").await), AppError::Unauthenticated);
}

async fn the_newest_one_stays_and_an_empty_one_goes(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    on.drafts().keep(&lan, "individual/new", &typed("1")).await.unwrap();
    on.drafts().keep(&lan, "individual/new", &typed("2")).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individual/new").await.unwrap().unwrap().typed, typed("2"));
    on.drafts().keep(&lan, "individual/new", &Typed::new()).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individual/new").await.unwrap(), None);
}

async fn a_draft_is_kept_sealed_and_not_for_ever(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    on.drafts().keep(&lan, "individual/new", &typed("079190057032")).await.unwrap();
    let row = draft::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&row.sealed).contains("079190057032"));
    on.clock.advance(TimeDelta::days(31));
    let again = on.actor_of(lan.user).await;
    on.drafts().keep(&again, "individual/other", &typed("1")).await.unwrap();
    assert_eq!(on.drafts().find(&again, "individual/new").await.unwrap(), None);
}

async fn what_is_too_large_is_refused(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    let large = on.drafts().keep(&lan, "individual/new", &typed(&"x".repeat(64 * 1024))).await;
    assert_eq!(refusal(large), AppError::TooLarge);
    assert_eq!(refusal(on.drafts().keep(&lan, &"x".repeat(81), &typed("1")).await), AppError::TooLarge);
    assert!(on.drafts().keep(&lan, "a\0b", &typed("1")).await.is_err());
}
