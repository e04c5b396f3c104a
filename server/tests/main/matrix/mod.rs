//! The matrix: every endpoint asked by every kind of person, about records in reach and out of reach.

mod actors;
mod answers;
mod bulk;
mod cast;
mod cells;
mod confirming;
mod filed;
mod further;
mod gauges;
#[cfg(feature = "guards")]
mod guards;
mod jobs;
mod leases;
mod office;
mod owed;
mod rows;
mod scans;
mod seeing;
mod stays;
mod tabs;
mod ties;
mod world;

use std::collections::BTreeSet;

use app::App;
use axum::http::{Method, StatusCode};
use domain::{
    customer::Directory,
    permission::{Action, Cell, Resource},
};
use leptos_axum::generate_route_list;
use sea_orm::EntityTrait;
use serde_json::json;
use server::http::endpoints::{ENDPOINTS, Kind};
use test_support::{Scope, on_postgres, on_sqlite};
use uuid::Uuid;

use self::{cells::Cells, jobs::Work, world::World};
use crate::{
    house::{ADMINISTRATOR, House},
    requests::{Subject, Target, request_of, subject_of},
};

const VIEW: Cell = (Action::View, Resource::Individuals);

#[test]
fn the_table_names_every_server_function_and_no_other() {
    let registered: BTreeSet<String> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert!(!registered.is_empty(), "an empty inventory compares with nothing");
    let functions = ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.kind, Kind::ServerFunction));
    assert_eq!(functions.map(|endpoint| endpoint.path.to_owned()).collect::<BTreeSet<_>>(), registered);
}

#[test]
fn server_functions_answer_to_post_alone() {
    assert!(server_fn::axum::server_fn_paths().all(|(_, method)| method == Method::POST));
}

#[test]
fn the_table_names_every_page_and_no_other() {
    let routes: BTreeSet<String> = generate_route_list(App).iter().map(|route| route.path().to_owned()).collect();
    assert!(!routes.is_empty());
    let pages = ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.kind, Kind::Page));
    assert_eq!(pages.map(|endpoint| endpoint.path.to_owned()).collect::<BTreeSet<_>>(), routes);
}

#[test]
fn no_path_stands_twice_in_the_table() {
    let paths: BTreeSet<_> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    assert_eq!(paths.len(), ENDPOINTS.len());
}

#[test]
fn what_a_request_names_has_a_subject() {
    let other = Target {
        directory: Directory::default(),
        id: Uuid::nil().to_string(),
        code: "KH000001".to_owned(),
        name: "Ai".to_owned(),
    };
    for endpoint in
        ENDPOINTS.iter().filter(|endpoint| subject_of(endpoint.path, Directory::default()) == Subject::Nothing)
    {
        let (_, path, body) = request_of(endpoint, &Target::missing());
        let (_, other_path, other_body) = request_of(endpoint, &other);
        // Each has a key of its own.
        let fresh = ["/create", "/post", "/apply"].iter().any(|act| endpoint.path.ends_with(act));
        assert!(
            path == other_path && (body == other_body || fresh),
            "{}: say in tests/main/requests.rs what it is about",
            endpoint.path
        );
    }
}

#[tokio::test]
async fn every_endpoint_on_sqlite() {
    on_sqlite(async |services| every_endpoint(House::new(services).await, "SQLite").await).await;
}

/// Behind a round-robin of two instances: whatever one of them did the other one is asked about next.
#[tokio::test]
async fn every_endpoint_on_postgres() {
    on_postgres(async |services| {
        let house = House::new(services).await.beside().await;
        every_endpoint(house, "PostgreSQL with two instances").await;
    })
    .await;
}

/// Rights are set at one instance, and the person is decided about at the other one, now here, now there.
#[tokio::test]
async fn what_one_instance_changes_the_other_one_decides_by() {
    on_postgres(async |services| {
        let house = House::new(services).await.beside().await;
        let administrator = house.cookies_of(ADMINISTRATOR).await;
        let person = services.user("Bật Tắt").create().await;
        let cookies = house.cookies_for(person).await;
        let asked = json!({"directory": "individuals", "typed": "lan"});
        for version in 1..=20 {
            let own = if version % 2 == 1 { json!([[VIEW, {"scope": "all", "until": null}]]) } else { json!([]) };
            let set = json!({"id": person, "version": version, "own": own});
            let answer = house.call("users/set_own_grants", &administrator, &set).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
            let expected = if version % 2 == 1 { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(house.call("customers/suggest", &cookies, &asked).await.status, expected, "change {version}");
            // An odd number of requests: the next change is made at the other one.
            house.call("accounts/viewer", &cookies, &json!({})).await;
        }
    })
    .await;
}

/// What is asked from now on belongs to this use case: the proof of the guards wants to know.
fn begin(use_case: &str) {
    #[cfg(feature = "guards")]
    services::authz::guards::begin(use_case);
    let _ = use_case;
}

async fn every_endpoint(house: House<'_>, database: &str) {
    let world = World::new(house).await;
    let mut cells = Cells::of(&world).await;
    let mut findings = Vec::new();
    for endpoint in ENDPOINTS {
        findings.extend(cells.endpoint(endpoint, false).await);
    }
    for work in Work::ALL {
        findings.extend(jobs::findings(&world, work).await);
    }
    for endpoint in ENDPOINTS {
        findings.extend(confirming::findings(&world, endpoint).await);
    }
    findings.extend(seeing::outgrown(&world).await);
    findings.extend(tabs::findings(&world).await);
    let (people, endpoints) = (world.askers.len(), ENDPOINTS.len());
    println!("matrix on {database}: {} cells ({people} people, {endpoints} endpoints)", cells.asked);
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}

#[tokio::test]
async fn a_blocked_person_gets_nothing_from_the_next_request_on() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let person = services.user("Bị Khóa").may(Scope::All, Resource::Individuals, Action::ALL);
        let id = person.create().await;
        let actor = services.actor_of(id).await;
        assert!(services.accounts().viewer(&actor).await.is_ok());
        services.set_status(id, "blocked").await;
        assert!(services.accounts().viewer(&actor).await.is_err());

        let cookies = house
            .cookies_of_new(services.user("Cũng Bị Khóa").may(Scope::All, Resource::Individuals, Action::ALL))
            .await;
        let body = json!({"directory": "individuals", "typed": "lan"});
        assert_eq!(house.call("customers/suggest", &cookies, &body).await.status, StatusCode::OK);
        let newest = entities::user::Entity::find().all(services.database().writer()).await.unwrap();
        let newest = newest.iter().find(|user| user.full_name == "Cũng Bị Khóa").unwrap();
        services.set_status(newest.id.into(), "blocked").await;
        assert_eq!(house.call("customers/suggest", &cookies, &body).await.status, StatusCode::UNAUTHORIZED);
        let page = house.ask(Method::GET, "/customers/individuals", &cookies, None).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    })
    .await;
}
