//! Who may see, upload, rename and delete attachments.

use domain::{
    AppError,
    attachment::FilesOf,
    permission::{Action, Resource},
};
use test_support::{Scope, TestServices, each_database, files::PNG};

use super::Cabinet;
use crate::support::refusal;

each_database!(attachments_follow_their_customer, the_trail_tells_of_attachments_by_the_rights_of_its_reader);

fn forbidden(action: Action) -> AppError {
    AppError::Forbidden { action, resource: Resource::Attachments }
}

async fn attachments_follow_their_customer(on: &TestServices) {
    let branch = on.branch("Quận Một").await;
    let boss = on.user("Sếp").in_branch(branch).with_full_permission().sign_in().await;
    let customer = on.named(&boss, "Trần Khách").await.id;
    let of = FilesOf { customer, contract: None };
    let id = on.attach(&boss, customer, "ảnh.png", PNG).await;
    let files = on.attachments();
    // Whoever sees the customer sees all of its files, and may do with them what is granted there.
    let acts = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let here = on.user("Lan").in_branch(branch).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let here = here.may(Scope::Own, Resource::Attachments, acts).sign_in().await;
    let rows = files.list(&here, of, false, None).await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].may_edit, rows[0].may_delete), (1, false, false));
    assert!(files.file(&here, id).await.is_ok());
    assert_eq!(refusal(files.rename(&here, id, "ảnh.png", "a").await), forbidden(Action::Edit));
    assert_eq!(refusal(files.delete(&here, id).await), forbidden(Action::Delete));
    assert_eq!(refusal(files.restore(&here, id).await), forbidden(Action::Delete));
    assert_eq!(refusal(files.list(&here, of, true, None).await), forbidden(Action::Delete));
    assert_eq!(refusal(on.try_to_attach(&here, customer, "b.png", PNG).await), forbidden(Action::Create));
    // In another branch nobody sees the customer, nor its files.
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await);
    let there = there.may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let there = there.may(Scope::Branch, Resource::Attachments, acts).sign_in().await;
    assert_eq!(refusal(files.list(&there, of, false, None).await), AppError::NotFound);
    assert_eq!(refusal(files.file(&there, id).await), AppError::NotFound);
    assert_eq!(refusal(files.rename(&there, id, "ảnh.png", "a").await), AppError::NotFound);
    assert_eq!(refusal(files.delete(&there, id).await), AppError::NotFound);
    assert_eq!(refusal(on.try_to_attach(&there, customer, "b.png", PNG).await), AppError::NotFound);
    let nobody = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(refusal(files.list(&nobody, of, false, None).await), forbidden(Action::View));
    assert_eq!(refusal(files.file(&nobody, id).await), forbidden(Action::View));
    assert_eq!(refusal(on.try_to_attach(&nobody, customer, "b.png", PNG).await), forbidden(Action::Create));
    assert_eq!(on.files_in("files"), 1);
}

async fn the_trail_tells_of_attachments_by_the_rights_of_its_reader(on: &TestServices) {
    let cabinet = Cabinet::new(on).await;
    let id = cabinet.attach("Sổ hộ khẩu.png", PNG).await;
    on.attachments().rename(&cabinet.admin, id, "Sổ hộ khẩu.png", "Giấy tờ").await.unwrap();
    on.attachments().delete(&cabinet.admin, id).await.unwrap();
    let told = async |actor: &_| {
        let entries = on.audit().list(actor, &Default::default(), None).await.unwrap().entries;
        let of_files = entries.into_iter().filter(|entry| entry.resource == Resource::Attachments);
        of_files.map(|entry| format!("{entry:?}")).collect::<Vec<_>>()
    };
    let said = told(&cabinet.admin).await;
    let events: Vec<bool> =
        ["deleted", "changed", "created"].iter().zip(&said).map(|(it, said)| said.contains(it)).collect();
    assert_eq!(events, [true; 3], "{said:?}");
    assert!(said[1].contains("Sổ hộ khẩu.png") && said[1].contains("Giấy tờ.png"), "{said:?}");
    let may = &[Action::View];
    let apart = on.user("Mai").may(Scope::All, Resource::Audit, may).may(Scope::Own, Resource::Attachments, may);
    assert_eq!(told(&apart.sign_in().await).await, Vec::<String>::new());
}
