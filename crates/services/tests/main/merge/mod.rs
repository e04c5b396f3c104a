//! Two records of one customer become one, and each its own again.

mod play;

use std::collections::BTreeSet;

use domain::{
    AppError, CustomerId, IdempotencyKey, PersonId,
    customer::{
        Created, CustomerDetail, CustomerInput, CustomerKind, Directory, Edit, Field, MergeRequest, Merged,
        PeopleChange, PersonEdit, PersonField, PersonInput, Values,
    },
    draft::Typed,
    list::ListState,
    permission::{Action, Resource},
};
use services::{Outcome, authz::Actor};
use test_support::{Scope, TestServices, change_of, each_database};
use uuid::Uuid;

use crate::support::{codes, conflict, faults, list, refusal, search};

each_database!(
    what_goes_is_nowhere_and_its_code_leads_to_what_stays,
    values_are_taken_one_by_one_also_behind_masks,
    what_hangs_on_it_moves_and_comes_back,
    members_move_and_nobody_is_one_twice,
    who_changed_one_meanwhile_is_told,
    two_at_once_merge_once,
    what_cannot_be_one_is_refused,
    reach_and_cells_decide,
    the_history_of_both_is_readable,
    a_later_merge_is_undone_first,
    leads_are_merged_too_and_lead_on,
    an_old_value_is_put_back
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn detail(on: &TestServices, actor: &Actor, code: &str) -> CustomerDetail {
    on.customers(INDIVIDUALS).detail(actor, code).await.unwrap()
}

/// Merges one into another, as they stand now.
async fn merge(
    on: &TestServices,
    actor: &Actor,
    directory: Directory,
    [survivor, other]: [&Created; 2],
    take: &[Field],
) -> Outcome<Merged> {
    let version = async |code: &str| on.customers(directory).detail(actor, code).await.unwrap().version;
    let request = MergeRequest {
        survivor: survivor.id,
        survivor_version: version(&survivor.code).await,
        other: other.id,
        other_version: version(&other.code).await,
        take: take.iter().copied().collect(),
    };
    on.customers(directory).merge(actor, &request).await
}

fn request(survivor: CustomerId, other: CustomerId) -> MergeRequest {
    MergeRequest { survivor, survivor_version: 1, other, other_version: 1, take: BTreeSet::new() }
}

async fn what_goes_is_nowhere_and_its_code_leads_to_what_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let stays = on.individual(&admin, [(Field::Name, "Lê Hoa")]).await;
    let goes = on.individual(&admin, [(Field::Name, "Lê Thị Hoa"), (Field::Phone, "0905969648")]).await;
    let individuals = on.customers(INDIVIDUALS);

    let done = merge(on, &admin, INDIVIDUALS, [&stays, &goes], &[Field::Phone]).await.unwrap();

    assert_eq!((done.code.as_str(), done.other_code.as_str()), (stays.code.as_str(), goes.code.as_str()));
    assert_eq!(codes(&list(on, &admin).await), [stays.code.as_str()]);
    assert_eq!(individuals.count(&admin, &ListState::default()).await.unwrap().records, 1);
    assert!(codes(&individuals.list(&admin, &search("thi hoa")).await.unwrap()).is_empty());
    assert!(individuals.suggest(&admin, "thi hoa").await.unwrap().is_empty());
    // Who looks for the code that is gone finds the record that it leads to.
    assert_eq!(codes(&individuals.list(&admin, &search(&goes.code)).await.unwrap()), [stays.code.as_str()]);
    assert_eq!(individuals.suggest(&admin, &goes.code).await.unwrap()[0].id, stays.id);
    assert!(individuals.trashed(&admin, "", None).await.unwrap().rows.is_empty());
    assert_eq!(refusal(individuals.restore(&admin, goes.id).await), AppError::NotFound);
    assert_eq!(refusal(individuals.history(&admin, goes.id, None).await), AppError::NotFound);
    let found = detail(on, &admin, &goes.code).await;
    assert_eq!((found.id, found.version), (stays.id, 2));
    assert_eq!(found.values[&Field::Phone], "+84905969648");
    assert_eq!(found.values[&Field::Name], "Lê Hoa");
    let mut change = change_of(2, Field::Code, Some(&stays.code), Some(&goes.code));
    change.without_email = Some(true);
    assert_eq!(faults(individuals.change(&admin, stays.id, &change).await), ["code: code_in_use"]);

    let last = on.named(&admin, "Lê Hòa").await;
    merge(on, &admin, INDIVIDUALS, [&last, &stays], &[]).await.unwrap();
    assert_eq!(detail(on, &admin, &goes.code).await.id, last.id);
    let organizations = on.customers(Directory::Organizations);
    assert_eq!(refusal(organizations.detail(&admin, &goes.code).await), AppError::NotFound);
}

