//! A router with people in front of it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicUsize, Ordering},
};

use app::api::context::SESSION_COOKIE;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, Response, StatusCode, header},
};
use domain::UserId;
use entities::{session, user};
use futures::StreamExt;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use server::{
    config::Config,
    http::{AppState, build_router},
    site::Site,
};
use services::{Services, accounts::FirstAdministrator};
use sha2::{Digest, Sha256};
use sheets::{Limits, Parser};
use tempfile::TempDir;
use test_support::{NewUser, TestServices};
use tokio::{net::TcpListener, task::JoinSet};
use tower::ServiceExt;
use uuid::Uuid;

pub const PASSWORD: &str = "con mèo nhà tôi thích trèo cây bưởi";
pub const ADMINISTRATOR: &str = "hung@example.vn";

/// Routers on a database with a first administrator.
pub struct House<'s> {
    pub services: &'s TestServices,
    /// The use cases as the server has them: able to read spreadsheets.
    pub working: Services,
    /// One for each instance: they are asked in turn.
    routers: Vec<Router>,
    asked: AtomicUsize,
    /// Instances hear one another as long as the house stands.
    hearing: JoinSet<()>,
    state: AppState,
    _site: TempDir,
}

impl<'s> House<'s> {
    pub async fn new(services: &'s TestServices) -> Self {
        let first =
            FirstAdministrator {
                email: ADMINISTRATOR, full_name: "Trần Văn Hùng", password: PASSWORD, language: "vi"
            };
        services.accounts().create_administrator(&first).await.unwrap();
        Self::empty(services)
    }

    /// A router that was told something else than usual.
    pub async fn with(services: &'s TestServices, change: impl FnOnce(&mut AppState)) -> Self {
        Self::new(services).await.with_state(change)
    }

    /// The same house with a router that was told something else.
    pub fn with_state(self, change: impl FnOnce(&mut AppState)) -> Self {
        let Self { services, working, mut state, _site, .. } = self;
        change(&mut state);
        Self::built(services, working, state, _site)
    }

    /// The same house with a second instance on its database. Each request goes to the next one, as behind a round-robin.
    pub async fn beside(mut self) -> Self {
        let other = self.services.beside().await.with_parser(parser());
        let mut state = self.state.clone();
        state.services = other.clone();
        self.routers.push(build_router(state));
        for instance in [self.working.clone(), other] {
            self.hearing.spawn(async move { instance.hear_others().await });
        }
        self
    }

    fn built(services: &'s TestServices, working: Services, state: AppState, site: TempDir) -> Self {
        let routers = vec![build_router(state.clone())];
        let (asked, hearing) = (AtomicUsize::new(0), JoinSet::new());
        Self { services, working, routers, asked, hearing, state, _site: site }
    }

    /// Before anybody has an account.
    pub fn empty(services: &'s TestServices) -> Self {
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("build.json"), r#"{"build_id":"test"}"#).unwrap();
        let config = Config {
            folder: services.data_folder().to_owned(),
            database_url: None,
            key_file: services.data_folder().join("secret.key"),
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            tls: None,
            proxy: None,
            bucket: None,
        };
        let working = services.services().with_parser(parser());
        let state = AppState::new(working.clone(), &Site::open(site.path()).unwrap(), &config).unwrap();
        Self::built(services, working, state, site)
    }

