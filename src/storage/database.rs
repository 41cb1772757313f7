//! The connection pool, the migrations and the transaction.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::{Any, AnyConnection, AnyPool, Executor, any::AnyPoolOptions, migrate::MigrateError};

use super::migrations::migrator;

/// Waits for its turn among processes that start together, however long another one migrates. The number is ours alone
/// ("ahlan" in ASCII). A migration may build an index for longer than any request may take, but must not wait long for
/// a table's lock: everything behind it would wait too.
const POSTGRES_TURN: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
                             SELECT pg_advisory_xact_lock(418363761006);
                             SET LOCAL lock_timeout = '5s'";

/// An inspection reads the whole log at one moment, however long that takes.
const POSTGRES_INSPECTION: &str =
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";

/// A transaction that may write.
pub type Transaction = sqlx::Transaction<'static, Any>;

/// Why a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Another request wrote meanwhile; nothing was written. Reading again and trying again may succeed.
    #[error("changed by another request")]
    Conflict,
    /// A row holds what no version of this service writes.
    #[error("the stored {what} cannot be read")]
    Corrupt {
        /// Which part.
        what: &'static str,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        // Two writers of one sequence, key or row: one of them won, and the other is told so.
        let lost = error
            .as_database_error()
            .is_some_and(|inner| inner.is_unique_violation() || is_serialization_failure(inner));
        if lost { Self::Conflict } else { Self::Database(error) }
    }
}

/// PostgreSQL's 40001 and 40P01 (serialisation failure, deadlock): nothing was written, trying again is right.
fn is_serialization_failure(error: &dyn sqlx::error::DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("40001" | "40P01"))
}

/// Which engine is behind the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A local file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database.
#[derive(Clone, Debug)]
pub struct Database {
    pool: AnyPool,
    engine: Engine,
}

impl Database {
    /// Connects, brings the tables up to date and sets the guards of what is append-only.
    ///
    /// # Errors
    ///
    /// [`StorageError::Database`] when the URL is wrong, the server is away, or a migration was changed after the fact.
    pub async fn connect(url: &SecretString, max_connections: u32) -> Result<Self, StorageError> {
        sqlx::any::install_default_drivers();
        let url = url.expose_secret();
        let engine = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
        let pool = AnyPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(Duration::from_secs(5))
            // A file does not hang up, and asking whether it has costs as much as a statement.
            .test_before_acquire(engine == Engine::Postgres)
            .after_connect(move |connection, _| Box::pin(prepare(connection, engine)))
            .connect(url)
            .await?;
        let database = Self { pool, engine };
        database.bring_up_to_date().await?;
        Ok(database)
    }

    /// Runs the migrations and sets the guards, in one transaction: of processes that start together one does it, and
    /// the others wait and find it done.
    async fn bring_up_to_date(&self) -> Result<(), StorageError> {
        let mut tx = self.begin().await?;
        let guards = match self.engine {
            // The write lock, which the transaction holds, is all it takes.
            Engine::Sqlite => include_str!("../../migrations/guards/sqlite.sql"),
            Engine::Postgres => {
                sqlx::raw_sql(POSTGRES_TURN).execute(&mut *tx).await?;
                include_str!("../../migrations/guards/postgres.sql")
            }
        };
        migrator()
            .map_err(|error| {
                StorageError::Database(sqlx::Error::Migrate(Box::new(MigrateError::Source(Box::new(error)))))
            })?
            .run_direct(None, &mut *tx, false)
            .await
            .map_err(|error| StorageError::Database(sqlx::Error::Migrate(Box::new(error))))?;
        sqlx::raw_sql(guards).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// Which engine it is.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Starts a transaction that may write.
    ///
    /// SQLite takes its write lock here. A plain `BEGIN` would take it at the first write and fail, not wait, if another
    /// writer committed in between: of 40 such transactions side by side 36 failed, with `IMMEDIATE` none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Database`] when no connection is free within 5 seconds.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.pool.begin().await?,
        })
    }

    /// Starts a transaction that reads everything as it is at one moment, and writes nothing.
    ///
    /// # Errors
    ///
    /// [`StorageError::Database`] when no connection is free within 5 seconds.
    pub async fn inspect(&self) -> Result<Transaction, StorageError> {
        Ok(match self.engine {
            // Deferred: its snapshot is that of its first read, and it keeps no writer waiting.
            Engine::Sqlite => self.pool.begin().await?,
            Engine::Postgres => {
                let mut tx = self.pool.begin().await?;
                sqlx::raw_sql(POSTGRES_INSPECTION).execute(&mut *tx).await?;
                tx
            }
        })
    }

    /// A connection to read with.
    ///
    /// # Errors
    ///
    /// [`StorageError::Database`] when no connection is free within 5 seconds.
    pub async fn reader(&self) -> Result<sqlx::pool::PoolConnection<Any>, StorageError> {
        Ok(self.pool.acquire().await?)
    }

    /// Closes every connection, after what runs on them.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn prepare(connection: &mut AnyConnection, engine: Engine) -> Result<(), sqlx::Error> {
    match engine {
        // FULL: a commit that was answered survives a power cut, not only the end of the process.
        // secure_delete: a deleted key leaves no bytes behind in the file.
        // recursive_triggers: the guards also see the rows that INSERT OR REPLACE deletes.
        Engine::Sqlite => {
            let pragmas = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                           PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA recursive_triggers = ON;";
            connection.execute(sqlx::raw_sql(pragmas)).await?;
        }
        Engine::Postgres => {
            connection.execute(sqlx::raw_sql("SET lock_timeout = '5s'; SET statement_timeout = '15s'")).await?;
        }
    }
    Ok(())
}
