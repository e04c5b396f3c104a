//! Members of staff: who is let in, kept out, given what, and by whom.

mod effects;
mod invitations;
mod leaving;
mod lending;
mod racing;
mod rights;
mod standing;

use domain::{
    UserId,
    permission::{Action, OwnGrant, OwnGrants, Resource},
    user::{UserDetail, UserInput},
};
use services::authz::Actor;
use test_support::{Scope, TestServices};

const PASSWORD: &str = "con mèo nhà tôi thích trèo cây bưởi";
const VIEW: (Action, Resource) = (Action::View, Resource::Individuals);

fn person(name: &str, email: &str) -> UserInput {
    UserInput { full_name: name.to_owned(), email: email.to_owned(), ..UserInput::default() }
}

async fn detail(on: &TestServices, actor: &Actor, id: UserId) -> UserDetail {
    on.users().detail(actor, id).await.unwrap()
}

async fn set_own(on: &TestServices, actor: &Actor, id: UserId, own: OwnGrants) {
    let version = detail(on, actor, id).await.version;
    on.users().set_own_grants(actor, id, version, &own).await.unwrap();
}

fn added(scope: Scope) -> OwnGrant {
    OwnGrant { scope: Some(scope), until: None }
}

const TAKEN: OwnGrant = OwnGrant { scope: None, until: None };
