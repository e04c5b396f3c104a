//! Many open tabs.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand::RngExt;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
    time::{sleep, timeout_at},
};

use crate::{Bed, chance, office::Person, socket::Socket};

/// Nothing that is waited for takes so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page waits before it opens its channel again (`app/src/live.js`).
const AGAIN_MS: std::ops::Range<u64> = 250..750;

/// A word that has reached a tab.
pub struct Heard {
    /// When.
    pub at: Instant,
    /// Whose tab, by the place in the list of people.
    pub person: usize,
    /// The word; `None` when the channel was closed.
    pub word: Option<String>,
}

/// The tabs of some people; they close with this value.
pub struct Crowd {
    heard: UnboundedReceiver<Heard>,
    _tabs: JoinSet<()>,
}

impl Crowd {
    /// Opens so many tabs of each person, all at about the same time, as pages do that were cut off together. Tells how
    /// many milliseconds it took until each was greeted.
    pub async fn gather(bed: &Bed, people: &mut [Person], each: usize) -> Result<(Self, f64)> {
        let (said, heard) = unbounded_channel();
        let (mut tabs, mut chance) = (JoinSet::new(), chance(bed));
        let mut documents = Vec::new();
        for person in people.iter_mut() {
            documents.push((person.client.addr(), person.client.cookie().to_owned(), person.epoch().await?));
        }
        let (count, started) = (documents.len() * each, Instant::now());
        for (person, (addr, cookie, epoch)) in documents.into_iter().enumerate() {
            for _ in 0..each {
                let (pause, cookie) = (Duration::from_millis(chance.random_range(AGAIN_MS)), cookie.clone());
                let socket = async move {
                    sleep(pause).await;
                    Socket::open(addr, &cookie, epoch).await
                };
                tabs.spawn(tab(socket, person, said.clone()));
            }
        }
        let mut crowd = Self { heard, _tabs: tabs };
        let greetings = crowd.words(count).await;
        ensure!(greetings.iter().all(|heard| heard.word.as_deref() == Some("hello")), "a tab is not greeted");
        let last = greetings.last().context("nobody is greeted")?;
        Ok((crowd, (last.at - started).as_secs_f64() * 1000.0))
    }

    /// The next words, as many as are wanted or come in time.
    pub async fn words(&mut self, wanted: usize) -> Vec<Heard> {
        self.words_within(wanted, PATIENCE).await
    }

    /// Those that come within some time.
    pub async fn words_within(&mut self, wanted: usize, patience: Duration) -> Vec<Heard> {
        let (mut words, until) = (Vec::new(), tokio::time::Instant::now() + patience);
        while words.len() < wanted
            && let Ok(Some(heard)) = timeout_at(until, self.heard.recv()).await
        {
            words.push(heard);
        }
        words
    }
}

/// Listens as long as the server speaks.
async fn tab(socket: impl Future<Output = Result<Socket>>, person: usize, said: UnboundedSender<Heard>) {
    let mut socket = socket.await.ok();
    loop {
        let word = match &mut socket {
            Some(socket) => socket.word().await,
            None => None,
        };
        let is_over = word.is_none();
        if said.send(Heard { at: Instant::now(), person, word }).is_err() || is_over {
            return;
        }
    }
}