async fn values_are_taken_one_by_one_also_behind_masks(on: &TestServices) {
    let admin = on.administrator().await;
    let one = [(Field::Name, "Lê Hoa"), (Field::IdNumber, "079190057032"), (Field::MonthlyIncome, "5_10")];
    let stays = on.individual(&admin, one).await;
    // The masks are the same, the numbers are not.
    let other = [(Field::Name, "Lê Hoa"), (Field::IdNumber, "079190058032"), (Field::MonthlyIncome, "5_10")];
    let goes = on.individual(&admin, other).await;
    let clerk = |name| on.user(name).may(Scope::All, Resource::Individuals, Action::ALL);
    let reads = [Resource::PersonalIds, Resource::Income];
    let lan = reads.into_iter().fold(clerk("Lan"), |who, cell| who.may(Scope::All, cell, &[Action::View]));
    let (lan, minh) = (lan.sign_in().await, clerk("Minh").sign_in().await);
    let individuals = on.customers(INDIVIDUALS);

    // Whoever may not read them is not told whether they differ, and does not overwrite them.
    assert_eq!(individuals.compare(&minh, stays.id, &goes.code).await.unwrap().differing, []);
    let refused = merge(on, &minh, INDIVIDUALS, [&stays, &goes], &[Field::IdNumber]).await;
    assert_eq!(refusal(refused), AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds });

    let compared = individuals.compare(&lan, stays.id, &goes.code).await.unwrap();
    assert_eq!(compared.differing, [Field::IdNumber]);
    assert_eq!(compared.sides[0].detail.values[&Field::IdNumber], "•••••••••032");
    let done = merge(on, &lan, INDIVIDUALS, [&stays, &goes], &[Field::IdNumber]).await.unwrap();
    let shown = individuals.unmask(&admin, stays.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some("079190058032"));
    let history = individuals.history(&lan, stays.id, None).await.unwrap();
    assert!(history.iter().all(|entry| !format!("{entry:?}").contains("0791900")));

    individuals.unmerge(&lan, stays.id, done.merge).await.unwrap();
    let shown = individuals.unmask(&admin, stays.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some("079190057032"));
    let shown = individuals.unmask(&admin, goes.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some("079190058032"));
}

fn person(name: &str) -> PersonInput {
    PersonInput { values: [(PersonField::Name, name.to_owned())].into(), ..PersonInput::default() }
}

fn member(individual: CustomerId) -> PersonInput {
    PersonInput { individual: Some(individual), ..PersonInput::default() }
}

async fn with_people(
    on: &TestServices,
    actor: &Actor,
    directory: Directory,
    values: &[(Field, &str)],
    people: &[PersonInput],
) -> Created {
    let values: Values = values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    let kind = directory.kind().unwrap();
    let input = CustomerInput { kind, values, without_email: true, people: people.to_vec() };
    on.customers(directory).create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
}

fn names(detail: &CustomerDetail) -> Vec<&str> {
    detail.people.iter().map(|person| person.values[&PersonField::Name].as_str()).collect()
}

