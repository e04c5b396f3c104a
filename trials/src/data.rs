//! Seeded data: a data folder, and perhaps a database in PostgreSQL.

use std::{fs, path::PathBuf, time::UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use domain::{customer::Directory, permission::Action};
use entities::{role, role_grant, user, user_role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use tempfile::TempDir;
use tokio::process::Command;
use uuid::Uuid;

use crate::{
    Bed,
    report::Place,
    server::{self, ADMINISTRATOR, PASSWORD},
};

/// The member of staff who sees the own customers, a twentieth.
pub const OWN: &str = "nhan-vien-01@example.com";
/// The one who sees those of a branch, a fifth.
pub const BRANCH: &str = "nhan-vien-05@example.com";

/// Written last: the folder is whole.
const STAMP: &str = "seeded-by";
const FILE: &str = "sokhach.db";
const KEY: &str = "secret.key";

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A file in the data folder.
    Sqlite,
    /// A database of a server.
    Postgres,
}

impl Kind {
    /// For the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// What a server works on.
pub struct Data {
    /// The data folder.
    pub folder: PathBuf,
    /// The database, if it is PostgreSQL.
    pub database_url: Option<String>,
    kind: Kind,
    customers: u64,
    _until_dropped: Option<TempDir>,
}

impl Data {
    /// So many customers, an administrator, and staff of each reach. What this very program has made before is there.
    pub async fn seeded(bed: &Bed, kind: Kind, customers: u64) -> Result<Self> {
        let folder = bed.folder.join(format!("{}-{customers}-{}", kind.name(), bed.seed));
        let program = fs::metadata(&bed.program)?;
        let made_by = format!("{} {}", program.len(), program.modified()?.duration_since(UNIX_EPOCH)?.as_nanos());
        let is_there = fs::read_to_string(folder.join(STAMP)).is_ok_and(|stamp| stamp == made_by || bed.keep);
        let mut data = Self { folder, database_url: None, kind, customers, _until_dropped: None };
        if kind == Kind::Postgres {
            let name = format!("trial_{customers}");
            data.database_url = Some(address(bed, &name)?);
            if bed.keep && is_there && Database::connect(address(bed, &name)?).await.is_ok() {
                server::run(bed, &data, &["migrate"], None).await?;
                return Ok(data);
            }
            make_database(bed, &name).await?;
        } else if is_there {
            if bed.keep {
                server::run(bed, &data, &["migrate"], None).await?;
            }
            return Ok(data);
        }
        if data.folder.exists() {
            fs::remove_dir_all(&data.folder)?;
        }
        eprintln!("seeding {} …", data.describe());
        data.prepare(bed).await?;
        fs::write(data.folder.join(STAMP), made_by)?;
        Ok(data)
    }

    /// Nobody but an administrator, until it is dropped.
    pub async fn empty(bed: &Bed, kind: Kind) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("empty-").tempdir_in(&bed.folder)?;
        let database_url = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => {
                make_database(bed, "trial_empty").await?;
                Some(address(bed, "trial_empty")?)
            }
        };
        let (path, customers) = (folder.path().join("data"), 0);
        let data = Self { folder: path, database_url, kind, customers, _until_dropped: Some(folder) };
        data.add_administrator(bed).await?;
        Ok(data)
    }

    /// The same database for another instance, with a folder of its own and the same key.
    pub fn beside(&self, bed: &Bed) -> Result<Self> {
        ensure!(self.database_url.is_some(), "a file is for one instance alone");
        let place = tempfile::Builder::new().prefix("beside-").tempdir_in(&bed.folder)?;
        fs::copy(self.folder.join(KEY), place.path().join(KEY))?;
        let (folder, database_url) = (place.path().to_owned(), self.database_url.clone());
        Ok(Self { folder, database_url, kind: self.kind, customers: self.customers, _until_dropped: Some(place) })
    }

    /// The same data for a trial that changes it, until it is dropped.
    pub async fn copy(&self, bed: &Bed) -> Result<Self> {
        ensure!(self.kind == Kind::Sqlite, "only data folders are copied");
        let place = tempfile::Builder::new().prefix("copy-").tempdir_in(&bed.folder)?;
        let folder = place.path().join("data");
        let status = Command::new("cp").arg("-r").args([&self.folder, &folder]).status().await?;
        ensure!(status.success(), "the data cannot be copied");
        Ok(Self { folder, database_url: None, kind: self.kind, customers: self.customers, _until_dropped: Some(place) })
    }

    /// For the report.
    pub fn place(&self) -> Place {
        let data = match self.customers {
            0 => "empty".to_owned(),
            many if many % 1_000_000 == 0 => format!("{}M", many / 1_000_000),
            many => format!("{}k", many / 1_000),
        };
        Place { data, db: self.kind.name() }
    }

    /// How many customers there are.
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// A connection for the trial itself.
    pub async fn connect(&self) -> Result<DatabaseConnection> {
        let file = || format!("sqlite://{}", self.folder.join(FILE).display());
        Ok(Database::connect(self.database_url.clone().unwrap_or_else(file)).await?)
    }

    fn describe(&self) -> String {
        let Place { data, db } = self.place();
        format!("{data} on {db}")
    }

    async fn prepare(&self, bed: &Bed) -> Result<()> {
        self.add_administrator(bed).await?;
        let (customers, seed) = (self.customers.to_string(), bed.seed.to_string());
        server::run(bed, self, &["seed", "--customers", &customers, "--seed", &seed], None).await?;
        let connection = self.connect().await?;
        add_staff(&connection, OWN, "own").await?;
        add_staff(&connection, BRANCH, "branch").await?;
        Ok(connection.close().await?)
    }

    async fn add_administrator(&self, bed: &Bed) -> Result<()> {
        let arguments = ["admin", "create", "--email", ADMINISTRATOR, "--name", "Quản Trị"];
        server::run(bed, self, &arguments, Some(PASSWORD)).await
    }
}

