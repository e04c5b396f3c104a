//! Several people work with the same customers and rooms at the same time: they book, let in and out, deliver, issue, take money, give
//! it back and take back what was a mistake, through one server on a file and through two on one PostgreSQL, which are killed
//! again and again meanwhile. Now and then fifty of them want one room at one time. Afterwards the books are opened past the
//! server: nothing that was acknowledged is lost and nothing happened twice, no more is paid than is owed and used than was taken,
//! the totals that are kept, shown and listed are what the records make, invoice numbers have no gap, and no room is booked twice.
//!
//! The rules are those of `spec/2-data.md`, *One ledger, so that nothing is counted twice*.

mod books;
mod hand;
mod house;
mod instances;
mod notes;
mod rows;
mod rush;
mod screens;
mod series;
mod turns;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use futures::future::try_join_all;
use rand::RngExt;
use tokio::time::sleep;

use self::{
    books::Books,
    hand::Hand,
    house::House,
    instances::{Doors, Instances},
    notes::{Notes, Verdict},
    rows::Rows,
    turns::Turn,
};
use crate::{
    Bed, chance,
    client::Client,
    data::Kind,
    report::{Place, Report},
    server,
};

/// What people do altogether, on each database.
const TURNS: usize = 6_000;
/// People who work at the same time.
const PEOPLE: usize = 8;
/// How often a server is killed meanwhile.
const KILLS: usize = 15;
/// How often many want one room at one time meanwhile.
const RUSHES: usize = 5;
/// Between two looks at how far they have come.
const BEAT: Duration = Duration::from_millis(2);

/// The rules of money, on both databases.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        trial(bed, kind, report).await?;
    }
    Ok(())
}

async fn trial(bed: &Bed, kind: Kind, report: &mut Report) -> Result<()> {
    let mut instances = Instances::start(bed, kind).await?;
    let (place, doors) = (instances.data()?.place(), instances.doors.clone());
    let (house, administrator) = House::open(instances.first()?).await?;
    let house = Arc::new(house);
    let mut people = Vec::new();
    for number in 0..PEOPLE as u64 {
        people.push(Hand::new(&administrator, &house, &doors, bed.seed.wrapping_add(number)).await?);
    }
    try_join_all(people.iter_mut().map(|hand| hand.close_the_year())).await?;
    let turns = bed.trials.unwrap_or(TURNS);
    eprintln!("{PEOPLE} people work {turns} turns on {} (seed {}) …", place.db, bed.seed);
    let taken = Arc::new(AtomicUsize::new(0));
    let desk = Desk { bed, house: &house, doors: &doors, administrator: &administrator };
    let meanwhile = desk.disturb(&mut instances, &taken, turns);
    let working = try_join_all(people.into_iter().map(|hand| at_work(hand, taken.clone(), turns)));
    let (worked, (mut notes, wrong)) = tokio::try_join!(working, meanwhile)?;
    for theirs in worked {
        notes.join(theirs);
    }
    report.note(&place, "money-kills", KILLS as f64, "kills");
    report.note(&place, "money-ready-again", instances.slowest / 1000.0, "s");
    report.note(&place, "money-rushes", RUSHES as f64, "times");
    report.at_most(&place, "money-rushes-not-won-by-one", wrong as f64, "times", 0.0);
    desk.judge(&instances, &notes, &place, report).await?;
    instances.stop().await
}

/// Takes turns until all are taken, as a task of its own; what was acknowledged.
async fn at_work(mut hand: Hand, taken: Arc<AtomicUsize>, turns: usize) -> Result<Notes> {
    let work = tokio::spawn(async move {
        while taken.fetch_add(1, Ordering::Relaxed) < turns {
            hand.turn().await?;
        }
        anyhow::Ok(hand.notes)
    });
    work.await?
}

/// Where people work, and with what.
struct Desk<'d> {
    bed: &'d Bed,
    house: &'d Arc<House>,
    doors: &'d Doors,
    administrator: &'d Client,
}

