//! A storm: a hundred times a second somebody's right is taken or given, for a minute. Others work on as before, nobody is
//! decided about by rights that are gone, and when it is over every open tab knows what a fresh sign-in is told.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use domain::{
    account::Viewer,
    customer::{CustomerInput, CustomerKind, Field},
    permission::{Principal, Scope},
};
use serde_json::{Value, json};
use test_support::requests::{Target, body_of};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use uuid::Uuid;

use super::VIEW;
use crate::{
    Bed,
    beside::read_beside,
    client::Client,
    office::{Office, Person},
    percentile,
    report::{Place, Report},
    server::{PASSWORD, Server},
    socket::Socket,
};

/// People whose rights are toggled, each with an open tab.
const PEOPLE: usize = 200;
/// Administrators who toggle at the same time.
const HANDS: usize = 8;
/// Toggles in a second, of all hands together.
const RATE: f64 = 100.0;
const SECONDS: u64 = 60;
/// How long everything is calm before, to know how it is then.
const CALM: Duration = Duration::from_secs(15);
/// People of these who ask for what they may or may not do, all the time.
const ASKERS: usize = 16;
const PAUSE: Duration = Duration::from_millis(100);
/// How often somebody else looks at the list.
const BEAT: Duration = Duration::from_millis(20);
/// Customers in the list.
const CUSTOMERS: usize = 200;
/// What a tab has not heard by then it does not hear any more.
const QUIET: Duration = Duration::from_secs(5);
/// What is asked, and needs the right.
const ASKED: &str = "customers/count";

/// The goal C7, and C1 in the storm.
pub async fn prove(bed: &Bed, server: &Server, place: &Place, report: &mut Report) -> Result<()> {
    eprintln!("{PEOPLE} people sign in for a storm on {} …", place.db);
    let mut office = Office::open(server).await?;
    for number in 0..CUSTOMERS {
        customer(&mut office.administrator, number).await?;
    }
    let branch = office.branch("Gió Lớn").await?;
    let role = office.role("Xem trong gió", &[(VIEW, Scope::All)]).await?;
    let (mut hands, mut tabs, mut askers) = (Vec::new(), Vec::new(), Vec::new());
    hands.resize_with(HANDS, Vec::new);
    let (end, over) = watch::channel(false);
    for number in 0..PEOPLE {
        let mut person = office.person(&format!("trong gio {number:03}"), branch, role).await?;
        tabs.push(tokio::spawn(Tab::open(&mut person).await?.follow(over.clone())));
        if number < ASKERS {
            askers.push(tokio::spawn(ask(person.client.again().await?, over.clone())));
        }
        hands.get_mut(number % HANDS).context("no such hand")?.push(person);
    }
    let seconds = bed.seconds.unwrap_or(SECONDS);
    let ((), calm) = read_beside(&office.administrator, BEAT, sleep(CALM.min(Duration::from_secs(seconds)))).await?;
    let blows = async {
        let mut blowing = Vec::new();
        for people in hands {
            let administrator = office.administrator.again().await?;
            blowing.push(tokio::spawn(blow(administrator, people, Duration::from_secs(seconds))));
        }
        let mut people = Vec::new();
        for blowing in blowing {
            people.extend(blowing.await??);
        }
        anyhow::Ok(people)
    };
    let started = Instant::now();
    let (people, storm) = read_beside(&office.administrator, BEAT, blows).await?;
    let people: Vec<(Person, Ledger)> = people?;
    let took = started.elapsed().as_secs_f64();
    sleep(QUIET).await;
    end.send(true)?;

    let last = people.iter().filter_map(|(_, ledger)| ledger.last()).map(|step| step.answered).max();
    let last = last.context("nothing was toggled")?;
    let toggles: usize = people.iter().map(|(_, ledger)| ledger.len()).sum();
    report.note(place, "storm-people", PEOPLE as f64, "tabs");
    report.note(place, "storm-toggles", toggles as f64, "times");
    report.at_least(place, "storm-toggles-per-second", toggles as f64 / took, "1/s", RATE * 0.95);
    judge_others(place, report, &calm, &storm);
    judge_tabs(place, report, tabs, &people, last).await?;
    judge_answers(place, report, askers, &people).await
}

/// Those who look at the list meanwhile.
fn judge_others(place: &Place, report: &mut Report, calm: &[f64], storm: &[f64]) {
    let (before, during) = (percentile(calm, 95.0), percentile(storm, 95.0));
    report.note(place, "storm-others-calm-p95", before, "ms");
    report.note(place, "storm-others-p95", during, "ms");
    report.at_most(place, "storm-others-slower", during / before, "x", 2.0);
}

/// Every tab knows what a fresh sign-in is told, and has known it soon after the last toggle.
async fn judge_tabs(
    place: &Place,
    report: &mut Report,
    tabs: Vec<JoinHandle<Result<Tab>>>,
    people: &[(Person, Ledger)],
    last: Instant,
) -> Result<()> {
    let (mut others, mut slowest) = (0, 0.0_f64);
    for tab in tabs {
        let tab = tab.await??;
        let (person, _) = people.iter().find(|(person, _)| person.id == tab.known.user).context("whose tab is it?")?;
        let mut fresh = Client::sign_in(tab.client.addr(), &person.input.email, PASSWORD).await?;
        others += u32::from(viewer(&mut fresh).await? != tab.known);
        slowest = slowest.max(tab.since.saturating_duration_since(last).as_secs_f64());
    }
    report.at_most(place, "storm-tabs-astray", f64::from(others), "tabs", 0.0);
    report.at_most(place, "storm-tabs-converged", slowest, "s", 2.0);
    Ok(())
}

