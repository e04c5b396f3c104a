//! The pictures of customers.

use domain::{
    AppError,
    customer::Directory,
    permission::{Action, Resource},
};
use futures::TryStreamExt;
use test_support::{Scope, TestServices, each_database, files::PNG};

use crate::support::{faults, refusal};

each_database!(
    a_picture_is_shown_until_it_is_taken_away,
    a_picture_is_for_those_who_see_the_customer,
    what_is_no_picture_is_refused
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_picture_is_shown_until_it_is_taken_away(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Trần Khách").await;
    let mark = async || on.customers(INDIVIDUALS).detail(&admin, &made.code).await.unwrap().avatar;
    assert_eq!(mark().await, None);
    on.try_to_picture(&admin, INDIVIDUALS, made.id, PNG).await.unwrap();
    let first = mark().await.unwrap();
    let hits = on.suggest_customers(&admin, "trần khách").await.unwrap();
    assert_eq!(hits[0].avatar, Some(first));
    let file = on.avatars().file(&admin, made.id).await.unwrap();
    let parts: Vec<_> = on.read_object(&file).await.unwrap().try_collect().await.unwrap();
    let content = parts.concat();
    // Made anew: another file than the one that came.
    assert!(file.mime == "image/jpeg" && content.starts_with(b"\xff\xd8\xff"));

    on.try_to_picture(&admin, INDIVIDUALS, made.id, PNG).await.unwrap();
    assert_ne!(mark().await, Some(first));
    assert_eq!(on.files_in("files"), 1, "the one before is gone");
    for _ in 0..2 {
        on.avatars().remove(&admin, INDIVIDUALS, made.id).await.unwrap();
    }
    assert_eq!((mark().await, on.files_in("files")), (None, 0));
    let history = on.customers(INDIVIDUALS).history(&admin, made.id, None).await.unwrap();
    let events: Vec<_> = history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["avatar_removed", "avatar_set", "avatar_set", "created"]);
}

async fn a_picture_is_for_those_who_see_the_customer(on: &TestServices) {
    let branch = on.branch("Quận Một").await;
    let boss = on.user("Sếp").in_branch(branch).with_full_permission().sign_in().await;
    let id = on.named(&boss, "Trần Khách").await.id;
    on.try_to_picture(&boss, INDIVIDUALS, id, PNG).await.unwrap();
    let sees = on.user("Lan").in_branch(branch).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let sees = sees.may(Scope::Own, Resource::Individuals, &[Action::Edit]).sign_in().await;
    assert!(on.avatars().file(&sees, id).await.is_ok());
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Individuals };
    assert_eq!(refusal(on.try_to_picture(&sees, INDIVIDUALS, id, PNG).await), forbidden);
    assert_eq!(refusal(on.avatars().remove(&sees, INDIVIDUALS, id).await), forbidden);
    // Nor by way of another list.
    let teams = on.user("Hoa").may(Scope::All, Resource::Teams, Action::ALL).sign_in().await;
    assert_eq!(refusal(on.try_to_picture(&teams, Directory::Teams, id, PNG).await), AppError::NotFound);
    assert_eq!(refusal(on.avatars().file(&teams, id).await), AppError::NotFound);
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await);
    let there = there.may(Scope::Branch, Resource::Individuals, Action::ALL).sign_in().await;
    assert_eq!(refusal(on.avatars().file(&there, id).await), AppError::NotFound);
    assert_eq!(refusal(on.try_to_picture(&there, INDIVIDUALS, id, PNG).await), AppError::NotFound);
    on.customers(INDIVIDUALS).trash(&boss, id).await.unwrap();
    assert_eq!(refusal(on.avatars().file(&boss, id).await), AppError::NotFound);
}

async fn what_is_no_picture_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.named(&admin, "Trần Khách").await.id;
    for (content, fault) in [
        (&b""[..], "empty_file"),
        (b"<svg/>", "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (&PNG[..40], "not_a_picture"),
    ] {
        let outcome = on.try_to_picture(&admin, INDIVIDUALS, id, content).await;
        assert_eq!(faults(outcome), [format!("file: {fault}")]);
    }
    assert_eq!((on.files_in("files"), on.files_in("uploads")), (0, 0));
}
