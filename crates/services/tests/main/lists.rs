//! How people have their lists: scopes beside the reach of their rights, and columns of their own.

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{ListScope, ListState},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use crate::support::{faults, refusal};

each_database!(
    a_scope_narrows_what_is_in_reach_and_never_widens_it,
    without_a_department_its_scope_is_the_own_one,
    columns_are_kept_for_each_person_and_list,
    rows_carry_the_columns_that_are_asked_for,
    a_sensitive_column_is_masked,
);

const VIEW: &[Action] = &[Action::View];

fn of(scope: ListScope) -> ListState {
    ListState { scope, ..ListState::default() }
}

/// The names of the list, which is as long as its count says.
async fn names(on: &TestServices, actor: &Actor, state: &ListState) -> Vec<String> {
    let individuals = on.customers(Directory::Individuals);
    let page = individuals.list(actor, state).await.unwrap();
    assert_eq!(individuals.count(actor, state).await.unwrap().records, page.rows.len() as u64);
    let mut names: Vec<_> = page.rows.iter().map(|row| row.values[&Field::Name].clone()).collect();
    names.sort();
    names
}

async fn a_scope_narrows_what_is_in_reach_and_never_widens_it(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let admin = on.administrator().await;
    let desk = on.department("Lễ tân").await;
    let see = |name, scope| on.user(name).in_branch(here).in_department(desk).may(scope, Resource::Individuals, VIEW);
    let all = see("Lan", Scope::All).sign_in().await;
    let branch = see("Hoa", Scope::Branch).sign_in().await;
    let own = see("Mai", Scope::Own).sign_in().await;
    for (whose, owner) in [("Lan", &all), ("Hoa", &branch), ("Mai", &own), ("Quản trị", &admin)] {
        for (place, branch) in [("gần", here), ("xa", there)] {
            let (name, branch, owner) = (format!("{whose} {place}"), branch.to_string(), owner.user.to_string());
            on.individual(&admin, [(Field::Name, &name), (Field::Branch, &branch), (Field::Owner, &owner)]).await;
        }
    }

    let department = ["Hoa gần", "Hoa xa", "Lan gần", "Lan xa", "Mai gần", "Mai xa"];
    assert_eq!(names(on, &all, &of(ListScope::All)).await.len(), 8);
    assert_eq!(names(on, &all, &of(ListScope::Own)).await, ["Lan gần", "Lan xa"]);
    assert_eq!(names(on, &all, &of(ListScope::Department)).await, department);
    let searched = ListState { search: "gan".to_owned(), ..of(ListScope::Department) };
    assert_eq!(names(on, &all, &searched).await, ["Hoa gần", "Lan gần", "Mai gần"]);
    let filtered = ListState { filters: [(Field::Name, "lan".to_owned())].into(), ..of(ListScope::Department) };
    assert_eq!(names(on, &all, &filtered).await, ["Lan gần", "Lan xa"]);

    assert_eq!(names(on, &branch, &of(ListScope::Own)).await, ["Hoa gần"], "what is elsewhere stays out of reach");
    assert_eq!(names(on, &branch, &of(ListScope::Department)).await, ["Hoa gần", "Lan gần", "Mai gần"]);
    for scope in ListScope::ALL {
        assert_eq!(names(on, &own, &of(*scope)).await, ["Mai gần", "Mai xa"], "{scope:?}");
    }
    let stranger = on.user("Tư").may(Scope::All, Resource::Teams, VIEW).sign_in().await;
    let refused = on.customers(Directory::Individuals).list(&stranger, &of(ListScope::Own)).await;
    assert_eq!(refusal(refused), AppError::Forbidden { action: Action::View, resource: Resource::Individuals });
}

async fn without_a_department_its_scope_is_the_own_one(on: &TestServices) {
    let admin = on.administrator().await;
    let other = on.user("Lan").create().await.to_string();
    on.named(&admin, "Của tôi").await;
    on.individual(&admin, [(Field::Name, "Của Lan"), (Field::Owner, &other)]).await;
    assert_eq!(names(on, &admin, &of(ListScope::Department)).await, ["Của tôi"]);
}

