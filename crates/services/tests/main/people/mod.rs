//! Contact persons and members.

mod former;
mod leaving;

use domain::{
    AppError, CustomerId, IdempotencyKey, PersonId,
    customer::{
        CustomerDetail, CustomerInput, CustomerKind, Directory, Field, PeopleChange, Person, PersonEdit, PersonField,
        PersonInput,
    },
    list::ListState,
    permission::{Action, Resource},
};
use services::{Outcome, authz::Actor};
use test_support::{Scope, TestServices, change_of, each_database};
use uuid::Uuid;

use crate::support::{conflict, faults, refusal};

each_database!(
    an_organization_comes_with_its_contact_persons,
    a_team_comes_with_its_members,
    several_are_added_at_once_and_once,
    two_people_change_one_person,
    somebody_removed_comes_back_to_their_place,
    the_order_is_kept,
    one_contact_person_is_the_main_one,
    the_number_of_members_follows,
    a_member_who_is_an_individual_shows_what_stands_there,
    nobody_out_of_reach_is_shown_linked_or_changed,
    history_names_whom_the_reader_may_see,
    visible_is_not_editable,
    leads_have_people_too_and_individuals_have_none,
    related_customers_are_shown_as_far_as_they_are_seen
);

fn person<const N: usize>(values: [(PersonField, &str); N]) -> PersonInput {
    let values = values.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
    PersonInput { values, ..PersonInput::default() }
}

fn named(name: &str) -> PersonInput {
    person([(PersonField::Name, name)])
}

fn linked(individual: CustomerId) -> PersonInput {
    PersonInput { individual: Some(individual), ..PersonInput::default() }
}

fn new_id() -> PersonId {
    PersonId(Uuid::now_v7())
}

fn edit(id: PersonId, was: Option<&PersonInput>, becomes: Option<&PersonInput>) -> PersonEdit {
    PersonEdit { id, was: was.cloned(), becomes: becomes.cloned() }
}

fn change(people: Vec<PersonEdit>) -> PeopleChange {
    PeopleChange { people, order: Vec::new() }
}

fn adding<const N: usize>(people: [PersonInput; N]) -> PeopleChange {
    change(people.iter().map(|person| edit(new_id(), None, Some(person))).collect())
}

/// A customer with people, and its code.
async fn with_people<const N: usize>(
    on: &TestServices,
    actor: &Actor,
    directory: Directory,
    kind: CustomerKind,
    values: &[(Field, &str)],
    people: [PersonInput; N],
) -> Outcome<(CustomerId, String)> {
    let values = values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    let input = CustomerInput { kind, values, without_email: true, people: people.to_vec() };
    let made = on.customers(directory).create(actor, IdempotencyKey(Uuid::now_v7()), &input).await?;
    Ok((made.id, made.code))
}

async fn organization<const N: usize>(on: &TestServices, actor: &Actor, people: [PersonInput; N]) -> CustomerId {
    let kind = CustomerKind::Organization;
    let values = [(Field::Name, "Công ty Hoa Sen"), (Field::Code, "SEN")];
    with_people(on, actor, Directory::Organizations, kind, &values, people).await.unwrap().0
}

async fn team<const N: usize>(on: &TestServices, actor: &Actor, people: [PersonInput; N]) -> (CustomerId, CustomerId) {
    let representative = on.named(actor, "Lê Hoa").await.id;
    let id = representative.to_string();
    let values = [(Field::Name, "Nhóm Hoa"), (Field::Code, "NHOM"), (Field::Representative, id.as_str())];
    let team = with_people(on, actor, Directory::Teams, CustomerKind::Team, &values, people).await.unwrap().0;
    (team, representative)
}

async fn sen(on: &TestServices, actor: &Actor) -> CustomerDetail {
    on.customers(Directory::Organizations).detail(actor, "SEN").await.unwrap()
}

async fn nhom(on: &TestServices, actor: &Actor) -> CustomerDetail {
    on.customers(Directory::Teams).detail(actor, "NHOM").await.unwrap()
}

async fn change_sen(on: &TestServices, actor: &Actor, id: CustomerId, change: &PeopleChange) -> Outcome<()> {
    on.customers(Directory::Organizations).change_people(actor, id, change).await
}

