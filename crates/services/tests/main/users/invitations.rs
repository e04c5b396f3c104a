//! Who is let in: invitations, and what an account needs.

use chrono::TimeDelta;
use domain::{
    AppError,
    account::{Credentials, Factor, PasswordChange},
    permission::{Action, OwnGrants, Resource},
    user::{UserInput, UserStatus, Welcome},
};
use services::{
    Outcome,
    accounts::{Client, SignedIn, Token},
    authz::Actor,
};
use test_support::{Scope, TestServices, each_database};

use super::{PASSWORD, VIEW, added, detail, person, set_own};
use crate::support::{conflict, faults, refusal};

each_database!(
    an_invitation_is_good_once,
    an_invitation_ends_after_two_days_and_by_a_newer_one,
    an_account_needs_name_and_an_email_of_its_own,
    two_changes_of_one_account_do_not_overwrite_each_other,
    a_link_is_no_way_to_rights_that_its_maker_lacks,
    a_first_password_is_no_way_to_rights_that_its_maker_lacks,
    what_was_made_before_ends_an_older_link,
);

async fn an_invitation_is_good_once(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = person("Lê Thị Mai", "mai@example.vn");
    let welcomed = on.users().create(&admin, &mai, &Welcome::Invitation).await.unwrap();
    assert_eq!(detail(on, &admin, welcomed.id).await.status, UserStatus::Invited);
    let token = Token::parse(&welcomed.token.unwrap()).unwrap();

    let weak = on.accounts().accept_invitation(&token, "ngắn", &Factor::default(), &Client::default()).await;
    assert!(matches!(refusal(weak), AppError::Invalid(_)));
    let signed_in =
        on.accounts().accept_invitation(&token, PASSWORD, &Factor::default(), &Client::default()).await.unwrap();

    assert_eq!(signed_in.user, welcomed.id);
    assert_eq!(detail(on, &admin, welcomed.id).await.status, UserStatus::Active);
    let again = on.accounts().accept_invitation(&token, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(again), AppError::NotFound);
}

async fn an_invitation_ends_after_two_days_and_by_a_newer_one(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = person("Lê Thị Mai", "mai@example.vn");
    let welcomed = on.users().create(&admin, &mai, &Welcome::Invitation).await.unwrap();
    let first = Token::parse(&welcomed.token.unwrap()).unwrap();
    let second = on.users().invite(&admin, welcomed.id).await.unwrap();
    let old = on.accounts().accept_invitation(&first, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(old), AppError::NotFound);

    on.clock.advance(TimeDelta::hours(48));

    // The administrator's session has ended long ago; the link ends by itself.
    let late = on.accounts().accept_invitation(&second, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(late), AppError::NotFound);
}

async fn an_account_needs_name_and_an_email_of_its_own(on: &TestServices) {
    let admin = on.administrator().await;
    let create = async |input: UserInput| on.users().create(&admin, &input, &Welcome::Invitation).await;
    let empty = faults(create(person(" ", "mai.example.vn")).await);
    assert_eq!(empty, ["full_name: required", "email: email_without_at"]);
    create(person("Lê Thị Mai", "Mai@Example.vn ")).await.unwrap();
    assert_eq!(faults(create(person("Mai Khác", "mai@example.vn")).await), ["email: email_in_use"]);
    let weak = on
        .users()
        .create(&admin, &person("Trần Hùng", "hung@example.vn"), &Welcome::Password("matkhau".to_owned()))
        .await;
    assert_eq!(faults(weak), ["password: password_too_short"]);
}

async fn two_changes_of_one_account_do_not_overwrite_each_other(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").create().await;
    let version = detail(on, &admin, lan).await.version;
    on.users().change(&admin, lan, version, &person("Lan Một", "lan1@example.vn")).await.unwrap();
    let late = on.users().change(&admin, lan, version, &person("Lan Hai", "lan2@example.vn")).await;
    let told = conflict(late);
    assert_eq!((told.version, told.changed_by), (version + 1, admin_name(on, &admin).await));
    let late = on.users().set_own_grants(&admin, lan, version, &OwnGrants::new()).await;
    assert_eq!(conflict(late).version, version + 1);
    // Whoever is kept out by somebody else meanwhile has another version too.
    on.users().block(&admin, lan).await.unwrap();
    let late = on.users().change(&admin, lan, version + 1, &person("Lan Ba", "lan3@example.vn")).await;
    assert_eq!(conflict(late).version, version + 2);
    assert_eq!(detail(on, &admin, lan).await.input.full_name, "Lan Một", "nothing of a refused change is kept");
}

