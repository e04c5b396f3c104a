//! Every change leaves an entry, in the same transaction.

use std::ops::ControlFlow;

use domain::{
    audit::{AuditEntry, AuditFilter},
    customer::{Directory, Field},
    export::ExportFormat,
    history::Event,
    list::ListState,
    permission::{Action, OwnGrant, OwnGrants, Resource},
    user::{UserInput, Welcome},
};
use entities::{audit_entry, audit_value, idempotency, outbox};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::{audit::Break, authz::Actor};
use sheets::{Cell, Limits, Selection, workbook};
use test_support::{Scope, TestServices, change_of, each_database};

use crate::support::{list, refusal};

each_database!(
    history_tells_who_changed_what_and_when,
    history_has_pages,
    an_entry_knows_session_and_address,
    what_is_refused_leaves_nothing,
    what_breaks_half_way_leaves_nothing,
    every_change_is_announced,
    the_trail_says_who_did_what_to_which_record,
    the_trail_says_what_was_granted_and_until_when,
    the_trail_has_pages_without_gap_or_repetition,
    the_trail_shows_records_within_reach_alone,
    the_file_stops_with_the_right,
    a_workbook_tells_what_the_lines_tell,
    a_workbook_that_nobody_takes_leaves_nothing,
    the_chain_names_the_first_broken_entry,
    a_chain_goes_on_and_its_head_moves,
    a_deleted_account_leaves_no_name_in_the_trail
);

async fn history_tells_who_changed_what_and_when(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").with_full_permission().sign_in().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::JobTitle, "Kế toán")]).await;
    on.clock.advance(chrono::TimeDelta::minutes(5));
    let mut change = change_of(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc"));
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&lan, made.id, &change).await.unwrap();

    let history = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();

    let [changed, created] = history.as_slice() else { panic!("{history:?}") };
    assert_eq!((changed.event.as_str(), changed.actor.as_deref()), ("changed", Some("Lan")));
    assert_eq!(changed.at.to_rfc3339(), "2026-11-22T02:05:00+00:00");
    let changes: Vec<_> = changed.changes.iter().collect();
    let from_to = (Some("Kế toán".to_owned()), Some("Giám đốc".to_owned()));
    assert_eq!(changes, [(&Field::JobTitle, &from_to)]);
    assert_eq!((created.event.as_str(), created.actor.as_deref()), ("created", Some("Quản Trị")));
    assert_eq!(created.changes[&Field::Code], (None, Some(made.code)));
    assert_eq!(created.changes[&Field::Name], (None, Some("Lê Hoa".to_owned())));
    assert_eq!(created.changes[&Field::Owner], (None, Some("Quản Trị".to_owned())));
}

async fn history_has_pages(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::IdNumber, "079190057032")]).await;
    for _ in 0..60 {
        on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    }
    let first = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    let second = on
        .customers(Directory::Individuals)
        .history(&admin, made.id, first.last().map(|entry| entry.seq))
        .await
        .unwrap();
    assert_eq!((first.len(), second.len()), (50, 11));
    assert!(first.iter().chain(&second).is_sorted_by(|a, b| a.seq > b.seq));
    assert_eq!(second.last().unwrap().event, "created");
}

async fn an_entry_knows_session_and_address(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let entry = audit_entry::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!(entry.actor_id, Some(admin.user.0));
    assert_eq!(entry.session_id, admin.session.map(|session| session.0));
    assert_eq!(entry.address, admin.address);
    assert_eq!(entry.record_id, Some(made.id.0));
    assert_eq!(entry.resource, "individuals");
}

/// Rows of everything that a writing use case writes beside the record.
async fn traces(on: &TestServices) -> [u64; 4] {
    let writer = on.database().writer();
    [
        audit_entry::Entity::find().count(writer).await.unwrap(),
        audit_value::Entity::find().count(writer).await.unwrap(),
        outbox::Entity::find().count(writer).await.unwrap(),
        idempotency::Entity::find().count(writer).await.unwrap(),
    ]
}