async fn change_nhom(on: &TestServices, actor: &Actor, id: CustomerId, change: &PeopleChange) -> Outcome<()> {
    on.customers(Directory::Teams).change_people(actor, id, change).await
}

fn names(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.values[&PersonField::Name].as_str()).collect()
}

fn main_one(people: &[Person]) -> Vec<&str> {
    people.iter().filter(|person| person.is_main).map(|person| person.values[&PersonField::Name].as_str()).collect()
}

async fn an_organization_comes_with_its_contact_persons(on: &TestServices) {
    let admin = on.administrator().await;
    let accountant = person([
        (PersonField::Name, " Trần  Lan "),
        (PersonField::Title, "Kế toán"),
        (PersonField::Phone, "0905969648"),
        (PersonField::Email, "LAN@sen.vn"),
    ]);
    organization(on, &admin, [accountant, named("Lê Nam")]).await;

    let detail = sen(on, &admin).await;
    assert_eq!(names(&detail.people), ["Trần Lan", "Lê Nam"]);
    assert_eq!(detail.values[&Field::MainContact], "Trần Lan");
    assert_eq!(main_one(&detail.people), ["Trần Lan"], "the first is the main one unless another is marked");
    assert_eq!(detail.people[0].values[&PersonField::Phone], "+84905969648");
    assert_eq!(detail.people[0].values[&PersonField::Email], "lan@sen.vn");

    let state = ListState { directory: Directory::Organizations, ..ListState::default() };
    let page = on.customers(Directory::Organizations).list(&admin, &state).await.unwrap();
    assert_eq!(page.rows[0].values[&Field::MainContact], "Trần Lan");

    let history = on.customers(Directory::Organizations).history(&admin, detail.id, None).await.unwrap();
    let (old, new) = &history[0].changes[&Field::ContactPersons];
    assert_eq!(
        (old.as_deref(), new.as_deref()),
        (None, Some("Trần Lan · Kế toán · 090 596 96 48 · lan@sen.vn\nLê Nam"))
    );

    let wrong = [named("Nam"), person([(PersonField::Phone, "12")])];
    let values = [(Field::Name, "Công ty")];
    let refused = with_people(on, &admin, Directory::Organizations, CustomerKind::Organization, &values, wrong).await;
    assert_eq!(faults(refused), ["people.1.phone: invalid_phone", "people.1.name: required"]);
}

async fn a_team_comes_with_its_members(on: &TestServices) {
    let admin = on.administrator().await;
    let (_, representative) = team(on, &admin, [named("Trần Lan")]).await;
    let detail = nhom(on, &admin).await;
    assert_eq!(names(&detail.people), ["Lê Hoa", "Trần Lan"]);
    assert!(detail.people[0].represents && detail.people[0].id.is_none());
    assert_eq!(detail.values[&Field::MemberCount], "2", "the representative is a member");

    let id = representative.to_string();
    let values = [(Field::Name, "Nhóm"), (Field::Representative, id.as_str()), (Field::MemberCount, "1")];
    let small = with_people(on, &admin, Directory::Teams, CustomerKind::Team, &values, [named("Nam")]).await;
    assert_eq!(faults(small), ["member_count: member_count_too_small"]);
    let alone = with_people(on, &admin, Directory::Teams, CustomerKind::Team, &values[..2], []).await.unwrap();
    let detail = on.customers(Directory::Teams).detail(&admin, &alone.1).await.unwrap();
    assert_eq!(detail.values.get(&Field::MemberCount), None, "of whom nobody else is known, the number is not known");
}

async fn several_are_added_at_once_and_once(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, []).await;
    let both = adding([named("Trần Lan"), named("Lê Nam")]);
    change_sen(on, &admin, id, &both).await.unwrap();
    change_sen(on, &admin, id, &both).await.unwrap();
    let detail = sen(on, &admin).await;
    assert_eq!((names(&detail.people).as_slice(), detail.version), (["Trần Lan", "Lê Nam"].as_slice(), 2));

    let stolen = edit(both.people[0].id, None, Some(&named("Ai Đó")));
    assert_eq!(refusal(change_sen(on, &admin, id, &change(vec![stolen.clone()])).await), AppError::KeyReused);
    let other = on.some_customer(&admin, Directory::Organizations, "Công ty khác").await;
    let elsewhere = change_sen(on, &admin, other.id, &change(vec![stolen])).await;
    assert_eq!(refusal(elsewhere), AppError::KeyReused, "nor is a person of another customer taken");
    assert_eq!(names(&sen(on, &admin).await.people), ["Trần Lan", "Lê Nam"]);

    let faulty = adding([named("Ai Đó"), named("")]);
    assert_eq!(faults(change_sen(on, &admin, id, &faulty).await), ["people.1.name: required"]);
    assert_eq!(sen(on, &admin).await.people.len(), 2, "all or nobody");
}

