//! Rights are read fresh: what is taken away is gone with the next call.

use std::time::Duration;

use domain::{
    AppError, IdempotencyKey, SessionId, UserId,
    customer::{CustomerInput, Directory, Field},
    export::ExportRequest,
    list::ListState,
    permission::{Action, Resource},
};
use entities::{user, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::{Outcome, authz::Actor};
use test_support::{Scope, TestServices, change_of, each_database, fields, on_sqlite};
use uuid::Uuid;

use crate::support::refusal;

each_database!(
    a_role_taken_away_counts_from_the_next_call,
    a_blocked_account_is_nobody,
    an_ended_session_is_nobody,
    a_session_is_good_for_its_own_user_alone,
    a_job_needs_no_session_but_an_active_account,
    an_invited_account_is_nobody
);

/// Reads and writes, each answered anew.
async fn calls(on: &TestServices, actor: &Actor) -> Vec<Outcome<()>> {
    let individuals = on.customers(Directory::Individuals);
    let input = CustomerInput { values: fields([(Field::Name, "Lê Hoa")]), without_email: true, ..Default::default() };
    let nobody = domain::CustomerId(Uuid::now_v7());
    vec![
        individuals.list(actor, &ListState::default()).await.map(drop),
        individuals.choices(actor).await.map(drop),
        individuals.create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.map(drop),
        individuals.change(actor, nobody, &change_of(1, Field::Note, None, None)).await.map(drop),
        individuals.trash(actor, nobody).await.map(drop),
        individuals.history(actor, nobody, None).await.map(drop),
    ]
}

async fn all_unauthenticated(on: &TestServices, actor: &Actor) {
    for outcome in calls(on, actor).await {
        assert_eq!(refusal(outcome), AppError::Unauthenticated);
    }
}

async fn a_role_taken_away_counts_from_the_next_call(on: &TestServices) {
    let may = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, may).sign_in().await;
    on.named(&lan, "Lê Hoa").await;
    assert_eq!(on.customers(Directory::Individuals).list(&lan, &ListState::default()).await.unwrap().rows.len(), 1);

    on.take_roles_from(lan.user).await;

    let answers = calls(on, &lan).await.into_iter().map(refusal);
    assert!(answers.into_iter().all(|answer| matches!(answer, AppError::Forbidden { .. })));
}

async fn a_blocked_account_is_nobody(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    for status in ["blocked", "deleted"] {
        on.set_status(admin.user, status).await;
        all_unauthenticated(on, &admin).await;
    }
    on.set_status(admin.user, "active").await;
    on.named(&admin, "Lê Hoa").await;
}

async fn an_ended_session_is_nobody(on: &TestServices) {
    let admin = on.administrator().await;
    let elsewhere = on.actor_of(on.user("Lan").with_full_permission().create().await).await;
    on.end_sessions_of(admin.user).await;
    all_unauthenticated(on, &admin).await;
    on.named(&elsewhere, "Lê Hoa").await;
}

async fn a_session_is_good_for_its_own_user_alone(on: &TestServices) {
    let (admin, other) = (on.administrator().await, on.user("Lan").sign_in().await);
    all_unauthenticated(on, &Actor { session: other.session, ..admin.clone() }).await;
    all_unauthenticated(on, &Actor { session: Some(SessionId(Uuid::now_v7())), ..admin.clone() }).await;
    all_unauthenticated(on, &Actor { user: UserId(Uuid::now_v7()), ..admin }).await;
}

async fn a_job_needs_no_session_but_an_active_account(on: &TestServices) {
    let admin = on.administrator().await;
    let job = Actor::job(admin.user);
    on.end_sessions_of(admin.user).await;
    on.named(&job, "Lê Hoa").await;
    on.set_status(admin.user, "blocked").await;
    all_unauthenticated(on, &job).await;
}

async fn an_invited_account_is_nobody(on: &TestServices) {
    let invited = on.administrator().await;
    on.set_status(invited.user, "invited").await;
    all_unauthenticated(on, &invited).await;
}

/// SQLite has one writer, and whoever wants to write waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_lost_while_one_waits_to_write_is_lost() {
    on_sqlite(async |on| {
        let lan = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::Export]).sign_in().await;
        let writing = on.database().begin_write().await.unwrap();
        let waiting = tokio::spawn({
            let (services, lan) = (on.services(), lan.clone());
            async move { services.exports().request(&lan, &ExportRequest::default()).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!waiting.is_finished(), "it has asked, and waits");

        let has = user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(lan.user.0));
        has.exec(&writing).await.unwrap();
        let epoch = user::Entity::update_many().col_expr(user::Column::PermEpoch, Expr::value(2));
        epoch.filter(user::Column::Id.eq(lan.user.0)).exec(&writing).await.unwrap();
        writing.commit().await.unwrap();

        let forbidden = AppError::Forbidden { action: Action::Export, resource: Resource::Individuals };
        assert_eq!(refusal(waiting.await.unwrap()), forbidden);
    })
    .await;
}
