//! Acts on many customers decide about each record for itself, with the rights of that moment.

use domain::{
    CustomerId, IdempotencyKey,
    bulk::{BulkAct, BulkRequest, BulkState, CellsRequest, RowCells, Selection},
    customer::{Directory, Edit, Field},
    list::ListState,
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::Scope;
use uuid::Uuid;

use super::{
    actors::{give, role_of},
    answers::Finding,
    jobs::{Work, lose, person, run, status_of},
    world::{Record, World, reaches},
};
use crate::requests::Kept;

const LIST: Directory = Directory::Individuals;

/// Everything that the job must ask for.
pub async fn findings(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for act in [stage(), BulkAct::Trash] {
        findings.extend(lost_right(world, act.clone()).await);
        findings.extend(reached(world, act).await);
    }
    findings.extend(written_cells(world).await);
    findings.extend(moved_away(world).await);
    findings.extend(restored(world).await);
    findings
}

fn stage() -> BulkAct {
    BulkAct::Set(Field::JourneyStage, Some("return".to_owned()))
}

fn records<'w>(world: &'w World<'_>) -> impl Iterator<Item = &'w Record> {
    world.records.iter().filter(|record| record.kept == Kept::Customer(LIST))
}

fn id(record: &Record) -> CustomerId {
    record.target.id.parse().unwrap()
}

async fn begin(world: &World<'_>, actor: &Actor, selection: Selection, act: BulkAct) -> BulkState {
    let (bulk, key) = (world.house.working.bulk(), IdempotencyKey(Uuid::now_v7()));
    let request = BulkRequest { directory: LIST, selection, act };
    match request.act.action() {
        Action::Delete => bulk.trash(actor, key, request).await.unwrap(),
        _ => bulk.change(actor, key, request).await.unwrap(),
    }
}

async fn done(world: &World<'_>, actor: &Actor, selection: Selection, act: BulkAct) -> BulkState {
    let begun = begin(world, actor, selection, act).await;
    run(world, Work::Bulk).await;
    world.house.working.bulk().state(actor, begun.id).await.unwrap()
}

/// Whoever has lost what it takes writes nothing.
async fn lost_right(world: &World<'_>, act: BulkAct) -> Option<Finding> {
    let lost = LIST.cell(act.action());
    let actor = person(world, &[LIST.cell(Action::View)], lost).await;
    let begun = begin(world, &actor, Selection::These(records(world).map(id).collect()), act).await;
    lose(world, &actor).await;
    run(world, Work::Bulk).await;
    put_back(world).await;
    let status = status_of(world, Work::Bulk, begun.id.0).await;
    (status != "failed").then(|| format!("{status} although {} was lost", lost.0.key()))
}

/// Each record that is reached is written, each that is seen is refused, and the others are not there.
async fn reached(world: &World<'_>, act: BulkAct) -> Vec<Finding> {
    let mut findings = Vec::new();
    let named = |name: &str| name.starts_with("everything") || name.starts_with("sees all");
    for asker in world.askers.iter().filter(|asker| named(&asker.name)) {
        let (who, user) = asker.inside();
        let actor = world.services().actor_of(user).await;
        let reach = |action, record: &&Record| reaches(who, LIST.cell(action), record);
        let seen = records(world).filter(|record| reach(Action::View, record)).count() as u64;
        let written = records(world).filter(|record| reach(act.action(), record)).count() as u64;
        let hidden = records(world).count() as u64 - seen;
        let all_seen = world.customers_seen(who, |row| row.directory == LIST.key()).await as u64;

        let named = done(world, &actor, Selection::These(records(world).map(id).collect()), act.clone()).await;
        let counts = named.counts;
        let found = (counts.done + counts.unchanged, counts.refused.values().sum::<u64>(), counts.gone);
        if found != (written, seen - written, hidden) {
            findings.push(format!("{}, {act:?}: {found:?} of {written}, {seen}, {hidden}", asker.name));
        }
        put_back(world).await;
        let list = Selection::Matching(Box::new(ListState::whole(LIST)));
        let total = done(world, &actor, list, stage()).await.rows_total;
        if total != all_seen {
            findings.push(format!("{}: {total} records are all of {all_seen}", asker.name));
        }
        let but = Selection::AllBut(Box::new(ListState::whole(LIST)), records(world).map(id).collect());
        let total = done(world, &actor, but, stage()).await.rows_total;
        if total != all_seen - seen {
            findings.push(format!("{}: {total} records are all of {all_seen} but {seen}", asker.name));
        }
    }
    findings
}

/// Of cells too each record is decided for itself.
async fn written_cells(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let named = |name: &str| name.starts_with("everything") || name.starts_with("sees all");
    for asker in world.askers.iter().filter(|asker| named(&asker.name)) {
        let (who, user) = asker.inside();
        let actor = world.services().actor_of(user).await;
        let count = |action| records(world).filter(|record| reaches(who, LIST.cell(action), record)).count() as u64;
        let (seen, written) = (count(Action::View), count(Action::Edit));
        let hidden = records(world).count() as u64 - seen;
        let street = Edit { was: None, becomes: Some("1 Lê Lợi".to_owned()) };
        let row = |record| RowCells { id: id(record), cells: [(Field::AddressStreet, street.clone())].into() };
        let request = CellsRequest { directory: LIST, rows: records(world).map(row).collect() };
        let bulk = world.house.working.bulk();
        let begun = bulk.write_cells(&actor, IdempotencyKey(Uuid::now_v7()), &request).await.unwrap();
        run(world, Work::Bulk).await;
        let counts = bulk.state(&actor, begun.id).await.unwrap().counts;
        let found = (counts.done + counts.unchanged, counts.refused.values().sum::<u64>(), counts.gone);
        if found != (written, seen - written, hidden) {
            findings.push(format!("{}, cells: {found:?} of {written}, {seen}, {hidden}", asker.name));
        }
        put_back(world).await;
    }
    findings
}

async fn put_back(world: &World<'_>) {
    for record in records(world) {
        world.put_back(record).await;
    }
}

/// Nobody puts a record where they could not have changed it.
async fn moved_away(world: &World<'_>) -> Option<Finding> {
    let asker = world.askers.iter().find(|asker| asker.name.starts_with("sees all")).unwrap();
    let (_, user) = asker.inside();
    let actor = world.services().actor_of(user).await;
    let mine = records(world).find(|record| record.at.owner == Some(user)).unwrap();
    let away = BulkAct::Set(Field::Owner, Some(world.neighbour.to_string()));
    let refused = done(world, &actor, Selection::These(vec![id(mine)]), away).await.counts.refused;
    let right = refused.get("outside_reach") == Some(&1);
    (!right).then(|| format!("a record was put out of reach: {refused:?}"))
}

/// What somebody may not restore any more stays in the trash when they take their act back.
async fn restored(world: &World<'_>) -> Option<Finding> {
    let services = world.services();
    let new = |name: &str| services.user(name).in_branch(world.here);
    let lender = new("Cho Mượn Xóa").may(Scope::All, Resource::Individuals, &[Action::Delete]).create().await;
    let delete = new("Xóa").may(Scope::Own, Resource::Individuals, &[Action::Delete]);
    let actor = delete.may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    give(services, actor.user, &[role_of(services, lender).await]).await;
    let theirs = records(world).find(|record| record.at.owner == Some(world.stranger)).unwrap();
    let trashed = done(world, &actor, Selection::These(vec![id(theirs)]), BulkAct::Trash).await;
    lose(world, &actor).await;
    let undo = world.house.working.bulk().undo(&actor, trashed.id).await.unwrap();
    run(world, Work::Bulk).await;
    let counts = world.house.working.bulk().state(&actor, undo.id).await.unwrap().counts;
    world.put_back(theirs).await;
    let right = trashed.counts.done == 1 && counts.gone == 1;
    (!right).then(|| format!("out of reach and restored: {counts:?}"))
}