async fn two_people_change_one_person(on: &TestServices) {
    let admin = on.administrator().await;
    let other = on.user("Lan").with_full_permission().sign_in().await;
    let id = organization(on, &admin, [named("Trần Lan")]).await;
    let seen = sen(on, &admin).await.people.remove(0);
    let (person_id, was) = (seen.id.unwrap(), seen.input());
    let with = |field, text: &str| {
        let mut becomes = was.clone();
        becomes.values.insert(field, text.to_owned());
        change(vec![edit(person_id, Some(&was), Some(&becomes))])
    };
    change_sen(on, &other, id, &with(PersonField::Title, "Giám đốc")).await.unwrap();
    change_sen(on, &admin, id, &with(PersonField::Phone, "0905969648")).await.unwrap();
    let both = sen(on, &admin).await.people.remove(0);
    assert_eq!(both.values[&PersonField::Title], "Giám đốc");
    assert_eq!(both.values[&PersonField::Phone], "+84905969648");

    let told = conflict(change_sen(on, &admin, id, &with(PersonField::Title, "Kế toán")).await);
    assert_eq!((told.version, told.fields[0].field), (3, Field::ContactPersons));
    assert_eq!(told.fields[0].theirs.as_deref(), Some("Trần Lan · Giám đốc · 090 596 96 48"));
    assert_eq!(told.fields[0].yours.as_deref(), Some("Trần Lan · Kế toán"));
    let removed = change_sen(on, &admin, id, &change(vec![edit(person_id, Some(&was), None)])).await;
    assert_eq!(conflict(removed).fields[0].yours, None, "nor is what somebody has just written removed unseen");

    let now = both.input();
    change_sen(on, &other, id, &change(vec![edit(person_id, Some(&now), None)])).await.unwrap();
    let gone = change_sen(on, &admin, id, &with(PersonField::Email, "a@b.vn")).await;
    assert_eq!(conflict(gone).fields[0].theirs, None);
}

async fn somebody_removed_comes_back_to_their_place(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, [named("A"), named("B"), named("C")]).await;
    let people = sen(on, &admin).await.people;
    let order: Vec<PersonId> = people.iter().filter_map(|person| person.id).collect();
    let (first, was) = (order[0], people[0].input());
    change_sen(on, &admin, id, &change(vec![edit(first, Some(&was), None)])).await.unwrap();
    let left = sen(on, &admin).await.people;
    assert_eq!((names(&left), main_one(&left)), (vec!["B", "C"], vec!["B"]));
    let undo = PeopleChange { people: vec![edit(first, None, Some(&was))], order };
    change_sen(on, &admin, id, &undo).await.unwrap();
    let back = sen(on, &admin).await.people;
    assert_eq!((names(&back), main_one(&back)), (vec!["A", "B", "C"], vec!["A"]));
}

async fn the_order_is_kept(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, [named("A"), named("B"), named("C")]).await;
    let ids: Vec<PersonId> = sen(on, &admin).await.people.iter().filter_map(|person| person.id).collect();
    let order = PeopleChange { people: Vec::new(), order: vec![ids[2], ids[0]] };
    change_sen(on, &admin, id, &order).await.unwrap();
    let detail = sen(on, &admin).await;
    assert_eq!((names(&detail.people), detail.version), (vec!["C", "B", "A"], 2));
    let history = on.customers(Directory::Organizations).history(&admin, id, None).await.unwrap();
    let (old, new) = &history[0].changes[&Field::ContactPersons];
    assert_eq!((old.as_deref(), new.as_deref()), (Some("A\nB\nC"), Some("C\nB\nA")));
    change_sen(on, &admin, id, &order).await.unwrap();
    assert_eq!(sen(on, &admin).await.version, 2, "what changes nothing makes no version");
}

