//! Those who ask.

use domain::{
    BranchId, UserId,
    permission::{Action, CELLS, Cell, Decision, Principal, Resource, decide},
};
use entities::{role, user_role};
use i18n::{Locale, roles};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use test_support::{NewUser, Scope, TestServices};
use uuid::Uuid;

use crate::house::House;

/// Somebody in front of the server.
pub struct Asker {
    pub name: String,
    pub cookies: String,
    /// Nobody of whom the server knows has none.
    pub user: Option<UserId>,
    /// `None` lets nobody in.
    pub principal: Option<Principal>,
}

impl Asker {
    /// Somebody who is let in.
    pub async fn known(house: &House<'_>, name: &str, user: UserId) -> Self {
        let actor = house.services.actor_of(user).await;
        let viewer = house.services.accounts().viewer(&actor).await.unwrap();
        let cookies = house.cookies_for(user).await;
        Self { name: name.to_owned(), cookies, user: Some(user), principal: Some(viewer.principal) }
    }

    pub fn holds(&self, cell: Cell) -> bool {
        self.principal.as_ref().is_some_and(|who| matches!(decide(who, cell, None), Decision::Allowed(_)))
    }

    /// Rights and account of somebody who is let in.
    pub fn inside(&self) -> (&Principal, UserId) {
        (self.principal.as_ref().unwrap(), self.user.unwrap())
    }
}

