//! What open tabs are told of: in this process at once, and in other instances by way of PostgreSQL. A hint only: whoever
//! hears it reads the truth from the database.

use std::time::Duration;

use domain::{
    BranchId, RoleId, UserId,
    customer::Directory,
    permission::{Placement, Resource},
};
use entities::user_role;
use sea_orm::{DatabaseTransaction, EntityTrait};
use tokio::sync::broadcast;

use crate::{Services, database::Database, failure::Outcome, presence::Sighting};

/// Hints that wait for a slow listener; one that misses some looks anew, as after a lost connection.
const WAITING: usize = 1024;
/// Stands between a resource and the list of the customers whose records of it have changed.
const OF: char = '/';
/// The channel of PostgreSQL.
const CHANNEL: &str = "sokhach_rights";

/// What may have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The rights or sessions of this person are others now.
    Rights(UserId),
    /// Records of a resource have changed which everybody sees who may view it.
    Changed(Resource),
    /// Customers of a list have changed that stand, or stood until now, at these places.
    Customers(Directory, Vec<Placement>),
    /// Views of a list that are shared with this role have changed.
    Views(Directory, RoleId),
    /// Somebody has come to a customer, or has left it.
    Seen(Sighting),
    /// Records that follow their customer have changed, of customers of a list who stand, or stood until now, at these
    /// places.
    Operations(Resource, Directory, Vec<Placement>),
    /// Something may have been missed.
    Gap,
}

/// Before the word for views: the name of no list.
const VIEWS: &str = "views";

impl Hint {
    /// What another instance is told.
    fn word(&self) -> String {
        match self {
            Self::Rights(user) => user.to_string(),
            Self::Changed(resource) => resource.key().to_owned(),
            Self::Customers(directory, places) => format!("{} {}", directory.key(), words_of_places(places)),
            Self::Operations(resource, directory, places) => {
                format!("{}{OF}{} {}", resource.key(), directory.key(), words_of_places(places))
            }
            Self::Views(directory, role) => format!("{VIEWS} {} {role}", directory.key()),
            Self::Seen(sighting) => sighting.word(),
            Self::Gap => String::new(),
        }
    }

    /// What another instance has told.
    fn of(word: &str) -> Self {
        if let Some((VIEWS, rest)) = word.split_once(' ') {
            let (list, role) = rest.split_once(' ').unwrap_or_default();
            let views = Directory::from_key(list).zip(role.parse().ok());
            return views.map_or(Self::Gap, |(directory, role)| Self::Views(directory, role));
        }
        if let Some(sighting) = Sighting::of(word) {
            return Self::Seen(sighting);
        }
        if let Some((list, places)) = word.split_once(' ') {
            let places = places.split(' ').map(place_of_word).collect();
            let told = match list.split_once(OF) {
                Some((resource, list)) => Resource::from_key(resource)
                    .zip(Directory::from_key(list))
                    .map(|(resource, directory)| Self::Operations(resource, directory, places)),
                None => Directory::from_key(list).map(|directory| Self::Customers(directory, places)),
            };
            return told.unwrap_or(Self::Gap);
        }
        let rights = word.parse().ok().map(Self::Rights);
        rights.or_else(|| Resource::from_key(word).map(Self::Changed)).unwrap_or(Self::Gap)
    }
}

fn words_of_places(places: &[Placement]) -> String {
    places.iter().map(word_of_place).collect::<Vec<_>>().join(" ")
}

/// `owner:branch,branch`
fn word_of_place(place: &Placement) -> String {
    let owner = place.owner.map(|owner| owner.to_string()).unwrap_or_default();
    let branches: Vec<String> = place.branches.iter().map(BranchId::to_string).collect();
    format!("{owner}:{}", branches.join(","))
}

fn place_of_word(word: &str) -> Placement {
    let (owner, branches) = word.split_once(':').unwrap_or_default();
    Placement { owner: owner.parse().ok(), branches: branches.split(',').filter_map(|id| id.parse().ok()).collect() }
}

/// The channel of this process.
pub(crate) struct Live(broadcast::Sender<Hint>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(WAITING).0)
    }
}

impl Services {
    /// Hears every hint from now on.
    pub fn listen(&self) -> broadcast::Receiver<Hint> {
        self.inner.live.0.subscribe()
    }

