//! What is asked about: in each place a record of each kind.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    BranchId, CatalogValueId, SpaceId, UserId,
    catalog::ValueText,
    customer::{Directory, Field},
    money::Vnd,
    permission::{Action, Cell, Decision, Placement, Principal, Resource, decide},
    value::Catalog,
};
use entities::{attachment, catalog_value, customer, import, saved_view, saved_view_default, user, user_role};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use services::authz::Actor;
use test_support::TestServices;
use uuid::Uuid;

use super::{
    actors::{Asker, everybody, role_of},
    cast::Cast,
    office::Office,
};
use crate::{
    house::{ADMINISTRATOR, House},
    requests::{Kept, Target},
};

/// What the trail tells of records without reach, and by which event.
pub const TOLD: [(Resource, &str); 4] = [
    (Resource::Roles, "handed_over"),
    (Resource::Branches, "unblocked"),
    (Resource::Departments, "restored"),
    (Resource::Catalogs, "trashed"),
];

/// The event of the entry whose values name a customer.
pub const NAMING: &str = "converted";

/// The event of the entry that tells of the file of the stranger's customer.
pub const FILED: &str = "imported";

/// A branch and a department where nobody is.
pub const NOBODYS_BRANCH: &str = "Quận Vắng";
pub const NOBODYS_DEPARTMENT: &str = "Phòng Vắng";

/// Who alone has a role that everybody who may edit roles may share views with.
pub const SHARED_ROLE: &str = "Có Vai Trò";
/// Who is kept out by now, and has charge of customers elsewhere.
pub const FORMER: &str = "Nghỉ Việc";
/// The tag of a customer of the stranger, and of nobody else.
pub const TAG: &str = "Thẻ Xa";

/// A value of a catalog that may not be chosen any more.
pub const WITHDRAWN: &str = "Tờ báo cũ";

/// What each guest is asked for beside the stay; as much again stands on a draft.
pub const FEE: Vnd = Vnd(330_000);
/// Where each guest of a booking sits.
pub const ADDRESS: &str = "12 Phố Giấy";

/// The id number of every second individual, who has the lower income.
pub const ID_NUMBER: &str = "079190057032";
/// That of the others: it ends alike.
const OTHER_NUMBER: &str = "079190157032";

/// A record that can be asked about.
pub struct Record {
    pub kept: Kept,
    pub target: Target,
    pub at: Placement,
}

/// The cell and the place decide; roles, branches, departments and catalogs are for everybody who holds the cell, imports,
/// exports and acts on many for the one who made them.
pub fn reaches(who: &Principal, cell: Cell, record: &Record) -> bool {
    match record.kept {
        Kept::Role | Kept::Branch | Kept::Department | Kept::Value | Kept::Removed => true,
        Kept::Import | Kept::Export | Kept::View(_) => record.at.owner == Some(who.user),
        // An act on a list that somebody does not see any more is not told.
        Kept::Bulk => record.at.owner == Some(who.user) && who.may(Action::View, Resource::Individuals),
        Kept::Booking | Kept::Service | Kept::Invoice | Kept::Draft | Kept::Receipt | Kept::Attachment => {
            record.target.directory.shows(who, cell.1, &record.at)
                && (cell.0 == Action::View || who.may_at(cell.0, cell.1, &record.at))
        }
        Kept::Customer(_) | Kept::Trashed(_) | Kept::User | Kept::Space => {
            matches!(decide(who, cell, Some(&record.at)), Decision::Allowed(_))
        }
    }
}

/// A business with two branches and somebody of every kind.
pub struct World<'s> {
    pub house: House<'s>,
    pub administrator: Actor,
    pub here: BranchId,
    pub there: BranchId,
    pub department: Uuid,
    /// Works in the branch, in no department.
    pub neighbour: UserId,
    /// Works in the other branch.
    pub stranger: UserId,
    /// Worked there, and is kept out by now.
    pub former: UserId,
    pub askers: Vec<Asker>,
    pub records: Vec<Record>,
    pub office: Office,
    pub cast: Cast,
    /// The source of that customer, and of nobody else.
    pub source: Uuid,
    /// What each guest has ordered …
    pub service: CatalogValueId,
    /// … and what the stranger's guest alone has had.
    pub far_service: CatalogValueId,
    /// The name of that customer, of whom an entry of the trail tells that is about nobody.
    pub named: String,
    /// By the ids of bookings: who comes, and to which room.
    pub stays: BTreeMap<String, (String, SpaceId)>,
    /// By the ids of attachments: whose they are.
    pub files: BTreeMap<String, String>,
    names: u32,
}

