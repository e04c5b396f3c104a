//! The audit trail: what was done to records, with old and new values.

use anyhow::{Context, Result};
use domain::{
    audit::{AuditCursor, AuditFilter, AuditPage},
    customer::Field,
};
use serde_json::json;

use super::{canary::Canary, files::unpacked, visit::Visit};
use crate::{client::Answer, server::PASSWORD};

/// A code that no customer has.
const NOBODY: &str = "CN-0";

/// The trail as a list and as a file, whole and about each record.
pub async fn try_all(visit: &mut Visit<'_>) -> Result<()> {
    // To take a file away is a dangerous act.
    visit.client.call::<()>("accounts/confirm", json!({ "password": PASSWORD, "code": null })).await?;
    whole(visit).await?;
    visit.ask("audit trail", &[], "audit/people", json!({})).await?;
    file(visit, &[], "").await?;
    workbook(visit, &[], "").await?;
    let plant = visit.plant;
    let (nothing, no_file) = (about(visit, &[], NOBODY).await?, file(visit, &[], NOBODY).await?);
    for record in &plant.records {
        let code = plant.value(record.name, Field::Code)?;
        let found = about(visit, &[code], &code.value).await?;
        let in_file = file(visit, &[code], &code.value).await?;
        workbook(visit, &[code], &code.value).await?;
        // To whom a record is missing, nothing was ever done to it.
        if !visit.sight.has(record.name) {
            visit.compare("missing in the trail", record.name, [&found, &nothing])?;
            visit.compare("missing in the trail", record.name, [&in_file, &no_file])?;
        }
    }
    Ok(())
}

/// Every page of the list.
async fn whole(visit: &mut Visit<'_>) -> Result<()> {
    let mut after = None::<AuditCursor>;
    loop {
        let asked = json!({ "filter": AuditFilter::default(), "after": after });
        let answer = visit.ask("audit trail", &[], "audit/list", asked).await?;
        let page =
            if answer.status.is_success() { serde_json::from_slice(&answer.body)? } else { AuditPage::default() };
        match page.next {
            None => return Ok(()),
            next => after = next,
        }
    }
}

/// The entries of one record.
async fn about(visit: &mut Visit<'_>, said: &[&Canary], code: &str) -> Result<Answer> {
    let filter = AuditFilter { record: code.to_owned(), ..AuditFilter::default() };
    visit.ask("audit trail of one", said, "audit/list", json!({ "filter": filter, "after": null })).await
}

/// The same as a file; with an empty code all of it.
async fn file(visit: &mut Visit<'_>, said: &[&Canary], code: &str) -> Result<Answer> {
    let path = format!("/config/audit/export?record={code}&format=csv");
    visit.see("audit trail as a file", said, &path).await.context("the file of the trail")
}

/// The same as a workbook, of which no two are the same to the byte.
async fn workbook(visit: &mut Visit<'_>, said: &[&Canary], code: &str) -> Result<()> {
    let file = visit.client.get(&format!("/config/audit/export?record={code}&format=xlsx")).await?;
    visit.note("audit trail as a workbook", said, unpacked(&file.body)?);
    Ok(())
}
