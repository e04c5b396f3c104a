//! Acts on many customers: rights for each record, what stays after a crash, and the way back.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    AppError, BulkId, CustomerId, IdempotencyKey,
    bulk::{BulkAct, BulkRequest, BulkState, BulkStatus, Selection},
    catalog::{ValueChange, ValueText},
    customer::{Directory, Field},
    export::{ExportFormat, ExportRequest},
    list::ListState,
    permission::{Action, OwnGrant, OwnGrants, Resource},
    value::Catalog,
};
use entities::{bulk, bulk_row, customer};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    desk::{Desk, no_more_jobs},
    support::{faults, ids, list, refusal},
};

each_database!(
    every_record_is_written_as_by_hand,
    what_is_so_already_is_left_alone,
    rights_are_asked_for_each_record,
    what_is_out_of_reach_looks_like_what_is_gone,
    all_that_match_are_those_of_the_beginning,
    who_is_left_out_of_all_stays_as_they_are,
    the_way_back_keeps_what_others_wrote,
    tags_are_given_and_taken_back,
    a_label_that_was_changed_since_is_taken_back_all_the_same,
    what_was_trashed_comes_back,
    the_same_key_begins_one_act,
    a_crash_does_nothing_twice,
    a_cancelled_act_can_be_taken_back,
    rights_taken_away_stop_an_act,
    a_value_that_no_record_could_have_is_refused_at_once,
    an_act_is_its_users_alone,
    the_last_acts_are_told_to_their_user,
    the_chosen_alone_are_exported,
    old_acts_are_forgotten,
);

const LIST: Directory = Directory::Individuals;

fn these(ids: &[CustomerId], act: BulkAct) -> BulkRequest {
    BulkRequest { directory: LIST, selection: Selection::These(ids.to_vec()), act }
}

fn matching(state: ListState, act: BulkAct) -> BulkRequest {
    BulkRequest { directory: LIST, selection: Selection::Matching(Box::new(state)), act }
}

fn stage(stage: &str) -> BulkAct {
    BulkAct::Set(Field::JourneyStage, Some(stage.to_owned()))
}

fn key() -> IdempotencyKey {
    IdempotencyKey(Uuid::now_v7())
}

impl Desk {
    async fn begin(&self, request: BulkRequest) -> BulkState {
        let bulk = self.services.bulk();
        match request.act.action() {
            Action::Delete => bulk.trash(&self.actor, key(), request).await.unwrap(),
            _ => bulk.change(&self.actor, key(), request).await.unwrap(),
        }
    }