/// Somebody who asks as long as the storm lasts, and what they were answered.
type Asker = JoinHandle<Result<(Client, Vec<Asked>)>>;

/// What was answered in the storm, against what the person had at that moment.
async fn judge_answers(
    place: &Place,
    report: &mut Report,
    askers: Vec<Asker>,
    people: &[(Person, Ledger)],
) -> Result<()> {
    let (mut asked, mut allowed, mut refused) = (0, 0, 0);
    for asker in askers {
        let (mut client, answers) = asker.await??;
        let who = viewer(&mut client).await?.user;
        let (_, ledger) = people.iter().find(|(person, _)| person.id == who).context("who has asked?")?;
        for answer in &answers {
            let had = had(ledger, answer);
            allowed += u32::from(had == Some(false) && answer.is_allowed);
            refused += u32::from(had == Some(true) && !answer.is_allowed);
        }
        asked += answers.len();
    }
    report.note(place, "storm-requests", asked as f64, "times");
    report.at_most(place, "storm-stale-allowed", f64::from(allowed), "times", 0.0);
    report.at_most(place, "storm-stale-refused", f64::from(refused), "times", 0.0);
    Ok(())
}

/// A toggle: when it was asked for and when it was confirmed.
struct Step {
    asked: Instant,
    answered: Instant,
    is_taken: bool,
}

/// The toggles of one person, in their order.
type Ledger = Vec<Step>;

/// A request and how it ended.
struct Asked {
    asked: Instant,
    answered: Instant,
    is_allowed: bool,
}

/// Whether the person had the right for as long as a request took; `None` if it was being changed meanwhile.
fn had(ledger: &[Step], request: &Asked) -> Option<bool> {
    let before = ledger.iter().rposition(|step| step.answered <= request.asked);
    let next = ledger.get(before.map_or(0, |before| before + 1));
    if next.is_some_and(|next| next.asked <= request.answered) {
        return None;
    }
    Some(before.and_then(|before| ledger.get(before)).is_none_or(|step| !step.is_taken))
}

/// Takes and gives, one person after the other, at the pace of one hand.
async fn blow(mut hand: Client, people: Vec<Person>, time: Duration) -> Result<Vec<(Person, Ledger)>> {
    let mut people: Vec<(Person, Ledger)> = people.into_iter().map(|person| (person, Vec::new())).collect();
    let mut beat = interval(Duration::from_secs_f64(HANDS as f64 / RATE));
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let started = Instant::now();
    loop {
        for (person, ledger) in &mut people {
            beat.tick().await;
            if started.elapsed() >= time {
                return Ok(people);
            }
            let (asked, is_taken) = (Instant::now(), ledger.len().is_multiple_of(2));
            person.toggle(&mut hand, VIEW, is_taken).await?;
            ledger.push(Step { asked, answered: Instant::now(), is_taken });
        }
    }
}

/// Asks for what needs the right, until it is over.
async fn ask(mut client: Client, mut over: watch::Receiver<bool>) -> Result<(Client, Vec<Asked>)> {
    let (body, mut answers) = (body_of(ASKED, &Target::missing()), Vec::new());
    while timeout(PAUSE, until(&mut over)).await.is_err() {
        let asked = Instant::now();
        let is_allowed = match client.ask(ASKED, &body).await?.status.as_u16() {
            200 => true,
            403 => false,
            status => bail!("{ASKED} answers {status}"),
        };
        answers.push(Asked { asked, answered: Instant::now(), is_allowed });
    }
    Ok((client, answers))
}

/// An open tab: it looks anew whenever it is told to, as `app/src/live.js` does.
struct Tab {
    client: Client,
    socket: Socket,
    /// The rights that it shows.
    known: Principal,
    /// Since when.
    since: Instant,
}

impl Tab {
    async fn open(person: &mut Person) -> Result<Self> {
        let mut client = person.client.again().await?;
        let known = viewer(&mut client).await?;
        let mut socket = Socket::open(client.addr(), client.cookie(), known.epoch).await?;
        ensure!(socket.word().await.as_deref() == Some("hello"), "a tab is not greeted");
        Ok(Self { client, socket, known, since: Instant::now() })
    }

    async fn follow(mut self, mut over: watch::Receiver<bool>) -> Result<Self> {
        loop {
            tokio::select! {
                word = self.socket.word() => {
                    let word = word.context("a tab was left alone")?;
                    if word == "changed" || word == "narrowed" {
                        let now = viewer(&mut self.client).await?;
                        if now != self.known {
                            (self.known, self.since) = (now, Instant::now());
                        }
                    }
                }
                () = until(&mut over) => break,
            }
        }
        Ok(self)
    }
}

/// Waits until it is over.
async fn until(over: &mut watch::Receiver<bool>) {
    // Whoever would tell is gone: then it is over, too.
    let _ = over.wait_for(|over| *over).await;
}

async fn viewer(client: &mut Client) -> Result<Principal> {
    let Viewer { principal, .. } = client.call("accounts/viewer", json!({})).await?;
    Ok(principal)
}

async fn customer(administrator: &mut Client, number: usize) -> Result<()> {
    let values = [(Field::Name, format!("Khách trong gió {number}"))].into();
    let input = CustomerInput { kind: CustomerKind::Individual, without_email: true, values, people: Vec::new() };
    let asked = json!({ "directory": "individuals", "key": Uuid::now_v7(), "input": input });
    administrator.call::<Value>("customers/create", asked).await.map(drop)
}
