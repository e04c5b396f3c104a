//! Results and files that were made while somebody saw more.

use anyhow::{Context, Result};
use domain::{
    customer::Field,
    export::ExportRequest,
    permission::{Action, Resource, Scope},
    user::UserDetail,
};
use serde_json::json;

use super::{
    files::{download, export, import_code, results},
    plant::{NEAR, Plant},
    staff::Sight,
    visit::{Told, Visit},
};
use crate::office::Office;

/// The way by which they are asked for.
const CHANNEL: &str = "after narrowing";

/// What somebody is told of them before and after the move to another branch.
pub struct Outlived {
    /// While the near record was in reach.
    pub before: Vec<Told>,
    /// Afterwards.
    pub after: Vec<Told>,
}

/// Somebody of the near record's branch imports and exports, and goes to a branch where nothing is.
pub async fn prove(office: &mut Office, plant: &Plant) -> Result<Outlived> {
    let (here, elsewhere) = (plant.branch, office.branch("Chi nhánh Tây").await?);
    let cells = [Action::Edit, Action::Create, Action::Import, Action::Export];
    let cells = cells.map(|action| ((action, Resource::Individuals), Scope::Branch));
    let role = office.role("mover", &cells).await?;
    let person = office.person("mover", here, role).await?;
    let mut visit = Visit { client: person.client.again().await?, plant, sight: Sight::Near, told: Vec::new() };
    let import = import_code(&mut visit, NEAR).await?.context("the import is refused")?;
    let file = export(&mut visit, CHANNEL, &[], ExportRequest::default()).await?.context("the export is refused")?;
    results(&mut visit, CHANNEL, &[], import).await?;
    let before = std::mem::take(&mut visit.told);

    let UserDetail { version, mut input, .. } =
        office.administrator.call("users/detail", json!({ "id": person.id })).await?;
    input.branches = vec![elsewhere];
    let asked = json!({ "id": person.id, "version": version, "input": input });
    office.administrator.call::<()>("users/change", asked).await?;
    let code = [plant.value(NEAR, Field::Code)?];
    results(&mut visit, CHANNEL, &code, import).await?;
    download(&mut visit, CHANNEL, &[], file).await?;
    Ok(Outlived { before, after: visit.told })
}