async fn one_contact_person_is_the_main_one(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, [named("A"), PersonInput { is_main: true, ..named("B") }]).await;
    let people = sen(on, &admin).await.people;
    assert_eq!(main_one(&people), ["B"]);
    let was = people[0].input();
    let marked = PersonInput { is_main: true, ..was.clone() };
    change_sen(on, &admin, id, &change(vec![edit(people[0].id.unwrap(), Some(&was), Some(&marked))])).await.unwrap();
    assert_eq!(main_one(&sen(on, &admin).await.people), ["A"]);
    let history = on.customers(Directory::Organizations).history(&admin, id, None).await.unwrap();
    assert_eq!(history[0].changes[&Field::MainContact], (Some("B".to_owned()), Some("A".to_owned())));
    change_sen(on, &admin, id, &adding([PersonInput { is_main: true, ..named("C") }])).await.unwrap();
    assert_eq!(main_one(&sen(on, &admin).await.people), ["C"]);
}

async fn the_number_of_members_follows(on: &TestServices) {
    let admin = on.administrator().await;
    let (id, representative) = team(on, &admin, []).await;
    let typed =
        |version, was: Option<&str>, becomes: Option<&str>| change_of(version, Field::MemberCount, was, becomes);
    let teams = on.customers(Directory::Teams);
    teams.change(&admin, id, &typed(1, None, Some("2"))).await.unwrap();
    change_nhom(on, &admin, id, &adding([named("A")])).await.unwrap();
    assert_eq!(nhom(on, &admin).await.values[&Field::MemberCount], "2", "there is room");
    change_nhom(on, &admin, id, &adding([named("B"), linked(representative)])).await.unwrap();
    let detail = nhom(on, &admin).await;
    assert_eq!(detail.values[&Field::MemberCount], "3", "and beyond that it is raised; the representative counts once");
    let history = teams.history(&admin, id, None).await.unwrap();
    assert_eq!(history[0].changes[&Field::MemberCount], (Some("2".to_owned()), Some("3".to_owned())));

    let small = teams.change(&admin, id, &typed(detail.version, Some("3"), Some("2"))).await;
    assert_eq!(faults(small), ["member_count: member_count_too_small"]);
    let other = on.named(&admin, "Phạm Dung").await.id.to_string();
    let was = representative.to_string();
    let stand_in = change_of(detail.version, Field::Representative, Some(&was), Some(&other));
    teams.change(&admin, id, &stand_in).await.unwrap();
    let detail = nhom(on, &admin).await;
    assert_eq!(detail.values[&Field::MemberCount], "4", "another representative is one more");

    let b = detail.people.iter().find(|person| person.values[&PersonField::Name] == "B").unwrap();
    let mut left = b.input();
    left.values.insert(PersonField::LeftOn, "2026-11-01".to_owned());
    change_nhom(on, &admin, id, &change(vec![edit(b.id.unwrap(), Some(&b.input()), Some(&left))])).await.unwrap();
    let detail = nhom(on, &admin).await;
    assert_eq!(detail.values[&Field::MemberCount], "4", "nobody's number is taken back");
    teams.change(&admin, id, &typed(detail.version, Some("4"), Some("3"))).await.unwrap();
}

async fn a_member_who_is_an_individual_shows_what_stands_there(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.individual(&admin, [(Field::Name, "Trần Lan"), (Field::Phone, "0905969648")]).await;
    let (id, _) = team(on, &admin, [PersonInput { individual: Some(lan.id), ..named("Tên Khác") }]).await;
    let member = nhom(on, &admin).await.people.remove(1);
    assert_eq!(member.values[&PersonField::Name], "Trần Lan");
    assert_eq!(member.values[&PersonField::Phone], "+84905969648");
    let renamed = change_of(1, Field::Name, Some("Trần Lan"), Some("Trần Lan Anh"));
    on.customers(Directory::Individuals).change(&admin, lan.id, &renamed).await.unwrap();
    let member = nhom(on, &admin).await.people.remove(1);
    assert_eq!(member.values[&PersonField::Name], "Trần Lan Anh");

    assert_eq!(faults(change_nhom(on, &admin, id, &adding([linked(lan.id)])).await), ["people.0.name: already_member"]);
    on.customers(Directory::Individuals).trash(&admin, lan.id).await.unwrap();
    let trashed = &nhom(on, &admin).await.people[1];
    assert!(trashed.trashed && trashed.values[&PersonField::Name] == "Trần Lan Anh", "{trashed:?}");
    on.customers(Directory::Individuals).restore(&admin, lan.id).await.unwrap();
    let (member_id, was) = (member.id.unwrap(), member.input());
    let alone = named("Lan của nhóm");
    change_nhom(on, &admin, id, &change(vec![edit(member_id, Some(&was), Some(&alone))])).await.unwrap();
    assert_eq!(names(&nhom(on, &admin).await.people), ["Lê Hoa", "Lan của nhóm"]);
}