async fn columns_are_kept_for_each_person_and_list(on: &TestServices) {
    let (lan, hoa) = (on.administrator().await, on.administrator().await);
    let columns = async |actor: &Actor, directory: Directory| {
        on.customers(directory).list(actor, &ListState::whole(directory)).await.unwrap().columns
    };
    let (individuals, teams) = (Directory::Individuals, Directory::Teams);
    assert_eq!(columns(&lan, individuals).await, individuals.columns());

    on.customers(individuals).keep_columns(&lan, &[Field::Note, Field::Name, Field::Phone, Field::Note]).await.unwrap();
    assert_eq!(columns(&lan, individuals).await, [Field::Name, Field::Note, Field::Phone], "the name stays first");
    assert_eq!(columns(&lan, teams).await, teams.columns());
    assert_eq!(columns(&hoa, individuals).await, individuals.columns());

    on.customers(individuals).keep_columns(&lan, &[Field::Email]).await.unwrap();
    assert_eq!(columns(&lan, individuals).await, [Field::Name, Field::Email]);
    on.customers(individuals).keep_columns(&lan, &[]).await.unwrap();
    assert_eq!(columns(&lan, individuals).await, individuals.columns());

    let wrong = on.customers(individuals).keep_columns(&lan, &[Field::Name, Field::TaxCode]).await;
    assert_eq!(faults(wrong), ["columns: unknown_value"]);
    let clerk = on.user("Mai").may(Scope::All, Resource::Individuals, VIEW).sign_in().await;
    on.customers(individuals).keep_columns(&clerk, &[Field::Phone]).await.unwrap();
    let refused = refusal(on.customers(teams).keep_columns(&clerk, &[Field::Phone]).await);
    assert_eq!(refused, AppError::Forbidden { action: Action::View, resource: Resource::Teams });
    let looking = Actor { seen_by: Some(hoa.user), ..clerk };
    assert!(on.customers(individuals).keep_columns(&looking, &[]).await.is_err(), "whoever looks changes nothing");
}

async fn rows_carry_the_columns_that_are_asked_for(on: &TestServices) {
    let admin = on.administrator().await;
    let owner = admin.user.to_string();
    let texts = [
        (Field::Name, "Trần An"),
        (Field::Note, "Thích phòng tầng cao"),
        (Field::Address, "12 Lê Lợi"),
        (Field::JobTitle, "Kế toán"),
        (Field::OtherPhones, "0911 222 333"),
        (Field::Owner, &owner),
    ];
    let made = on.individual(&admin, texts).await;
    let individuals = on.customers(Directory::Individuals);
    let row = async |columns: &[Field], search: &str| {
        let state = ListState { columns: columns.to_vec(), search: search.to_owned(), ..ListState::default() };
        let listed = individuals.list(&admin, &state).await.unwrap();
        let row = listed.rows.into_iter().next().unwrap();
        (listed.columns, row.values.into_iter().collect::<Vec<_>>())
    };
    let text = |field: Field, text: &str| (field, text.to_owned());
    let (name, code) = (text(Field::Name, "Trần An"), text(Field::Code, &made.code));
    let note = text(Field::Note, "Thích phòng tầng cao");
    for search in ["", "tran an"] {
        let (columns, values) = row(&[Field::Note, Field::Owner], search).await;
        assert_eq!(columns, [Field::Name, Field::Note, Field::Owner]);
        assert_eq!(values, [name.clone(), code.clone(), text(Field::Owner, "Quản Trị"), note.clone()]);
        let (_, values) = row(&[Field::Name], search).await;
        assert_eq!(values, [name.clone(), code.clone()], "and no others");
    }
    let every: Vec<Field> = Directory::Individuals.fields().collect();
    let (columns, values) = row(&every, "").await;
    assert_eq!(columns.len(), every.len());
    let filled: Vec<Field> = values.into_iter().map(|(field, _)| field).collect();
    let detail = individuals.detail(&admin, &made.code).await.unwrap().values;
    assert_eq!(filled, detail.into_keys().collect::<Vec<_>>(), "every field can be a column");
}

async fn a_sensitive_column_is_masked(on: &TestServices) {
    let admin = on.administrator().await;
    let texts = [(Field::Name, "Trần An"), (Field::IdNumber, "079190057032"), (Field::MonthlyIncome, "5_10")];
    on.individual(&admin, texts).await;
    let columns = vec![Field::IdNumber, Field::MonthlyIncome];
    let state = ListState { columns, ..ListState::default() };
    let listed = on.customers(Directory::Individuals).list(&admin, &state).await.unwrap();
    let values = &listed.rows[0].values;
    assert_eq!((values[&Field::IdNumber].as_str(), values[&Field::MonthlyIncome].as_str()), ("•••••••••032", "•••••"));
}
