//! Catalogs: added, renamed, moved, deactivated and removed in place; what is in use is protected.

use domain::{
    AppError, BranchId, CatalogValueId,
    audit::{AuditEntry, AuditFilter},
    catalog::{CatalogValue, Span, Use, ValueChange, ValueText},
    customer::{Directory, Field},
    list::ListState,
    permission::{Action, Resource},
    value::Catalog,
};
use entities::{catalog_value, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use crate::support::{conflict, faults, refusal};

each_database!(
    every_catalog_has_values_to_start_with,
    a_new_value_can_be_chosen_at_once,
    a_renamed_value_is_called_so_everywhere,
    a_former_label_means_the_value_still,
    values_stand_where_they_are_put,
    two_values_may_not_look_alike,
    sizes_stand_for_numbers,
    a_value_that_is_not_active_stays_with_those_who_have_it,
    a_value_in_use_stays,
    a_removed_value_comes_back_as_it_was,
    two_people_change_one_value,
    two_people_add_the_same_value_at_once,
    uses_are_told_within_reach,
    each_act_needs_its_cell,
    the_trail_says_what_was_and_what_is,
    every_change_is_announced
);

const SOURCE: Catalog = Catalog::Source;

fn text(label: &str) -> ValueText {
    ValueText { label: label.to_owned(), span: Span::default() }
}

fn renamed(was: &str, becomes: &str) -> ValueChange {
    ValueChange { was: text(was), becomes: text(becomes) }
}

async fn create(on: &TestServices, actor: &Actor, label: &str) -> CatalogValue {
    on.catalogs().create(actor, SOURCE, &text(label), None).await.unwrap()
}

async fn labels(on: &TestServices, actor: &Actor) -> Vec<String> {
    on.catalogs().list(actor, SOURCE).await.unwrap().into_iter().map(|value| value.text.label).collect()
}

/// What the form of a customer offers.
async fn offered(on: &TestServices, actor: &Actor) -> Vec<String> {
    on.customers(Directory::Individuals).choices(actor).await.unwrap().catalogs[&SOURCE].clone()
}

/// The source of the only customer.
async fn source_of(on: &TestServices, actor: &Actor, code: &str) -> Option<String> {
    on.customers(Directory::Individuals).detail(actor, code).await.unwrap().values.get(&Field::Source).cloned()
}

async fn every_catalog_has_values_to_start_with(on: &TestServices) {
    let writer = on.database().writer();
    let first = services::accounts::FirstAdministrator {
        email: "hung@example.vn",
        full_name: "Trần Văn Hùng",
        password: "con mèo nhà tôi thích trèo cây bưởi",
        language: "vi",
    };
    let admin = on.accounts().create_administrator(&first).await.unwrap();
    let admin = on.actor_of(admin).await;
    for catalog in Catalog::ALL {
        let values = on.catalogs().list(&admin, *catalog).await.unwrap();
        assert!(values.len() >= 4, "{catalog:?}");
        assert!(values.iter().all(|value| value.active && value.version == 1));
        assert!(values.iter().all(|value| value.text.span.is_empty() != catalog.has_span()), "{values:?}");
    }
    for row in catalog_value::Entity::find().all(writer).await.unwrap() {
        assert_eq!(row.fold, domain::fold::fold(&row.label));
    }
}

async fn a_new_value_can_be_chosen_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "  Tờ   rơi ").await;
    assert_eq!((value.text.label.as_str(), value.version, value.active), ("Tờ rơi", 1, true));
    let first = on.catalogs().create(&admin, SOURCE, &text("Zalo"), Some(value.id)).await.unwrap();
    assert_eq!(labels(on, &admin).await, ["Zalo", "Tờ rơi"]);
    assert_eq!(offered(on, &admin).await, ["Zalo", "Tờ rơi"]);
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, "to roi")]).await;
    assert_eq!(source_of(on, &admin, &made.code).await.as_deref(), Some("Tờ rơi"));
    assert_eq!(faults(on.catalogs().create(&admin, SOURCE, &text(" "), None).await), ["label: required"]);
    on.catalogs().remove(&admin, first.id).await.unwrap();
    let gone = on.catalogs().create(&admin, SOURCE, &text("Website"), Some(first.id)).await;
    assert_eq!(refusal(gone), AppError::NotFound);
}