impl Desk<'_> {
    /// While they work, kills a server or lets many want one room, evenly over the turns; what these have written down, and how
    /// many were answered wrongly.
    async fn disturb(
        &self,
        instances: &mut Instances<'_>,
        taken: &AtomicUsize,
        turns: usize,
    ) -> Result<(Notes, usize)> {
        let (mut notes, mut wrong, mut moments) = (Notes::default(), 0, chance(self.bed));
        let all = KILLS + RUSHES;
        for number in 0..all {
            while taken.load(Ordering::Relaxed) < turns * (number + 1) / (all + 1) {
                sleep(BEAT).await;
            }
            if number % (all / RUSHES) == 1 {
                let seed = self.bed.seed.wrapping_add(1_000 * (number as u64 + 1));
                let day = i64::try_from(number)?;
                let (theirs, others) = rush::rush(self.administrator, self.house, self.doors, seed, day).await?;
                notes.join(theirs);
                wrong += others;
            } else {
                // Anywhere within the work on a few requests.
                sleep(Duration::from_micros(moments.random_range(0..20_000))).await;
                instances.kill(moments.random_range(0..self.doors.count())).await?;
            }
        }
        Ok((notes, wrong))
    }

    /// Opens the books.
    async fn judge(&self, instances: &Instances<'_>, notes: &Notes, place: &Place, report: &mut Report) -> Result<()> {
        let connection = instances.data()?.connect().await?;
        let rows = Rows::read(&connection).await?;
        connection.close().await?;
        told(notes, &rows, place, report)?;

        let mut none = |goal: &str, wrong: usize, unit| report.at_most(place, goal, wrong as f64, unit, 0.0);
        let books = Books::open(&rows);
        let totals = books.totals();
        none("money-charges-wrong", books.wrong_charges(), "");
        none("money-charges-overpaid", books.overpaid(), "");
        none("money-receipts-overdrawn", books.overdrawn(), "");
        none("money-crossed", books.crossed(), "");
        none("money-unbalanced", books.unbalanced(&totals), "");
        none("money-invoices-wrong", books.wrong_invoices(), "");
        none("money-number-gaps", series::gaps(&rows), "");
        none("money-days-falling", series::falls(&rows), "");
        none("money-bookings-overlapping", series::overlaps(&rows), "");

        none("money-totals-kept-wrong", books.wrongly_kept(&totals), "");
        let mut reader = Hand::new(self.administrator, self.house, self.doors, self.bed.seed).await?;
        let (dashboards, lists) = screens::differ(&mut reader, &totals).await?;
        none("money-totals-shown-wrong", dashboards, "");
        none("money-lists-wrong", lists, "");
        let verified = server::run(self.bed, instances.data()?, &["verify-totals"], None).await;
        none(
            "money-totals-not-verified",
            usize::from(verified.inspect_err(|error| eprintln!("{error:#}")).is_err()),
            "",
        );
        Ok(())
    }
}

/// What was acknowledged, and what has come of it.
fn told(notes: &Notes, rows: &Rows, place: &Place, report: &mut Report) -> Result<()> {
    let Verdict { lost, extra } = notes.judge(rows)?;
    report.note(place, "money-done", f64::from(notes.successes()), "turns");
    report.note(place, "money-refused", f64::from(notes.refused), "turns");
    report.note(place, "money-unanswered", f64::from(notes.unanswered), "turns");
    report.note(place, "money-forms-sent-again", f64::from(notes.repeated), "times");
    report.note(place, "money-invoices", rows.invoices.iter().filter(|row| row.code.is_some()).count() as f64, "");
    report.at_most(place, "money-faults", f64::from(notes.faults), "", 0.0);
    report.at_most(place, "money-acknowledged-lost", lost as f64, "", 0.0);
    report.at_most(place, "money-happened-unasked", extra as f64, "", 0.0);
    // Where nothing is ever done nothing is proven.
    let never: Vec<&Turn> =
        Turn::ALL.iter().map(|(turn, _)| turn).filter(|turn| !notes.done.contains_key(turn)).collect();
    if !never.is_empty() {
        eprintln!("never done: {never:?}");
    }
    report.at_most(place, "money-turns-never-done", never.len() as f64, "kinds", 0.0);
    Ok(())
}
