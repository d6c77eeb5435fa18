//! Workgroups.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::migrations::PRIMARY_WORKGROUP;
use super::time::{from_micros, now, to_micros};
use super::{Catalog, count};
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{Workgroup, WorkgroupState};
use crate::names::{shown, text, workgroup_name};

const SELECT: &str =
    "SELECT name, description, state, bytes_scanned_cutoff_per_query, created_at FROM workgroups";

impl Catalog {
    /// The workgroup of this name; names are case-sensitive, as in Athena.
    ///
    /// # Errors
    /// `EntityNotFound`.
    pub async fn workgroup(&self, name: &str) -> Result<Workgroup> {
        let mut conn = self.pool.acquire().await?;
        require(&mut conn, name).await
    }

    /// All workgroups, by name.
    pub async fn workgroups(&self) -> Result<Vec<Workgroup>> {
        let rows = sqlx::query(&format!("{SELECT} ORDER BY name")).fetch_all(&self.pool).await?;
        rows.iter().map(from_row).collect()
    }

    /// Creates a workgroup; `created_at` is set by the store. Returns it as kept.
    ///
    /// # Errors
    /// `AlreadyExists`, `ResourceNumberLimitExceeded`; `InvalidInput` for a bad name and a scan
    /// cutoff below [`limits::MIN_SCAN_CUTOFF_BYTES`].
    pub async fn create_workgroup(&self, workgroup: Workgroup) -> Result<Workgroup> {
        check(&workgroup)?;
        let workgroup = Workgroup { created_at: now(), ..workgroup };
        let mut change = self.write().await?;
        if find(change.conn(), &workgroup.name).await?.is_some() {
            return Err(CatalogError::already_exists(named(&workgroup.name)));
        }
        if count(change.conn(), "SELECT COUNT(*) FROM workgroups", None).await? >= limits::WORKGROUPS {
            return Err(CatalogError::limit(format!(
                "there are {} workgroups already, delete one first",
                limits::WORKGROUPS
            )));
        }
        sqlx::query(
            "INSERT INTO workgroups (name, description, state, bytes_scanned_cutoff_per_query, created_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&workgroup.name)
        .bind(&workgroup.description)
        .bind(state_name(workgroup.state))
        .bind(workgroup.bytes_scanned_cutoff_per_query)
        .bind(to_micros(workgroup.created_at))
        .execute(change.conn())
        .await?;
        change.commit().await?;
        Ok(workgroup)
    }

    /// Replaces the settings of the workgroup of this name; `created_at` stays. Returns it as kept.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` as in [`create_workgroup`](Self::create_workgroup).
    pub async fn update_workgroup(&self, workgroup: Workgroup) -> Result<Workgroup> {
        check(&workgroup)?;
        let mut change = self.write().await?;
        let old = require(change.conn(), &workgroup.name).await?;
        sqlx::query(
            "UPDATE workgroups SET description = ?, state = ?, bytes_scanned_cutoff_per_query = ?
             WHERE name = ?",
        )
        .bind(&workgroup.description)
        .bind(state_name(workgroup.state))
        .bind(workgroup.bytes_scanned_cutoff_per_query)
        .bind(&workgroup.name)
        .execute(change.conn())
        .await?;
        change.commit().await?;
        Ok(Workgroup { created_at: old.created_at, ..workgroup })
    }

    /// Deletes a workgroup, with `recursive` its prepared statements too. Its history stays.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` for `primary` and, without `recursive`, for a workgroup that
    /// has prepared statements.
    pub async fn delete_workgroup(&self, name: &str, recursive: bool) -> Result<()> {
        if name == PRIMARY_WORKGROUP {
            return Err(CatalogError::invalid("the workgroup primary cannot be deleted"));
        }
        let mut change = self.write().await?;
        require(change.conn(), name).await?;
        let statements =
            count(change.conn(), "SELECT COUNT(*) FROM prepared_statements WHERE workgroup = ?", Some(name))
                .await?;
        if statements > 0 && !recursive {
            return Err(CatalogError::invalid(format!(
                "{} has {statements} prepared statements: delete them first or delete recursively",
                named(name)
            )));
        }
        // Prepared statements go with it (ON DELETE CASCADE).
        sqlx::query("DELETE FROM workgroups WHERE name = ?").bind(name).execute(change.conn()).await?;
        change.commit().await
    }
}

/// The workgroup, or `EntityNotFound`.
pub(super) async fn require(conn: &mut SqliteConnection, name: &str) -> Result<Workgroup> {
    find(conn, name).await?.ok_or_else(|| CatalogError::not_found(named(name)))
}

async fn find(conn: &mut SqliteConnection, name: &str) -> Result<Option<Workgroup>> {
    let row = sqlx::query(&format!("{SELECT} WHERE name = ?")).bind(name).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &SqliteRow) -> Result<Workgroup> {
    let name: String = row.try_get(0)?;
    let state = match row.try_get(2)? {
        "ENABLED" => WorkgroupState::Enabled,
        "DISABLED" => WorkgroupState::Disabled,
        _ => return Err(CatalogError::damaged(named(&name), std::io::Error::other("unknown state"))),
    };
    Ok(Workgroup {
        description: row.try_get(1)?,
        state,
        bytes_scanned_cutoff_per_query: row.try_get(3)?,
        created_at: from_micros(row.try_get(4)?),
        name,
    })
}

fn state_name(state: WorkgroupState) -> &'static str {
    match state {
        WorkgroupState::Enabled => "ENABLED",
        WorkgroupState::Disabled => "DISABLED",
    }
}

