//! Two administrators against each other at once, by whatever act: one of them stays one.

use domain::{
    permission::{OwnGrants, RoleRights},
    role::RoleInput,
    user::UserInput,
};
use services::{Outcome, Services, authz::Actor};
use test_support::{TestServices, each_database};

use super::{TAKEN, VIEW};

each_database!(of_two_who_take_everything_from_each_other_one_stays);

/// What one does to the other.
#[derive(Clone, Copy, Debug)]
enum Act {
    Block,
    Delete,
    /// By an own grant that takes one cell away.
    Strip,
    /// By taking the roles.
    TakeRoles,
    /// By changing the role.
    EditRole,
    /// By deleting the role, with another one in its place.
    DeleteRole,
}

const ACTS: [Act; 6] = [Act::Block, Act::Delete, Act::Strip, Act::TakeRoles, Act::EditRole, Act::DeleteRole];

/// Somebody as the other one knows them before they begin.
struct Known {
    who: Actor,
    version: i64,
    input: UserInput,
}

async fn known(on: &TestServices, asker: &Actor, who: &Actor) -> Known {
    let detail = on.users().detail(asker, who.user).await.unwrap();
    Known { who: who.clone(), version: detail.version, input: detail.input }
}

async fn act(services: &Services, actor: &Actor, on_whom: &Known, act: Act, empty: domain::RoleId) -> Outcome<()> {
    let (user, version) = (on_whom.who.user, on_whom.version);
    let role = on_whom.input.roles[0];
    match act {
        Act::Block => services.users().block(actor, user).await,
        Act::Delete => services.users().delete(actor, user, None).await,
        Act::Strip => {
            let own = OwnGrants::from([(VIEW, TAKEN)]);
            services.users().set_own_grants(actor, user, version, &own).await
        }
        Act::TakeRoles => {
            let input = UserInput { roles: Vec::new(), ..on_whom.input.clone() };
            services.users().change(actor, user, version, &input).await
        }
        Act::EditRole => {
            let input =
                RoleInput { name: format!("Bớt {role}"), rights: RoleRights::default(), ..RoleInput::default() };
            services.roles().change(actor, role, 1, &input).await
        }
        Act::DeleteRole => services.roles().delete(actor, role, Some(empty)).await,
    }
}

async fn of_two_who_take_everything_from_each_other_one_stays(on: &TestServices) {
    for (at, first) in ACTS.into_iter().enumerate() {
        for second in ACTS.into_iter().skip(at) {
            let one = on.user("Một").with_full_permission().sign_in().await;
            let two = on.user("Hai").with_full_permission().sign_in().await;
            let empty = RoleInput { name: format!("Không gì {}", one.user), ..RoleInput::default() };
            let empty = on.roles().create(&one, &empty).await.unwrap();
            let (known_one, known_two) = (known(on, &two, &one).await, known(on, &one, &two).await);
            let begin = |actor: &Actor, on_whom: Known, what| {
                let (services, actor) = (on.services(), actor.clone());
                tokio::spawn(async move { act(&services, &actor, &on_whom, what, empty).await.is_ok() })
            };
            let (done, answered) = tokio::join!(begin(&one, known_two, first), begin(&two, known_one, second));
            let (done, answered) = (done.unwrap(), answered.unwrap());
            assert!(done ^ answered, "{first:?} {done}, {second:?} {answered}");
            let left = if done { &one } else { &two };
            assert!(on.accounts().viewer(left).await.unwrap().principal.full, "{first:?} {second:?}");
            on.set_status(one.user, "blocked").await;
            on.set_status(two.user, "blocked").await;
        }
    }
}
