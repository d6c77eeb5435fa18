//! Tables, views and their versions.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::time::{from_micros, now, to_micros};
use super::{Catalog, WriteTransaction, count, databases, input};
use crate::error::{CatalogError, ErrorKind, Result};
use crate::limits;
use crate::model::{Table, TableInput, TableKind};
use crate::names::{identifier, shown};

const SELECT: &str = "SELECT table_id, database_name, name, definition, create_time, update_time, version_id \
                      FROM tables WHERE database_name = ?";

/// A table with its key in the store.
pub(super) struct StoredTable {
    pub(super) id: i64,
    pub(super) table: Table,
}

impl Catalog {
    /// Creates a table or view.
    ///
    /// # Errors
    /// `EntityNotFound` (no such database), `AlreadyExists`, `InvalidInput`,
    /// `ResourceNumberLimitExceeded`.
    pub async fn create_table(&self, database: &str, input: TableInput) -> Result<Table> {
        let database_name = identifier("database", database)?;
        let (input, definition) = input::table(input)?;
        let time = now();
        let table = Table { database_name, input, create_time: time, update_time: time, version_id: 0 };
        let mut change = self.write().await?;
        databases::require(change.conn(), &table.database_name).await?;
        if find(change.conn(), &table.database_name, &table.input.name).await?.is_some() {
            return Err(CatalogError::already_exists(named(&table.database_name, &table.input.name)));
        }
        let tables = count(
            change.conn(),
            "SELECT COUNT(*) FROM tables WHERE database_name = ?",
            Some(&table.database_name),
        )
        .await?;
        if tables >= limits::TABLES_PER_DATABASE {
            return Err(CatalogError::limit(format!(
                "database {} has {} tables already, drop one first",
                shown(&table.database_name),
                limits::TABLES_PER_DATABASE
            )));
        }
        let id = next_id(&mut change).await?;
        sqlx::query(
            "INSERT INTO tables (table_id, database_name, name, table_type, definition, create_time,
                                 update_time, version_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(&table.database_name)
        .bind(&table.input.name)
        .bind(kind_name(table.input.table_type))
        .bind(definition)
        .bind(to_micros(table.create_time))
        .bind(to_micros(table.update_time))
        .bind(table.version_id)
        .execute(change.conn())
        .await?;
        change.commit().await?;
        Ok(table)
    }

    /// The table or view of this name.
    ///
    /// # Errors
    /// `EntityNotFound`, the message saying whether the database or the table is missing.
    pub async fn table(&self, database: &str, name: &str) -> Result<Table> {
        let mut view = self.read().await?;
        Ok(require(&mut view, database, name).await?.table)
    }

    /// Replaces the definition of the table named in `input` and keeps the old one as a version; the
    /// newest [`limits::OLD_TABLE_VERSIONS`] are kept.
    ///
    /// # Errors
    /// `VersionMismatch` unless the stored version is `expected_version` (`None` overwrites),
    /// `EntityNotFound`; `InvalidInput` also for partition keys that no longer fit the partitions
    /// the table has.
    pub async fn update_table(
        &self,
        database: &str,
        input: TableInput,
        expected_version: Option<i64>,
    ) -> Result<Table> {
        let (input, definition) = input::table(input)?;
        let mut change = self.write().await?;
        let StoredTable { id, table: old } = require(change.conn(), database, &input.name).await?;
        if let Some(expected) = expected_version.filter(|expected| *expected != old.version_id) {
            return Err(CatalogError::new(
                ErrorKind::VersionMismatch,
                format!(
                    "{} was changed by another: it has version {}, not {expected}",
                    named(&old.database_name, &old.input.name),
                    old.version_id
                ),
            ));
        }
        check_keys_fit_partitions(change.conn(), id, &old.input, &input).await?;
        keep_version(&mut change, id, &old).await?;
        let table =
            Table { input, update_time: now().max(old.update_time), version_id: old.version_id + 1, ..old };
        sqlx::query(
            "UPDATE tables SET table_type = ?, definition = ?, update_time = ?, version_id = ?
             WHERE table_id = ?",
        )
        .bind(kind_name(table.input.table_type))
        .bind(definition)
        .bind(to_micros(table.update_time))
        .bind(table.version_id)
        .bind(id)
        .execute(change.conn())
        .await?;
        change.commit().await?;
        Ok(table)
    }

    /// Deletes a table or view with its partitions and versions. Files are not touched.
    ///
    /// # Errors
    /// `EntityNotFound`.
    pub async fn delete_table(&self, database: &str, name: &str) -> Result<()> {
        let mut change = self.write().await?;
        let stored = require(change.conn(), database, name).await?;
        sqlx::query("DELETE FROM tables WHERE table_id = ?").bind(stored.id).execute(change.conn()).await?;
        change.commit().await
    }

    /// All tables and views of a database, by name.
    ///
    /// # Errors
    /// `EntityNotFound` when there is no such database.
    pub async fn tables(&self, database: &str) -> Result<Vec<Table>> {
        let database = identifier("database", database)?;
        let mut view = self.read().await?;
        databases::require(&mut view, &database).await?;
        let rows =
            sqlx::query(&format!("{SELECT} ORDER BY name")).bind(&database).fetch_all(&mut *view).await?;
        rows.iter().map(|row| from_row(row).map(|stored| stored.table)).collect()
    }

    /// Names and kinds of the tables and views of a database, by name.
    ///
    /// # Errors
    /// `EntityNotFound` when there is no such database.
    pub async fn table_names(&self, database: &str) -> Result<Vec<(String, TableKind)>> {
        let database = identifier("database", database)?;
        let mut view = self.read().await?;
        databases::require(&mut view, &database).await?;
        let rows = sqlx::query("SELECT name, table_type FROM tables WHERE database_name = ? ORDER BY name")
            .bind(&database)
            .fetch_all(&mut *view)
            .await?;
        rows.iter()
            .map(|row| {
                let name: String = row.try_get(0)?;
                let kind = kind_from_name(row.try_get(1)?, || named(&database, &name))?;
                Ok((name, kind))
            })
            .collect()
    }

    /// The current and the kept old versions of a table, newest first.
    ///
    /// # Errors
    /// `EntityNotFound`.
    pub async fn table_versions(&self, database: &str, name: &str) -> Result<Vec<Table>> {
        let mut view = self.read().await?;
        let StoredTable { id, table: current } = require(&mut view, database, name).await?;
        let rows = sqlx::query(
            "SELECT version_id, definition, update_time FROM table_versions
             WHERE table_id = ? ORDER BY version_id DESC",
        )
        .bind(id)
        .fetch_all(&mut *view)
        .await?;
        let old = rows.iter().map(|row| {
            let of = || named(&current.database_name, &current.input.name);
            Ok(Table {
                database_name: current.database_name.clone(),
                input: input::from_json(row.try_get(1)?, of)?,
                create_time: current.create_time,
                update_time: from_micros(row.try_get(2)?),
                version_id: row.try_get(0)?,
            })
        });
        std::iter::once(Ok(current.clone())).chain(old).collect()
    }
}

/// The table, or `EntityNotFound` saying what is missing. Takes names in any case.
pub(super) async fn require(conn: &mut SqliteConnection, database: &str, name: &str) -> Result<StoredTable> {
    let database = identifier("database", database)?;
    let name = identifier("table", name)?;
    if let Some(stored) = find(conn, &database, &name).await? {
        return Ok(stored);
    }
    databases::require(conn, &database).await?;
    Err(CatalogError::not_found(named(&database, &name)))
}

/// `table db.name`, for messages.
pub(super) fn named(database: &str, name: &str) -> String {
    format!("table {}.{}", shown(database), shown(name))
}

async fn find(conn: &mut SqliteConnection, database: &str, name: &str) -> Result<Option<StoredTable>> {
    let row =
        sqlx::query(&format!("{SELECT} AND name = ?")).bind(database).bind(name).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &SqliteRow) -> Result<StoredTable> {
    let database_name: String = row.try_get(1)?;
    let of = || named(&database_name, row.try_get(2).unwrap_or_default());
    let input = input::from_json(row.try_get(3)?, of)?;
    let table = Table {
        input,
        create_time: from_micros(row.try_get(4)?),
        update_time: from_micros(row.try_get(5)?),
        version_id: row.try_get(6)?,
        database_name,
    };
    Ok(StoredTable { id: row.try_get(0)?, table })
}

/// A key that no table had before.
async fn next_id(change: &mut WriteTransaction) -> Result<i64> {
    let sql = "UPDATE id_counters SET next_id = next_id + 1 WHERE name = 'table' RETURNING next_id - 1";
    Ok(sqlx::query_scalar(sql).fetch_one(change.conn()).await?)
}

async fn keep_version(change: &mut WriteTransaction, id: i64, old: &Table) -> Result<()> {
    sqlx::query(
        "INSERT INTO table_versions (table_id, version_id, definition, update_time) VALUES (?, ?, ?, ?)",
    )
    .bind(id)
    .bind(old.version_id)
    .bind(input::to_json(&old.input)?)
    .bind(to_micros(old.update_time))
    .execute(change.conn())
    .await?;
    sqlx::query("DELETE FROM table_versions WHERE table_id = ? AND version_id <= ?")
        .bind(id)
        .bind(old.version_id - i64::from(limits::OLD_TABLE_VERSIONS))
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Partition values are kept by position. Keys may be renamed or get another type, but with
/// partitions there, neither their number may change nor a key become an integer whose values are not.
async fn check_keys_fit_partitions(
    conn: &mut SqliteConnection,
    id: i64,
    old: &TableInput,
    new: &TableInput,
) -> Result<()> {
    let (old_keys, new_keys) = (&old.partition_keys, &new.partition_keys);
    let exists = async |conn: &mut SqliteConnection, condition: &str| -> Result<bool> {
        let sql = format!("SELECT 1 FROM partitions WHERE table_id = ? {condition} LIMIT 1");
        Ok(sqlx::query(&sql).bind(id).fetch_optional(conn).await?.is_some())
    };
    if old_keys.len() != new_keys.len() && exists(conn, "").await? {
        return Err(CatalogError::invalid(format!(
            "the number of partition keys cannot change from {} to {} while the table has partitions",
            old_keys.len(),
            new_keys.len()
        )));
    }
    for (position, (old_key, new_key)) in old_keys.iter().zip(new_keys).enumerate() {
        let becomes_integer = input::is_integer_key(new_key) && !input::is_integer_key(old_key);
        let condition = format!("AND i{position} IS NULL AND v{position} <> '{}'", input::NULL_VALUE);
        if becomes_integer && exists(conn, &condition).await? {
            return Err(CatalogError::invalid(format!(
                "partition key {} cannot become {}: the table has partitions whose value is no integer",
                shown(&new_key.name),
                new_key.column_type
            )));
        }
    }
    Ok(())
}

/// As Glue writes it; the same name as in the JSON of the definition.
fn kind_name(kind: TableKind) -> &'static str {
    match kind {
        TableKind::External => "EXTERNAL_TABLE",
        TableKind::Managed => "MANAGED_TABLE",
        TableKind::View => "VIRTUAL_VIEW",
    }
}

fn kind_from_name(name: &str, of: impl FnOnce() -> String) -> Result<TableKind> {
    [TableKind::External, TableKind::Managed, TableKind::View]
        .into_iter()
        .find(|kind| kind_name(*kind) == name)
        .ok_or_else(|| CatalogError::damaged(of(), std::io::Error::other("unknown table type")))
}

#[cfg(test)]
mod tests;