async fn a_renamed_value_is_called_so_everywhere(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Fb").await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, "Fb")]).await;
    let changed = on.catalogs().change(&admin, value.id, &renamed("Fb", "Facebook")).await.unwrap();
    assert_eq!((changed.id, changed.version), (value.id, 2));
    assert_eq!(source_of(on, &admin, &made.code).await.as_deref(), Some("Facebook"));
    assert_eq!(crate::support::list(on, &admin).await.rows[0].values[&Field::Source], "Facebook");
    let missing = CatalogValueId(uuid::Uuid::now_v7());
    assert_eq!(refusal(on.catalogs().change(&admin, missing, &renamed("Fb", "Facebook")).await), AppError::NotFound);
}

/// Views, bookmarks, files, histories and open forms name a value by the label that it had.
async fn a_former_label_means_the_value_still(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(Directory::Individuals);
    let value = create(on, &admin, "Fb").await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, "Fb")]).await;
    on.named(&admin, "Lê Nam").await;
    let listed = |pairs: &'static [(&'static str, &'static str)]| {
        ListState::from_pairs(Directory::Individuals, pairs.iter().copied())
    };
    let [is, is_not] = [listed(&[("where", "source.is.fb")]), listed(&[("where", "source.is_not.Fb")])];
    let mut change = test_support::change_of(1, Field::Source, Some("Fb"), None);
    change.without_email = Some(true);
    on.catalogs().change(&admin, value.id, &renamed("Fb", "Facebook")).await.unwrap();
    for state in [&is, &is_not] {
        assert_eq!(individuals.list(&admin, state).await.unwrap().rows.len(), 1, "{state:?}");
    }
    // A form that was opened before empties the field, and the history puts the label back that it tells.
    individuals.change(&admin, made.id, &change).await.unwrap();
    let mut back = test_support::change_of(2, Field::Source, None, Some("Fb"));
    back.without_email = Some(true);
    individuals.change(&admin, made.id, &back).await.unwrap();
    assert_eq!(source_of(on, &admin, &made.code).await.as_deref(), Some("Facebook"));
    let history = individuals.history(&admin, made.id, None).await.unwrap();
    assert_eq!(history[0].changes[&Field::Source].1.as_deref(), Some("Facebook"));

    // Once another value is called so, that one is meant.
    create(on, &admin, "FB").await;
    assert!(individuals.list(&admin, &is).await.unwrap().rows.is_empty());
}

async fn values_stand_where_they_are_put(on: &TestServices) {
    let admin = on.administrator().await;
    let mut ids = Vec::new();
    for label in ["A", "B", "C", "D"] {
        ids.push(create(on, &admin, label).await.id);
    }
    let [a, b, c, d] = ids[..] else { panic!() };
    for (id, before, expected) in [
        (d, Some(a), ["D", "A", "B", "C"]),
        (d, None, ["A", "B", "C", "D"]),
        (a, Some(c), ["B", "A", "C", "D"]),
        (b, Some(b), ["B", "A", "C", "D"]),
        (c, Some(a), ["B", "C", "A", "D"]),
    ] {
        on.catalogs().place(&admin, id, before).await.unwrap();
        assert_eq!(labels(on, &admin).await, expected);
    }
    assert_eq!(offered(on, &admin).await, ["B", "C", "A", "D"]);
    // What only made room has not changed.
    let versions: Vec<_> =
        on.catalogs().list(&admin, SOURCE).await.unwrap().iter().map(|value| value.version).collect();
    assert_eq!(versions, [2, 2, 2, 3]);
    let other = on.catalogs().create(&admin, Catalog::Industry, &text("Dệt may"), None).await.unwrap();
    assert_eq!(refusal(on.catalogs().place(&admin, a, Some(other.id)).await), AppError::NotFound);
}

async fn two_values_may_not_look_alike(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Giới thiệu").await;
    let other = create(on, &admin, "Zalo").await;
    assert_eq!(faults(on.catalogs().create(&admin, SOURCE, &text("gioi THIEU"), None).await), ["label: name_in_use"]);
    let taken = on.catalogs().change(&admin, other.id, &renamed("Zalo", "Gioi thieu")).await;
    assert_eq!(faults(taken), ["label: name_in_use"]);
    // Its own name in another spelling, and the same one in another catalog.
    on.catalogs().change(&admin, value.id, &renamed("Giới thiệu", "GIỚI THIỆU")).await.unwrap();
    on.catalogs().create(&admin, Catalog::LostReason, &text("Giới thiệu"), None).await.unwrap();
}