/// Everybody of the matrix, who all work in one branch and one department.
pub async fn everybody(house: &House<'_>, administrator: UserId, here: BranchId, department: Uuid) -> Vec<Asker> {
    let services = house.services;
    let new = |name: &str| services.user(name).in_branch(here).in_department(department);
    let mut askers = vec![
        Asker { name: "anonymous".to_owned(), cookies: String::new(), user: None, principal: None },
        blocked(house, new("blocked").with_full_permission()).await,
    ];
    let mut people = vec![("no customers".to_owned(), with(new("no customers"), Scope::All, is_sensitive))];
    for action in Action::ALL {
        let name = format!("{} alone", action.key());
        let acts = |cell: &Cell| cell.0 == *action;
        people.push((name.clone(), with(new(&name), Scope::All, acts)));
    }
    for scope in Scope::ALL {
        let name = format!("everything, {}", scope.key());
        people.push((name.clone(), with(new(&name), *scope, |_| true)));
    }
    let trail = |cell: &Cell| cell.1 == Resource::Audit;
    people.push(("audit alone".to_owned(), with(new("audit alone"), Scope::All, trail)));
    let own = |cell: &Cell| cell.0 == Action::View && matches!(cell.1, Resource::Individuals | Resource::Users);
    let audit_of_own = with(with(new("audit of own"), Scope::All, trail), Scope::Own, own);
    // Sees all services, some bookings, receipts and spaces, and no amounts.
    let audit_of_own = audit_of_own.may(Scope::Own, Resource::Bookings, &[Action::View]);
    let audit_of_own = audit_of_own.may(Scope::Own, Resource::Receipts, &[Action::View]);
    let audit_of_own = audit_of_own.may(Scope::All, Resource::Services, &[Action::View]);
    let audit_of_own = audit_of_own.may(Scope::Branch, Resource::Spaces, &[Action::View]);
    people.push(("audit of own".to_owned(), audit_of_own));
    let papers = [Resource::Services, Resource::Invoices, Resource::Attachments];
    let own_papers = with(new("audit of own papers"), Scope::All, trail);
    let own_papers = papers.iter().fold(own_papers, |person, paper| person.may(Scope::Own, *paper, &[Action::View]));
    people.push(("audit of own papers".to_owned(), own_papers));
    let of_branch = new("branch role").with_full_permission().role_of_branch(here);
    people.push(("branch role".to_owned(), of_branch));
    let placed = [
        Resource::Individuals,
        Resource::Organizations,
        Resource::Leads,
        Resource::Users,
        Resource::Bookings,
        Resource::Receipts,
        Resource::Attachments,
        Resource::Spaces,
    ];
    let sees_all = with(new("sees all, acts on own"), Scope::Own, |cell| placed.contains(&cell.1));
    let sees_all = placed.iter().fold(sees_all, |person, resource| person.may(Scope::All, *resource, &[Action::View]));
    people.push(("sees all, acts on own".to_owned(), sees_all));
    // See all money and some bookings, or the other way round; see all and take some; see what is expected and not what is paid.
    let view = &[Action::View];
    let acts = &[Action::Create, Action::Delete];
    let till = new("at the till").may(Scope::All, Resource::Receipts, view).may(Scope::All, Resource::Receipts, acts);
    let till = till.may(Scope::Own, Resource::Bookings, view).may(Scope::Own, Resource::Services, view);
    let till = till.may(Scope::Own, Resource::Invoices, view).may(Scope::All, Resource::Amounts, view);
    people.push(("at the till".to_owned(), till));
    let door = new("at the door").may(Scope::All, Resource::Bookings, &[Action::View, Action::Create]);
    let door = door.may(Scope::Own, Resource::Receipts, view).may(Scope::All, Resource::Amounts, view);
    people.push(("at the door".to_owned(), door));
    let own_till = new("own till").may(Scope::All, Resource::Receipts, view).may(Scope::Own, Resource::Receipts, acts);
    let own_till = own_till.may(Scope::Own, Resource::Services, view).may(Scope::All, Resource::Amounts, view);
    people.push(("own till".to_owned(), own_till));
    let desk = new("at the desk").may(Scope::All, Resource::Organizations, view);
    let desk = desk.may(Scope::All, Resource::Bookings, view).may(Scope::All, Resource::Amounts, view);
    people.push(("at the desk".to_owned(), desk));
    let laundry = new("in the laundry").may(Scope::All, Resource::Services, &[Action::Create, Action::Edit]);
    let laundry = laundry.may(Scope::Own, Resource::Bookings, view);
    people.push(("in the laundry".to_owned(), laundry));
    let orders = new("orders").may(Scope::All, Resource::Organizations, view);
    let orders = orders.may(Scope::All, Resource::Bookings, view).may(Scope::All, Resource::Services, view);
    let orders = orders.may(Scope::Own, Resource::Services, &[Action::Create, Action::Edit]);
    people.push(("orders".to_owned(), orders.may(Scope::All, Resource::Amounts, view)));
    // Sees and takes all money, and knows how much it is where a role of the branch says so.
    let amounts_here = new("amounts of the branch").may(Scope::All, Resource::Receipts, acts);
    let amounts_here = amounts_here.may(Scope::All, Resource::Bookings, view).may(Scope::All, Resource::Services, view);
    let bills = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let amounts_here = amounts_here.may(Scope::Own, Resource::Invoices, bills);
    let amounts_here = amounts_here.may_in(here, Resource::Amounts, view);
    people.push(("amounts of the branch".to_owned(), amounts_here));
    // Write all invoices and see no amounts, or of the branch alone; see all and write some.
    let papers = new("papers").may(Scope::All, Resource::Invoices, bills);
    let papers = papers.may(Scope::Own, Resource::Bookings, view).may(Scope::Own, Resource::Services, view);
    people.push(("papers".to_owned(), papers));
    let papers = new("papers and amounts").may(Scope::All, Resource::Invoices, bills);
    let papers = papers.may(Scope::Own, Resource::Bookings, view).may(Scope::Own, Resource::Services, view);
    people.push(("papers and amounts".to_owned(), papers.may(Scope::All, Resource::Amounts, view)));
    let papers = new("papers and amounts alone").may(Scope::All, Resource::Invoices, bills);
    people.push(("papers and amounts alone".to_owned(), papers.may(Scope::All, Resource::Amounts, view)));
    let papers = new("papers, amounts of the branch").may(Scope::All, Resource::Invoices, bills);
    let papers = made_of(&[Resource::Bookings, Resource::Services, Resource::Receipts], papers);
    people.push(("papers, amounts of the branch".to_owned(), papers.may_in(here, Resource::Amounts, view)));
    let own_papers = new("own papers").may(Scope::All, Resource::Invoices, view);
    let own_papers = own_papers.may(Scope::Own, Resource::Invoices, bills).may(Scope::All, Resource::Amounts, view);
    people.push(("own papers".to_owned(), own_papers));
    // See of what is owed all that it is made of but one.
    let all = [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Receipts];
    for missing in all {
        let name = format!("all but {}", missing.key());
        let others: Vec<_> = all.into_iter().filter(|resource| *resource != missing).collect();
        let person = made_of(&others, new(&name)).may(Scope::All, Resource::Amounts, view);
        let person = person.may(Scope::All, Resource::Organizations, &[Action::View, Action::Delete]);
        people.push((name, person));
    }
    // Works with organizations, and files are of individuals alone.
    let organizations = |name: &str| {
        let of_files = |action| matches!(action, Action::Export | Action::Import);
        with(new(name), Scope::All, |cell| cell.1 == Resource::Organizations && !of_files(cell.0))
    };
    people.push(("organizations alone".to_owned(), organizations("organizations alone")));
    let own_persons =
        organizations("organizations, own persons").may(Scope::Own, Resource::Individuals, &[Action::View]);
    people.push(("organizations, own persons".to_owned(), own_persons));
    // Of what somebody sees and may delete not everything may be edited, and not all of it may become a customer.
    let edits_own = new("deletes all, edits own").may(Scope::All, Resource::Leads, &[Action::View, Action::Edit]);
    let edits_own = edits_own.may(Scope::All, Resource::Individuals, &[Action::View, Action::Delete]);
    let edits_own = edits_own.may(Scope::Own, Resource::Individuals, &[Action::Create, Action::Edit]);
    people.push(("deletes all, edits own".to_owned(), edits_own));
    // Two in reach, each for a reason of its own, may become one that is out of it.
    let acts = &[Action::Edit, Action::Delete];
    let either = new("own or of the branch").may(Scope::Own, Resource::Individuals, acts);
    people.push(("own or of the branch".to_owned(), either.may(Scope::Branch, Resource::Individuals, acts)));
    let alone: [(&str, &[Resource]); 3] = [
        ("roles alone", &[Resource::Roles]),
        ("places alone", &[Resource::Branches, Resource::Departments]),
        ("users alone", &[Resource::Users]),
    ];
    for (name, resources) in alone {
        people.push((name.to_owned(), with(new(name), Scope::All, |cell| resources.contains(&cell.1))));
    }
    let mut users = Vec::new();
    for (name, person) in people {
        users.push((name, person.create().await));
    }
    for role in [roles::manager, roles::receptionist, roles::accountant, roles::sales, roles::guard] {
        let name = role(Locale::Vi);
        let user = new(name).create().await;
        give(services, user, &[role_named(services, name).await]).await;
        users.push((name.to_owned(), user));
    }
    users.push(("administrator".to_owned(), administrator));
    // What a department reaches is known when everybody is in it.
    for (name, user) in users {
        askers.push(Asker::known(house, &name, user).await);
    }
    askers
}

