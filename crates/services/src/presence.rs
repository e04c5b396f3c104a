//! Who is at which customer right now. A hint that each process keeps for itself: what its own tabs say, and what other
//! instances tell it by way of PostgreSQL. Nothing is decided by it, so it stands in no table; what is not said again ends.
//!
//! Whoever says that they are at a customer, and whoever hears of it, is asked for a permit each time: of a customer out of
//! reach nobody says or hears anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError, CustomerId, UserId,
    permission::verb,
    presence::{Colleague, Scene, Subject},
};
use entities::{customer, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Failure, Services,
    authz::{Actor, Unit},
    customers::detail::by_id,
    failure::Outcome,
    live::{self, Hint},
    staff::names_of,
};

/// Tabs say again that they are there, oftener than this.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(50);
/// Before what other instances are told.
const MARK: &str = "@";

/// What somebody does at a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Looks at it.
    Looks,
    /// Has its form open.
    Edits,
}

/// A tab was seen at a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The process that the tab is connected to.
    pub instance: Uuid,
    /// The tab.
    pub tab: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The customer.
    pub record: CustomerId,
    /// What is done there; `None` if the tab has left.
    pub doing: Option<Doing>,
}

impl Sighting {
    /// `@instance tab user record doing`
    pub(crate) fn word(&self) -> String {
        let doing = match self.doing {
            None => "-",
            Some(Doing::Looks) => "l",
            Some(Doing::Edits) => "e",
        };
        format!("{MARK}{} {} {} {} {doing}", self.instance, self.tab, self.user, self.record)
    }

    /// What another instance has told.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let mut parts = word.strip_prefix(MARK)?.split(' ');
        Some(Self {
            instance: parts.next()?.parse().ok()?,
            tab: parts.next()?.parse().ok()?,
            user: parts.next()?.parse().ok()?,
            record: parts.next()?.parse().ok()?,
            doing: match parts.next()? {
                "l" => Some(Doing::Looks),
                "e" => Some(Doing::Edits),
                _ => None,
            },
        })
    }
}

/// Where tabs are, as far as this process knows.
pub(crate) struct Present {
    instance: Uuid,
    tabs: Mutex<BTreeMap<Uuid, Standing>>,
}

#[derive(Clone, Copy)]
struct Standing {
    user: UserId,
    record: CustomerId,
    doing: Doing,
    said_at: DateTime<Utc>,
}

impl Default for Present {
    fn default() -> Self {
        Self { instance: Uuid::now_v7(), tabs: Mutex::default() }
    }
}

impl Present {
    fn tabs(&self) -> MutexGuard<'_, BTreeMap<Uuid, Standing>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a tab of this process was seen.
    pub fn is_own(&self, sighting: &Sighting) -> bool {
        sighting.instance == self.instance
    }

    /// Takes a sighting up; says whether it is news.
    pub fn note(&self, sighting: &Sighting, now: DateTime<Utc>) -> bool {
        let mut tabs = self.tabs();
        tabs.retain(|_, standing| now < standing.said_at + KEPT_FOR);
        let Sighting { tab, user, record, .. } = *sighting;
        let stood = tabs.get(&tab).map(|standing| (standing.record, standing.doing));
        match sighting.doing {
            Some(doing) => {
                tabs.insert(tab, Standing { user, record, doing, said_at: now });
                stood != Some((record, doing))
            }
            None => tabs.remove(&tab).is_some(),
        }
    }

    /// Where a tab stands.
    fn of(&self, tab: Uuid) -> Option<Standing> {
        self.tabs().get(&tab).copied()
    }

    /// Who is at a customer, and whether they edit it.
    fn at(&self, record: CustomerId, now: DateTime<Utc>) -> BTreeMap<UserId, bool> {
        let mut people = BTreeMap::new();
        let tabs = self.tabs();
        for standing in tabs.values().filter(|standing| standing.record == record && now < standing.said_at + KEPT_FOR)
        {
            *people.entry(standing.user).or_default() |= standing.doing == Doing::Edits;
        }
        people
    }
}

/// The use cases; get them from [`Services::presence`].
pub struct Presence<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on who is where.
    pub const fn presence(&self) -> Presence<'_> {
        Presence { services: self }
    }
}

