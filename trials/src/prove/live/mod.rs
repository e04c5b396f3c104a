//! A thousand open tabs follow what an administrator does, and nobody hears what is not theirs.
//!
//! The limits are those of `reference/reliability.md`: C2 (from the administrator's answer to the tab p99 1,000 ms, at
//! most 2,000 ms), C5 (a blocked person's channels are dead within 1 s), C7 (a storm of toggles), G8 (1,000 channels in 64 MiB; one change to all
//! of them p99 1 s; a storm of 1,000 that come back is served in 10 s). `spec/5-quality.md` asks for the same second.

mod crowd;
mod storm;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::{
    RoleId,
    permission::{Action, Cell, Resource, Scope},
    role::{RoleDetail, RoleInput},
};
use serde_json::json;

use self::crowd::{Crowd, Heard};
use crate::{
    Bed,
    data::{Data, Kind},
    office::{Office, Person},
    percentile,
    report::{Place, Report},
    server::Server,
};

const PEOPLE: usize = 50;
/// Open tabs of each of them.
const EACH: usize = 20;
const TOGGLES: usize = 100;
const VIEW: Cell = (Action::View, Resource::Individuals);
const EXPORT: Cell = (Action::Export, Resource::Individuals);
/// Whoever hears something that is not theirs has heard it by then.
const QUIET: Duration = Duration::from_secs(1);

/// The goals C2, C5, C7 and G8.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let data = Data::empty(bed, kind).await?;
        let server = Server::start(bed, &data).await?;
        Trial::begin(bed, &server, data.place()).await?.run(bed, &server, report).await?;
        storm::prove(bed, &server, &data.place(), report).await?;
        server.stop().await?;
    }
    Ok(())
}

/// The administrator, the people, and what they have.
struct Trial {
    office: Office,
    people: Vec<Person>,
    role: RoleId,
    place: Place,
}

impl Trial {
    async fn begin(bed: &Bed, server: &Server, place: Place) -> Result<Self> {
        eprintln!("{PEOPLE} people sign in on {} (seed {}) …", place.db, bed.seed);
        let mut office = Office::open(server).await?;
        let branch = office.branch("Bến Thành").await?;
        let role = office.role("Xem", &[(VIEW, Scope::Branch)]).await?;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            people.push(office.person(&format!("nguoi {number:02}"), branch, role).await?);
        }
        Ok(Self { office, people, role, place })
    }

    async fn run(mut self, bed: &Bed, server: &Server, report: &mut Report) -> Result<()> {
        let place = self.place.clone();
        let before = server.memory()?.0;
        let (mut crowd, greeted) = Crowd::gather(bed, &mut self.people, EACH).await?;
        let grown = server.memory()?.0 - before;
        report.note(&place, "live-channels", (PEOPLE * EACH) as f64, "tabs");
        report.at_most(&place, "live-memory", grown, "MiB", 64.0);
        report.note(&place, "live-memory-each", grown * 1024.0 / (PEOPLE * EACH) as f64, "KiB");
        report.note(&place, "live-greeted", greeted / 1000.0, "s");

        self.toggles(&mut crowd, report).await?;
        self.change_of_all(&mut crowd, report).await?;
        drop(crowd);
        let (mut crowd, greeted) = Crowd::gather(bed, &mut self.people, EACH).await?;
        report.at_most(&place, "live-storm", greeted / 1000.0, "s", 10.0);
        report.note(&place, "live-memory-after-storm", server.memory()?.0 - before, "MiB");
        self.block(&mut crowd, report).await
    }

    /// One person after the other loses the right to see, and gets it back.
    async fn toggles(&mut self, crowd: &mut Crowd, report: &mut Report) -> Result<()> {
        let (mut times, mut strays, mut wrong) = (Vec::new(), 0, 0);
        for toggle in 0..TOGGLES {
            let (whose, is_taken) = (toggle % PEOPLE, (toggle / PEOPLE).is_multiple_of(2));
            let person = self.people.get_mut(whose).context("nobody is there")?;
            person.toggle(&mut self.office.administrator, VIEW, is_taken).await?;
            let answered = Instant::now();
            let expected = if is_taken { "narrowed" } else { "changed" };
            let (theirs, others): (Vec<Heard>, Vec<Heard>) =
                crowd.words(EACH).await.into_iter().partition(|heard| heard.person == whose);
            strays += others.len();
            wrong += EACH.abs_diff(theirs.len());
            wrong += theirs.iter().filter(|heard| heard.word.as_deref() != Some(expected)).count();
            times.extend(theirs.iter().map(|heard| since(answered, heard)));
        }
        strays += crowd.words_within(usize::MAX, QUIET).await.len();
        report.note(&self.place, "live-toggles", TOGGLES as f64, "times");
        report.note(&self.place, "live-toggle-p50", percentile(&times, 50.0), "ms");
        report.at_most(&self.place, "live-toggle-p99", percentile(&times, 99.0), "ms", 1_000.0);
        report.at_most(&self.place, "live-toggle-max", percentile(&times, 100.0), "ms", 2_000.0);
        report.at_most(&self.place, "live-missing-or-wrong", wrong as f64, "words", 0.0);
        report.at_most(&self.place, "live-told-to-others", strays as f64, "words", 0.0);
        Ok(())
    }

    /// The role that everybody has gets a cell, and loses it again.
    async fn change_of_all(&mut self, crowd: &mut Crowd, report: &mut Report) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..2 {
            let asked = json!({ "id": self.role });
            let RoleDetail { version, input, .. } = self.office.administrator.call("roles/detail", asked).await?;
            let mut input: RoleInput = input;
            if input.rights.cells.remove(&EXPORT).is_none() {
                input.rights.cells.insert(EXPORT, Scope::Branch);
            }
            let asked = json!({ "id": self.role, "version": version, "input": input });
            self.office.administrator.call::<()>("roles/change", asked).await?;
            let answered = Instant::now();
            let words = crowd.words(PEOPLE * EACH).await;
            ensure!(words.len() == PEOPLE * EACH, "{} tabs have heard of a change of all", words.len());
            times.extend(words.iter().map(|heard| since(answered, heard)));
        }
        report.at_most(&self.place, "live-change-of-all-p99", percentile(&times, 99.0), "ms", 1_000.0);
        Ok(())
    }

    /// A blocked person's tabs hear why, and their channels end.
    async fn block(&mut self, crowd: &mut Crowd, report: &mut Report) -> Result<()> {
        let person = self.people.first_mut().context("nobody is there")?;
        self.office.administrator.call::<()>("users/block", json!({ "id": person.id })).await?;
        let answered = Instant::now();
        let words = crowd.words(2 * EACH).await;
        let told = words.iter().filter(|heard| heard.person == 0 && heard.word.as_deref() == Some("blocked")).count();
        let closed = words.iter().filter(|heard| heard.person == 0 && heard.word.is_none()).count();
        let last = words.last().map_or(f64::INFINITY, |heard| since(answered, heard));
        let alive = person.client.ask("accounts/sessions", json!({})).await?.status.is_success();
        report.at_most(&self.place, "live-blocked-closed", last, "ms", 1_000.0);
        let survivors = 2 * EACH - told.min(EACH) - closed.min(EACH) + usize::from(alive);
        report.at_most(&self.place, "live-blocked-survivors", survivors as f64, "", 0.0);
        Ok(())
    }
}

/// Milliseconds after the administrator's answer; a word may well be faster than that.
fn since(answered: Instant, heard: &Heard) -> f64 {
    heard.at.saturating_duration_since(answered).as_secs_f64() * 1000.0
}
