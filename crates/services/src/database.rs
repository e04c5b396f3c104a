//! The database: SQLite with one writer beside many readers, or PostgreSQL with one pool.

use std::{path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaDatabase, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        postgres::PgListener,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

/// Readers of one SQLite file; WAL lets them work beside the writer.
const SQLITE_READERS: u32 = 8;
/// Connections of one instance to PostgreSQL that read …
const POSTGRES_READERS: u32 = 12;
/// … and those that write, listen and migrate.
const POSTGRES_WRITERS: u32 = 10;
/// How long a request waits for a connection before it is told to try again.
const WAIT: Duration = Duration::from_secs(5);

/// Connections to the one database of the installation.
#[derive(Clone)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

/// Which database it is; only the query compiler asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Database {
    /// Opens the SQLite file, which is made if it is not there yet.
    ///
    /// # Errors
    /// What SQLite says, for example that the folder cannot be written.
    pub async fn open_file(path: &Path) -> Result<Self, DbErr> {
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let writer = SeaDatabase::connect(sqlite(&url, 1, false)).await?;
        let reader = SeaDatabase::connect(sqlite(&url, SQLITE_READERS, true)).await?;
        Ok(Self { reader, writer })
    }

    /// Opens a PostgreSQL database.
    ///
    /// # Errors
    /// What PostgreSQL says, for example that nobody listens.
    pub async fn open_url(url: &str) -> Result<Self, DbErr> {
        let writer = SeaDatabase::connect(postgres(url, POSTGRES_WRITERS, false)).await?;
        let reader = SeaDatabase::connect(postgres(url, POSTGRES_READERS, true)).await?;
        Ok(Self { reader, writer })
    }

    /// Which database it is.
    pub fn engine(&self) -> Engine {
        match self.writer.get_database_backend() {
            DatabaseBackend::Sqlite => Engine::Sqlite,
            _ => Engine::Postgres,
        }
    }

    /// The connection that migrations run on.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that reads one state of the database.
    ///
    /// # Errors
    /// No connection to be had.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, DbErr> {
        self.reader.begin().await
    }

    /// A connection for one statement that reads.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// A transaction that writes. On SQLite it takes the writer's place at once: one that begins by reading can be
    /// refused when it turns to writing, whatever the busy time-out.
    ///
    /// # Errors
    /// No connection to be had.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = (self.engine() == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
        self.writer
            .begin_with_options(TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() })
            .await
    }

    /// Hears what is told on a channel of PostgreSQL; SQLite has one process and no channels.
    ///
    /// # Errors
    /// No connection to be had.
    pub(crate) async fn listener(&self, channel: &str) -> Result<Option<PgListener>, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(None);
        }
        let lost = |error: sea_orm::sqlx::Error| DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()));
        let mut listener = PgListener::connect_with(self.writer.get_postgres_connection_pool()).await.map_err(lost)?;
        listener.listen(channel).await.map_err(lost)?;
        Ok(Some(listener))
    }

    /// Tells on a channel of PostgreSQL, with the commit.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub(crate) async fn notify(&self, tx: &DatabaseTransaction, channel: &str, text: &str) -> Result<(), DbErr> {
        if self.engine() == Engine::Postgres {
            tx.execute_raw(notification(channel, text)).await?;
        }
        Ok(())
    }

    /// Tells on a channel of PostgreSQL at once.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub(crate) async fn notify_now(&self, channel: &str, text: &str) -> Result<(), DbErr> {
        if self.engine() == Engine::Postgres {
            self.writer.execute_raw(notification(channel, text)).await?;
        }
        Ok(())
    }

    /// Takes a lock until the transaction ends, if nobody has it; on SQLite whoever writes is alone.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub(crate) async fn try_lock(&self, tx: &DatabaseTransaction, key: i64) -> Result<bool, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(true);
        }
        let sql = "SELECT pg_try_advisory_xact_lock($1) AS locked";
        let ask = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, [key.into()]);
        tx.query_one_raw(ask).await?.map_or(Ok(false), |row| row.try_get("", "locked"))
    }

    /// Takes a lock until the transaction ends, as soon as nobody else has it; on SQLite whoever writes is alone.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub(crate) async fn lock(&self, tx: &DatabaseTransaction, key: i64) -> Result<(), DbErr> {
        if self.engine() == Engine::Postgres {
            let sql = "SELECT pg_advisory_xact_lock($1)";
            tx.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, [key.into()])).await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        self.reader.ping().await.is_ok() && self.writer.ping().await.is_ok()
    }

    /// Closes all connections; SQLite's log is written back into the file.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

fn notification(channel: &str, text: &str) -> Statement {
    let values = [channel.into(), text.into()];
    Statement::from_sql_and_values(DatabaseBackend::Postgres, "SELECT pg_notify($1, $2)", values)
}

fn postgres(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .connect_timeout(WAIT)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_postgres_opts(move |options| {
            // A generic plan made the sixth run of a search seven times slower: plan for the actual words each time.
            let options = options.statement_cache_capacity(400).options([("plan_cache_mode", "force_custom_plan")]);
            if !read_only {
                return options;
            }
            // Said once for the connection, so that a transaction begins without saying it.
            options.options([
                ("default_transaction_isolation", "repeatable read"),
                ("default_transaction_read_only", "on"),
                // What is read here is a page of rows: to compile it takes longer than to find it.
                ("jit", "off"),
            ])
        });
    options
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(WAIT)
        // Connections hold the page cache: they stay.
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .journal_mode(SqliteJournalMode::Wal)
                // What is acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(WAIT)
                .statement_cache_capacity(200)
                // A page of rows is handed over at once: the thread of the database waits for nobody.
                .row_buffer_size(512)
                .pragma("temp_store", "memory")
                .pragma("mmap_size", "268435456");
            if read_only { options.pragma("query_only", "on") } else { options.pragma("wal_autocheckpoint", "2000") }
        });
    options
}