fn check(workgroup: &Workgroup) -> Result<()> {
    workgroup_name(&workgroup.name)?;
    if let Some(description) = &workgroup.description {
        text("workgroup description", description, limits::WORKGROUP_DESCRIPTION_CHARS)?;
    }
    if workgroup.bytes_scanned_cutoff_per_query.is_some_and(|bytes| bytes < limits::MIN_SCAN_CUTOFF_BYTES) {
        return Err(CatalogError::invalid(format!(
            "the scan cutoff per query must be at least {} bytes",
            limits::MIN_SCAN_CUTOFF_BYTES
        )));
    }
    Ok(())
}

fn named(name: &str) -> String {
    format!("workgroup {}", shown(name))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::error::ErrorKind;

    fn workgroup(name: &str) -> Workgroup {
        Workgroup {
            name: name.into(),
            description: Some("nightly".into()),
            state: WorkgroupState::Disabled,
            bytes_scanned_cutoff_per_query: Some(10_000_000),
            created_at: now(),
        }
    }

    #[tokio::test]
    async fn create_read_update_list_delete() {
        let (_dir, catalog) = fixture::catalog().await;
        let created = catalog.create_workgroup(workgroup("Etl")).await.unwrap();
        assert_eq!(catalog.workgroup("Etl").await.unwrap(), created);
        assert_eq!(catalog.workgroup("etl").await.unwrap_err().kind, ErrorKind::EntityNotFound);
        let changed = Workgroup {
            description: None,
            state: WorkgroupState::Enabled,
            bytes_scanned_cutoff_per_query: None,
            ..workgroup("Etl")
        };
        let updated = catalog.update_workgroup(changed).await.unwrap();
        assert_eq!(updated.created_at, created.created_at);
        assert_eq!(catalog.workgroup("Etl").await.unwrap(), updated);
        assert_eq!(catalog.workgroups().await.unwrap().len(), 2);
        catalog.delete_workgroup("Etl", false).await.unwrap();
        assert_eq!(catalog.workgroups().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn errors_have_their_kinds() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_workgroup(workgroup("etl")).await.unwrap();
        let kind = |result: Result<Workgroup>| result.unwrap_err().kind;
        assert_eq!(kind(catalog.create_workgroup(workgroup("etl")).await), ErrorKind::AlreadyExists);
        assert_eq!(kind(catalog.update_workgroup(workgroup("no")).await), ErrorKind::EntityNotFound);
        assert_eq!(kind(catalog.create_workgroup(workgroup("a b")).await), ErrorKind::InvalidInput);
        let cheap = Workgroup { bytes_scanned_cutoff_per_query: Some(9_999_999), ..workgroup("b") };
        assert_eq!(kind(catalog.create_workgroup(cheap).await), ErrorKind::InvalidInput);
        let wordy = Workgroup { description: Some("x".repeat(1025)), ..workgroup("b") };
        assert_eq!(kind(catalog.create_workgroup(wordy).await), ErrorKind::InvalidInput);
        assert_eq!(catalog.delete_workgroup("no", true).await.unwrap_err().kind, ErrorKind::EntityNotFound);
    }

    #[tokio::test]
    async fn primary_stays() {
        let (_dir, catalog) = fixture::catalog().await;
        let error = catalog.delete_workgroup("primary", true).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        catalog.workgroup("primary").await.unwrap();
    }

    #[tokio::test]
    async fn a_workgroup_with_contents_is_deleted_recursively_only() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_workgroup(workgroup("etl")).await.unwrap();
        catalog.put_prepared_statement("etl", "a", "SELECT 1").await.unwrap();
        let error = catalog.delete_workgroup("etl", false).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        catalog.delete_workgroup("etl", true).await.unwrap();
        catalog.create_workgroup(workgroup("etl")).await.unwrap();
        let error = catalog.prepared_statement("etl", "a").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::EntityNotFound);
    }

    #[tokio::test]
    async fn the_number_of_workgroups_is_bounded() {
        let (_dir, catalog) = fixture::catalog().await;
        sqlx::query(
            "INSERT INTO workgroups (name, state, created_at)
             WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 999)
             SELECT 'w' || n, 'ENABLED', 0 FROM n",
        )
        .execute(&catalog.pool)
        .await
        .unwrap();
        let error = catalog.create_workgroup(workgroup("one-more")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ResourceNumberLimitExceeded);
    }
}
