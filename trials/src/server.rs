//! The server under trial, as a process.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    time::sleep,
};

use crate::{Bed, client::Client, data::Data};

/// Whom the trials sign in as.
pub const ADMINISTRATOR: &str = "quan-tri@example.com";
/// Invented, of accounts that live as long as a trial.
pub const PASSWORD: &str = "con mèo nhà tôi thích trèo cây bưởi";

const READY_WITHIN: Duration = Duration::from_secs(60);

/// A running server; it ends with this value.
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// From its start until it was ready.
    pub ready_ms: f64,
    process: Child,
}

impl Server {
    /// Starts the program on the data, and waits until it is ready.
    pub async fn start(bed: &Bed, data: &Data) -> Result<Self> {
        Self::begin(command(bed, data).env("RUST_LOG", "warn")).await
    }

    /// The same with a log that says as much as it can, written into a file.
    pub async fn start_talkative(bed: &Bed, data: &Data, log: File) -> Result<Self> {
        Self::begin(command(bed, data).env("RUST_LOG", "trace").stderr(log)).await
    }

    async fn begin(program: &mut Command) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let started = Instant::now();
        let mut process = program
            .args(["serve", "--addr", &addr.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .context("the program cannot be started")?;
        while !is_ready(addr).await {
            if let Some(status) = process.try_wait()? {
                bail!("the server ended at once: {status}");
            }
            ensure!(started.elapsed() < READY_WITHIN, "the server does not become ready");
            sleep(Duration::from_millis(5)).await;
        }
        Ok(Self { addr, ready_ms: started.elapsed().as_secs_f64() * 1000.0, process })
    }

    /// Somebody who may do everything.
    pub async fn administrator(&self) -> Result<Client> {
        Client::sign_in(self.addr, ADMINISTRATOR, PASSWORD).await
    }

    /// The process.
    pub fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Memory in MiB: at the moment, and at most since `forget_peak`.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(self.proc("status")?)?;
        let kib = |key: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(key)).context("no such line")?;
            Ok(line.trim_matches([':', ' ', '\t', 'k', 'B']).parse::<f64>()? / 1024.0)
        };
        Ok((kib("VmRSS")?, kib("VmHWM")?))
    }

    /// Begins to watch the peak of memory anew.
    pub fn forget_peak(&self) -> Result<()> {
        Ok(fs::write(self.proc("clear_refs")?, "5")?)
    }

    /// Whether the process still runs.
    pub fn lives(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_none())
    }

    /// Ends it without a warning, as a power cut does.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }

    /// Ends it in good order; tells the milliseconds that it took.
    pub async fn stop(mut self) -> Result<f64> {
        let started = Instant::now();
        let id = self.process.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()));
        rustix::process::kill_process(id.context("the server is gone")?, rustix::process::Signal::TERM)?;
        let status = self.process.wait().await?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    }

    fn proc(&self, file: &str) -> Result<String> {
        let id = self.process.id().context("the server is gone")?;
        Ok(format!("/proc/{id}/{file}"))
    }
}

/// Runs a command of the program to its end, with a line of input if it wants one.
pub async fn run(bed: &Bed, data: &Data, arguments: &[&str], input: Option<&str>) -> Result<()> {
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    // What the trial prints is read by programs: goals alone.
    let mut command = command(bed, data);
    command.args(arguments).stdin(stdin).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn()?;
    if let (Some(input), Some(mut stdin)) = (input, process.stdin.take()) {
        stdin.write_all(format!("{input}\n").as_bytes()).await?;
    }
    let mut said = String::new();
    if let Some(stderr) = process.stderr.take() {
        let mut lines = BufReader::new(stderr).lines();
        while let Some(line) = lines.next_line().await? {
            said = line;
        }
    }
    let status = process.wait().await?;
    ensure!(status.success(), "{arguments:?} ended with {status}: {said}");
    Ok(())
}

/// The program, told by its environment where the data is.
fn command(bed: &Bed, data: &Data) -> Command {
    let mut command = Command::new(&bed.program);
    command.env("SOKHACH_DATA_DIR", &data.folder).kill_on_drop(true);
    match &data.database_url {
        Some(url) => command.env("SOKHACH_DATABASE_URL", url),
        None => command.env_remove("SOKHACH_DATABASE_URL"),
    };
    command
}

async fn is_ready(addr: SocketAddr) -> bool {
    let asked = async {
        let answer = Client::connect(addr).await?.get("/readyz").await?;
        anyhow::Ok(answer.status.is_success())
    };
    asked.await.unwrap_or(false)
}