    /// Tells everybody who listens in this process.
    pub(crate) fn tell(&self, hint: Hint) {
        // That somebody is still where they were is no news.
        if let Hint::Seen(sighting) = &hint
            && !self.inner.presence.note(sighting, self.clock().now())
        {
            return;
        }
        // Nobody may be listening.
        let _ = self.inner.live.0.send(hint);
    }

    /// Whether somebody has a role: what is told to a role is told to its people.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn has_role(&self, person: UserId, role: RoleId) -> Outcome<bool> {
        let tx = self.database().begin_read().await?;
        let has = user_role::Entity::find_by_id((person.0, role.0)).one(&tx).await?.is_some();
        tx.commit().await?;
        Ok(has)
    }

    /// Hands on what other instances tell, for as long as the server runs; on SQLite there are none.
    pub async fn hear_others(&self) {
        loop {
            if let Err(error) = self.hear().await {
                tracing::warn!(cause = %error, "other instances cannot be heard");
            }
            self.tell(Hint::Gap);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn hear(&self) -> Outcome<()> {
        let Some(mut listener) = self.database().listener(CHANNEL).await? else {
            return std::future::pending().await;
        };
        self.tell(Hint::Gap);
        loop {
            match listener.try_recv().await {
                Ok(Some(told)) => match Hint::of(told.payload()) {
                    // Of tabs of this process it is known already, and by now they may be elsewhere.
                    Hint::Seen(sighting) if self.inner.presence.is_own(&sighting) => {}
                    hint => self.tell(hint),
                },
                // The connection was lost: the next call makes a new one.
                Ok(None) => self.tell(Hint::Gap),
                Err(error) => return Err(crate::Failure::fault(error)),
            }
        }
    }
}

impl Services {
    /// Makes durable what was written outside of a unit, and tells everybody of whom it is: their open tabs look anew.
    ///
    /// # Errors
    /// The database cannot be used.
    pub(crate) async fn commit_telling(
        &self,
        tx: DatabaseTransaction,
        people: impl IntoIterator<Item = UserId> + Send,
    ) -> Outcome<()> {
        let hints: Vec<Hint> = people.into_iter().map(Hint::Rights).collect();
        for hint in &hints {
            notify(self.database(), &tx, hint).await?;
        }
        tx.commit().await?;
        hints.into_iter().for_each(|hint| self.tell(hint));
        Ok(())
    }
}

/// Tells other instances at once.
pub(crate) async fn notify_now(database: &Database, hint: &Hint) -> Outcome<()> {
    Ok(database.notify_now(CHANNEL, &hint.word()).await?)
}

/// Tells other instances with the commit of a transaction.
pub(crate) async fn notify(database: &Database, tx: &DatabaseTransaction, hint: &Hint) -> Outcome<()> {
    Ok(database.notify(tx, CHANNEL, &hint.word()).await?)
}

#[cfg(test)]
mod tests {
    use domain::CustomerId;
    use uuid::Uuid;

    use super::*;
    use crate::presence::Doing;

    #[test]
    fn other_instances_understand_what_they_are_told() {
        let place = |owner: Option<u128>, branches: &[u128]| Placement {
            owner: owner.map(|id| UserId(Uuid::from_u128(id))),
            branches: branches.iter().map(|id| BranchId(Uuid::from_u128(*id))).collect(),
        };
        for hint in [
            Hint::Rights(UserId(Uuid::from_u128(7))),
            Hint::Changed(Resource::Catalogs),
            Hint::Customers(Directory::Teams, vec![place(None, &[])]),
            Hint::Customers(Directory::Leads, vec![place(Some(1), &[2, 3]), place(None, &[4]), place(Some(5), &[])]),
            Hint::Views(Directory::Teams, RoleId(Uuid::from_u128(9))),
            Hint::Seen(Sighting {
                instance: Uuid::from_u128(1),
                tab: Uuid::from_u128(2),
                user: UserId(Uuid::from_u128(3)),
                record: CustomerId(Uuid::from_u128(4)),
                doing: Some(Doing::Edits),
            }),
            Hint::Operations(
                Resource::Bookings,
                Directory::Individuals,
                vec![place(Some(1), &[2, 3]), place(None, &[])],
            ),
            Hint::Gap,
        ] {
            assert_eq!(Hint::of(&hint.word()), hint);
        }
        assert_eq!(Hint::of("nobody knows"), Hint::Gap);
        assert_eq!(Hint::of("views teams"), Hint::Gap);
    }
}
