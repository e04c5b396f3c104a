//! Lists, records and pages.

use anyhow::{Result, ensure};
use domain::{
    customer::{Directory, Field},
    list::{Count, ListState, Sort, SortKey},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    canary::Canary,
    plant::{FAR, GONE, NEAR},
    staff::Sight,
    visit::Visit,
};

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";
/// What the filter row compares.
const FILTERED: [Field; 6] = [Field::Name, Field::Phone, Field::Code, Field::Email, Field::Note, Field::Address];
/// What no filter compares, whoever asks.
const UNFILTERED: [Field; 2] = [Field::IdNumber, Field::MonthlyIncome];
const PAGES: [&str; 10] = [
    "/",
    "/customers/individuals",
    "/trash",
    "/import",
    "/profile",
    "/profile/rights",
    "/config/users",
    "/config/roles",
    "/config/branches",
    "/config/audit",
];

/// All of them.
pub async fn try_all(visit: &mut Visit<'_>) -> Result<()> {
    sorted(visit).await?;
    let plant = visit.plant;
    for canary in plant.canaries.iter().filter(|canary| [FAR, NEAR].contains(&canary.record)) {
        for typed in [canary.value.clone(), domain::fold::fold(&canary.value), canary.part()] {
            search(visit, canary, typed).await?;
        }
        filter(visit, canary).await?;
    }
    visit.ask("choices", &[], "customers/choices", json!({ "directory": "individuals" })).await?;
    visit
        .ask("trash", &[], "customers/trashed", json!({ "directory": "individuals", "typed": "", "after": null }))
        .await?;
    for record in &plant.records {
        one(visit, record.name).await?;
    }
    drafts(visit).await?;
    pages(visit).await
}

/// What others have typed into the same forms and not saved.
async fn drafts(visit: &mut Visit<'_>) -> Result<()> {
    for form in visit.plant.forms()? {
        visit.ask("drafts", &[], "drafts/find", json!({ "form": form })).await?;
    }
    Ok(())
}

/// The list in every order; by a sensitive field there is none.
async fn sorted(visit: &mut Visit<'_>) -> Result<()> {
    let shown = Field::ALL.iter().filter_map(|field| SortKey::of(*field));
    for by in SortKey::ALL.iter().copied().chain(shown) {
        for descending in [false, true] {
            let state = ListState { sort: Some(Sort { by, descending }), ..ListState::default() };
            visit.ask("list", &[], "customers/list", json!({ "state": state })).await?;
        }
    }
    let columns = Directory::Individuals.fields().collect();
    let state = ListState { columns, ..ListState::default() };
    visit.ask("columns", &[], "customers/list", json!({ "state": state })).await?;
    for key in [Field::IdNumber.key(), Field::MonthlyIncome.key()] {
        let mut state = serde_json::to_value(ListState::default())?;
        if let Some(sort) = state.get_mut("sort") {
            *sort = json!({ "by": key, "descending": false });
        }
        let answer = visit.ask("list", &[], "customers/list", json!({ "state": state })).await?;
        ensure!(answer.status.is_client_error(), "a list is sorted by {key}");
    }
    Ok(())
}

/// Search box and suggestions.
async fn search(visit: &mut Visit<'_>, canary: &Canary, typed: String) -> Result<()> {
    visit
        .ask("suggestions", &[canary], "customers/suggest", json!({ "directory": "individuals", "typed": typed }))
        .await?;
    let state = ListState { search: typed, ..ListState::default() };
    visit.ask("search", &[canary], "customers/list", json!({ "state": state })).await?;
    count(visit, "search count", canary, &state).await
}

/// The filter row: what is sensitive has no place in it, and the refusal does not depend on what was typed.
async fn filter(visit: &mut Visit<'_>, canary: &Canary) -> Result<()> {
    let with = |typed: &str| ListState { filters: [(canary.field, typed.to_owned())].into(), ..ListState::default() };
    if FILTERED.contains(&canary.field) {
        let state = with(&canary.value);
        visit.ask("filter", &[canary], "customers/list", json!({ "state": state })).await?;
        return count(visit, "filter count", canary, &state).await;
    }
    if UNFILTERED.contains(&canary.field) {
        for function in ["customers/list", "customers/count"] {
            let right = visit.client.ask(function, json!({ "state": with(&canary.value) })).await?;
            let wrong = visit.client.ask(function, json!({ "state": with("079000000000") })).await?;
            ensure!(right.status.is_client_error(), "a list is filtered by {}", canary.field.key());
            visit.compare("refused filter", canary.record, [&right, &wrong])?;
        }
    }
    Ok(())
}

