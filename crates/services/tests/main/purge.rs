//! Deleting for good: no trace of what a customer was, and a trail that still proves itself.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    AppError, IdempotencyKey, PersonId,
    bulk::{BulkAct, BulkRequest, Selection},
    customer::{
        CustomerInput, CustomerKind, Directory, Field, MergeRequest, PeopleChange, PersonEdit, PersonField,
        PersonInput, TRASH_DAYS,
    },
    list::ListState,
    permission::{Action, Resource},
};
use entities::customer;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement, TransactionTrait};
use services::authz::Actor;
use services::database::Engine;
use test_support::{Scope, TestServices, change_of, each_database, fields};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    desk::{Desk, no_more_jobs},
    support::{faults, refusal},
};

each_database!(
    nothing_is_left_but_the_code,
    what_others_said_of_it_is_emptied,
    full_permission_and_the_typed_code_are_needed,
    the_trash_is_emptied_after_its_days,
    how_long_the_trash_keeps_is_a_setting,
    what_went_into_it_goes_with_it,
    an_act_that_is_taken_back_finds_it_gone,
    what_imports_kept_is_found_by_the_customer,
);

/// In no text that anybody writes but these tests.
const CANARY: &str = "Zyxqwv";

/// The tables with rows that hold the canary, whatever the column, as text or within bytes.
async fn traces(on: &TestServices) -> Vec<String> {
    let writer = on.database().writer();
    let backend = writer.get_database_backend();
    let tables = match on.database().engine() {
        // A text made of bytes would end at the first zero among them.
        Engine::Sqlite => {
            "SELECT m.name AS name, \
             group_concat('CASE typeof(\"' || c.name || '\") WHEN ''blob'' THEN hex(\"' || c.name || '\") \
             ELSE coalesce(lower(\"' || c.name || '\"), '''') END', ' || '' '' || ') AS line \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' GROUP BY m.name"
        }
        Engine::Postgres => {
            "SELECT tablename AS name, 'lower(t::text)' AS line FROM pg_tables WHERE schemaname = current_schema()"
        }
    };
    let lower = CANARY.to_lowercase();
    let holds = [&lower, &hex(&lower), &hex(CANARY)].map(|trace| format!("line LIKE '%{trace}%'")).join(" OR ");
    let mut found = Vec::new();
    for row in writer.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
        let (name, line): (String, String) = (row.try_get("", "name").unwrap(), row.try_get("", "line").unwrap());
        let sql =
            format!("SELECT count(*) AS count FROM (SELECT {line} AS line FROM \"{name}\" t) AS lines WHERE {holds}");
        let count = writer.query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        let count: i64 = count.try_get("", "count").unwrap();
        found.extend((count > 0).then(|| format!("{name}: {count}")));
    }
    found
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn text(word: &str) -> String {
    format!("{CANARY} {word}")
}

