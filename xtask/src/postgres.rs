//! PostgreSQL for the tests: the one that is named, else a throw-away cluster on loopback.

use std::{
    env,
    ffi::OsStr,
    fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    debian,
    keeper::{Kept, keep},
    process::{read, run_quietly},
};

/// Names the server to test against; tests read it too.
pub const VARIABLE: &str = "TEST_DATABASE_URL";

const READY_WITHIN: Duration = Duration::from_secs(30);

/// What makes PostgreSQL end without waiting for its clients.
const FAST_SHUTDOWN: &str = "INT";

/// Durability is of no use here: the data dies with the tests.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
];

/// A PostgreSQL server to test against; a throw-away one stops when this is dropped.
pub struct Postgres {
    /// Where the tests connect.
    pub url: String,
    /// For the summary.
    pub description: String,
    _cluster: Option<(Kept, TempDir)>,
}

/// The server named by `TEST_DATABASE_URL`, else a throw-away one; on Debian PostgreSQL is installed when there is none.
pub fn provide() -> Result<Postgres> {
    if let Ok(url) = env::var(VARIABLE) {
        let description = format!("PostgreSQL ({VARIABLE})");
        return Ok(Postgres { url, description, _cluster: None });
    }
    let programs = match find_programs() {
        Some(programs) => programs,
        None => {
            debian::install(&["postgresql"], "the tests on PostgreSQL")?;
            find_programs().context("PostgreSQL is installed but its programs are not to be found")?
        }
    };
    start(&programs)
}

/// The newest of Debian's versions, else whatever is on the path.
fn find_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|version| version.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let path = env::var_os("PATH").unwrap_or_default();
    newest
        .into_iter()
        .chain(env::split_paths(&path))
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn start(programs: &Path) -> Result<Postgres> {
    let account = account()?;
    let folder = tempfile::Builder::new().prefix("sokhach-postgres-").tempdir()?;
    if let Some(Account { user, group }) = account {
        chown(folder.path(), Some(user), Some(group))?;
    }
    let data = folder.path().join("data");
    run_quietly(
        run_as(&mut Command::new(programs.join("initdb")), account)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pgdata")
            .arg(&data)
            .current_dir("/"),
    )?;

    let port = free_port()?;
    let log = fs::File::create(folder.path().join("log"))?;
    let errors = log.try_clone()?;
    let program = programs.join("postgres");
    let mut server = vec![program.as_os_str(), OsStr::new("-D"), data.as_os_str()];
    let port_text = port.to_string();
    server.extend(["-p", &port_text].map(OsStr::new));
    server.extend(SETTINGS.iter().flat_map(|setting| ["-c", setting]).map(OsStr::new));
    let server = keep(server, FAST_SHUTDOWN, |keeper| {
        run_as(keeper, account).env("SCRATCH", folder.path()).current_dir("/").stdout(log).stderr(errors)
    })?;
    wait_until_ready(programs, port, folder.path())?;

    let version = read(Command::new(programs.join("postgres")).arg("--version"))?;
    let version = version.trim().trim_start_matches("postgres (PostgreSQL) ");
    Ok(Postgres {
        url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        description: format!("PostgreSQL {version} (throw-away cluster)"),
        _cluster: Some((server, folder)),
    })
}

fn wait_until_ready(programs: &Path, port: u16, folder: &Path) -> Result<()> {
    let mut ask = Command::new(programs.join("pg_isready"));
    ask.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
    let deadline = Instant::now() + READY_WITHIN;
    while !ask.status()?.success() {
        if Instant::now() > deadline {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            bail!("PostgreSQL did not start:\n{log}");
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A user and group of the machine, by number.
#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

/// Whom to run the server as: PostgreSQL refuses to run as root.
fn account() -> Result<Option<Account>> {
    if !debian::is_root()? {
        return Ok(None);
    }
    let number =
        |of: &str, name: &str| -> Option<u32> { read(Command::new("id").args([of, name])).ok()?.trim().parse().ok() };
    let account = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some(Account { user: number("-u", name)?, group: number("-g", name)? }));
    account.map(Some).context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")
}

fn run_as(command: &mut Command, account: Option<Account>) -> &mut Command {
    if let Some(Account { user, group }) = account {
        command.uid(user).gid(group);
    }
    command
}
