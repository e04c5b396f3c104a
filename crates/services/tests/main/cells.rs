//! Cells of a list that are written together: the check says what the act does, rights count for each record, and one undo
//! takes all of it back.

use domain::{
    AppError, CustomerId, IdempotencyKey,
    bulk::{BulkAct, BulkRequest, BulkState, BulkStatus, CellVerdict, CellsRequest, RowCells, RowVerdict, Selection},
    customer::{Directory, Edit, Field},
    permission::{Action, Resource},
};
use entities::{bulk, bulk_row, customer};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    desk::{Desk, no_more_jobs},
    support::{faults, refusal},
};

each_database!(
    the_check_says_what_the_act_does,
    a_refused_cell_leaves_the_others_of_its_row,
    rights_are_asked_for_each_row_and_cell,
    a_row_that_somebody_edited_meanwhile_stays,
    one_undo_puts_back_what_nobody_has_changed_since,
    the_same_key_writes_once,
    a_request_that_no_list_makes_is_refused,
);

const LIST: Directory = Directory::Individuals;

type Cell<'t> = (Field, Option<&'t str>, Option<&'t str>);

fn row(id: CustomerId, cells: &[Cell<'_>]) -> RowCells {
    let edit = |was: Option<&str>, becomes: Option<&str>| Edit {
        was: was.map(str::to_owned),
        becomes: becomes.map(str::to_owned),
    };
    RowCells { id, cells: cells.iter().map(|(field, was, becomes)| (*field, edit(*was, *becomes))).collect() }
}

fn request(rows: Vec<RowCells>) -> CellsRequest {
    CellsRequest { directory: LIST, rows }
}

fn key() -> IdempotencyKey {
    IdempotencyKey(Uuid::now_v7())
}

fn becomes(text: &str) -> CellVerdict {
    CellVerdict::Becomes(Some(text.to_owned()))
}

fn refused(code: &str) -> CellVerdict {
    CellVerdict::Refused(code.to_owned())
}

fn cells(verdicts: Vec<(Field, CellVerdict)>) -> RowVerdict {
    RowVerdict::Cells(verdicts.into_iter().collect())
}

async fn kept(on: &TestServices, id: CustomerId) -> customer::Model {
    let found = customer::Entity::find().filter(customer::Column::Id.eq(id.0));
    found.one(on.database().writer()).await.unwrap().unwrap()
}

impl Desk {
    async fn paste(&self, request: &CellsRequest) -> BulkState {
        let begun = self.services.bulk().write_cells(&self.actor, key(), request).await.unwrap();
        self.end_of(begun).await
    }

    async fn take_back(&self, act: &BulkState) -> BulkState {
        self.end_of(self.services.bulk().undo(&self.actor, act.id).await.unwrap()).await
    }

    async fn end_of(&self, mut state: BulkState) -> BulkState {
        while state.status.is_busy() {
            sleep(std::time::Duration::from_millis(5)).await;
            state = self.services.bulk().state(&self.actor, state.id).await.unwrap();
        }
        state
    }
}

async fn check(on: &TestServices, actor: &Actor, rows: &[RowCells]) -> Vec<RowVerdict> {
    on.bulk().check_cells(actor, &request(rows.to_vec())).await.unwrap()
}

async fn the_check_says_what_the_act_does(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    services::seed::seed(on, 0, 1, |_| {}).await.unwrap();
    let an = on.individual(&desk.actor, [(Field::Name, "An"), (Field::Gender, "male")]).await.id;
    let binh = on.individual(&desk.actor, [(Field::Name, "Bình"), (Field::CustomerGroup, "VIP")]).await.id;
    let rows = [
        row(
            an,
            &[
                (Field::Phone, None, Some("905969648")),
                (Field::DateOfBirth, None, Some("5/1/1990")),
                (Field::Gender, Some("male"), Some("Nam")),
                (Field::Source, None, Some("zalo")),
            ],
        ),
        row(binh, &[(Field::CustomerGroup, Some("VIP"), None), (Field::JobTitle, None, Some("  Kế   toán "))]),
    ];
    let found = check(on, &desk.actor, &rows).await;
    let first = cells(vec![
        (Field::Phone, becomes("+84905969648")),
        (Field::DateOfBirth, becomes("1990-01-05")),
        (Field::Gender, CellVerdict::Same),
        (Field::Source, becomes("Zalo")),
    ]);
    let second = cells(vec![(Field::CustomerGroup, CellVerdict::Becomes(None)), (Field::JobTitle, becomes("Kế toán"))]);
    assert_eq!(found, [first, second]);
    // Nothing of a check stays.
    assert_eq!((kept(on, an).await.version, kept(on, an).await.phone.as_str()), (1, ""));
    assert_eq!(on.customers(LIST).history(&desk.actor, an, None).await.unwrap().len(), 1);

    let done = desk.paste(&request(rows.to_vec())).await;
    assert_eq!((done.status, done.rows_total, done.rows_done, done.counts.done), (BulkStatus::Done, 2, 2, 2));
    assert!(done.undoable && done.act == BulkAct::Cells);
    let (first, second) = (kept(on, an).await, kept(on, binh).await);
    assert_eq!((first.phone.as_str(), first.date_of_birth.as_str(), first.version), ("+84905969648", "1990-01-05", 2));
    assert_eq!((second.job_title.as_str(), second.customer_group_id), ("Kế toán", None));
    // One change by hand, as anyone would have made it.
    let history = on.customers(LIST).history(&desk.actor, an, None).await.unwrap();
    assert_eq!((history.len(), history[0].event.as_str(), history[0].changes.len()), (2, "changed", 3));
    let again = desk.paste(&request(vec![row(an, &[(Field::Phone, Some("+84905969648"), Some("0905969648"))])])).await;
    assert_eq!((again.counts.unchanged, again.undoable), (1, false));
    no_more_jobs(on).await;
}

async fn a_refused_cell_leaves_the_others_of_its_row(on: &TestServices) {
    let admin = on.administrator().await;
    let an = on.individual(&admin, [(Field::Name, "An"), (Field::Email, "an@example.vn")]).await.id;
    let rows = [row(
        an,
        &[
            (Field::Email, Some("an@example.vn"), None),
            (Field::Phone, None, Some("mười")),
            (Field::Source, None, Some("Truyền miệng")),
            (Field::Owner, Some(&admin.user.to_string()), Some("Nguyễn Không Ai")),
            (Field::JobTitle, None, Some("Giám đốc")),
            // Of an organization.
            (Field::TaxCode, None, Some("0100109106")),
        ],
    )];
    let found = check(on, &admin, &rows).await;
    let expected = cells(vec![
        (Field::Email, refused("required")),
        (Field::Phone, refused("invalid_phone")),
        (Field::Source, refused("not_in_catalog")),
        (Field::Owner, refused("unknown_value")),
        (Field::JobTitle, becomes("Giám đốc")),
        (Field::TaxCode, refused("unknown_value")),
    ]);
    assert_eq!(found, [expected]);
    // Written all the same, the row is refused as it is by hand.
    let desk = Desk::new(on, &admin);
    let done = desk.paste(&request(rows.to_vec())).await;
    assert_eq!((done.counts.done, done.counts.refused.values().sum::<u64>(), kept(on, an).await.version), (0, 1, 1));
}

async fn rights_are_asked_for_each_row_and_cell(on: &TestServices) {
    let admin = on.administrator().await;
    let here = on.branch("Quận Một").await;
    let person = on
        .user("Lan")
        .in_branch(here)
        .may(Scope::Branch, Resource::Individuals, &[Action::View])
        .may(Scope::Own, Resource::Individuals, &[Action::Edit, Action::Create])
        .sign_in()
        .await;
    let mine = on.named(&person, "Của Lan").await.id;
    let branch = here.to_string();
    let seen = on.individual(&admin, [(Field::Name, "Cùng chi nhánh"), (Field::Branch, &branch)]).await.id;
    let hidden = on.named(&admin, "Nơi khác").await.id;
    let missing = CustomerId(Uuid::now_v7());
    let rows: Vec<_> = [mine, seen, hidden, missing]
        .into_iter()
        .map(|id| row(id, &[(Field::JobTitle, None, Some("Kế toán"))]))
        .collect();
    let found = check(on, &person, &rows).await;
    let writable = cells(vec![(Field::JobTitle, becomes("Kế toán"))]);
    let not_granted = RowVerdict::Refused("not_granted".to_owned());
    assert_eq!(found, [writable, not_granted, RowVerdict::Gone, RowVerdict::Gone]);

    let desk = Desk::new(on, &person);
    let done = desk.paste(&request(rows)).await;
    assert_eq!((done.counts.done, done.counts.gone, done.counts.refused["not_granted"]), (1, 2, 1));
    assert_eq!((kept(on, seen).await.version, kept(on, hidden).await.version), (1, 1));

    // Nobody gives away what they could then not have edited, and the other cells are not held up by it.
    let me = person.user.to_string();
    let away = [row(mine, &[(Field::Owner, Some(&me), None), (Field::Nationality, None, Some("Việt Nam"))])];
    let found = check(on, &person, &away).await;
    let expected = cells(vec![(Field::Owner, refused("outside_reach")), (Field::Nationality, becomes("Việt Nam"))]);
    assert_eq!(found, [expected]);

    let reader = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Individuals };
    assert_eq!(refusal(on.bulk().check_cells(&reader, &request(away.to_vec())).await), forbidden);
    assert_eq!(refusal(on.bulk().write_cells(&reader, key(), &request(away.to_vec())).await), forbidden);
    let looking = Actor { seen_by: Some(admin.user), session: None, ..person };
    let looked = on.bulk().check_cells(&looking, &request(away.to_vec())).await;
    assert_eq!(refusal(looked), AppError::ReadOnly);
}

