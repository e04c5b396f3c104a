//! Saving over a newer version.

use domain::{
    AppError, CustomerId,
    customer::{CustomerChange, Directory, Edit, Field},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};

use crate::support::{conflict, faults, ids, refusal, search};

each_database!(
    a_change_moves_version_and_time,
    different_fields_of_two_people_are_both_kept,
    the_same_field_of_two_people_is_a_conflict,
    the_chosen_version_is_saved_over_the_other,
    the_same_text_of_two_people_is_no_conflict,
    a_trip_to_the_trash_is_nobodys_field,
    what_changes_nothing_makes_no_version,
    what_an_individual_must_have_stays,
    a_change_of_the_code,
    ten_at_once_on_one_field_leave_one_winner,
    ten_at_once_on_ten_fields_all_win,
    nobody_moves_a_record_out_of_reach,
    a_tick_against_the_address_counts_for_nothing,
    a_tick_that_nobody_touched_stays,
    a_link_that_nobody_sees_is_an_empty_field,
    a_conflict_names_whom_the_reader_may_see
);

async fn start(on: &TestServices) -> (Actor, CustomerId) {
    let admin = on.administrator().await;
    let made =
        on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Code, "HOA"), (Field::JobTitle, "Kế toán")]).await;
    (admin, made.id)
}

/// The form of a record without an e-mail address.
fn form(version: i64, field: Field, was: Option<&str>, becomes: Option<&str>) -> CustomerChange {
    CustomerChange { without_email: Some(true), ..change_of(version, field, was, becomes) }
}

async fn value(on: &TestServices, actor: &Actor, field: Field) -> Option<String> {
    on.customers(Directory::Individuals).detail(actor, "HOA").await.unwrap().values.remove(&field)
}

async fn a_change_moves_version_and_time(on: &TestServices) {
    let (admin, id) = start(on).await;
    on.clock.advance(chrono::TimeDelta::hours(1));
    let saved = on
        .customers(Directory::Individuals)
        .change(&admin, id, &form(1, Field::Phone, None, Some("0905969648")))
        .await
        .unwrap();
    assert_eq!((saved.version, saved.code.as_str(), saved.merged.len()), (2, "HOA", 0));

    let detail = on.customers(Directory::Individuals).detail(&admin, "HOA").await.unwrap();
    assert_eq!(detail.version, 2);
    assert_eq!(detail.values[&Field::Phone], "+84905969648");
    assert_eq!(detail.values[&Field::UpdatedAt], "2026-11-22T03:00:00+00:00");
    assert_eq!(detail.values[&Field::CreatedAt], "2026-11-22T02:00:00+00:00");
    assert_eq!(detail.values[&Field::JobTitle], "Kế toán");

    on.customers(Directory::Individuals)
        .change(&admin, id, &form(2, Field::Phone, Some("+84905969648"), None))
        .await
        .unwrap();
    assert_eq!(value(on, &admin, Field::Phone).await, None);
}

