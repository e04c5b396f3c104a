//! Customers of every kind: each stands in its own directory, and is seen and changed by the cells of that one alone.

use domain::{
    AppError, CustomerId,
    customer::{CustomerInput, CustomerKind, Directory, Field, Sought, Values},
    list::ListState,
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database, fields};
use uuid::Uuid;

use crate::support::{faults, refusal};

each_database!(
    each_kind_stands_in_its_own_directory,
    the_cells_of_one_directory_open_no_other,
    fields_belong_to_their_kinds,
    an_organization_is_found_by_its_tax_code,
    links_lead_only_to_what_is_there_for_the_reader,
    a_lead_has_no_code_and_becomes_a_customer,
    whoever_converts_may_edit_leads_and_create_customers,
    those_who_may_be_the_same_are_named_within_reach,
);

const ACTS: &[Action] = &[Action::View, Action::Create, Action::Edit, Action::Delete];

async fn names(on: &TestServices, actor: &Actor, directory: Directory, search: &str) -> Vec<String> {
    let state = ListState { search: search.to_owned(), ..ListState::whole(directory) };
    let page = on.customers(directory).list(actor, &state).await.unwrap();
    assert_eq!(on.customers(directory).count(actor, &state).await.unwrap().records, page.rows.len() as u64);
    page.rows.iter().map(|row| row.values[&Field::Name].clone()).collect()
}

async fn each_kind_stands_in_its_own_directory(on: &TestServices) {
    let admin = on.administrator().await;
    for directory in [Directory::Organizations, Directory::Leads, Directory::Teams] {
        let name = format!("Bình Minh {}", directory.key());
        let made = on.some_customer(&admin, directory, &name).await;
        for other in Directory::ALL.iter().copied() {
            let there = other == directory;
            assert_eq!(names(on, &admin, other, "binh minh").await.contains(&name), there, "{other:?}");
            let customers = on.customers(other);
            assert_eq!(customers.detail(&admin, &made.code).await.is_ok(), there);
            assert_eq!(customers.suggest(&admin, &name).await.unwrap().len(), usize::from(there));
            assert_eq!(customers.history(&admin, made.id, None).await.is_ok(), there);
            let change = change_of(1, Field::Phone, None, Some("0905 969 648"));
            if !there {
                assert_eq!(refusal(customers.change(&admin, made.id, &change).await), AppError::NotFound);
                assert_eq!(refusal(customers.trash(&admin, made.id).await), AppError::NotFound);
            }
        }
        let customers = on.customers(directory);
        customers.change(&admin, made.id, &change_of(1, Field::Phone, None, Some("0905 969 648"))).await.unwrap();
        customers.trash(&admin, made.id).await.unwrap();
        assert_eq!(customers.trashed(&admin, "", None).await.unwrap().rows.len(), 1);
        customers.restore(&admin, made.id).await.unwrap();
    }
}

async fn the_cells_of_one_directory_open_no_other(on: &TestServices) {
    let clerk = on.user("Lan").may(Scope::All, Resource::Teams, ACTS).sign_in().await;
    for directory in [Directory::Individuals, Directory::Organizations, Directory::Leads] {
        let forbidden = AppError::Forbidden { action: Action::View, resource: directory.resource() };
        assert_eq!(refusal(on.customers(directory).list(&clerk, &ListState::whole(directory)).await), forbidden);
        assert_eq!(refusal(on.customers(directory).choices(&clerk).await), forbidden);
        assert_eq!(refusal(on.customers(directory).detail(&clerk, "KH000001").await), forbidden);
    }
    assert!(on.customers(Directory::Teams).list(&clerk, &ListState::whole(Directory::Teams)).await.is_ok());
}

async fn fields_belong_to_their_kinds(on: &TestServices) {
    let admin = on.administrator().await;
    let key = || domain::IdempotencyKey(Uuid::now_v7());
    let company = |texts: Values| CustomerInput {
        kind: CustomerKind::Organization,
        values: texts,
        without_email: true,
        ..Default::default()
    };
    let wrong = company(fields([(Field::Name, "Công ty An"), (Field::Gender, "male")]));
    let organizations = on.customers(Directory::Organizations);
    assert_eq!(faults(organizations.create(&admin, key(), &wrong).await), ["gender: unknown_value"]);
    let person = CustomerInput { kind: CustomerKind::Individual, ..company(fields([(Field::Name, "An")])) };
    assert_eq!(faults(organizations.create(&admin, key(), &person).await), ["kind: unknown_value"]);
    let team = CustomerInput { kind: CustomerKind::Team, ..company(fields([(Field::Name, "Nhóm An")])) };
    let teams = on.customers(Directory::Teams);
    assert_eq!(faults(teams.create(&admin, key(), &team).await), ["representative: required"]);
    let made = organizations.create(&admin, key(), &company(fields([(Field::Name, "Công ty An")]))).await.unwrap();
    let change = change_of(1, Field::Gender, None, Some("male"));
    assert_eq!(faults(organizations.change(&admin, made.id, &change).await), ["gender: unknown_value"]);
}

