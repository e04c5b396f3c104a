//! How arguments and answers of server functions cross the wire.

use std::{future::Future, pin::Pin};

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType, Http, Protocol,
    client::Client,
    codec::Post,
    error::{FromServerFnError, ServerFnErrorErr},
    request::ClientReq,
    response::ClientRes,
    server::Server,
};

use super::ApiError;

/// The protocol of all server functions: JSON there and back.
///
/// To the server it is `Http`. The browser's side is written for size: asking is in the client once, not once for each function,
/// and so is the reading of each type, as answers are read from text, like what the server writes into the document.
pub struct Json;

/// What it is to the server.
type OnServer = Http<Post<TextJson>, Post<TextJson>>;

impl<Input, Output, Browser, Backend> Protocol<Input, Output, Browser, Backend, ApiError> for Json
where
    Input: Serialize,
    Output: DeserializeOwned,
    Browser: Client<ApiError>,
    Backend: Server<ApiError>,
    OnServer: Protocol<Input, Output, Browser, Backend, ApiError>,
{
    const METHOD: http::Method = <OnServer as Protocol<Input, Output, Browser, Backend, ApiError>>::METHOD;

    fn run_server<F, Fut>(
        request: Backend::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<Backend::Response, ApiError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, ApiError>> + Send,
    {
        <OnServer as Protocol<Input, Output, Browser, Backend, ApiError>>::run_server(request, server_fn)
    }

    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, ApiError>> + Send {
        let arguments = serde_json::to_string(&input).unwrap_or_default();
        let answer = ask::<Browser>(path, arguments);
        async move { read(&answer.await?) }
    }
}

/// Sends arguments, and waits for the text that answers them.
fn ask<Browser: Client<ApiError>>(
    path: &str,
    arguments: String,
) -> Pin<Box<dyn Future<Output = Result<String, ApiError>> + Send>> {
    let request = Browser::Request::try_new_post(path, TextJson::CONTENT_TYPE, TextJson::CONTENT_TYPE, arguments);
    Box::pin(async move {
        let answer = Browser::send(request?).await?;
        let refused = answer.status() >= 400;
        let text = answer.try_into_string().await?;
        if refused { Err(read(&text).unwrap_or_else(|unreadable| unreadable)) } else { Ok(text) }
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    // What exactly is wrong with it helps nobody here, and telling would need code.
    serde_json::from_str(text)
        .map_err(|_| ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(String::new())))
}

/// JSON as text.
pub struct TextJson;

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextJson {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextJson {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // What is not UTF-8 is no JSON either; the empty text says so.
        serde_json::from_str(str::from_utf8(&bytes).unwrap_or_default())
    }
}