async fn sizes_stand_for_numbers(on: &TestServices) {
    let admin = on.administrator().await;
    let size = Catalog::OrganizationSize;
    let span = |from, to| Span { from, to };
    let value = on.catalogs().create(&admin, size, &text("500-999 người"), None).await.unwrap();
    assert_eq!(value.text.span, span(Some(500), Some(999)));
    let becomes = ValueText { label: "Lớn".to_owned(), span: span(Some(500), None) };
    let change = ValueChange { was: value.text, becomes: becomes.clone() };
    assert_eq!(on.catalogs().change(&admin, value.id, &change).await.unwrap().text, becomes);
    let reversed = ValueText { label: "Lớn".to_owned(), span: span(Some(9), Some(1)) };
    let change = ValueChange { was: becomes, becomes: reversed };
    assert_eq!(faults(on.catalogs().change(&admin, value.id, &change).await), ["span: range_reversed"]);
}

async fn a_value_that_is_not_active_stays_with_those_who_have_it(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Báo giấy").await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, "Báo giấy")]).await;
    assert!(!on.catalogs().set_active(&admin, value.id, false).await.unwrap().active);
    assert_eq!(offered(on, &admin).await, [""; 0]);
    assert_eq!(labels(on, &admin).await, ["Báo giấy"]);
    assert_eq!(source_of(on, &admin, &made.code).await.as_deref(), Some("Báo giấy"));
    on.catalogs().set_active(&admin, value.id, true).await.unwrap();
    assert_eq!(offered(on, &admin).await, ["Báo giấy"]);

    // Typed anew it may be chosen again, by those who may change it; others are told.
    on.catalogs().set_active(&admin, value.id, false).await.unwrap();
    let clerk = on.user("Lan").may(Scope::All, Resource::Catalogs, &[Action::View, Action::Create]).sign_in().await;
    let refused = on.catalogs().create(&clerk, SOURCE, &text("báo giấy"), None).await;
    assert_eq!(faults(refused), ["label: value_inactive"]);
    let again = on.catalogs().create(&admin, SOURCE, &text("báo giấy"), None).await.unwrap();
    assert_eq!((again.id, again.active, again.text.label.as_str()), (value.id, true, "Báo giấy"));
    assert_eq!(offered(on, &admin).await, ["Báo giấy"]);
}

async fn a_value_in_use_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Zalo").await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, "Zalo")]).await;
    let in_use = ["value: still_in_use"];
    assert_eq!(faults(on.catalogs().remove(&admin, value.id).await), in_use);
    // Also by what lies in the trash, or out of the reach of the one who asks.
    on.customers(Directory::Individuals).trash(&admin, made.id).await.unwrap();
    assert_eq!(faults(on.catalogs().remove(&admin, value.id).await), in_use);
    on.customers(Directory::Individuals).restore(&admin, made.id).await.unwrap();
    let keeper = on.user("Lan").may(Scope::All, Resource::Catalogs, &[Action::Delete]).sign_in().await;
    assert_eq!(faults(on.catalogs().remove(&keeper, value.id).await), in_use);
    let mut change = test_support::change_of(1, Field::Source, Some("Zalo"), None);
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&admin, made.id, &change).await.unwrap();
    on.catalogs().remove(&keeper, value.id).await.unwrap();
    assert_eq!(labels(on, &admin).await, [""; 0]);
}

async fn a_removed_value_comes_back_as_it_was(on: &TestServices) {
    let admin = on.administrator().await;
    create(on, &admin, "A").await;
    let value = create(on, &admin, "B").await;
    create(on, &admin, "C").await;
    on.catalogs().remove(&admin, value.id).await.unwrap();
    assert_eq!(labels(on, &admin).await, ["A", "C"]);
    assert_eq!(offered(on, &admin).await, ["A", "C"]);
    assert_eq!(refusal(on.catalogs().remove(&admin, value.id).await), AppError::NotFound);
    assert_eq!(refusal(on.catalogs().set_active(&admin, value.id, false).await), AppError::NotFound);
    let values = test_support::fields([(Field::Name, "Lê Hoa"), (Field::Source, "B")]);
    let input = domain::customer::CustomerInput { values, without_email: true, ..Default::default() };
    let unknown =
        on.customers(Directory::Individuals).create(&admin, domain::IdempotencyKey(uuid::Uuid::now_v7()), &input).await;
    assert_eq!(faults(unknown), ["source: not_in_catalog"]);

    on.catalogs().restore(&admin, value.id).await.unwrap();
    assert_eq!(labels(on, &admin).await, ["A", "B", "C"]);
    assert_eq!(refusal(on.catalogs().restore(&admin, value.id).await), AppError::NotFound);
    // Typed anew it is the same value.
    on.catalogs().remove(&admin, value.id).await.unwrap();
    let again = create(on, &admin, "b").await;
    assert_eq!((again.id, again.text.label.as_str()), (value.id, "b"));
    assert_eq!(labels(on, &admin).await, ["A", "C", "b"]);
}

