//! How arguments and answers of server functions cross the wire.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// JSON that is read from text. So is what the server writes into the document: the client holds the reading of each type
/// once, where `JsonEncoding`, which reads from bytes, would make it twice.
pub struct TextJson;

/// The codec of all server functions.
pub type Json = Post<TextJson>;

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
