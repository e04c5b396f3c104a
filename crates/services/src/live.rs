//! What open tabs are told of: in this process at once, and in other instances by way of PostgreSQL. A hint only: whoever
//! hears it reads the truth from the database.

use std::time::Duration;

use domain::{UserId, permission::Resource};
use tokio::sync::broadcast;

use crate::{Services, database::Database, failure::Outcome};

/// Hints that wait for a slow listener; one that misses some looks anew, as after a lost connection.
const WAITING: usize = 1024;
/// The channel of PostgreSQL.
const CHANNEL: &str = "sokhach_rights";

/// What may have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The rights or sessions of this person are others now.
    Rights(UserId),
    /// Records of a resource have changed which everybody sees who may view it.
    Changed(Resource),
    /// Something may have been missed.
    Gap,
}

impl Hint {
    /// What another instance is told.
    fn word(self) -> String {
        match self {
            Self::Rights(user) => user.to_string(),
            Self::Changed(resource) => resource.key().to_owned(),
            Self::Gap => String::new(),
        }
    }

    /// What another instance has told.
    fn of(word: &str) -> Self {
        let rights = word.parse().ok().map(Self::Rights);
        rights.or_else(|| Resource::from_key(word).map(Self::Changed)).unwrap_or(Self::Gap)
    }
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
        // Nobody may be listening.
        let _ = self.inner.live.0.send(hint);
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
                Ok(Some(told)) => self.tell(Hint::of(told.payload())),
                // The connection was lost: the next call makes a new one.
                Ok(None) => self.tell(Hint::Gap),
                Err(error) => return Err(crate::Failure::fault(error)),
            }
        }
    }
}

/// Tells other instances with the commit of a transaction.
pub(crate) async fn notify(database: &Database, tx: &sea_orm::DatabaseTransaction, hint: Hint) -> Outcome<()> {
    Ok(database.notify(tx, CHANNEL, &hint.word()).await?)
}