async fn two_people_change_one_value(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").with_full_permission().sign_in().await;
    let size = Catalog::OrganizationSize;
    let made = ValueText { label: "Lớn".to_owned(), span: Span { from: Some(500), to: None } };
    let value = on.catalogs().create(&admin, size, &made, None).await.unwrap();
    let bigger = ValueText { span: Span { from: Some(900), to: None }, ..made.clone() };
    let change = |becomes: &ValueText| ValueChange { was: made.clone(), becomes: becomes.clone() };
    on.catalogs().change(&lan, value.id, &change(&bigger)).await.unwrap();
    // Different things are both kept.
    let called = ValueText { label: "Rất lớn".to_owned(), ..made.clone() };
    let both = on.catalogs().change(&admin, value.id, &change(&called)).await.unwrap();
    assert_eq!(both.text, ValueText { label: "Rất lớn".to_owned(), ..bigger });
    // The same thing asks.
    let mine = ValueText { label: "To".to_owned(), ..made.clone() };
    let found = conflict(on.catalogs().change(&lan, value.id, &change(&mine)).await);
    assert_eq!((found.version, found.changed_by.as_str()), (3, "Quản Trị"));
    // Unless both want the same.
    let same = on.catalogs().change(&lan, value.id, &change(&called)).await.unwrap();
    assert_eq!(same.text.label, "Rất lớn");
}

async fn two_people_add_the_same_value_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let catalogs = on.catalogs();
    let (zalo, again) = (text("Zalo"), text("zalo"));
    let (first, second) =
        tokio::join!(catalogs.create(&admin, SOURCE, &zalo, None), catalogs.create(&admin, SOURCE, &again, None));
    assert_ne!(first.is_ok(), second.is_ok());
    let refused = if first.is_err() { first } else { second };
    assert_eq!(faults(refused), ["label: name_in_use"]);
    assert_eq!(labels(on, &admin).await.len(), 1);
}

async fn uses_are_told_within_reach(on: &TestServices) {
    let admin = on.administrator().await;
    let [here, there] = [on.branch("Quận 1").await, on.branch("Quận 7").await];
    let put = async |source: &str, branch: BranchId| {
        let branch = branch.to_string();
        on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Source, source), (Field::Branch, &branch)]).await
    };
    let mut ids = Vec::new();
    for label in ["Ở đây", "Ở kia", "Trong thùng rác", "Không đâu"] {
        ids.push(create(on, &admin, label).await.id);
    }
    for (source, branch) in [("Ở đây", here), ("Ở đây", here), ("Ở đây", there), ("Ở kia", there)] {
        put(source, branch).await;
    }
    let trashed = put("Trong thùng rác", here).await;
    on.customers(Directory::Individuals).trash(&admin, trashed.id).await.unwrap();

    let told = async |actor: &Actor| {
        let uses = on.catalogs().uses(actor, SOURCE).await.unwrap();
        ids.iter().map(|id| uses.get(id).cloned()).collect::<Vec<_>>()
    };
    let somewhere = || Some(Use::Somewhere);
    let individuals = |count| Some(Use::Customers([(Directory::Individuals, count)].into()));
    assert_eq!(told(&admin).await, [individuals(3), individuals(1), somewhere(), None]);
    let clerk = on.user("Lan").in_branch(here).may(Scope::All, Resource::Catalogs, &[Action::View]);
    let clerk = clerk.may(Scope::Branch, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(told(&clerk).await, [individuals(2), somewhere(), somewhere(), None]);
    let keeper = on.user("Mai").may(Scope::All, Resource::Catalogs, &[Action::View]).sign_in().await;
    assert_eq!(told(&keeper).await, [somewhere(), somewhere(), somewhere(), None]);
    let lost = on.catalogs().uses(&admin, Catalog::LostReason).await.unwrap();
    assert!(lost.is_empty());
}