async fn an_organization_is_found_by_its_tax_code(on: &TestServices) {
    let admin = on.administrator().await;
    let kind = CustomerKind::Organization;
    let texts = [(Field::Name, "Công ty Sông Hồng"), (Field::TaxCode, "0314409058002")];
    let made = on.customer(&admin, Directory::Organizations, kind, texts).await;
    let texts = [(Field::Name, "Công ty Sông Hương"), (Field::TaxCode, "0100233488")];
    on.customer(&admin, Directory::Organizations, kind, texts).await;
    let detail = on.customers(Directory::Organizations).detail(&admin, &made.code).await.unwrap();
    assert_eq!(detail.values[&Field::TaxCode], "0314409058-002");
    for typed in ["0314", "0314409058", "0314409058-002", "0314409058002"] {
        let mut state = ListState::whole(Directory::Organizations);
        state.filters.insert(Field::TaxCode, typed.to_owned());
        let page = on.customers(Directory::Organizations).list(&admin, &state).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [made.id], "{typed}");
    }
}

async fn links_lead_only_to_what_is_there_for_the_reader(on: &TestServices) {
    let admin = on.administrator().await;
    let company = on.some_customer(&admin, Directory::Organizations, "Công ty Sông Hồng").await;
    let id = company.id.to_string();
    let person = on.individual(&admin, [(Field::Name, "Trần An"), (Field::Organization, &id)]).await;
    let seen = on.customers(Directory::Individuals).detail(&admin, &person.code).await.unwrap();
    assert_eq!(seen.links[&Field::Organization].name, "Công ty Sông Hồng");
    let state = ListState { columns: vec![Field::Organization], ..ListState::default() };
    let row = &on.customers(Directory::Individuals).list(&admin, &state).await.unwrap().rows[0];
    assert_eq!(row.values[&Field::Organization], "Công ty Sông Hồng");

    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, ACTS).sign_in().await;
    let hidden = on.customers(Directory::Individuals).detail(&clerk, &person.code).await.unwrap();
    assert!(!hidden.values.contains_key(&Field::Organization) && hidden.links.is_empty());
    let row = &on.customers(Directory::Individuals).list(&clerk, &state).await.unwrap().rows[0];
    assert!(!row.values.contains_key(&Field::Organization));
    let change = change_of(1, Field::Organization, None, Some(&id));
    let missing = change_of(1, Field::Organization, None, Some(&Uuid::nil().to_string()));
    let other = on.named(&admin, "Lê Bình").await;
    let refused = faults(on.customers(Directory::Individuals).change(&clerk, other.id, &change).await);
    assert_eq!(refused, ["organization: not_found"], "out of reach is as missing");
    assert_eq!(refused, faults(on.customers(Directory::Individuals).change(&clerk, other.id, &missing).await));
}

async fn a_lead_has_no_code_and_becomes_a_customer(on: &TestServices) {
    let admin = on.administrator().await;
    let texts = [(Field::Name, "Công ty Mới"), (Field::Phone, "0905 969 648")];
    let lead = on.customer(&admin, Directory::Leads, CustomerKind::Organization, texts).await;
    let leads = on.customers(Directory::Leads);
    let detail = leads.detail(&admin, &lead.code).await.unwrap();
    assert_eq!((detail.values.get(&Field::Code), lead.code.clone()), (None, lead.id.to_string()));

    let made = leads.convert(&admin, lead.id).await.unwrap();
    assert_eq!((made.id, made.code.as_str()), (lead.id, "KH000001"));
    assert!(names(on, &admin, Directory::Leads, "").await.is_empty());
    assert_eq!(names(on, &admin, Directory::Organizations, "").await, ["Công ty Mới"]);
    let organizations = on.customers(Directory::Organizations);
    let events: Vec<String> =
        organizations.history(&admin, lead.id, None).await.unwrap().into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, ["converted", "created"]);
    assert_eq!(refusal(leads.convert(&admin, lead.id).await), AppError::NotFound, "there is no second time");

    // The old address still leads there.
    let followed = leads.detail(&admin, &lead.code).await.unwrap();
    assert_eq!((followed.id, followed.directory), (lead.id, Directory::Organizations));
    let stranger = on.user("Lan").may(Scope::All, Resource::Leads, ACTS).sign_in().await;
    assert_eq!(refusal(leads.detail(&stranger, &lead.code).await), AppError::NotFound);
}

