//! Many people write at once: nobody is told that the database is busy.

use std::collections::BTreeSet;

use domain::{
    IdempotencyKey,
    customer::{CustomerInput, Directory, Field},
};
use test_support::{TestServices, each_database, fields};
use uuid::Uuid;

use crate::support::{codes, list};

each_database!(fifty_at_once_all_get_through, readers_are_not_kept_waiting_by_a_writer);

async fn fifty_at_once_all_get_through(on: &TestServices) {
    let admin = on.administrator().await;
    let requests = (0..50).map(|number| {
        let (services, admin) = (on.services(), admin.clone());
        tokio::spawn(async move {
            let values = fields([(Field::Name, &format!("Khách {number}"))]);
            let input = CustomerInput { values, without_email: true, ..Default::default() };
            services.customers(Directory::Individuals).create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await
        })
    });

    let made = futures::future::join_all(requests).await.into_iter().map(|answer| answer.unwrap().unwrap());

    let made: BTreeSet<String> = made.map(|created| created.code).collect();
    let listed = list(on, &admin).await;
    assert_eq!(made.len(), 50);
    assert_eq!(codes(&listed).into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), made);
}

async fn readers_are_not_kept_waiting_by_a_writer(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let writing = on.database().begin_write().await.unwrap();
    let row = entities::customer::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(made.id.0),
        seq: sea_orm::ActiveValue::Unchanged(1),
        note: sea_orm::ActiveValue::Set("Đang ghi dở.".to_owned()),
        ..Default::default()
    };
    sea_orm::ActiveModelTrait::update(row, &writing).await.unwrap();

    let seen = on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap();

    assert_eq!(seen.values.get(&Field::Note), None, "what is not committed is not there");
    writing.rollback().await.unwrap();
}