    /// Asks as somebody; the body is JSON if there is one.
    pub async fn ask(&self, method: Method, path: &str, cookie: &str, body: Option<&Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:3000");
        if !cookie.is_empty() {
            request = request.header(header::COOKIE, cookie);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let text = body.map(Value::to_string).unwrap_or_default();
        let request = request.header(header::CONTENT_LENGTH, text.len());
        self.send(request.body(Body::from(text)).unwrap()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.open(request).await).await
    }

    /// The answer before its body is read.
    pub async fn open(&self, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000))));
        let turn = self.asked.fetch_add(1, Ordering::Relaxed) % self.routers.len();
        self.routers[turn].clone().oneshot(request).await.unwrap()
    }

    /// Listens at a port, for what needs a connection of its own.
    pub async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let router = self.routers[0].clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, router).into_future());
        addr
    }

    /// Calls a server function.
    pub async fn call(&self, name: &str, cookie: &str, body: &Value) -> Answer {
        self.ask(Method::POST, &format!("/api/{name}"), cookie, Some(body)).await
    }

    /// Signs in and gives the cookies that a browser would keep.
    pub async fn cookies_of(&self, email: &str) -> String {
        let answer = self.call("accounts/sign_in", "", &json!({"email": email, "password": PASSWORD})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.cookies()
    }

    /// The cookies of somebody who has signed in, without asking for a password.
    pub async fn cookies_for(&self, user: UserId) -> String {
        self.cookies_with(user, |_| {}).await
    }

    /// The same with a session that is not as usual.
    pub async fn cookies_with(&self, user: UserId, change: impl FnOnce(&mut session::ActiveModel)) -> String {
        let token: String = [Uuid::now_v7(), Uuid::now_v7()].iter().map(|part| part.simple().to_string()).collect();
        let (now, id) = (self.services.clock.now(), Uuid::now_v7());
        let mut row = session::ActiveModel {
            id: Set(id),
            token_hash: Set(Sha256::digest(token.as_bytes()).to_vec()),
            user_id: Set(user.0),
            address: Set("127.0.0.1".to_owned()),
            agent: Set(String::new()),
            created_at: Set(now),
            last_seen_at: Set(now),
            confirmed_at: Set(Some(now)),
            seen_as: Set(None),
            device: Set(None),
        };
        change(&mut row);
        row.insert(self.services.database().writer()).await.unwrap();
        format!("{SESSION_COOKIE}={token}")
    }

    /// Sends a file.
    pub async fn upload(&self, cookie: &str, path: &str, file: &'static [u8]) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_LENGTH, file.len())
            .header("x-file-name", "khach.csv");
        self.send(request.body(Body::from(file)).unwrap()).await
    }

    /// The first rows of a workbook.
    pub fn shown(&self, workbook: &[u8]) -> String {
        let path = self.services.data_folder().join("shown.xlsx");
        std::fs::write(&path, workbook).unwrap();
        serde_json::to_string(&parser().inspect(&path).unwrap()).unwrap()
    }

    /// The cookies of a new member of staff.
    pub async fn cookies_of_new(&self, person: NewUser<'_>) -> String {
        let id = person.create().await;
        let writer = self.services.database().writer();
        let known = user::Entity::find().all(writer).await.unwrap();
        let hash = known.iter().find(|user| user.email == ADMINISTRATOR).unwrap().password_hash.clone();
        let new = known.into_iter().find(|user| user.id == id.0).unwrap();
        let email = new.email.clone();
        let mut new = new.into_active_model();
        new.password_hash = Set(hash);
        new.update(writer).await.unwrap();
        self.cookies_of(&email).await
    }
}

fn parser() -> Parser {
    Parser::new(env!("CARGO_BIN_EXE_sokhach"), ["parse-sheet"], Limits::default())
}

/// An answer with its whole body.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    /// The body, as far as it is text.
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Whether a word stands anywhere in the body: each page is searched for everybody who may not stand there.
    pub fn tells(&self, word: &str) -> bool {
        memchr::memmem::find(&self.bytes, word.as_bytes()).is_some()
    }

    async fn read(answer: Response<Body>) -> Self {
        let (parts, body) = answer.into_parts();
        let (mut bytes, mut stream) = (Vec::new(), body.into_data_stream());
        // A file that is sent while it is read may break off; what has arrived is the answer.
        while let Some(Ok(part)) = stream.next().await {
            bytes.extend(part);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self { status: parts.status, headers: parts.headers, text, bytes }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> String {
        let pairs = self.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        pairs.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}
