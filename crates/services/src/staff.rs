//! People and branches by name and by id: files name them, records keep their ids.

use std::collections::HashMap;

use domain::{customer::Field, fold::fold};
use entities::{branch, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::failure::Outcome;

/// All members of staff and all branches; there are hundreds, not thousands.
#[derive(Default)]
pub(crate) struct Staff {
    people: HashMap<String, Vec<Uuid>>,
    branches: HashMap<String, Vec<Uuid>>,
    names: HashMap<Uuid, String>,
}

impl Staff {
    /// Reads them, without those whose accounts are deleted.
    pub async fn read(tx: &impl ConnectionTrait) -> Outcome<Self> {
        let users: Vec<(Uuid, String, String)> = user::Entity::find()
            .select_only()
            .columns([user::Column::Id, user::Column::FullName, user::Column::Email])
            .filter(user::Column::Status.ne("deleted"))
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
        for (id, name, email) in users {
            staff.people.entry(fold(&name)).or_default().push(id);
            staff.people.entry(fold(&email)).or_default().push(id);
            staff.names.insert(id, name);
        }
        for (id, name) in branches {
            staff.branches.entry(fold(&name)).or_default().push(id);
            staff.names.insert(id, name);
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
