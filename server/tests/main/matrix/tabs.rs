//! The live channel opens for our own pages alone, and tells of customers in reach alone who is there.

use std::{net::SocketAddr, time::Duration};

use domain::{
    CustomerId,
    customer::Directory,
    permission::{Action, Resource},
    presence::{Scene, Subject, TOLD},
};
use futures::{SinkExt, StreamExt};
use test_support::Scope;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::{
    answers::Finding,
    begin,
    world::{Record, World},
};
use crate::requests::Kept;

/// The endpoint.
pub const LIVE: &str = "/live";
/// Nothing that is waited for takes so long.
const PATIENCE: Duration = Duration::from_secs(10);
const LIST: Directory = Directory::Individuals;

/// Everything that the channel must ask for.
pub async fn findings(world: &World<'_>) -> Vec<Finding> {
    begin(LIVE);
    let addr = world.house.listen().await;
    let findings = [elsewhere(world, addr).await, out_of_sight(world, addr).await].concat();
    begin("");
    findings.into_iter().map(|finding| format!("{LIVE}: {finding}")).collect()
}

/// A page of another site has the cookies, and gets no channel.
async fn elsewhere(world: &World<'_>, addr: SocketAddr) -> Vec<Finding> {
    let cookies = world.house.cookies_for(world.administrator.user).await;
    let opened = open(addr, &cookies, "http://elsewhere.example").await.is_some();
    opened.then(|| "a page of another site is served".to_owned()).into_iter().collect()
}

/// Whoever may not see a customer, or none at all, is told nothing of it; whoever may is told.
async fn out_of_sight(world: &World<'_>, addr: SocketAddr) -> Vec<Finding> {
    let own = world.services().user("Xem Của Mình").may(Scope::Own, Resource::Individuals, &[Action::View]);
    let all = world.services().user("Xem Hết").may(Scope::All, Resource::Individuals, &[Action::View]);
    let nothing = world.services().user("Không Xem");
    let wanted = |record: &&Record| record.kept == Kept::Customer(LIST) && record.at.owner == Some(world.stranger);
    let id: CustomerId = world.records.iter().find(wanted).unwrap().target.id.parse().unwrap();
    let mut findings = Vec::new();
    for (person, sees) in [(own.create().await, false), (nothing.create().await, false), (all.create().await, true)] {
        let cookies = world.house.cookies_for(person).await;
        let Some(mut channel) = open(addr, &cookies, &format!("http://{addr}")).await else {
            findings.push("our own page is not served".to_owned());
            continue;
        };
        let word = Subject { directory: LIST, id, edits: false }.word();
        channel.send(Message::text(word)).await.unwrap();
        match scene(&mut channel).await {
            Some(scene) if scene.is_some() == sees => {}
            told => findings.push(format!("somebody who sees it ({sees}) is told {told:?}")),
        }
        channel.close(None).await.unwrap();
    }
    findings
}

/// What is told next of a customer; `None` if nothing is.
async fn scene(channel: &mut WebSocketStream<TcpStream>) -> Option<Option<Scene>> {
    let told = async {
        while let Some(Ok(message)) = channel.next().await {
            if let Message::Text(word) = message
                && let Some(scene) = word.strip_prefix(TOLD)
            {
                return serde_json::from_str(scene).ok();
            }
        }
        None
    };
    timeout(PATIENCE, told).await.ok().flatten()
}

/// A channel for a page of this origin, if there is one to be had.
async fn open(addr: SocketAddr, cookies: &str, origin: &str) -> Option<WebSocketStream<TcpStream>> {
    let mut request = format!("ws://{addr}{LIVE}?epoch=1").into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookies.parse().unwrap());
    request.headers_mut().insert("origin", origin.parse().unwrap());
    let stream = TcpStream::connect(addr).await.unwrap();
    client_async(request, stream).await.ok().map(|(channel, _)| channel)
}