impl<'s> World<'s> {
    pub async fn new(house: House<'s>) -> Self {
        let services = house.services;
        let administrator = user::Entity::find().filter(user::Column::Email.eq(ADMINISTRATOR));
        let administrator = administrator.one(services.database().writer()).await.unwrap().unwrap();
        let (here, there) = (services.branch("Quận Một").await, services.branch("Quận Bảy").await);
        let department = services.department("Kinh doanh").await;
        services.branch(NOBODYS_BRANCH).await;
        services.department(NOBODYS_DEPARTMENT).await;
        let colleague = services.user("Kh003zq").in_branch(there).in_department(department).create().await;
        let askers = everybody(&house, administrator.id.into(), here, department).await;
        let mut world = World {
            administrator: services.actor_of(administrator.id.into()).await,
            neighbour: services.user("Kh001zq").in_branch(here).create().await,
            stranger: services.user("Kh002zq").in_branch(there).create().await,
            former: services.user(FORMER).in_branch(there).create().await,
            office: Office::new(&house, administrator.id.into()).await,
            cast: Cast::new(&house, here, there).await,
            source: Uuid::nil(),
            service: CatalogValueId(Uuid::nil()),
            far_service: CatalogValueId(Uuid::nil()),
            named: String::new(),
            stays: BTreeMap::new(),
            files: BTreeMap::new(),
            names: 3,
            records: Vec::new(),
            house,
            here,
            there,
            department,
            askers,
        };
        world.furnish(colleague).await;
        world
    }

