//! PostgreSQL: one migrated template per process, one copy of it per test.
//!
//! Several processes may use one server at once, and a process may be killed: each holds an advisory lock on the number
//! in the names of its databases, and sweeps away databases whose number nobody holds any more.

use std::{
    env,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use services::database::Database;
use tokio::{
    runtime::{Builder, Runtime},
    sync::OnceCell,
};

/// First half of the advisory locks' keys; any number will do, as long as it stays the same.
const LOCKS: i32 = 0x534f_4b48;
const PREFIX: &str = "sokhach_test_";

static SERVER: OnceCell<Server> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

/// The server, and this process' template in it.
struct Server {
    url: String,
    connection: DatabaseConnection,
    number: i32,
}

/// A migrated database, and its name.
pub(super) async fn database() -> (Database, String) {
    let name = in_background(async {
        let server = SERVER.get_or_init(Server::prepare).await;
        let name = format!("{PREFIX}{}_{}", server.number, COPIES.fetch_add(1, Ordering::Relaxed));
        let template = server.template();
        // As files: a log of every page, as the server prefers it, takes twice as long.
        server.execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")).await;
        name
    })
    .await;
    (Database::open_url(&url_of(&name)).await.unwrap(), name)
}

/// Where the database of a test is.
pub(super) fn url_of(name: &str) -> String {
    with_database(&server_url(), name)
}

/// Removes the database of a test.
pub(super) async fn remove(name: String) {
    in_background(async move {
        if let Some(server) = SERVER.get() {
            server.drop_database(&name).await;
        }
    })
    .await;
}

impl Server {
    async fn prepare() -> Self {
        let url = server_url();
        let mut options = ConnectOptions::new(&url);
        // One connection: the locks belong to it.
        options.max_connections(1).idle_timeout(None).max_lifetime(None).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options)
            .await
            .unwrap_or_else(|error| panic!("the server of TEST_DATABASE_URL cannot be reached: {error}"));
        let mut server = Self { url, connection, number: 0 };
        server.sweep().await;
        while server.number == 0 {
            let number = i32::try_from(uuid::Uuid::now_v7().as_u128() & 0x7fff_ffff).unwrap_or_default();
            if server.lock(number).await {
                server.number = number;
            }
        }
        server.make_template().await;
        server
    }

    fn template(&self) -> String {
        format!("{PREFIX}{}_template", self.number)
    }

    async fn make_template(&self) {
        let name = self.template();
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
        let template = Database::open_url(&with_database(&self.url, &name)).await.unwrap();
        migrations::migrate(template.writer()).await.unwrap();
        // Nobody may be connected to a template.
        template.close().await.unwrap();
    }

    /// Removes what processes left behind that were killed.
    async fn sweep(&self) {
        let sql = format!("SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%'");
        let names = self.connection.query_all_raw(self.statement(&sql)).await.unwrap();
        for name in names.iter().map(|row| row.try_get::<String>("", "datname").unwrap()) {
            let number = name.trim_start_matches(PREFIX).split('_').next().and_then(|number| number.parse().ok());
            if let Some(number) = number
                && self.lock(number).await
            {
                self.drop_database(&name).await;
                self.execute(&format!("SELECT pg_advisory_unlock({LOCKS}, {number})")).await;
            }
        }
    }

    /// Takes the lock of a number, if nobody has it.
    async fn lock(&self, number: i32) -> bool {
        let sql = format!("SELECT pg_try_advisory_lock({LOCKS}, {number}) AS locked");
        let row = self.connection.query_one_raw(self.statement(&sql)).await.unwrap().unwrap();
        row.try_get("", "locked").unwrap()
    }

    async fn drop_database(&self, name: &str) {
        self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }

    async fn execute(&self, sql: &str) {
        self.connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.connection.get_database_backend(), sql)
    }
}

fn server_url() -> String {
    env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL must name a PostgreSQL server to test on, such as postgres://postgres@127.0.0.1:5432/postgres; \
         `cargo xtask test` provides one",
    )
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) =
        url.split_once('?').map_or((url, String::new()), |(address, rest)| (address, format!("?{rest}")));
    let start = address.find("://").map_or(0, |scheme| scheme + 3);
    let end = address[start..].find('/').map_or(address.len(), |slash| start + slash);
    format!("{}/{name}{parameters}", &address[..end])
}

/// A runtime that outlives those of the tests: the connection to the server belongs to it.
fn background() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap())
}

async fn in_background<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match background().spawn(work).await {
        Ok(done) => done,
        Err(failure) => std::panic::resume_unwind(failure.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_name_of_the_database_is_exchanged() {
        for (url, expected) in [
            ("postgres://me@host:5432/postgres", "postgres://me@host:5432/x"),
            ("postgres://me@host", "postgres://me@host/x"),
            ("postgres:///postgres?host=/run/postgresql", "postgres:///x?host=/run/postgresql"),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
