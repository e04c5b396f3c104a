//! The program `sokhach`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand};
use server::{http::build_router, site::Site};
use tokio::net::TcpListener;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests
    Serve {
        /// Where to listen
        #[arg(long, default_value = "127.0.0.1:3000")]
        addr: SocketAddr,
        /// Where the data lies
        #[arg(long, default_value = "data")]
        data_dir: PathBuf,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Command::Serve { addr, data_dir: _ } = Arguments::parse().command;
    let site = Site::open(&Site::default_root()?)?;
    let listener = TcpListener::bind(addr).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, build_router(&site)).await?;
    Ok(())
}
