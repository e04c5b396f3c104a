//! What was typed and not saved.

use chrono::TimeDelta;
use domain::{
    AppError,
    draft::{MOST_FORMS, Typed},
};
use entities::draft;
use sea_orm::{EntityTrait, PaginatorTrait};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::support::{faults, refusal};

each_database!(
    a_draft_is_the_persons_own,
    the_newest_one_stays_and_an_empty_one_goes,
    a_draft_is_kept_sealed_and_not_for_ever,
    what_is_too_large_is_refused,
    forms_that_there_are_not_are_refused,
    a_person_keeps_the_newest_of_a_hundred,
);

const OTHER: &str = "individuals/019a0000-0000-7000-8000-000000000001";

fn typed(text: &str) -> Typed {
    Typed::from([("id_number".to_owned(), text.to_owned())])
}

async fn a_draft_is_the_persons_own(on: &TestServices) {
    let (lan, mai) = (on.user("Lan").sign_in().await, on.user("Mai").sign_in().await);
    on.drafts().keep(&lan, "individuals/new", &typed("079190057032")).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individuals/new").await.unwrap().unwrap().typed, typed("079190057032"));
    assert_eq!(on.drafts().find(&lan, OTHER).await.unwrap(), None);
    assert_eq!(on.drafts().find(&mai, "individuals/new").await.unwrap(), None);
    on.set_status(lan.user, "blocked").await;
    assert_eq!(refusal(on.drafts().find(&lan, "individuals/new").await), AppError::Unauthenticated);
}

async fn the_newest_one_stays_and_an_empty_one_goes(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    on.drafts().keep(&lan, "individuals/new", &typed("1")).await.unwrap();
    on.drafts().keep(&lan, "individuals/new", &typed("2")).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individuals/new").await.unwrap().unwrap().typed, typed("2"));
    on.drafts().keep(&lan, "individuals/new", &Typed::new()).await.unwrap();
    assert_eq!(on.drafts().find(&lan, "individuals/new").await.unwrap(), None);
}

async fn a_draft_is_kept_sealed_and_not_for_ever(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    on.drafts().keep(&lan, "individuals/new", &typed("079190057032")).await.unwrap();
    let row = draft::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&row.sealed).contains("079190057032"));
    on.clock.advance(TimeDelta::days(31));
    let again = on.actor_of(lan.user).await;
    on.drafts().keep(&again, OTHER, &typed("1")).await.unwrap();
    assert_eq!(on.drafts().find(&again, "individuals/new").await.unwrap(), None);
}

async fn what_is_too_large_is_refused(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    let large = on.drafts().keep(&lan, "individuals/new", &typed(&"x".repeat(64 * 1024))).await;
    assert_eq!(refusal(large), AppError::TooLarge);
    assert_eq!(refusal(on.drafts().keep(&lan, &"x".repeat(101), &typed("1")).await), AppError::TooLarge);
    assert!(on.drafts().keep(&lan, "a\0b", &typed("1")).await.is_err());
}

async fn forms_that_there_are_not_are_refused(on: &TestServices) {
    let lan = on.user("Lan").sign_in().await;
    for form in ["anything", "individuals/KH000001", "users/new/password", "profile/more"] {
        assert_eq!(faults(on.drafts().keep(&lan, form, &typed("1")).await), ["form: invalid"], "{form}");
        assert_eq!(on.drafts().find(&lan, form).await.unwrap(), None);
    }
    for form in ["profile", "users/new", "roles/new", "branches/new", "views/individuals/new"] {
        on.drafts().keep(&lan, form, &typed("1")).await.unwrap();
        assert!(on.drafts().find(&lan, form).await.unwrap().is_some(), "{form}");
    }
}

async fn a_person_keeps_the_newest_of_a_hundred(on: &TestServices) {
    let (lan, mai) = (on.user("Lan").sign_in().await, on.user("Mai").sign_in().await);
    on.drafts().keep(&mai, "profile", &typed("1")).await.unwrap();
    for number in 0..=MOST_FORMS {
        on.clock.advance(TimeDelta::seconds(1));
        let form = format!("individuals/{}", Uuid::from_u128(number as u128));
        on.drafts().keep(&lan, &form, &typed("1")).await.unwrap();
    }
    let first = format!("individuals/{}", Uuid::from_u128(0));
    let second = format!("individuals/{}", Uuid::from_u128(1));
    assert_eq!(on.drafts().find(&lan, &first).await.unwrap(), None);
    assert!(on.drafts().find(&lan, &second).await.unwrap().is_some());
    let kept = draft::Entity::find().count(on.database().writer()).await.unwrap();
    assert_eq!(kept, MOST_FORMS as u64 + 1, "what is another person's stays");
}
