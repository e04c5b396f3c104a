//! The matrix: every endpoint asked by every kind of person.

use std::collections::BTreeSet;

use app::App;
use axum::http::{Method, StatusCode};
use domain::permission::{Action, CELLS, Cell, Resource};
use entities::{audit_entry, branch, customer, department, export, import, role, user};
use leptos_axum::generate_route_list;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::http::endpoints::{Access, ENDPOINTS, Endpoint, Kind};
use test_support::{Scope, TestServices, on_postgres, on_sqlite};

use crate::{
    house::{ADMINISTRATOR, Answer, House},
    requests::request_of,
};

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

#[tokio::test]
async fn every_endpoint_on_sqlite() {
    on_sqlite(every_endpoint).await;
}

#[tokio::test]
async fn every_endpoint_on_postgres() {
    on_postgres(every_endpoint).await;
}

async fn every_endpoint(services: &TestServices) {
    let house = House::new(services).await;
    let administrator = house.cookies_of(ADMINISTRATOR).await;
    let nobody = house.cookies_of_new(services.user("Không Quyền")).await;
    let mut people = vec![
        Person { name: "anonymous", cookies: String::new(), cells: Vec::new(), signed_in: false },
        Person { name: "no rights", cookies: nobody, cells: Vec::new(), signed_in: true },
    ];
    for action in Action::ALL {
        // An action implies View on the same resource.
        let actions = BTreeSet::from([Action::View, *action]).into_iter().collect::<Vec<_>>();
        let mut person = services.user(action.key());
        for resource in [
            Resource::Individuals,
            Resource::Users,
            Resource::Roles,
            Resource::Branches,
            Resource::Departments,
            Resource::Audit,
        ] {
            person = person.may(
                Scope::All,
                resource,
                &actions.iter().copied().filter(|action| CELLS.contains(&(*action, resource))).collect::<Vec<_>>(),
            );
        }
        let cells = person.cells();
        let cookies = house.cookies_of_new(person).await;
        people.push(Person { name: action.key(), cookies, cells, signed_in: true });
    }
    let cells = CELLS.to_vec();
    people.push(Person { name: "administrator", cookies: administrator, cells, signed_in: true });

    for endpoint in ENDPOINTS {
        for person in &people {
            // Those that end or change the asker's own session are asked by nobody else's tests afterwards.
            if person.signed_in
                && matches!(endpoint.path, "/api/accounts/sign_out" | "/api/accounts/end_other_sessions")
            {
                continue;
            }
            let before = Rows::count(services).await;
            let (method, path, body) = request_of(endpoint);
            let answer = house.ask(method, &path, &person.cookies, body.as_ref()).await;
            person.expect(endpoint, &answer);
            if !person.is_allowed(endpoint) {
                assert_eq!(Rows::count(services).await, before, "{} changed rows at {}", person.name, endpoint.path);
            }
        }
    }
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
        let body = serde_json::json!({"typed": "lan"});
        assert_eq!(house.call("individuals/suggest", &cookies, &body).await.status, StatusCode::OK);
        let newest = entities::user::Entity::find().all(services.database().writer()).await.unwrap();
        let newest = newest.iter().find(|user| user.full_name == "Cũng Bị Khóa").unwrap();
        services.set_status(newest.id.into(), "blocked").await;
        assert_eq!(house.call("individuals/suggest", &cookies, &body).await.status, StatusCode::UNAUTHORIZED);
        let page = house.ask(Method::GET, "/customers/individuals", &cookies, None).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    })
    .await;
}

/// Somebody in front of the server.
struct Person {
    name: &'static str,
    cookies: String,
    cells: Vec<Cell>,
    signed_in: bool,
}

impl Person {
    fn is_allowed(&self, endpoint: &Endpoint) -> bool {
        match endpoint.access {
            Access::Public => true,
            Access::SignedIn => self.signed_in,
            Access::Cell(cell) => self.cells.contains(&cell),
        }
    }

    fn expect(&self, endpoint: &Endpoint, answer: &Answer) {
        let status = answer.status;
        let at =
            format!("{} at {}: {status} {}", self.name, endpoint.path, answer.text.get(..300).unwrap_or(&answer.text));
        assert!(!status.is_server_error(), "{at}");
        match (self.is_allowed(endpoint), self.signed_in, endpoint.kind) {
            (true, ..) => assert!(!matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN), "{at}"),
            (false, false, Kind::Page) => {
                assert_eq!(status, StatusCode::SEE_OTHER, "{at}");
                assert!(answer.header("location").starts_with("/login"), "{at}");
            }
            (false, false, _) => assert_eq!(status, StatusCode::UNAUTHORIZED, "{at}"),
            (false, true, _) => assert_eq!(status, StatusCode::FORBIDDEN, "{at}"),
        }
    }
}

/// How many rows there are in the tables that a refused request must leave alone.
#[derive(Debug, PartialEq)]
struct Rows {
    customers: u64,
    audit_entries: u64,
    imports: u64,
    exports: u64,
    users: u64,
    roles: u64,
    places: u64,
}

impl Rows {
    async fn count(services: &TestServices) -> Self {
        let writer = services.database().writer();
        Self {
            customers: customer::Entity::find().count(writer).await.unwrap(),
            audit_entries: audit_entry::Entity::find().count(writer).await.unwrap(),
            imports: import::Entity::find().count(writer).await.unwrap(),
            exports: export::Entity::find().count(writer).await.unwrap(),
            users: user::Entity::find().count(writer).await.unwrap(),
            roles: role::Entity::find().count(writer).await.unwrap(),
            places: branch::Entity::find().count(writer).await.unwrap()
                + department::Entity::find().count(writer).await.unwrap(),
        }
    }
}
