//! Whoever is blocked or deleted is out, and hands over.

use domain::{
    AppError,
    account::{Preferences, Profile},
    audit::AuditFilter,
    customer::{Directory, Field},
    export::ExportFormat,
    permission::{Action, Placement, Resource},
    user::{UserFilter, UserStatus},
};
use services::{authz::Actor, live::Hint};
use test_support::{Scope, TestServices, each_database};

use super::{VIEW, detail};
use crate::support::{faults, list, refusal};

each_database!(
    whoever_is_blocked_is_out_at_once_and_stays_signed_out,
    customers_go_to_a_successor,
    a_deleted_name_is_gone,
    what_is_out_of_reach_does_not_count_but_is_handed_over,
);

async fn whoever_is_blocked_is_out_at_once_and_stays_signed_out(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).sign_in().await;
    list(on, &lan).await;
    on.users().block(&admin, lan.user).await.unwrap();
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
    assert_eq!(detail(on, &admin, lan.user).await.status, UserStatus::Blocked);
    // A job has no session: it stops because its requester is out.
    let job = Actor::job(lan.user);
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&job, &Default::default()).await),
        AppError::Unauthenticated
    );
    on.users().unblock(&admin, lan.user).await.unwrap();
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
    on.customers(Directory::Individuals).list(&job, &Default::default()).await.unwrap();
}

async fn customers_go_to_a_successor(on: &TestServices) {
    let admin = on.administrator().await;
    let cells = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::Own, VIEW.1, cells).sign_in().await;
    let hung = on.user("Hùng").may(Scope::Own, VIEW.1, cells).sign_in().await;
    on.named(&lan, "Khách của Lan").await;
    assert_eq!(detail(on, &admin, lan.user).await.customers, 1);
    assert_eq!(faults(on.users().delete(&admin, lan.user, None).await), ["successor: required"]);
    assert_eq!(faults(on.users().delete(&admin, lan.user, Some(lan.user)).await), ["successor: required"]);
    let before = list(on, &lan).await.rows.remove(0);
    let mut hints = on.listen();
    on.users().delete(&admin, lan.user, Some(hung.user)).await.unwrap();
    let after = list(on, &hung).await.rows;
    assert_eq!(after.len(), 1);
    // It is a change like any other: with a version, in the history, and open lists hear of it.
    assert_eq!(after[0].version, before.version + 1);
    let history = on.customers(Directory::Individuals).history(&admin, before.id, None).await.unwrap();
    let told = ("changed", Some(&(Some("Nhân viên cũ #2".to_owned()), Some("Hùng".to_owned()))));
    assert_eq!((history[0].event.as_str(), history[0].changes.get(&Field::Owner)), told);
    let mut told = Vec::new();
    while let Ok(hint) = hints.try_recv() {
        told.push(hint);
    }
    let stands = |owner| Placement { owner: Some(owner), branches: Vec::new() };
    assert!(
        told.contains(&Hint::Customers(Directory::Individuals, vec![stands(lan.user), stands(hung.user)])),
        "{told:?}"
    );
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
}

async fn a_deleted_name_is_gone(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Phạm Thị Lan").may(Scope::All, VIEW.1, &[Action::View, Action::Create]).sign_in().await;
    let made = on.named(&lan, "Lê Hoa").await;
    on.users().delete(&admin, lan.user, Some(admin.user)).await.unwrap();

    let history = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    assert!(history.iter().all(|entry| !entry.actor.as_deref().unwrap_or_default().contains("Lan")), "{history:?}");
    assert!(history.iter().any(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with("Nhân viên cũ #"))));
    // Each reads it in their own language.
    let english = on.administrator().await;
    let preferences = Preferences { language: "en".to_owned(), ..Preferences::default() };
    let profile = Profile { full_name: "Anne".to_owned(), preferences };
    on.accounts().save_profile(&english, &profile).await.unwrap();
    for (reader, word) in [(&admin, "Nhân viên cũ #"), (&english, "Former staff #")] {
        let history = on.customers(Directory::Individuals).history(reader, made.id, None).await.unwrap();
        assert!(history.iter().any(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with(word))));
        let filter = AuditFilter { actor: Some(lan.user), ..AuditFilter::default() };
        let trail = on.audit().list(reader, &filter, None).await.unwrap().entries;
        assert!(
            trail.iter().all(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with(word))),
            "{trail:?}"
        );
        let mut file = on.audit().export(reader, filter, ExportFormat::Csv).await.unwrap();
        let text = String::from_utf8(file.next().await.unwrap().unwrap()).unwrap();
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(refusal(on.users().detail(&admin, lan.user).await), AppError::NotFound);
    let rows = on.users().list(&admin, &UserFilter::default()).await.unwrap();
    assert!(rows.iter().all(|row| row.id != lan.user));
}

async fn what_is_out_of_reach_does_not_count_but_is_handed_over(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let admin = on.administrator().await;
    let lan = on.user("Lan").in_branch(here).create().await;
    for branch in [here, there, there] {
        let (owner, branch) = (lan.to_string(), branch.to_string());
        on.individual(&admin, [(Field::Name, "An"), (Field::Owner, &owner), (Field::Branch, &branch)]).await;
    }
    let keeper =
        |name| on.user(name).in_branch(here).may(Scope::Branch, Resource::Users, &[Action::View, Action::Delete]);
    let blind = keeper("Không Thấy Ai").sign_in().await;
    let near = keeper("Thấy Gần").may(Scope::Branch, VIEW.1, &[VIEW.0]).sign_in().await;
    for (asker, customers) in [(&admin, 3), (&near, 1), (&blind, 0)] {
        assert_eq!(detail(on, asker, lan).await.customers, customers);
    }
    assert_eq!(faults(on.users().delete(&blind, lan, None).await), ["successor: required"]);
    // Whom the actor does not see takes nothing over.
    let far = on.user("Xa").in_branch(there).create().await;
    assert_eq!(faults(on.users().delete(&blind, lan, Some(far)).await), ["successor: unknown_value"]);
    // Nor does the one who deletes take over what they do not see.
    assert_eq!(faults(on.users().delete(&near, lan, Some(near.user)).await), ["successor: outside_reach"]);
    on.users().delete(&blind, lan, Some(near.user)).await.unwrap();
    let owned = on.customers(Directory::Individuals).list(&admin, &Default::default()).await.unwrap().rows;
    assert!(owned.iter().all(|row| row.placement.owner == Some(near.user)));
}
