//! Who is let in: invitations, and what an account needs.

use chrono::TimeDelta;
use domain::{
    AppError,
    account::Factor,
    permission::OwnGrants,
    user::{UserInput, UserStatus, Welcome},
};
use services::{
    accounts::{Client, Token},
    authz::Actor,
};
use test_support::{TestServices, each_database};

use super::{PASSWORD, detail, person};
use crate::support::{conflict, faults, refusal};

each_database!(
    an_invitation_is_good_once,
    an_invitation_ends_after_two_days_and_by_a_newer_one,
    an_account_needs_name_and_an_email_of_its_own,
    two_changes_of_one_account_do_not_overwrite_each_other,
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