async fn what_hangs_on_it_moves_and_comes_back(on: &TestServices) {
    let admin = on.administrator().await;
    let organizations = on.customers(Directory::Organizations);
    let new = async |name: &str, people: &[PersonInput]| {
        with_people(on, &admin, Directory::Organizations, &[(Field::Name, name)], people).await
    };
    let stays = new("Hoa Sen", &[person("An")]).await;
    let goes = new("Công ty Hoa Sen", &[person("Bình"), person("Chi")]).await;
    let (theirs, ours) = (goes.id.to_string(), stays.id.to_string());
    let worker = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Organization, &theirs)]).await;
    let trashed = on.individual(&admin, [(Field::Name, "Lê Lan"), (Field::Organization, &theirs)]).await;
    on.customers(INDIVIDUALS).trash(&admin, trashed.id).await.unwrap();
    let form = format!("organizations/{theirs}");
    let typed = Typed::from([("name".to_owned(), "Hoa".to_owned())]);
    on.drafts().keep(&admin, &form, &typed).await.unwrap();

    let compared = organizations.compare(&admin, stays.id, &goes.code).await.unwrap();
    let attached = &compared.sides[1].attached;
    assert_eq!((attached.people, attached.linked.as_slice()), (2, [(INDIVIDUALS, 1)].as_slice()));
    let done = merge(on, &admin, Directory::Organizations, [&stays, &goes], &[]).await.unwrap();

    let both = organizations.detail(&admin, &stays.code).await.unwrap();
    assert_eq!(names(&both), ["An", "Bình", "Chi"]);
    assert_eq!(both.values[&Field::MainContact], "An");
    assert_eq!(both.related[0].customers[0].code, worker.code);
    let linked = detail(on, &admin, &worker.code).await;
    assert_eq!(linked.values[&Field::Organization], ours);
    let told = on.customers(INDIVIDUALS).history(&admin, worker.id, None).await.unwrap();
    let (_, named) = &told.last().unwrap().changes[&Field::Organization];
    assert_eq!(named.as_deref(), Some("Hoa Sen"), "the record that took it in");
    assert!(on.drafts().find(&admin, &form).await.unwrap().is_none());

    // Somebody comes, somebody who was brought goes, and somebody leaves the company.
    let gone = both.people.iter().find(|person| person.values[&PersonField::Name] == "Chi").unwrap();
    let edit = |id, was, becomes| PersonEdit { id, was, becomes };
    let people = vec![
        edit(gone.id.unwrap(), Some(gone.input()), None),
        edit(PersonId(Uuid::now_v7()), None, Some(person("Dung"))),
    ];
    let change = PeopleChange { people, order: Vec::new() };
    organizations.change_people(&admin, stays.id, &change).await.unwrap();
    organizations.unmerge(&admin, stays.id, done.merge).await.unwrap();

    let (ones, others) = (organizations.detail(&admin, &stays.code), organizations.detail(&admin, &goes.code));
    let (ones, others) = (ones.await.unwrap(), others.await.unwrap());
    assert_eq!((names(&ones), names(&others)), (vec!["An", "Dung"], vec!["Bình"]));
    assert_eq!(others.values[&Field::MainContact], "Bình");
    assert_eq!(detail(on, &admin, &worker.code).await.values[&Field::Organization], theirs);
    on.customers(INDIVIDUALS).restore(&admin, trashed.id).await.unwrap();
    assert_eq!(detail(on, &admin, &trashed.code).await.values[&Field::Organization], theirs);
    // A list whose middle went is put into order by those who come next.
    let change =
        PeopleChange { people: vec![edit(PersonId(Uuid::now_v7()), None, Some(person("Em")))], order: Vec::new() };
    organizations.change_people(&admin, stays.id, &change).await.unwrap();
    assert_eq!(names(&organizations.detail(&admin, &stays.code).await.unwrap()), ["An", "Dung", "Em"]);
}

