//! What open tabs are told of.

use std::time::Duration;

use domain::permission::{Action, Resource};
use services::{Services, live::Hint, secrets::Secrets};
use test_support::{Scope, TestServices, each_database, on_postgres};
use tokio::{sync::broadcast::Receiver, time::timeout};

each_database!(whoever_is_affected_is_told_and_nobody_else);

/// Long enough for a machine under load; a hint that comes is not waited for.
const PATIENCE: Duration = Duration::from_secs(20);

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
    assert!(hints.try_recv().is_err());
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
        hearing.abort();
    })
    .await;
}
