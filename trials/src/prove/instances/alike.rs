//! The same person asks both instances everything that they answer.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use domain::{
    BranchId,
    permission::{Action, Resource, Scope},
};
use server::http::endpoints::{ENDPOINTS, Endpoint, Kind};
use test_support::requests::{Target, body_of, path_of};

use crate::{
    client::Client,
    data::Data,
    office::Office,
    report::Report,
    server::{ADMINISTRATOR, PASSWORD},
};

/// What the first instance is asked changes what the other one has to answer: the end of the session, and of a scan its
/// beginning and end. The matrix asks two instances about these in turn.
const CHANGES: [&str; 3] = ["/api/accounts/sign_out", "/api/duplicates/start", "/api/duplicates/cancel"];

/// Every page, server function and file, as an administrator, as staff with and without rights, and as nobody.
pub async fn prove(
    data: &Data,
    office: &mut Office,
    branch: BranchId,
    instances: [SocketAddr; 2],
    report: &mut Report,
) -> Result<()> {
    let view = [Action::View, Action::Export].map(|action| ((action, Resource::Individuals), Scope::Branch));
    let (reader, nothing) = (office.role("Đọc", &view).await?, office.role("Không", &[]).await?);
    let [one, other] = instances;
    let mut people = vec![
        ("administrator", Client::sign_in(one, ADMINISTRATOR, PASSWORD).await?),
        ("reader", office.person("nguoi doc", branch, reader).await?.client),
        ("without rights", office.person("nguoi khong", branch, nothing).await?.client),
        ("nobody", Client::connect(one).await?),
    ];
    let (mut asked, mut differences) = (0, 0);
    for (name, here) in &mut people {
        let mut there = here.at(other).await?;
        for endpoint in ENDPOINTS.iter().filter(|endpoint| !CHANGES.contains(&endpoint.path)) {
            let statuses = (status(here, endpoint).await?, status(&mut there, endpoint).await?);
            asked += 1;
            if statuses.0 != statuses.1 {
                eprintln!("{name} is answered {statuses:?} at {}", endpoint.path);
                differences += 1;
            }
        }
    }
    report.note(&data.place(), "instances-answers-compared", f64::from(asked), "");
    report.at_most(&data.place(), "instances-answers-differ", f64::from(differences), "", 0.0);
    Ok(())
}

async fn status(person: &mut Client, endpoint: &Endpoint) -> Result<u16> {
    let answer = match endpoint.kind {
        Kind::ServerFunction => {
            let body = body_of(endpoint.path, &Target::missing()).context("a server function has no request")?;
            person.ask(endpoint.path.trim_start_matches("/api/"), body).await?
        }
        Kind::Handler(_) if endpoint.path == "/imports" => person.upload("/imports", "a.csv", Vec::new()).await?,
        Kind::Page | Kind::Handler(_) => person.get(&path_of(endpoint.path, &Target::missing())).await?,
    };
    Ok(answer.status.as_u16())
}
