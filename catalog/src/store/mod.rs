//! The catalog's store: one SQLite file, one type to reach it, a file per family of objects.
//!
//! Every change is one transaction. SQL here stays close to what PostgreSQL accepts too, and every
//! value is a bound parameter: no text of a caller ever becomes part of a statement.

mod databases;
#[cfg(test)]
mod fixture;
mod history;
mod input;
mod migrations;
mod open;
mod partition_filter;
mod partitions;
mod prepared_statements;
mod tables;
mod time;
mod users;
mod workgroups;

use std::path::Path;
use std::sync::Arc;

use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::Result;

/// The catalog. Cheap to clone; all clones share one pool of connections.
///
/// Names of databases, tables, columns and keys are compared in lower case. Every call may fail with
/// `Internal` (the store failed) or `ConcurrentModification` (another program held the file for
/// longer than the busy timeout).
#[derive(Debug, Clone)]
pub struct Catalog {
    pool: SqlitePool,
    /// SQLite has one writer. Waiting here is fair and cheap; waiting in SQLite is neither.
    writer: Arc<Mutex<()>>,
}

impl Catalog {
    /// Opens (creates, migrates) the SQLite catalog at `path`. Creates database `default` and
    /// workgroup `primary`. A new file can be read by its owner only.
    ///
    /// # Errors
    /// `Internal`, the message naming the file: it is no SQLite file, belongs to another program, is
    /// damaged, was written by a newer version, or cannot be created.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, open::BUSY_TIMEOUT).await
    }

    async fn open_with(path: &Path, busy_timeout: std::time::Duration) -> Result<Self> {
        let pool = open::pool(path, busy_timeout).await?;
        let catalog = Self { pool, writer: Arc::default() };
        catalog.migrate().await.map_err(|error| open::naming(path, error))?;
        Ok(catalog)
    }

    /// Waits for running calls and closes all connections; later calls fail.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Ok when the store answers.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT name FROM databases LIMIT 1").fetch_optional(&self.pool).await?;
        Ok(())
    }

    /// Begins a transaction that sees one state of the catalog throughout.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.pool.begin().await?)
    }

    /// Waits for its turn and begins a transaction that may write.
    async fn write(&self) -> Result<WriteTransaction> {
        let turn = Arc::clone(&self.writer).lock_owned().await;
        // IMMEDIATE takes SQLite's write lock at the start. A deferred transaction that reads first
        // and then writes fails at once, busy timeout or not, if another program wrote in between.
        let transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(WriteTransaction { transaction, _turn: turn })
    }
}

/// A change in progress; undone when dropped without [`commit`](Self::commit).
struct WriteTransaction {
    // Declared first, so dropped first: the turn passes on after the rollback began.
    transaction: Transaction<'static, Sqlite>,
    _turn: OwnedMutexGuard<()>,
}

impl WriteTransaction {
    fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

/// Runs a `SELECT COUNT(*)` that has at most one parameter.
async fn count(conn: &mut SqliteConnection, sql: &str, parameter: Option<&str>) -> Result<u64> {
    let mut query = sqlx::query_scalar::<_, i64>(sql);
    if let Some(parameter) = parameter {
        query = query.bind(parameter);
    }
    Ok(query.fetch_one(conn).await?.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::fixture;
    use crate::error::ErrorKind;
    use crate::model::DatabaseInput;
    use crate::{Catalog, CatalogError};

    #[tokio::test]
    async fn ping_answers_until_closed() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.ping().await.unwrap();
        catalog.close().await;
        let error = catalog.ping().await.unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Internal, "the catalog is closed"));
    }

    #[tokio::test]
    async fn a_dropped_change_is_undone_and_frees_the_writer() {
        let (_dir, catalog) = fixture::catalog().await;
        let mut change = catalog.write().await.unwrap();
        sqlx::query("DELETE FROM workgroups").execute(change.conn()).await.unwrap();
        drop(change);
        assert_eq!(catalog.workgroups().await.unwrap().len(), 1);
        catalog.create_database(fixture::database("a")).await.unwrap();
    }

    /// Two handles on one file stand for two processes: they share no lock in memory.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_writers_of_two_handles_all_succeed() {
        let (dir, first) = fixture::catalog().await;
        let second = Catalog::open(&fixture::path(&dir)).await.unwrap();
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..40 {
            let catalog = if n % 2 == 0 { first.clone() } else { second.clone() };
            writers.spawn(async move {
                catalog.create_database(fixture::database(&format!("db{n}"))).await?;
                catalog.update_database(fixture::database(&format!("db{n}"))).await?;
                Ok::<_, CatalogError>(())
            });
        }
        while let Some(result) = writers.join_next().await {
            result.unwrap().unwrap();
        }
        assert_eq!(first.databases().await.unwrap().len(), 41);
    }

    #[tokio::test]
    async fn a_file_held_by_another_program_is_a_concurrent_modification() {
        let (dir, holder) = fixture::catalog().await;
        let blocked = Catalog::open_with(&fixture::path(&dir), Duration::from_millis(50)).await.unwrap();
        let held = holder.write().await.unwrap();
        let error = blocked.create_database(fixture::database("a")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConcurrentModification);
        blocked.databases().await.unwrap();
        drop(held);
    }

    #[tokio::test]
    async fn debug_shows_no_secret() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_user("ada", fixture::VERIFIER).await.unwrap();
        let user = catalog.user("ada").await.unwrap().unwrap();
        let shown = format!("{catalog:?} {user:?} {:?}", catalog.users().await.unwrap());
        assert!(shown.contains("ada") && !shown.contains("SCRAM-SHA-256"), "{shown}");
    }

    #[tokio::test]
    async fn values_never_become_sql() {
        let (_dir, catalog) = fixture::catalog().await;
        let hostile = "x'; DROP TABLE databases; --";
        let input = DatabaseInput { name: hostile.into(), ..DatabaseInput::default() };
        catalog.create_database(input).await.unwrap();
        assert_eq!(catalog.database(hostile).await.unwrap().input.name, hostile.to_lowercase());
        assert_eq!(catalog.databases().await.unwrap().len(), 2);
    }
}
