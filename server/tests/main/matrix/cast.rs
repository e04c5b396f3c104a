//! People and roles that hold more than most of those who ask.

use domain::{
    BranchId, UserId,
    permission::{Action, Cell, Resource},
};
use entities::{own_grant, role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use test_support::Scope;
use uuid::Uuid;

use super::actors::{Asker, give, role_of};
use crate::house::House;

/// What makes somebody mighty.
pub const MIGHT: Cell = (Action::Delete, Resource::Individuals);

/// The name of the one who works in the other branch.
pub const ELSEWHERE: &str = "Ở Xa";

/// The name of the one who sees there what the own department is in charge of.
pub const MATE: &str = "Bạn Xa";

/// The name of a role that nobody has.
pub const NOBODYS: &str = "Chẳng gì";

/// Those whose rights are asked to be changed, all of one branch but one.
pub struct Cast {
    /// Holds everything, by a role of full permission and by one that gives nothing.
    pub chief: Asker,
    /// Is mighty by own grants alone.
    pub gifted: Asker,
    /// Is mighty by a role alone.
    pub mighty: Asker,
    pub mighty_role: Uuid,
    /// Would make mighty whoever had it.
    pub free_role: Uuid,
    /// Would be mighty by a role, which own grants take away.
    pub tamed: Asker,
    /// Sees the other branch, by a role that says "one's own branch".
    pub elsewhere: Asker,
    pub own_branch_role: Uuid,
    /// Works in the other branch, in a department of its own.
    pub mate: UserId,
    pub mates_department: Uuid,
    /// Gives nothing; the chief has it.
    pub empty_role: Uuid,
    /// Gives nothing; nobody has it.
    pub other_role: Uuid,
}

impl Cast {
    pub async fn new(house: &House<'_>, here: BranchId, there: BranchId) -> Self {
        let services = house.services;
        let new = |name: &str, branch| services.user(name).in_branch(branch);
        let chief = new("Sếp", here).with_full_permission().create().await;
        let (empty_role, other_role) = (empty(house, "Không gì").await, empty(house, NOBODYS).await);
        give(services, chief, &[empty_role]).await;
        let gifted = new("Được Cho", here).create().await;
        grant(house, gifted.0, Some(Scope::All)).await;
        let mighty = new("Mạnh", here).may(Scope::All, MIGHT.1, &[MIGHT.0]).create().await;
        let tamed = new("Bị Bớt", here).may(Scope::All, MIGHT.1, &[MIGHT.0]).create().await;
        grant(house, tamed.0, None).await;
        let elsewhere = new(ELSEWHERE, there).may(Scope::Branch, MIGHT.1, &[Action::View]).create().await;
        let mates_department = services.department("Phòng Xa").await;
        let mate = new(MATE, there).in_department(mates_department);
        let mate = mate.may(Scope::Department, MIGHT.1, &[Action::View]).create().await;
        let freed = new("Đã Thôi", here).may(Scope::All, MIGHT.1, &[MIGHT.0]).create().await;
        let free_role = role_of(services, freed).await;
        services.take_roles_from(freed).await;
        Self {
            free_role,
            mighty_role: role_of(services, mighty).await,
            own_branch_role: role_of(services, elsewhere).await,
            chief: Asker::known(house, "chief", chief).await,
            gifted: Asker::known(house, "gifted", gifted).await,
            mighty: Asker::known(house, "mighty", mighty).await,
            tamed: Asker::known(house, "tamed", tamed).await,
            elsewhere: Asker::known(house, "elsewhere", elsewhere).await,
            mate,
            mates_department,
            empty_role,
            other_role,
        }
    }
}

async fn empty(house: &House<'_>, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let row = role::ActiveModel {
        id: Set(id),
        version: Set(1),
        name: Set(name.to_owned()),
        branch_id: Set(None),
        description: Set(String::new()),
        full_permission: Set(false),
        second_factor: Set(false),
        created_at: Set(house.services.clock.now()),
    };
    row.insert(house.services.database().writer()).await.unwrap();
    id
}

/// Gives might to somebody, or takes it away.
async fn grant(house: &House<'_>, user: Uuid, scope: Option<Scope>) {
    let row = own_grant::ActiveModel {
        user_id: Set(user),
        action: Set(MIGHT.0.key().to_owned()),
        resource: Set(MIGHT.1.key().to_owned()),
        scope: Set(scope.map(|scope| scope.key().to_owned())),
        until: Set(None),
    };
    row.insert(house.services.database().writer()).await.unwrap();
}
