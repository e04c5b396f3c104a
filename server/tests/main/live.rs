//! The live channel of an open tab.

use std::{net::SocketAddr, time::Duration};

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::{
    CustomerId, UserId,
    customer::{Directory, Field},
    list::ListState,
    permission::{Action, Cell, OwnGrant, OwnGrants, Resource},
    presence::{Scene, Subject, TOLD},
    view::{Sharing, ViewInput},
};
use entities::user_role;
use futures::{SinkExt, StreamExt};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::{Services, authz::Actor, secrets::Secrets};
use test_support::{Scope, TestServices, each_database, on_postgres};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::house::{ADMINISTRATOR, House};

each_database!(
    a_tab_hears_what_nobody_hinted_at,
    a_session_that_ends_by_itself_ends_its_channel,
    a_tab_hears_of_a_strange_browser,
    a_tab_hears_what_happened_before_it_listened,
    a_page_of_another_site_gets_no_channel,
    behind_a_proxy_the_proxys_pages_are_the_own_ones,
    a_tab_hears_of_the_customers_that_its_person_sees,
    a_tab_hears_of_views_that_are_shared_with_its_person,
    tabs_at_one_customer_hear_of_each_other,
    a_customer_out_of_reach_is_as_one_that_is_missing,
    what_a_tab_says_is_heard_in_its_own_time,
);

/// Long enough for a machine under load; a word that comes is not waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const VIEW: Cell = (Action::View, Resource::Individuals);

type Channel = WebSocketStream<TcpStream>;

/// Opens the channel of a document that was made at this epoch, on a page of this origin.
async fn open(addr: SocketAddr, cookie: &str, epoch: i64, origin: Option<&str>) -> Result<Channel, StatusCode> {
    let mut request = format!("ws://{addr}/live?epoch={epoch}").into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    match client_async(request, TcpStream::connect(addr).await.unwrap()).await {
        Ok((channel, _)) => Ok(channel),
        Err(Error::Http(refused)) => Err(refused.status()),
        Err(error) => panic!("{error}"),
    }
}

/// The next word; `None` when the channel is closed.
async fn word(channel: &mut Channel) -> Option<String> {
    loop {
        match timeout(PATIENCE, channel.next()).await.expect("nothing is said")? {
            Ok(Message::Text(word)) => return Some(word.to_string()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

async fn set_own(services: &Services, admin: &Actor, user: UserId, own: OwnGrants) {
    let version = services.users().detail(admin, user).await.unwrap().version;
    services.users().set_own_grants(admin, user, version, &own).await.unwrap();
}

async fn a_tab_hears_what_nobody_hinted_at(on: &TestServices) {
    let house = House::with(on, |state| state.sweep = Duration::from_millis(20)).await;
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).sign_in().await;
    let epoch = on.accounts().viewer(&lan).await.unwrap().principal.epoch;
    let addr = house.listen().await;
    let cookies = house.cookies_for(lan.user).await;
    let mut channel = open(addr, &cookies, epoch, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));

    // Another instance, to which this one does not listen.
    let (clock, folder) = (on.clock.for_services(), on.data_folder().into());
    let other = Services::new(on.database().clone(), clock, Secrets::new([7; 32]), folder);
    let taken = OwnGrant { scope: None, until: None };
    set_own(&other, &admin, lan.user, OwnGrants::from([(VIEW, taken)])).await;
    assert_eq!(word(&mut channel).await.as_deref(), Some("narrowed"));
    set_own(&other, &admin, lan.user, OwnGrants::new()).await;
    assert_eq!(word(&mut channel).await.as_deref(), Some("changed"));
    other.users().block(&admin, lan.user).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("blocked"));
    assert_eq!(word(&mut channel).await, None);
}

async fn a_session_that_ends_by_itself_ends_its_channel(on: &TestServices) {
    let house = House::with(on, |state| state.sweep = Duration::from_millis(20)).await;
    let lan = on.user("Lan").create().await;
    let addr = house.listen().await;
    let cookies = house.cookies_for(lan).await;
    let mut channel = open(addr, &cookies, 1, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));
    on.clock.advance(TimeDelta::minutes(31));
    assert_eq!(word(&mut channel).await.as_deref(), Some("ended"));
    assert_eq!(word(&mut channel).await, None);
}