    async fn over(&self, id: BulkId) -> BulkState {
        loop {
            let state = self.services.bulk().state(&self.actor, id).await.unwrap();
            if !state.status.is_busy() {
                return state;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    async fn bulk(&self, request: BulkRequest) -> BulkState {
        let begun = self.begin(request).await;
        self.over(begun.id).await
    }

    async fn undo(&self, id: BulkId) -> BulkState {
        let undo = self.services.bulk().undo(&self.actor, id).await.unwrap();
        self.over(undo.id).await
    }
}

async fn several(on: &TestServices, actor: &Actor, count: usize) -> Vec<CustomerId> {
    let mut made = Vec::new();
    for number in 0..count {
        made.push(on.named(actor, &format!("Khách {number}")).await.id);
    }
    made
}

async fn row(on: &TestServices, id: CustomerId) -> customer::Model {
    let found = customer::Entity::find().filter(customer::Column::Id.eq(id.0));
    found.one(on.database().writer()).await.unwrap().unwrap()
}

async fn stage_of(on: &TestServices, id: CustomerId) -> String {
    row(on, id).await.journey_stage
}

async fn every_record_is_written_as_by_hand(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 3).await;
    let done = desk.bulk(these(&made[..2], stage("purchase"))).await;
    assert_eq!((done.status, done.rows_total, done.rows_done, done.counts.done), (BulkStatus::Done, 2, 2, 2));
    assert!(done.undoable && !done.is_undo);
    for id in &made[..2] {
        let row = row(on, *id).await;
        assert_eq!((row.journey_stage.as_str(), row.version), ("purchase", 2));
        assert_eq!(row.updated_by, Some(desk.actor.user.0));
        let history = on.customers(LIST).history(&desk.actor, *id, None).await.unwrap();
        let told = &history[0].changes[&Field::JourneyStage];
        assert_eq!((history.len(), history[0].event.as_str()), (2, "changed"));
        assert_eq!(*told, (None, Some("purchase".to_owned())));
    }
    assert_eq!(row(on, made[2]).await.version, 1);
    no_more_jobs(on).await;
}

async fn what_is_so_already_is_left_alone(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 2).await;
    desk.bulk(these(&made[..1], stage("purchase"))).await;
    let again = desk.bulk(these(&made, stage("purchase"))).await;
    assert_eq!((again.counts.done, again.counts.unchanged), (1, 1));
    assert_eq!(row(on, made[0]).await.version, 2);
    let nothing = desk.bulk(these(&made, stage("purchase"))).await;
    assert_eq!((nothing.counts.unchanged, nothing.undoable), (2, false));
}

/// Of a mixed selection each record is decided for itself.
async fn rights_are_asked_for_each_record(on: &TestServices) {
    let admin = on.administrator().await;
    let here = on.branch("Quận Một").await;
    let person = on
        .user("Lan")
        .in_branch(here)
        .may(Scope::All, Resource::Individuals, &[Action::View])
        .may(Scope::Own, Resource::Individuals, &[Action::Edit, Action::Create, Action::Delete])
        .sign_in()
        .await;
    let (mine, theirs) = (several(on, &person, 2).await, several(on, &admin, 3).await);
    let all: Vec<_> = mine.iter().chain(&theirs).copied().collect();
    let desk = Desk::new(on, &person);
    let changed = desk.bulk(these(&all, stage("return"))).await;
    assert_eq!(changed.counts.done, 2);
    assert_eq!(changed.counts.refused, [("not_granted".to_owned(), 3)].into());
    assert_eq!(stage_of(on, theirs[0]).await, "");

    // What leaves the reach is refused as it is by hand.
    let away = desk.bulk(these(&mine, BulkAct::Set(Field::Owner, Some(admin.user.to_string())))).await;
    assert_eq!(away.counts.refused, [("outside_reach".to_owned(), 2)].into());

    let trashed = desk.bulk(these(&all, BulkAct::Trash)).await;
    assert_eq!((trashed.counts.done, trashed.counts.refused["not_granted"]), (2, 3));
    assert_eq!(ids(&list(on, &admin).await).len(), 3);
}

async fn what_is_out_of_reach_looks_like_what_is_gone(on: &TestServices) {
    let admin = on.administrator().await;
    let rights = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let person = on.user("Lan").may(Scope::Own, Resource::Individuals, rights).sign_in().await;
    let (mine, hidden) = (several(on, &person, 1).await, several(on, &admin, 1).await);
    let missing = CustomerId(Uuid::now_v7());
    let desk = Desk::new(on, &person);
    for act in [stage("return"), BulkAct::Trash] {
        let done = desk.bulk(these(&[mine[0], hidden[0], missing], act)).await;
        assert_eq!((done.counts.done, done.counts.gone), (1, 2));
        assert!(done.counts.refused.is_empty());
    }
    assert_eq!(row(on, hidden[0]).await.version, 1);
}

/// The act takes records out of the very list that it goes by.
async fn all_that_match_are_those_of_the_beginning(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    services::seed::seed_list(on, Directory::Individuals, 620, 1, |_| {}).await.unwrap();
    desk.bulk(matching(ListState::whole(LIST), stage("awareness"))).await;
    let mut state = ListState::whole(LIST);
    state.filters.insert(Field::JourneyStage, "awareness".to_owned());
    let done = desk.bulk(matching(state.clone(), stage("advocacy"))).await;
    assert_eq!((done.status, done.rows_total, done.counts.done), (BulkStatus::Done, 620, 620));
    assert_eq!(on.customers(LIST).count(&desk.actor, &state).await.unwrap().records, 0);
    // A search goes by how well names fit.
    let search = ListState { search: "nguyen".to_owned(), ..ListState::whole(LIST) };
    let hits = on.customers(LIST).count(&desk.actor, &search).await.unwrap().records;
    let found = desk.bulk(matching(search, stage("return"))).await;
    assert!(hits > 0 && found.counts.done == hits, "{hits} {:?}", found.counts);
    let undone = desk.undo(done.id).await;
    assert_eq!((undone.counts.done, undone.counts.kept), (620 - hits, hits));
}

async fn who_is_left_out_of_all_stays_as_they_are(on: &TestServices) {
    let admin = on.administrator().await;
    let rights = &[Action::View, Action::Create, Action::Edit, Action::Export];
    let sees_all = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]);
    let person = sees_all.may(Scope::Own, Resource::Individuals, rights).sign_in().await;
    let (mine, theirs) = (several(on, &person, 3).await, several(on, &admin, 2).await);
    let desk = Desk::new(on, &person);
    let but = |ids: &[CustomerId]| Selection::AllBut(Box::new(ListState::whole(LIST)), ids.to_vec());
    let left_out = [mine[1], theirs[0], CustomerId(Uuid::now_v7())];
    let request = BulkRequest { directory: LIST, selection: but(&left_out), act: stage("return") };
    let done = desk.bulk(request).await;
    assert_eq!((done.rows_total, done.counts.done), (3, 2));
    assert_eq!(done.counts.refused, [("not_granted".to_owned(), 1)].into());
    for (id, expected) in [(mine[0], "return"), (mine[1], ""), (mine[2], "return"), (theirs[0], ""), (theirs[1], "")] {
        assert_eq!(stage_of(on, id).await, expected);
    }

    let request = ExportRequest { except: vec![mine[1], theirs[0]], format: ExportFormat::Csv, ..Default::default() };
    let file = std::fs::read_to_string(desk.exported_file(&request).await).unwrap();
    assert_eq!(file.lines().count(), 3, "{file}");
}

