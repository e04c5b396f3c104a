//! Work in the background asks again with the rights that its requester has by then.

use std::time::Duration;

use domain::customer::Directory;
use domain::{
    ImportId,
    export::ExportRequest,
    import::{WithoutEmail, wizard::ImportPlanInput},
    permission::{Action, Cell, Resource},
};
use entities::{bulk, customer, export, import, import_row, job, scan, user_role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use services::authz::Actor;
use test_support::Scope;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    actors::{Asker, give, role_of},
    answers::Finding,
    begin,
    cast::ELSEWHERE,
    office::{COLUMNS, export_of, planned, upload},
    world::{FORMER, Record, World, reaches},
};
use crate::requests::Kept;

/// Nothing that is waited for takes so long.
const PATIENCE: Duration = Duration::from_secs(5);
const CUSTOMERS: Resource = Resource::Individuals;

/// A kind of job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Export,
    CheckImport,
    RunImport,
    Bulk,
    Scan,
}

impl Work {
    pub const ALL: [Self; 5] = [Self::Export, Self::CheckImport, Self::RunImport, Self::Bulk, Self::Scan];

    /// What the guards call it.
    pub const fn use_case(self) -> &'static str {
        match self {
            Self::Export => "job: export",
            Self::CheckImport => "job: check of an import",
            Self::RunImport => "job: run of an import",
            Self::Bulk => "job: act on many",
            Self::Scan => "job: scan for duplicates",
        }
    }

    const fn cell(self) -> Cell {
        match self {
            Self::Export => (Action::Export, CUSTOMERS),
            Self::CheckImport | Self::RunImport => (Action::Import, CUSTOMERS),
            Self::Bulk | Self::Scan => (Action::Edit, CUSTOMERS),
        }
    }
}

/// Everything that a kind of job must ask for.
pub async fn findings(world: &World<'_>, work: Work) -> Vec<Finding> {
    // Nothing is left over from those who asked before.
    job::Entity::delete_many().exec(world.services().database().writer()).await.unwrap();
    begin("");
    let findings = match work {
        Work::Bulk => super::bulk::findings(world).await,
        Work::Scan => super::scans::findings(world).await,
        Work::Export => [lost_rights(world, work).await, exported(world).await].concat(),
        Work::CheckImport | Work::RunImport => [lost_rights(world, work).await, imported(world, work).await].concat(),
    };
    findings.into_iter().map(|finding| format!("{}: {finding}", work.use_case())).collect()
}

/// Whoever has lost what it takes gets nothing, though it was there when the work was asked for.
async fn lost_rights(world: &World<'_>, work: Work) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sensitive = [
        ("id_number", (Action::View, Resource::PersonalIds)),
        ("monthly_income", (Action::View, Resource::Income)),
        ("source", (Action::Create, Resource::Catalogs)),
    ];
    let columns = sensitive.into_iter().filter(|(_, cell)| work != Work::Export || cell.0 == Action::View);
    for (column, lost) in columns.map(|(column, cell)| (Some(column), cell)).chain([(None, work.cell())]) {
        let mut kept = vec![work.cell(), (Action::Create, CUSTOMERS)];
        kept.retain(|cell| *cell != lost);
        let actor = person(world, &kept, lost).await;
        let columns: Vec<&str> = column.into_iter().collect();
        let id = match work {
            Work::Export => {
                let request: ExportRequest = serde_json::from_value(export_of(&columns)).unwrap();
                world.house.working.exports().request(&actor, &request).await.unwrap().id.0
            }
            Work::CheckImport | Work::RunImport | Work::Bulk | Work::Scan => {
                let sheet = upload(&world.house, &actor, super::office::SHEET).await;
                let fields: Vec<&str> =
                    COLUMNS.into_iter().filter(|field| *field == "name" || columns.contains(field)).collect();
                queue(world, work, &actor, sheet, |plan| {
                    plan.columns = serde_json::from_value(planned(&fields)).unwrap()
                })
                .await;
                sheet
            }
        };
        lose(world, &actor).await;
        run(world, work).await;
        let status = status_of(world, work, id).await;
        if status != "failed" {
            findings.push(format!("{status} although {} {} was lost", lost.0.key(), lost.1.key()));
        }
    }
    findings
}

