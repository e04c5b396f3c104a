//! The business of the trial: a few customers and many rooms, so that those who work there meet again and again.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use domain::{
    BranchId, CatalogValueId, CustomerId, SpaceId,
    catalog::{CatalogValue, ValueText},
    customer::{Created, CustomerInput, CustomerKind, Directory, Field},
    money::Vnd,
    space::{Price, PriceUnit, SpaceInput},
    value::Catalog,
};
use serde_json::json;
use uuid::Uuid;

use crate::{client::Client, office::Office, server::Server};

/// Those who come and pay: few, so that the money of each passes through several hands at once.
const CUSTOMERS: usize = 12;
/// A room sees one guest come and go in a minute: many, so that many come and go.
const ROOMS: usize = 60;
/// In which list the customers are.
pub const LIST: Directory = Directory::Individuals;

/// What there is to work with.
pub struct House {
    /// Those who come and pay.
    pub customers: Vec<CustomerId>,
    /// Where they stay.
    pub rooms: Vec<SpaceId>,
    /// The room that many want at once.
    pub sought: SpaceId,
    /// What they have besides.
    pub service: CatalogValueId,
    /// When the trial began.
    pub since: DateTime<Utc>,
}

impl House {
    /// Sets the business up; gives the administrator back as well.
    pub async fn open(server: &Server) -> Result<(Self, Client)> {
        let mut office = Office::open(server).await?;
        let branch = office.branch("Bến Thành").await?;
        let administrator = &mut office.administrator;
        let text = ValueText { label: "Giặt là".to_owned(), ..ValueText::default() };
        let asked = json!({ "catalog": Catalog::Service, "text": text, "before": null });
        let CatalogValue { id: service, .. } = administrator.call("catalogs/create", asked).await?;
        let (mut customers, mut rooms) = (Vec::new(), Vec::new());
        for number in 0..CUSTOMERS {
            customers.push(customer(administrator, number, branch).await?);
        }
        for number in 0..=ROOMS {
            rooms.push(room(administrator, number, branch).await?);
        }
        let sought = rooms.pop().context("there is no room")?;
        Ok((Self { customers, rooms, sought, service, since: Utc::now() }, office.administrator))
    }
}

async fn customer(administrator: &mut Client, number: usize, branch: BranchId) -> Result<CustomerId> {
    let values = [(Field::Name, format!("Người Trả {number}")), (Field::Branch, branch.to_string())].into();
    let input = CustomerInput { kind: CustomerKind::Individual, without_email: true, values, people: Vec::new() };
    let asked = json!({ "directory": LIST, "key": Uuid::now_v7(), "input": input });
    let Created { id, .. } = administrator.call("customers/create", asked).await?;
    Ok(id)
}

async fn room(administrator: &mut Client, number: usize, branch: BranchId) -> Result<SpaceId> {
    let input = SpaceInput {
        code: format!("P{number:03}"),
        name: format!("Phòng {number}"),
        branch: Some(branch),
        kind: None,
        capacity: None,
        price: Some(Price { amount: Vnd(345_679), unit: PriceUnit::Day }),
        active: true,
    };
    administrator.call("spaces/create", json!({ "input": input })).await
}
