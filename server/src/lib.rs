//! The HTTP server.

pub mod http;
pub mod site;
