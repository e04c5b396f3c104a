//! Saved views: whose they are, for whom they are, and that they never show more than somebody's rights do.

use domain::{
    AppError, RoleId, ViewId,
    customer::{Directory, Field},
    list::{ListScope, ListState, Listed, ViewChoice},
    permission::{Action, Resource},
    view::{MOST_VIEWS, SavedView, Sharing, ViewChange, ViewInput},
};
use entities::{audit_entry, audit_value, saved_view, user_role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use services::{authz::Actor, live::Hint};
use test_support::{Scope, TestServices, each_database};

use crate::support::{faults, refusal};

each_database!(
    an_advanced_filter_narrows_list_count_and_search,
    a_view_keeps_a_list_with_its_columns,
    names_are_free_for_each_person_and_list,
    nobody_keeps_views_without_measure,
    what_cannot_be_shown_is_not_kept,
    a_shared_view_shows_nobody_more,
    a_view_is_shared_by_those_who_have_the_role_or_may_edit_roles,
    what_is_shared_is_changed_by_its_maker_and_who_edits_roles,
    a_list_opens_with_the_default,
    whoever_loses_a_list_loses_its_views,
    what_was_shared_with_a_deleted_role_is_private_again,
    what_a_later_version_keeps_is_left_out,
    the_trail_tells_of_views,
    those_who_have_the_role_hear_of_its_views,
    an_account_takes_its_private_views_along,
);

const VIEW: &[Action] = &[Action::View];
const INDIVIDUALS: Directory = Directory::Individuals;

fn state(pairs: &[(&str, &str)]) -> ListState {
    ListState::from_pairs(INDIVIDUALS, pairs.iter().copied())
}

fn input(name: &str, list: ListState) -> ViewInput {
    ViewInput { name: name.to_owned(), list, sharing: Sharing::Private }
}

async fn make(on: &TestServices, actor: &Actor, name: &str, pairs: &[(&str, &str)]) -> ViewId {
    on.views(INDIVIDUALS).create(actor, &input(name, state(pairs))).await.unwrap()
}

async fn views(on: &TestServices, actor: &Actor) -> Vec<SavedView> {
    on.views(INDIVIDUALS).list(actor).await.unwrap().views
}

async fn view_names(on: &TestServices, actor: &Actor) -> Vec<String> {
    views(on, actor).await.into_iter().map(|view| view.name).collect()
}

async fn shown(on: &TestServices, actor: &Actor, state: &ListState) -> Listed {
    on.customers(INDIVIDUALS).list(actor, state).await.unwrap()
}

/// The list that is shown instead.
fn instead_of(listed: &Listed) -> Option<ListState> {
    let pairs = listed.instead.as_ref()?.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Some(ListState::from_pairs(INDIVIDUALS, pairs))
}

/// The names of the list, which is as long as its count says.
async fn names(on: &TestServices, actor: &Actor, state: &ListState) -> Vec<String> {
    let listed = shown(on, actor, state).await;
    assert_eq!(on.customers(INDIVIDUALS).count(actor, state).await.unwrap().records, listed.rows.len() as u64);
    let mut names: Vec<_> = listed.rows.iter().map(|row| row.values[&Field::Name].clone()).collect();
    names.sort();
    names
}

async fn role_of(on: &TestServices, actor: &Actor) -> RoleId {
    let has = user_role::Entity::find().filter(user_role::Column::UserId.eq(actor.user.0));
    has.one(on.database().writer()).await.unwrap().unwrap().role_id.into()
}

async fn share(on: &TestServices, actor: &Actor, id: ViewId, sharing: Sharing) -> services::Outcome<()> {
    let change = ViewChange { sharing: Some(sharing), ..ViewChange::default() };
    on.views(INDIVIDUALS).change(actor, id, &change).await
}

/// Two people who may see their own customers, and have a role in common.
async fn pair(on: &TestServices) -> (Actor, Actor, RoleId) {
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, VIEW).sign_in().await;
    let hoa = on.user("Hoa").may(Scope::Own, Resource::Individuals, VIEW).sign_in().await;
    let role = role_of(on, &lan).await;
    let has = user_role::ActiveModel { user_id: Set(hoa.user.0), role_id: Set(role.0) };
    has.insert(on.database().writer()).await.unwrap();
    (lan, hoa, role)
}

