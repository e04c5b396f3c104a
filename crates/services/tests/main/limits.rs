//! Limits on guessing: whoever guesses is stopped, and nobody else. And what wants that somebody shows anew who they are.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    AppError, IdempotencyKey, UserId,
    account::{Credentials, Factor, PasswordChange},
    audit::AuditFilter,
    bulk::{BulkAct, BulkRequest, Selection},
    customer::{Directory, MergeRequest},
    export::ExportFormat,
    user::{UserInput, Welcome},
};
use sea_orm::EntityTrait;
use services::{
    accounts::{Client, SignedIn, Token},
    authz::Actor,
};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::support::{faults, refusal};

each_database!(
    a_stranger_keeps_nobody_from_showing_who_they_are,
    within_a_session_guessing_is_stopped_too,
    what_cannot_be_taken_back_wants_a_fresh_confirmation,
    so_many_at_once_are_no_more_than_are_allowed,
    two_at_once_use_a_link_once,
    whoever_broke_in_does_not_hide_it,
    a_new_password_forgets_browsers
);

const PASSWORD: &str = "vịt bơi ngược dòng sông Hương";
const MAIL: &str = "mai@example.vn";

async fn mai(on: &TestServices, admin: &Actor) -> (UserId, SignedIn) {
    let input = UserInput { full_name: "Lê Thị Mai".to_owned(), email: MAIL.to_owned(), ..UserInput::default() };
    let welcomed = on.users().create(admin, &input, &Welcome::Invitation).await.unwrap();
    let link = Token::parse(&welcomed.token.unwrap()).unwrap();
    let signed_in = on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &Client::default()).await;
    (welcomed.id, signed_in.unwrap())
}

async fn actor(on: &TestServices, signed_in: &SignedIn) -> Actor {
    on.accounts().session(&signed_in.session).await.unwrap().unwrap().actor("10.0.0.7")
}

async fn a_stranger_keeps_nobody_from_showing_who_they_are(on: &TestServices) {
    let admin = on.administrator().await;
    let (id, signed_in) = mai(on, &admin).await;
    let who = actor(on, &signed_in).await;
    let link = on.users().invite(&admin, id).await.unwrap();
    // Out of the same house.
    let stranger = Client { address: "10.0.0.7".to_owned(), ..Client::default() };
    let guess = |password: &str| Credentials {
        email: MAIL.to_owned(),
        password: password.to_owned(),
        new: None,
        factor: Factor::default(),
    };
    for _ in 0..10 {
        let guessed = on.accounts().sign_in(&guess("sai mật khẩu rồi nhé"), &stranger).await;
        assert_eq!(faults(guessed), ["password: sign_in_failed"]);
    }
    let stopped = on.accounts().sign_in(&guess(PASSWORD), &stranger).await;
    assert!(matches!(refusal(stopped), AppError::TooMany { .. }));

    on.accounts().confirm(&who, PASSWORD, None).await.unwrap();
    on.accounts().accept_invitation(&link, "cây khế sau vườn đã nở hoa", &Factor::default(), &stranger).await.unwrap();
    let again = on.users().invite(&admin, id).await.unwrap();
    let signed_in = on.accounts().accept_invitation(&again, PASSWORD, &Factor::default(), &stranger).await.unwrap();
    let change =
        PasswordChange { current: PASSWORD.to_owned(), new: "cây khế sau vườn đã nở hoa".to_owned() };
    on.accounts().change_password(&actor(on, &signed_in).await, &change).await.unwrap();
}

async fn within_a_session_guessing_is_stopped_too(on: &TestServices) {
    let admin = on.administrator().await;
    let (_, signed_in) = mai(on, &admin).await;
    let who = actor(on, &signed_in).await;
    for _ in 0..10 {
        assert_eq!(faults(on.accounts().confirm(&who, "sai mật khẩu rồi", None).await), ["password: wrong_password"]);
    }
    assert!(matches!(refusal(on.accounts().confirm(&who, PASSWORD, None).await), AppError::TooMany { .. }));
    let change =
        PasswordChange { current: PASSWORD.to_owned(), new: "cây khế sau vườn đã nở hoa".to_owned() };
    assert!(matches!(refusal(on.accounts().change_password(&who, &change).await), AppError::TooMany { .. }));
    // Whoever has the password signs in elsewhere as ever.
    let form =
        Credentials { email: MAIL.to_owned(), password: PASSWORD.to_owned(), new: None, factor: Factor::default() };
    on.accounts().sign_in(&form, &Client::default()).await.unwrap();
}

