//! Statements kept under a name in a workgroup.

use sqlx::Row;

use super::time::{from_micros, now, to_micros};
use super::{Catalog, count, workgroups};
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::PreparedStatement;
use crate::names::{prepared_statement_name, shown};

impl Catalog {
    /// Keeps a statement under a name, replacing the one that had it.
    ///
    /// # Errors
    /// `EntityNotFound` (no such workgroup); `InvalidInput` for a bad name and a text that is empty
    /// or longer than [`limits::QUERY_BYTES`]; `ResourceNumberLimitExceeded`.
    pub async fn put_prepared_statement(&self, workgroup: &str, name: &str, query: &str) -> Result<()> {
        let name = prepared_statement_name(name)?;
        if query.trim().is_empty() || query.len() > limits::QUERY_BYTES {
            return Err(CatalogError::invalid(format!(
                "the text of {} must have 1 to {} bytes",
                named(&name),
                limits::QUERY_BYTES
            )));
        }
        let mut change = self.write().await?;
        workgroups::require(change.conn(), workgroup).await?;
        let replaced = sqlx::query(
            "UPDATE prepared_statements SET query = ?, last_modified = ? WHERE workgroup = ? AND name = ?",
        )
        .bind(query)
        .bind(to_micros(now()))
        .bind(workgroup)
        .bind(&name)
        .execute(change.conn())
        .await?
        .rows_affected();
        if replaced == 0 {
            let sql = "SELECT COUNT(*) FROM prepared_statements WHERE workgroup = ?";
            if count(change.conn(), sql, Some(workgroup)).await? >= limits::PREPARED_STATEMENTS {
                return Err(CatalogError::limit(format!(
                    "workgroup {} has {} prepared statements already, deallocate one first",
                    shown(workgroup),
                    limits::PREPARED_STATEMENTS
                )));
            }
            sqlx::query(
                "INSERT INTO prepared_statements (workgroup, name, query, last_modified) VALUES (?, ?, ?, ?)",
            )
            .bind(workgroup)
            .bind(&name)
            .bind(query)
            .bind(to_micros(now()))
            .execute(change.conn())
            .await?;
        }
        change.commit().await
    }

    /// The statement of this name; names are compared in lower case.
    ///
    /// # Errors
    /// `EntityNotFound`, the message saying whether the workgroup or the statement is missing.
    pub async fn prepared_statement(&self, workgroup: &str, name: &str) -> Result<PreparedStatement> {
        let name = prepared_statement_name(name)?;
        let mut view = self.read().await?;
        workgroups::require(&mut view, workgroup).await?;
        let row = sqlx::query(
            "SELECT query, last_modified FROM prepared_statements WHERE workgroup = ? AND name = ?",
        )
        .bind(workgroup)
        .bind(&name)
        .fetch_optional(&mut *view)
        .await?
        .ok_or_else(|| CatalogError::not_found(named(&name)))?;
        Ok(PreparedStatement { query: row.try_get(0)?, last_modified: from_micros(row.try_get(1)?), name })
    }

    /// Deletes the statement of this name.
    ///
    /// # Errors
    /// `EntityNotFound`, the message saying whether the workgroup or the statement is missing.
    pub async fn delete_prepared_statement(&self, workgroup: &str, name: &str) -> Result<()> {
        let name = prepared_statement_name(name)?;
        let mut change = self.write().await?;
        workgroups::require(change.conn(), workgroup).await?;
        let deleted = sqlx::query("DELETE FROM prepared_statements WHERE workgroup = ? AND name = ?")
            .bind(workgroup)
            .bind(&name)
            .execute(change.conn())
            .await?
            .rows_affected();
        if deleted == 0 {
            return Err(CatalogError::not_found(named(&name)));
        }
        change.commit().await
    }
}

fn named(name: &str) -> String {
    format!("prepared statement {}", shown(name))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn put_read_replace_delete() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.put_prepared_statement("primary", "By_Day", "SELECT ?").await.unwrap();
        let first = catalog.prepared_statement("primary", "BY_DAY").await.unwrap();
        assert_eq!((first.name.as_str(), first.query.as_str()), ("by_day", "SELECT ?"));
        catalog.put_prepared_statement("primary", "by_day", "SELECT 2").await.unwrap();
        let second = catalog.prepared_statement("primary", "by_day").await.unwrap();
        assert_eq!(second.query, "SELECT 2");
        assert!(second.last_modified >= first.last_modified);
        catalog.delete_prepared_statement("primary", "By_Day").await.unwrap();
        let error = catalog.prepared_statement("primary", "by_day").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::EntityNotFound);
        assert_eq!(error.message, "prepared statement by_day does not exist");
    }

    #[tokio::test]
    async fn errors_have_their_kinds() {
        let (_dir, catalog) = fixture::catalog().await;
        for error in [
            catalog.put_prepared_statement("no", "a", "SELECT 1").await.unwrap_err(),
            catalog.prepared_statement("no", "a").await.unwrap_err(),
            catalog.delete_prepared_statement("no", "a").await.unwrap_err(),
        ] {
            assert_eq!(error.kind, ErrorKind::EntityNotFound);
            assert_eq!(error.message, "workgroup no does not exist");
        }
        let error = catalog.delete_prepared_statement("primary", "a").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::EntityNotFound);
        let long = "x".repeat(limits::QUERY_BYTES + 1);
        for (name, query) in [("1a", "SELECT 1"), ("a", " "), ("a", &long)] {
            let error = catalog.put_prepared_statement("primary", name, query).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidInput, "{name}");
        }
    }

    #[tokio::test]
    async fn the_number_per_workgroup_is_bounded_but_replacing_works() {
        let (_dir, catalog) = fixture::catalog().await;
        sqlx::query(
            "INSERT INTO prepared_statements (workgroup, name, query, last_modified)
             WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
             SELECT 'primary', 's' || n, 'SELECT 1', 0 FROM n",
        )
        .execute(&catalog.pool)
        .await
        .unwrap();
        let error = catalog.put_prepared_statement("primary", "one_more", "SELECT 1").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ResourceNumberLimitExceeded);
        catalog.put_prepared_statement("primary", "s1000", "SELECT 2").await.unwrap();
    }
}
