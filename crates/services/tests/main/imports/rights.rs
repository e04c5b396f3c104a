//! What an import may do is what its user may do at that moment, and it tells no more than that.

use domain::{
    AppError,
    customer::{Directory, Field},
    import::wizard::{ImportRowView, ImportStatus, RowFilter, RowVerdict},
    permission::{Action, Resource},
};
use entities::import;
use sea_orm::EntityTrait;
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database, fields};

use super::{bearer, customers, people};
use crate::{desk::Desk, support::refusal};

each_database!(
    nobody_imports_without_the_right,
    an_import_is_its_users_alone,
    what_is_out_of_reach_is_not_there,
    what_may_not_be_edited_stays,
    what_may_not_be_created_is_refused,
    rights_taken_away_stop_a_run,
    a_blocked_user_stops_a_run,
    owners_and_branches_come_by_name,
    a_file_names_nobody_out_of_reach,
    new_catalog_values_need_their_right,
);

const ALL: [Action; 5] = [Action::View, Action::Create, Action::Edit, Action::Export, Action::Import];

async fn nobody_imports_without_the_right(on: &TestServices) {
    let actor = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View, Action::Create]).sign_in().await;
    let desk = Desk::without_jobs(on, &actor);
    let imports = desk.services.imports();
    let missing = AppError::Forbidden { action: Action::Import, resource: Resource::Individuals };
    assert_eq!(refusal(imports.begin(&actor, "a.csv", None).await.map(|_| ())), missing);
    assert_eq!(refusal(imports.list(&actor).await), missing);
    assert_eq!(refusal(imports.template(&actor, i18n::Locale::Vi).await), missing);
}

async fn an_import_is_its_users_alone(on: &TestServices) {
    let (one, other) = (on.administrator().await, on.administrator().await);
    let desk = Desk::new(on, &one);
    let id = desk.upload("a.csv", people(3).as_bytes()).await.id;
    let plan = desk.check(id).await.plan.unwrap();
    let imports = desk.services.imports();
    assert_eq!(imports.list(&one).await.unwrap().len(), 1);
    assert!(imports.list(&other).await.unwrap().is_empty());
    let answers = [
        refusal(imports.state(&other, id).await),
        refusal(imports.sheets(&other, id).await),
        refusal(imports.columns(&other, id, "", 1).await),
        refusal(imports.plan(&other, id, &plan).await),
        refusal(imports.check(&other, id).await),
        refusal(imports.start(&other, id).await),
        refusal(imports.pause(&other, id).await),
        refusal(imports.resume(&other, id).await),
        refusal(imports.cancel(&other, id).await),
        refusal(imports.rows(&other, id, RowFilter::All, None).await),
        refusal(imports.refused(&other, id).await),
    ];
    assert!(answers.iter().all(|answer| *answer == AppError::NotFound), "{answers:?}");
}

/// A record elsewhere is matched by nothing and warned of by nothing; its code alone is in use.
async fn what_is_out_of_reach_is_not_there(on: &TestServices) {
    let (here, there) = (on.branch("Hà Nội").await, on.branch("Huế").await);
    let admin = on.administrator().await;
    let branch = there.to_string();
    let theirs = [(Field::Name, "Trần An"), (Field::Phone, "0905000001"), (Field::Branch, branch.as_str())];
    let far = on.individual(&admin, theirs).await;
    let clerk = on.user("Lan").in_branch(here).may(Scope::Branch, Resource::Individuals, &ALL).sign_in().await;
    let file = format!("Mã KH,Họ tên,Điện thoại\n{},Lê Bình,0905000002\n,Trần An,0905000001\n", far.code);
    let rows = imported(on, &clerk, &file).await;
    assert_eq!(codes(&rows[0]), ["code_in_use"]);
    assert_eq!((rows[0].name.as_deref(), rows[0].linked), (Some("Lê Bình"), false));
    assert_eq!((rows[1].verdict, rows[1].warnings.len()), (RowVerdict::Created, 0));
    let made = bearer(on, rows[1].code.as_deref().unwrap()).await;
    assert_eq!((made.branch_id, made.owner_id), (Some(here.0), Some(clerk.user.0)));
    assert_eq!(bearer(on, &far.code).await.version, 1);
}