/// That something is counted tells that it is there; by what is hidden nobody counts, not even what they may see.
async fn count(visit: &mut Visit<'_>, channel: &'static str, canary: &Canary, state: &ListState) -> Result<()> {
    let answer = visit.client.ask("customers/count", json!({ "state": state })).await?;
    let is_counted = serde_json::from_slice::<Count>(&answer.body).is_ok_and(|count| count.records > 0);
    let code = visit.plant.value(canary.record, Field::Code)?;
    let told = if is_counted { format!("{} {}", code.value, canary.value) } else { String::new() };
    let is_hidden = canary.field.sensitive().is_some();
    visit.note(channel, if is_hidden { &[] } else { std::slice::from_ref(&canary) }, told);
    Ok(())
}

/// Everything that asks for one record.
async fn one(visit: &mut Visit<'_>, name: &'static str) -> Result<()> {
    let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
    let missing = visit.client.ask("customers/detail", json!({ "directory": "individuals", "code": "CN-0" })).await?;
    let found = visit
        .ask("detail", &[code], "customers/detail", json!({ "directory": "individuals", "code": code.value }))
        .await?;
    visit.compare("missing", name, [&found, &missing])?;
    let nothing = json!({ "version": 1, "fields": {}, "without_email": false });
    let questions = [
        ("history", "customers/history", json!({ "before": null })),
        ("unmask", "customers/unmask", json!({ "field": Field::IdNumber })),
        ("unmask", "customers/unmask", json!({ "field": Field::MonthlyIncome })),
        ("change", "customers/change", json!({ "change": nothing })),
        ("restore", "customers/restore", json!({})),
        ("trashing", "customers/trash", json!({})),
    ];
    for (channel, function, arguments) in questions {
        let is_act = ["restore", "trashing"].contains(&channel);
        if is_act && visit.sight.has(name) && name != GONE {
            continue;
        }
        let found = visit.ask(channel, &[], function, with_id(&arguments, &id.to_string())).await?;
        let missing = visit.client.ask(function, with_id(&arguments, NOBODY)).await?;
        if !visit.sight.has(name) || visit.sight == Sight::Everything {
            visit.compare("missing", name, [&found, &missing])?;
        }
    }
    let columns = Directory::Individuals.fields().collect();
    let state = ListState { columns, ..ListState::default() };
    visit.ask("held rows", &[], "customers/held", json!({ "state": state, "rows": [[id, 0]] })).await?;
    let values = json!({ "name": "Người Mới", "code": code.value });
    let asked = json!({ "directory": "individuals", "key": Uuid::now_v7(), "input": { "values": values, "without_email": true } });
    visit.ask("code in use", &[code], "customers/create", asked).await?;
    Ok(())
}

fn with_id(arguments: &Value, id: &str) -> Value {
    let mut arguments = arguments.clone();
    if let Some(fields) = arguments.as_object_mut() {
        fields.insert("directory".to_owned(), "individuals".into());
        fields.insert("id".to_owned(), id.into());
    }
    arguments
}

/// Documents as the server renders them, with the data for the client in them.
async fn pages(visit: &mut Visit<'_>) -> Result<()> {
    for path in PAGES {
        visit.see("page", &[], path).await?;
    }
    for name in [FAR, NEAR, GONE] {
        let (code, phone) = (visit.plant.value(name, Field::Code)?, visit.plant.value(name, Field::Phone)?);
        visit.see("page of one", &[code], &format!("/customers/individuals/{}", code.value)).await?;
        visit.see("page of hits", &[phone], &format!("/customers/individuals?q={}", phone.value)).await?;
    }
    Ok(())
}