async fn each_act_needs_its_cell(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Zalo").await;
    let lacks = |action| AppError::Forbidden { action, resource: Resource::Catalogs };
    for (held, missing) in [
        (&[Action::View] as &[Action], [Action::Create, Action::Edit, Action::Delete]),
        (&[], [Action::Create, Action::Edit, Action::Delete]),
    ] {
        let lan = on.user("Lan").may(Scope::All, Resource::Catalogs, held).sign_in().await;
        let [create, edit, delete] = missing.map(lacks);
        assert_eq!(refusal(on.catalogs().create(&lan, SOURCE, &text(" "), None).await), create);
        assert_eq!(refusal(on.catalogs().change(&lan, value.id, &renamed("Zalo", "")).await), edit);
        assert_eq!(refusal(on.catalogs().place(&lan, value.id, None).await), edit);
        assert_eq!(refusal(on.catalogs().set_active(&lan, value.id, false).await), edit);
        assert_eq!(refusal(on.catalogs().remove(&lan, value.id).await), delete);
        assert_eq!(refusal(on.catalogs().restore(&lan, value.id).await), delete);
        assert_eq!(on.catalogs().list(&lan, SOURCE).await.is_ok(), held.contains(&Action::View));
        assert_eq!(on.catalogs().uses(&lan, SOURCE).await.is_ok(), held.contains(&Action::View));
    }
}

async fn the_trail_says_what_was_and_what_is(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Zalo").await;
    create(on, &admin, "Website").await;
    on.catalogs().change(&admin, value.id, &renamed("Zalo", "Zalo OA")).await.unwrap();
    on.catalogs().place(&admin, value.id, None).await.unwrap();
    on.catalogs().set_active(&admin, value.id, false).await.unwrap();
    on.catalogs().remove(&admin, value.id).await.unwrap();

    let trail = async |actor: &Actor| -> Vec<AuditEntry> {
        let page = on.audit().list(actor, &AuditFilter::default(), None).await.unwrap();
        page.entries.into_iter().filter(|entry| entry.resource == Resource::Catalogs).collect()
    };
    let entries = trail(&admin).await;
    let told = |entry: &AuditEntry| {
        let facts = entry.facts.iter().map(|fact| {
            let side = |text: &Option<String>| text.clone().unwrap_or_default();
            format!("{}: {} → {}", fact.label, side(&fact.old), side(&fact.new))
        });
        (entry.event.clone(), facts.collect::<Vec<_>>())
    };
    let expected = [
        ("deleted", vec!["Danh mục: Nguồn → ", "Tên: Zalo OA → ", "Được chọn: Không → ", "Thứ tự: 2 → "]),
        ("changed", vec!["Được chọn: Có → Không"]),
        ("changed", vec!["Thứ tự: 1 → 2"]),
        ("changed", vec!["Tên: Zalo → Zalo OA"]),
        ("created", vec!["Danh mục:  → Nguồn", "Tên:  → Website", "Được chọn:  → Có", "Thứ tự:  → 2"]),
        ("created", vec!["Danh mục:  → Nguồn", "Tên:  → Zalo", "Được chọn:  → Có", "Thứ tự:  → 1"]),
    ];
    let expected = expected.map(|(event, facts)| (event.to_owned(), facts.into_iter().map(str::to_owned).collect()));
    assert_eq!(entries.iter().map(told).collect::<Vec<_>>(), expected);
    let record = entries[0].record.as_ref().unwrap();
    assert_eq!((record.name.as_str(), record.address.as_deref()), ("Zalo OA", Some("/config/catalogs/source")));

    let auditor = on.user("Lan").may(Scope::All, Resource::Audit, &[Action::View]);
    assert!(trail(&auditor.sign_in().await).await.is_empty());
}

async fn every_change_is_announced(on: &TestServices) {
    let admin = on.administrator().await;
    let value = create(on, &admin, "Zalo").await;
    let before = outbox::Column::Topic.eq("catalogs");
    let told = async || outbox::Entity::find().filter(before.clone()).count(on.database().writer()).await.unwrap();
    assert_eq!(told().await, 1);
    on.catalogs().change(&admin, value.id, &renamed("Zalo", "Zalo OA")).await.unwrap();
    on.catalogs().place(&admin, value.id, None).await.unwrap();
    on.catalogs().set_active(&admin, value.id, false).await.unwrap();
    on.catalogs().remove(&admin, value.id).await.unwrap();
    on.catalogs().restore(&admin, value.id).await.unwrap();
    assert_eq!(told().await, 6);
}