async fn what_is_refused_leaves_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let may = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, may).sign_in().await;
    let before = traces(on).await;

    let stale = change_of(0, Field::Name, Some("Lê Hòa"), Some("Lê Hạ"));
    refusal(on.customers(Directory::Individuals).change(&admin, made.id, &stale).await);
    refusal(on.customers(Directory::Individuals).change(&lan, made.id, &stale).await);
    refusal(on.customers(Directory::Individuals).trash(&lan, made.id).await);
    refusal(on.customers(Directory::Individuals).restore(&admin, made.id).await);
    let empty = domain::customer::CustomerInput::default();
    let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
    refusal(on.customers(Directory::Individuals).create(&lan, key, &empty).await);

    assert_eq!(traces(on).await, before);
}

/// The last statement of each use case fails: nothing of what came before it may stay.
async fn what_breaks_half_way_leaves_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let before = (traces(on).await, on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap());
    let break_it = "ALTER TABLE outbox RENAME TO outbox_away";
    on.database().writer().execute_unprepared(break_it).await.unwrap();

    let mut change = change_of(1, Field::Name, Some("Lê Hoa"), Some("Lê Hòa"));
    change.without_email = Some(true);
    let input = domain::customer::CustomerInput {
        values: test_support::fields([(Field::Name, "Lê Hà")]),
        without_email: true,
        ..Default::default()
    };
    let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
    assert!(on.customers(Directory::Individuals).change(&admin, made.id, &change).await.is_err());
    assert!(on.customers(Directory::Individuals).trash(&admin, made.id).await.is_err());
    assert!(on.customers(Directory::Individuals).create(&admin, key, &input).await.is_err());

    let mend_it = "ALTER TABLE outbox_away RENAME TO outbox";
    on.database().writer().execute_unprepared(mend_it).await.unwrap();
    let after = (traces(on).await, on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap());
    assert_eq!(after, before);
    assert_eq!(list(on, &admin).await.rows.len(), 1);
    assert_eq!(on.customers(Directory::Individuals).count(&admin, &ListState::default()).await.unwrap().records, 1);
    // The key of the broken request is free for the retry.
    on.customers(Directory::Individuals).create(&admin, key, &input).await.unwrap();
}

async fn every_change_is_announced(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let mut change = change_of(1, Field::Name, Some("Lê Hoa"), Some("Lê Hòa"));
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&admin, made.id, &change).await.unwrap();
    on.customers(Directory::Individuals).trash(&admin, made.id).await.unwrap();
    on.customers(Directory::Individuals).restore(&admin, made.id).await.unwrap();
    let events = outbox::Entity::find().all(on.database().writer()).await.unwrap();
    assert_eq!(events.len(), 4);
    assert!(events.iter().all(|event| event.topic == "individuals" && event.record_id == made.id.0));
}

/// The trail as somebody reads it.
async fn trail(on: &TestServices, actor: &Actor, filter: AuditFilter) -> Vec<AuditEntry> {
    on.services().audit().list(actor, &filter, None).await.unwrap().entries
}

async fn the_trail_says_who_did_what_to_which_record(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").with_full_permission().sign_in().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::JobTitle, "Kế toán")]).await;
    on.clock.advance(chrono::TimeDelta::days(1));
    let mut change = change_of(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc"));
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&lan, made.id, &change).await.unwrap();

    let all = trail(on, &admin, AuditFilter::default()).await;
    let changed = &all[0];
    assert_eq!((changed.event.as_str(), changed.actor.as_deref()), ("changed", Some("Lan")));
    assert_eq!(changed.record.as_ref().unwrap().name, format!("{} · Lê Hoa", made.code));
    let fact = &changed.facts[0];
    assert_eq!((fact.old.as_deref(), fact.new.as_deref()), (Some("Kế toán"), Some("Giám đốc")));

    let by_lan = AuditFilter { actor: Some(lan.user), ..AuditFilter::default() };
    assert_eq!(trail(on, &admin, by_lan).await.len(), 1);
    let of_record = AuditFilter { record: made.code.to_lowercase(), ..AuditFilter::default() };
    assert_eq!(trail(on, &admin, of_record).await.len(), 2);
    let created = AuditFilter { event: Some(Event::Created), ..AuditFilter::default() };
    assert!(trail(on, &admin, created).await.iter().all(|entry| entry.event == "created"));
    let day = on.services().clock().today();
    let today = AuditFilter { from: Some(day), to: Some(day), ..AuditFilter::default() };
    assert_eq!(trail(on, &admin, today).await.len(), 1);
    let before = AuditFilter { to: day.pred_opt(), ..AuditFilter::default() };
    assert_eq!(trail(on, &admin, before).await.len(), all.len() - 1);
    on.services().branches().create(&admin, "Thủ Đức").await.unwrap();
    let of_branch = AuditFilter { record: "thủ đức".to_owned(), ..AuditFilter::default() };
    let told = trail(on, &admin, of_branch.clone()).await;
    assert_eq!(told.iter().map(|entry| entry.record.as_ref().unwrap().name.as_str()).collect::<Vec<_>>(), ["Thủ Đức"]);
    let reader = on.user("Thu").may(Scope::All, Resource::Audit, &[Action::View]).sign_in().await;
    assert_eq!(trail(on, &reader, of_branch).await, [], "nobody who does not see branches");
    let nobody = AuditFilter { record: "KH999999".to_owned(), ..AuditFilter::default() };
    assert_eq!(trail(on, &admin, nobody).await, []);
}