async fn the_way_back_keeps_what_others_wrote(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 4).await;
    desk.bulk(these(&made[..1], stage("awareness"))).await;
    let done = desk.bulk(these(&made, stage("purchase"))).await;
    assert_eq!(done.counts.done, 4);
    let individuals = on.customers(LIST);
    // One is changed since, another field of another one too, and one goes to the trash.
    let later = change_of(2, Field::JourneyStage, Some("purchase"), Some("return"));
    individuals.change(&desk.actor, made[1], &later).await.unwrap();
    let other = change_of(2, Field::Note, None, Some("Đã gọi"));
    individuals.change(&desk.actor, made[2], &other).await.unwrap();
    individuals.trash(&desk.actor, made[3]).await.unwrap();

    let undone = desk.undo(done.id).await;
    assert!(undone.is_undo && !undone.undoable && undone.status == BulkStatus::Done);
    let counts = (undone.counts.done, undone.counts.kept, undone.counts.gone);
    assert_eq!(counts, (2, 1, 1));
    assert_eq!(stage_of(on, made[0]).await, "awareness");
    assert_eq!(stage_of(on, made[1]).await, "return");
    assert_eq!(stage_of(on, made[2]).await, "");
    assert_eq!(row(on, made[2]).await.note, "Đã gọi");
    // A second time it is the same undo, and an undo is not undone.
    assert_eq!(desk.services.bulk().undo(&desk.actor, done.id).await.unwrap().id, undone.id);
    assert!(!desk.services.bulk().state(&desk.actor, done.id).await.unwrap().undoable);
    assert_eq!(faults(desk.services.bulk().undo(&desk.actor, undone.id).await), ["status: unknown_value"]);
}

async fn tags_are_given_and_taken_back(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let plain = several(on, &desk.actor, 1).await[0];
    let tagged = on.individual(&desk.actor, [(Field::Name, "An"), (Field::Tags, "VIP, Ăn chay")]).await.id;
    let given = desk.bulk(these(&[plain, tagged], BulkAct::AddTag("vip".to_owned()))).await;
    assert_eq!((given.counts.done, given.counts.unchanged), (1, 1));
    assert_eq!(row(on, plain).await.tags, "VIP", "spelled as it was given first");
    let taken = desk.bulk(these(&[plain, tagged], BulkAct::RemoveTag("Vip".to_owned()))).await;
    assert_eq!(taken.counts.done, 2);
    assert_eq!((row(on, plain).await.tags.as_str(), row(on, tagged).await.tags.as_str()), ("", "Ăn chay"));
    assert_eq!(desk.undo(taken.id).await.counts.done, 2);
    assert_eq!((row(on, plain).await.tags.as_str(), row(on, tagged).await.tags.as_str()), ("VIP", "Ăn chay\nVIP"));
    assert_eq!(desk.undo(given.id).await.counts.done, 1);
    assert_eq!(row(on, plain).await.tags, "");
    // A record that has as many as it may have gets no further one.
    let full = (0..20).map(|n| format!("thẻ {n}")).collect::<Vec<_>>().join("\n");
    let full = on.individual(&desk.actor, [(Field::Name, "Bình"), (Field::Tags, full.as_str())]).await.id;
    let refused = desk.bulk(these(&[full], BulkAct::AddTag("VIP".to_owned()))).await;
    assert_eq!(refused.counts.refused, [("too_many_tags".to_owned(), 1)].into());
}