impl Presence<'_> {
    /// A tab shows a customer, still or from now on; what it is told of it. Whoever looks as another person is not seen there.
    ///
    /// # Errors
    /// Unauthenticated; forbidden; not found, also if it is out of reach. Then the tab is seen nowhere.
    pub async fn arrive(&self, actor: &Actor, tab: Uuid, subject: Subject) -> Outcome<Scene> {
        let scene = self.scene(actor, subject).await;
        let stood = self.services.inner.presence.of(tab).map(|standing| standing.record);
        if stood.is_some_and(|stood| scene.is_err() || stood != subject.id) {
            self.leave(tab).await;
        }
        let scene = scene?;
        if actor.seen_by.is_none() {
            let doing = if subject.edits { Doing::Edits } else { Doing::Looks };
            self.tell(tab, actor.user, subject.id, Some(doing)).await;
        }
        Ok(scene)
    }

    /// A tab shows no customer any more.
    pub async fn leave(&self, tab: Uuid) {
        if let Some(Standing { user, record, .. }) = self.services.inner.presence.of(tab) {
            self.tell(tab, user, record, None).await;
        }
    }

    /// Who else is at a customer, and who has saved it last.
    ///
    /// # Errors
    /// Unauthenticated; forbidden; not found, also if it is out of reach.
    pub async fn scene(&self, actor: &Actor, subject: Subject) -> Outcome<Scene> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(subject.directory)?;
        let row = by_id(&unit, &permit, subject.id).await?;
        let mut people = self.services.inner.presence.at(subject.id, unit.now());
        people.retain(|person, _| !is_self(actor, *person));
        Ok(Scene {
            id: subject.id,
            version: row.version,
            saved_by: saved_by(&unit, &row).await?,
            people: named(&unit, &people).await?,
        })
    }

    /// Tells it here and in other instances. It is a hint: if it is lost it is told again.
    async fn tell(&self, tab: Uuid, user: UserId, record: CustomerId, doing: Option<Doing>) {
        let hint = Hint::Seen(Sighting { instance: self.services.inner.presence.instance, tab, user, record, doing });
        if let Err(cause) = live::notify_now(self.services.database(), &hint).await {
            tracing::debug!(%cause, "other instances do not hear who is where");
        }
        self.services.tell(hint);
    }
}

/// Whether somebody is the reader, or the one who looks at what the reader sees.
fn is_self(actor: &Actor, person: UserId) -> bool {
    person == actor.user || Some(person) == actor.seen_by
}

/// Who has saved a customer last, unless it was the reader.
async fn saved_by(unit: &Unit, row: &customer::Model) -> Outcome<Option<String>> {
    let other = row.updated_by.filter(|person| !is_self(unit.actor(), UserId(*person)));
    Ok(names_of(unit, other).await?.into_values().next())
}

/// Those who may still come in, by name; those who edit first.
async fn named(unit: &Unit, people: &BTreeMap<UserId, bool>) -> Outcome<Vec<Colleague>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let active: BTreeSet<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Status.eq("active"))
        .filter(user::Column::Id.is_in(people.keys().map(|person| person.0)))
        .into_tuple::<Uuid>()
        .all(unit.tx())
        .await?
        .into_iter()
        .collect();
    let names = names_of(unit, active).await?;
    let edits = |id: Uuid| people.get(&UserId(id)).copied().unwrap_or_default();
    let mut named: Vec<_> = names.into_iter().map(|(id, name)| Colleague { name, edits: edits(id) }).collect();
    named.sort_by(|one, other| (!one.edits, &one.name).cmp(&(!other.edits, &other.name)));
    Ok(named)
}

/// Whether somebody is told nothing of a customer because they may not see it, or no longer.
pub fn is_out_of_sight(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(AppError::NotFound | AppError::Forbidden { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_again_ends() {
        let present = Present::default();
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let id = Uuid::from_u128;
        let seen = |tab: u128, record: u128, doing| Sighting {
            instance: id(0),
            tab: id(tab),
            user: UserId(id(tab / 10)),
            record: CustomerId(id(record)),
            doing,
        };
        let at = |record: u128, seconds: i64| {
            let people = present.at(CustomerId(id(record)), now + TimeDelta::seconds(seconds));
            people.into_iter().map(|(user, edits)| (user.0.as_u128(), edits)).collect::<Vec<_>>()
        };
        // Two tabs of one person, one of another.
        assert!(present.note(&seen(10, 1, Some(Doing::Looks)), now));
        assert!(present.note(&seen(11, 1, Some(Doing::Edits)), now));
        assert!(present.note(&seen(20, 1, Some(Doing::Looks)), now));
        assert!(!present.note(&seen(20, 1, Some(Doing::Looks)), now + TimeDelta::seconds(30)), "no news");
        assert_eq!(at(1, 40), [(1, true), (2, false)]);
        assert_eq!(at(1, 60), [(2, false)]);
        // The next sighting finds the old ones gone.
        assert!(present.note(&seen(20, 2, Some(Doing::Edits)), now + TimeDelta::seconds(60)));
        assert_eq!((at(1, 60), at(2, 60)), (vec![], vec![(2, true)]));
        assert!(!present.note(&seen(10, 1, None), now + TimeDelta::seconds(60)));
        assert!(present.note(&seen(20, 2, None), now + TimeDelta::seconds(60)));
        assert_eq!(at(2, 60), []);
    }
}
