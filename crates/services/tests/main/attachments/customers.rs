//! What attachments and pictures mean for their customers: the trash, two who become one, and the end for good.

use domain::{
    AppError,
    attachment::FilesOf,
    customer::{Directory, MergeRequest},
};
use entities::{attachment, avatar, loose_object};
use sea_orm::{EntityTrait, PaginatorTrait};
use test_support::{
    TestServices, each_database,
    files::{PDF, PNG},
};

use super::Cabinet;
use crate::support::refusal;

each_database!(files_lie_in_the_trash_with_their_customer, files_move_with_a_merge_and_back, a_purge_leaves_no_file);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn files_lie_in_the_trash_with_their_customer(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let id = cabinet.attach("ảnh.png", PNG).await;
    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(&cabinet.admin, cabinet.customer).await.unwrap();
    assert_eq!(refusal(on.attachments().file(&cabinet.admin, id).await), AppError::NotFound);
    let list = on.attachments().list(&cabinet.admin, cabinet.of(), false, None).await;
    assert_eq!(refusal(list), AppError::NotFound);
    assert_eq!(refusal(cabinet.try_to_attach("ảnh.png", PNG).await), AppError::NotFound);
    individuals.restore(&cabinet.admin, cabinet.customer).await.unwrap();
    assert_eq!(cabinet.content(id).await, PNG);
}

async fn files_move_with_a_merge_and_back(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let (admin, survivor) = (&cabinet.admin, cabinet.customer);
    let other = on.named(admin, "Lê Khách").await.id;
    let theirs = on.attach(admin, other, "của họ.pdf", PDF).await;
    let deleted = on.attach(admin, other, "đã xóa.pdf", PDF).await;
    on.attachments().delete(admin, deleted).await.unwrap();
    on.try_to_picture(admin, INDIVIDUALS, other, PNG).await.unwrap();
    let mine = cabinet.attach("của tôi.png", PNG).await;
    let request = MergeRequest { survivor, survivor_version: 1, other, other_version: 1, take: Default::default() };
    let merge = on.customers(INDIVIDUALS).merge(admin, &request).await.unwrap().merge;
    let ids = |rows: Vec<domain::attachment::AttachmentRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(cabinet.rows().await), [mine, theirs]);
    assert_eq!(ids(cabinet.deleted().await), [deleted]);
    assert!(on.avatars().file(admin, survivor).await.is_ok());
    let since = cabinet.attach("sau đó.pdf", PDF).await;
    on.customers(INDIVIDUALS).unmerge(admin, survivor, merge).await.unwrap();
    assert_eq!(ids(cabinet.rows().await), [since, mine]);
    let back =
        on.attachments().list(admin, FilesOf { customer: other, contract: None }, false, None).await.unwrap().rows;
    assert_eq!(ids(back), [theirs]);
    assert!(on.avatars().file(admin, other).await.is_ok());
    assert_eq!(refusal(on.avatars().file(admin, survivor).await), AppError::NotFound);
}

async fn a_purge_leaves_no_file(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let (admin, writer) = (&cabinet.admin, on.database().writer());
    cabinet.attach("Zyxqwv.png", PNG).await;
    on.try_to_picture(admin, INDIVIDUALS, cabinet.customer, PNG).await.unwrap();
    assert_eq!(on.files_in("files"), 2);
    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(admin, cabinet.customer).await.unwrap();
    individuals.purge(admin, cabinet.customer, "KH000001").await.unwrap();
    assert_eq!(attachment::Entity::find().count(writer).await.unwrap(), 0);
    assert_eq!(avatar::Entity::find().count(writer).await.unwrap(), 0);
    assert_eq!(loose_object::Entity::find().count(writer).await.unwrap(), 0);
    assert_eq!(on.files_in("files"), 0);
    let told = on.audit().list(admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("Zyxqwv"));
}