async fn a_label_that_was_changed_since_is_taken_back_all_the_same(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let text = |label: &str| ValueText { label: label.to_owned(), ..ValueText::default() };
    let value = on.catalogs().create(&desk.actor, Catalog::CustomerGroup, &text("Quen"), None).await.unwrap();
    let made = several(on, &desk.actor, 2).await;
    let done = desk.bulk(these(&made, BulkAct::Set(Field::CustomerGroup, Some("Quen".to_owned())))).await;
    let renamed = ValueChange { was: text("Quen"), becomes: text("Khách quen") };
    on.catalogs().change(&desk.actor, value.id, &renamed).await.unwrap();
    assert_eq!(desk.undo(done.id).await.counts.done, 2);
    assert_eq!(row(on, made[0]).await.customer_group_id, None);
}

async fn what_was_trashed_comes_back(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 3).await;
    let done = desk.bulk(these(&made, BulkAct::Trash)).await;
    assert_eq!(done.counts.done, 3);
    assert!(list(on, &desk.actor).await.rows.is_empty());
    // Somebody was faster with one of them.
    on.customers(LIST).restore(&desk.actor, made[0]).await.unwrap();
    let undone = desk.undo(done.id).await;
    assert_eq!((undone.counts.done, undone.counts.gone), (2, 1));
    assert_eq!(list(on, &desk.actor).await.rows.len(), 3);
    let history = on.customers(LIST).history(&desk.actor, made[1], None).await.unwrap();
    let events: Vec<_> = history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["restored", "trashed", "created"]);
}

async fn the_same_key_begins_one_act(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let (made, key) = (several(on, &desk.actor, 1).await, key());
    let bulk = desk.services.bulk();
    let first = bulk.change(&desk.actor, key, these(&made, stage("return"))).await.unwrap();
    let again = bulk.change(&desk.actor, key, these(&made, stage("return"))).await.unwrap();
    assert_eq!(first.id, again.id);
    let other = bulk.change(&desk.actor, key, these(&made, stage("purchase"))).await;
    assert_eq!(refusal(other), AppError::KeyReused);
    desk.over(first.id).await;
    assert_eq!(bulk::Entity::find().count(on.database().writer()).await.unwrap(), 1);
}

async fn a_crash_does_nothing_twice(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    services::seed::seed_list(on, Directory::Individuals, 400, 1, |_| {}).await.unwrap();
    let begun = desk.begin(matching(ListState::whole(LIST), BulkAct::AddTag("Tết".to_owned()))).await;
    let mut crashes = 0;
    desk.run_jobs();
    loop {
        sleep(Duration::from_millis(60)).await;
        let state = desk.services.bulk().state(&desk.actor, begun.id).await.unwrap();
        if !state.status.is_busy() {
            break;
        }
        if crashes < 5 {
            desk.kill_jobs().await;
            crashes += 1;
            on.clock.advance(TimeDelta::seconds(9));
            desk.run_jobs();
        }
    }
    let done = desk.over(begun.id).await;
    assert_eq!((done.status, done.rows_done, done.counts.done), (BulkStatus::Done, 400, 400), "{crashes} crashes");
    let once =
        customer::Entity::find().filter(customer::Column::Version.eq(2)).filter(customer::Column::Tags.contains("Tết"));
    assert_eq!(once.count(on.database().writer()).await.unwrap(), 400);
    // A graceful end in the middle is gone on with too.
    let undo = desk.services.bulk().undo(&desk.actor, begun.id).await.unwrap();
    sleep(Duration::from_millis(30)).await;
    desk.stop_jobs().await;
    desk.run_jobs();
    assert_eq!(desk.over(undo.id).await.counts.done, 400);
}