async fn members_move_and_nobody_is_one_twice(on: &TestServices) {
    let admin = on.administrator().await;
    let teams = on.customers(Directory::Teams);
    let [hoa, lan, mai] = [on.named(&admin, "Hoa").await, on.named(&admin, "Lan").await, on.named(&admin, "Mai").await];
    let id = hoa.id.to_string();
    let new = async |name: &str, people: &[PersonInput]| {
        let values = [(Field::Name, name), (Field::Representative, id.as_str())];
        with_people(on, &admin, Directory::Teams, &values, people).await
    };
    let stays = new("Nhóm Một", &[member(lan.id)]).await;
    let goes = new("Nhóm Hai", &[member(lan.id), member(mai.id), person("Nga")]).await;
    let count = async |code: &str| teams.detail(&admin, code).await.unwrap().values[&Field::MemberCount].clone();
    assert_eq!((count(&stays.code).await, count(&goes.code).await), ("2".to_owned(), "4".to_owned()));

    let done = merge(on, &admin, Directory::Teams, [&stays, &goes], &[]).await.unwrap();
    assert_eq!(names(&teams.detail(&admin, &stays.code).await.unwrap()), ["Hoa", "Lan", "Mai", "Nga"]);
    assert_eq!(count(&stays.code).await, "4");

    // The individuals become one, too: a member once, and the teams' representative.
    let single = merge(on, &admin, INDIVIDUALS, [&lan, &mai], &[]).await.unwrap();
    let both = teams.detail(&admin, &stays.code).await.unwrap();
    assert_eq!(names(&both), ["Hoa", "Lan", "Nga"]);
    let fewer = change_of(both.version, Field::MemberCount, Some("4"), Some("3"));
    teams.change(&admin, stays.id, &fewer).await.unwrap();
    let more = change_of(both.version + 1, Field::MemberCount, Some("3"), Some("4"));
    teams.change(&admin, stays.id, &more).await.unwrap();
    let other = merge(on, &admin, INDIVIDUALS, [&lan, &hoa], &[]).await.unwrap();
    let stands = teams.detail(&admin, &stays.code).await.unwrap();
    assert_eq!(stands.values[&Field::Representative], lan.id.to_string());
    on.customers(INDIVIDUALS).unmerge(&admin, lan.id, other.merge).await.unwrap();
    on.customers(INDIVIDUALS).unmerge(&admin, lan.id, single.merge).await.unwrap();
    teams.unmerge(&admin, stays.id, done.merge).await.unwrap();

    assert_eq!(names(&teams.detail(&admin, &stays.code).await.unwrap()), ["Hoa", "Lan"]);
    assert_eq!(names(&teams.detail(&admin, &goes.code).await.unwrap()), ["Hoa", "Lan", "Mai", "Nga"]);
    assert_eq!((count(&stays.code).await, count(&goes.code).await), ("2".to_owned(), "4".to_owned()));
}

async fn who_changed_one_meanwhile_is_told(on: &TestServices) {
    let admin = on.administrator().await;
    let other = on.user("Lan").with_full_permission().sign_in().await;
    let (stays, goes) = (on.named(&admin, "Lê Hoa").await, on.named(&admin, "Lê Hòa").await);
    let mut change = change_of(1, Field::JobTitle, None, Some("Kế toán"));
    change.without_email = Some(true);
    on.customers(INDIVIDUALS).change(&other, goes.id, &change).await.unwrap();

    let told = conflict(on.customers(INDIVIDUALS).merge(&admin, &request(stays.id, goes.id)).await);
    assert_eq!((told.changed_by.as_str(), told.version), ("Lan", 2));
    conflict(on.customers(INDIVIDUALS).merge(&admin, &request(goes.id, stays.id)).await);
    assert_eq!(list(on, &admin).await.rows.len(), 2);
}