async fn a_tab_hears_of_a_strange_browser(on: &TestServices) {
    let house = House::new(on).await;
    let cookies = house.cookies_of(ADMINISTRATOR).await;
    let addr = house.listen().await;
    let mut channel = open(addr, &cookies, 1, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));
    house.cookies_of(ADMINISTRATOR).await;
    assert_eq!(word(&mut channel).await.as_deref(), Some("changed"));
}

async fn a_tab_hears_what_happened_before_it_listened(on: &TestServices) {
    let house = House::new(on).await;
    let lan = on.user("Lan").create().await;
    let addr = house.listen().await;
    let cookies = house.cookies_for(lan).await;
    let mut channel = open(addr, &cookies, 0, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("narrowed"));
}

async fn a_page_of_another_site_gets_no_channel(on: &TestServices) {
    let house = House::new(on).await;
    let lan = on.user("Lan").create().await;
    let addr = house.listen().await;
    let cookies = house.cookies_for(lan).await;
    let other_port = format!("http://127.0.0.1:{}", addr.port() ^ 1);
    let longer = format!("http://{addr}.elsewhere.example");
    for origin in [None, Some("http://elsewhere.example"), Some("null"), Some(&other_port), Some(&longer)] {
        assert_eq!(open(addr, &cookies, 1, origin).await.err(), Some(StatusCode::NOT_FOUND), "{origin:?}");
    }
    let own = format!("http://{addr}");
    assert!(open(addr, &cookies, 1, Some(&own)).await.is_ok());
    assert_eq!(open(addr, "", 1, Some(&own)).await.err(), Some(StatusCode::UNAUTHORIZED));
}

async fn behind_a_proxy_the_proxys_pages_are_the_own_ones(on: &TestServices) {
    let proxy = "https://khach.example.vn";
    let house = House::with(on, |state| state.proxy = Some(proxy.to_owned())).await;
    let lan = on.user("Lan").create().await;
    let addr = house.listen().await;
    let cookies = house.cookies_for(lan).await;
    assert!(open(addr, &cookies, 1, Some(proxy)).await.is_ok());
    let own = format!("http://{addr}");
    assert_eq!(open(addr, &cookies, 1, Some(&own)).await.err(), Some(StatusCode::NOT_FOUND));
}

async fn a_tab_hears_of_the_customers_that_its_person_sees(on: &TestServices) {
    let house = House::new(on).await;
    let addr = house.listen().await;
    let admin = on.administrator().await;
    let own = async |name: &str| {
        let person = on.user(name).may(Scope::Own, VIEW.1, &[VIEW.0]).sign_in().await;
        let epoch = on.accounts().viewer(&person).await.unwrap().principal.epoch;
        let cookies = house.cookies_for(person.user).await;
        let mut channel = open(addr, &cookies, epoch, Some(&format!("http://{addr}"))).await.unwrap();
        assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));
        (person.user.to_string(), channel)
    };
    let ((lan, mut of_lan), (hoa, mut of_hoa)) = (own("Lan").await, own("Hoa").await);
    let customer = async |owner: &str| on.individual(&admin, [(Field::Name, "An"), (Field::Owner, owner)]).await.id;
    let (first, second) = (customer(&lan).await, customer(&hoa).await);
    let individuals = on.customers(Directory::Individuals);
    individuals.trash(&admin, first).await.unwrap();
    assert_eq!(word(&mut of_lan).await.as_deref(), Some("individuals"));
    individuals.trash(&admin, second).await.unwrap();
    assert_eq!(word(&mut of_hoa).await.as_deref(), Some("individuals"));

    // Nothing was told to either of what is the other's: the next word is of something else.
    for (person, mut channel) in [(lan, of_lan), (hoa, of_hoa)] {
        on.users().block(&admin, person.parse().unwrap()).await.unwrap();
        assert_eq!(word(&mut channel).await.as_deref(), Some("blocked"));
    }
}