async fn an_advanced_filter_narrows_list_count_and_search(on: &TestServices) {
    let admin = on.administrator().await;
    for (name, phone, job) in [
        ("Trần An", "0905000001", "Kế toán trưởng"),
        ("Trần Bình", "", "kế toán"),
        ("Lê Châu", "0905000003", "Giáo viên"),
        ("Lê Dung", "", ""),
    ] {
        on.individual(&admin, [(Field::Name, name), (Field::Phone, phone), (Field::JobTitle, job)]).await;
    }
    let found = async |pairs: &[(&str, &str)]| names(on, &admin, &state(pairs)).await;
    assert_eq!(found(&[("where", "job_title.has.KE TOAN")]).await, ["Trần An", "Trần Bình"]);
    assert_eq!(found(&[("where", "job_title.has.ke toan~phone.empty")]).await, ["Trần Bình"]);
    assert_eq!(found(&[("where", "any(job_title.empty~phone.is.0905000003)")]).await, ["Lê Châu", "Lê Dung"]);
    let grouped = "phone.filled~any(job_title.starts.giao~job_title.is.ke toan truong)";
    assert_eq!(found(&[("where", grouped)]).await, ["Lê Châu", "Trần An"]);
    assert_eq!(found(&[("where", "phone.filled"), ("name", "tran")]).await, ["Trần An"]);
    assert_eq!(found(&[("where", "phone.filled"), ("q", "le")]).await, ["Lê Châu"]);
    assert_eq!(found(&[("where", "created_at.last.1~name.has_not.an")]).await, ["Lê Châu", "Lê Dung"]);
    let wrong = state(&[("where", "phone.empty~any(created_at.after.x)")]);
    assert_eq!(faults(on.customers(INDIVIDUALS).list(&admin, &wrong).await), ["advanced.1.0: invalid_date"]);
    for sensitive in ["id_number.is.079190057032", "monthly_income.is.5_10", "monthly_income.filled"] {
        let asked = on.customers(INDIVIDUALS).count(&admin, &state(&[("where", sensitive)])).await;
        assert_eq!(faults(asked), ["advanced.0: unknown_value"], "{sensitive}");
    }
}

async fn a_view_keeps_a_list_with_its_columns(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "Trần An"), (Field::Gender, "female")]).await;
    on.named(&admin, "Lê Bình").await;
    let kept = [("scope", "own"), ("q", "an"), ("gender", "female"), ("where", "phone.empty"), ("sort", "-name")];
    let mut list = state(&kept);
    list.columns = vec![Field::Note, Field::Name, Field::Gender];
    let id = on.views(INDIVIDUALS).create(&admin, &input("  Nữ chưa có   số ", list)).await.unwrap();

    let found = views(on, &admin).await;
    let view = &found[0];
    assert_eq!((view.id, view.name.as_str(), view.is_changeable, view.is_default), (id, "Nữ chưa có số", true, false));
    assert_eq!(
        (view.list.scope, view.list.search.as_str(), view.list.advanced.as_str()),
        (ListScope::Own, "", "phone.empty")
    );
    let opened = view.opened();
    assert_eq!(names(on, &admin, &opened).await, ["Trần An"]);
    let columns = [Field::Name, Field::Note, Field::Gender];
    assert_eq!(shown(on, &admin, &opened).await.columns, columns);
    assert_eq!(
        shown(on, &admin, &ListState { columns: vec![Field::Phone], ..opened.clone() }).await.columns,
        [Field::Name, Field::Phone]
    );
    assert_eq!(shown(on, &admin, &ListState::default()).await.columns, INDIVIDUALS.columns());

    let change =
        ViewChange { name: Some("Nữ".to_owned()), list: Some(state(&[("gender", "female")])), sharing: None };
    on.views(INDIVIDUALS).change(&admin, id, &change).await.unwrap();
    let view = views(on, &admin).await.remove(0);
    assert_eq!((view.name.as_str(), view.list.to_pairs()), ("Nữ", vec![("gender", "female".to_owned())]));
    assert_eq!(
        shown(on, &admin, &view.opened()).await.columns,
        INDIVIDUALS.columns(),
        "a view without columns leaves them"
    );

    on.views(INDIVIDUALS).delete(&admin, id).await.unwrap();
    assert!(views(on, &admin).await.is_empty());
    assert_eq!(names(on, &admin, &opened).await, ["Trần An"], "a bookmark still narrows the list");
    assert_eq!(refusal(on.views(INDIVIDUALS).delete(&admin, id).await), AppError::NotFound);
}

