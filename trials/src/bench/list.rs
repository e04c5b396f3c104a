//! Pages of the list: 60 of a hundred without a filter, 30 with one, 10 with three; every sort, three reaches.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{
    customer::Field,
    list::{Count, ListState, Listed, Place, Sort, SortKey},
};
use rand::{RngExt, seq::IndexedRandom};
use serde_json::json;

use crate::{
    Bed, chance,
    client::Client,
    data::{BRANCH, Data, OWN},
    percentile,
    report::Report,
    server::{ADMINISTRATOR, PASSWORD, Server},
    timed,
};

const WARM_UP: usize = 60;
const REQUESTS: usize = 600;
const CONNECTIONS: usize = 64;
const LOAD: Duration = Duration::from_secs(5);
/// Fewer bytes than any page of rows.
const A_PAGE: usize = 10_000;
/// As far as somebody might scroll.
const FAR: usize = 1_000;

/// What people filter by, with what is more and less frequent.
const FILTERS: [(Field, &[&str]); 7] = [
    (Field::Name, &["nguyen", "thi lan", "đặng", "minh", "quynh"]),
    (Field::Phone, &["0905", "12345", "777"]),
    (Field::Email, &["example", "tuan"]),
    (Field::Gender, &["male", "female"]),
    (Field::CreatedAt, &["1/1/2026..31/3/2026", "1/6/2025.."]),
    (Field::DateOfBirth, &["1/1/1990..31/12/1999"]),
    (Field::Code, &["KH00", "KH0001"]),
];

/// Tells the median in milliseconds.
pub async fn measure(bed: &Bed, data: &Data, server: &Server, report: &mut Report) -> Result<f64> {
    let place = data.place();
    let mut people = Vec::new();
    for email in [ADMINISTRATOR, BRANCH, OWN] {
        people.push(Client::sign_in(server.addr, email, PASSWORD).await?);
    }
    let mut chance = chance(bed);
    let (mut times, mut slowest) = (Vec::new(), (0.0, ListState::default()));
    let (mut counts, mut bytes) = (Vec::new(), 0);
    for turn in 0..WARM_UP + REQUESTS {
        let state = state(&mut chance, turn);
        let reach = turn % people.len();
        let Some(person) = people.get_mut(reach) else { continue };
        let asked = json!({ "state": state });
        let (page, time) = timed(person.call::<Listed>("customers/list", asked.clone())).await?;
        if turn < WARM_UP {
            continue;
        }
        bytes += serde_json::to_vec(&page)?.len();
        times.push(time);
        if time > slowest.0 {
            slowest = (time, state);
        }
        if turn % 6 == 0 {
            counts.push(timed(person.call::<Count>("customers/count", asked)).await?.1);
        }
    }
    let median = percentile(&times, 50.0);
    report.note(&place, "list-p50", median, "ms");
    report.at_most(&place, "list-p95", percentile(&times, 95.0), "ms", 50.0);
    report.at_most(&place, "list-max", slowest.0, "ms", 250.0);
    eprintln!("slowest: {:?}", slowest.1.to_pairs());
    report.note(&place, "list-bytes", bytes as f64 / times.len() as f64 / 1024.0, "KiB");
    report.note(&place, "count-p95", percentile(&counts, 95.0), "ms");
    super::ways::measure(bed, data, &mut people, report).await?;
    let Some(administrator) = people.first_mut() else { return Ok(median) };
    far_down(administrator, data, report).await?;
    under_load(administrator, data, report).await?;
    Ok(median)
}

/// The next request of the mix.
fn state(chance: &mut impl RngExt, turn: usize) -> ListState {
    let filters = match chance.random_range(0..100) {
        0..60 => 0,
        60..90 => 1,
        _ => 3,
    };
    let mut state = ListState::default();
    for (field, texts) in FILTERS.sample(chance, filters) {
        if let Some(text) = texts.choose(chance) {
            state.filters.insert(*field, (*text).to_owned());
        }
    }
    let by = SortKey::ALL.get(turn % SortKey::ALL.len()).copied();
    state.sort = by.map(|by| Sort { by, descending: chance.random_bool(0.5) });
    state
}

/// Page 1,000 compared with page 1.
async fn far_down(person: &mut Client, data: &Data, report: &mut Report) -> Result<()> {
    let mut state = ListState { sort: Some(Sort { by: SortKey::Name, descending: false }), ..ListState::default() };
    let mut times = Vec::new();
    while times.len() < FAR {
        let asked = json!({ "state": state });
        let (page, time) = timed(person.call::<Listed>("customers/list", asked)).await?;
        times.push(time);
        let Some(after) = page.after else { break };
        state.place = Place::After(after);
    }
    let part = |from: usize, to: usize| percentile(times.get(from..to).unwrap_or_default(), 50.0);
    if times.len() == FAR {
        report.at_most(&data.place(), "list-page-1000", part(FAR - 50, FAR) / part(1, 51), "x", 1.2);
    }
    Ok(())
}

/// Many connections that ask without a pause.
async fn under_load(person: &Client, data: &Data, report: &mut Report) -> Result<()> {
    let asked = json!({ "state": ListState::default() });
    let until = Instant::now() + LOAD;
    let mut workers = Vec::new();
    for _ in 0..CONNECTIONS {
        let (mut client, asked) = (person.again().await?, asked.clone());
        workers.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                // What comes is looked at no further than a load generator does: reading the rows is the browser's work.
                let (answer, time) = timed(client.ask("customers/list", &asked)).await?;
                ensure!(answer.status.is_success() && answer.body.len() > A_PAGE, "a page is {}", answer.status);
                times.push(time);
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    let place = data.place();
    report.at_least(&place, "list-per-second", times.len() as f64 / LOAD.as_secs_f64(), "1/s", 1_500.0);
    report.note(&place, "list-per-second-p99", percentile(&times, 99.0), "ms");
    Ok(())
}