async fn two_at_once_merge_once(on: &TestServices) {
    let admin = on.administrator().await;
    let (one, other) = (on.named(&admin, "Lê Hoa").await, on.named(&admin, "Lê Hòa").await);
    let individuals = on.customers(INDIVIDUALS);
    let (into, back) = (request(one.id, other.id), request(other.id, one.id));
    let outcomes = tokio::join!(individuals.merge(&admin, &into), individuals.merge(&admin, &back));
    assert!(outcomes.0.is_ok() != outcomes.1.is_ok());
    let loser = if outcomes.0.is_ok() { outcomes.1 } else { outcomes.0 };
    assert!(matches!(refusal(loser), AppError::NotFound | AppError::Conflict(_)));
    assert_eq!(list(on, &admin).await.rows.len(), 1);
}

async fn what_cannot_be_one_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let one = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Email, "hoa@example.vn")]).await;
    let company = on.some_customer(&admin, Directory::Organizations, "Hoa Sen").await;
    let individuals = on.customers(INDIVIDUALS);
    assert_eq!(faults(individuals.merge(&admin, &request(one.id, one.id)).await), ["other: same_record"]);
    assert_eq!(faults(individuals.compare(&admin, one.id, &one.code).await), ["other: same_record"]);
    assert_eq!(refusal(individuals.merge(&admin, &request(one.id, company.id)).await), AppError::NotFound);
    let missing = CustomerId(Uuid::now_v7());
    assert_eq!(refusal(individuals.merge(&admin, &request(one.id, missing)).await), AppError::NotFound);
    let person = on.customer(&admin, Directory::Leads, CustomerKind::Individual, [(Field::Name, "Lan")]).await;
    let group = on.customer(&admin, Directory::Leads, CustomerKind::Team, [(Field::Name, "Lan")]).await;
    let leads = on.customers(Directory::Leads);
    assert_eq!(faults(leads.merge(&admin, &request(person.id, group.id)).await), ["other: kind_mismatch"]);

    // Nothing is taken that such a customer must have.
    let empty = on.named(&admin, "Lê Hòa").await;
    let mut change = change_of(1, Field::Email, None, Some("b@example.vn"));
    on.customers(INDIVIDUALS).change(&admin, empty.id, &change).await.unwrap();
    change = change_of(2, Field::Email, Some("b@example.vn"), None);
    change.without_email = Some(true);
    on.customers(INDIVIDUALS).change(&admin, empty.id, &change).await.unwrap();
    let done = merge(on, &admin, INDIVIDUALS, [&one, &empty], &[Field::Email]).await.unwrap();
    assert!(detail(on, &admin, &one.code).await.without_email, "it is known to have none");
    let missing = domain::MergeId(Uuid::now_v7());
    assert_eq!(faults(individuals.unmerge(&admin, one.id, missing).await), ["other: not_merged"]);
    individuals.unmerge(&admin, one.id, done.merge).await.unwrap();
    assert!(!detail(on, &admin, &one.code).await.without_email);
    assert_eq!(faults(individuals.unmerge(&admin, one.id, done.merge).await), ["other: not_merged"]);
}