async fn names_are_free_for_each_person_and_list(on: &TestServices) {
    let (lan, hoa) = (on.administrator().await, on.administrator().await);
    let id = make(on, &lan, "Khách Zalo", &[("where", "phone.empty")]).await;
    let again = async |actor: &Actor, directory: Directory, name: &str| {
        on.views(directory).create(actor, &input(name, ListState::whole(directory))).await
    };
    assert_eq!(faults(again(&lan, INDIVIDUALS, " khach  ZALO").await), ["name: name_in_use"]);
    assert!(
        again(&lan, Directory::Teams, "Khách Zalo").await.is_ok()
            && again(&hoa, INDIVIDUALS, "Khách Zalo").await.is_ok()
    );
    let other = make(on, &lan, "Khách khác", &[]).await;
    let rename = |name: &str| ViewChange { name: Some(name.to_owned()), ..ViewChange::default() };
    let taken = on.views(INDIVIDUALS).change(&lan, other, &rename("KHÁCH ZALO")).await;
    assert_eq!(faults(taken), ["name: name_in_use"]);
    on.views(INDIVIDUALS).change(&lan, id, &rename("KHÁCH ZALO")).await.unwrap();
    assert_eq!(view_names(on, &lan).await, ["Khách khác", "KHÁCH ZALO"]);
    assert_eq!(faults(again(&lan, INDIVIDUALS, " ").await), ["name: required"]);
    assert_eq!(faults(again(&lan, INDIVIDUALS, &"ữ".repeat(61)).await), ["name: too_long"]);
    // Two at once come one after the other.
    let (one, two) = tokio::join!(again(&hoa, INDIVIDUALS, "Một"), again(&hoa, INDIVIDUALS, "MỘT"));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|made| **made).count(), 1);
}

async fn nobody_keeps_views_without_measure(on: &TestServices) {
    let admin = on.administrator().await;
    for number in 0..MOST_VIEWS {
        make(on, &admin, &format!("Số {number}"), &[]).await;
    }
    let more = on.views(INDIVIDUALS).create(&admin, &input("Một nữa", ListState::default())).await;
    assert_eq!(faults(more), ["name: too_many_views"]);
    let long = input("Dài", ListState { advanced: "x".repeat(20_000), ..ListState::default() });
    let first = views(on, &admin).await.remove(0).id;
    on.views(INDIVIDUALS).delete(&admin, first).await.unwrap();
    assert_eq!(refusal(on.views(INDIVIDUALS).create(&admin, &long).await), AppError::TooLarge);
}

async fn what_cannot_be_shown_is_not_kept(on: &TestServices) {
    let admin = on.administrator().await;
    let keep = async |list: ListState| faults(on.views(INDIVIDUALS).create(&admin, &input("Sai", list)).await);
    assert_eq!(keep(state(&[("where", "created_at.after.x")])).await, ["advanced.0: invalid_date"]);
    assert_eq!(keep(state(&[("created_at", "hôm qua")])).await, ["created_at: invalid_date"]);
    assert_eq!(keep(state(&[("where", "id_number.is.079190057032")])).await, ["advanced.0: unknown_value"]);
    assert_eq!(keep(ListState::whole(Directory::Teams)).await, ["list: unknown_value"]);
    assert!(views(on, &admin).await.is_empty());
}

async fn a_shared_view_shows_nobody_more(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hoa, role) = pair(on).await;
    for (name, owner) in [("Của Lan", &lan), ("Của Hoa", &hoa)] {
        let owner = owner.user.to_string();
        let texts = [(Field::Name, name), (Field::Owner, &owner), (Field::IdNumber, "079190057032")];
        on.individual(&admin, texts).await;
    }
    let mut list = state(&[("where", "name.has.cua"), ("scope", "all")]);
    list.columns = vec![Field::IdNumber, Field::Owner];
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", list) };
    let id = on.views(INDIVIDUALS).create(&lan, &shared).await.unwrap();

    let view = views(on, &hoa).await.remove(0);
    assert_eq!((view.id, view.maker.as_deref(), view.is_changeable), (id, Some("Lan"), false));
    assert_eq!(view.role.as_ref().map(|role| role.id), Some(role));
    assert_eq!(names(on, &hoa, &view.opened()).await, ["Của Hoa"]);
    let listed = shown(on, &hoa, &view.opened()).await;
    assert_eq!(listed.columns, [Field::Name, Field::IdNumber, Field::Owner]);
    assert_eq!(listed.rows[0].values[&Field::IdNumber], "•••••••••032");

    // Who has not the role has no use of it, not even of its columns.
    let mai = on.user("Mai").may(Scope::Own, Resource::Individuals, VIEW).sign_in().await;
    assert!(views(on, &mai).await.is_empty());
    assert_eq!(shown(on, &mai, &view.opened()).await.columns, INDIVIDUALS.columns());
    assert_eq!(refusal(on.views(INDIVIDUALS).set_default(&mai, Some(id)).await), AppError::NotFound);
    share(on, &lan, id, Sharing::Private).await.unwrap();
    assert!(views(on, &hoa).await.is_empty());
}

