//! People and branches by name and by id: files name them, records keep their ids.

use std::collections::{HashMap, HashSet};

use domain::{
    customer::{Directory, Field},
    fold::fold,
    permission::{Reach, verb},
};
use entities::{branch, customer, user};
use i18n::Locale;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    authz::Unit,
    failure::Outcome,
    query::scope,
    standing::of_branches,
    words::{called, language_of},
};

/// Whom somebody may put in charge of a customer, with this reach on customers: those in whose charge the reach could
/// find one. With *all* that is every active member of staff; else the people of its branches, and those whose records
/// it covers by name: oneself, the colleagues of one's departments. Oneself always. Nobody else is named or accepted: who
/// stands elsewhere does not exist (3-permissions.md), unless one may see the accounts themselves.
pub(crate) fn choosable(unit: &Unit, reach: &Reach) -> Select<user::Entity> {
    let active = user::Entity::find().filter(user::Column::Status.eq("active"));
    if reach.all {
        return active;
    }
    let owners = reach.owners.iter().chain(reach.owners_in.values().flatten()).chain([&unit.actor().user]);
    let covered = Condition::any()
        .add(user::Column::Id.is_in(owners.map(|owner| owner.0)))
        .add(user::Column::Id.in_subquery(of_branches(reach.branches.iter().copied())));
    active.filter(covered)
}

/// How these people are called, in the language of the one who asks.
pub(crate) async fn names_of(unit: &Unit, people: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let found: Vec<(Uuid, String, i64)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::FullName, user::Column::StaffNumber])
        .filter(user::Column::Id.is_in(people))
        .into_tuple()
        .all(unit.tx())
        .await?;
    let locale = match found.iter().any(|(_, name, _)| name.is_empty()) {
        true => language_of(unit.tx(), unit.actor().user).await?,
        false => Locale::default(),
    };
    Ok(found.into_iter().map(|(id, name, number)| (id, called(locale, name, number))).collect())
}

/// All members of staff and all branches; there are hundreds, not thousands.
#[derive(Default)]
pub(crate) struct Staff {
    people: HashMap<String, Vec<Uuid>>,
    branches: HashMap<String, Vec<Uuid>>,
    names: HashMap<Uuid, String>,
}

impl Staff {
    /// Reads them, as they are called in a language.
    pub async fn read(tx: &impl ConnectionTrait, locale: Locale) -> Outcome<Self> {
        let users: Vec<(Uuid, String, i64)> = user::Entity::find()
            .select_only()
            .columns([user::Column::Id, user::Column::FullName, user::Column::StaffNumber])
            .into_tuple()
            .all(tx)
            .await?;
        let branches: Vec<(Uuid, String)> = branch::Entity::find()
            .select_only()
            .columns([branch::Column::Id, branch::Column::Name])
            .into_tuple()
            .all(tx)
            .await?;
        let mut staff = Self::default();
        staff.names.extend(users.into_iter().map(|(id, name, number)| (id, called(locale, name, number))));
        for (id, name) in branches {
            staff.branches.entry(fold(&name)).or_default().push(id);
            staff.names.insert(id, name);
        }
        Ok(staff)
    }

    /// The same for a file, which may name whom its user may choose, and those who are in charge of a record already that
    /// its user sees: what was exported can be imported again.
    pub async fn read_for_file(unit: &Unit) -> Outcome<Self> {
        let permit = unit.permit_in::<verb::View>(Directory::Individuals)?;
        let reach = permit.reach();
        let mut staff = Self::read(unit.tx(), language_of(unit.tx(), unit.actor().user).await?).await?;
        let mut people = choosable(unit, reach).all(unit.tx()).await?;
        let known: HashSet<Uuid> = people.iter().map(|user| user.id).collect();
        let in_charge = scope::living(&permit).select_only().column(customer::Column::OwnerId).distinct();
        let in_charge: Vec<Option<Uuid>> = in_charge.into_tuple().all(unit.tx()).await?;
        let others = in_charge.into_iter().flatten().filter(|owner| !known.contains(owner));
        people.extend(user::Entity::find().filter(user::Column::Id.is_in(others)).all(unit.tx()).await?);
        for user in people {
            staff.people.entry(fold(&user.full_name)).or_default().push(user.id);
            staff.people.entry(fold(&user.email)).or_default().push(user.id);
        }
        Ok(staff)
    }

    /// Who may be meant by a text in a field: people by name or e-mail, branches by name, without regard to case and marks.
    pub fn meant(&self, field: Field, text: &str) -> &[Uuid] {
        let known = match field {
            Field::Owner => &self.people,
            Field::Branch => &self.branches,
            _ => return &[],
        };
        known.get(&fold(text)).map_or(&[], Vec::as_slice)
    }

    /// The text as people read it: in the place of an id the name.
    pub fn shown(&self, field: Field, text: String) -> String {
        if !matches!(field, Field::Owner | Field::Branch) {
            return text;
        }
        text.parse().ok().and_then(|id: Uuid| self.names.get(&id).cloned()).unwrap_or(text)
    }
}