async fn reach_and_cells_decide(on: &TestServices) {
    let admin = on.administrator().await;
    let all = Action::ALL;
    let individuals = on.customers(INDIVIDUALS);
    let own = on.user("Lan").may(Scope::Own, Resource::Individuals, all).sign_in().await;
    let (mine, theirs) = (on.named(&own, "Lê Hoa").await, on.named(&admin, "Lê Hòa").await);
    for (survivor, other) in [(mine.id, theirs.id), (theirs.id, mine.id)] {
        assert_eq!(refusal(individuals.merge(&own, &request(survivor, other)).await), AppError::NotFound);
    }
    assert_eq!(refusal(individuals.compare(&own, mine.id, &theirs.code).await), AppError::NotFound);

    let seen = [Action::View, Action::Edit];
    let keeper = on.user("Mai").may(Scope::All, Resource::Individuals, &seen).may(
        Scope::Own,
        Resource::Individuals,
        &[Action::Delete],
    );
    let keeper = keeper.sign_in().await;
    let hers = on.named(&admin, "Lê Hoà").await;
    let lacks = |action| AppError::Forbidden { action, resource: Resource::Individuals };
    let asked = individuals.merge(&keeper, &request(mine.id, hers.id)).await;
    assert_eq!(refusal(asked), lacks(Action::Delete));
    let reader = on.user("Nga").may(Scope::All, Resource::Individuals, &[Action::View, Action::Delete]).may(
        Scope::Own,
        Resource::Individuals,
        &[Action::Edit],
    );
    let reader = reader.sign_in().await;
    assert_eq!(refusal(individuals.merge(&reader, &request(mine.id, hers.id)).await), lacks(Action::Edit));
    assert_eq!(refusal(individuals.compare(&reader, mine.id, &hers.code).await), lacks(Action::Edit));
    assert_eq!(refusal(individuals.compare(&keeper, mine.id, &hers.code).await), lacks(Action::Delete));

    // Whoever sees the one that stays may not bring back one that they could not delete.
    let done = merge(on, &admin, INDIVIDUALS, [&mine, &theirs], &[]).await.unwrap();
    assert_eq!(refusal(individuals.unmerge(&own, mine.id, done.merge).await), lacks(Action::Delete));
    assert_eq!(refusal(individuals.unmerge(&keeper, mine.id, done.merge).await), lacks(Action::Delete));
}

async fn the_history_of_both_is_readable(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(INDIVIDUALS);
    let (stays, goes) = (on.named(&admin, "Lê Hoa").await, on.named(&admin, "Lê Hòa").await);
    let done = merge(on, &admin, INDIVIDUALS, [&stays, &goes], &[Field::Name]).await.unwrap();
    let history = individuals.history(&admin, stays.id, None).await.unwrap();
    let told: Vec<_> = history.iter().map(|entry| (entry.event.as_str(), entry.of.as_deref())).collect();
    let of = Some(goes.code.as_str());
    assert_eq!(told, [("merged_away", of), ("merged", None), ("created", of), ("created", None)]);
    let note = history[1].merge.as_ref().unwrap();
    assert_eq!((note.merge, note.name.as_str(), note.undone), (done.merge, "Lê Hòa", false));
    assert_eq!(history[1].changes[&Field::Name], (Some("Lê Hoa".to_owned()), Some("Lê Hòa".to_owned())));

    individuals.unmerge(&admin, stays.id, done.merge).await.unwrap();
    let history = individuals.history(&admin, stays.id, None).await.unwrap();
    let told: Vec<_> = history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(told, ["unmerged", "merged", "created"]);
    let note = history[1].merge.as_ref().unwrap();
    assert_eq!((note.name.as_str(), note.undone), ("", true), "it is a record of its own again");
    let theirs = individuals.history(&admin, goes.id, None).await.unwrap();
    let told: Vec<_> = theirs.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(told, ["unmerged", "merged_away", "created"]);
    // Both may be edited at once with the form that was open before: each act is one version.
    let now = detail(on, &admin, &stays.code).await;
    assert_eq!(now.version, 3);
    let mut change = change_of(1, Field::Phone, None, Some("0905969648"));
    change.without_email = Some(true);
    assert_eq!(individuals.change(&admin, stays.id, &change).await.unwrap().merged, [Field::Name]);
}