async fn a_view_is_shared_by_those_who_have_the_role_or_may_edit_roles(on: &TestServices) {
    let (lan, hoa, role) = pair(on).await;
    let admin = on.administrator().await;
    let stranger = role_of(on, &admin).await;
    let id = make(on, &lan, "Của Lan", &[]).await;
    assert_eq!(faults(share(on, &lan, id, Sharing::Role(stranger)).await), ["sharing: unknown_value"]);
    let named = on.views(INDIVIDUALS).list(&lan).await.unwrap().roles;
    assert_eq!(named.into_iter().map(|role| role.id).collect::<Vec<_>>(), [role]);
    assert_eq!(on.views(INDIVIDUALS).list(&hoa).await.unwrap().roles.len(), 2);
    share(on, &lan, id, Sharing::Role(role)).await.unwrap();

    let editor = on.user("Vinh").may(Scope::All, Resource::Individuals, VIEW);
    let editor = editor.may(Scope::All, Resource::Roles, &[Action::View, Action::Edit]).sign_in().await;
    let made = ViewInput { sharing: Sharing::Role(role), ..input("Cho cả nhóm", ListState::default()) };
    on.views(INDIVIDUALS).create(&editor, &made).await.unwrap();
    assert_eq!(view_names(on, &hoa).await, ["Cho cả nhóm", "Của Lan"]);
    assert_eq!(view_names(on, &editor).await, ["Cho cả nhóm"], "to edit roles is not to have them");
}

async fn what_is_shared_is_changed_by_its_maker_and_who_edits_roles(on: &TestServices) {
    let (lan, hoa, role) = pair(on).await;
    let id = make(on, &lan, "Chung", &[]).await;
    let rename = |name: &str| ViewChange { name: Some(name.to_owned()), ..ViewChange::default() };
    let private = on.views(INDIVIDUALS).change(&hoa, id, &rename("Khác")).await;
    assert_eq!(refusal(private), AppError::NotFound, "what is somebody else's alone does not exist");
    share(on, &lan, id, Sharing::Role(role)).await.unwrap();
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Roles };
    assert_eq!(refusal(on.views(INDIVIDUALS).change(&hoa, id, &rename("Khác")).await), forbidden);
    assert_eq!(refusal(on.views(INDIVIDUALS).delete(&hoa, id).await), forbidden);
    assert_eq!(refusal(share(on, &hoa, id, Sharing::Private).await), forbidden);

    let editor = on.user("Vinh").may(Scope::All, Resource::Individuals, VIEW);
    let editor = editor.may(Scope::All, Resource::Roles, &[Action::View, Action::Edit]).sign_in().await;
    assert_eq!(refusal(on.views(INDIVIDUALS).delete(&editor, id).await), AppError::NotFound, "without the role unseen");
    let has = user_role::ActiveModel { user_id: Set(editor.user.0), role_id: Set(role.0) };
    has.insert(on.database().writer()).await.unwrap();
    on.views(INDIVIDUALS).change(&editor, id, &rename("Chung cả nhóm")).await.unwrap();
    assert_eq!(view_names(on, &lan).await, ["Chung cả nhóm"]);
    on.views(INDIVIDUALS).delete(&editor, id).await.unwrap();
    assert!(views(on, &lan).await.is_empty());

    let looking = Actor { seen_by: Some(hoa.user), ..lan };
    let refused = on.views(INDIVIDUALS).create(&looking, &input("Xem", ListState::default())).await;
    assert!(refused.is_err(), "whoever looks changes nothing");
}