async fn nothing_is_left_but_the_code(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    let admin = desk.actor.clone();
    let individuals = on.customers(Directory::Individuals);
    let values = [
        (Field::Name, text("An")),
        (Field::Code, "KH-ZYX-1".to_owned()),
        (Field::Note, text("ghi chú")),
        (Field::Address, text("đường")),
        (Field::Tags, text("thẻ")),
        (Field::Email, format!("{}@example.com", CANARY.to_lowercase())),
        (Field::IdNumber, "079182057032".to_owned()),
    ];
    let texts = values.each_ref().map(|(field, text)| (*field, text.as_str()));
    let made = on.individual(&admin, texts).await;
    let other = on.named(&admin, "Bình").await;
    let again = text("ghi chú khác");
    let change = change_of(1, Field::Note, Some(&text("ghi chú")), Some(&again));
    individuals.change(&admin, made.id, &change).await.unwrap();
    // An import that changes it, an act on many, and a draft.
    let sheet = format!("Mã KH,Họ tên,Ghi chú\nKH-ZYX-1,{},{}\n", text("Ánh"), text("từ tệp"));
    let import = desk.upload("a.csv", sheet.as_bytes()).await.id;
    desk.check(import).await;
    on.imports().start(&admin, import).await.unwrap();
    desk.settled(import).await;
    let request = BulkRequest {
        directory: Directory::Individuals,
        selection: Selection::These(vec![made.id, other.id]),
        act: BulkAct::AddTag("VIP".to_owned()),
    };
    on.bulk().change(&admin, IdempotencyKey(Uuid::now_v7()), request).await.unwrap();
    let typed = [("note".to_owned(), text("nháp"))].into();
    on.drafts().keep(&admin, &format!("individuals/{}", made.id), &typed).await.unwrap();
    let of_people = format!("people/{}/{}", made.id, Uuid::from_u128(1));
    on.drafts().keep(&admin, &of_people, &typed).await.unwrap();
    no_more_jobs(on).await;
    individuals.trash(&admin, made.id).await.unwrap();
    on.seal_audit_now().await.unwrap();
    assert!(traces(on).await.len() >= 4, "{:?}", traces(on).await);

    individuals.purge(&admin, made.id, "kh-zyx-1").await.unwrap();
    on.clock.advance(TimeDelta::minutes(2));
    desk.stop_jobs().await;
    desk.run_jobs();
    // Its tag goes with the next sweep.
    while entities::tag::Entity::find().count(on.database().writer()).await.unwrap() > 1 {
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(traces(on).await, Vec::<String>::new());
    let chain = on.verify_audit().await.unwrap();
    assert_eq!((chain.broken, chain.erased > 3), (None, true));
    on.seal_audit_now().await.unwrap();
    assert_eq!(on.verify_audit().await.unwrap().broken, None);

    // Nobody finds it, and nobody gets its code.
    assert!(individuals.trashed(&admin, "", None).await.unwrap().rows.is_empty());
    assert_eq!(refusal(individuals.restore(&admin, made.id).await), AppError::NotFound);
    assert_eq!(refusal(individuals.purge(&admin, made.id, "KH-ZYX-1").await), AppError::NotFound);
    assert_eq!(refusal(individuals.detail(&admin, "KH-ZYX-1").await), AppError::NotFound);
    assert!(on.drafts().find(&admin, &format!("individuals/{}", made.id)).await.unwrap().is_none());
    assert!(on.drafts().find(&admin, &of_people).await.unwrap().is_none());
    let values = fields([(Field::Name, "Chi"), (Field::Code, "KH-ZYX-1")]);
    let input = CustomerInput { values, without_email: true, ..Default::default() };
    let taken = individuals.create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await;
    assert_eq!(faults(taken), ["code: code_in_use"]);
    // That it was deleted, and by whom, stays.
    let trail = on.audit().list(&admin, &Default::default(), None).await.unwrap();
    let told = trail.entries.iter().find(|entry| entry.event == "purged").unwrap();
    assert_eq!(told.record.as_ref().map(|record| record.name.as_str()), Some("KH-ZYX-1"));
    assert!(told.actor.is_some());
}

async fn what_others_said_of_it_is_emptied(on: &TestServices) {
    let admin = on.administrator().await;
    let gone = on.individual(&admin, [(Field::Name, &text("An"))]).await;
    let company =
        on.customer(&admin, Directory::Organizations, CustomerKind::Organization, [(Field::Name, "Công ty")]).await;
    let (gone_id, company_id) = (gone.id.to_string(), company.id.to_string());
    let values = [(Field::Name, "Nhóm"), (Field::Representative, gone_id.as_str()), (Field::Organization, &company_id)];
    let team = on.customer(&admin, Directory::Teams, CustomerKind::Team, values).await;
    let member = PersonInput {
        values: [(PersonField::JoinedOn, "2026-01-05".to_owned())].into(),
        individual: Some(gone.id),
        is_main: false,
    };
    let edit = PersonEdit { id: PersonId(Uuid::now_v7()), was: None, becomes: Some(member) };
    let teams = on.customers(Directory::Teams);
    teams.change_people(&admin, team.id, &PeopleChange { people: vec![edit], ..Default::default() }).await.unwrap();
    assert_eq!(teams.detail(&admin, &team.code).await.unwrap().people.len(), 1);

    on.customers(Directory::Individuals).trash(&admin, gone.id).await.unwrap();
    on.customers(Directory::Individuals).purge(&admin, gone.id, &text("An")).await.unwrap();
    on.customers(Directory::Organizations).trash(&admin, company.id).await.unwrap();
    on.customers(Directory::Organizations).purge(&admin, company.id, &company.code).await.unwrap();
    let left = teams.detail(&admin, &team.code).await.unwrap();
    assert!(left.people.is_empty() && left.links.is_empty());
    assert!(!left.values.contains_key(&Field::Representative) && !left.values.contains_key(&Field::Organization));
    let row = customer::Entity::find().filter(customer::Column::Id.eq(team.id.0)).one(on.database().writer()).await;
    let row = row.unwrap().unwrap();
    assert_eq!((row.representative_id, row.organization_id), (None, None));
    assert_eq!(row.version, 5, "two versions for people, one for the representative, one for the organization");
    let history = teams.history(&admin, team.id, None).await.unwrap();
    assert_eq!(history.iter().filter(|entry| entry.event == "changed").count(), 4);
    assert_eq!(traces(on).await, Vec::<String>::new());
}

async fn full_permission_and_the_typed_code_are_needed(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "An").await;
    let everything = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    let individuals = on.customers(Directory::Individuals);
    assert_eq!(refusal(individuals.purge(&admin, made.id, &made.code).await), AppError::NotFound, "not in the trash");
    individuals.trash(&admin, made.id).await.unwrap();
    let forbidden = AppError::Forbidden { action: Action::Delete, resource: Resource::Individuals };
    assert_eq!(refusal(individuals.purge(&everything, made.id, &made.code).await), forbidden);
    for typed in ["", " ", "KH", "Bình"] {
        assert_eq!(faults(individuals.purge(&admin, made.id, typed).await), ["typed: does_not_match"]);
    }
    individuals.purge(&admin, made.id, " An ").await.unwrap();
}

