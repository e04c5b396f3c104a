//! The trail names nobody whom its reader may not see.

use domain::{
    audit::{AuditEntry, AuditFilter},
    customer::{CustomerKind, Directory, Field},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};

each_database!(customers_out_of_reach_have_no_name, a_lead_that_was_converted_is_a_customer);

async fn trail(on: &TestServices, actor: &Actor) -> Vec<AuditEntry> {
    on.audit().list(actor, &AuditFilter::default(), None).await.unwrap().entries
}

async fn customers_out_of_reach_have_no_name(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let admin = on.administrator().await;
    let (here_text, there_text) = (here.to_string(), there.to_string());
    let near = on.individual(&admin, [(Field::Name, "Lê Gần"), (Field::Branch, &here_text)]).await;
    let far = on.individual(&admin, [(Field::Name, "Lê Xa"), (Field::Branch, &there_text)]).await;
    let representative = near.id.to_string();
    let team = [(Field::Name, "Đội Sen"), (Field::Branch, here_text.as_str()), (Field::Representative, &representative)];
    let team = on.customer(&admin, Directory::Teams, CustomerKind::Team, team).await;
    let (near_id, far_id) = (near.id.to_string(), far.id.to_string());
    let mut change = change_of(1, Field::Representative, Some(&near_id), Some(&far_id));
    change.without_email = true;
    on.customers(Directory::Teams).change(&admin, team.id, &change).await.unwrap();

    let reader = on.user("Lan").in_branch(here).may(Scope::All, Resource::Audit, &[Action::View]);
    let reader = [Resource::Individuals, Resource::Teams]
        .into_iter()
        .fold(reader, |reader, list| reader.may(Scope::Branch, list, &[Action::View]));
    let told = format!("{:?}", trail(on, &reader.sign_in().await).await);
    assert!(told.contains("Đội Sen") && told.contains(&near.code), "{told}");
    for hidden in ["Xa", &far.code, &far_id] {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
    assert!(format!("{:?}", trail(on, &admin).await).contains("Xa"));
}

async fn a_lead_that_was_converted_is_a_customer(on: &TestServices) {
    let admin = on.administrator().await;
    let lead = on.customer(&admin, Directory::Leads, CustomerKind::Individual, [(Field::Name, "Lê Từng Là")]).await;
    on.customer(&admin, Directory::Leads, CustomerKind::Individual, [(Field::Name, "Lê Vẫn Là")]).await;
    on.customers(Directory::Leads).convert(&admin, lead.id).await.unwrap();
    let reader = on.user("Lan").may(Scope::All, Resource::Audit, &[Action::View]);
    let reader = reader.may(Scope::All, Resource::Leads, &[Action::View]).sign_in().await;
    let told = format!("{:?}", trail(on, &reader).await);
    assert!(told.contains("Vẫn Là") && !told.contains("Từng Là"), "{told}");
}