async fn admin_name(on: &TestServices, admin: &Actor) -> String {
    detail(on, admin, admin.user).await.input.full_name
}

/// Somebody who lets people in, and may do no more.
async fn porter(on: &TestServices) -> Actor {
    on.user("Văn Phòng").may(Scope::All, Resource::Users, &[Action::Create, Action::Edit]).sign_in().await
}

async fn take(on: &TestServices, token: &Token) -> Outcome<SignedIn> {
    on.accounts().accept_invitation(token, PASSWORD, &Factor::default(), &Client::default()).await
}

async fn a_link_is_no_way_to_rights_that_its_maker_lacks(on: &TestServices) {
    let (admin, porter) = (on.administrator().await, porter(on).await);
    let mai = on.users().create(&porter, &person("Lê Thị Mai", "mai@example.vn"), &Welcome::Invitation).await.unwrap();
    let lan = on.user("Lan").create().await;
    let links = [Token::parse(&mai.token.unwrap()).unwrap(), on.users().invite(&porter, lan).await.unwrap()];
    for user in [mai.id, lan] {
        set_own(on, &admin, user, OwnGrants::from([(VIEW, added(Scope::All))])).await;
    }

    for link in &links {
        assert_eq!(refusal(take(on, link).await), AppError::NotFound);
        assert_eq!(refusal(on.accounts().enrol_invited(link).await), AppError::NotFound);
    }

    // With what they had when it was made it is good again; and not that of somebody who is gone.
    for user in [mai.id, lan] {
        set_own(on, &admin, user, OwnGrants::new()).await;
    }
    assert_eq!(take(on, &links[0]).await.unwrap().user, mai.id);
    on.users().block(&admin, porter.user).await.unwrap();
    assert_eq!(refusal(take(on, &links[1]).await), AppError::NotFound);
}

async fn a_first_password_is_no_way_to_rights_that_its_maker_lacks(on: &TestServices) {
    const OWN: &str = "cây khế sau vườn đã nở hoa tím";
    let (admin, porter) = (on.administrator().await, porter(on).await);
    let welcome = Welcome::Password(PASSWORD.to_owned());
    let mai = on.users().create(&porter, &person("Lê Thị Mai", "mai@example.vn"), &welcome).await.unwrap().id;
    let form = |new: Option<&str>| Credentials {
        email: "mai@example.vn".to_owned(),
        password: PASSWORD.to_owned(),
        new: new.map(str::to_owned),
        factor: Factor::default(),
    };
    let sign_in = async |new| on.accounts().sign_in(&form(new), &Client::default()).await;
    set_own(on, &admin, mai, OwnGrants::from([(VIEW, added(Scope::All))])).await;

    for new in [None, Some(OWN)] {
        assert_eq!(faults(sign_in(new).await), ["password: sign_in_failed"]);
    }

    set_own(on, &admin, mai, OwnGrants::new()).await;
    assert_eq!(sign_in(Some(OWN)).await.unwrap().user, mai);
    // The own password is nobody else's business.
    set_own(on, &admin, mai, OwnGrants::from([(VIEW, added(Scope::All))])).await;
    let own = Credentials { password: OWN.to_owned(), ..form(None) };
    on.accounts().sign_in(&own, &Client::default()).await.unwrap();
}

async fn what_was_made_before_ends_an_older_link(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = on.users().create(&admin, &person("Lê Thị Mai", "mai@example.vn"), &Welcome::Invitation).await.unwrap();
    let first = take(on, &Token::parse(&mai.token.unwrap()).unwrap()).await.unwrap();
    let me = on.accounts().session(&first.session).await.unwrap().unwrap().actor("127.0.0.1");

    let link = on.users().invite(&admin, mai.id).await.unwrap();
    let new = "cây khế sau vườn đã nở hoa tím".to_owned();
    on.accounts().change_password(&me, &PasswordChange { current: PASSWORD.to_owned(), new }).await.unwrap();
    assert_eq!(refusal(take(on, &link).await), AppError::NotFound, "a new password");

    let link = on.users().invite(&admin, mai.id).await.unwrap();
    on.users().block(&admin, mai.id).await.unwrap();
    on.users().unblock(&admin, mai.id).await.unwrap();
    assert_eq!(refusal(take(on, &link).await), AppError::NotFound, "blocked meanwhile");

    let link = on.users().invite(&admin, mai.id).await.unwrap();
    let version = detail(on, &admin, mai.id).await.version;
    on.users().change(&admin, mai.id, version, &person("Lê Thị Mai", "le.mai@example.vn")).await.unwrap();
    assert_eq!(refusal(take(on, &link).await), AppError::NotFound, "another e-mail");
}