async fn the_trash_is_emptied_after_its_days(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(Directory::Individuals);
    for number in 0..25 {
        let name = text(&number.to_string());
        let made = on.individual(&admin, [(Field::Name, &name)]).await;
        individuals.trash(&admin, made.id).await.unwrap();
    }
    on.clock.advance(TimeDelta::days(TRASH_DAYS - 1));
    let admin = on.administrator().await;
    let late = on.named(&admin, "Muộn").await;
    individuals.trash(&admin, late.id).await.unwrap();
    let mut desk = Desk::new(on, &admin);
    sleep(Duration::from_millis(200)).await;
    desk.stop_jobs().await;
    assert_eq!(individuals.trashed(&admin, "", None).await.unwrap().rows.len(), 26);
    // Some days without a server.
    on.clock.advance(TimeDelta::days(5));
    let admin = on.administrator().await;
    let mut desk = Desk::new(on, &admin);
    while individuals.trashed(&admin, "", None).await.unwrap().rows.len() > 1 {
        sleep(Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
    assert_eq!(traces(on).await, Vec::<String>::new());
    let trail = on.audit().list(&admin, &Default::default(), None).await.unwrap();
    let told = trail.entries.iter().find(|entry| entry.event == "purged").unwrap();
    assert_eq!(told.actor, None, "the system");
}

async fn how_long_the_trash_keeps_is_a_setting(on: &TestServices) {
    let admin = on.administrator().await;
    let days = async |actor: &Actor| on.accounts().viewer(actor).await.unwrap().trash_days;
    assert_eq!(days(&admin).await, TRASH_DAYS.unsigned_abs());
    for wrong in [0, -1, 3_651] {
        assert!(!on.keep_trash(wrong).await.unwrap());
    }
    assert!(on.keep_trash(60).await.unwrap() && on.keep_trash(30).await.unwrap());
    assert_eq!(days(&admin).await, 30);
    let individuals = on.customers(Directory::Individuals);
    let made = on.named(&admin, "An").await;
    individuals.trash(&admin, made.id).await.unwrap();
    on.clock.advance(TimeDelta::days(31));
    let admin = on.administrator().await;
    let mut desk = Desk::new(on, &admin);
    while !individuals.trashed(&admin, "", None).await.unwrap().rows.is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
}

async fn an_act_that_is_taken_back_finds_it_gone(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let made = on.named(&desk.actor, "An").await;
    let request = BulkRequest {
        directory: Directory::Individuals,
        selection: Selection::These(vec![made.id]),
        act: BulkAct::Trash,
    };
    let trashed = on.bulk().trash(&desk.actor, IdempotencyKey(Uuid::now_v7()), request).await.unwrap();
    no_more_jobs(on).await;
    on.customers(Directory::Individuals).purge(&desk.actor, made.id, &made.code).await.unwrap();
    let undo = on.bulk().undo(&desk.actor, trashed.id).await.unwrap();
    no_more_jobs(on).await;
    assert_eq!(on.bulk().state(&desk.actor, undo.id).await.unwrap().counts.gone, 1);
}

async fn what_went_into_it_goes_with_it(on: &TestServices) {
    let admin = on.administrator().await;
    let stays = on.individual(&admin, [(Field::Name, &text("Hoa")), (Field::Tags, &text("một"))]).await;
    let goes = on.individual(&admin, [(Field::Name, &text("Thị Hoa")), (Field::Tags, "Thân thiết")]).await;
    let individuals = on.customers(Directory::Individuals);
    let request = MergeRequest {
        survivor: stays.id,
        survivor_version: 1,
        other: goes.id,
        other_version: 1,
        take: [Field::Name, Field::Tags].into(),
    };
    individuals.merge(&admin, &request).await.unwrap();
    let tagged = async |tag: &str| {
        let state = ListState { filters: [(Field::Tags, tag.to_owned())].into(), ..ListState::default() };
        individuals.list(&admin, &state).await.unwrap().rows.len()
    };
    assert_eq!((tagged("Thân thiết").await, tagged(&text("một")).await), (1, 0));

    // It lies where trashed ones lie, and stays as long as the other one lives.
    on.clock.advance(TimeDelta::days(TRASH_DAYS + 1));
    let admin = on.administrator().await;
    let mut desk = Desk::new(on, &admin);
    sleep(Duration::from_millis(200)).await;
    desk.stop_jobs().await;
    assert!(!traces(on).await.is_empty());
    assert_eq!(individuals.detail(&admin, &goes.code).await.unwrap().id, stays.id);

    individuals.trash(&admin, stays.id).await.unwrap();
    individuals.purge(&admin, stays.id, &stays.code).await.unwrap();
    on.clock.advance(TimeDelta::minutes(2));
    desk.run_jobs();
    while entities::tag::Entity::find().count(on.database().writer()).await.unwrap() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
    assert_eq!(traces(on).await, Vec::<String>::new());
    assert_eq!(entities::merge::Entity::find().count(on.database().writer()).await.unwrap(), 0);
    assert_eq!(on.verify_audit().await.unwrap().broken, None);
}

/// Imports keep very many rows: whoever deletes for good does not look through them.
async fn what_imports_kept_is_found_by_the_customer(on: &TestServices) {
    let tx = on.database().writer().begin().await.unwrap();
    let (explain, id, plan) = match on.database().engine() {
        Engine::Sqlite => ("EXPLAIN QUERY PLAN", "x'0190'", "detail"),
        Engine::Postgres => {
            // Few rows are looked through in any case.
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
            ("EXPLAIN", "'01900000-0000-7000-8000-000000000000'", "QUERY PLAN")
        }
    };
    let update = format!("UPDATE import_row SET detail_json = '' WHERE customer_id IN ({id}, {id})");
    let asked = Statement::from_string(tx.get_database_backend(), format!("{explain} {update}"));
    let rows = tx.query_all_raw(asked).await.unwrap();
    let told: Vec<String> = rows.iter().map(|row| row.try_get("", plan).unwrap()).collect();
    assert!(told.iter().any(|line| line.contains("import_row_by_customer")), "{told:?}");
}
