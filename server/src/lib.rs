//! The HTTP server and the commands of the program `sokhach`.

pub mod cli;
pub mod config;
pub mod folder;
pub mod http;
pub mod site;
