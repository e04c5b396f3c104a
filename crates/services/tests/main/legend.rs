//! The words in the rows of a list are those of this moment, however they were changed.

use domain::{
    catalog::{Span, ValueText},
    customer::{Directory, Field},
    list::ListState,
    value::Catalog,
};
use entities::{branch, catalog_value, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TransactionTrait,
};
use services::authz::Actor;
use test_support::{TestServices, each_database};

each_database!(words_in_rows_are_those_of_this_moment, a_change_that_is_undone_leaves_nothing);

async fn words(on: &TestServices, actor: &Actor) -> [Option<String>; 3] {
    let columns = vec![Field::Name, Field::Source, Field::Owner, Field::Branch];
    let state = ListState { columns, ..ListState::default() };
    let mut page = on.customers(Directory::Individuals).list(actor, &state).await.unwrap();
    let row = page.rows.remove(0);
    [Field::Source, Field::Owner, Field::Branch].map(|field| row.values.get(&field).cloned())
}

async fn somebody(on: &TestServices) -> Actor {
    let admin = on.administrator().await;
    let branch = on.branch("Chi nhánh Một").await.to_string();
    let source = ValueText { label: "Hội chợ".to_owned(), span: Span::default() };
    on.catalogs().create(&admin, Catalog::Source, &source, None).await.unwrap();
    on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, &source.label), (Field::Branch, &branch)]).await;
    admin
}

async fn words_in_rows_are_those_of_this_moment(on: &TestServices) {
    let admin = somebody(on).await;
    let writer = on.database().writer();
    let before = words(on, &admin).await;
    assert!(before.iter().all(Option::is_some), "{before:?}");
    assert_eq!(words(on, &admin).await, before);

    let value = catalog_value::Entity::find()
        .filter(catalog_value::Column::Label.eq(before[0].clone().unwrap()))
        .one(writer)
        .await
        .unwrap()
        .unwrap();
    let mut value = value.into_active_model();
    value.label = Set("Truyền miệng".to_owned());
    value.update(writer).await.unwrap();
    assert_eq!(words(on, &admin).await[0].as_deref(), Some("Truyền miệng"));

    let place =
        branch::Entity::find().filter(branch::Column::Name.eq("Chi nhánh Một")).one(writer).await.unwrap().unwrap();
    let mut place = place.into_active_model();
    place.name = Set("Chi nhánh Hai".to_owned());
    place.update(writer).await.unwrap();
    assert_eq!(words(on, &admin).await[2].as_deref(), Some("Chi nhánh Hai"));

    let person = user::Entity::find_by_id(admin.user.0).one(writer).await.unwrap().unwrap();
    let mut person = person.into_active_model();
    person.full_name = Set("Trần Tên Mới".to_owned());
    person.update(writer).await.unwrap();
    assert_eq!(words(on, &admin).await[1].as_deref(), Some("Trần Tên Mới"));
}

async fn a_change_that_is_undone_leaves_nothing(on: &TestServices) {
    let admin = somebody(on).await;
    let before = words(on, &admin).await;
    let tx = on.database().writer().begin().await.unwrap();
    let everybody = user::Entity::update_many().col_expr(user::Column::FullName, "Không Ai".into());
    everybody.exec(&tx).await.unwrap();
    assert_eq!(words(on, &admin).await, before, "nobody sees what is not committed");
    tx.rollback().await.unwrap();
    assert_eq!(words(on, &admin).await, before);
}
