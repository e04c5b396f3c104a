//! How people have their lists: scopes beside the reach of their rights, columns of their own, and rows that follow what
//! others do.

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{HeldRow, ListScope, ListState, MOST_HELD, Place},
    permission::{Action, Placement, Resource},
};
use services::{authz::Actor, live::Hint};
use test_support::{Scope, TestServices, change_of, each_database};

use crate::support::{faults, refusal};

each_database!(
    a_scope_narrows_what_is_in_reach_and_never_widens_it,
    without_a_department_its_scope_is_the_own_one,
    columns_are_kept_for_each_person_and_list,
    widths_are_kept_beside_the_columns,
    pages_are_as_long_as_somebody_likes_them,
    rows_carry_the_columns_that_are_asked_for,
    a_sensitive_column_is_masked,
    held_rows_are_told_as_far_as_they_have_changed,
    whoever_loses_a_record_hears_of_it,
    customers_out_of_reach_are_no_filter,
);

const LIST: Directory = Directory::Individuals;
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

async fn pages_are_as_long_as_somebody_likes_them(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, LIST, 120, 1, |_| {}).await.unwrap();
    let individuals = on.customers(LIST);
    let listed = async || individuals.list(&admin, &ListState::default()).await.unwrap();
    assert_eq!((listed().await.rows.len(), listed().await.page_rows), (50, None));
    individuals.keep_widths(&admin, &vec![(Field::Name, 300)]).await.unwrap();
    individuals.keep_pages(&admin, Some(100)).await.unwrap();
    let page = listed().await;
    assert_eq!((page.rows.len(), page.page_rows, page.widths.len()), (100, Some(100), 1));
    let next = ListState { place: Place::After(page.after.unwrap()), ..ListState::default() };
    let next = individuals.list(&admin, &next).await.unwrap();
    assert_eq!((next.rows.len(), next.after), (20, None));
    assert_eq!(faults(individuals.keep_pages(&admin, Some(7)).await), ["rows: unknown_value"]);
    individuals.keep_pages(&admin, None).await.unwrap();
    assert_eq!((listed().await.rows.len(), listed().await.page_rows), (50, None));
}

