//! Attachments: what is taken, what is kept, and what goes.

mod customers;
mod objects;
mod rights;

use domain::{
    AppError, AttachmentId, CustomerId, IdempotencyKey,
    attachment::{AttachmentRow, FilesOf, MediaType},
};
use futures::TryStreamExt;
use services::{Outcome, attachments::NewAttachment, authz::Actor};
use test_support::{
    TestServices, each_database,
    files::{PDF, PNG},
};
use uuid::Uuid;

use crate::support::{conflict, faults, refusal};

each_database!(
    a_file_comes_back_as_it_went,
    what_is_in_a_file_decides_what_it_is,
    a_form_sent_twice_makes_one,
    there_is_room_up_to_each_limit,
    a_name_is_typed_over_the_name_that_was_there,
    what_is_deleted_can_be_restored,
    pages_go_from_the_newest_to_the_oldest
);

/// Somebody who keeps files of a customer.
pub struct Cabinet<'s> {
    pub on: &'s TestServices,
    pub admin: Actor,
    pub customer: CustomerId,
}

impl<'s> Cabinet<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        let admin = on.administrator().await;
        let customer = on.named(&admin, "Trần Khách").await.id;
        Self { on, admin, customer }
    }

    /// Its files.
    pub fn of(&self) -> FilesOf {
        FilesOf { customer: self.customer, contract: None }
    }

    pub async fn attach(&self, name: &str, content: &[u8]) -> AttachmentId {
        self.on.attach(&self.admin, self.customer, name, content).await
    }

    pub async fn try_to_attach(&self, name: &str, content: &[u8]) -> Outcome<AttachmentId> {
        self.on.try_to_attach(&self.admin, self.customer, name, content).await
    }

    pub async fn rows(&self) -> Vec<AttachmentRow> {
        self.on.attachments().list(&self.admin, self.of(), false, None).await.unwrap().rows
    }

    pub async fn deleted(&self) -> Vec<AttachmentRow> {
        self.on.attachments().list(&self.admin, self.of(), true, None).await.unwrap().rows
    }

    /// What a file holds.
    pub async fn content(&self, id: AttachmentId) -> Vec<u8> {
        let file = self.on.attachments().file(&self.admin, id).await.unwrap();
        let parts: Vec<_> = self.on.read_object(&file).await.unwrap().try_collect().await.unwrap();
        parts.concat()
    }
}

async fn a_file_comes_back_as_it_went(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    // More than one part of a store.
    let long = "Biên bản bàn giao phòng.\n".repeat(300_000);
    let id = cabinet.attach("C:\\Tài liệu\\biên bản.txt", long.as_bytes()).await;
    let rows = cabinet.rows().await;
    let row = rows.first().unwrap();
    assert_eq!((rows.len(), row.id, row.name.as_str()), (1, id, "biên bản.txt"));
    assert_eq!((row.media, row.size, row.made_by.as_str()), (MediaType::Txt, long.len() as u64, "Quản Trị"));
    assert!(row.may_edit && row.may_delete && row.deleted_at.is_none());
    assert_eq!(cabinet.content(id).await, long.as_bytes());
    assert_eq!((on.files_in("files"), on.files_in("uploads")), (1, 0));
}

async fn what_is_in_a_file_decides_what_it_is(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    cabinet.attach("ảnh.exe", PNG).await;
    cabinet.attach("../../hợp đồng.html", PDF).await;
    let named: Vec<_> = cabinet.rows().await.into_iter().map(|row| (row.name, row.media)).collect();
    assert_eq!(named, [("hợp đồng.html.pdf".to_owned(), MediaType::Pdf), ("ảnh.exe.png".to_owned(), MediaType::Png)]);
    for content in [&b"<html><script>alert(1)</script>"[..], b"MZ\x90\0", b"<svg/>", b"PK\x03\x04rest", b"\xff\xfe\0a"]
    {
        assert_eq!(faults(cabinet.try_to_attach("ảnh.png", content).await), ["file: type_not_allowed"], "{content:?}");
    }
    assert_eq!(faults(cabinet.try_to_attach("ảnh.png", b"").await), ["file: empty_file"]);
    assert_eq!((on.files_in("files"), on.files_in("uploads")), (2, 0));
}

