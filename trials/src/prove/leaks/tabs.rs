//! What an open tab hears while records change that are not its person's.

use anyhow::{Result, ensure};
use domain::permission::{Action, OwnGrant, Resource, Scope};
use rand::RngExt;
use serde_json::json;
use tokio::time::{Duration, timeout};

use super::{
    plant::{FAR, GONE, NEAR, Plant},
    staff::Reader,
    visit::{Told, Visit},
};
use crate::{office::Office, socket::Socket};

/// Whatever is told of a change is told by then.
const QUIET: Duration = Duration::from_millis(1000);
const ANY: Duration = Duration::from_secs(20);

/// Changes records while the tab listens, and at last the person's own rights: that much it has to hear.
pub async fn listen(
    office: &mut Office,
    plant: &mut Plant,
    reader: &mut Reader,
    chance: &mut impl RngExt,
) -> Result<Vec<Told>> {
    let epoch = reader.person.epoch().await?;
    let client = &reader.person.client;
    let mut socket = Socket::open(client.addr(), client.cookie(), epoch).await?;
    let mut heard = vec![socket.word().await.unwrap_or_default()];
    for seen in [false, true] {
        for name in [FAR, NEAR].into_iter().filter(|name| reader.sight.has(name) == seen) {
            plant.rewrite(office, chance, name).await?;
        }
        if reader.sight.has(GONE) == seen {
            let gone = json!({ "directory": "individuals", "id": plant.id(GONE)? });
            for act in ["customers/restore", "customers/trash"] {
                office.administrator.call::<()>(act, &gone).await?;
            }
        }
        while let Ok(Some(word)) = timeout(QUIET, socket.word()).await {
            heard.push(word);
        }
        // Of what is not the person's nothing is said; of the rest only that something in the list has changed.
        let rest = heard.get(1..).unwrap_or_default();
        ensure!(rest.iter().all(|word| seen && word == "individuals"), "{} hears {heard:?} of records", reader.name);
    }

    let cell = (Action::Export, Resource::Reports);
    let given = OwnGrant { scope: Some(Scope::Own), until: None };
    reader.person.set_own(&mut office.administrator, &[(cell, given)]).await?;
    let word = timeout(ANY, socket.word()).await?;
    ensure!(word.as_deref() == Some("changed"), "{} hears {word:?} of the own rights", reader.name);
    heard.extend(word);
    let mut visit = Visit { client: reader.person.client.again().await?, plant, sight: reader.sight, told: Vec::new() };
    visit.note("live", &[], heard.join("\n"));
    Ok(visit.told)
}