async fn the_trail_says_what_was_granted_and_until_when(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").create().await;
    let until = Some(on.clock.now() + chrono::TimeDelta::days(3));
    let given = OwnGrants::from([
        ((Action::View, Resource::Individuals), OwnGrant { scope: Some(Scope::All), until }),
        ((Action::Delete, Resource::Individuals), OwnGrant { scope: None, until: None }),
    ]);
    on.users().set_own_grants(&admin, lan, 1, &given).await.unwrap();
    let facts = trail(on, &admin, AuditFilter::default()).await.remove(0).facts;
    let told: Vec<_> = facts.iter().map(|fact| (fact.label.as_str(), fact.new.as_deref().unwrap())).collect();
    let expected =
        [("Xem – Khách hàng cá nhân", "Tất cả, đến 25/11/2026 09:00"), ("Xóa – Khách hàng cá nhân", "Đã bỏ")];
    assert_eq!(told, expected);
}

async fn the_trail_has_pages_without_gap_or_repetition(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::IdNumber, "079190057032")]).await;
    // All at one moment: the number of the entry orders them.
    for _ in 0..120 {
        on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    }
    let (services, filter) = (on.services(), AuditFilter::default());
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = services.audit().list(&admin, &filter, after).await.unwrap();
        seen.extend(page.entries.into_iter().map(|entry| entry.seq));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len() as u64, audit_entry::Entity::find().count(on.database().writer()).await.unwrap());
    assert!(seen.is_sorted_by(|a, b| a > b));
}

/// What a reader may not see otherwise is not in the trail either.
async fn the_trail_shows_records_within_reach_alone(on: &TestServices) {
    let admin = on.administrator().await;
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let lan = on.user("Lan").in_branch(here).may(Scope::All, Resource::Audit, &[Action::View, Action::Export]);
    let lan = lan.may(Scope::Branch, Resource::Individuals, &[Action::View]).sign_in().await;
    let near = on.individual(&admin, [(Field::Name, "Lê Gần"), (Field::Branch, &here.to_string())]).await;
    let far = on.individual(&admin, [(Field::Name, "Lê Xa"), (Field::Branch, &there.to_string())]).await;
    let named = |entries: &[AuditEntry], code: &str| {
        entries.iter().filter_map(|entry| entry.record.as_ref()).any(|record| record.name.contains(code))
    };

    let seen = trail(on, &lan, AuditFilter::default()).await;
    assert!(named(&seen, &near.code));
    assert!(!format!("{seen:?}").contains("Xa"), "{seen:?}");
    assert!(seen.iter().all(|entry| entry.resource != Resource::Users));
    let asked = AuditFilter { record: far.code.clone(), ..AuditFilter::default() };
    assert_eq!(trail(on, &lan, asked).await, []);

    let text = String::from_utf8(file(on, &lan, AuditFilter::default(), ExportFormat::Csv).await).unwrap();
    assert!(text.contains(&near.code) && !text.contains(&far.code), "{text}");

    let branch_reader = on.user("Minh").in_branch(there).may(Scope::Branch, Resource::Audit, &[Action::View]);
    let minh = branch_reader.may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(trail(on, &minh, AuditFilter::default()).await, [], "nobody of that branch did anything");
    let nobody = on.user("Không Quyền").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    refusal(on.services().audit().list(&nobody, &AuditFilter::default(), None).await);
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        refusal(on.services().audit().export(&minh, AuditFilter::default(), format).await.map(|_| ()));
    }
    // The sheet that tells the filter names nobody out of reach either.
    let far = on.user("Người Ở Xa").in_branch(there).create().await;
    let reader = on.user("Mai").in_branch(here).may(Scope::Branch, Resource::Audit, &[Action::Export]).sign_in().await;
    let asked = AuditFilter { actor: Some(far), ..AuditFilter::default() };
    for (asker, names) in [(&admin, true), (&reader, false)] {
        let sheets = sheets_of(on, &file(on, asker, asked.clone(), ExportFormat::Xlsx).await);
        assert_eq!(format!("{sheets:?}").contains("Người Ở Xa"), names);
    }
}