/// An instance that begins to hear the others has missed what they said before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_gap_a_tab_looks_anew_at_the_lists_of_its_person() {
    on_postgres(async |on| {
        let house = House::new(on).await;
        let addr = house.listen().await;
        let (_, mut channel) = tab_of(on, &house, addr, "Lan", Scope::All).await;
        let services = house.working.clone();
        let hearing = tokio::spawn(async move { services.hear_others().await });
        assert_eq!(word(&mut channel).await.as_deref(), Some("individuals"));
        hearing.abort();
    })
    .await;
}

async fn a_tab_hears_of_views_that_are_shared_with_its_person(on: &TestServices) {
    let house = House::new(on).await;
    let addr = house.listen().await;
    let admin = on.administrator().await;
    let mut tabs = Vec::new();
    for name in ["Lan", "Hoa"] {
        let person = on.user(name).may(Scope::All, VIEW.1, &[VIEW.0]).sign_in().await;
        let epoch = on.accounts().viewer(&person).await.unwrap().principal.epoch;
        let cookies = house.cookies_for(person.user).await;
        let mut channel = open(addr, &cookies, epoch, Some(&format!("http://{addr}"))).await.unwrap();
        assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));
        tabs.push((person.user, channel));
    }
    let has = user_role::Entity::find().filter(user_role::Column::UserId.eq(tabs[0].0.0));
    let role = has.one(on.database().writer()).await.unwrap().unwrap().role_id.into();
    let list = ListState::whole(Directory::Individuals);
    let shared = ViewInput { name: "Chung".to_owned(), list, sharing: Sharing::Role(role) };
    on.views(Directory::Individuals).create(&admin, &shared).await.unwrap();
    assert_eq!(word(&mut tabs[0].1).await.as_deref(), Some("views individuals"));
    // The other one hears nothing of it: the next word is of something else.
    for (person, mut channel) in tabs {
        on.users().block(&admin, person).await.unwrap();
        assert_eq!(word(&mut channel).await.as_deref(), Some("blocked"));
    }
}

/// A tab of a new person who may see individuals.
async fn tab_of(on: &TestServices, house: &House<'_>, addr: SocketAddr, name: &str, scope: Scope) -> (UserId, Channel) {
    let person = on.user(name).may(scope, VIEW.1, &[VIEW.0]).sign_in().await;
    let epoch = on.accounts().viewer(&person).await.unwrap().principal.epoch;
    let cookies = house.cookies_for(person.user).await;
    let mut channel = open(addr, &cookies, epoch, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut channel).await.as_deref(), Some("hello"));
    (person.user, channel)
}

async fn say(channel: &mut Channel, id: CustomerId, edits: bool) {
    let subject = Subject { directory: Directory::Individuals, id, edits };
    channel.send(Message::text(subject.word())).await.unwrap();
}

/// What is told next of a customer: who is there, and whether they edit.
async fn scene(channel: &mut Channel) -> Option<Vec<(String, bool)>> {
    let told = word(channel).await.expect("the channel is closed");
    let scene: Option<Scene> = serde_json::from_str(told.strip_prefix(TOLD).expect(&told)).unwrap();
    scene.map(|scene| scene.people.into_iter().map(|person| (person.name, person.edits)).collect())
}

