//! Looking as another person: what stays that person's own affair, and how it ends.

use domain::{
    AppError, UserId,
    account::Factor,
    audit::AuditFilter,
    customer::Directory,
    draft::Typed,
    export::ExportRequest,
    permission::{Action, OwnGrant, OwnGrants, Resource},
};
use services::{
    accounts::{Client, Out, SignedIn},
    authz::Actor,
};
use test_support::{Scope, TestServices, each_database};

use crate::{desk::Desk, support::refusal};

each_database!(what_is_private_stays_so, it_ends_cleanly_when_it_lapses, whoever_looked_is_told_of_the_own_account);

const PASSWORD: &str = "vịt bơi ngược dòng sông Hương";

/// A session of somebody with a token, as a browser has it; the person may look as those who may do with individuals what they
/// may themselves.
async fn boss(on: &TestServices) -> SignedIn {
    let user = on.user("Sếp").may(Scope::All, Resource::Users, &[Action::View]);
    let user = user.may(Scope::All, Resource::Individuals, Action::ALL).create().await;
    let admin = on.administrator().await;
    let link = on.users().invite(&admin, user).await.unwrap();
    on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &Client::default()).await.unwrap()
}

async fn actor(on: &TestServices, signed_in: &SignedIn) -> Actor {
    on.accounts().session(&signed_in.session).await.unwrap().unwrap().actor("10.0.0.7")
}

async fn looking_as(on: &TestServices, boss: &SignedIn, user: UserId) -> Actor {
    on.users().see_as(&actor(on, boss).await, user).await.unwrap();
    actor(on, boss).await
}

async fn what_is_private_stays_so(on: &TestServices) {
    let boss = boss(on).await;
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    on.drafts().keep(&lan, "individuals/new", &Typed::from([("note".to_owned(), "riêng".to_owned())])).await.unwrap();
    let desk = Desk::new(on, &lan);
    let export = desk.export(&ExportRequest::default()).await.id;
    let import = desk.upload("a.csv", "Họ tên\nAn\n".as_bytes()).await.id;
    desk.check(import).await;

    let seeing = looking_as(on, &boss, lan.user).await;
    assert_eq!(on.drafts().find(&seeing, "individuals/new").await.unwrap(), None);
    assert_eq!(on.accounts().own_sessions(&seeing).await.unwrap(), []);
    assert_eq!(on.accounts().alerts(&seeing).await.unwrap(), []);
    assert_eq!(refusal(on.exports().open(&seeing, export).await), AppError::ReadOnly);
    assert_eq!(refusal(on.imports().refused(&seeing, import).await.map(|_| ())), AppError::ReadOnly);
    // To themselves all of it is there.
    assert!(on.drafts().find(&lan, "individuals/new").await.unwrap().is_some());
    assert_eq!(on.accounts().own_sessions(&lan).await.unwrap().len(), 1);
    on.exports().open(&lan, export).await.unwrap();
}

async fn it_ends_cleanly_when_it_lapses(on: &TestServices) {
    let (admin, boss) = (on.administrator().await, boss(on).await);
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).create().await;
    let seeing = looking_as(on, &boss, lan).await;
    on.accounts().viewer(&seeing).await.unwrap();

    // The person may do more now than the one who looks: nothing more is shown, not to tabs that are open either.
    let more = OwnGrants::from([((Action::View, Resource::Teams), OwnGrant { scope: Some(Scope::All), until: None })]);
    let version = on.users().detail(&admin, lan).await.unwrap().version;
    on.users().set_own_grants(&admin, lan, version, &more).await.unwrap();
    assert_eq!(refusal(on.accounts().viewer(&seeing).await), AppError::Unauthenticated);
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&seeing, &Default::default()).await),
        AppError::Unauthenticated
    );

    let back = actor(on, &boss).await;
    assert_eq!((back.user, back.seen_by), (boss.user, None));
    on.accounts().viewer(&back).await.unwrap();
    let told = on.audit().list(&admin, &AuditFilter::default(), None).await.unwrap().entries;
    assert_eq!((told[0].event.as_str(), told[0].actor.as_deref()), ("seeing_ended", Some("Sếp")));
}

async fn whoever_looked_is_told_of_the_own_account(on: &TestServices) {
    let (admin, boss) = (on.administrator().await, boss(on).await);
    let lan = on.user("Lan").create().await;
    let seeing = looking_as(on, &boss, lan).await;
    on.users().block(&admin, lan).await.unwrap();
    assert_eq!(on.accounts().why_out(&seeing).await.unwrap(), Out::Ended);
    let hung = on.user("Hùng").create().await;
    let seeing = looking_as(on, &boss, hung).await;
    on.users().block(&admin, boss.user).await.unwrap();
    assert_eq!(on.accounts().why_out(&seeing).await.unwrap(), Out::Blocked);
}
