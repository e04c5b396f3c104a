//! A scan for duplicates finds what its user sees and may compare, and nothing else.

use domain::{
    customer::{Directory, Field},
    duplicate::ScanKey,
    permission::{Action, Cell, Resource},
};
use entities::{customer, scan, scan_group};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::authz::Actor;
use uuid::Uuid;

use super::{
    answers::Finding,
    jobs::{Work, lose, person, run, status_of},
    world::{Record, World, reaches},
};
use crate::requests::Kept;

const LIST: Directory = Directory::Individuals;
const VIEW: Cell = (Action::View, Resource::Individuals);
const EDIT: Cell = (Action::Edit, Resource::Individuals);
const PAPERS: Cell = (Action::View, Resource::PersonalIds);
/// Numbers that one customer has as the first, and another one as a further number.
const NUMBERS: [&str; 2] = ["+84905969648", "+84905969649"];

/// Everything that the job must ask for.
pub async fn findings(world: &World<'_>) -> Vec<Finding> {
    let writer = world.services().database().writer();
    scan::Entity::delete_many().exec(writer).await.unwrap();
    [lost_rights(world).await, in_reach(world).await].concat()
}

fn records<'w>(world: &'w World<'_>) -> impl Iterator<Item = &'w Record> {
    world.records.iter().filter(|record| record.kept == Kept::Customer(LIST))
}

/// Whoever has lost the right to edit finds nothing; whoever may see no papers any more compares none.
async fn lost_rights(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let actor = person(world, &[VIEW], EDIT).await;
    let id = started(world, &actor).await;
    lose(world, &actor).await;
    run(world, Work::Scan).await;
    let status = status_of(world, Work::Scan, id).await;
    if status != "failed" {
        findings.push(format!("{status} although the right to edit was lost"));
    }
    let actor = person(world, &[VIEW, EDIT], PAPERS).await;
    let id = started(world, &actor).await;
    lose(world, &actor).await;
    run(world, Work::Scan).await;
    let papers = Field::IdNumber.key();
    if groups(world, id).await.iter().any(|group| group.reasons.contains(papers)) {
        findings.push("papers were compared although the right to see them was lost".to_owned());
    }
    findings
}

/// Of records out of reach none is in a group, by whatever it is found.
async fn in_reach(world: &World<'_>) -> Vec<Finding> {
    let here = records(world).find(|record| record.at.branches == [world.here]).unwrap();
    let far = |record: &&Record| record.at.owner == Some(world.stranger) && record.at.branches == [world.there];
    let hidden = records(world).find(far).unwrap();
    for (first, further, number) in [(hidden, here, NUMBERS[0]), (here, hidden, NUMBERS[1])] {
        put(world, first, customer::Column::Phone, number).await;
        put(world, further, customer::Column::OtherPhones, number).await;
    }
    let mut findings = Vec::new();
    for asker in world.askers.iter().filter(|asker| asker.name.starts_with("everything")) {
        let (who, user) = asker.inside();
        let actor = world.services().actor_of(user).await;
        let id = started(world, &actor).await;
        run(world, Work::Scan).await;
        let groups = groups(world, id).await;
        let is_found = |record: &&Record| groups.iter().any(|group| group.members_json.contains(&record.target.id));
        if let Some(record) = records(world).filter(is_found).find(|record| !reaches(who, VIEW, record)) {
            findings.push(format!("{} was found for {}", record.target.name, asker.name));
        }
        let counted = scan::Entity::find_by_id(id).one(world.services().database().writer()).await.unwrap().unwrap();
        let seen = world.customers_seen(who, |row| row.directory == LIST.key()).await;
        if counted.rows_total != (seen * ScanKey::of(LIST).count()) as i64 {
            findings.push(format!("{} rows are counted for {}, who sees {seen}", counted.rows_total, asker.name));
        }
        // These two share their phones.
        let sees_both = [here, hidden].iter().all(|record| reaches(who, VIEW, record));
        if sees_both && ![here, hidden].iter().all(is_found) {
            findings.push(format!("what is alike was not found for {}", asker.name));
        }
    }
    findings
}

/// Gives a record a number.
async fn put(world: &World<'_>, record: &Record, column: customer::Column, number: &str) {
    let id: Uuid = record.target.id.parse().unwrap();
    let put = customer::Entity::update_many().col_expr(column, Expr::value(number));
    put.filter(customer::Column::Id.eq(id)).exec(world.services().database().writer()).await.unwrap();
}

/// Asks for a scan.
async fn started(world: &World<'_>, actor: &Actor) -> Uuid {
    world.house.working.duplicates(LIST).start(actor).await.unwrap();
    let own = scan::Entity::find().filter(scan::Column::UserId.eq(actor.user.0));
    own.one(world.services().database().writer()).await.unwrap().unwrap().id
}

async fn groups(world: &World<'_>, id: Uuid) -> Vec<scan_group::Model> {
    let groups = scan_group::Entity::find().filter(scan_group::Column::ScanId.eq(id));
    groups.all(world.services().database().writer()).await.unwrap()
}