async fn widths_are_kept_beside_the_columns(on: &TestServices) {
    let (lan, hoa) = (on.administrator().await, on.administrator().await);
    let individuals = on.customers(Directory::Individuals);
    let listed = async |actor: &Actor| individuals.list(actor, &ListState::default()).await.unwrap();
    assert!(listed(&lan).await.widths.is_empty());

    let widths = vec![(Field::Name, 300), (Field::Phone, 120)];
    individuals.keep_widths(&lan, &widths).await.unwrap();
    assert_eq!((listed(&lan).await.widths, listed(&lan).await.columns), (widths.clone(), LIST.columns().to_vec()));
    assert!(listed(&hoa).await.widths.is_empty());
    // Each of the two leaves the other as it is.
    individuals.keep_columns(&lan, &[Field::Phone]).await.unwrap();
    assert_eq!(listed(&lan).await.widths, widths);
    individuals.keep_widths(&lan, &Vec::new()).await.unwrap();
    assert_eq!(listed(&lan).await.columns, [Field::Name, Field::Phone]);
    assert!(listed(&lan).await.widths.is_empty());
    individuals.keep_widths(&lan, &widths).await.unwrap();
    individuals.keep_columns(&lan, &[]).await.unwrap();
    assert_eq!((listed(&lan).await.columns, listed(&lan).await.widths), (LIST.columns().to_vec(), widths));

    let wrong = individuals.keep_widths(&lan, &vec![(Field::TaxCode, 100)]).await;
    assert_eq!(faults(wrong), ["columns: unknown_value"]);
    let wrong = individuals.keep_widths(&lan, &vec![(Field::Name, 9_000)]).await;
    assert_eq!(faults(wrong), ["widths: number_out_of_range"]);
    let clerk = on.user("Mai").may(Scope::All, Resource::Teams, VIEW).sign_in().await;
    let refused = refusal(individuals.keep_widths(&clerk, &Vec::new()).await);
    assert_eq!(refused, AppError::Forbidden { action: Action::View, resource: Resource::Individuals });
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

async fn held_rows_are_told_as_far_as_they_have_changed(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = on.user("Mai").may(Scope::Own, Resource::Individuals, VIEW).sign_in().await;
    let owner = mai.user.to_string();
    let mut ids = Vec::new();
    for name in ["An", "Bình", "Chi", "Dung"] {
        ids.push(
            on.individual(&admin, [(Field::Name, name), (Field::Owner, &owner), (Field::Gender, "male")]).await.id,
        );
    }
    let [an, binh, chi, dung] = ids.as_slice() else { panic!("{ids:?}") };
    let individuals = on.customers(Directory::Individuals);
    let columns = vec![Field::Phone, Field::Gender];
    let filters = [(Field::Gender, "male".to_owned())].into();
    let state = ListState { columns, filters, ..ListState::default() };
    let held = |version: i64| ids.iter().map(|id| (*id, version)).collect::<Vec<_>>();
    assert!(individuals.held(&mai, &state, &held(1)).await.unwrap().is_empty(), "what is the same is not told");

    let phone = change_of(1, Field::Phone, None, Some("0905 969 648"));
    individuals.change(&admin, *an, &phone).await.unwrap();
    individuals.change(&admin, *binh, &change_of(1, Field::Gender, Some("male"), Some("female"))).await.unwrap();
    individuals.trash(&admin, *chi).await.unwrap();
    let away = change_of(1, Field::Owner, Some(&owner), Some(&admin.user.to_string()));
    individuals.change(&admin, *dung, &away).await.unwrap();
    let told = async |actor: &Actor, state: &ListState| {
        let mut told: Vec<(String, &str)> = Vec::new();
        for row in individuals.held(actor, state, &held(1)).await.unwrap() {
            told.push(match row {
                HeldRow::Changed(row) => (row.values[&Field::Name].clone(), "changed"),
                HeldRow::Stale(row) => (row.values[&Field::Name].clone(), "stale"),
                HeldRow::Gone(at) => (at.to_string(), "gone"),
            });
        }
        told.sort();
        told
    };
    let own = |text: &str, how: &'static str| (text.to_owned(), how);
    let seen = [own("2", "gone"), own("3", "gone"), own("An", "changed"), own("Bình", "stale")];
    assert_eq!(told(&mai, &state).await, seen, "out of reach and trashed look alike");
    let all = [own("2", "gone"), own("An", "changed"), own("Bình", "stale"), own("Dung", "changed")];
    assert_eq!(told(&admin, &state).await, all);
    let searched = ListState { search: "an".to_owned(), ..state.clone() };
    assert!(told(&mai, &searched).await.contains(&own("An", "changed")));
    let searched = ListState { search: "0905".to_owned(), filters: Default::default(), ..state.clone() };
    assert!(told(&mai, &searched).await.contains(&own("Bình", "stale")));
    let rows = individuals.held(&mai, &state, &held(1)).await.unwrap();
    let row = rows.iter().find_map(|row| if let HeldRow::Changed(row) = row { Some(row) } else { None }).unwrap();
    assert_eq!((row.values[&Field::Phone].as_str(), row.version), ("+84905969648", 2));

    let many = vec![(*an, 1); MOST_HELD + 1];
    assert_eq!(faults(individuals.held(&mai, &state, &many).await), ["rows: too_long"]);
    let stranger = on.user("Tư").may(Scope::All, Resource::Teams, VIEW).sign_in().await;
    let refused = refusal(individuals.held(&stranger, &state, &held(1)).await);
    assert_eq!(refused, AppError::Forbidden { action: Action::View, resource: Resource::Individuals });
}

async fn whoever_loses_a_record_hears_of_it(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let admin = on.administrator().await;
    let place = [(Field::Name, "An"), (Field::Branch, &here.to_string())];
    let id = on.individual(&admin, place).await.id;
    let mut hints = on.listen();
    let moved = change_of(1, Field::Branch, Some(&here.to_string()), Some(&there.to_string()));
    on.customers(Directory::Individuals).change(&admin, id, &moved).await.unwrap();
    let stood = |branch| Placement { owner: Some(admin.user), branches: vec![branch] };
    let told = hints.try_recv().unwrap();
    assert_eq!(told, Hint::Customers(Directory::Individuals, vec![stood(here), stood(there)]));
    on.customers(Directory::Individuals).trash(&admin, id).await.unwrap();
    assert_eq!(hints.try_recv().unwrap(), Hint::Customers(Directory::Individuals, vec![stood(there)]));
}

/// Whether somebody belongs to an organization is told only to those who see the organization.
async fn customers_out_of_reach_are_no_filter(on: &TestServices) {
    let admin = on.administrator().await;
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, VIEW).sign_in().await;
    let own =
        on.user("Hoa").may(Scope::All, Resource::Individuals, VIEW).may(Scope::Own, Resource::Organizations, VIEW);
    let own = own.sign_in().await;
    let company = on.some_customer(&admin, Directory::Organizations, "Công ty Xa").await.id;
    let id = company.to_string();
    on.individual(&admin, [(Field::Name, "Trong"), (Field::Organization, &id)]).await;
    on.named(&admin, "Ngoài").await;
    let built = |text: String| ListState { advanced: text, ..ListState::default() };
    let is = || built(format!("organization.is.{id}"));
    let is_not = || built(format!("organization.is_not.{id}"));
    assert_eq!(names(on, &admin, &is()).await, ["Trong"]);
    assert_eq!(names(on, &admin, &is_not()).await, ["Ngoài"]);
    let typed = ListState { filters: [(Field::Organization, id.to_uppercase())].into(), ..ListState::default() };
    let organizations = on.customers(Directory::Organizations);
    for actor in [&reader, &own] {
        assert!(names(on, actor, &is()).await.is_empty());
        assert!(names(on, actor, &typed).await.is_empty());
        assert_eq!(names(on, actor, &is_not()).await, ["Ngoài", "Trong"], "as if there were no such organization");
    }
    assert_eq!(organizations.names(&admin, &[company]).await.unwrap()[0].name, "Công ty Xa");
    assert!(organizations.names(&own, &[company]).await.unwrap().is_empty());
    let lacking = AppError::Forbidden { action: Action::View, resource: Resource::Organizations };
    assert_eq!(refusal(organizations.names(&reader, &[company]).await), lacking);
    assert_eq!(faults(organizations.names(&admin, &[company; 21]).await), ["ids: too_long"]);
    organizations.trash(&admin, company).await.unwrap();
    assert!(names(on, &admin, &is()).await.is_empty(), "what lies in the trash is no organization of anybody");
}