async fn tabs_at_one_customer_hear_of_each_other(on: &TestServices) {
    let house = House::new(on).await;
    let addr = house.listen().await;
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let (lan, mut of_lan) = tab_of(on, &house, addr, "Lan Phạm", Scope::All).await;
    let (_, mut of_mai) = tab_of(on, &house, addr, "Mai", Scope::All).await;

    say(&mut of_mai, id, false).await;
    assert_eq!(scene(&mut of_mai).await, Some(vec![]));
    say(&mut of_lan, id, true).await;
    assert_eq!(scene(&mut of_lan).await, Some(vec![("Mai".to_owned(), false)]));
    assert_eq!(scene(&mut of_mai).await, Some(vec![("Lan Phạm".to_owned(), true)]));
    say(&mut of_lan, id, false).await;
    assert_eq!(scene(&mut of_mai).await, Some(vec![("Lan Phạm".to_owned(), false)]));

    // A tab that is closed, and a person who is kept out, are gone.
    of_lan.close(None).await.unwrap();
    assert_eq!(scene(&mut of_mai).await, Some(vec![]));
    let cookies = house.cookies_for(lan).await;
    let epoch = on.accounts().viewer(&on.actor_of(lan).await).await.unwrap().principal.epoch;
    let mut again = open(addr, &cookies, epoch, Some(&format!("http://{addr}"))).await.unwrap();
    assert_eq!(word(&mut again).await.as_deref(), Some("hello"));
    say(&mut again, id, true).await;
    assert_eq!(scene(&mut of_mai).await, Some(vec![("Lan Phạm".to_owned(), true)]));
    on.users().block(&admin, lan).await.unwrap();
    assert_eq!(scene(&mut of_mai).await, Some(vec![]));

    // What somebody else saves is told with its version, beside the word for the list.
    on.customers(Directory::Individuals).trash(&admin, id).await.unwrap();
    let told = [word(&mut of_mai).await.unwrap(), word(&mut of_mai).await.unwrap()];
    assert!(told.contains(&"individuals".to_owned()) && told.contains(&format!("{TOLD}null")), "{told:?}");
}

async fn a_customer_out_of_reach_is_as_one_that_is_missing(on: &TestServices) {
    let house = House::new(on).await;
    let addr = house.listen().await;
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let (lan, mut of_lan) = tab_of(on, &house, addr, "Lan", Scope::Own).await;
    let (_, mut of_mai) = tab_of(on, &house, addr, "Mai", Scope::All).await;
    let missing = CustomerId(uuid::Uuid::from_u128(9));
    say(&mut of_mai, id, true).await;
    assert_eq!(scene(&mut of_mai).await, Some(vec![]));
    for record in [id, missing] {
        say(&mut of_lan, record, true).await;
        assert_eq!(scene(&mut of_lan).await, None);
    }
    // Neither has heard of the other: the next word is of something else.
    say(&mut of_mai, id, false).await;
    assert_eq!(scene(&mut of_mai).await, Some(vec![]));
    on.users().block(&admin, lan).await.unwrap();
    assert_eq!(word(&mut of_lan).await.as_deref(), Some("blocked"));
}

async fn what_a_tab_says_is_heard_in_its_own_time(on: &TestServices) {
    let house = House::new(on).await;
    let addr = house.listen().await;
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let (_, mut of_lan) = tab_of(on, &house, addr, "Lan", Scope::All).await;
    // A thousand words at once are one look at the last of them.
    for number in 0..1_000 {
        channel_feed(&mut of_lan, CustomerId(uuid::Uuid::from_u128(number))).await;
    }
    of_lan.send(Message::text("nonsense")).await.unwrap();
    say(&mut of_lan, id, true).await;
    let mut heard = 0;
    while scene(&mut of_lan).await != Some(vec![]) {
        heard += 1;
    }
    assert!(heard < 20, "{heard} looks");
}

async fn channel_feed(channel: &mut Channel, id: CustomerId) {
    let subject = Subject { directory: Directory::Individuals, id, edits: true };
    channel.feed(Message::text(subject.word())).await.unwrap();
}
