//! What the trail has to know beside changes of records: who tried, who looked, what ended by itself.

use chrono::TimeDelta;
use domain::{
    account::{Credentials, Factor, PasswordChange, Preferences, Profile},
    audit::{AuditEntry, AuditFilter},
    customer::{CustomerKind, Directory, Field, MergeRequest},
    export::ExportRequest,
    permission::{Action, OwnGrant, OwnGrants, Resource},
    user::{UserInput, Welcome},
};
use services::{
    accounts::{Client, FirstAdministrator, Token},
    authz::Actor,
};
use test_support::{Scope, TestServices, each_database};

use crate::{desk::Desk, support::faults};

each_database!(
    who_tried_to_sign_in_and_from_where,
    accounts_that_nobody_made,
    a_grant_that_ends,
    what_was_looked_at_and_what_is_no_duplicate,
    old_names_beside_new_ones,
    records_that_a_merge_links_anew
);

const PASSWORD: &str = "vịt bơi ngược dòng sông Hương";
const MAIL: &str = "mai@example.vn";

/// The newest entries.
async fn newest(on: &TestServices, admin: &Actor, count: usize) -> Vec<AuditEntry> {
    let mut entries = on.audit().list(admin, &AuditFilter::default(), None).await.unwrap().entries;
    entries.truncate(count);
    entries
}

fn facts(entry: &AuditEntry) -> Vec<(Option<&str>, Option<&str>)> {
    entry.facts.iter().map(|fact| (fact.old.as_deref(), fact.new.as_deref())).collect()
}

async fn who_tried_to_sign_in_and_from_where(on: &TestServices) {
    let admin = on.administrator().await;
    let input = UserInput { full_name: "Lê Thị Mai".to_owned(), email: MAIL.to_owned(), ..UserInput::default() };
    let welcomed = on.users().create(&admin, &input, &Welcome::Invitation).await.unwrap();
    let link = Token::parse(&welcomed.token.unwrap()).unwrap();
    let taken = on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &Client::default()).await.unwrap();

    let there = Client { address: "203.0.113.9".to_owned(), ..Client::default() };
    let guess = |email: &str| Credentials {
        email: email.to_owned(),
        password: "sai mật khẩu rồi nhé".to_owned(),
        new: None,
        factor: Factor::default(),
    };
    for (mail, name) in [(MAIL, Some("Lê Thị Mai")), ("ai@example.vn", None)] {
        faults(on.accounts().sign_in(&guess(mail), &there).await);
        let told = newest(on, &admin, 1).await.remove(0);
        assert_eq!((told.event.as_str(), told.actor.as_deref()), ("sign_in_failed", None));
        assert_eq!(
            (told.address.as_str(), told.record.as_ref().map(|record| record.name.as_str())),
            ("203.0.113.9", name)
        );
    }

    let me = on.accounts().session(&taken.session).await.unwrap().unwrap().actor("203.0.113.7");
    faults(on.accounts().confirm(&me, "sai mật khẩu rồi nhé", None).await);
    let change =
        PasswordChange { current: "sai mật khẩu rồi nhé".to_owned(), new: "cây khế sau vườn".to_owned() };
    faults(on.accounts().change_password(&me, &change).await);
    for told in newest(on, &admin, 2).await {
        assert_eq!((told.event.as_str(), told.actor.as_deref()), ("confirm_failed", Some("Lê Thị Mai")));
        assert_eq!(told.address, "203.0.113.7");
    }
}

async fn accounts_that_nobody_made(on: &TestServices) {
    for email in ["mot@example.vn", "hai@example.vn"] {
        let first = FirstAdministrator { email, full_name: "Trần Văn Hùng", password: PASSWORD, language: "vi" };
        let made = on.accounts().create_administrator(&first).await.unwrap();
        let told = newest(on, &on.actor_of(made).await, 1).await.remove(0);
        assert_eq!((told.event.as_str(), told.actor.as_deref()), ("account_created", None));
        assert!(facts(&told).contains(&(None, Some(email))), "{told:?}");
    }
}

