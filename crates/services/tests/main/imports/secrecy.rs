//! Sensitive values are nowhere in clear but in the upload itself.

use domain::{
    AppError,
    customer::{Directory, Field},
    import::wizard::RowFilter,
    permission::{Action, Resource},
};
use entities::{audit_value, import};
use sea_orm::EntityTrait;
use test_support::{Scope, TestServices, each_database};

use super::{bearer, change, kept};
use crate::{desk::Desk, support::refusal};

each_database!(id_numbers_are_masked, sensitive_columns_need_their_cells, what_went_out_of_sight_is_not_shown);

async fn id_numbers_are_masked(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let before = on
        .individual(
            &desk.actor,
            [(Field::Name, "An"), (Field::Email, "an@example.com"), (Field::IdNumber, "079182057032")],
        )
        .await;
    let file = format!("Mã KH,Họ tên,CCCD\n{},An,079182057033\n,Bình,079182057034\n", before.code);
    let done = desk.import("a.csv", file.as_bytes()).await;
    let rows = desk.rows(done.id, RowFilter::All).await;
    assert_eq!(change(&rows[0].changes), ["id_number: •••••••••032 -> •••••••••033"]);
    let writer = on.database().writer();
    let imports = import::Entity::find().all(writer).await.unwrap();
    let values = audit_value::Entity::find().all(writer).await.unwrap();
    let everything: String = kept(on).await
        + &imports.into_iter().map(|import| import.plan_json).collect::<String>()
        + &values.into_iter().map(|value| value.values_json).collect::<String>();
    assert!(everything.contains("•••••••••034"));
    assert!(!everything.contains("07918205703"));
    let shown =
        desk.services.customers(Directory::Individuals).unmask(&desk.actor, before.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some("079182057033"));
}

/// What somebody may not read, they may not overwrite, nor find people by.
async fn sensitive_columns_need_their_cells(on: &TestServices) {
    let all = [Action::View, Action::Create, Action::Edit, Action::Import];
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, &all).sign_in().await;
    let desk = Desk::new(on, &clerk);
    let uploaded = desk.upload("a.csv", "Họ tên,CCCD,Thu nhập\nAn,079182057033,5_10\n".as_bytes()).await;
    let mut plan = uploaded.plan.unwrap();
    assert_eq!(plan.columns, [Some(Field::Name), None, None]);
    let columns = desk.services.imports().columns(&clerk, uploaded.id, "", 1).await.unwrap();
    assert_eq!((columns[1].heading.as_str(), columns[1].guess), ("CCCD", None));
    plan.columns = vec![Some(Field::Name), Some(Field::IdNumber)];
    let missing = AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds };
    assert_eq!(refusal(desk.services.imports().plan(&clerk, uploaded.id, &plan).await), missing);
    desk.check(uploaded.id).await;
    desk.write(uploaded.id).await;
    assert_eq!(bearer(on, "KH000001").await.id_number, None);
}

/// The result of an import outlives the right to see the records.
async fn what_went_out_of_sight_is_not_shown(on: &TestServices) {
    let admin = on.administrator().await;
    let cells = [Action::View, Action::Create, Action::Edit, Action::Import];
    let clerk = on.user("Lan").may(Scope::Own, Resource::Individuals, &cells).sign_in().await;
    let owner = clerk.user.to_string();
    let fields =
        [(Field::Name, "An"), (Field::Email, "an@example.com"), (Field::Note, "cũ"), (Field::Owner, owner.as_str())];
    let own = on.individual(&admin, fields).await;
    let desk = Desk::new(on, &clerk);
    let done = desk.import("a.csv", format!("Mã KH,Ghi chú\n{},mới\n", own.code).as_bytes()).await;
    let row = &desk.rows(done.id, RowFilter::All).await[0];
    assert_eq!((change(&row.changes), row.linked), (vec!["note: cũ -> mới".to_owned()], true));
    assert_eq!(row.name.as_deref(), Some("An"));
    let again = desk.import("b.csv", "Họ tên,Email\nNgười khác,an@example.com\n".as_bytes()).await;
    let of_code = async || desk.rows(again.id, RowFilter::All).await[0].skipped.clone().unwrap().of_code;
    assert_eq!(of_code().await.as_deref(), Some(own.code.as_str()));

    let (was, becomes) = (owner.as_str(), admin.user.to_string());
    let moved = test_support::change_of(2, Field::Owner, Some(was), Some(&becomes));
    on.customers(Directory::Individuals).change(&admin, own.id, &moved).await.unwrap();
    let row = &desk.rows(done.id, RowFilter::All).await[0];
    assert!(row.changes.is_empty() && row.code.is_none() && row.name.is_none() && !row.linked);
    assert_eq!(of_code().await, None);
}