/// Makes a new database on the server.
async fn make_database(bed: &Bed, name: &str) -> Result<()> {
    let server = Database::connect(&bed.postgres).await.context("PostgreSQL cannot be reached")?;
    for statement in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        server.execute_unprepared(&statement).await?;
    }
    Ok(server.close().await?)
}

/// The address of a database on the server.
fn address(bed: &Bed, name: &str) -> Result<String> {
    let (base, _) = bed.postgres.rsplit_once('/').context("the address of PostgreSQL names no database")?;
    Ok(format!("{base}/{name}"))
}

/// Lets a seeded member of staff sign in and work with customers within a scope.
async fn add_staff(connection: &DatabaseConnection, email: &str, scope: &str) -> Result<()> {
    let of = |email: &str| user::Entity::find().filter(user::Column::Email.eq(email)).one(connection);
    let administrator = of(ADMINISTRATOR).await?.context("there is no administrator")?;
    let member = of(email).await?.context("there is no such member of staff")?;
    let (id, role) = (member.id, Uuid::now_v7());
    let mut account = member.into_active_model();
    account.status = Set("active".to_owned());
    account.password_hash = Set(administrator.password_hash);
    account.update(connection).await?;
    let named = role::ActiveModel {
        id: Set(role),
        version: Set(1),
        name: Set(scope.to_owned()),
        branch_id: Set(None),
        description: Set(String::new()),
        full_permission: Set(false),
        second_factor: Set(false),
        created_at: Set(administrator.created_at),
    };
    named.insert(connection).await?;
    for directory in Directory::ALL {
        for action in [Action::View, Action::Create, Action::Edit] {
            let cell = role_grant::ActiveModel {
                role_id: Set(role),
                action: Set(action.key().to_owned()),
                resource: Set(directory.resource().key().to_owned()),
                scope: Set(scope.to_owned()),
            };
            cell.insert(connection).await?;
        }
    }
    user_role::ActiveModel { user_id: Set(id), role_id: Set(role) }.insert(connection).await?;
    Ok(())
}