/// The whole file.
async fn file(on: &TestServices, reader: &Actor, filter: AuditFilter, format: ExportFormat) -> Vec<u8> {
    let mut file = on.services().audit().export(reader, filter, format).await.unwrap();
    let mut whole = Vec::new();
    while let Some(part) = file.next().await.unwrap() {
        whole.extend(part);
    }
    whole
}

/// The texts of each sheet, row by row.
fn sheets_of(on: &TestServices, workbook: &[u8]) -> Vec<Vec<Vec<String>>> {
    let path = on.data_folder().join("trail.xlsx");
    std::fs::write(&path, workbook).unwrap();
    let found = workbook::inspect(&path, &Limits::default()).unwrap();
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::DateTime(at) => at.format("%d/%m/%Y %H:%M").to_string(),
        Cell::Empty => String::new(),
        other => format!("{other:?}"),
    };
    let read = |sheet: &str| {
        let mut rows = Vec::new();
        let selection = Selection { sheet: sheet.to_owned(), from_row: 1, to_row: None, separator: None };
        workbook::read_rows(&path, &selection, &Limits::default(), |_, cells| {
            rows.push(cells.iter().map(text).collect());
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    };
    found.sheets.iter().map(|sheet| read(&sheet.name)).collect()
}

/// The same rows and columns in both, more than one page of them.
async fn a_workbook_tells_what_the_lines_tell(on: &TestServices) {
    let admin = on.administrator().await;
    for number in 0..1_100 {
        on.named(&admin, &format!("Khách {number}")).await;
    }
    let filter = AuditFilter { event: Some(Event::Created), ..AuditFilter::default() };
    let lines = String::from_utf8(file(on, &admin, filter.clone(), ExportFormat::Csv).await).unwrap();
    let lines: Vec<&str> = lines.trim_start_matches('\u{feff}').lines().collect();
    let sheets = sheets_of(on, &file(on, &admin, filter, ExportFormat::Xlsx).await);
    let [rows, information] = sheets.as_slice() else { panic!("{} sheets", sheets.len()) };
    // Of each customer name, owner and branch, below the headings.
    assert_eq!(lines.len(), 3_301);
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(lines) {
        // Of a phone and the like a CSV file says by an apostrophe that it is text.
        let told: Vec<String> =
            line.split(',').map(|cell| cell.trim_matches('"').trim_start_matches('\'').to_owned()).collect();
        let empty = std::iter::repeat_n(String::new(), told.len().saturating_sub(row.len()));
        assert_eq!(row.iter().cloned().chain(empty).collect::<Vec<_>>(), told);
    }
    let told = information.iter().filter_map(|line| line.get(1)).filter(|value| !value.is_empty());
    let told: Vec<&str> = told.map(String::as_str).collect();
    assert_eq!(told, ["Nhật ký", "Quản Trị", "22/11/2026 09:00", "Việc đã làm: đã tạo", "3.300"]);
}

async fn a_workbook_that_nobody_takes_leaves_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let mut file = on.services().audit().export(&admin, AuditFilter::default(), ExportFormat::Xlsx).await.unwrap();
    file.next().await.unwrap().unwrap();
    drop(file);
    assert_eq!(std::fs::read_dir(on.data_folder().join("exports")).unwrap().count(), 0);
}

