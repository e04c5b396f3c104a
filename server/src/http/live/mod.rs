//! The live channel: tells an open tab to look anew, and who else is at the customer that it shows. What it says is a hint;
//! each request is decided by itself.

mod spot;

use std::{collections::BTreeSet, time::Duration};

use axum::{
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, header},
    response::Response,
};
use domain::{
    AppError,
    customer::Directory,
    permission::{Action, Principal, Resource},
    view,
};
use serde::Deserialize;
use services::{
    Failure, Services,
    accounts::Out,
    authz::{Actor, opens_for},
    live::Hint,
};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, Interval, MissedTickBehavior, sleep_until},
};

use self::spot::Spot;
use super::{
    AppState,
    answer::{Asker, Refused},
};

/// Bytes that a tab may send at once: what it shows, the channel's own signs of life, and its end.
const BUFFER: usize = 1024;
/// A tab that has answered to no sign of life for so long is lost; one that is there opens the channel anew.
const LOST: Duration = Duration::from_secs(40);

#[derive(Deserialize)]
pub(super) struct Known {
    /// The epoch of the rights that the document was made with.
    epoch: i64,
}

/// Opens the channel for a page of our own.
pub(super) async fn open(
    State(state): State<AppState>,
    asker: Asker,
    Query(known): Query<Known>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refused> {
    if !opens_for(is_own(&state, &headers)) {
        return Err(AppError::NotFound.into());
    }
    let (services, actor, sweep) = (state.services.clone(), asker.actor, tokio::time::interval(state.sweep));
    // A tab says little. Each channel keeps its buffer for good: the usual one would be 128 KiB.
    let upgrade = upgrade.read_buffer_size(BUFFER).write_buffer_size(0).max_message_size(BUFFER).max_frame_size(BUFFER);
    Ok(upgrade.on_upgrade(move |socket| {
        let (heard, spot) = (Instant::now(), Spot::new());
        Tab { services, actor, sweep, socket, changed: BTreeSet::new(), due: None, heard, spot }.accompany(known.epoch)
    }))
}

/// A page of another site has the visitor's cookies too, but not our origin.
fn is_own(state: &AppState, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    match &state.proxy {
        Some(proxy) => origin == proxy,
        None => origin.split_once("://").is_some_and(|(_, authority)| authority == host),
    }
}

/// Changes of customers are told at most so often: an import makes many.
const GATHER: Duration = Duration::from_millis(250);

/// One open tab.
struct Tab {
    services: Services,
    actor: Actor,
    sweep: Interval,
    socket: WebSocket,
    /// Lists whose customers have changed, which the tab has not been told yet.
    changed: BTreeSet<&'static str>,
    /// When it is told.
    due: Option<Instant>,
    /// When it has given its last sign of life.
    heard: Instant,
    /// At which customer it is.
    spot: Spot,
}

impl Tab {
    /// Tells the tab what happens to its person, until one of the two goes.
    async fn accompany(mut self, epoch: i64) {
        self.attend(epoch).await;
        self.spot.leave(&self.services).await;
    }

    async fn attend(&mut self, epoch: i64) {
        let mut hints = self.services.listen();
        self.sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let Some((mut known, mut alerts)) = self.rights().await else { return };
        // Rights may have changed between the making of the document and now.
        let first = if known.epoch == epoch { "hello" } else { "narrowed" };
        if !self.tell(first).await {
            return;
        }
        loop {
            tokio::select! {
                hint = hints.recv() => match hint {
                    Ok(Hint::Rights(user)) if user != self.actor.user && Some(user) != self.actor.seen_by => continue,
                    Ok(Hint::Changed(resource)) => {
                        let told = !known.may(Action::View, resource) || self.tell(resource.key()).await;
                        if told { continue } else { return }
                    }
                    Ok(Hint::Views(directory, role)) => {
                        let sees = known.may(Action::View, directory.resource());
                        // Without an answer the tab looks anew when it next has reason to.
                        let concerned = sees && self.services.has_role(self.actor.user, role).await.unwrap_or(false);
                        let told = !concerned || self.tell(view::told(directory)).await;
                        if told { continue } else { return }
                    }
                    Ok(Hint::Customers(directory, places)) => {
                        let resource = directory.resource();
                        if places.iter().any(|place| known.may_at(Action::View, resource, place)) {
                            self.spot.hear_of_list(directory);
                            self.changed.insert(resource.key());
                            self.due.get_or_insert_with(|| Instant::now() + GATHER);
                        }
                        continue;
                    }
                    Ok(Hint::Operations(resource, directory, places)) => {
                        if places.iter().any(|place| directory.shows(&known, resource, place)) {
                            self.changed.insert(resource.key());
                            self.due.get_or_insert_with(|| Instant::now() + GATHER);
                        }
                        continue;
                    }
                    Ok(Hint::Seen(sighting)) => {
                        self.spot.hear_of(sighting.record);
                        continue;
                    }
                    Ok(Hint::Rights(_)) => self.spot.renew(),
                    Ok(Hint::Gap) | Err(RecvError::Lagged(_)) => {
                        // What was missed may have been a change of any list that the person sees.
                        let lists = Directory::ALL.iter().map(|directory| directory.resource());
                        let operations = [
                            Resource::Bookings,
                            Resource::Services,
                            Resource::Contracts,
                            Resource::Invoices,
                            Resource::Receipts,
                            Resource::Attachments,
                        ];
                        let lists = lists.chain(operations).chain([Resource::Spaces, Resource::Settings]);
                        self.changed.extend(
                            lists.filter(|list| known.may(Action::View, *list)).map(|list| list.key()),
                        );
                        self.due.get_or_insert_with(|| Instant::now() + GATHER);
                        self.spot.renew();
                    }
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(self.due.unwrap_or_else(Instant::now)), if self.due.is_some() => {
                    self.due = None;
                    while let Some(list) = self.changed.pop_first() {
                        if !self.tell(list).await {
                            return;
                        }
                    }
                    continue;
                }
                () = sleep_until(self.spot.due().unwrap_or_else(Instant::now)), if self.spot.due().is_some() => {
                    let told = self.spot.look(&self.services, &self.actor).await;
                    if let Some(told) = told && self.socket.send(told.into()).await.is_err() {
                        return;
                    }
                    continue;
                }
                _ = self.sweep.tick() => {
                    if self.heard.elapsed() > LOST {
                        return;
                    }
                    self.spot.renew();
                }
                message = self.socket.recv() => {
                    self.heard = Instant::now();
                    match message {
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                        Some(Ok(Message::Text(word))) => self.spot.say(&word),
                        Some(Ok(_)) => {}
                    }
                    continue;
                }
            }
            let Some((now, raised)) = self.rights().await else { return };
            if now == known && raised == alerts {
                // Shows that the channel lives; proxies end one on which nothing is said.
                if self.socket.send(Message::Ping(Default::default())).await.is_err() {
                    return;
                }
                continue;
            }
            let word = if now.sees_all_of(&known) { "changed" } else { "narrowed" };
            (known, alerts) = (now, raised);
            self.spot.renew();
            if !self.tell(word).await {
                return;
            }
        }
    }

    /// Says a word to the tab, if it is still there.
    async fn tell(&mut self, word: &'static str) -> bool {
        self.socket.send(word.into()).await.is_ok()
    }

    /// The person's rights now, and how many alerts there are; to somebody who is no longer let in the tab is told why, and the channel ends.
    async fn rights(&mut self) -> Option<(Principal, u64)> {
        match self.services.accounts().still_there(&self.actor).await {
            Ok(viewer) => Some((viewer.principal, viewer.alerts)),
            Err(Failure::Refused(_)) => {
                self.spot.leave(&self.services).await;
                let why = self.services.accounts().why_out(&self.actor).await.unwrap_or(Out::Ended);
                let _ = self.socket.send(if why == Out::Blocked { "blocked" } else { "ended" }.into()).await;
                None
            }
            Err(fault) => {
                tracing::warn!(cause = %fault, "a live channel ends");
                None
            }
        }
    }
}
