//! A database of its own for every test, on each engine.

use std::{
    io::Write,
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
};

use ahlan::storage::{Database, StorageError};
use futures_util::FutureExt;
use secrecy::SecretString;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use tokio::sync::Semaphore;
use url::Url;

/// Connections of one test: enough to have transactions side by side.
const CONNECTIONS: u32 = 8;

/// PostgreSQL tests at a time: servers take 100 connections unless told otherwise.
static PLACES: Semaphore = Semaphore::const_new(6);

/// Runs each named story once per engine, as `<story>::on_sqlite` and `<story>::on_postgres`.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                crate::engines::on_sqlite(super::$story).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                crate::engines::on_postgres(super::$story).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// A fresh database.
#[derive(Clone)]
pub struct Store {
    /// The store under test.
    pub database: Database,
    /// Where it is, to connect anew.
    pub url: SecretString,
}

impl Store {
    /// Connects to the database at `url`.
    pub async fn connect(url: &str) -> Self {
        let url = SecretString::from(url);
        let database = Database::connect(&url, CONNECTIONS).await.expect("a database");
        Self { database, url }
    }

    /// Runs `statements` in one transaction and commits it.
    pub async fn write<T>(
        &self,
        statements: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut tx = self.database.begin().await?;
        let made = statements(&mut tx).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Runs `statements` on a connection to read with.
    pub async fn read<T>(&self, statements: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StorageError>) -> T {
        let mut connection = self.database.reader().await.expect("a connection");
        statements(&mut connection).await.expect("reads")
    }

    /// Runs one statement that is not the store's, as an intruder or an inspector would.
    pub async fn run(&self, sql: &'static str) -> Result<(), StorageError> {
        self.write(async |tx| {
            sqlx::raw_sql(sql).execute(tx).await?;
            Ok(())
        })
        .await
    }

    /// The one number that `sql` selects.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.read(async |connection| Ok(sqlx::query_scalar(sql).fetch_one(connection).await?)).await
    }
}

/// The URL of a SQLite file that is made when it is not there.
pub fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Tells `story` on a fresh SQLite file.
pub async fn on_sqlite<Telling: Future<Output = ()>>(story: impl FnOnce(Store) -> Telling) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = Store::connect(&sqlite_url(&folder.path().join("ahlan.db"))).await;
    story(fresh.clone()).await;
    fresh.database.close().await;
}

/// Tells `story` on a fresh database of the server that `TEST_DATABASE_URL` names, if it names one.
pub async fn on_postgres<Telling: Future<Output = ()>>(story: impl FnOnce(Store) -> Telling) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = server() else { return };
    let _place = PLACES.acquire().await.expect("never closed");
    let name = format!("ahlan_story_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    maintain(&server, format!("CREATE DATABASE {name}")).await;
    let mut url = server.clone();
    url.set_path(&name);
    let telling = async {
        let fresh = Store::connect(url.as_str()).await;
        story(fresh.clone()).await;
        fresh.database.close().await;
    };
    let told = AssertUnwindSafe(telling).catch_unwind().await;
    maintain(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    told.unwrap_or_else(|panic| resume_unwind(panic));
}

/// The PostgreSQL server to test on; says once, past the test harness's capture, when there is none.
fn server() -> Option<Url> {
    static TOLD: Once = Once::new();
    #[expect(clippy::disallowed_methods, reason = "the tests' one switch")]
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        TOLD.call_once(|| {
            let line = "\nstory: PostgreSQL was NOT tested, TEST_DATABASE_URL is not set (make test sets it)\n";
            std::io::stderr().write_all(line.as_bytes()).expect("stderr");
        });
        return None;
    };
    Some(Url::parse(&url).expect("TEST_DATABASE_URL is a URL"))
}

async fn maintain(server: &Url, sql: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server.as_str()).await.expect("the server of TEST_DATABASE_URL");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("may make and drop databases");
    connection.close().await.expect("closes");
}