async fn different_fields_of_two_people_are_both_kept(on: &TestServices) {
    let (admin, id) = start(on).await;
    let other = on.administrator().await;
    on.customers(Directory::Individuals)
        .change(&other, id, &form(1, Field::Phone, None, Some("0905969648")))
        .await
        .unwrap();
    on.customers(Directory::Individuals).change(&other, id, &form(2, Field::Gender, None, Some("Nữ"))).await.unwrap();

    let saved = on
        .customers(Directory::Individuals)
        .change(&admin, id, &form(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc")))
        .await;

    let saved = saved.unwrap();
    assert_eq!(saved.version, 4);
    assert_eq!(saved.merged, [Field::Phone, Field::Gender]);
    assert_eq!(value(on, &admin, Field::Phone).await.as_deref(), Some("+84905969648"));
    assert_eq!(value(on, &admin, Field::JobTitle).await.as_deref(), Some("Giám đốc"));
}

async fn the_same_field_of_two_people_is_a_conflict(on: &TestServices) {
    let (admin, id) = start(on).await;
    let other = on.user("Lan").with_full_permission().sign_in().await;
    on.customers(Directory::Individuals)
        .change(&other, id, &form(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc")))
        .await
        .unwrap();

    let mut mine = form(1, Field::JobTitle, Some("Kế toán"), Some("Trưởng phòng"));
    mine.fields.insert(Field::Phone, Edit { was: None, becomes: Some("0905969648".to_owned()) });
    let told = conflict(on.customers(Directory::Individuals).change(&admin, id, &mine).await);

    assert_eq!((told.version, told.changed_by.as_str()), (2, "Lan"));
    let [field] = told.fields.as_slice() else { panic!("{told:?}") };
    assert_eq!(field.field, Field::JobTitle);
    assert_eq!(field.theirs.as_deref(), Some("Giám đốc"));
    assert_eq!(field.yours.as_deref(), Some("Trưởng phòng"));
    assert_eq!(value(on, &admin, Field::Phone).await, None, "nothing of a refused change is kept");
    assert_eq!(on.customers(Directory::Individuals).detail(&admin, "HOA").await.unwrap().version, 2);
}

async fn the_chosen_version_is_saved_over_the_other(on: &TestServices) {
    let (admin, id) = start(on).await;
    on.customers(Directory::Individuals)
        .change(&admin, id, &form(1, Field::JobTitle, Some("Kế toán"), Some("Giám đốc")))
        .await
        .unwrap();
    let told = conflict(
        on.customers(Directory::Individuals).change(&admin, id, &form(1, Field::JobTitle, Some("Kế toán"), None)).await,
    );
    let theirs = told.fields[0].theirs.as_deref();
    let again = form(told.version, Field::JobTitle, theirs, Some("Trưởng phòng"));
    assert_eq!(on.customers(Directory::Individuals).change(&admin, id, &again).await.unwrap().version, 3);
    assert_eq!(value(on, &admin, Field::JobTitle).await.as_deref(), Some("Trưởng phòng"));
}

async fn the_same_text_of_two_people_is_no_conflict(on: &TestServices) {
    let (admin, id) = start(on).await;
    let both = form(1, Field::Phone, None, Some("0905 969 648"));
    on.customers(Directory::Individuals).change(&admin, id, &both).await.unwrap();
    assert_eq!(on.customers(Directory::Individuals).change(&admin, id, &both).await.unwrap().version, 2);
}

async fn a_trip_to_the_trash_is_nobodys_field(on: &TestServices) {
    let (admin, id) = start(on).await;
    on.customers(Directory::Individuals)
        .change(&admin, id, &form(1, Field::Phone, None, Some("0905969648")))
        .await
        .unwrap();
    on.customers(Directory::Individuals).trash(&admin, id).await.unwrap();
    on.customers(Directory::Individuals).restore(&admin, id).await.unwrap();
    // Opened at version 2, after the phone: only the trip lies between.
    let saved = on
        .customers(Directory::Individuals)
        .change(&admin, id, &form(2, Field::Gender, None, Some("Nữ")))
        .await
        .unwrap();
    assert_eq!((saved.version, saved.merged), (5, Vec::new()));
}

async fn what_changes_nothing_makes_no_version(on: &TestServices) {
    let (admin, id) = start(on).await;
    let none = CustomerChange { version: 1, fields: [].into(), without_email: Some(true) };
    assert_eq!(on.customers(Directory::Individuals).change(&admin, id, &none).await.unwrap().version, 1);
    let same = form(1, Field::JobTitle, Some("Kế toán"), Some(" Kế  toán "));
    assert_eq!(on.customers(Directory::Individuals).change(&admin, id, &same).await.unwrap().version, 1);
    assert_eq!(on.customers(Directory::Individuals).history(&admin, id, None).await.unwrap().len(), 1);
}

async fn what_an_individual_must_have_stays(on: &TestServices) {
    let (admin, id) = start(on).await;
    let told = faults(
        on.customers(Directory::Individuals).change(&admin, id, &form(1, Field::Name, Some("Lê Hoa"), Some(" "))).await,
    );
    assert_eq!(told, ["name: required"]);
    let told =
        faults(on.customers(Directory::Individuals).change(&admin, id, &form(1, Field::Code, Some("HOA"), None)).await);
    assert_eq!(told, ["code: required"]);
    let mail = change_of(1, Field::Email, None, Some("hoa@example.com"));
    on.customers(Directory::Individuals).change(&admin, id, &mail).await.unwrap();
    let gone = change_of(2, Field::Email, Some("hoa@example.com"), None);
    assert_eq!(faults(on.customers(Directory::Individuals).change(&admin, id, &gone).await), ["email: required"]);
    let ticked = CustomerChange { without_email: Some(true), ..gone };
    on.customers(Directory::Individuals).change(&admin, id, &ticked).await.unwrap();
    assert!(on.customers(Directory::Individuals).detail(&admin, "HOA").await.unwrap().without_email);
}

async fn a_change_of_the_code(on: &TestServices) {
    let (admin, id) = start(on).await;
    on.individual(&admin, [(Field::Name, "Lê Hà"), (Field::Code, "HA")]).await;
    let told = faults(
        on.customers(Directory::Individuals).change(&admin, id, &form(1, Field::Code, Some("HOA"), Some("ha"))).await,
    );
    assert_eq!(told, ["code: code_in_use"]);
    let saved = on
        .customers(Directory::Individuals)
        .change(&admin, id, &form(1, Field::Code, Some("HOA"), Some("hoa2")))
        .await
        .unwrap();
    assert_eq!(saved.code, "HOA2");
    assert_eq!(on.customers(Directory::Individuals).detail(&admin, "HOA2").await.unwrap().id, id);

    // The code that it had leads to it, stays taken, and is found.
    let individuals = on.customers(Directory::Individuals);
    assert_eq!(individuals.detail(&admin, "HOA").await.unwrap().id, id);
    assert_eq!(refusal(on.customers(Directory::Teams).detail(&admin, "HOA").await), AppError::NotFound);
    let other = individuals.detail(&admin, "HA").await.unwrap().id;
    let taken = form(1, Field::Code, Some("HA"), Some("HOA"));
    assert_eq!(faults(individuals.change(&admin, other, &taken).await), ["code: code_in_use"]);
    let values = test_support::fields([(Field::Name, "Lê Hoa"), (Field::Code, "HOA")]);
    let input = domain::customer::CustomerInput { values, without_email: true, ..Default::default() };
    let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
    assert_eq!(faults(individuals.create(&admin, key, &input).await), ["code: code_in_use"]);
    assert_eq!(ids(&individuals.list(&admin, &search("hoa")).await.unwrap()), [id]);
    let stranger = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(refusal(individuals.detail(&stranger, "HOA").await), AppError::NotFound);
    assert!(individuals.list(&stranger, &search("HOA")).await.unwrap().rows.is_empty());

    // It may have it back; then the other one leads to it.
    individuals.change(&admin, id, &form(2, Field::Code, Some("HOA2"), Some("HOA"))).await.unwrap();
    for code in ["HOA", "HOA2"] {
        let found = individuals.detail(&admin, code).await.unwrap();
        assert_eq!((found.id, found.values[&Field::Code].as_str()), (id, "HOA"));
    }
    // The sequence goes around what was a code once.
    individuals.change(&admin, id, &form(3, Field::Code, Some("HOA"), Some("KH000001"))).await.unwrap();
    individuals.change(&admin, id, &form(4, Field::Code, Some("KH000001"), Some("HOA"))).await.unwrap();
    assert_eq!(on.named(&admin, "Lê Nam").await.code, "KH000002");
}

async fn ten_at_once_on_one_field_leave_one_winner(on: &TestServices) {
    let (admin, id) = start(on).await;
    let forms = (0..10).map(|n| form(1, Field::JobTitle, Some("Kế toán"), Some(&format!("Bậc {n}"))));
    let answers = at_once(on, &admin, id, forms).await;
    let (saved, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(saved.len(), 1);
    for answer in refused {
        assert_eq!(conflict(answer).fields[0].field, Field::JobTitle);
    }
    assert_eq!(on.customers(Directory::Individuals).detail(&admin, "HOA").await.unwrap().version, 2);
}

async fn ten_at_once_on_ten_fields_all_win(on: &TestServices) {
    let (admin, id) = start(on).await;
    let texts = [
        (Field::Phone, "+84905969648"),
        (Field::OtherPhones, "+84905969649"),
        (Field::Gender, "female"),
        (Field::DateOfBirth, "1990-01-05"),
        (Field::Nationality, "Việt Nam"),
        (Field::IdIssuedOn, "2024-07-01"),
        (Field::IdIssuedBy, "Bộ Công an"),
        (Field::Address, "12 Lê Lợi"),
        (Field::JourneyStage, "purchase"),
        (Field::Note, "Gọi sau 18 giờ."),
    ];
    let answers = at_once(on, &admin, id, texts.map(|(field, text)| form(1, field, None, Some(text)))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let detail = on.customers(Directory::Individuals).detail(&admin, "HOA").await.unwrap();
    assert_eq!(detail.version, 11);
    for (field, text) in texts {
        assert_eq!(detail.values[&field], text);
    }
}

async fn at_once(
    on: &TestServices,
    actor: &Actor,
    id: CustomerId,
    forms: impl IntoIterator<Item = CustomerChange>,
) -> Vec<services::Outcome<domain::customer::Saved>> {
    let requests = forms.into_iter().map(|form| {
        let (services, actor) = (on.services(), actor.clone());
        tokio::spawn(async move { services.customers(Directory::Individuals).change(&actor, id, &form).await })
    });
    futures::future::join_all(requests).await.into_iter().map(Result::unwrap).collect()
}

async fn nobody_moves_a_record_out_of_reach(on: &TestServices) {
    let admin = on.administrator().await;
    let may = &[Action::View, Action::Create, Action::Edit];
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, may).sign_in().await;
    let made = on.named(&lan, "Lê Hoa").await;
    let (mine, theirs) = (lan.user.to_string(), admin.user.to_string());
    let away = form(1, Field::Owner, Some(&mine), Some(&theirs));
    assert_eq!(
        faults(on.customers(Directory::Individuals).change(&lan, made.id, &away).await),
        ["owner: unknown_value"]
    );
    let nobodys = form(1, Field::Owner, Some(&mine), None);
    assert_eq!(
        faults(on.customers(Directory::Individuals).change(&lan, made.id, &nobodys).await),
        ["branch: outside_reach"]
    );
    on.customers(Directory::Individuals).change(&admin, made.id, &away).await.unwrap();
    assert_eq!(refusal(on.customers(Directory::Individuals).change(&lan, made.id, &away).await), AppError::NotFound);
}

async fn a_tick_against_the_address_counts_for_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Email, "hoa@example.com")]).await;
    let ticked = form(1, Field::Phone, None, Some("0905969648"));
    on.customers(Directory::Individuals).change(&admin, made.id, &ticked).await.unwrap();
    assert!(!on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap().without_email);
}

async fn a_tick_that_nobody_touched_stays(on: &TestServices) {
    let (admin, id) = start(on).await;
    let individuals = on.customers(Directory::Individuals);
    let tick = |version, ticked| CustomerChange { version, fields: [].into(), without_email: Some(ticked) };
    // Somebody takes the tick away while another form is open, which says nothing of it.
    individuals.change(&admin, id, &tick(1, false)).await.unwrap();
    individuals.change(&admin, id, &change_of(1, Field::Phone, None, Some("0905969648"))).await.unwrap();
    let detail = individuals.detail(&admin, "HOA").await.unwrap();
    assert!(!detail.without_email && detail.is_to_complete());
    let history = individuals.history(&admin, id, None).await.unwrap();
    assert_eq!(history[1].changes[&Field::WithoutEmail], (Some("yes".to_owned()), None));
    assert!(history.iter().all(|entry| !entry.restores.contains_key(&Field::WithoutEmail)));

    // Those to whom something is to be added are found.
    let missing = [("where", domain::customer::TO_COMPLETE)];
    let missing = domain::list::ListState::from_pairs(Directory::Individuals, missing);
    on.named(&admin, "Lê Nam").await;
    on.individual(&admin, [(Field::Name, "Lê An"), (Field::Email, "an@example.com")]).await;
    assert_eq!(ids(&individuals.list(&admin, &missing).await.unwrap()), [id]);
    assert_eq!(individuals.count(&admin, &missing).await.unwrap().records, 1);
    individuals.change(&admin, id, &tick(detail.version, true)).await.unwrap();
    assert!(individuals.list(&admin, &missing).await.unwrap().rows.is_empty());
    assert!(!individuals.detail(&admin, "HOA").await.unwrap().is_to_complete());
}

/// A team, its id, and that of the individual who stands for it.
async fn a_team(on: &TestServices, actor: &Actor) -> (CustomerId, CustomerId) {
    let representative = on.named(actor, "Lê Hoa").await.id;
    let kind = domain::customer::CustomerKind::Team;
    let id = representative.to_string();
    let texts = [(Field::Name, "Nhóm Hoa"), (Field::Code, "NHOM"), (Field::Representative, id.as_str())];
    (on.customer(actor, Directory::Teams, kind, texts).await.id, representative)
}

async fn a_link_that_nobody_sees_is_an_empty_field(on: &TestServices) {
    let admin = on.administrator().await;
    let teams = on.customers(Directory::Teams);
    let (team, gone) = a_team(on, &admin).await;
    on.customers(Directory::Individuals).trash(&admin, gone).await.unwrap();
    let seen = teams.detail(&admin, "NHOM").await.unwrap();
    assert_eq!(seen.values.get(&Field::Representative), None);
    let next = on.named(&admin, "Trần Lan").await.id.to_string();
    teams.change(&admin, team, &form(1, Field::Representative, None, Some(&next))).await.unwrap();
    assert_eq!(teams.detail(&admin, "NHOM").await.unwrap().values[&Field::Representative], next);

    // The same for whoever may not see the one who stands there: nothing tells who it is, whatever is sent.
    let all = &[Action::View, Action::Create, Action::Edit];
    let lan = on.user("Lan").may(Scope::All, Resource::Teams, all).may(Scope::Own, Resource::Individuals, all);
    let lan = lan.sign_in().await;
    let own = on.named(&lan, "Phạm Nga").await.id.to_string();
    let guessed = form(2, Field::Representative, None, Some(&next));
    assert_eq!(faults(teams.change(&lan, team, &guessed).await), ["representative: not_found"]);
    let elsewhere = form(2, Field::Representative, Some(&own), Some(&own));
    let told = conflict(teams.change(&lan, team, &elsewhere).await);
    assert_eq!((told.fields[0].theirs.as_deref(), told.fields[0].theirs_name.as_deref()), (None, None));
    teams.change(&lan, team, &form(2, Field::Representative, None, Some(&own))).await.unwrap();
}

async fn a_conflict_names_whom_the_reader_may_see(on: &TestServices) {
    let admin = on.administrator().await;
    let teams = on.customers(Directory::Teams);
    let (team, hoa) = a_team(on, &admin).await;
    let (lan, nga) = (on.named(&admin, "Trần Lan").await.id, on.named(&admin, "Phạm Nga").await.id);
    let [hoa, lan, nga] = [hoa, lan, nga].map(|id| id.to_string());
    teams.change(&admin, team, &form(1, Field::Representative, Some(&hoa), Some(&lan))).await.unwrap();
    let told = conflict(teams.change(&admin, team, &form(1, Field::Representative, Some(&hoa), Some(&nga))).await);
    let field = &told.fields[0];
    assert_eq!((field.theirs.as_deref(), field.theirs_name.as_deref()), (Some(lan.as_str()), Some("Trần Lan")));
    assert_eq!((field.yours.as_deref(), field.yours_name.as_deref()), (Some(nga.as_str()), Some("Phạm Nga")));

    let (first, second) = (on.user("Mai").create().await.to_string(), on.user("Minh").create().await.to_string());
    let own = admin.user.to_string();
    teams.change(&admin, team, &form(2, Field::Owner, Some(&own), Some(&first))).await.unwrap();
    let told = conflict(teams.change(&admin, team, &form(2, Field::Owner, Some(&own), Some(&second))).await);
    let names = (told.fields[0].theirs_name.as_deref(), told.fields[0].yours_name.as_deref());
    assert_eq!(names, (Some("Mai"), Some("Minh")));

    let (north, south) = (on.branch("Bắc").await.to_string(), on.branch("Nam").await.to_string());
    teams.change(&admin, team, &form(3, Field::Branch, None, Some(&north))).await.unwrap();
    let told = conflict(teams.change(&admin, team, &form(3, Field::Branch, None, Some(&south))).await);
    let names = (told.fields[0].theirs_name.as_deref(), told.fields[0].yours_name.as_deref());
    assert_eq!(names, (Some("Bắc"), Some("Nam")));
}
