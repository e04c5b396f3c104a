//! Finding people by a part of the name, suggestions while somebody types, and one customer whole.

use anyhow::{Result, ensure};
use domain::{
    customer::{CustomerDetail, Field, Suggestion},
    history::HistoryEntry,
    list::{ListState, Listed},
};
use hyper::StatusCode;
use rand::{RngExt, seq::IndexedRandom};
use serde_json::json;

use crate::{Bed, chance, client::Client, data::Data, percentile, report::Report, server::Server, timed};

const REQUESTS: usize = 400;

/// Search and suggestions.
pub async fn measure(bed: &Bed, data: &Data, server: &Server, report: &mut Report) -> Result<()> {
    let (mut person, mut chance, place) = (server.administrator().await?, chance(bed), data.place());
    let names = some_names(&mut person).await?;
    let (mut searches, mut suggestions) = (Vec::new(), Vec::new());
    for turn in 0..REQUESTS {
        let term = term(&names, &mut chance, turn);
        let asked = json!({ "state": ListState { search: term.clone(), ..ListState::default() } });
        searches.push(timed(person.call::<Listed>("customers/list", asked)).await?.1);
        let typed: String = term.chars().take(chance.random_range(1..=term.chars().count().max(1))).collect();
        let asked = json!({ "directory": "individuals", "typed": typed });
        suggestions.push(timed(person.call::<Vec<Suggestion>>("customers/suggest", asked)).await?.1);
    }
    report.note(&place, "search-p50", percentile(&searches, 50.0), "ms");
    report.at_most(&place, "search-p95", percentile(&searches, 95.0), "ms", 50.0);
    report.note(&place, "search-max", percentile(&searches, 100.0), "ms");
    report.at_most(&place, "suggest-p95", percentile(&suggestions, 95.0), "ms", 50.0);
    Ok(())
}

/// A customer with the history, as the detail page asks for it.
pub async fn measure_detail(bed: &Bed, data: &Data, server: &Server, report: &mut Report) -> Result<()> {
    let (mut person, mut chance, place) = (server.administrator().await?, chance(bed), data.place());
    let (mut details, mut pages) = (Vec::new(), Vec::new());
    while details.len() < REQUESTS {
        let code = domain::customer::GivenCode(chance.random_range(1..=data.customers().cast_signed())).to_string();
        let asked = json!({ "directory": "individuals", "code": code });
        let (answer, found) = timed(person.ask("customers/detail", asked)).await?;
        // Most codes are of individuals, and these are measured.
        if answer.status == StatusCode::NOT_FOUND {
            continue;
        }
        ensure!(answer.status.is_success(), "{code}: {}", answer.status);
        let detail: CustomerDetail = serde_json::from_slice(&answer.body)?;
        let asked = json!({ "directory": "individuals", "id": detail.id, "before": null });
        let history = timed(person.call::<Vec<HistoryEntry>>("customers/history", asked)).await?.1;
        details.push(found + history);
        let path = format!("/customers/individuals/{code}");
        pages.push(timed(person.get(&path)).await?.1);
    }
    report.at_most(&place, "detail-p95", percentile(&details, 95.0), "ms", 50.0);
    report.note(&place, "detail-document-p95", percentile(&pages, 95.0), "ms");
    Ok(())
}

/// Names as frequent as they are in the data.
async fn some_names(person: &mut Client) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut state = ListState::default();
    for _ in 0..6 {
        let page: Listed = person.call("customers/list", json!({ "state": state })).await?;
        names.extend(page.rows.into_iter().filter_map(|row| row.values.get(&Field::Name).cloned()));
        let Some(after) = page.after else { break };
        state.place = domain::list::Place::After(after);
    }
    Ok(names)
}

/// Now the two most frequent words, now one word, two words, or the inside of a word; with marks and without.
fn term(names: &[String], chance: &mut impl RngExt, turn: usize) -> String {
    let name = names.choose(chance).map(String::as_str).unwrap_or_default();
    let words: Vec<&str> = name.split(' ').collect();
    let from = chance.random_range(0..words.len());
    let word = words.get(from).copied().unwrap_or_default();
    match turn % 10 {
        0 => "nguyen".to_owned(),
        1 => "thi".to_owned(),
        2 | 3 => word.to_owned(),
        4 => domain::fold::fold(name),
        5 | 6 => domain::fold::fold(&words.get(from..).unwrap_or_default().join(" ")),
        7 => domain::fold::fold(word).chars().skip(1).collect(),
        _ => domain::fold::fold(word),
    }
}
