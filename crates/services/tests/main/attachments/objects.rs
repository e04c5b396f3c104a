//! Object and row: whatever happens in between, neither is there without the other for long.

use chrono::TimeDelta;
use domain::{AppError, IdempotencyKey, customer::TRASH_DAYS, permission::Resource};
use entities::{attachment, loose_object};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use services::{attachments::NewAttachment, storage::Storage};
use test_support::{
    Scope, TestServices, each_database,
    files::{PDF, PNG},
};
use tokio::time::sleep;
use uuid::Uuid;

use super::Cabinet;
use crate::{desk::Desk, support::refusal};

each_database!(
    an_upload_that_breaks_off_leaves_nothing_behind,
    without_a_store_there_is_no_row,
    without_a_row_there_is_no_object,
    what_a_crash_has_left_goes_by_itself,
    what_was_deleted_goes_when_its_days_are_over
);

async fn loose(on: &TestServices) -> u64 {
    loose_object::Entity::find().count(on.database().writer()).await.unwrap()
}

async fn rows(on: &TestServices) -> u64 {
    attachment::Entity::find().count(on.database().writer()).await.unwrap()
}

fn new(cabinet: &Cabinet<'_>) -> NewAttachment {
    NewAttachment { key: IdempotencyKey(Uuid::now_v7()), of: cabinet.of(), name: "ảnh.png".to_owned() }
}

async fn an_upload_that_breaks_off_leaves_nothing_behind(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let mut upload = on.attachments().begin(&cabinet.admin, new(&cabinet), None).await.unwrap();
    upload.write(PNG).await.unwrap();
    assert_eq!(on.files_in("uploads"), 1);
    drop(upload);
    assert_eq!((on.files_in("uploads"), on.files_in("files"), rows(on).await, loose(on).await), (0, 0, 0, 0));
}

async fn without_a_store_there_is_no_row(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    // A file stands where the folder would be.
    let blocked = on.data_folder().join("blocked");
    std::fs::write(&blocked, "").unwrap();
    let services = on.services().with_storage(Storage::folder(blocked));
    let mut upload = services.attachments().begin(&cabinet.admin, new(&cabinet), None).await.unwrap();
    upload.write(PNG).await.unwrap();
    assert!(upload.finish().await.is_err());
    assert_eq!((rows(on).await, on.files_in("uploads")), (0, 0));
}

async fn without_a_row_there_is_no_object(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let may = domain::permission::Action::ALL;
    let lan = on.user("Lan").may(Scope::All, Resource::Attachments, &may[..2]).create().await;
    let actor = on.actor_of(lan).await;
    let mut upload = on.attachments().begin(&actor, new(&cabinet), None).await.unwrap();
    upload.write(PNG).await.unwrap();
    on.take_roles_from(lan).await;
    assert!(matches!(refusal(upload.finish().await), AppError::Forbidden { .. }));
    assert_eq!((on.files_in("uploads"), on.files_in("files"), rows(on).await, loose(on).await), (0, 0, 0, 0));
}

async fn what_a_crash_has_left_goes_by_itself(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let kept = cabinet.attach("ảnh.png", PNG).await;
    // One whose row never came, and one that had not arrived; both a day ago, and one of each just now.
    let now = on.clock.now();
    for at in [now - TimeDelta::hours(1), now + TimeDelta::hours(1)] {
        let object = Uuid::now_v7();
        std::fs::write(on.data_folder().join("files").join(object.to_string()), "x").unwrap();
        let row = loose_object::ActiveModel { object: Set(object), due_at: Set(at) };
        row.insert(on.database().writer()).await.unwrap();
    }
    let mut desk = Desk::new(on, &cabinet.admin);
    while on.files_in("files") > 2 {
        sleep(std::time::Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
    assert_eq!((on.files_in("files"), loose(on).await), (2, 1));
    assert_eq!(cabinet.content(kept).await, PNG);
}

async fn what_was_deleted_goes_when_its_days_are_over(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let (gone, kept) = (cabinet.attach("Zyxqwv.png", PNG).await, cabinet.attach("a.pdf", PDF).await);
    on.attachments().delete(&cabinet.admin, gone).await.unwrap();
    on.clock.advance(TimeDelta::days(TRASH_DAYS + 1));
    let admin = on.administrator().await;
    let mut desk = Desk::new(on, &admin);
    while rows(on).await > 1 || on.files_in("files") > 1 {
        sleep(std::time::Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
    assert_eq!(loose(on).await, 0);
    let left = attachment::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!(left.id, kept.0);
    let told = on.audit().list(&admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("Zyxqwv"));
    assert_eq!(on.verify_audit().await.unwrap().broken, None);
}
