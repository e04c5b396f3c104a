//! The live channel of an open tab.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use futures::StreamExt;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// A channel as `app/src/live.js` opens it.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens the channel of a document that was made at this epoch, with the cookie of its person.
    pub async fn open(addr: SocketAddr, cookie: &str, epoch: i64) -> Result<Self> {
        let mut request = format!("ws://{addr}/live?epoch={epoch}").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", format!("http://{addr}").parse()?);
        headers.insert("cookie", cookie.parse()?);
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self(client_async(request, stream).await.context("the live channel cannot be opened")?.0))
    }

    /// The next word; `None` when the server has closed the channel.
    pub async fn word(&mut self) -> Option<String> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(word)) => return Some(word.to_string()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}
