//! Members who leave: on a day to come, or because they lie in the trash.

use domain::{
    customer::{Directory, Field, PersonField},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database};

use super::{adding, change, change_nhom, confined, edit, linked, names, nhom, team};
use crate::support::faults;

each_database!(a_member_may_leave_on_a_day_to_come, who_lies_in_the_trash_may_leave_the_list);

async fn a_member_may_leave_on_a_day_to_come(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.named(&admin, "Trần Lan").await;
    let (id, _) = team(on, &admin, [linked(lan.id)]).await;
    let member = nhom(on, &admin).await.people.remove(1);
    let (member_id, was) = (member.id.unwrap(), member.input());
    let mut leaves = was.clone();
    leaves.values.insert(PersonField::LeftOn, "30/11/2026".to_owned());
    change_nhom(on, &admin, id, &change(vec![edit(member_id, Some(&was), Some(&leaves))])).await.unwrap();
    let teams_of_lan =
        async |actor: &Actor| on.customers(Directory::Individuals).detail(actor, &lan.code).await.unwrap().related;
    let again = change_nhom(on, &admin, id, &adding([linked(lan.id)])).await;
    assert_eq!(faults(again), ["people.0.name: already_member"], "until then one is one");
    assert_eq!(teams_of_lan(&admin).await.len(), 1);
    on.clock.advance(chrono::TimeDelta::days(8));
    let admin = on.administrator().await;
    assert_eq!(teams_of_lan(&admin).await.len(), 1, "the last day is one of theirs");
    on.clock.advance(chrono::TimeDelta::days(1));
    let admin = on.administrator().await;
    assert!(teams_of_lan(&admin).await.is_empty());
    change_nhom(on, &admin, id, &adding([linked(lan.id)])).await.unwrap();
}

async fn who_lies_in_the_trash_may_leave_the_list(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.named(&admin, "Trần Lan").await.id;
    let (id, _) = team(on, &admin, [linked(lan)]).await;
    on.customers(Directory::Individuals).trash(&admin, lan).await.unwrap();

    // Who may not see the trash sees that somebody lies there, and not who; who may not see the individual sees nothing.
    let all = &[Action::View, Action::Edit];
    let clerk = on.user("Nga").may(Scope::All, Resource::Teams, all).may(Scope::All, Resource::Individuals, all);
    let clerk = clerk.sign_in().await;
    let hidden = nhom(on, &clerk).await.people.remove(1);
    assert!(hidden.trashed && hidden.values.is_empty(), "{hidden:?}");
    assert_eq!(nhom(on, &confined(on).await).await.people.len(), 0);

    // It cannot be chosen, but it can go, and the team is smaller then.
    let chosen = change_nhom(on, &clerk, id, &adding([linked(lan)])).await;
    assert_eq!(faults(chosen), ["people.0.name: not_found"]);
    let (member, was) = (hidden.id.unwrap(), hidden.input());
    change_nhom(on, &clerk, id, &change(vec![edit(member, Some(&was), None)])).await.unwrap();
    let detail = nhom(on, &admin).await;
    assert_eq!(names(&detail.people), ["Lê Hoa"]);
    let fewer = change_of(detail.version, Field::MemberCount, Some("2"), Some("1"));
    on.customers(Directory::Teams).change(&admin, id, &fewer).await.unwrap();
}