async fn a_list_opens_with_the_default(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hoa, role) = pair(on).await;
    on.named(&admin, "Trần An").await;
    let id = make(on, &admin, "Có số", &[("where", "phone.filled")]).await;
    on.views(INDIVIDUALS).set_default(&admin, Some(id)).await.unwrap();
    assert!(views(on, &admin).await[0].is_default);

    let listed = shown(on, &admin, &ListState::default()).await;
    let instead = instead_of(&listed).unwrap();
    assert!(listed.rows.is_empty());
    assert_eq!((instead.view, instead.advanced.as_str()), (ViewChoice::Saved(id), "phone.filled"));
    assert!(names(on, &admin, &instead).await.is_empty());
    let plain = ListState { view: ViewChoice::Plain, ..ListState::default() };
    assert_eq!(names(on, &admin, &plain).await, ["Trần An"]);
    assert_eq!(names(on, &admin, &state(&[("name", "an")])).await, ["Trần An"], "what is said counts");
    assert!(
        on.customers(Directory::Teams)
            .list(&admin, &ListState::whole(Directory::Teams))
            .await
            .unwrap()
            .instead
            .is_none()
    );

    let other = make(on, &admin, "Không số", &[("where", "phone.empty")]).await;
    on.views(INDIVIDUALS).set_default(&admin, Some(other)).await.unwrap();
    assert_eq!(instead_of(&shown(on, &admin, &ListState::default()).await).unwrap().view, ViewChoice::Saved(other));
    on.views(INDIVIDUALS).delete(&admin, other).await.unwrap();
    assert!(shown(on, &admin, &ListState::default()).await.instead.is_none());
    on.views(INDIVIDUALS).set_default(&admin, Some(id)).await.unwrap();
    on.views(INDIVIDUALS).set_default(&admin, None).await.unwrap();
    assert!(shown(on, &admin, &ListState::default()).await.instead.is_none());

    // A default that is shared no longer is none.
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", state(&[("where", "phone.empty")])) };
    let shared = on.views(INDIVIDUALS).create(&lan, &shared).await.unwrap();
    on.views(INDIVIDUALS).set_default(&hoa, Some(shared)).await.unwrap();
    assert!(shown(on, &hoa, &ListState::default()).await.instead.is_some());
    share(on, &lan, shared, Sharing::Private).await.unwrap();
    assert!(shown(on, &hoa, &ListState::default()).await.instead.is_none());
}

async fn whoever_loses_a_list_loses_its_views(on: &TestServices) {
    let (lan, hoa, role) = pair(on).await;
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", ListState::default()) };
    let shared = on.views(INDIVIDUALS).create(&lan, &shared).await.unwrap();
    let own = make(on, &hoa, "Của Hoa", &[]).await;
    on.views(INDIVIDUALS).set_default(&hoa, Some(shared)).await.unwrap();
    on.take_roles_from(hoa.user).await;
    let forbidden = AppError::Forbidden { action: Action::View, resource: Resource::Individuals };
    let of = on.views(INDIVIDUALS);
    assert_eq!(refusal(of.list(&hoa).await), forbidden);
    assert_eq!(refusal(of.create(&hoa, &input("Mới", ListState::default())).await), forbidden);
    assert_eq!(refusal(of.change(&hoa, own, &ViewChange::default()).await), forbidden);
    assert_eq!(refusal(of.delete(&hoa, own).await), forbidden);
    assert_eq!(refusal(of.set_default(&hoa, Some(own)).await), forbidden);
    assert_eq!(refusal(on.customers(INDIVIDUALS).list(&hoa, &ListState::default()).await), forbidden);
}

async fn what_was_shared_with_a_deleted_role_is_private_again(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hoa, role) = pair(on).await;
    let instead = role_of(on, &on.user("Mai").may(Scope::Own, Resource::Individuals, VIEW).sign_in().await).await;
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", ListState::default()) };
    let id = on.views(INDIVIDUALS).create(&lan, &shared).await.unwrap();
    on.views(INDIVIDUALS).set_default(&hoa, Some(id)).await.unwrap();
    on.roles().delete(&admin, role, Some(instead)).await.unwrap();
    assert!(views(on, &hoa).await.is_empty());
    assert!(shown(on, &hoa, &ListState::default()).await.instead.is_none());
    let view = views(on, &lan).await.remove(0);
    assert_eq!((view.id, view.role), (id, None));
}

