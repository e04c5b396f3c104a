//! The list as people use it beside the pages of individuals: the other lists, what a builder puts together, rows that are
//! held, and how many there are.

use anyhow::{Context, Result, ensure};
use domain::{
    CustomerId,
    customer::{Directory, Field},
    filter::Group,
    list::{Count, HeldRow, ListState, Listed, Place, Sort, SortKey},
};
use rand::{RngExt, seq::IndexedRandom};
use serde_json::json;

use crate::{Bed, chance, client::Client, data::Data, percentile, report::Report, timed};

const WARM_UP: usize = 15;
const REQUESTS: usize = 150;
/// Rows that a tab holds.
const HELD: usize = 500;

/// A list, and what is typed into its filters.
type Filtered = (Directory, &'static [(Field, &'static [&'static str])]);

/// What the other lists are filtered by, with what is more and less frequent.
const OTHERS: [Filtered; 3] = [
    (
        Directory::Organizations,
        &[
            (Field::Name, &["xay dung", "minh phat", "cong ty"]),
            (Field::TaxCode, &["03", "0312"]),
            (Field::Phone, &["0905", "12345", "777"]),
            (Field::CreatedAt, &["1/1/2026..31/3/2026", "1/6/2025.."]),
        ],
    ),
    (
        Directory::Teams,
        &[
            (Field::Name, &["doan", "nhom sinh vien", "biển xanh"]),
            (Field::Phone, &["0905", "12345", "777"]),
            (Field::Email, &["nguyen", "tuan"]),
            (Field::CreatedAt, &["1/1/2026..31/3/2026", "1/6/2025.."]),
        ],
    ),
    (
        Directory::Leads,
        &[
            (Field::Name, &["nguyen", "thi lan", "công ty"]),
            (Field::Phone, &["0905", "12345", "777"]),
            (Field::Gender, &["male"]),
            (Field::CreatedAt, &["1/1/2026..31/3/2026", "1/6/2025.."]),
        ],
    ),
];

/// As people put them together: what is rare, what is frequent, alternatives, what is not, groups within groups.
const BUILT: [&str; 8] = [
    "phone.empty~email.filled",
    "any(name.has.lan~name.has.hue)~gender.is.female",
    "name.starts.nguyen~date_of_birth.after.1/1/1990~gender.is.male",
    "any(phone.has.777~email.starts.tuan)",
    "created_at.after.1/1/2026~any(gender.is.male~date_of_birth.empty)",
    "address_province.has.da nang~note.filled",
    "tags.is.thân thiết~gender.is.female",
    "nationality.empty~job_title.has.giam doc",
];

/// All of it, as the people of each reach.
pub async fn measure(bed: &Bed, data: &Data, people: &mut [Client], report: &mut Report) -> Result<()> {
    let mut chance = chance(bed);
    for (directory, filters) in OTHERS {
        let mut of = |turn: usize| mixed(&mut chance, directory, filters, turn);
        pages(directory.key(), &mut of, data, people, report).await?;
    }
    for built in BUILT {
        ensure!(Group::read(built).to_string() == *built, "{built} is not understood");
    }
    let mut built = |turn: usize| ListState {
        advanced: BUILT.get(turn % BUILT.len()).copied().unwrap_or_default().to_owned(),
        sort: some_sort(turn / BUILT.len()),
        ..ListState::default()
    };
    pages("advanced", &mut built, data, people, report).await?;
    counts(data, people, report).await?;
    held(data, people, report).await
}

/// Pages of one kind: the median, what 95 of 100 stay under, the slowest.
async fn pages(
    kind: &str,
    of: &mut impl FnMut(usize) -> ListState,
    data: &Data,
    people: &mut [Client],
    report: &mut Report,
) -> Result<()> {
    let (mut times, mut slowest) = (Vec::new(), (0.0, Vec::new()));
    let number = people.len();
    for turn in 0..WARM_UP + REQUESTS {
        let state = of(turn);
        let Some(person) = people.get_mut(turn % number) else { continue };
        let (_, time) = timed(person.call::<Listed>("customers/list", json!({ "state": state }))).await?;
        if turn < WARM_UP {
            continue;
        }
        times.push(time);
        if time > slowest.0 {
            slowest = (time, state.to_pairs());
        }
    }
    let place = data.place();
    report.note(&place, &format!("list-{kind}-p50"), percentile(&times, 50.0), "ms");
    report.at_most(&place, &format!("list-{kind}-p95"), percentile(&times, 95.0), "ms", 50.0);
    report.at_most(&place, &format!("list-{kind}-max"), slowest.0, "ms", 250.0);
    eprintln!("slowest of {kind}: {:?}", slowest.1);
    Ok(())
}

fn mixed(chance: &mut impl RngExt, directory: Directory, filters: &[(Field, &[&str])], turn: usize) -> ListState {
    let count = match chance.random_range(0..100) {
        0..60 => 0,
        60..90 => 1,
        _ => 3,
    };
    let mut state = ListState { directory, ..ListState::default() };
    for (field, texts) in filters.sample(chance, count) {
        if let Some(text) = texts.choose(chance) {
            state.filters.insert(*field, (*text).to_owned());
        }
    }
    state.sort = some_sort(turn);
    state
}

fn some_sort(turn: usize) -> Option<Sort> {
    let by = SortKey::ALL.get(turn % SortKey::ALL.len()).copied();
    by.map(|by| Sort { by, descending: turn / SortKey::ALL.len() % 2 == 1 })
}

/// How many there are: of everything, of what one filter leaves, of what is built.
async fn counts(data: &Data, people: &mut [Client], report: &mut Report) -> Result<()> {
    let filtered =
        |field: Field, text: &str| ListState { filters: [(field, text.to_owned())].into(), ..ListState::default() };
    let mut states = vec![
        filtered(Field::Gender, "female"),
        filtered(Field::Name, "lan"),
        filtered(Field::Name, "quynh"),
        filtered(Field::Phone, "777"),
        filtered(Field::Email, "tuan"),
        filtered(Field::DateOfBirth, "1/1/1990..31/12/1999"),
        filtered(Field::CreatedAt, "1/1/2026..31/3/2026"),
    ];
    states.extend(BUILT.iter().map(|built| ListState { advanced: (*built).to_owned(), ..ListState::default() }));
    let mut times = Vec::new();
    for round in 0..4 {
        for state in &states {
            for person in people.iter_mut() {
                let time = timed(person.call::<Count>("customers/count", json!({ "state": state }))).await?.1;
                if round > 0 {
                    times.push(time);
                }
            }
        }
    }
    let place = data.place();
    report.note(&place, "count-filtered-p50", percentile(&times, 50.0), "ms");
    report.note(&place, "count-filtered-p95", percentile(&times, 95.0), "ms");
    Ok(())
}

/// How the rows of a tab are now: all as they were, and all changed since.
async fn held(data: &Data, people: &mut [Client], report: &mut Report) -> Result<()> {
    let person = people.first_mut().context("nobody asks")?;
    let mut state = ListState { sort: some_sort(1), ..ListState::default() };
    let mut rows: Vec<(CustomerId, i64)> = Vec::new();
    while rows.len() < HELD {
        let page: Listed = person.call("customers/list", json!({ "state": state })).await?;
        rows.extend(page.rows.iter().map(|row| (row.id, row.version)));
        let Some(after) = page.after else { break };
        state.place = Place::After(after);
    }
    rows.truncate(HELD);
    state.place = Place::Start;
    let older: Vec<_> = rows.iter().map(|(id, version)| (*id, version - 1)).collect();
    let place = data.place();
    for (goal, rows) in [("held-same-p95", rows), ("held-changed-p95", older)] {
        let mut times = Vec::new();
        for _ in 0..40 {
            let asked = json!({ "state": state, "rows": rows });
            times.push(timed(person.call::<Vec<HeldRow>>("customers/held", asked)).await?.1);
        }
        report.note(&place, goal, percentile(&times, 95.0), "ms");
    }
    Ok(())
}
