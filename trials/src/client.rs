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
use serde_json::json;
use tokio::net::TcpStream;

/// Status and body of an answer.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
    cookies: Vec<String>,
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
        let mut client = Self::connect(addr).await?;
        let asked = json!({ "email": email, "password": password });
        let answer = client.post("/api/accounts/sign_in", asked.to_string().into()).await?;
        ensure!(answer.status.is_success(), "{email} cannot sign in: {}", answer.status);
        client.cookie = answer.cookies.join("; ");
        Ok(client)
    }

    /// Another connection of the same session.
    pub async fn again(&self) -> Result<Self> {
        Ok(Self { cookie: self.cookie.clone(), ..Self::connect(self.addr).await? })
    }

    /// Calls a server function.
    pub async fn call<T: DeserializeOwned>(&mut self, function: &str, arguments: impl Serialize) -> Result<T> {
        let body = serde_json::to_vec(&arguments)?;
        let answer = self.post(&format!("/api/{function}"), body.into()).await?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status.is_success(), "{function}: {} {text}", answer.status);
        serde_json::from_slice(&answer.body).with_context(|| format!("{function} answers {text}"))
    }

    /// Fetches a page or a file.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        let request = self.request(Method::GET, path).body(Full::default())?;
        self.send(request).await
    }

    /// Uploads a spreadsheet.
    pub async fn upload(&mut self, name: &str, file: Vec<u8>) -> Result<Answer> {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        let request = self.request(Method::POST, "/imports").header("x-file-name", name).body(Full::from(file))?;
        self.send(request).await
    }

    async fn post(&mut self, path: &str, body: Bytes) -> Result<Answer> {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Full::new(body))?).await
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
