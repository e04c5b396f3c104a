//! What stands on every answer.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;
use test_support::on_sqlite;

use crate::house::{ADMINISTRATOR, House};

const EVERYWHERE: [&str; 8] = [
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cache-control",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-request-id",
];

#[tokio::test]
async fn security_headers_stand_on_every_answer() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let cookies = house.cookies_of(ADMINISTRATOR).await;
        let answers = [
            (StatusCode::OK, house.ask(Method::GET, "/login", "", None).await),
            (StatusCode::SEE_OTHER, house.ask(Method::GET, "/", "", None).await),
            (StatusCode::OK, house.ask(Method::GET, "/customers/individuals", &cookies, None).await),
            (StatusCode::NOT_FOUND, house.ask(Method::GET, "/customers/individuals/KH1", &cookies, None).await),
            (StatusCode::NOT_FOUND, house.ask(Method::GET, "/no/such/page", &cookies, None).await),
            (StatusCode::NOT_FOUND, house.ask(Method::GET, "/pkg/none.js", "", None).await),
            (StatusCode::UNAUTHORIZED, house.call("customers/list", "", &json!({})).await),
            (StatusCode::UNPROCESSABLE_ENTITY, house.call("customers/list", &cookies, &json!({})).await),
            (StatusCode::OK, house.ask(Method::GET, "/healthz", "", None).await),
            (StatusCode::METHOD_NOT_ALLOWED, house.ask(Method::TRACE, "/login", "", None).await),
        ];
        for (status, answer) in answers {
            assert_eq!(answer.status, status, "{}", answer.text);
            for name in EVERYWHERE {
                assert!(!answer.header(name).is_empty(), "{name} is missing with {status}");
            }
            assert!(!answer.header("content-security-policy").contains("unsafe-inline"));
        }
    })
    .await;
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let mut policies = std::collections::BTreeSet::new();
        for _ in 0..20 {
            let page = house.ask(Method::GET, "/login", "", None).await;
            let policy = page.header("content-security-policy").to_owned();
            let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
            assert!(page.text.contains(&format!("nonce=\"{nonce}\"")));
            assert!(!page.text.contains("style=\""), "style attributes break the policy");
            policies.insert(policy);
        }
        assert_eq!(policies.len(), 20);
    })
    .await;
}

#[tokio::test]
async fn other_sites_and_large_bodies_are_refused() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let cookies = house.cookies_of(ADMINISTRATOR).await;
        let post = |name: &'static str, value: &'static str| {
            Request::post("/api/accounts/sign_out")
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::COOKIE, &cookies)
                .header(header::CONTENT_TYPE, "application/json")
                .header(name, value)
                .body(Body::from("{}"))
                .unwrap()
        };
        assert_eq!(house.send(post("sec-fetch-site", "cross-site")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.send(post("origin", "http://elsewhere.example")).await.status, StatusCode::FORBIDDEN);
        let large = json!({"typed": "x".repeat(300 * 1024)});
        assert_eq!(house.call("customers/suggest", &cookies, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        // The cells of a whole list are more than a form.
        let cells = json!({"request": {"directory": "individuals", "rows": [], "x": "x".repeat(300 * 1024)}});
        let many = house.call("bulk/check_cells", &cookies, &cells).await;
        assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", many.text);
        let alive =
            house.call("customers/suggest", &cookies, &json!({"directory": "individuals", "typed": "lan"})).await;
        assert_eq!(alive.status, StatusCode::OK, "the session has survived all that");
    })
    .await;
}