async fn a_row_that_somebody_edited_meanwhile_stays(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let (an, binh) = (on.named(&desk.actor, "An").await.id, on.named(&desk.actor, "Bình").await.id);
    let of = |id| row(id, &[(Field::JobTitle, None, Some("Kế toán")), (Field::Nationality, None, Some("Lào"))]);
    let by_hand = change_of(1, Field::JobTitle, None, Some("Giám đốc"));
    on.customers(LIST).change(&desk.actor, an, &by_hand).await.unwrap();
    // Another field is no reason.
    on.customers(LIST).change(&desk.actor, binh, &change_of(1, Field::Note, None, Some("Đã gọi"))).await.unwrap();

    let found = check(on, &desk.actor, &[of(an), of(binh)]).await;
    let mine = |title| cells(vec![(Field::JobTitle, title), (Field::Nationality, becomes("Lào"))]);
    assert_eq!(found, [mine(refused("edited_meanwhile")), mine(becomes("Kế toán"))]);
    let done = desk.paste(&request(vec![of(an), of(binh)])).await;
    assert_eq!((done.counts.done, done.counts.kept), (1, 1));
    let row = kept(on, an).await;
    assert_eq!((row.job_title.as_str(), row.nationality.as_str()), ("Giám đốc", ""));
    assert_eq!(kept(on, binh).await.job_title, "Kế toán");
}

