//! At which customer a tab is: what it says of it, and what it is told of the others who are there.

use std::time::Duration;

use domain::{
    customer::Directory,
    presence::{Subject, TOLD},
};
use services::{Services, authz::Actor, presence::is_out_of_sight};
use tokio::time::Instant;
use uuid::Uuid;

/// A tab is looked after at most so often, however much it says and hears.
const PAUSE: Duration = Duration::from_millis(250);

/// Where a tab is.
pub(super) struct Spot {
    tab: Uuid,
    subject: Option<Subject>,
    /// What the tab has said since it was looked after; the last word counts.
    said: Option<Option<Subject>>,
    /// It is to be seen there for some more time.
    renews: bool,
    /// What it was told last.
    told: String,
    looked_at: Instant,
    due: Option<Instant>,
}

impl Spot {
    pub(super) fn new() -> Self {
        Self {
            tab: Uuid::now_v7(),
            subject: None,
            said: None,
            renews: false,
            told: String::new(),
            looked_at: Instant::now(),
            due: None,
        }
    }

    /// When it is looked after.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The tab says what it shows.
    pub(super) fn say(&mut self, word: &str) {
        let said = Subject::of(word);
        if said != self.subject || self.said.is_some() {
            self.said = Some(said);
            self.fall_due();
        }
    }

    /// Customers of a list have changed that the tab's person sees.
    pub(super) fn hear_of_list(&mut self, directory: Directory) {
        if self.subject.is_some_and(|subject| subject.directory == directory) {
            self.fall_due();
        }
    }

    /// Somebody has come to a customer, or has left it.
    pub(super) fn hear_of(&mut self, record: domain::CustomerId) {
        if self.subject.is_some_and(|subject| subject.id == record) {
            self.fall_due();
        }
    }

    /// Some time has gone by, or the rights of the tab's person are others now.
    pub(super) fn renew(&mut self) {
        if self.subject.is_some() {
            self.renews = true;
            self.fall_due();
        }
    }

    fn fall_due(&mut self) {
        let next = self.looked_at + PAUSE;
        self.due.get_or_insert_with(|| next.max(Instant::now()));
    }

    /// Does what is due; what the tab is told, if that is something new.
    pub(super) async fn look(&mut self, services: &Services, actor: &Actor) -> Option<String> {
        (self.due, self.looked_at) = (None, Instant::now());
        let said = self.said.take();
        let arrives = said.is_some() || std::mem::take(&mut self.renews);
        if let Some(said) = said {
            self.subject = said;
            self.told.clear();
        }
        let presence = services.presence();
        let Some(subject) = self.subject else {
            presence.leave(self.tab).await;
            return None;
        };
        let scene = match arrives {
            true => presence.arrive(actor, self.tab, subject).await,
            false => presence.scene(actor, subject).await,
        };
        let scene = match scene {
            Ok(scene) => Some(scene),
            Err(failure) => {
                presence.leave(self.tab).await;
                if !is_out_of_sight(&failure) {
                    // Whoever is no longer let in is told so elsewhere; a fault passes, or is told by whoever asks next.
                    tracing::debug!(cause = %failure, "nobody is told who is there");
                }
                self.subject = None;
                None
            }
        };
        let told = serde_json::to_string(&scene).ok().filter(|told| *told != self.told)?;
        self.told.clone_from(&told);
        Some(format!("{TOLD}{told}"))
    }

    /// The tab is there no more.
    pub(super) async fn leave(&self, services: &Services) {
        services.presence().leave(self.tab).await;
    }
}