/// Who sees all and edits the own may say of the others what stands there anyway, and no more.
async fn what_may_not_be_edited_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let clerk = on
        .user("Lan")
        .may(Scope::All, Resource::Individuals, &[Action::View, Action::Import, Action::Create])
        .may(Scope::Own, Resource::Individuals, &[Action::Edit])
        .sign_in()
        .await;
    let theirs = on.individual(&admin, [(Field::Name, "An"), (Field::Phone, "0905000001")]).await;
    let owner = clerk.user.to_string();
    let own = on.individual(&admin, [(Field::Name, "Bình"), (Field::Owner, owner.as_str())]).await;
    let (theirs, own) = (theirs.code, own.code);
    let file = format!(
        "Mã KH,Họ tên,Điện thoại\n{theirs},An,0905000009\n{own},Bình,0905000008\n,Châu,0905000009\n{theirs},An,0905000001\n"
    );
    let rows = imported(on, &clerk, &file).await;
    assert_eq!(codes(&rows[0]), ["not_allowed_to_edit"]);
    assert_eq!(rows[1].verdict, RowVerdict::Changed);
    assert_eq!(rows[2].verdict, RowVerdict::Created, "a refused row counts for nothing");
    assert_eq!(rows[3].verdict, RowVerdict::Unchanged);
    assert_eq!(bearer(on, &theirs).await.phone, "+84905000001");
}

async fn what_may_not_be_created_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let known = on.named(&admin, "An").await;
    let clerk = on
        .user("Lan")
        .may(Scope::All, Resource::Individuals, &[Action::View, Action::Edit, Action::Import])
        .sign_in()
        .await;
    let file = format!("Mã KH,Họ tên,Điện thoại\n{},An,0905000001\nX1,Bình,0905000002\n,Châu,0905000003\n", known.code);
    let rows = imported(on, &clerk, &file).await;
    assert_eq!(rows[0].verdict, RowVerdict::Changed);
    assert_eq!((codes(&rows[1]), codes(&rows[2])), (vec!["not_allowed_to_create"], vec!["not_allowed_to_create"]));
    assert!(rows[1].faults[0].field.is_none() && rows[1].faults[0].cell.is_none());
    assert_eq!(customers(on).await, 1);
}

async fn rights_taken_away_stop_a_run(on: &TestServices) {
    let actor = on.administrator().await;
    let id = under_way(on, &actor, async || on.take_roles_from(actor.user).await).await;
    stopped(on, id).await;
}

async fn a_blocked_user_stops_a_run(on: &TestServices) {
    let actor = on.administrator().await;
    let id = under_way(on, &actor, async || on.set_status(actor.user, "blocked").await).await;
    stopped(on, id).await;
}

/// Begins a long run, and lets something happen in the middle of it.
async fn under_way(on: &TestServices, actor: &Actor, happens: impl AsyncFn()) -> domain::ImportId {
    let mut desk = Desk::new(on, actor);
    let id = desk.upload("a.csv", people(1_500).as_bytes()).await.id;
    desk.check(id).await;
    desk.services.imports().start(actor, id).await.unwrap();
    desk.until(id, |state| state.rows_done > 0).await;
    happens().await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    desk.stop_jobs().await;
    id
}

async fn stopped(on: &TestServices, id: domain::ImportId) {
    let row = import::Entity::find_by_id(id.0).one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.reason.as_str()), (ImportStatus::Failed.key(), "rights_lost"));
    assert!(row.rows_done < row.rows_total);
    assert_eq!(customers(on).await, row.created.unsigned_abs());
}

async fn owners_and_branches_come_by_name(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hue) = (on.user("Trần Thị Lan").create().await, on.branch("Chi nhánh Huế").await);
    on.user("Trùng Tên").create().await;
    on.user("Trùng Tên").create().await;
    let file = format!(
        "Họ tên,Người phụ trách,Chi nhánh\nAn,tran thi lan,Chi nhánh Huế\nBình,{lan}@example.com,\nChâu,Ai Đó,\n\
         Dũng,Trùng Tên,Đà Lạt\nEm,,\n"
    );
    let rows = imported(on, &admin, &file).await;
    let an = bearer(on, rows[0].code.as_deref().unwrap()).await;
    assert_eq!((an.owner_id, an.branch_id), (Some(lan.0), Some(hue.0)));
    assert_eq!(bearer(on, rows[1].code.as_deref().unwrap()).await.owner_id, Some(lan.0));
    assert_eq!((codes(&rows[2]), codes(&rows[3])), (vec!["not_found"], vec!["ambiguous", "not_found"]));
    assert_eq!(rows[3].faults[1].cell.as_deref(), Some("C5"));
    assert_eq!(bearer(on, rows[4].code.as_deref().unwrap()).await.owner_id, Some(admin.user.0));
}

