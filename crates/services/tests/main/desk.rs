//! Somebody at a desk who imports and exports: uploads files, waits for jobs, reads results.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{
    ExportId, ImportId,
    export::{ExportRequest, ExportState, ExportStatus},
    import::wizard::{ImportPlanInput, ImportRowView, ImportState, ImportStatus, RowFilter},
};
use entities::job;
use sea_orm::{EntityTrait, PaginatorTrait};
use services::{Services, authz::Actor};
use sheets::{Limits, Parser};
use test_support::TestServices;
use tokio::{task::JoinHandle, time::sleep};
use tokio_util::sync::CancellationToken;

/// Nothing that is waited for takes so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A person, the services with a parser, and the loop of jobs in the background.
pub struct Desk {
    pub services: Services,
    pub actor: Actor,
    jobs: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Desk {
    /// A desk at which jobs run.
    pub fn new(on: &TestServices, actor: &Actor) -> Self {
        let mut desk = Self::without_jobs(on, actor);
        desk.run_jobs();
        desk
    }

    /// A desk at which nothing runs yet.
    pub fn without_jobs(on: &TestServices, actor: &Actor) -> Self {
        Self { services: on.services().with_parser(parser()), actor: actor.clone(), jobs: None }
    }

    pub fn run_jobs(&mut self) {
        let (stop, services) = (CancellationToken::new(), self.services.clone());
        let running = tokio::spawn({
            let stop = stop.clone();
            async move { services.run_jobs(stop).await }
        });
        self.jobs = Some((stop, running));
    }

    /// The graceful end of the loop.
    pub async fn stop_jobs(&mut self) {
        if let Some((stop, running)) = self.jobs.take() {
            stop.cancel();
            running.await.unwrap();
        }
    }

    /// The end of the loop as a crash brings it.
    pub async fn kill_jobs(&mut self) {
        if let Some((_, running)) = self.jobs.take() {
            running.abort();
            let _ = running.await;
        }
    }

    pub async fn upload(&self, name: &str, bytes: &[u8]) -> ImportState {
        let size = Some(bytes.len() as u64);
        let mut upload = self.services.imports().begin(&self.actor, name, size).await.unwrap();
        for chunk in bytes.chunks(64 * 1024) {
            upload.write(chunk).await.unwrap();
        }
        upload.finish().await.unwrap()
    }

    pub async fn upload_file(&self, path: &Path) -> ImportState {
        self.upload(path.file_name().unwrap().to_str().unwrap(), &std::fs::read(path).unwrap()).await
    }

    pub async fn plan(&self, id: ImportId, plan: &ImportPlanInput) {
        self.services.imports().plan(&self.actor, id, plan).await.unwrap();
    }

    /// Checks, and waits for the end of the check.
    pub async fn check(&self, id: ImportId) -> ImportState {
        self.services.imports().check(&self.actor, id).await.unwrap();
        self.settled(id).await
    }

    /// Starts the real run, and waits for its end.
    pub async fn write(&self, id: ImportId) -> ImportState {
        self.services.imports().start(&self.actor, id).await.unwrap();
        self.settled(id).await
    }

    /// Uploads a file, and imports it by the guessed plan.
    pub async fn import(&self, name: &str, bytes: &[u8]) -> ImportState {
        let id = self.upload(name, bytes).await.id;
        assert_eq!(self.check(id).await.status, ImportStatus::Checked);
        self.write(id).await
    }

    pub async fn state(&self, id: ImportId) -> ImportState {
        self.services.imports().state(&self.actor, id).await.unwrap()
    }

    /// Waits until nothing is under way.
    pub async fn settled(&self, id: ImportId) -> ImportState {
        self.until(id, |state| !state.status.is_busy()).await
    }

    /// Waits until an import has come to a point.
    pub async fn until(&self, id: ImportId, reached: impl Fn(&ImportState) -> bool) -> ImportState {
        let waiting = async {
            loop {
                let state = self.state(id).await;
                if reached(&state) {
                    return state;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap()
    }

    /// All rows of the result.
    pub async fn rows(&self, id: ImportId, filter: RowFilter) -> Vec<ImportRowView> {
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = self.services.imports().rows(&self.actor, id, filter, after).await.unwrap();
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return rows;
            }
        }
    }

    /// Exports, and waits for the end.
    pub async fn export(&self, request: &ExportRequest) -> ExportState {
        let id = self.services.exports().request(&self.actor, request).await.unwrap().id;
        self.exported(id, |state| !state.status.is_busy()).await
    }

    /// Waits until an export has come to a point.
    pub async fn exported(&self, id: ExportId, reached: impl Fn(&ExportState) -> bool) -> ExportState {
        let waiting = async {
            loop {
                let state = self.services.exports().state(&self.actor, id).await.unwrap();
                if reached(&state) {
                    return state;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap()
    }

    /// The finished file of an export.
    pub async fn exported_file(&self, request: &ExportRequest) -> PathBuf {
        let state = self.export(request).await;
        assert_eq!(state.status, ExportStatus::Ready, "{:?}", state.reason);
        self.services.exports().open(&self.actor, state.id).await.unwrap().path
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some((stop, _)) = &self.jobs {
            stop.cancel();
        }
    }
}

/// Waits until the queue is empty: a job ends a little after what it was for.
pub async fn no_more_jobs(on: &TestServices) {
    while job::Entity::find().count(on.database().writer()).await.unwrap() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
}

/// The real parser in real child processes. `cargo test` builds examples too, unless it is told which targets to build.
pub fn parser() -> Parser {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join("parse_sheet");
    assert!(program.exists(), "run `cargo build -p services --examples` first: {}", program.display());
    Parser::new(program, [""; 0], Limits::default())
}

/// A sample spreadsheet.
pub fn sample(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples")).join(name)
}