async fn the_file_stops_with_the_right(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let lan = on.user("Lan").with_full_permission().sign_in().await;
    let begin = async |format| on.services().audit().export(&lan, AuditFilter::default(), format).await.unwrap();
    let mut files = [begin(ExportFormat::Csv).await, begin(ExportFormat::Xlsx).await];
    let mut under_way = begin(ExportFormat::Xlsx).await;
    under_way.next().await.unwrap().unwrap();
    on.set_status(lan.user, "blocked").await;
    for file in files.iter_mut().chain([&mut under_way]) {
        assert!(file.next().await.is_err());
    }
}

async fn the_chain_names_the_first_broken_entry(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["Lê Hoa", "Lê Hà", "Lê Hân", "Lê Hạnh"] {
        on.named(&admin, name).await;
    }
    let waiting = on.services().verify_audit().await.unwrap();
    assert_eq!(waiting.sealed, 0);
    on.services().seal_audit_now().await.unwrap();
    let whole = on.services().verify_audit().await.unwrap();
    assert_eq!((whole.sealed, whole.waiting, whole.erased, whole.broken), (waiting.waiting, 0, 0, None));
    assert_eq!(on.services().verify_audit().await.unwrap().head, whole.head);

    let writer = on.database().writer();
    let third =
        audit_entry::Entity::find().filter(audit_entry::Column::Place.eq(3)).one(writer).await.unwrap().unwrap();
    let seq = third.seq;
    let run = async |sql: String| on.database().writer().execute_unprepared(&sql).await.map(drop).unwrap();
    let broken = async || on.services().verify_audit().await.unwrap().broken;

    run(format!("UPDATE audit_entry SET address = '10.9.9.9' WHERE seq = {seq}")).await;
    assert_eq!(broken().await, Some((seq, Break::Entry)));
    run(format!("UPDATE audit_entry SET address = '{}' WHERE seq = {seq}", third.address)).await;
    assert_eq!(broken().await, None);

    run(format!("UPDATE audit_value SET values_json = '{{}}' WHERE entry_seq = {seq}")).await;
    assert_eq!(broken().await, Some((seq, Break::Values)));
    run(format!("DELETE FROM audit_value WHERE entry_seq = {seq}")).await;
    let erased = on.services().verify_audit().await.unwrap();
    assert_eq!((erased.erased, erased.broken), (1, None));

    // What is taken out of the middle leaves a gap; moving the others up does not hide it.
    run(format!("DELETE FROM audit_entry WHERE seq = {seq}")).await;
    assert_eq!(broken().await, Some((3, Break::Missing)));
    run("UPDATE audit_entry SET place = -place WHERE place > 3".to_owned()).await;
    run("UPDATE audit_entry SET place = -place - 1 WHERE place < 0".to_owned()).await;
    assert!(matches!(broken().await, Some((_, Break::Entry))));
}

async fn a_chain_goes_on_and_its_head_moves(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    on.services().seal_audit_now().await.unwrap();
    let before = on.services().verify_audit().await.unwrap();
    on.named(&admin, "Lê Hà").await;
    on.services().seal_audit_now().await.unwrap();
    let after = on.services().verify_audit().await.unwrap();
    assert_eq!((after.broken, after.waiting), (None, 0));
    assert!(after.sealed > before.sealed && after.head != before.head);
}

async fn a_deleted_account_leaves_no_name_in_the_trail(on: &TestServices) {
    let admin = on.administrator().await;
    let input = UserInput {
        full_name: "Phạm Bí Danh".to_owned(),
        email: "bi-danh@example.vn".to_owned(),
        ..UserInput::default()
    };
    let made = on.services().users().create(&admin, &input, &Welcome::Invitation).await.unwrap();
    assert!(format!("{:?}", trail(on, &admin, AuditFilter::default()).await).contains("bi-danh"));
    on.services().seal_audit_now().await.unwrap();
    on.services().users().delete(&admin, made.id, None).await.unwrap();
    on.services().seal_audit_now().await.unwrap();
    let entries = format!("{:?}", trail(on, &admin, AuditFilter::default()).await);
    assert!(!entries.contains("bi-danh") && !entries.contains("Bí Danh"), "{entries}");
    let chain = on.services().verify_audit().await.unwrap();
    assert_eq!((chain.erased, chain.broken), (1, None));
}