/// Somebody who may view all of these.
fn made_of<'s>(resources: &[Resource], person: NewUser<'s>) -> NewUser<'s> {
    resources.iter().fold(person, |person, resource| person.may(Scope::All, *resource, &[Action::View]))
}

fn is_sensitive(cell: &Cell) -> bool {
    matches!(cell.1, Resource::PersonalIds | Resource::Income | Resource::Amounts)
}

/// Some of all cells.
fn with<'s>(person: NewUser<'s>, scope: Scope, wanted: impl Fn(&Cell) -> bool) -> NewUser<'s> {
    let cells = CELLS.iter().filter(|cell| wanted(cell));
    cells.fold(person, |person, (action, resource)| person.may(scope, *resource, &[*action]))
}

async fn blocked(house: &House<'_>, person: NewUser<'_>) -> Asker {
    let user = person.create().await;
    let cookies = house.cookies_for(user).await;
    house.services.set_status(user, "blocked").await;
    Asker { name: "blocked".to_owned(), cookies, user: Some(user), principal: None }
}

async fn role_named(services: &TestServices, name: &str) -> Uuid {
    let found = role::Entity::find().filter(role::Column::Name.eq(name)).one(services.database().writer());
    found.await.unwrap().unwrap().id
}

/// Gives somebody roles.
pub async fn give(services: &TestServices, user: UserId, roles: &[Uuid]) {
    for role in roles {
        let has = user_role::ActiveModel { user_id: Set(user.0), role_id: Set(*role) };
        has.insert(services.database().writer()).await.unwrap();
    }
}

/// A role of somebody.
pub async fn role_of(services: &TestServices, user: UserId) -> Uuid {
    let found = user_role::Entity::find().filter(user_role::Column::UserId.eq(user.0));
    found.one(services.database().writer()).await.unwrap().unwrap().role_id
}