async fn a_cancelled_act_can_be_taken_back(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    services::seed::seed_list(on, Directory::Individuals, 600, 1, |_| {}).await.unwrap();
    let begun = desk.begin(matching(ListState::whole(LIST), stage("return"))).await;
    desk.run_jobs();
    let state = loop {
        let state = desk.services.bulk().state(&desk.actor, begun.id).await.unwrap();
        if state.counts.done > 0 || !state.status.is_busy() {
            break state;
        }
        sleep(Duration::from_millis(1)).await;
    };
    assert!(state.status.is_busy(), "too fast to be stopped");
    let stopped = desk.services.bulk().cancel(&desk.actor, begun.id).await.unwrap();
    assert_eq!((stopped.status, stopped.undoable), (BulkStatus::Cancelled, true));
    no_more_jobs(on).await;
    let stopped = desk.services.bulk().state(&desk.actor, begun.id).await.unwrap();
    let written = customer::Entity::find().filter(customer::Column::Version.eq(2));
    assert_eq!(written.clone().count(on.database().writer()).await.unwrap(), stopped.counts.done);
    assert!(stopped.counts.done < 600);
    assert_eq!(desk.undo(begun.id).await.counts.done, stopped.counts.done);
    let again = desk.services.bulk().cancel(&desk.actor, begun.id).await;
    assert_eq!(faults(again), ["status: unknown_value"]);
}

async fn rights_taken_away_stop_an_act(on: &TestServices) {
    let admin = on.administrator().await;
    let rights = &[Action::View, Action::Edit];
    for blocked in [true, false] {
        let person = on.user("Lan").may(Scope::All, Resource::Individuals, rights).sign_in().await;
        let made = several(on, &admin, 1).await;
        let mut desk = Desk::without_jobs(on, &person);
        let begun = desk.begin(these(&made, stage("return"))).await;
        if blocked {
            on.set_status(person.user, "blocked").await;
        } else {
            on.take_roles_from(person.user).await;
        }
        desk.run_jobs();
        no_more_jobs(on).await;
        let row = bulk::Entity::find_by_id(begun.id.0).one(on.database().writer()).await.unwrap().unwrap();
        assert_eq!((row.status.as_str(), row.reason.as_str()), ("failed", "rights_lost"));
        assert_eq!(stage_of(on, made[0]).await, "");
        desk.stop_jobs().await;
    }
}

async fn a_value_that_no_record_could_have_is_refused_at_once(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 1).await;
    let bulk = desk.services.bulk();
    let refused = async |act| faults(bulk.change(&desk.actor, key(), these(&made, act)).await);
    let set = |field, value: &str| BulkAct::Set(field, Some(value.to_owned()));
    assert_eq!(refused(set(Field::CustomerGroup, "Không có")).await, ["customer_group: not_in_catalog"]);
    let nobody = Uuid::now_v7().to_string();
    assert_eq!(refused(set(Field::Owner, &nobody)).await, ["owner: unknown_value"]);
    assert_eq!(refused(set(Field::Owner, "Lan")).await, ["owner: unknown_value"]);
    assert_eq!(refused(set(Field::Name, "Lan")).await, ["name: unknown_value"]);
    assert_eq!(refused(BulkAct::Trash).await, ["act: unknown_value"]);
    assert_eq!(faults(bulk.trash(&desk.actor, key(), these(&[], BulkAct::Trash)).await), ["selection: required"]);
    assert_eq!(bulk::Entity::find().count(on.database().writer()).await.unwrap(), 0);
}

async fn an_act_is_its_users_alone(on: &TestServices) {
    let admin = on.administrator().await;
    let desk = Desk::new(on, &admin);
    let made = several(on, &admin, 1).await;
    let done = desk.bulk(these(&made, stage("return"))).await;
    let other = on.administrator().await;
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let bulk = on.bulk();
    for actor in [&other, &reader] {
        assert_eq!(refusal(bulk.state(actor, done.id).await), AppError::NotFound);
        assert_eq!(refusal(bulk.cancel(actor, done.id).await), AppError::NotFound);
        assert_eq!(refusal(bulk.undo(actor, done.id).await), AppError::NotFound);
    }
    let lacking = |action| AppError::Forbidden { action, resource: Resource::Individuals };
    let change = bulk.change(&reader, key(), these(&made, stage("return"))).await;
    assert_eq!(refusal(change), lacking(Action::Edit));
    assert_eq!(refusal(bulk.trash(&reader, key(), these(&made, BulkAct::Trash)).await), lacking(Action::Delete));
}