async fn a_later_merge_is_undone_first(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(INDIVIDUALS);
    let [stays, first, second] =
        [on.named(&admin, "A").await, on.named(&admin, "B").await, on.named(&admin, "C").await];
    let one = merge(on, &admin, INDIVIDUALS, [&stays, &first], &[Field::Name]).await.unwrap();
    let two = merge(on, &admin, INDIVIDUALS, [&stays, &second], &[Field::Name]).await.unwrap();
    assert_eq!(faults(individuals.unmerge(&admin, stays.id, one.merge).await), ["other: merged_since"]);
    individuals.unmerge(&admin, stays.id, two.merge).await.unwrap();
    assert_eq!(detail(on, &admin, &stays.code).await.values[&Field::Name], "B");
    individuals.unmerge(&admin, stays.id, one.merge).await.unwrap();
    assert_eq!(detail(on, &admin, &stays.code).await.values[&Field::Name], "A");
    assert_eq!(list(on, &admin).await.rows.len(), 3);
}

async fn leads_are_merged_too_and_lead_on(on: &TestServices) {
    let admin = on.administrator().await;
    let leads = on.customers(Directory::Leads);
    let new = async |name| on.customer(&admin, Directory::Leads, CustomerKind::Individual, [(Field::Name, name)]).await;
    let (stays, goes) = (new("Lê Hoa").await, new("Lê Hòa").await);
    let done = merge(on, &admin, Directory::Leads, [&stays, &goes], &[]).await.unwrap();
    assert_eq!(leads.detail(&admin, &goes.code).await.unwrap().id, stays.id);
    let customer = leads.convert(&admin, stays.id).await.unwrap();
    let found = leads.detail(&admin, &goes.code).await.unwrap();
    assert_eq!((found.id, found.directory), (stays.id, INDIVIDUALS));

    let customers = on.customers(INDIVIDUALS);
    customers.unmerge(&admin, stays.id, done.merge).await.unwrap();
    assert_eq!(leads.detail(&admin, &goes.code).await.unwrap().id, goes.id);
    assert_eq!(customers.detail(&admin, &customer.code).await.unwrap().id, stays.id);
}

async fn an_old_value_is_put_back(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(INDIVIDUALS);
    let company = on.some_customer(&admin, Directory::Organizations, "Hoa Sen").await;
    let id = company.id.to_string();
    let texts = [(Field::Name, "Lê Hoa"), (Field::Organization, id.as_str()), (Field::IdNumber, "079190057032")];
    let made = on.individual(&admin, texts).await;
    let mut change = change_of(1, Field::Organization, Some(&id), None);
    change.fields.insert(Field::IdNumber, Edit { was: Some("•••••••••032".to_owned()), becomes: None });
    change.fields.insert(Field::Owner, Edit { was: Some(admin.user.to_string()), becomes: None });
    change.without_email = Some(true);
    individuals.change(&admin, made.id, &change).await.unwrap();

    let history = individuals.history(&admin, made.id, None).await.unwrap();
    let newest = &history[0];
    assert_eq!(newest.changes[&Field::Organization], (Some("Hoa Sen".to_owned()), None), "names, no ids");
    let name = on.accounts().viewer(&admin).await.unwrap().full_name;
    assert_eq!(newest.changes[&Field::Owner], (Some(name), None));
    let offered: Vec<_> = newest.restores.keys().copied().collect();
    assert_eq!(offered, [Field::Organization, Field::Owner], "a mask is no value");
    assert!(history[1].restores.is_empty(), "before it was made nothing stood there");

    let old = newest.restores[&Field::Organization].clone();
    let mut back = change_of(2, Field::Organization, None, None);
    back.fields.insert(Field::Organization, Edit { was: None, becomes: old });
    back.without_email = Some(true);
    individuals.change(&admin, made.id, &back).await.unwrap();
    assert_eq!(detail(on, &admin, &made.code).await.values[&Field::Organization], id);

    // Who does not see the company is offered nothing of it.
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    let history = individuals.history(&clerk, made.id, None).await.unwrap();
    assert!(
        history.iter().all(|entry| !entry.restores.contains_key(&Field::Organization)
            || entry.restores[&Field::Organization].is_none())
    );
    assert!(!format!("{history:?}").contains(&id));
}
