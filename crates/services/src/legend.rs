//! What stands in rows as an id and is shown as words: values of catalogs, members of staff, branches.
//!
//! Lists show them in each row, and they hardly ever change. A copy is good for the mark that the unit has read: the database
//! gives itself a new one with each change of such a word, in the transaction of the change (`m0022_legend`), so that a copy is
//! never older than the words.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use entities::{branch, user};
use i18n::Locale;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::{authz::Unit, catalogs::Labels, failure::Outcome, words::called};

/// All words; there are hundreds, not thousands.
pub(crate) struct Legend {
    /// The values of the catalogs.
    pub labels: Labels,
    people: HashMap<Uuid, (String, i64)>,
    branches: HashMap<Uuid, String>,
}

impl Legend {
    /// Reads all words.
    pub(crate) async fn read(tx: &impl ConnectionTrait) -> Outcome<Self> {
        let people: Vec<(Uuid, String, i64)> = user::Entity::find()
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
        Ok(Self {
            labels: Labels::read(tx).await?,
            people: people.into_iter().map(|(id, name, number)| (id, (name, number))).collect(),
            branches: branches.into_iter().collect(),
        })
    }

    /// All branches by name, in no particular order.
    pub fn branches(&self) -> Vec<(Uuid, String)> {
        self.branches.iter().map(|(id, name)| (*id, name.clone())).collect()
    }

    /// How a member of staff is called in a language.
    pub fn person(&self, id: Uuid, locale: Locale) -> Option<String> {
        self.people.get(&id).map(|(name, number)| called(locale, name.clone(), *number))
    }

    /// Whether somebody has no name any more: what such a person is called depends on the language.
    pub fn is_nameless(&self, id: Uuid) -> bool {
        self.people.get(&id).is_some_and(|(name, _)| name.is_empty())
    }

    /// The name of a branch.
    pub fn branch(&self, id: Uuid) -> Option<&String> {
        self.branches.get(&id)
    }
}

/// The last copy, and the mark at which it was read.
#[derive(Default)]
pub(crate) struct Legends {
    known: Mutex<Option<(Vec<u8>, Arc<Legend>)>>,
}

impl Legends {
    fn at(&self, mark: &[u8]) -> Option<Arc<Legend>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(of, _)| of == mark).map(|(_, legend)| Arc::clone(legend))
    }

    fn keep(&self, mark: &[u8], legend: &Arc<Legend>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((mark.to_vec(), Arc::clone(legend)));
    }
}

impl Unit {
    /// The words that its rows are shown with. A unit that writes may have changed some, so it reads them anew, and nobody
    /// else is given what it has read.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn legend(&self) -> Outcome<Arc<Legend>> {
        let (legends, Some(mark)) = (self.services().legends(), self.legend_mark()) else {
            return Ok(Arc::new(Legend::read(self.tx()).await?));
        };
        if let Some(known) = legends.at(mark) {
            return Ok(known);
        }
        let legend = Arc::new(Legend::read(self.tx()).await?);
        legends.keep(mark, &legend);
        Ok(legend)
    }
}
