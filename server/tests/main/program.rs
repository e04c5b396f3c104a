//! The program as a process: what `serve` does beside answering.

use std::{net::SocketAddr, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::house::{ADMINISTRATOR, PASSWORD};

/// Long enough for a machine under load; what comes is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server on an empty data folder; it ends with this value.
struct Program {
    process: Child,
    printed: Lines<BufReader<ChildStdout>>,
    addr: SocketAddr,
    folder: TempDir,
    _site: TempDir,
}

impl Program {
    async fn start() -> Self {
        let (folder, site) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(site.path().join("build.json"), r#"{"build_id":"test"}"#).unwrap();
        let mut process = command(&folder)
            .args(["serve", "--addr", "127.0.0.1:0", "--site"])
            .arg(site.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(process.stdout.take().unwrap()).lines();
        let origin = printed.next_line().await.unwrap().unwrap();
        let addr = origin.trim_start_matches("http://").parse().unwrap();
        Self { process, printed, addr, folder, _site: site }
    }

    /// Creates the first administrator, as the set-up page does.
    async fn set_up(&mut self) {
        let line = self.printed.next_line().await.unwrap().unwrap();
        let code = line.rsplit(' ').next().unwrap();
        let form = json!({
            "code": code, "email": ADMINISTRATOR, "full_name": "Trần Văn Hùng", "password": PASSWORD, "language": "vi"
        });
        let answer = self.call("accounts/set_up", &json!({"form": form})).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    async fn call(&self, name: &str, body: &Value) -> String {
        let body = body.to_string();
        let head = format!(
            "POST /api/{name} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            self.addr,
            body.len()
        );
        let mut connection = TcpStream::connect(self.addr).await.unwrap();
        connection.write_all((head + &body).as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What `verify-audit` says of its data.
    async fn verified(&self) -> String {
        self.told("verify-audit").await
    }

    /// What a command says of its data.
    async fn told(&self, name: &str) -> String {
        let output = command(&self.folder).arg(name).output().await.unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn command(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sokhach"));
    // What is told to the tests is not told to it.
    command.env_clear().env("SOKHACH_DATA_DIR", folder.path()).current_dir(folder.path()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn it_ends_when_asked_to_although_nobody_reads_its_log() {
    let mut program = Program::start().await;
    drop(program.process.stderr.take());
    let pid = Pid::from_raw(program.process.id().unwrap().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    let status = timeout(PATIENCE, program.process.wait()).await.expect("it does not end").unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn the_totals_are_computed_anew_beside_the_server() {
    let mut program = Program::start().await;
    program.set_up().await;
    assert!(program.told("verify-totals").await.starts_with("the totals of all customers are what"));
}

#[tokio::test]
async fn what_a_request_writes_into_the_audit_trail_is_sealed() {
    let mut program = Program::start().await;
    assert!(program.verified().await.starts_with("0 entries are whole"));
    program.set_up().await;
    let sealed = async {
        loop {
            let told = program.verified().await;
            if !told.starts_with("0 entries") && !told.contains("not sealed") {
                return;
            }
        }
    };
    timeout(PATIENCE, sealed).await.expect("entries wait for their seal");
}