async fn a_grant_that_ends(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").create().await;
    let until = Some(on.clock.now() + TimeDelta::minutes(2));
    let lent = OwnGrant { scope: Some(Scope::All), until };
    let own = OwnGrants::from([((Action::View, Resource::Individuals), lent)]);
    on.users().set_own_grants(&admin, lan, 1, &own).await.unwrap();
    on.clock.advance(TimeDelta::minutes(3));
    on.end_grants_now().await.unwrap();
    let told = newest(on, &admin, 1).await.remove(0);
    assert_eq!((told.event.as_str(), told.actor.as_deref()), ("permissions_changed", None));
    assert_eq!(told.record.as_ref().unwrap().name, "Lan");
    assert!(told.facts.len() == 1 && told.facts[0].old.is_some() && told.facts[0].new.is_none(), "{told:?}");
}

async fn what_was_looked_at_and_what_is_no_duplicate(on: &TestServices) {
    let admin = on.administrator().await;
    let (one, other) = (on.named(&admin, "An").await, on.named(&admin, "Ân").await);
    on.duplicates(Directory::Individuals).keep_apart(&admin, &[one.id, other.id]).await.unwrap();
    assert!(newest(on, &admin, 2).await.iter().all(|entry| entry.event == "kept_apart" && entry.record.is_some()));
    for id in [one.id, other.id] {
        let history = on.customers(Directory::Individuals).history(&admin, id, None).await.unwrap();
        assert_eq!(history[0].event, "kept_apart");
    }

    let clerk = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::Export]);
    let clerk = clerk.may(Scope::All, Resource::Audit, &[Action::View]).sign_in().await;
    let desk = Desk::new(on, &clerk);
    let id = desk.export(&ExportRequest::default()).await.id;
    on.exports().open(&clerk, id).await.unwrap();
    // Whoever fetched it reads of it, too.
    for reader in [&admin, &clerk] {
        let told = newest(on, reader, 1).await.remove(0);
        assert_eq!((told.event.as_str(), told.actor.as_deref()), ("export_downloaded", Some("Lan")));
    }
}

async fn old_names_beside_new_ones(on: &TestServices) {
    let admin = on.administrator().await;
    let profile = Profile { full_name: "Tên Mới".to_owned(), preferences: Preferences::default() };
    on.accounts().save_profile(&admin, &profile).await.unwrap();
    assert_eq!(facts(&newest(on, &admin, 1).await[0]), [(Some("Quản Trị"), Some("Tên Mới"))]);

    let branch = on.branches().create(&admin, "Huế").await.unwrap();
    on.branches().rename(&admin, branch, "Huế", "Vinh").await.unwrap();
    on.branches().delete(&admin, branch).await.unwrap();
    let told = newest(on, &admin, 3).await;
    let told: Vec<_> = told.iter().flat_map(facts).collect();
    assert_eq!(told, [(Some("Vinh"), None), (Some("Huế"), Some("Vinh")), (None, Some("Huế"))]);
}

async fn records_that_a_merge_links_anew(on: &TestServices) {
    let admin = on.administrator().await;
    let organization = async |name| {
        on.customer(&admin, Directory::Organizations, CustomerKind::Organization, [(Field::Name, name)]).await
    };
    let (stays, goes) = (organization("Sen Vàng").await, organization("Sen Vàng Cũ").await);
    let works_there = on.individual(&admin, [(Field::Name, "An"), (Field::Organization, &goes.id.to_string())]).await;
    let request = MergeRequest {
        survivor: stays.id,
        survivor_version: 1,
        other: goes.id,
        other_version: 1,
        take: Default::default(),
    };
    let individuals = on.customers(Directory::Individuals);
    let version = async || individuals.detail(&admin, &works_there.code).await.unwrap().version;
    let merged = on.customers(Directory::Organizations).merge(&admin, &request).await.unwrap();
    assert_eq!(version().await, 2);
    on.customers(Directory::Organizations).unmerge(&admin, stays.id, merged.merge).await.unwrap();
    assert_eq!(version().await, 3);
    let history = individuals.history(&admin, works_there.id, None).await.unwrap();
    let told = (Some("Sen Vàng".to_owned()), Some("Sen Vàng Cũ".to_owned()));
    assert_eq!((history[0].event.as_str(), &history[0].changes[&Field::Organization]), ("changed", &told));
    assert_eq!((history[1].event.as_str(), history.len()), ("changed", 3));
}