/// Somebody who edits teams everywhere and sees the individuals in their own charge.
async fn confined(on: &TestServices) -> Actor {
    on.user("Hạn hẹp")
        .may(Scope::All, Resource::Teams, &[Action::Edit])
        .may(Scope::All, Resource::Teams, &[Action::View])
        .may(Scope::Own, Resource::Individuals, &[Action::View])
        .sign_in()
        .await
}

async fn nobody_out_of_reach_is_shown_linked_or_changed(on: &TestServices) {
    let (admin, reader) = (on.administrator().await, confined(on).await);
    let hidden = on.named(&admin, "Trần Lan").await.id;
    let owner = reader.user.to_string();
    let own = on.individual(&admin, [(Field::Name, "Lê Nam"), (Field::Owner, &owner)]).await.id;
    let (id, _) = team(on, &admin, [linked(hidden), named("Ai Đó")]).await;
    let all = nhom(on, &admin).await.people;
    let seen = nhom(on, &reader).await;
    assert_eq!(names(&seen.people), ["Ai Đó"]);

    let link = change_nhom(on, &reader, id, &adding([linked(hidden)])).await;
    assert_eq!(faults(link), ["people.0.name: not_found"]);
    let hidden_row = edit(all[1].id.unwrap(), Some(&all[1].input()), None);
    assert_eq!(refusal(change_nhom(on, &reader, id, &change(vec![hidden_row])).await), AppError::NotFound);
    let guessed = edit(all[1].id.unwrap(), Some(&named("?")), Some(&named("Của tôi")));
    assert_eq!(refusal(change_nhom(on, &reader, id, &change(vec![guessed])).await), AppError::NotFound);

    change_nhom(on, &reader, id, &adding([linked(own)])).await.unwrap();
    let now = nhom(on, &reader).await.people;
    let order = PeopleChange { people: Vec::new(), order: vec![now[1].id.unwrap(), now[0].id.unwrap()] };
    change_nhom(on, &reader, id, &order).await.unwrap();
    assert_eq!(names(&nhom(on, &admin).await.people), ["Lê Hoa", "Trần Lan", "Lê Nam", "Ai Đó"]);
}

async fn history_names_whom_the_reader_may_see(on: &TestServices) {
    let (admin, reader) = (on.administrator().await, confined(on).await);
    let hidden = on.named(&admin, "Trần Lan").await.id;
    let (id, representative) = team(on, &admin, [linked(hidden), named("Ai Đó")]).await;
    let told =
        async |actor: &Actor| on.customers(Directory::Teams).history(actor, id, None).await.unwrap().remove(0).changes;
    let (all, some) = (told(&admin).await, told(&reader).await);
    assert_eq!(all[&Field::Members].1.as_deref(), Some("Trần Lan\nAi Đó"));
    assert_eq!(all[&Field::Representative].1.as_deref(), Some("Lê Hoa"));
    assert_eq!(some[&Field::Members].1.as_deref(), Some("Ai Đó"));
    assert_eq!(some[&Field::Representative].1, None);
    let text = format!("{some:?}");
    assert!(!text.contains(&hidden.to_string()) && !text.contains(&representative.to_string()), "{text}");
}