/// Somebody with a role of what is kept and one of what will be lost.
pub async fn person(world: &World<'_>, kept: &[Cell], lost: Cell) -> Actor {
    let services = world.services();
    let with = |name: &str, cells: &[Cell]| {
        let person = services.user(name).in_branch(world.here);
        cells.iter().fold(person, |person, cell| person.may(Scope::All, cell.1, &[cell.0]))
    };
    let lender = with("Cho Mượn", &[lost]).create().await;
    let actor = with("Ai Đó", kept).sign_in().await;
    give(services, actor.user, &[role_of(services, lender).await]).await;
    actor
}

/// Takes the role that was lent: the one that somebody else has too.
pub async fn lose(world: &World<'_>, actor: &Actor) {
    let services = world.services();
    let roles: Vec<Uuid> = user_role::Entity::find()
        .filter(user_role::Column::UserId.eq(actor.user.0))
        .all(services.database().writer())
        .await
        .unwrap()
        .into_iter()
        .map(|has| has.role_id)
        .collect();
    services.take_roles_from(actor.user).await;
    for role in roles {
        let others = user_role::Entity::find().filter(user_role::Column::RoleId.eq(role));
        if others.count(services.database().writer()).await.unwrap() == 0 {
            give(services, actor.user, &[role]).await;
        }
    }
}

/// A file holds what may be exported and nothing else.
async fn exported(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for asker in world.askers.iter().filter(|asker| asker.name.starts_with("everything")) {
        let (who, user) = asker.inside();
        let actor = world.services().actor_of(user).await;
        let request: ExportRequest = serde_json::from_value(export_of(&[])).unwrap();
        let id = world.house.working.exports().request(&actor, &request).await.unwrap().id;
        run(world, Work::Export).await;
        let file = world.services().data_folder().join("exports").join(id.to_string());
        let text = std::fs::read_to_string(file).unwrap_or_default();
        for record in world.records.iter().filter(|record| record.kept == Kept::Customer(Directory::Individuals)) {
            let name = &record.target.name;
            if text.contains(name) != reaches(who, Work::Export.cell(), record) {
                findings.push(format!("{name} in the file of {} is wrong", asker.name));
            }
        }
        let organization = world.away(Directory::Organizations);
        let view = Directory::Organizations.cell(Action::View);
        if text.contains(&organization.target.name) != reaches(who, view, organization) {
            findings.push(format!("the organization in the file of {} is wrong", asker.name));
        }
    }
    findings
}

/// Rows do what their user may do, each for itself.
async fn imported(world: &World<'_>, work: Work) -> Vec<Finding> {
    let named = |name: &str| world.askers.iter().find(|asker| asker.name == name).unwrap();
    let find = |wanted: &dyn Fn(&Record) -> bool| {
        world
            .records
            .iter()
            .find(|record| record.kept == Kept::Customer(Directory::Individuals) && wanted(record))
            .unwrap()
    };
    let here = find(&|record| record.at.branches == [world.here]);
    let hidden = find(&|record| record.at.owner == Some(world.stranger) && record.at.branches == [world.there]);
    customer::Entity::update_many()
        .col_expr(customer::Column::Phone, Expr::value("+84905969648"))
        .filter(customer::Column::Code.eq(&hidden.target.code))
        .exec(world.services().database().writer())
        .await
        .unwrap();
    let heading = "Mã KH,Họ và tên,Số điện thoại,Chi nhánh,Ghi chú,Người phụ trách\n";
    // Of what somebody may not do, each row is refused; a record out of reach is not there to be met, and nobody out of
    // reach to be named.
    let alone = format!("{heading},Khách Mới,,,,\n{},,,,Đã gọi,\n", here.target.code);
    let branch = format!(
        "{heading},Khách Xa,,Quận Bảy,,\n{},,,Quận Bảy,,\n,Khách Gần,0905969648,,,\n,Khách Của Ai,,,,{ELSEWHERE}\n,Khách Cũ,,,,{FORMER}\n",
        here.target.code
    );
    let mut findings = Vec::new();
    for (asker, sheet, expected) in [("import alone", alone, (0, 2)), ("everything, branch", branch, (1, 4))] {
        let (created, errors) = counts(world, work, named(asker), &sheet).await;
        if (created, errors) != expected {
            findings.push(format!("{asker}: {created} created, {errors} refused"));
        }
    }
    findings.extend(code_of_another(world, work).await);
    findings
}

