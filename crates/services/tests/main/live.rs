//! What open tabs are told of.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    UserId,
    account::Factor,
    permission::{Action, Cell, OwnGrant, OwnGrants, Resource},
};
use entities::own_grant;
use sea_orm::{EntityTrait, PaginatorTrait};
use services::{Services, accounts::Client, authz::Actor, live::Hint, secrets::Secrets};
use test_support::{Scope, TestServices, each_database, on_postgres};
use tokio::{sync::broadcast::Receiver, time::timeout};
use tokio_util::sync::CancellationToken;

each_database!(
    whoever_is_affected_is_told_and_nobody_else,
    an_own_grant_is_taken_away_and_told_as_it_ends,
    a_grant_that_was_given_meanwhile_ends_in_time
);

/// Long enough for a machine under load; a hint that comes is not waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so long without a hint none is on its way.
const QUIET: Duration = Duration::from_secs(1);
const PASSWORD: &str = "vịt bơi ngược dòng sông Hương";

async fn next(hints: &mut Receiver<Hint>) -> Hint {
    timeout(PATIENCE, hints.recv()).await.expect("nothing was told").unwrap()
}

async fn whoever_is_affected_is_told_and_nobody_else(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let hung = on.user("Hùng").sign_in().await;
    let mut hints = on.listen();

    on.users().block(&admin, lan.user).await.unwrap();
    assert_eq!(next(&mut hints).await, Hint::Rights(lan.user));

    // A change that fails tells nothing; a name is no right.
    on.users().block(&admin, admin.user).await.unwrap_err();
    let detail = on.users().detail(&admin, hung.user).await.unwrap();
    let mut input = detail.input;
    input.full_name = "Hùng Mới".to_owned();
    input.email = "hung-moi@example.vn".to_owned();
    on.users().change(&admin, hung.user, detail.version, &input).await.unwrap();

    on.accounts().sign_out(&hung).await.unwrap();
    assert_eq!(next(&mut hints).await, Hint::Rights(hung.user));

    // A new password by a link ends all sessions.
    let link = on.users().invite(&admin, hung.user).await.unwrap();
    on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &Client::default()).await.unwrap();
    assert_eq!(next(&mut hints).await, Hint::Rights(hung.user));
    assert!(hints.try_recv().is_err());
}

const VIEW: Cell = (Action::View, Resource::Individuals);

/// Lets somebody view individuals for so long.
async fn lend(on: &TestServices, admin: &Actor, user: UserId, time: TimeDelta) {
    let grant = OwnGrant { scope: Some(Scope::All), until: Some(on.clock.now() + time) };
    let version = on.users().detail(admin, user).await.unwrap().version;
    on.users().set_own_grants(admin, user, version, &OwnGrants::from([(VIEW, grant)])).await.unwrap();
}

async fn an_own_grant_is_taken_away_and_told_as_it_ends(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hung) = (on.user("Lan").sign_in().await, on.user("Hùng").sign_in().await);
    assert_eq!(on.end_grants_now().await.unwrap(), None);
    lend(on, &admin, lan.user, TimeDelta::minutes(5)).await;
    lend(on, &admin, hung.user, TimeDelta::minutes(10)).await;
    let (first, second) = (on.clock.now() + TimeDelta::minutes(5), on.clock.now() + TimeDelta::minutes(10));
    let before = on.accounts().viewer(&lan).await.unwrap().principal;
    let mut hints = on.listen();
    assert_eq!(on.end_grants_now().await.unwrap(), Some(first));
    assert!(hints.try_recv().is_err());

    on.clock.advance(TimeDelta::minutes(5));

    assert_eq!(on.end_grants_now().await.unwrap(), Some(second));
    assert_eq!(next(&mut hints).await, Hint::Rights(lan.user));
    assert!(hints.try_recv().is_err());
    let after = on.accounts().viewer(&lan).await.unwrap().principal;
    assert!(before.may(VIEW.0, VIEW.1) && !after.may(VIEW.0, VIEW.1));
    assert_eq!(after.epoch, before.epoch + 1);
    assert_eq!(own_grant::Entity::find().count(on.database().writer()).await.unwrap(), 1);
}

async fn a_grant_that_was_given_meanwhile_ends_in_time(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").create().await;
    let (stop, services, mut hints) = (CancellationToken::new(), on.services(), on.listen());
    let ending = tokio::spawn({
        let stop = stop.clone();
        async move { services.end_grants(stop).await }
    });
    lend(on, &admin, lan, TimeDelta::milliseconds(10)).await;
    assert_eq!(next(&mut hints).await, Hint::Rights(lan));
    on.clock.advance(TimeDelta::milliseconds(10));
    assert_eq!(next(&mut hints).await, Hint::Rights(lan));
    stop.cancel();
    ending.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_is_told_by_postgres() {
    on_postgres(async |on| {
        let admin = on.administrator().await;
        let lan = on.user("Lan").create().await;
        let other = Services::new(
            on.database().clone(),
            on.clock.for_services(),
            Secrets::new([7; 32]),
            on.data_folder().into(),
        );
        let mut hints = other.listen();
        let hearing = tokio::spawn(async move { other.hear_others().await });
        // Whatever was missed before it could hear is looked at anew.
        assert_eq!(next(&mut hints).await, Hint::Gap);

        on.users().block(&admin, lan).await.unwrap();

        assert_eq!(next(&mut hints).await, Hint::Rights(lan));
        // Sessions that end are told there too.
        on.users().unblock(&admin, lan).await.unwrap();
        let link = on.users().invite(&admin, lan).await.unwrap();
        let signed_in = on.actor_of(lan).await;
        while timeout(QUIET, hints.recv()).await.is_ok() {}
        on.accounts().sign_out(&signed_in).await.unwrap();
        assert_eq!(next(&mut hints).await, Hint::Rights(lan));
        let taken = on.accounts().accept_invitation(&link, PASSWORD, &Factor::default(), &Client::default()).await;
        assert_eq!((taken.unwrap().user, next(&mut hints).await), (lan, Hint::Rights(lan)));
        hearing.abort();
    })
    .await;
}
