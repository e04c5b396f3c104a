//! Set-up, sign-in and sessions, as a browser meets them.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use chrono::TimeDelta;
use serde_json::json;
use test_support::on_sqlite;

use crate::house::{ADMINISTRATOR, House, PASSWORD};

#[tokio::test]
async fn the_set_up_works_once_and_with_the_printed_code_alone() {
    on_sqlite(async |services| {
        let house = House::empty(services);
        let code = services.accounts().new_set_up_code().await.unwrap().unwrap();
        let page = house.ask(Method::GET, "/customers/individuals", "", None).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/setup"));

        let form = |code: &str| {
            json!({"form": {"code": code, "email": ADMINISTRATOR, "full_name": "Trần Văn Hùng", "password": PASSWORD, "language": "vi"}})
        };
        let wrong = house.call("accounts/set_up", "", &form("AAAA-AAAA-AAAA-AAAA")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(services.accounts().is_new().await.unwrap());
        assert_eq!(house.call("accounts/set_up", "", &form(&code)).await.status, StatusCode::OK);
        assert_eq!(house.call("accounts/set_up", "", &form(&code)).await.status, StatusCode::NOT_FOUND);
        assert!(services.accounts().new_set_up_code().await.unwrap().is_none());
        let page = house.ask(Method::GET, "/setup", "", None).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/login"));
    })
    .await;
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let answer = house.call("accounts/sign_in", "", &json!({"email": ADMINISTRATOR, "password": PASSWORD})).await;
        let cookies: Vec<_> =
            answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert_eq!(cookies.len(), 2);
        for cookie in cookies {
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(cookie.contains(part), "{cookie}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_e_mail_and_wrong_password_look_alike() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let mut answers = Vec::new();
        for email in [ADMINISTRATOR, "nobody@example.vn"] {
            let answer =
                house.call("accounts/sign_in", "", &json!({"email": email, "password": "sai mật khẩu rồi nhé"})).await;
            answers.push((answer.status, answer.text));
        }
        assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answers[0], answers[1]);
    })
    .await;
}

#[tokio::test]
async fn guessing_is_stopped_and_the_person_still_gets_in_from_the_own_browser() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let own = house.cookies_of(ADMINISTRATOR).await;
        let guess = json!({"email": ADMINISTRATOR, "password": "sai mật khẩu rồi nhé"});
        for _ in 0..10 {
            assert_eq!(house.call("accounts/sign_in", "", &guess).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let stopped = house.call("accounts/sign_in", "", &guess).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(stopped.header("retry-after").parse::<u32>().unwrap() > 0);
        let right = json!({"email": ADMINISTRATOR, "password": PASSWORD});
        assert_eq!(house.call("accounts/sign_in", "", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(house.call("accounts/sign_in", &own, &right).await.status, StatusCode::OK, "a known browser");

        services.clock.advance(TimeDelta::minutes(16));
        assert_eq!(house.call("accounts/sign_in", "", &right).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn sessions_end_by_themselves_and_a_new_one_replaces_the_old() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let body = json!({"directory": "individuals", "typed": "lan"});
        let idle = house.cookies_of(ADMINISTRATOR).await;
        services.clock.advance(TimeDelta::minutes(29));
        assert_eq!(house.call("customers/suggest", &idle, &body).await.status, StatusCode::OK);
        services.clock.advance(TimeDelta::minutes(31));
        assert_eq!(house.call("customers/suggest", &idle, &body).await.status, StatusCode::UNAUTHORIZED);

        let used = house.cookies_of(ADMINISTRATOR).await;
        for _ in 0..28 {
            services.clock.advance(TimeDelta::minutes(25));
            assert_eq!(house.call("customers/suggest", &used, &body).await.status, StatusCode::OK);
        }
        services.clock.advance(TimeDelta::minutes(25));
        assert_eq!(house.call("customers/suggest", &used, &body).await.status, StatusCode::UNAUTHORIZED, "12 hours");

        // What a page asks by itself is answered, and keeps nobody signed in.
        let left = house.cookies_of(ADMINISTRATOR).await;
        for (minutes, status) in [(20, StatusCode::OK), (11, StatusCode::UNAUTHORIZED)] {
            services.clock.advance(TimeDelta::minutes(minutes));
            let request = Request::post("/api/customers/suggest")
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::COOKIE, &left)
                .header(header::CONTENT_TYPE, "application/json")
                .header("x-by-itself", "1");
            let answer = house.send(request.body(Body::from(body.to_string())).unwrap()).await;
            assert_eq!(answer.status, status);
        }

        let old = house.cookies_of(ADMINISTRATOR).await;
        let right = json!({"email": ADMINISTRATOR, "password": PASSWORD});
        assert_eq!(house.call("accounts/sign_in", &old, &right).await.status, StatusCode::OK);
        assert_eq!(house.call("customers/suggest", &old, &body).await.status, StatusCode::UNAUTHORIZED, "rotated");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    on_sqlite(async |services| {
        let house = House::new(services).await;
        let (here, there) = (house.cookies_of(ADMINISTRATOR).await, house.cookies_of(ADMINISTRATOR).await);
        let change = |current: &str, new: &str| json!({"change": {"current": current, "new": new}});
        let wrong =
            house.call("accounts/change_password", &here, &change("không phải", "mật khẩu mới dài lắm đấy")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let weak = house.call("accounts/change_password", &here, &change(PASSWORD, "matkhau123456789")).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good =
            house.call("accounts/change_password", &here, &change(PASSWORD, "chiếc xe đạp cũ của ông ngoại")).await;
        assert_eq!(good.status, StatusCode::OK, "{}", good.text);
        let body = json!({"directory": "individuals", "typed": "lan"});
        assert_eq!(house.call("customers/suggest", &here, &body).await.status, StatusCode::OK);
        assert_eq!(house.call("customers/suggest", &there, &body).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}
