//! People who are put back from the history of their list.

use domain::{
    AppError,
    audit::AuditFilter,
    customer::{Directory, Field, Former, PersonField, PersonInput},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use super::{
    adding, change, change_nhom, change_sen, confined, edit, linked, main_one, named, names, nhom, organization,
    person, sen, team,
};
use crate::support::{conflict, faults, refusal};

each_database!(
    somebody_removed_comes_back_from_the_history,
    former_details_come_back_beside_later_ones,
    the_former_main_contact_is_told,
    who_is_out_of_reach_is_not_told,
    a_member_comes_back_once,
    the_trail_reads_such_entries
);

/// Those whom the newest entry of a list tells of.
async fn newest(on: &TestServices, actor: &Actor, directory: Directory, code: &str) -> Vec<Former> {
    let id = on.customers(directory).detail(actor, code).await.unwrap().id;
    on.customers(directory).history(actor, id, None).await.unwrap().remove(0).people
}

fn today(on: &TestServices) -> chrono::NaiveDate {
    on.clock().today()
}

async fn somebody_removed_comes_back_from_the_history(on: &TestServices) {
    let admin = on.administrator().await;
    let accountant = person([(PersonField::Name, "Trần Lan"), (PersonField::Phone, "0905969648")]);
    let id = organization(on, &admin, [named("Lê Nam"), accountant]).await;
    assert!(newest(on, &admin, Directory::Organizations, "SEN").await.is_empty(), "who came is no former one");
    let lan = sen(on, &admin).await.people.remove(1);
    let was = lan.input();
    change_sen(on, &admin, id, &change(vec![edit(lan.id.unwrap(), Some(&was), None)])).await.unwrap();

    let told = newest(on, &admin, Directory::Organizations, "SEN").await;
    assert_eq!((told.len(), told[0].name.as_str(), &told[0].was), (1, "Trần Lan", &was));
    let back = told[0].back(&sen(on, &admin).await.people, today(on)).unwrap();
    change_sen(on, &admin, id, &change(vec![back.clone()])).await.unwrap();
    change_sen(on, &admin, id, &change(vec![back])).await.unwrap();
    let now = sen(on, &admin).await;
    assert_eq!((names(&now.people), now.version), (vec!["Lê Nam", "Trần Lan"], 3), "once");
    assert_eq!(now.people[1].input(), was);
    assert_eq!(told[0].back(&now.people, today(on)), None);

    let reader = on.user("Đọc").may(Scope::All, Resource::Organizations, &[Action::View]).sign_in().await;
    let edit = edit(lan.id.unwrap(), Some(&was), None);
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Organizations };
    assert_eq!(refusal(change_sen(on, &reader, id, &change(vec![edit])).await), forbidden);
}

async fn former_details_come_back_beside_later_ones(on: &TestServices) {
    let admin = on.administrator().await;
    let id =
        organization(on, &admin, [person([(PersonField::Name, "Trần Lan"), (PersonField::Title, "Kế toán")])]).await;
    let with = async |field, text: &str| {
        let lan = sen(on, &admin).await.people.remove(0);
        let mut becomes = lan.input();
        becomes.values.insert(field, text.to_owned());
        change(vec![edit(lan.id.unwrap(), Some(&lan.input()), Some(&becomes))])
    };
    change_sen(on, &admin, id, &with(PersonField::Title, "Giám đốc").await).await.unwrap();
    let told = newest(on, &admin, Directory::Organizations, "SEN").await.remove(0);
    change_sen(on, &admin, id, &with(PersonField::Phone, "0905969648").await).await.unwrap();

    let seen = sen(on, &admin).await.people;
    let back = told.back(&seen, today(on)).unwrap();
    // Somebody else is faster with the same field: nothing is overwritten unseen.
    change_sen(on, &admin, id, &with(PersonField::Title, "Trưởng phòng").await).await.unwrap();
    let refused = conflict(change_sen(on, &admin, id, &change(vec![back])).await);
    assert_eq!(refused.fields[0].theirs.as_deref(), Some("Trần Lan · Trưởng phòng · 090 596 96 48"));
    let back = told.back(&sen(on, &admin).await.people, today(on)).unwrap();
    change_sen(on, &admin, id, &change(vec![back])).await.unwrap();
    let now = sen(on, &admin).await.people.remove(0).values;
    assert_eq!((now[&PersonField::Title].as_str(), now[&PersonField::Phone].as_str()), ("Kế toán", "+84905969648"));
}