/// A code that a customer of another kind has is in use, and whoever may not see that one is told no more of it.
async fn code_of_another(world: &World<'_>, work: Work) -> Vec<Finding> {
    let asker = world.askers.iter().find(|asker| asker.name == "everything, branch").unwrap();
    let kept = Kept::Customer(Directory::Organizations);
    let view = (Action::View, Directory::Organizations.resource());
    let others = || world.records.iter().filter(|record| record.kept == kept);
    let mut findings = Vec::new();
    for (is_seen, told) in [(true, "kind_mismatch"), (false, "code_in_use")] {
        let other = others().find(|record| reaches(asker.inside().0, view, record) == is_seen).unwrap();
        let sheet = format!("Mã KH,Họ và tên\n{},Khách Trùng Mã\n", other.target.code);
        let import = done(world, work, asker, &sheet).await;
        let rows = import_row::Entity::find().filter(import_row::Column::ImportId.eq(import.id));
        let rows = rows.all(world.services().database().writer()).await.unwrap();
        if rows.is_empty() || !rows.iter().all(|row| row.detail_json.contains(told)) {
            findings.push(format!("a code of another kind that is seen ({is_seen}) is told otherwise: {rows:?}"));
        }
    }
    findings
}

/// Rows that were created and refused.
async fn counts(world: &World<'_>, work: Work, asker: &Asker, sheet: &str) -> (i64, i64) {
    let row = done(world, work, asker, sheet).await;
    if row.status == "failed" { (-1, -1) } else { (row.created, row.errors) }
}

/// An import of somebody when the work is done.
async fn done(world: &World<'_>, work: Work, asker: &Asker, sheet: &str) -> import::Model {
    let actor = world.services().actor_of(asker.inside().1).await;
    let id = upload(&world.house, &actor, sheet).await;
    queue(world, work, &actor, id, |_| {}).await;
    run(world, work).await;
    import::Entity::find_by_id(id).one(world.services().database().writer()).await.unwrap().unwrap()
}

/// Plans an import, and asks for the work.
async fn queue(world: &World<'_>, work: Work, actor: &Actor, id: Uuid, change: impl FnOnce(&mut ImportPlanInput)) {
    let (imports, id) = (world.house.working.imports(), ImportId(id));
    let mut plan = imports.state(actor, id).await.unwrap().plan.unwrap();
    plan.individual_without_email = WithoutEmail::Allow;
    plan.unknown_catalog_value = serde_json::from_value(json!("create")).unwrap();
    change(&mut plan);
    imports.plan(actor, id, &plan).await.unwrap();
    imports.check(actor, id).await.unwrap();
    if work == Work::RunImport {
        run(world, Work::CheckImport).await;
        imports.start(actor, id).await.unwrap();
    }
}

pub async fn status_of(world: &World<'_>, work: Work, id: Uuid) -> String {
    let writer = world.services().database().writer();
    match work {
        Work::Export => export::Entity::find_by_id(id).one(writer).await.unwrap().unwrap().status,
        Work::Bulk => bulk::Entity::find_by_id(id).one(writer).await.unwrap().unwrap().status,
        Work::Scan => scan::Entity::find_by_id(id).one(writer).await.unwrap().unwrap().status,
        Work::CheckImport | Work::RunImport => {
            import::Entity::find_by_id(id).one(writer).await.unwrap().unwrap().status
        }
    }
}

/// Runs what is queued.
pub async fn run(world: &World<'_>, work: Work) {
    begin(work.use_case());
    let (stop, services) = (CancellationToken::new(), world.house.working.clone());
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { services.run_jobs(stop).await }
    });
    let writer = world.services().database().writer();
    let over = async {
        while job::Entity::find().count(writer).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let _ = tokio::time::timeout(PATIENCE, over).await;
    stop.cancel();
    running.await.unwrap();
    job::Entity::delete_many().exec(writer).await.unwrap();
    begin("");
}
