//! Files of customers over HTTP: what stands on the answers, and what is left of what broke off.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
};
use domain::{
    AttachmentId, CustomerId,
    customer::Directory,
    permission::{Action, Resource},
};
use entities::attachment;
use futures::{StreamExt, stream};
use sea_orm::EntityTrait;
use services::authz::Actor;
use test_support::{
    Scope, TestServices, each_database,
    files::{PDF, PNG},
};
use uuid::Uuid;

use crate::house::{ADMINISTRATOR, Answer, House};

each_database!(
    a_file_is_saved_under_its_own_name_and_shown_where_it_is_safe,
    what_is_hostile_is_refused,
    a_file_that_breaks_off_leaves_nothing_behind,
    whoever_has_a_file_is_asked_for_the_rights_each_time,
    a_download_breaks_off_with_the_rights,
    a_picture_stands_in_the_head_of_the_page
);

/// More than what lies in buffers on the way.
const LARGE: usize = 32 * 1024 * 1024;

struct Office<'s> {
    on: &'s TestServices,
    house: House<'s>,
    cookies: String,
    admin: Actor,
    customer: CustomerId,
}

impl<'s> Office<'s> {
    async fn new(on: &'s TestServices) -> Self {
        let house = House::new(on).await;
        let cookies = house.cookies_of(ADMINISTRATOR).await;
        let admin = on.administrator().await;
        let customer = on.named(&admin, "Trần Khách").await.id;
        Self { on, house, cookies, admin, customer }
    }

    fn request(&self, name: &str) -> axum::http::request::Builder {
        Request::post(format!("/files/attachments?customer={}&key={}", self.customer, Uuid::now_v7()))
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, &self.cookies)
            .header(
                "x-file-name",
                percent_encoding::percent_encode(name.as_bytes(), percent_encoding::NON_ALPHANUMERIC).to_string(),
            )
    }

    async fn send(&self, name: &str, content: &'static [u8]) -> Answer {
        let request = self.request(name).header(header::CONTENT_LENGTH, content.len());
        self.house.send(request.body(Body::from(content)).unwrap()).await
    }

    async fn attach(&self, name: &str, content: &'static [u8]) -> AttachmentId {
        let answer = self.send(name, content).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    async fn get(&self, path: &str) -> Answer {
        self.house.ask(Method::GET, path, &self.cookies, None).await
    }

    fn left(&self) -> (usize, usize) {
        (self.on.files_in("files"), self.on.files_in("uploads"))
    }
}

async fn a_file_is_saved_under_its_own_name_and_shown_where_it_is_safe(on: &TestServices) {
    let office = Office::new(on).await;
    let picture = office.attach("../../ảnh\"\r\n<b>.exe", PNG).await;
    let saved = office.get(&format!("/files/attachments/{picture}")).await;
    assert_eq!((saved.status, saved.bytes.as_slice()), (StatusCode::OK, PNG));
    let name = "attachment; filename=\"_nh--b-.exe.png\"; filename*=UTF-8''%E1%BA%A3nh--b-.exe.png";
    assert_eq!(saved.header("content-disposition"), name);
    for (header, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(saved.header(header), value, "{header}");
    }
    let shown = office.get(&format!("/files/attachments/{picture}?inline")).await;
    assert!(
        shown.header("content-security-policy").contains("sandbox") && shown.header("content-disposition").is_empty()
    );
    // A document is shown by our own pages alone; a text is saved, whatever is wished.
    let document = office.attach("hợp đồng.pdf", PDF).await;
    let shown = office.get(&format!("/files/attachments/{document}?inline")).await;
    assert!(shown.header("content-disposition").starts_with("inline; "));
    assert!(shown.header("content-security-policy").contains("frame-ancestors 'self'"));
    assert_eq!(shown.header("x-frame-options"), "SAMEORIGIN");
    let text = office.attach("ghi chú.txt", "Ghi chú".as_bytes()).await;
    let shown = office.get(&format!("/files/attachments/{text}?inline")).await;
    assert!(shown.header("content-disposition").starts_with("attachment; "));
    assert_eq!(shown.header("content-type"), "text/plain; charset=utf-8");
}

