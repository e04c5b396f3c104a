//! Branches, members of staff and what they may do.

use domain::{
    BranchId, SessionId, UserId,
    permission::{Action, Cell, Resource, RoleCells, Scope},
};
use entities::{branch, department, role, role_grant, session, user, user_branch, user_department, user_role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use services::authz::Actor;
use uuid::Uuid;

use crate::TestServices;

/// A member of staff to be made; get one from [`TestServices::user`].
pub struct NewUser<'s> {
    on: &'s TestServices,
    name: String,
    branches: Vec<BranchId>,
    departments: Vec<Uuid>,
    role_branch: Option<BranchId>,
    full_permission: bool,
    roles: Vec<NewRole>,
}

/// Cells, and the branch for which alone they are.
#[derive(Default)]
struct NewRole {
    branch: Option<BranchId>,
    cells: RoleCells,
}

impl NewUser<'_> {
    /// Works in this branch, too; the first one is the main one.
    pub fn in_branch(mut self, branch: BranchId) -> Self {
        self.branches.push(branch);
        self
    }

    /// Works in this department, too.
    pub fn in_department(mut self, department: Uuid) -> Self {
        self.departments.push(department);
        self
    }

    /// The roles are for one branch.
    pub const fn role_of_branch(mut self, branch: BranchId) -> Self {
        self.role_branch = Some(branch);
        self
    }

    /// The role is full permission.
    pub const fn with_full_permission(mut self) -> Self {
        self.full_permission = true;
        self
    }

    /// A role has these cells; the same cell with another scope makes a further role.
    pub fn may(self, scope: Scope, resource: Resource, actions: &[Action]) -> Self {
        self.with_cells(None, scope, resource, actions)
    }

    /// A role for one branch has these cells.
    pub fn may_in(self, branch: BranchId, resource: Resource, actions: &[Action]) -> Self {
        self.with_cells(Some(branch), Scope::All, resource, actions)
    }

    fn with_cells(mut self, branch: Option<BranchId>, scope: Scope, resource: Resource, actions: &[Action]) -> Self {
        for cell in actions.iter().map(|action| (*action, resource)) {
            let fits = |role: &&mut NewRole| role.branch == branch && !role.cells.contains_key(&cell);
            match self.roles.iter_mut().find(fits) {
                Some(role) => drop(role.cells.insert(cell, scope)),
                None => self.roles.push(NewRole { branch, cells: RoleCells::from([(cell, scope)]) }),
            }
        }
        self
    }

    /// The cells of all roles.
    pub fn cells(&self) -> Vec<Cell> {
        self.roles.iter().flat_map(|role| role.cells.keys().copied()).collect()
    }

    /// Writes account and role.
    pub async fn create(self) -> UserId {
        let (writer, now) = (self.on.database().writer(), self.on.clock.now());
        let user = Uuid::now_v7();
        let account = user::ActiveModel {
            id: Set(user),
            version: Set(1),
            email: Set(format!("{user}@example.com")),
            full_name: Set(self.name.clone()),
            phone: Set(String::new()),
            staff_number: Set(self.on.next_staff_number().await),
            status: Set("active".to_owned()),
            // One that no password has.
            password_hash: Set("!".to_owned()),
            must_change_password: Set(false),
            password_from: Set(None),
            factor_key: Set(None),
            factor_step: Set(0),
            language: Set("vi".to_owned()),
            theme: Set("light".to_owned()),
            density: Set("default".to_owned()),
            single_keys: Set(true),
            perm_epoch: Set(1),
            last_seen_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        account.insert(writer).await.unwrap();
        for (place, branch) in (0..).zip(self.branches) {
            let there = user_branch::ActiveModel { user_id: Set(user), branch_id: Set(branch.0), place: Set(place) };
            there.insert(writer).await.unwrap();
        }
        for department in self.departments {
            let there = user_department::ActiveModel { user_id: Set(user), department_id: Set(department) };
            there.insert(writer).await.unwrap();
        }
        for NewRole { branch, cells } in self.roles {
            let role = Uuid::now_v7();
            let named = role::ActiveModel {
                id: Set(role),
                version: Set(1),
                name: Set(format!("{} {role}", self.name)),
                branch_id: Set(branch.or(self.role_branch).map(|branch| branch.0)),
                description: Set(String::new()),
                full_permission: Set(self.full_permission),
                second_factor: Set(false),
                created_at: Set(now),
            };
            named.insert(writer).await.unwrap();
            for ((action, resource), scope) in cells {
                let cell = role_grant::ActiveModel {
                    role_id: Set(role),
                    action: Set(action.key().to_owned()),
                    resource: Set(resource.key().to_owned()),
                    scope: Set(scope.key().to_owned()),
                };
                cell.insert(writer).await.unwrap();
            }
            let has = user_role::ActiveModel { user_id: Set(user), role_id: Set(role) };
            has.insert(writer).await.unwrap();
        }
        UserId(user)
    }

    /// Writes account and role, and signs in.
    pub async fn sign_in(self) -> Actor {
        let on = self.on;
        let user = self.create().await;
        on.actor_of(user).await
    }
}