async fn what_cannot_be_taken_back_wants_a_fresh_confirmation(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(Directory::Individuals);
    let (stays, goes, gone) =
        (on.named(&admin, "An").await, on.named(&admin, "Ân").await, on.named(&admin, "Anh").await);
    individuals.trash(&admin, gone.id).await.unwrap();
    let merge = MergeRequest {
        survivor: stays.id,
        survivor_version: 1,
        other: goes.id,
        other_version: 1,
        take: BTreeSet::new(),
    };
    let trash = BulkRequest {
        directory: Directory::Individuals,
        selection: Selection::These(vec![stays.id]),
        act: BulkAct::Trash,
    };
    let key = || IdempotencyKey(Uuid::now_v7());
    let filter = AuditFilter::default;
    on.clock.advance(TimeDelta::minutes(5));

    assert_eq!(refusal(individuals.purge(&admin, gone.id, &gone.code).await), AppError::Unconfirmed);
    assert_eq!(refusal(individuals.merge(&admin, &merge).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.bulk().trash(&admin, key(), trash.clone()).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.audit().may_export(&admin).await), AppError::Unconfirmed);
    let file = on.audit().export(&admin, filter(), ExportFormat::Csv).await;
    assert_eq!(refusal(file.map(drop)), AppError::Unconfirmed);

    let fresh = on.actor_of(admin.user).await;
    individuals.purge(&fresh, gone.id, &gone.code).await.unwrap();
    individuals.merge(&fresh, &merge).await.unwrap();
    on.bulk().trash(&fresh, key(), trash).await.unwrap();
    on.audit().may_export(&fresh).await.unwrap();
    on.audit().export(&fresh, filter(), ExportFormat::Csv).await.map(drop).unwrap();
}

async fn so_many_at_once_are_no_more_than_are_allowed(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin).await;
    let guesses = (0..24).map(|_| {
        let services = on.services();
        tokio::spawn(async move {
            let form = Credentials {
                email: MAIL.to_owned(),
                password: "sai mật khẩu rồi nhé".to_owned(),
                new: None,
                factor: Factor::default(),
            };
            refusal(services.accounts().sign_in(&form, &Client::default()).await)
        })
    });
    let mut told = 0;
    for guess in guesses.collect::<Vec<_>>() {
        told += usize::from(!matches!(guess.await.unwrap(), AppError::TooMany { .. }));
    }
    assert_eq!(told, 10);
}

async fn two_at_once_use_a_link_once(on: &TestServices) {
    let admin = on.administrator().await;
    let (id, _) = mai(on, &admin).await;
    for _ in 0..5 {
        let link = on.users().invite(&admin, id).await.unwrap();
        let take = || {
            let (services, link) = (on.services(), link.clone());
            tokio::spawn(async move {
                let password = "cây khế sau vườn đã nở hoa";
                services.accounts().accept_invitation(&link, password, &Factor::default(), &Client::default()).await
            })
        };
        let (one, other) = tokio::join!(take(), take());
        let taken = [one.unwrap(), other.unwrap()].into_iter().filter(Result::is_ok).count();
        assert_eq!(taken, 1);
    }
}

/// Signs in as a browser that has this device cookie.
async fn sign_in(on: &TestServices, device: Option<&Token>) -> SignedIn {
    let form =
        Credentials { email: MAIL.to_owned(), password: PASSWORD.to_owned(), new: None, factor: Factor::default() };
    on.accounts().sign_in(&form, &Client { device: device.cloned(), ..Client::default() }).await.unwrap()
}

async fn whoever_broke_in_does_not_hide_it(on: &TestServices) {
    let admin = on.administrator().await;
    let (_, own) = mai(on, &admin).await;
    let own = actor(on, &own).await;
    let later = || on.clock.advance(TimeDelta::minutes(1));
    later();
    let first = sign_in(on, None).await;
    later();
    // The browser is known by now, and another one is at hand.
    let again = sign_in(on, Some(&first.device)).await;
    later();
    let second = sign_in(on, None).await;
    for intruder in [&again, &second, &first] {
        on.accounts().dismiss_alerts(&actor(on, intruder).await).await.unwrap();
    }
    assert_eq!(on.accounts().alerts(&actor(on, &again).await).await.unwrap(), [], "nor is one told of oneself");
    assert!(!on.accounts().alerts(&own).await.unwrap().is_empty());
    on.accounts().dismiss_alerts(&own).await.unwrap();
    assert_eq!(on.accounts().alerts(&own).await.unwrap(), []);
}

async fn a_new_password_forgets_browsers(on: &TestServices) {
    let admin = on.administrator().await;
    let (id, own) = mai(on, &admin).await;
    let strange = sign_in(on, None).await;
    let me = actor(on, &own).await;
    let devices = async || entities::device::Entity::find().all(on.database().writer()).await.unwrap().len();
    assert_eq!((devices().await, on.accounts().alerts(&me).await.unwrap().len()), (2, 1));
    let change =
        PasswordChange { current: PASSWORD.to_owned(), new: "cây khế sau vườn đã nở hoa".to_owned() };
    on.accounts().change_password(&me, &change).await.unwrap();
    assert_eq!((devices().await, on.accounts().alerts(&me).await.unwrap().len()), (1, 0));

    let link = on.users().invite(&admin, id).await.unwrap();
    let with = Client { device: Some(strange.device), ..Client::default() };
    on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &with).await.unwrap();
    assert_eq!(devices().await, 1, "the browser that took the link is a new one");
}
