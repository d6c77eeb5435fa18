//! The numbered migrations and what every catalog holds from the start.
//!
//! A migration that was released is never edited (its checksum is kept in the store and checked);
//! a change of the schema is a new file and a new line in [`MIGRATIONS`].

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::Catalog;
use super::time::{now, to_micros};
use crate::error::Result;

/// The database of sessions that choose none.
pub(super) const DEFAULT_DATABASE: &str = "default";

/// The workgroup of sessions that choose none.
pub(super) const PRIMARY_WORKGROUP: &str = "primary";

/// Number, description and SQL of each migration, oldest first.
const MIGRATIONS: [(i64, &str, &str); 1] =
    [(1, "catalog", include_str!("../../migrations/0001_catalog.sql"))];

fn migrator() -> Migrator {
    let migrations: Vec<Migration> = MIGRATIONS
        .iter()
        .map(|(version, description, sql)| {
            Migration::new(
                *version,
                Cow::Borrowed(*description),
                MigrationType::Simple,
                Cow::Borrowed(*sql),
                false,
            )
        })
        .collect();
    Migrator { migrations: migrations.into(), ..Migrator::DEFAULT }
}

impl Catalog {
    /// Brings the store to the newest schema and adds what must exist, all in one transaction: two
    /// programs that open a new file at once do not disturb each other.
    pub(super) async fn migrate(&self) -> Result<()> {
        let mut change = self.write().await?;
        // `run` takes any `Acquire`, over whose lifetimes this future would not be `Send`.
        migrator().run_direct(change.conn()).await.map_err(sqlx::Error::from)?;
        sqlx::query(
            "INSERT INTO databases (name, parameters, create_time) VALUES (?, '{}', ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(DEFAULT_DATABASE)
        .bind(to_micros(now()))
        .execute(change.conn())
        .await?;
        sqlx::query(
            "INSERT INTO workgroups (name, state, created_at) VALUES (?, 'ENABLED', ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(PRIMARY_WORKGROUP)
        .bind(to_micros(now()))
        .execute(change.conn())
        .await?;
        change.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps() {
        for (index, (version, ..)) in MIGRATIONS.iter().enumerate() {
            assert_eq!(*version, i64::try_from(index).unwrap() + 1);
        }
    }

    #[tokio::test]
    async fn default_and_primary_exist_from_the_start() {
        let (_dir, catalog) = fixture::catalog().await;
        assert_eq!(catalog.database("DEFAULT").await.unwrap().input.name, "default");
        assert_eq!(catalog.workgroup("primary").await.unwrap().name, "primary");
    }

    #[tokio::test]
    async fn a_migrated_store_opens_again_with_its_contents() {
        let (dir, catalog) = fixture::catalog().await;
        let created = catalog.create_database(fixture::database("sales")).await.unwrap();
        catalog.create_table("sales", fixture::table("t", &[("day", "string")])).await.unwrap();
        catalog.create_partitions("sales", "t", vec![fixture::partition(&["1"])], false).await.unwrap();
        catalog.close().await;
        let again = Catalog::open(&fixture::path(&dir)).await.unwrap();
        assert_eq!(again.database("sales").await.unwrap(), created);
        assert_eq!(again.partition_count("sales", "t").await.unwrap(), 1);
        assert_eq!(again.databases().await.unwrap().len(), 2);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_new_file_may_be_opened_by_several_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut openings = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let path = fixture::path(&dir);
            openings.spawn(async move { Catalog::open(&path).await?.databases().await });
        }
        while let Some(databases) = openings.join_next().await {
            assert_eq!(databases.unwrap().unwrap().len(), 1);
        }
    }

    #[tokio::test]
    async fn a_store_of_a_newer_version_is_refused() {
        let (dir, catalog) = fixture::catalog().await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (999, 'future', TRUE, x'00', 0)",
        )
        .execute(&catalog.pool)
        .await
        .unwrap();
        catalog.close().await;
        let error = Catalog::open(&fixture::path(&dir)).await.unwrap_err();
        assert!(error.message.contains("newer version"), "{}", error.message);
        assert!(error.message.contains("999"), "{}", error.message);
    }

    #[tokio::test]
    async fn a_store_of_a_changed_migration_is_refused() {
        let (dir, catalog) = fixture::catalog().await;
        sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00'").execute(&catalog.pool).await.unwrap();
        catalog.close().await;
        let error = Catalog::open(&fixture::path(&dir)).await.unwrap_err();
        assert!(error.message.contains("another schema"), "{}", error.message);
    }
}