async fn what_is_hostile_is_refused(on: &TestServices) {
    let office = Office::new(on).await;
    for content in [&b"<html><script>alert(1)</script></html>"[..], b"MZ\x90\0", b"<svg onload='x'/>", b"#!/bin/sh"] {
        let answer = office.send("ảnh.png", content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        assert!(answer.text.contains("type_not_allowed"), "{}", answer.text);
    }
    assert!(office.send("a.txt", b"").await.text.contains("empty_file"));
    // What is too large is refused before any of it comes.
    let request = office.request("a.txt").header(header::CONTENT_LENGTH, 30 * 1024 * 1024);
    let answer = office.house.send(request.body(Body::empty()).unwrap()).await;
    assert!(answer.text.contains("too_large_file"), "{}", answer.text);
    let other_site = office.request("a.txt").header("sec-fetch-site", "cross-site");
    let answer = office.house.send(other_site.body(Body::from("a")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(office.left(), (0, 0));
}

async fn a_file_that_breaks_off_leaves_nothing_behind(on: &TestServices) {
    let office = Office::new(on).await;
    let parts = stream::iter([Ok(Bytes::from_static(PNG)), Err(io::Error::from(io::ErrorKind::ConnectionReset))]);
    let answer = office.house.send(office.request("ảnh.png").body(Body::from_stream(parts)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rows = attachment::Entity::find().all(on.database().writer()).await.unwrap();
    assert_eq!((rows.len(), office.left()), (0, (0, 0)));
}

async fn whoever_has_a_file_is_asked_for_the_rights_each_time(on: &TestServices) {
    let office = Office::new(on).await;
    let path = format!("/files/attachments/{}", office.attach("ảnh.png", PNG).await);
    let missing = office.get("/files/attachments/00000000-0000-7000-8000-000000000000").await;
    let see = &[Action::View];
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, see).may(Scope::All, Resource::Attachments, see);
    let lan = lan.create().await;
    let cookies = office.house.cookies_for(lan).await;
    let again = async |mark: &str| {
        let request = Request::get(&path).header(header::COOKIE, &cookies).header(header::IF_NONE_MATCH, mark);
        office.house.send(request.body(Body::empty()).unwrap()).await
    };
    let first = again("\"another\"").await;
    assert_eq!((first.status, first.bytes.as_slice()), (StatusCode::OK, PNG));
    let known = again(first.header("etag")).await;
    assert_eq!((known.status, known.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    on.take_roles_from(lan).await;
    assert_eq!(again(first.header("etag")).await.status, StatusCode::FORBIDDEN);
    // Out of reach is as missing.
    let far = on.user("Mai").may(Scope::Own, Resource::Attachments, see).create().await;
    let far = office.house.cookies_for(far).await;
    let hidden = office.house.ask(Method::GET, &path, &far, None).await;
    assert_eq!((hidden.status, &hidden.bytes), (StatusCode::NOT_FOUND, &missing.bytes));
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let stranger = office.house.ask(Method::GET, &path, "", None).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

async fn a_download_breaks_off_with_the_rights(on: &TestServices) {
    let office = Office::new(on).await;
    let id = office.attach("ghi chú.txt", b"x").await;
    let row = attachment::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    // Nothing of the content matters here.
    std::fs::write(on.data_folder().join("files").join(row.object.to_string()), vec![b'x'; LARGE]).unwrap();
    let see = &[Action::View];
    let lan = on.user("Lan").may(Scope::All, Resource::Attachments, see).create().await;
    for blocks in [false, true] {
        let cookies = office.house.cookies_for(lan).await;
        let request = Request::get(format!("/files/attachments/{id}")).header(header::COOKIE, cookies);
        let answer = office.house.open(request.body(Body::empty()).unwrap()).await;
        let mut body = answer.into_body().into_data_stream();
        let mut arrived = body.next().await.unwrap().unwrap().len();
        if blocks {
            on.users().block(&office.admin, lan).await.unwrap();
        }
        while let Some(Ok(part)) = body.next().await {
            arrived += part.len();
            tokio::task::yield_now().await;
        }
        assert_eq!(arrived < LARGE, blocks, "{arrived}");
    }
}

async fn a_picture_stands_in_the_head_of_the_page(on: &TestServices) {
    let office = Office::new(on).await;
    let path = format!("/files/avatars?directory=individuals&customer={}", office.customer);
    let bad = office.house.upload(&office.cookies, &path, b"<svg/>").await;
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.text.contains("not_a_picture"), "{}", bad.text);
    let page = office.get("/customers/individuals/KH000001").await;
    assert!(!page.text.contains("/files/avatars/"));
    let good = office.house.upload(&office.cookies, &path, PNG).await;
    assert_eq!(good.status, StatusCode::OK, "{}", good.text);
    let mark = on.customers(Directory::Individuals).detail(&office.admin, "KH000001").await.unwrap().avatar.unwrap();
    let address = format!("/files/avatars/{}?v={mark}", office.customer);
    let page = office.get("/customers/individuals/KH000001").await;
    assert!(page.text.contains(&address), "{address}");
    assert!(page.header("content-security-policy").contains("object-src 'self'"));
    let shown = office.get(&address).await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert!(shown.header("content-security-policy").contains("sandbox") && shown.bytes.starts_with(b"\xff\xd8"));
}
