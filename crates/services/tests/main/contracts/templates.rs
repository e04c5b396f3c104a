//! The texts from which contracts begin.

use domain::{
    AppError,
    contract::TemplateInput,
    permission::{Action, Resource},
};
use test_support::{Scope, TestServices, each_database};

use crate::support::{conflict, faults, refusal};

each_database!(templates_are_kept_in_their_order, templates_are_settings);

fn input(name: &str) -> TemplateInput {
    TemplateInput { name: name.to_owned(), text: "{{customer.name}}".to_owned(), position: None, active: true }
}

async fn templates_are_kept_in_their_order(on: &TestServices) {
    let admin = on.administrator().await;
    let names = async || {
        let all = on.contracts().templates(&admin).await.unwrap();
        all.into_iter().map(|template| template.input.name).collect::<Vec<_>>()
    };
    let starter = names().await;
    assert_eq!(starter.len(), 1);
    let flat = on.contracts().create_template(&admin, &input("Căn hộ")).await.unwrap();
    assert_eq!((names().await, flat.version), (vec![starter[0].clone(), "Căn hộ".to_owned()], 1));
    let first = TemplateInput { position: Some(0), ..flat.input.clone() };
    let moved = on.contracts().change_template(&admin, flat.id, 1, &first).await.unwrap();
    assert_eq!((names().await[0].as_str(), moved.version), ("Căn hộ", 2));
    let late = on.contracts().change_template(&admin, flat.id, 1, &first).await;
    assert_eq!(conflict(late).changed_by, "Quản Trị");
    // One that is put away is offered to nobody.
    let away = TemplateInput { active: false, ..first };
    on.contracts().change_template(&admin, flat.id, 2, &away).await.unwrap();
    let offered = on.contracts().offer(&admin).await.unwrap().templates;
    assert_eq!(offered.iter().map(|text| &text.template.name).collect::<Vec<_>>(), [&starter[0]]);
    on.contracts().remove_template(&admin, flat.id).await.unwrap();
    assert_eq!(names().await, starter);
    assert_eq!(refusal(on.contracts().remove_template(&admin, flat.id).await), AppError::NotFound);
    let wrong = TemplateInput { text: "{{luck}}".to_owned(), ..input(" ") };
    let told = faults(on.contracts().create_template(&admin, &wrong).await);
    assert_eq!(told, ["name: required", "text: unknown_text_field"]);
    let event = Some(domain::history::Event::Deleted);
    let filter = domain::audit::AuditFilter { event, ..Default::default() };
    let said = format!("{:?}", on.audit().list(&admin, &filter, None).await.unwrap().entries);
    assert!(said.contains("Căn hộ") && said.contains("{{customer.name}}"), "{said}");
}

async fn templates_are_settings(on: &TestServices) {
    let admin = on.administrator().await;
    let known = on.contracts().templates(&admin).await.unwrap().remove(0);
    let reader = on.user("Lan").may(Scope::All, Resource::Settings, &[Action::View]).sign_in().await;
    assert_eq!(on.contracts().templates(&reader).await.unwrap(), std::slice::from_ref(&known));
    let forbidden = |action| AppError::Forbidden { action, resource: Resource::Settings };
    let may_not = forbidden(Action::Edit);
    assert_eq!(refusal(on.contracts().create_template(&reader, &input("Căn hộ")).await), may_not);
    assert_eq!(refusal(on.contracts().change_template(&reader, known.id, 1, &known.input).await), may_not);
    assert_eq!(refusal(on.contracts().remove_template(&reader, known.id).await), may_not);
    // Whoever writes contracts is offered them, and does not keep them.
    let writer = on.user("Mai").may(Scope::All, Resource::Contracts, &[Action::Create]).sign_in().await;
    assert_eq!(refusal(on.contracts().templates(&writer).await), forbidden(Action::View));
    assert_eq!(on.contracts().offer(&writer).await.unwrap().templates.len(), 1);
}