async fn one_undo_puts_back_what_nobody_has_changed_since(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    services::seed::seed(on, 0, 1, |_| {}).await.unwrap();
    let an = on.individual(&desk.actor, [(Field::Name, "An"), (Field::JobTitle, "Kế toán")]).await.id;
    let binh = on.named(&desk.actor, "Bình").await.id;
    let chi = on.named(&desk.actor, "Chi").await.id;
    let cells = |was| [(Field::JobTitle, was, Some("Giám đốc")), (Field::Source, None, Some("zalo"))];
    let rows = vec![row(an, &cells(Some("Kế toán"))), row(binh, &cells(None)), row(chi, &cells(None))];
    let done = desk.paste(&request(rows)).await;
    assert_eq!(done.counts.done, 3);
    let individuals = on.customers(LIST);
    // One cell of one of them is changed since, both of another one.
    individuals
        .change(&desk.actor, binh, &change_of(2, Field::JobTitle, Some("Giám đốc"), Some("Chủ tịch")))
        .await
        .unwrap();
    let mut both = change_of(2, Field::JobTitle, Some("Giám đốc"), Some("Chủ tịch"));
    both.fields.insert(Field::Source, Edit { was: Some("Zalo".to_owned()), becomes: Some("Facebook".to_owned()) });
    individuals.change(&desk.actor, chi, &both).await.unwrap();

    let undone = desk.take_back(&done).await;
    assert!(undone.is_undo && undone.status == BulkStatus::Done && !undone.undoable);
    assert_eq!((undone.counts.done, undone.counts.kept), (2, 1));
    let (an, binh, chi) = (kept(on, an).await, kept(on, binh).await, kept(on, chi).await);
    assert_eq!((an.job_title.as_str(), an.source_id), ("Kế toán", None));
    assert_eq!((binh.job_title.as_str(), binh.source_id), ("Chủ tịch", None));
    assert_eq!((chi.job_title.as_str(), chi.source_id.is_some()), ("Chủ tịch", true));
    assert_eq!(desk.services.bulk().undo(&desk.actor, done.id).await.unwrap().id, undone.id);
}

async fn the_same_key_writes_once(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let an = on.named(&desk.actor, "An").await.id;
    let (key, bulk) = (key(), desk.services.bulk());
    let title = |title| request(vec![row(an, &[(Field::JobTitle, None, Some(title))])]);
    let first = bulk.write_cells(&desk.actor, key, &title("Kế toán")).await.unwrap();
    assert_eq!(bulk.write_cells(&desk.actor, key, &title("Kế toán")).await.unwrap().id, first.id);
    assert_eq!(refusal(bulk.write_cells(&desk.actor, key, &title("Thợ")).await), AppError::KeyReused);
    assert_eq!(desk.end_of(first).await.counts.done, 1);
    let writer = on.database().writer();
    assert_eq!(bulk::Entity::find().count(writer).await.unwrap(), 1);
    assert_eq!(bulk_row::Entity::find().count(writer).await.unwrap(), 1);
}

async fn a_request_that_no_list_makes_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let an = on.named(&admin, "An").await.id;
    let bulk = on.bulk();
    let number = request(vec![row(an, &[(Field::IdNumber, None, Some("079182057032"))])]);
    assert_eq!(faults(bulk.check_cells(&admin, &number).await), ["id_number: unknown_value"]);
    assert_eq!(faults(bulk.write_cells(&admin, key(), &number).await), ["id_number: unknown_value"]);
    assert_eq!(faults(bulk.check_cells(&admin, &request(Vec::new())).await), ["rows: required"]);
    // An act on many records has no cells of its own.
    let act = BulkRequest { directory: LIST, selection: Selection::These(vec![an]), act: BulkAct::Cells };
    assert_eq!(faults(bulk.change(&admin, key(), act).await), ["act: unknown_value"]);
}
