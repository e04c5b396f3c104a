//! Ways beside lists, records and files: lookalikes, comparisons, what names a record elsewhere, what is offered in all lists
//! while somebody types, and a scan.

use anyhow::Result;
use domain::{
    customer::{Directory, Field, Sought, Values},
    duplicate::ScanState,
    list::{Count, ListState},
};
use serde_json::json;
use tokio::time::{Duration, sleep};

use super::{
    canary::Canary,
    plant::{FAR, NEAR},
    visit::Visit,
};

const BEAT: Duration = Duration::from_millis(20);
/// By what the form looks for others that may be the same.
const COMPARED: [Field; 3] = [Field::Phone, Field::Email, Field::IdNumber];

/// All of them.
pub async fn try_all(visit: &mut Visit<'_>) -> Result<()> {
    let plant = visit.plant;
    for canary in plant.canaries.iter().filter(|canary| [FAR, NEAR].contains(&canary.record)) {
        lookalikes(visit, canary).await?;
        for typed in [canary.value.clone(), canary.part()] {
            everywhere(visit, canary, &typed).await?;
        }
    }
    compared(visit).await?;
    linked(visit).await?;
    scanned(visit).await
}

/// Somebody types what another customer has.
async fn lookalikes(visit: &mut Visit<'_>, canary: &Canary) -> Result<()> {
    if !COMPARED.contains(&canary.field) {
        return Ok(());
    }
    let values = Values::from([(canary.field, canary.value.clone())]);
    let sought = Sought { values, ..Sought::default() };
    let answer = visit.client.ask("customers/alike", json!({ "directory": "individuals", "sought": sought })).await?;
    // That somebody is met by a hidden number tells the number.
    let met = if answer.text().contains(&visit.plant.value(canary.record, Field::Code)?.value) {
        format!("{} {}", answer.text(), canary.value)
    } else {
        answer.text()
    };
    let is_hidden = canary.field.sensitive().is_some();
    visit.note("lookalikes", if is_hidden { &[] } else { std::slice::from_ref(&canary) }, met);
    Ok(())
}

/// The search of all lists, what it offers and how much it counts; and the tags of a list.
async fn everywhere(visit: &mut Visit<'_>, canary: &Canary, typed: &str) -> Result<()> {
    visit.ask("all suggestions", &[canary], "customers/suggest_all", json!({ "typed": typed })).await?;
    visit.ask("tags", &[], "customers/suggest_tags", json!({ "directory": "individuals", "typed": typed })).await?;
    let answer = visit.client.ask("customers/count_hits", json!({ "typed": typed })).await?;
    let hits: Vec<(Directory, Count)> = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = &visit.plant.value(canary.record, Field::Code)?.value;
    let told = match hits.iter().any(|(_, count)| count.records > 0) {
        true => format!("{code} {}", canary.value),
        false => String::new(),
    };
    let is_hidden = canary.field.sensitive().is_some();
    visit.note("all hits", if is_hidden { &[] } else { std::slice::from_ref(&canary) }, told);
    Ok(())
}

/// Two records side by side. What behind masks is alike or not is not told.
async fn compared(visit: &mut Visit<'_>) -> Result<()> {
    for (one, other) in [(NEAR, FAR), (FAR, NEAR)] {
        let code = visit.plant.value(other, Field::Code)?;
        let asked = json!({ "directory": "individuals", "id": visit.plant.id(one)?, "with": code.value });
        visit.ask("comparison", &[code], "customers/compare", asked).await?;
    }
    Ok(())
}

/// A team of the staff's branch for which somebody from far away stands.
async fn linked(visit: &mut Visit<'_>) -> Result<()> {
    let (id, code) = &visit.plant.team;
    visit.ask("links", &[], "customers/detail", json!({ "directory": "teams", "code": code })).await?;
    let list = ListState::whole(Directory::Teams);
    visit.ask("links in the list", &[], "customers/list", json!({ "state": list })).await?;
    visit
        .ask(
            "links in the history",
            &[],
            "customers/history",
            json!({ "directory": "teams", "id": id, "before": null }),
        )
        .await?;
    visit.see("links on the page", &[], &format!("/customers/teams/{code}")).await?;
    Ok(())
}

/// A scan of the list finds what its user sees.
async fn scanned(visit: &mut Visit<'_>) -> Result<()> {
    let list = json!({ "directory": "individuals" });
    let answer = visit.ask("scan", &[], "duplicates/start", &list).await?;
    if !answer.status.is_success() {
        return Ok(());
    }
    loop {
        let state: Option<ScanState> = visit.client.call("duplicates/state", &list).await?;
        match state {
            Some(state) if state.status.is_busy() => sleep(BEAT).await,
            _ => break,
        }
    }
    visit.ask("scan", &[], "duplicates/groups", json!({ "directory": "individuals", "after": null })).await?;
    Ok(())
}