async fn the_former_main_contact_is_told(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, [named("A"), named("B")]).await;
    let b = sen(on, &admin).await.people.remove(1);
    let marked = PersonInput { is_main: true, ..b.input() };
    change_sen(on, &admin, id, &change(vec![edit(b.id.unwrap(), Some(&b.input()), Some(&marked))])).await.unwrap();
    let told = newest(on, &admin, Directory::Organizations, "SEN").await;
    let people = sen(on, &admin).await.people;
    let back: Vec<_> = told.iter().filter_map(|former| former.back_as_main(&people)).collect();
    assert_eq!((main_one(&people), back.len()), (vec!["B"], 1));
    assert!(told.iter().all(|former| former.back(&people, today(on)).is_none()), "nothing else was changed");
    change_sen(on, &admin, id, &change(back)).await.unwrap();
    assert_eq!(main_one(&sen(on, &admin).await.people), ["A"]);
}

async fn who_is_out_of_reach_is_not_told(on: &TestServices) {
    let (admin, reader) = (on.administrator().await, confined(on).await);
    let hidden = on.named(&admin, "Trần Lan").await.id;
    let (id, _) = team(on, &admin, [linked(hidden), named("Ai Đó")]).await;
    let gone: Vec<_> = nhom(on, &admin).await.people.iter().skip(1).map(|row| (row.id.unwrap(), row.input())).collect();
    let all = gone.iter().map(|(person, was)| edit(*person, Some(was), None)).collect();
    change_nhom(on, &admin, id, &change(all)).await.unwrap();
    let names = async |actor: &Actor| -> Vec<String> {
        newest(on, actor, Directory::Teams, "NHOM").await.into_iter().map(|former| former.name).collect()
    };
    assert_eq!(names(&admin).await, ["Trần Lan", "Ai Đó"]);
    assert_eq!(names(&reader).await, ["Ai Đó"]);
    let told = newest(on, &reader, Directory::Teams, "NHOM").await;
    assert!(!serde_json::to_string(&told).unwrap().contains(&hidden.to_string()));

    on.customers(Directory::Individuals).trash(&admin, hidden).await.unwrap();
    assert_eq!(names(&admin).await, ["Ai Đó"], "who lies in the trash enters no list");
}

async fn a_member_comes_back_once(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.named(&admin, "Trần Lan").await.id;
    let (id, _) = team(on, &admin, [linked(lan)]).await;
    let row = nhom(on, &admin).await.people.remove(1);
    change_nhom(on, &admin, id, &change(vec![edit(row.id.unwrap(), Some(&row.input()), None)])).await.unwrap();
    let told = newest(on, &admin, Directory::Teams, "NHOM").await.remove(0);
    let before = nhom(on, &admin).await.people;
    change_nhom(on, &admin, id, &adding([linked(lan)])).await.unwrap();
    assert_eq!(told.back(&nhom(on, &admin).await.people, today(on)), None, "somebody added the same one anew");
    let late = change(vec![told.back(&before, today(on)).unwrap()]);
    assert_eq!(faults(change_nhom(on, &admin, id, &late).await), ["people.0.name: already_member"]);
}

async fn the_trail_reads_such_entries(on: &TestServices) {
    let admin = on.administrator().await;
    let id = organization(on, &admin, [named("Lê Nam"), named("Trần Lan")]).await;
    let lan = sen(on, &admin).await.people.remove(1);
    change_sen(on, &admin, id, &change(vec![edit(lan.id.unwrap(), Some(&lan.input()), None)])).await.unwrap();
    let trail = on.audit().list(&admin, &AuditFilter::default(), None).await.unwrap();
    let facts = &trail.entries[0].facts;
    assert_eq!(facts.len(), 1, "the people stand in it once: {facts:?}");
    assert_eq!(facts[0].old.as_deref(), Some("Trần Lan"));
    let history = on.customers(Directory::Organizations).history(&admin, id, None).await.unwrap();
    assert_eq!(history[0].changes[&Field::ContactPersons], (Some("Trần Lan".to_owned()), None));
}