async fn the_last_acts_are_told_to_their_user(on: &TestServices) {
    let admin = on.administrator().await;
    let rights = &[Action::View, Action::Edit];
    let person = on.user("Lan").may(Scope::All, Resource::Individuals, rights).may(Scope::All, Resource::Teams, rights);
    let person = person.sign_in().await;
    let (made, team) = (several(on, &admin, 2).await, on.some_customer(&admin, Directory::Teams, "Tổ Một").await.id);
    let desk = Desk::new(on, &person);
    let told = async || -> Vec<(Directory, bool, bool, bool)> {
        let acts = on.bulk().list(&person).await.unwrap();
        acts.iter().map(|act| (act.directory, act.undoable, act.is_undone, act.is_undo)).collect()
    };
    assert!(told().await.is_empty());
    let first = desk.bulk(these(&made, stage("return"))).await;
    on.clock.advance(TimeDelta::minutes(2));
    let of_teams = BulkRequest { directory: Directory::Teams, ..these(&[team], stage("return")) };
    desk.bulk(of_teams).await;
    desk.bulk(these(&made, stage("return"))).await;
    let (people, teams) = (Directory::Individuals, Directory::Teams);
    let acts = [(people, false, false, false), (teams, true, false, false), (people, true, false, false)];
    assert_eq!(told().await, acts, "the latest first; what has changed nothing is not undone");
    assert_eq!(on.bulk().list(&person).await.unwrap()[2].asked_at, on.clock.now() - TimeDelta::minutes(2));
    assert!(on.bulk().list(&admin).await.unwrap().is_empty(), "they are their user's alone");

    desk.undo(first.id).await;
    let acts = told().await;
    assert_eq!((acts.len(), acts[0].3, acts[3]), (4, true, (people, false, true, false)));
    // What somebody may not see any more is not told of.
    let taken = OwnGrants::from([((Action::View, Resource::Teams), OwnGrant { scope: None, until: None })]);
    let version = on.users().detail(&admin, person.user).await.unwrap().version;
    on.users().set_own_grants(&admin, person.user, version, &taken).await.unwrap();
    assert!(told().await.iter().all(|(directory, ..)| *directory == people));
    let stranger = on.user("Tư").sign_in().await;
    assert!(matches!(refusal(on.bulk().list(&stranger).await), AppError::Forbidden { .. }));
}

async fn the_chosen_alone_are_exported(on: &TestServices) {
    let admin = on.administrator().await;
    let rights = &[Action::View, Action::Create, Action::Export];
    let person = on.user("Lan").may(Scope::Own, Resource::Individuals, rights).sign_in().await;
    let (mine, hidden) = (several(on, &person, 2).await, several(on, &admin, 1).await);
    let desk = Desk::new(on, &person);
    let request = ExportRequest { these: vec![mine[1], hidden[0]], format: ExportFormat::Csv, ..Default::default() };
    let file = std::fs::read_to_string(desk.exported_file(&request).await).unwrap();
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(file.contains("Khách 1"));
    let all = ExportRequest { these: Vec::new(), ..request };
    assert_eq!(std::fs::read_to_string(desk.exported_file(&all).await).unwrap().lines().count(), 3);
}

async fn old_acts_are_forgotten(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = several(on, &desk.actor, 2).await;
    let old = desk.bulk(these(&made, stage("return"))).await;
    desk.undo(old.id).await;
    no_more_jobs(on).await;
    drop(desk);
    on.clock.advance(TimeDelta::days(8));
    let mut desk = Desk::new(on, &on.administrator().await);
    while bulk::Entity::find().count(on.database().writer()).await.unwrap() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(bulk_row::Entity::find().count(on.database().writer()).await.unwrap(), 0);
    desk.stop_jobs().await;
}
