//! One person's connection to the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Status and body of an answer.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
    cookies: Vec<String>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of an answer that says yes.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        ensure!(self.status.is_success(), "{} {}", self.status, self.text());
        serde_json::from_slice(&self.body).with_context(|| format!("the answer is {}", self.text()))
    }
}

/// A connection, signed in or not.
pub struct Client {
    connection: SendRequest<Full<Bytes>>,
    addr: SocketAddr,
    cookie: String,
}

impl Client {
    /// Connects.
    pub async fn connect(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await.context("nobody answers")?;
        stream.set_nodelay(true)?;
        let (connection, driver) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            // It ends with the connection; the request that is under way hears why.
            let _ = driver.await;
        });
        Ok(Self { connection, addr, cookie: String::new() })
    }

    /// Connects and signs in.
    pub async fn sign_in(addr: SocketAddr, email: &str, password: &str) -> Result<Self> {
        Self::enter(addr, email, json!({ "email": email, "password": password })).await
    }

    /// Connects and signs in for the first time, with an own password in the place of the one that somebody else chose.
    pub async fn sign_in_first(addr: SocketAddr, email: &str, first: &str, password: &str) -> Result<Self> {
        Self::enter(addr, email, json!({ "email": email, "password": first, "new": password })).await
    }

    async fn enter(addr: SocketAddr, email: &str, asked: Value) -> Result<Self> {
        let mut client = Self::connect(addr).await?;
        let answer = client.ask("accounts/sign_in", &asked).await?;
        ensure!(answer.status.is_success(), "{email} cannot sign in: {}", answer.status);
        client.cookie = answer.cookies.join("; ");
        Ok(client)
    }

    /// Another connection of the same session.
    pub async fn again(&self) -> Result<Self> {
        self.at(self.addr).await
    }

    /// A connection of the same session to another instance.
    pub async fn at(&self, addr: SocketAddr) -> Result<Self> {
        Ok(Self { cookie: self.cookie.clone(), ..Self::connect(addr).await? })
    }

    /// Where the server is.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What the browser sends with each request.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Calls a server function.
    pub async fn call<T: DeserializeOwned>(&mut self, function: &str, arguments: impl Serialize) -> Result<T> {
        let answer = self.ask(function, arguments).await?;
        answer.read().with_context(|| function.to_owned())
    }

    /// Calls a server function, whatever it answers.
    pub async fn ask(&mut self, function: &str, arguments: impl Serialize) -> Result<Answer> {
        let request = self.request(Method::POST, &format!("/api/{function}"));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Full::from(serde_json::to_vec(&arguments)?))?).await
    }

    /// Fetches a page or a file.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        let request = self.request(Method::GET, path).body(Full::default())?;
        self.send(request).await
    }

    /// Uploads a file of this name to a path.
    pub async fn upload(&mut self, path: &str, name: &str, file: Vec<u8>) -> Result<Answer> {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        let request = self.request(Method::POST, path).header("x-file-name", name).body(Full::from(file))?;
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str) -> hyper::http::request::Builder {
        let builder = Request::builder().method(method).uri(path).header(header::HOST, self.addr.to_string());
        if self.cookie.is_empty() { builder } else { builder.header(header::COOKIE, &self.cookie) }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        self.connection.ready().await?;
        let answer = self.connection.send_request(request).await?;
        let (head, body) = answer.into_parts();
        let cookies = head.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies = cookies.filter_map(|cookie| cookie.split(';').next()).map(str::to_owned).collect();
        Ok(Answer { status: head.status, body: body.collect().await?.to_bytes(), cookies })
    }
}