async fn what_a_later_version_keeps_is_left_out(on: &TestServices) {
    let admin = on.administrator().await;
    let id = make(on, &admin, "Sau này", &[]).await;
    let row = saved_view::Entity::find_by_id(id.0).one(on.database().writer()).await.unwrap().unwrap();
    let later = [
        ["shoe_size", "42"],
        ["where", "shoe_size.over.40~phone.empty~name.sounds_like.an"],
        ["columns", "name,shoe_size,phone"],
        ["sort", "shoe_size"],
        ["mood", "good"],
    ];
    let mut row = row.into_active_model();
    row.list_json = Set(serde_json::to_string(&later).unwrap());
    row.update(on.database().writer()).await.unwrap();
    on.named(&admin, "Trần An").await;
    let view = views(on, &admin).await.remove(0);
    assert_eq!(view.list.columns, [Field::Name, Field::Phone]);
    assert!(view.list.filters.is_empty() && view.list.sort.is_none());
    assert_eq!(names(on, &admin, &view.opened()).await, ["Trần An"]);
    assert_eq!(shown(on, &admin, &view.opened()).await.columns, [Field::Name, Field::Phone]);
}

async fn the_trail_tells_of_views(on: &TestServices) {
    let admin = on.administrator().await;
    let role = role_of(on, &admin).await;
    let id = make(on, &admin, "Một", &[("where", "phone.empty")]).await;
    let rename = ViewChange { name: Some("Hai".to_owned()), ..ViewChange::default() };
    on.views(INDIVIDUALS).change(&admin, id, &rename).await.unwrap();
    on.views(INDIVIDUALS).change(&admin, id, &rename).await.unwrap();
    share(on, &admin, id, Sharing::Role(role)).await.unwrap();
    on.views(INDIVIDUALS).delete(&admin, id).await.unwrap();
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::RecordId.eq(id.0));
    let entries = entries.order_by_asc(audit_entry::Column::Seq).all(on.database().writer()).await.unwrap();
    let events: Vec<&str> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["view_saved", "view_saved", "view_saved", "view_deleted"], "what changes nothing is not told");
    let first = audit_value::Entity::find_by_id(entries[0].seq).one(on.database().writer()).await.unwrap().unwrap();
    assert!(first.values_json.contains("phone.empty"), "{}", first.values_json);

    let page = on.audit().list(&admin, &Default::default(), None).await.unwrap();
    let told: Vec<_> = page.entries.iter().filter(|entry| entry.event.starts_with("view_")).collect();
    let facts = |at: usize| -> Vec<(Option<&str>, Option<&str>)> {
        told[at].facts.iter().map(|fact| (fact.old.as_deref(), fact.new.as_deref())).collect()
    };
    assert_eq!(facts(3), [(None, Some("Một"))]);
    assert_eq!(facts(2), [(Some("Một"), Some("Hai"))]);
    assert_eq!(facts(1).len(), 1);
    assert_eq!(facts(0).first(), Some(&(Some("Hai"), None)));
}

async fn an_account_takes_its_private_views_along(on: &TestServices) {
    let admin = on.administrator().await;
    let (lan, hoa, role) = pair(on).await;
    make(on, &lan, "Riêng", &[]).await;
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", ListState::default()) };
    on.views(INDIVIDUALS).create(&lan, &shared).await.unwrap();
    on.users().delete(&admin, lan.user, None).await.unwrap();
    let left = saved_view::Entity::find().all(on.database().writer()).await.unwrap();
    assert_eq!(left.into_iter().map(|view| view.name).collect::<Vec<_>>(), ["Chung"]);
    let view = views(on, &hoa).await.remove(0);
    assert!(view.maker.is_some_and(|maker| !maker.contains("Lan")));
}

async fn those_who_have_the_role_hear_of_its_views(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, VIEW).sign_in().await;
    let role = role_of(on, &lan).await;
    let mut hints = on.listen();
    let shared = ViewInput { sharing: Sharing::Role(role), ..input("Chung", state(&[("gender", "male")])) };
    let views = on.views(INDIVIDUALS);
    let id = views.create(&admin, &shared).await.unwrap();
    let told = Hint::Views(INDIVIDUALS, role);
    assert_eq!(hints.try_recv().unwrap(), told);
    let renamed = ViewChange { name: Some("Của chung".to_owned()), ..ViewChange::default() };
    views.change(&lan, id, &renamed).await.unwrap_err();
    // Whoever made it changes it too; whose it is no longer hears that it went.
    assert!(on.has_role(lan.user, role).await.unwrap() && !on.has_role(admin.user, role).await.unwrap());
    let private = ViewChange { sharing: Some(Sharing::Private), ..ViewChange::default() };
    views.change(&admin, id, &private).await.unwrap();
    assert_eq!(hints.try_recv().unwrap(), told);
    views.change(&admin, id, &renamed).await.unwrap();
    views.delete(&admin, id).await.unwrap();
    make(on, &lan, "Riêng", &[]).await;
    assert!(hints.try_recv().is_err(), "what is private is told to nobody");
}
