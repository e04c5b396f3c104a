//! The trail names nobody whom its reader may not see.

use domain::{
    audit::{AuditEntry, AuditFilter},
    customer::{CustomerKind, Directory, Field},
    permission::{Action, Resource},
};
use sea_orm::ConnectionTrait;
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};

each_database!(
    customers_out_of_reach_have_no_name,
    a_lead_that_was_converted_is_a_customer,
    a_tail_that_was_opened_again_has_another_end
);

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
    let team =
        [(Field::Name, "Đội Sen"), (Field::Branch, here_text.as_str()), (Field::Representative, &representative)];
    let team = on.customer(&admin, Directory::Teams, CustomerKind::Team, team).await;
    let (near_id, far_id) = (near.id.to_string(), far.id.to_string());
    let mut change = change_of(1, Field::Representative, Some(&near_id), Some(&far_id));
    change.without_email = Some(true);
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

/// Whoever writes to the database can take the seals off the newest entries and change them: the task seals them again. The
/// last seal, noted elsewhere, shows it; without a change it is the same as before.
async fn a_tail_that_was_opened_again_has_another_end(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["Lê Hoa", "Lê Hà", "Lê Hân"] {
        on.named(&admin, name).await;
    }
    on.seal_audit_now().await.unwrap();
    let noted = on.verify_audit().await.unwrap();
    let run = async |sql: &str| on.database().writer().execute_unprepared(sql).await.map(drop).unwrap();
    let open = "UPDATE audit_entry SET place = NULL, seal = NULL, values_digest = NULL WHERE place >= 2";

    run(open).await;
    on.seal_audit_now().await.unwrap();
    assert_eq!(on.verify_audit().await.unwrap(), noted);

    run(open).await;
    run("UPDATE audit_entry SET address = '10.9.9.9' WHERE place IS NULL").await;
    on.seal_audit_now().await.unwrap();
    let after = on.verify_audit().await.unwrap();
    assert_eq!((after.sealed, after.broken), (noted.sealed, None));
    assert_ne!(after.head, noted.head);
    // What is left unsealed and without its seal in the middle is a gap.
    run("UPDATE audit_entry SET place = NULL WHERE place = 2").await;
    assert!(on.verify_audit().await.unwrap().broken.is_some());
}