async fn whoever_converts_may_edit_leads_and_create_customers(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let admin = on.administrator().await;
    let lead = |branch: domain::BranchId| {
        let (branch, admin) = (branch.to_string(), admin.clone());
        async move {
            let texts = [(Field::Name, "Chị Hoa"), (Field::Branch, branch.as_str())];
            on.customer(&admin, Directory::Leads, CustomerKind::Individual, texts).await.id
        }
    };
    let forbidden = |action, resource| AppError::Forbidden { action, resource };
    let convert =
        async |actor: &Actor, id: CustomerId| refusal(on.customers(Directory::Leads).convert(actor, id).await);

    let reader = on.user("Lan").may(Scope::All, Resource::Leads, &[Action::View]).sign_in().await;
    assert_eq!(convert(&reader, lead(here).await).await, forbidden(Action::Edit, Resource::Leads));
    let editor = on.user("Hoa").may(Scope::All, Resource::Leads, ACTS).sign_in().await;
    assert_eq!(convert(&editor, lead(here).await).await, forbidden(Action::Create, Resource::Individuals));
    let clerk = on.user("Mai").in_branch(here).may(Scope::All, Resource::Leads, ACTS);
    let clerk = clerk.may(Scope::Branch, Resource::Individuals, ACTS).sign_in().await;
    assert_eq!(convert(&clerk, lead(there).await).await, forbidden(Action::Create, Resource::Individuals));
    let mine = lead(here).await;
    assert_eq!(on.customers(Directory::Leads).convert(&clerk, mine).await.unwrap().id, mine);
}

async fn those_who_may_be_the_same_are_named_within_reach(on: &TestServices) {
    let admin = on.administrator().await;
    let known = [(Field::Name, "Trần Văn An"), (Field::Phone, "0905 969 648"), (Field::DateOfBirth, "1990-04-21")];
    let customer = on.individual(&admin, known).await;
    let lead = [(Field::Name, "Anh An"), (Field::Phone, "0905969648")];
    on.customer(&admin, Directory::Leads, CustomerKind::Individual, lead).await;
    let alike = async |actor: &Actor, texts: Values, except: Option<CustomerId>| {
        let sought = Sought { kind: CustomerKind::Individual, values: texts, except };
        let found = on.customers(Directory::Individuals).alike(actor, &sought).await.unwrap();
        found.into_iter().map(|alike| (alike.directory, alike.fields)).collect::<Vec<_>>()
    };
    let phone = || fields([(Field::Phone, "+84 905 969 648")]);
    let both = [(Directory::Individuals, vec![Field::Phone]), (Directory::Leads, vec![Field::Phone])];
    assert_eq!(alike(&admin, phone(), None).await, both);
    assert_eq!(alike(&admin, phone(), Some(customer.id)).await, both[1..], "nobody is a duplicate of themselves");
    let person = fields([(Field::Name, "tran van an"), (Field::DateOfBirth, "21/04/1990")]);
    assert_eq!(alike(&admin, person, None).await, [(Directory::Individuals, vec![Field::Name])]);
    assert!(alike(&admin, fields([(Field::Name, "Trần Văn An")]), None).await.is_empty(), "a name is many people's");
    assert!(alike(&admin, fields([(Field::Phone, "không có")]), None).await.is_empty());

    // A number is the same whether it is the first or a further one, here and there.
    on.individual(&admin, [(Field::Name, "Lan"), (Field::OtherPhones, "0912345678 / 0321234567")]).await;
    let lan = [(Directory::Individuals, vec![Field::Phone])];
    assert_eq!(alike(&admin, fields([(Field::Phone, "0321 234 567")]), None).await, lan);
    assert_eq!(alike(&admin, fields([(Field::OtherPhones, "0999999999; 0912345678")]), None).await, lan);
    assert_eq!(alike(&admin, fields([(Field::OtherPhones, "0905969648")]), None).await, both);
    assert!(alike(&admin, fields([(Field::Phone, "032123456")]), None).await.is_empty());

    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(alike(&reader, phone(), None).await, both[..1], "of leads only those learn who see leads");
    let own = on.user("Hoa").may(Scope::Own, Resource::Individuals, &[Action::View]).sign_in().await;
    assert!(alike(&own, phone(), None).await.is_empty(), "what is out of reach is not named");
    let sought = Sought { values: fields([(Field::IdNumber, "079190057032")]), ..Sought::default() };
    let refused = refusal(on.customers(Directory::Individuals).alike(&reader, &sought).await);
    assert_eq!(refused, AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds });
}