impl TestServices {
    /// A member of staff, without rights at first.
    pub fn user(&self, name: &str) -> NewUser<'_> {
        NewUser {
            on: self,
            name: name.to_owned(),
            branches: Vec::new(),
            departments: Vec::new(),
            role_branch: None,
            full_permission: false,
            roles: vec![NewRole::default()],
        }
    }

    /// Somebody with full permission, signed in.
    pub async fn administrator(&self) -> Actor {
        self.user("Quản Trị").with_full_permission().sign_in().await
    }

    async fn next_staff_number(&self) -> i64 {
        user::Entity::find().count(self.database().writer()).await.unwrap() as i64 + 1
    }

    /// A new branch.
    pub async fn branch(&self, name: &str) -> BranchId {
        let id = Uuid::now_v7();
        let row = branch::ActiveModel { id: Set(id), name: Set(name.to_owned()), created_at: Set(self.clock.now()) };
        row.insert(self.database().writer()).await.unwrap();
        BranchId(id)
    }

    /// A new department.
    pub async fn department(&self, name: &str) -> Uuid {
        let id = Uuid::now_v7();
        let row =
            department::ActiveModel { id: Set(id), name: Set(name.to_owned()), created_at: Set(self.clock.now()) };
        row.insert(self.database().writer()).await.unwrap();
        id
    }

    /// The user with a session.
    pub async fn actor_of(&self, user: UserId) -> Actor {
        let (id, now) = (Uuid::now_v7(), self.clock.now());
        let row = session::ActiveModel {
            id: Set(id),
            token_hash: Set(id.as_bytes().to_vec()),
            user_id: Set(user.0),
            address: Set("127.0.0.1".to_owned()),
            agent: Set(String::new()),
            created_at: Set(now),
            last_seen_at: Set(now),
            confirmed_at: Set(Some(now)),
            seen_as: Set(None),
            device: Set(None),
        };
        row.insert(self.database().writer()).await.unwrap();
        Actor { session: Some(SessionId(id)), ..Actor::at(user, "127.0.0.1") }
    }

    /// Takes all roles from a user, and moves the epoch as every change of rights does.
    pub async fn take_roles_from(&self, user: UserId) {
        let writer = self.database().writer();
        user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(user.0)).exec(writer).await.unwrap();
        user::Entity::update_many()
            .col_expr(user::Column::PermEpoch, Expr::col(user::Column::PermEpoch).add(1))
            .filter(user::Column::Id.eq(user.0))
            .exec(writer)
            .await
            .unwrap();
    }

    /// Sets the status of an account.
    pub async fn set_status(&self, user: UserId, status: &str) {
        user::Entity::update_many()
            .col_expr(user::Column::Status, Expr::value(status))
            .filter(user::Column::Id.eq(user.0))
            .exec(self.database().writer())
            .await
            .unwrap();
    }

    /// Ends all sessions of a user.
    pub async fn end_sessions_of(&self, user: UserId) {
        session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user.0))
            .exec(self.database().writer())
            .await
            .unwrap();
    }
}