    pub fn services(&self) -> &'s TestServices {
        self.house.services
    }

    async fn furnish(&mut self, colleague: UserId) {
        let people = [(self.neighbour, self.here, 1), (self.stranger, self.there, 2), (colleague, self.there, 3)];
        for (user, branch, number) in people {
            self.person(user, branch, &format!("Kh{number:03}zq"));
        }
        let askers: Vec<(UserId, String)> = self
            .askers
            .iter()
            .filter(|asker| asker.principal.is_some())
            .map(|asker| (asker.user.unwrap(), asker.name.clone()))
            .collect();
        for (user, name) in &askers {
            self.person(*user, self.here, name);
        }
        let owners = askers.iter().map(|(user, _)| (Some(*user), Some(self.there)));
        let others = [
            (Some(colleague), Some(self.there)),
            (Some(self.neighbour), Some(self.there)),
            (Some(self.stranger), Some(self.here)),
            (Some(self.stranger), Some(self.there)),
            (None, None),
        ];
        self.services().set_status(self.former, "blocked").await;
        let others = others.into_iter().chain([(Some(self.former), Some(self.there))]);
        for (owner, branch) in owners.chain(others).collect::<Vec<_>>() {
            for directory in Directory::ALL {
                self.customer(Kept::Customer(*directory), *directory, owner, branch).await;
                self.customer(Kept::Trashed(*directory), *directory, owner, branch).await;
            }
        }
        self.rent().await;
        self.file().await;
        self.source = self.value("Người quen").await;
        self.named = self.away(Directory::Individuals).target.name.clone();
        for directory in Directory::ALL {
            let away = self.away(*directory).target.id.parse::<Uuid>().unwrap();
            customer::Entity::update_many()
                .col_expr(customer::Column::SourceId, Expr::value(self.source))
                .filter(customer::Column::Id.eq(away))
                .exec(self.services().database().writer())
                .await
                .unwrap();
        }
        let away = self.away(Directory::Individuals).target.id.parse::<Uuid>().unwrap();
        self.tag(away).await;
        let gone = self.gone().target.id.parse::<Uuid>().unwrap();
        self.link(&[away, gone]).await;
        // It gives nothing, so that whoever may change roles may change it.
        let role = role_of(self.services(), self.services().user(SHARED_ROLE).create().await).await;
        self.keep(Kept::Role, role, "", "Vai Trò Nào");
        self.keep(Kept::Branch, self.here.0, "", "Quận Một");
        self.keep(Kept::Department, self.department, "", "Kinh doanh");
        for (kept, label) in [(Kept::Value, "Tờ rơi"), (Kept::Removed, "Báo giấy")] {
            let value = self.value(label).await;
            self.keep(kept, value, "", label);
            self.put_back(self.records.last().unwrap()).await;
        }
        let withdrawn = CatalogValueId(self.value(WITHDRAWN).await);
        self.services().catalogs().set_active(&self.administrator, withdrawn, false).await.unwrap();
        self.tell(self.stranger, Resource::Audit, "exported", None).await;
        self.name_in_trail(away).await;
        self.tell(self.administrator.user, Resource::Users, "invited", Some(self.stranger.0)).await;
        for (resource, event) in TOLD {
            self.tell(self.administrator.user, resource, event, None).await;
        }
        for (user, _) in askers {
            let import = self.office.import(user, &["name"], "ready").await;
            self.own(Kept::Import, import, user);
            let export = self.office.export(user, &[]).await;
            self.own(Kept::Export, export, user);
            for directory in Directory::ALL {
                let view = Uuid::now_v7();
                self.own(Kept::View(*directory), view, user);
                self.records.last_mut().unwrap().target.directory = *directory;
                self.put_back(self.records.last().unwrap()).await;
            }
            let bulk = self.office.bulk(user, Directory::Individuals).await;
            self.own(Kept::Bulk, bulk, user);
        }
        self.share().await;
    }

    /// A view of somebody else for each role that somebody has.
    async fn share(&self) {
        let writer = self.services().database().writer();
        let has = user_role::Entity::find().all(writer).await.unwrap();
        let roles: BTreeSet<Uuid> = has.into_iter().map(|has| has.role_id).collect();
        for role in roles {
            let view = self.view(Uuid::now_v7(), self.stranger, Directory::Individuals, Some(role));
            saved_view::Entity::insert(view).exec_without_returning(writer).await.unwrap();
        }
    }

    /// A view that keeps nothing.
    fn view(&self, id: Uuid, owner: UserId, directory: Directory, role: Option<Uuid>) -> saved_view::ActiveModel {
        let now = self.services().clock.now();
        saved_view::ActiveModel {
            id: Set(id),
            owner_id: Set(owner.0),
            directory: Set(directory.key().to_owned()),
            name: Set(id.to_string()),
            fold: Set(id.to_string()),
            role_id: Set(role),
            list_json: Set("[]".to_owned()),
            created_at: Set(now),
            updated_at: Set(now),
        }
    }

    /// Of a list the customer of the stranger at the stranger's place.
    pub fn away(&self, directory: Directory) -> &Record {
        let at = Placement { owner: Some(self.stranger), branches: vec![self.there] };
        let mut records = self.records.iter();
        records.find(|record| record.kept == Kept::Customer(directory) && record.at == at).unwrap()
    }

    /// The individual of the stranger who lies in the trash, and is still a member of every team.
    pub fn gone(&self) -> &Record {
        let at = &self.away(Directory::Individuals).at;
        let mut records = self.records.iter();
        records.find(|record| record.kept == Kept::Trashed(Directory::Individuals) && record.at == *at).unwrap()
    }

    /// A value of a catalog that no record has.
    async fn value(&self, label: &str) -> Uuid {
        let text = ValueText { label: label.to_owned(), span: Default::default() };
        let value = self.services().catalogs().create(&self.administrator, Catalog::Source, &text, None).await;
        value.unwrap().id.0
    }

    /// How many living individuals have been made.
    fn individuals(&self) -> usize {
        self.records.iter().filter(|record| record.kept == Kept::Customer(Directory::Individuals)).count()
    }

    pub fn keep(&mut self, kept: Kept, id: Uuid, code: &str, name: &str) {
        let target = Target {
            directory: Directory::default(),
            id: id.to_string(),
            code: code.to_owned(),
            name: name.to_owned(),
        };
        self.records.push(Record { kept, target, at: Placement::default() });
    }

    fn own(&mut self, kept: Kept, id: Uuid, user: UserId) {
        self.keep(kept, id, "", &id.to_string());
        self.records.last_mut().unwrap().at.owner = Some(user);
    }

    fn person(&mut self, user: UserId, branch: BranchId, name: &str) {
        self.own(Kept::User, user.0, user);
        let record = self.records.last_mut().unwrap();
        record.at.branches = vec![branch];
        name.clone_into(&mut record.target.name);
    }

    pub async fn customer(
        &mut self,
        kept: Kept,
        directory: Directory,
        owner: Option<UserId>,
        branch: Option<BranchId>,
    ) {
        self.names += 1;
        let name = format!("Kh{:03}zq", self.names);
        let made = match directory {
            Directory::Individuals => {
                let (number, income) =
                    if self.individuals().is_multiple_of(2) { (ID_NUMBER, "5_10") } else { (OTHER_NUMBER, "10_20") };
                let texts = [(Field::Name, name.as_str()), (Field::IdNumber, number), (Field::MonthlyIncome, income)];
                self.services().individual(&self.administrator, texts).await
            }
            _ => self.services().some_customer(&self.administrator, directory, &name).await,
        };
        customer::Entity::update_many()
            .col_expr(customer::Column::OwnerId, Expr::value(owner.map(|owner| owner.0)))
            .col_expr(customer::Column::BranchId, Expr::value(branch.map(|branch| branch.0)))
            .filter(customer::Column::Id.eq(made.id.0))
            .exec(self.services().database().writer())
            .await
            .unwrap();
        self.keep(kept, made.id.0, &made.code, &name);
        self.records.last_mut().unwrap().target.directory = directory;
        self.records.last_mut().unwrap().at = Placement { owner, branches: branch.into_iter().collect() };
        self.put_back(self.records.last().unwrap()).await;
    }

    /// Whether somebody may put the one who works elsewhere in charge of a customer: only whom their reach on customers
    /// could find there.
    pub fn may_choose_elsewhere(&self, who: &Principal, directory: Directory) -> bool {
        let Decision::Allowed(reach) = decide(who, directory.cell(Action::View), None) else { return false };
        let (_, elsewhere) = self.cast.elsewhere.inside();
        let mut named = reach.owners.iter().chain(reach.owners_in.values().flatten());
        reach.all || reach.branches.contains(&self.there) || named.any(|owner| *owner == elsewhere)
    }

    /// How many living customers somebody sees, of those that are wanted.
    pub async fn customers_seen(&self, who: &Principal, wanted: impl Fn(&customer::Model) -> bool) -> usize {
        let all = customer::Entity::find().filter(customer::Column::TrashedAt.is_null());
        let all = all.all(self.services().database().writer()).await.unwrap();
        let is_seen = |row: &&customer::Model| {
            let booked = row.booked_branches.split(' ').filter_map(|id| id.parse().ok());
            let branches = row.branch_id.map(Into::into).into_iter().chain(booked).collect();
            let at = Placement { owner: row.owner_id.map(Into::into), branches };
            let directory = Directory::from_key(&row.directory).unwrap();
            wanted(row) && who.may_at(Action::View, directory.resource(), &at)
        };
        all.iter().filter(is_seen).count()
    }

    /// A customer as it stands in the database.
    pub async fn row_of(&self, customer: &Record) -> customer::Model {
        let id: Uuid = customer.target.id.parse().unwrap();
        let row = customer::Entity::find().filter(customer::Column::Id.eq(id));
        row.one(self.services().database().writer()).await.unwrap().unwrap()
    }

    /// Makes good what an allowed act has done to a record.
    pub async fn put_back(&self, record: &Record) {
        let (writer, now) = (self.services().database().writer(), self.services().clock.now());
        let id: Uuid = record.target.id.parse().unwrap();
        match record.kept {
            Kept::Customer(_) | Kept::Trashed(_) => {
                let trashed = (matches!(record.kept, Kept::Trashed(_))).then_some(now);
                let put = customer::Entity::update_many()
                    .col_expr(customer::Column::TrashedAt, Expr::value(trashed))
                    .col_expr(customer::Column::Directory, Expr::value(record.target.directory.key()))
                    .col_expr(customer::Column::Code, Expr::value(record.target.code.as_str()));
                put.filter(customer::Column::Id.eq(id)).exec(writer).await.unwrap();
                if matches!(record.kept, Kept::Customer(_)) {
                    self.give_picture(id).await;
                }
            }
            Kept::Attachment => {
                let put = attachment::Entity::update_many()
                    .col_expr(attachment::Column::DeletedAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>));
                put.filter(attachment::Column::Id.eq(id)).exec(writer).await.unwrap();
            }
            Kept::User => self.services().set_status(id.into(), "active").await,
            Kept::Import => {
                let put = import::Entity::update_many().col_expr(import::Column::Status, Expr::value("ready"));
                put.filter(import::Column::Id.eq(id)).exec(writer).await.unwrap();
            }
            Kept::Value | Kept::Removed => {
                let removed = (record.kept == Kept::Removed).then_some(now);
                let put = catalog_value::Entity::update_many()
                    .col_expr(catalog_value::Column::RemovedAt, Expr::value(removed));
                put.filter(catalog_value::Column::Id.eq(id)).exec(writer).await.unwrap();
            }
            Kept::View(directory) => {
                let default = saved_view_default::Entity::delete_many();
                default.filter(saved_view_default::Column::ViewId.eq(id)).exec(writer).await.unwrap();
                let view = self.view(id, record.at.owner.unwrap(), directory, None);
                let there = OnConflict::column(saved_view::Column::Id).do_nothing().to_owned();
                saved_view::Entity::insert(view).on_conflict(there).exec_without_returning(writer).await.unwrap();
            }
            // What is asked of the others is refused in the end.
            Kept::Role
            | Kept::Branch
            | Kept::Department
            | Kept::Export
            | Kept::Bulk
            | Kept::Space
            | Kept::Booking
            | Kept::Service
            | Kept::Invoice
            | Kept::Draft
            | Kept::Receipt => {}
        }
    }
}
