//! Each guard is missed when it is off: with it the cells of its use case are as they must be, and without it they are
//! not. One guard of the whole process is off at a time, so this runs alone.

use std::{cell::RefCell, collections::BTreeSet, fs, path::Path};

use server::http::endpoints::{ENDPOINTS, Kind};
use services::authz::guards::{Guard, Place, Question, SEEING, met, passed, switch_off};
use test_support::on_sqlite;

use super::{
    answers::Finding,
    cells::Cells,
    confirming,
    jobs::{self, Work},
    seeing, tabs,
    world::World,
};
use crate::house::House;

/// What asks for rights, as it is written in the sources.
const QUESTIONS: [&str; 20] = [
    ".permit::<",
    ".permit_in::<",
    ".permit_anywhere::<",
    ".permit()",
    ".ask::<",
    ".write::<",
    ".write_in::<",
    ".write_anywhere::<",
    ".begin_rights_change::<",
    ".check_touches(",
    ".check_gives(",
    ".check_other(",
    ".check_full(",
    ".check_gains(",
    ".check_confirmed(",
    ".check_own(",
    ".opens(",
    "unit.own(",
    "unit.may_at(",
    "unit.may(",
];

/// Names use cases, apart by commas: the guards of these alone are switched off, for whoever works on them.
const USE_CASES: &str = "GUARDS_OF";

#[tokio::test]
#[ignore = "switches guards off: `cargo xtask prove guards` runs it alone"]
async fn every_guard_is_missed() {
    let with_all = findings(None).await;
    assert!(with_all.is_empty(), "with all guards on:\n{}", with_all.join("\n"));
    let mut guards = met();
    // What a page asks for it asks of server functions, which are endpoints themselves; and what the world is furnished
    // with is asked for by nobody.
    let pages: Vec<&str> =
        ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.kind, Kind::Page)).map(|page| page.path).collect();
    guards.retain(|guard, _| guard.question == Question::SignedIn || !pages.contains(&guard.use_case.as_str()));
    guards.retain(|guard, _| !guard.use_case.is_empty());
    // A job is nobody's session, in which somebody could look as another person.
    guards.retain(|guard, _| guard.question != Question::Looking || guard.use_case.starts_with('/'));
    if let Ok(wanted) = std::env::var(USE_CASES) {
        guards.retain(|guard, _| wanted.split(',').any(|use_case| guard.use_case == use_case));
    }
    let unreached = unreached(&passed());
    let mut unnoticed = Vec::new();
    for (guard, places) in &guards {
        let places: Vec<String> = places.iter().map(|(file, line)| format!("{file}:{line}")).collect();
        match findings(Some(guard)).await.first() {
            Some(finding) => println!("without {guard}: {finding}"),
            None => unnoticed.push(format!("{guard} ({})", places.join(", "))),
        }
    }
    let places: BTreeSet<&Place> = guards.values().flatten().collect();
    println!("guards: {} at {} lines, {} noticed", guards.len(), places.len(), guards.len() - unnoticed.len());
    assert!(unnoticed.is_empty(), "nobody notices without:\n{}", unnoticed.join("\n"));
    assert!(unreached.is_empty(), "the matrix never comes to:\n{}", unreached.join("\n"));
}

/// What is wrong in a new world: everywhere, or in the use case of a guard that is off, and there the first thing.
async fn findings(off: Option<&Guard>) -> Vec<Finding> {
    let found = RefCell::new(Vec::new());
    on_sqlite(async |services| {
        let world = World::new(House::new(services).await).await;
        let concerns = |use_case: &str| off.is_none_or(|guard| guard.use_case == use_case);
        let asks = |question: Question| off.is_none_or(|guard| guard.question == question);
        switch_off(off.cloned());
        let mut cells = Cells::of(&world).await;
        for endpoint in ENDPOINTS.iter().filter(|endpoint| concerns(endpoint.path)) {
            let findings = cells.endpoint(endpoint, off.is_some()).await;
            found.borrow_mut().extend(findings);
        }
        for endpoint in ENDPOINTS.iter().filter(|endpoint| asks(Question::Confirmed) && concerns(endpoint.path)) {
            let findings = confirming::findings(&world, endpoint).await;
            found.borrow_mut().extend(findings);
        }
        if asks(Question::Looking) {
            let findings = seeing::findings(&world.house, |endpoint| concerns(endpoint.path)).await;
            found.borrow_mut().extend(findings);
        }
        if concerns(SEEING) {
            let findings = seeing::outgrown(&world).await;
            found.borrow_mut().extend(findings);
        }
        if concerns(tabs::LIVE) {
            let findings = tabs::findings(&world).await;
            found.borrow_mut().extend(findings);
        }
        for work in Work::ALL.into_iter().filter(|work| concerns(work.use_case())) {
            let findings = jobs::findings(&world, work).await;
            found.borrow_mut().extend(findings);
        }
        switch_off(None);
    })
    .await;
    found.into_inner()
}

/// Lines of the use cases that ask for rights and were never come to.
fn unreached(passed: &BTreeSet<Place>) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut folders, mut unreached) = (vec![root.join("crates/services/src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("authz") {
                folders.push(path);
            } else if path.is_file() {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().zip(1..).filter(|(line, _)| QUESTIONS.iter().any(|asks| line.contains(asks)));
                let missed = lines.filter(|(_, line)| !passed.iter().any(|place| *place == (name, *line)));
                unreached.extend(missed.map(|(text, line)| format!("{name}:{line} {}", text.trim())));
            }
        }
    }
    unreached
}