async fn a_form_sent_twice_makes_one(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let new = NewAttachment { key: IdempotencyKey(Uuid::now_v7()), of: cabinet.of(), name: "ảnh.png".to_owned() };
    let send = async |content: &[u8]| {
        let mut upload = on.attachments().begin(&cabinet.admin, new.clone(), None).await.unwrap();
        upload.write(content).await.unwrap();
        upload.finish().await
    };
    let first = send(PNG).await.unwrap();
    assert_eq!(send(PNG).await.unwrap(), first);
    assert_eq!(refusal(send(PDF).await), AppError::KeyReused);
    assert_eq!((cabinet.rows().await.len(), on.files_in("files")), (1, 1));
}

async fn there_is_room_up_to_each_limit(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    assert!(!on.limit_files([0, 1, 1]).await.unwrap() && on.limit_files([1, 1, 2]).await.unwrap());
    let most = vec![b'a'; 1024 * 1024];
    let (whole, more) = (&most[..700_000], [&most[..], b"a"].concat());
    assert_eq!(faults(cabinet.try_to_attach("a.txt", &more).await), ["file: too_large_file"]);
    // What the browser says does not count.
    let new = NewAttachment { key: IdempotencyKey(Uuid::now_v7()), of: cabinet.of(), name: String::new() };
    let mut upload = on.attachments().begin(&cabinet.admin, new, Some(10)).await.unwrap();
    upload.write(&most).await.unwrap();
    assert_eq!(faults(upload.write(b"a").await), ["file: too_large_file"]);
    drop(upload);
    let first = cabinet.attach("a.txt", whole).await;
    assert_eq!(faults(cabinet.try_to_attach("b.txt", whole).await), ["file: person_quota"]);
    // What was deleted lies there still.
    on.attachments().delete(&cabinet.admin, first).await.unwrap();
    assert_eq!(faults(cabinet.try_to_attach("b.txt", whole).await), ["file: person_quota"]);
    for (name, expected) in [("Lan", None), ("Mai", Some("file: total_quota"))] {
        let other = on.user(name).with_full_permission().sign_in().await;
        let outcome = on.try_to_attach(&other, cabinet.customer, "c.txt", whole).await;
        match expected {
            None => assert!(outcome.is_ok()),
            Some(fault) => assert_eq!(faults(outcome), [fault]),
        }
    }
    assert_eq!((on.files_in("files"), on.files_in("uploads")), (2, 0));
}

async fn a_name_is_typed_over_the_name_that_was_there(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let id = cabinet.attach("ảnh.png", PNG).await;
    let rename = async |was: &str, name: &str| on.attachments().rename(&cabinet.admin, id, was, name).await;
    rename("ảnh.png", "Phòng 101").await.unwrap();
    assert_eq!(cabinet.rows().await[0].name, "Phòng 101.png");
    assert_eq!(faults(rename("Phòng 101.png", " ").await), ["name: required"]);
    // Somebody else has renamed it meanwhile; the same name twice is no conflict.
    let late = conflict(rename("ảnh.png", "Phòng 102").await);
    assert_eq!((late.version, late.changed_by.as_str()), (2, "Quản Trị"));
    rename("ảnh.png", "Phòng 101").await.unwrap();
    on.attachments().delete(&cabinet.admin, id).await.unwrap();
    assert_eq!(refusal(rename("Phòng 101.png", "a").await), AppError::NotFound);
}

async fn what_is_deleted_can_be_restored(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let id = cabinet.attach("ảnh.png", PNG).await;
    let attachments = on.attachments();
    for _ in 0..2 {
        attachments.delete(&cabinet.admin, id).await.unwrap();
    }
    assert_eq!(cabinet.rows().await, []);
    assert!(cabinet.deleted().await[0].deleted_at.is_some());
    assert_eq!(refusal(attachments.file(&cabinet.admin, id).await), AppError::NotFound);
    for _ in 0..2 {
        attachments.restore(&cabinet.admin, id).await.unwrap();
    }
    assert_eq!((cabinet.rows().await.len(), cabinet.deleted().await.len()), (1, 0));
    assert_eq!(cabinet.content(id).await, PNG);
}

async fn pages_go_from_the_newest_to_the_oldest(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    for number in 0..52 {
        cabinet.attach(&format!("{number}.txt"), b"a").await;
    }
    let list = async |after| on.attachments().list(&cabinet.admin, cabinet.of(), false, after).await.unwrap();
    let first = list(None).await;
    assert_eq!((first.rows.len(), first.rows[0].name.as_str()), (50, "51.txt"));
    let second = list(first.after).await;
    let names: Vec<_> = second.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, second.after), (vec!["1.txt", "0.txt"], None));
}