/// Whom the form would not offer, a file cannot name either, unless they are in charge already of what its user sees.
async fn a_file_names_nobody_out_of_reach(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let admin = on.administrator().await;
    let (near, moved) =
        (on.user("Gần").in_branch(here).create().await, on.user("Đã Chuyển").in_branch(there).create().await);
    on.user("Xa").in_branch(there).create().await;
    let (owner, branch) = (moved.to_string(), here.to_string());
    let known = [(Field::Name, "An"), (Field::Owner, owner.as_str()), (Field::Branch, branch.as_str())];
    let known = on.individual(&admin, known).await.code;
    let clerk = on.user("Lan").in_branch(here).may(Scope::Branch, Resource::Individuals, &ALL).sign_in().await;
    let file = format!("Mã KH,Họ tên,Người phụ trách\n{known},An,Đã Chuyển\n,Bình,Gần\n,Châu,Xa\n");
    let rows = imported(on, &clerk, &file).await;
    assert_eq!((rows[0].verdict, rows[1].verdict), (RowVerdict::Unchanged, RowVerdict::Created));
    assert_eq!(bearer(on, rows[1].code.as_deref().unwrap()).await.owner_id, Some(near.0));
    assert_eq!(codes(&rows[2]), ["not_found"]);
}

async fn new_catalog_values_need_their_right(on: &TestServices) {
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, &ALL).sign_in().await;
    let desk = Desk::new(on, &clerk);
    let file = "Họ tên,Nguồn\nAn,Tờ rơi\nBình,TO ROI\nChâu,Tờ rơi\n";
    let uploaded = desk.upload("a.csv", file.as_bytes()).await;
    let mut plan = uploaded.plan.unwrap();
    assert_eq!(desk.check(uploaded.id).await.counts.errors, 3);
    plan.unknown_catalog_value = domain::import::UnknownCatalogValue::Create;
    let missing = AppError::Forbidden { action: Action::Create, resource: Resource::Catalogs };
    assert_eq!(refusal(desk.services.imports().plan(&clerk, uploaded.id, &plan).await), missing);

    let desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", file.as_bytes()).await.id;
    desk.plan(id, &plan).await;
    let checked = desk.check(id).await;
    assert_eq!((checked.counts.created, checked.counts.warned), (3, 3));
    let done = desk.write(id).await;
    assert_eq!(done.counts, checked.counts);
    let choices = desk.services.customers(Directory::Individuals).choices(&desk.actor).await.unwrap();
    assert_eq!(choices.catalogs[&domain::value::Catalog::Source], ["Tờ rơi"]);
    let warned = desk.rows(id, RowFilter::Warned).await;
    assert!(warned.iter().all(|row| row.warnings[0].code == "catalog_value_created"));
}

/// Imports a CSV file by the guessed plan; check and real run must agree.
async fn imported(on: &TestServices, actor: &Actor, file: &str) -> Vec<ImportRowView> {
    let desk = Desk::new(on, actor);
    let id = desk.upload("a.csv", file.as_bytes()).await.id;
    let checked = desk.check(id).await;
    let dry = desk.rows(id, RowFilter::All).await;
    let done = desk.write(id).await;
    assert_eq!((done.status, done.counts), (ImportStatus::Finished, checked.counts));
    let rows = desk.rows(id, RowFilter::All).await;
    for (dry, real) in dry.iter().zip(&rows) {
        assert_eq!((dry.verdict, &dry.faults, &dry.changes), (real.verdict, &real.faults, &real.changes));
    }
    // `fields` is how the forms write them; files must not be able to do more.
    let _ = fields([(Field::Name, "An")]);
    rows
}

fn codes(row: &ImportRowView) -> Vec<&str> {
    row.faults.iter().map(|fault| fault.code.as_str()).collect()
}