async fn visible_is_not_editable(on: &TestServices) {
    let admin = on.administrator().await;
    let reader = on.user("Đọc").may(Scope::All, Resource::Organizations, &[Action::View]).sign_in().await;
    let stranger = on
        .user("Lạ")
        .may(Scope::Own, Resource::Organizations, &[Action::View])
        .may(Scope::Own, Resource::Organizations, &[Action::Edit])
        .sign_in()
        .await;
    let half = on
        .user("Nửa")
        .may(Scope::All, Resource::Organizations, &[Action::View])
        .may(Scope::Own, Resource::Organizations, &[Action::Edit])
        .sign_in()
        .await;
    let id = organization(on, &admin, [named("A")]).await;
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Organizations };
    assert_eq!(names(&sen(on, &reader).await.people), ["A"]);
    assert_eq!(refusal(change_sen(on, &reader, id, &adding([named("B")])).await), forbidden);
    assert_eq!(refusal(change_sen(on, &half, id, &adding([named("B")])).await), forbidden);
    assert_eq!(refusal(change_sen(on, &stranger, id, &adding([named("B")])).await), AppError::NotFound);
    let as_team = on.customers(Directory::Teams).change_people(&admin, id, &adding([named("B")])).await;
    assert_eq!(refusal(as_team), AppError::NotFound);
    assert_eq!(names(&sen(on, &admin).await.people), ["A"]);
}

async fn leads_have_people_too_and_individuals_have_none(on: &TestServices) {
    let admin = on.administrator().await;
    let values = [(Field::Name, "Công ty Mai")];
    let leads = on.customers(Directory::Leads);
    let (id, code) =
        with_people(on, &admin, Directory::Leads, CustomerKind::Organization, &values, [named("A")]).await.unwrap();
    leads.change_people(&admin, id, &adding([named("B")])).await.unwrap();
    assert_eq!(names(&leads.detail(&admin, &code).await.unwrap().people), ["A", "B"]);
    let columns = vec![Field::MainContact];
    let state = ListState { directory: Directory::Leads, columns, ..ListState::default() };
    assert_eq!(leads.list(&admin, &state).await.unwrap().rows[0].values[&Field::MainContact], "A");

    let person = on.named(&admin, "Lê Hoa").await.id;
    let refused = on.customers(Directory::Individuals).change_people(&admin, person, &adding([named("B")])).await;
    assert_eq!(faults(refused), ["people: unknown_value"]);
}

async fn related_customers_are_shown_as_far_as_they_are_seen(on: &TestServices) {
    let admin = on.administrator().await;
    let reader = on
        .user("Đọc")
        .may(Scope::All, Resource::Organizations, &[Action::View])
        .may(Scope::All, Resource::Individuals, &[Action::View])
        .sign_in()
        .await;
    let sen_id = organization(on, &admin, []).await.to_string();
    let lan = on.individual(&admin, [(Field::Name, "Trần Lan"), (Field::Organization, &sen_id)]).await;
    let (team_id, representative) = team(on, &admin, [linked(lan.id)]).await;
    let in_organization = change_of(1, Field::Organization, None, Some(&sen_id));
    on.customers(Directory::Teams).change(&admin, team_id, &in_organization).await.unwrap();

    let shown = |detail: &CustomerDetail| -> Vec<String> {
        let lists = detail.related.iter();
        lists
            .flat_map(|list| list.customers.iter().map(|link| format!("{}: {}", list.directory.key(), link.name)))
            .collect()
    };
    assert_eq!(shown(&sen(on, &admin).await), ["individuals: Trần Lan", "teams: Nhóm Hoa"]);
    assert_eq!(shown(&sen(on, &reader).await), ["individuals: Trần Lan"]);
    let individuals = on.customers(Directory::Individuals);
    let by_id = async |actor: &Actor, id: CustomerId| {
        let rows = individuals.list(actor, &ListState::default()).await.unwrap().rows;
        let code = rows.into_iter().find(|row| row.id == id).unwrap().values[&Field::Code].clone();
        individuals.detail(actor, &code).await.unwrap()
    };
    assert_eq!(shown(&by_id(&admin, lan.id).await), ["teams: Nhóm Hoa"]);
    assert_eq!(shown(&by_id(&admin, representative).await), ["teams: Nhóm Hoa"]);
    assert_eq!(shown(&by_id(&reader, lan.id).await), Vec::<String>::new());

    for number in 0..11 {
        let name = format!("Người {number}");
        on.customer(
            &admin,
            Directory::Individuals,
            CustomerKind::Individual,
            [(Field::Name, &name), (Field::Organization, &sen_id)],
        )
        .await;
    }
    let list = sen(on, &admin).await.related.remove(0);
    assert_eq!((list.customers.len(), list.more, list.customers[0].name.as_str()), (10, true, "Người 10"));
}
