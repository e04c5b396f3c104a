//! What somebody has for a time they give for no longer.

use chrono::TimeDelta;
use domain::{
    permission::{Action, OwnGrant, OwnGrants, Resource, RoleCells, RoleRights},
    role::RoleInput,
    user::{UserInput, Welcome},
};
use test_support::{Scope, TestServices, each_database};

use super::{VIEW, detail, person, set_own};
use crate::support::faults;

each_database!(what_is_lent_is_given_for_no_longer);

async fn what_is_lent_is_given_for_no_longer(on: &TestServices) {
    let admin = on.administrator().await;
    let keeper = on.user("Lan").may(Scope::All, Resource::Users, &[Action::Create, Action::Edit]).sign_in().await;
    let rights = RoleRights { cells: RoleCells::from([(VIEW, Scope::All)]), ..RoleRights::default() };
    let role = RoleInput { name: "Xem".to_owned(), rights, ..RoleInput::default() };
    let role = on.roles().create(&admin, &role).await.unwrap();
    let end = on.clock.now() + TimeDelta::minutes(3);
    let until = |until| OwnGrants::from([(VIEW, OwnGrant { scope: Some(Scope::All), until })]);
    set_own(on, &admin, keeper.user, until(Some(end))).await;
    let hung = on.user("Hùng").create().await;
    let version = detail(on, &admin, hung).await.version;
    let lacks = ["rights: holds_more"];

    for later in [None, Some(end + TimeDelta::seconds(1))] {
        assert_eq!(faults(on.users().set_own_grants(&keeper, hung, version, &until(later)).await), lacks);
    }
    let with_role = UserInput { roles: vec![role], ..person("Hùng", "hung@example.vn") };
    assert_eq!(faults(on.users().change(&keeper, hung, version, &with_role).await), lacks);
    let new = UserInput { roles: vec![role], ..person("Mới", "moi@example.vn") };
    assert_eq!(faults(on.users().create(&keeper, &new, &Welcome::Invitation).await), lacks);
    // For as long as it is theirs they give it, and what others have anyway is in nobody's way.
    on.users().set_own_grants(&keeper, hung, version, &until(Some(end))).await.unwrap();
    set_own(on, &admin, hung, until(None)).await;
    let before = detail(on, &keeper, hung).await;
    let renamed =
        UserInput { full_name: "Hùng Mới".to_owned(), email: "hung@example.vn".to_owned(), ..before.input };
    on.users().change(&keeper, hung, before.version, &renamed).await.unwrap();
}
