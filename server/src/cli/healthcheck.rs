//! `sokhach healthcheck`: for process supervisors that ask by command.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, bail};
use clap::Args;

const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Args)]
pub(super) struct Options {
    /// Where the server listens
    #[arg(long, env = "SOKHACH_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect_timeout(&options.addr, PATIENCE)
        .with_context(|| format!("nobody answers on {}", options.addr))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", options.addr)?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer)?;
    let status = answer.lines().next().unwrap_or_default();
    if !status.contains(" 200 ") {
        bail!("the server is not ready: {status}");
    }
    Ok(())
}
