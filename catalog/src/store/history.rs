//! The query history: one record per query execution.
//!
//! A record must always find its place: texts that are too long are cut, not refused.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::Catalog;
use super::time::{from_micros, now, to_micros};
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{QueryRecord, QueryState};
use crate::names::{cut, shown};

const STATES: [QueryState; 5] = [
    QueryState::Queued,
    QueryState::Running,
    QueryState::Succeeded,
    QueryState::Failed,
    QueryState::Cancelled,
];

impl Catalog {
    /// Writes or overwrites the record of a query. A text longer than [`limits::QUERY_BYTES`], a
    /// message longer than [`limits::ERROR_MESSAGE_BYTES`] and names longer than
    /// [`limits::HISTORY_NAME_BYTES`] are cut, marked by `…`.
    ///
    /// # Errors
    /// `InvalidInput` for an empty or over-long id and a cost that is no finite number.
    pub async fn put_query(&self, record: &QueryRecord) -> Result<()> {
        if record.query_id.is_empty() || record.query_id.len() > limits::HISTORY_NAME_BYTES {
            return Err(CatalogError::invalid(format!(
                "the id of a query must have 1 to {} bytes",
                limits::HISTORY_NAME_BYTES
            )));
        }
        if !record.cost_usd.is_finite() {
            return Err(CatalogError::invalid("the cost of a query must be a finite number"));
        }
        let name = |text: &str| cut(text, limits::HISTORY_NAME_BYTES).into_owned();
        let mut change = self.write().await?;
        sqlx::query(
            "INSERT INTO query_history (
                 query_id, user_name, workgroup, database_name, query, state,
                 submitted_at, started_at, finished_at, data_scanned_bytes, billed_bytes,
                 cost_usd, rows_returned, peak_memory_bytes, error_name, error_message)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (query_id) DO UPDATE SET
                 user_name = excluded.user_name, workgroup = excluded.workgroup,
                 database_name = excluded.database_name, query = excluded.query, state = excluded.state,
                 submitted_at = excluded.submitted_at, started_at = excluded.started_at,
                 finished_at = excluded.finished_at, data_scanned_bytes = excluded.data_scanned_bytes,
                 billed_bytes = excluded.billed_bytes, cost_usd = excluded.cost_usd,
                 rows_returned = excluded.rows_returned, peak_memory_bytes = excluded.peak_memory_bytes,
                 error_name = excluded.error_name, error_message = excluded.error_message",
        )
        .bind(&record.query_id)
        .bind(name(&record.user_name))
        .bind(name(&record.workgroup))
        .bind(name(&record.database))
        .bind(cut(&record.query, limits::QUERY_BYTES).into_owned())
        .bind(record.state.as_str())
        .bind(to_micros(record.submitted_at))
        .bind(record.started_at.map(to_micros))
        .bind(record.finished_at.map(to_micros))
        .bind(record.data_scanned_bytes)
        .bind(record.billed_bytes)
        .bind(record.cost_usd)
        .bind(record.rows_returned)
        .bind(record.peak_memory_bytes)
        .bind(record.error_name.as_deref().map(name))
        .bind(record.error_message.as_deref().map(|text| cut(text, limits::ERROR_MESSAGE_BYTES).into_owned()))
        .execute(change.conn())
        .await?;
        change.commit().await
    }

    /// At most `limit` records, the query submitted last first.
    pub async fn queries(&self, limit: u32) -> Result<Vec<QueryRecord>> {
        let rows = sqlx::query(
            "SELECT query_id, user_name, workgroup, database_name, query, state,
                    submitted_at, started_at, finished_at, data_scanned_bytes, billed_bytes,
                    cost_usd, rows_returned, peak_memory_bytes, error_name, error_message
             FROM query_history ORDER BY submitted_at DESC, query_id DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(from_row).collect()
    }

    /// At start: every record still QUEUED or RUNNING becomes FAILED now, with this error.
    /// Returns how many.
    pub async fn fail_unfinished_queries(&self, error_name: &str, message: &str) -> Result<u64> {
        let mut change = self.write().await?;
        let failed = sqlx::query(
            "UPDATE query_history SET state = 'FAILED', finished_at = ?, error_name = ?, error_message = ?
             WHERE state IN ('QUEUED', 'RUNNING')",
        )
        .bind(to_micros(now()))
        .bind(cut(error_name, limits::HISTORY_NAME_BYTES).into_owned())
        .bind(cut(message, limits::ERROR_MESSAGE_BYTES).into_owned())
        .execute(change.conn())
        .await?
        .rows_affected();
        change.commit().await?;
        Ok(failed)
    }

    /// Deletes all but the newest `keep` records; those of unfinished queries always stay.
    /// Returns how many were deleted.
    pub async fn prune_queries(&self, keep: u32) -> Result<u64> {
        let mut change = self.write().await?;
        let newest_to_go = sqlx::query(
            "SELECT submitted_at, query_id FROM query_history
             ORDER BY submitted_at DESC, query_id DESC LIMIT 1 OFFSET ?",
        )
        .bind(keep)
        .fetch_optional(change.conn())
        .await?;
        let Some(newest_to_go) = newest_to_go else {
            return Ok(0);
        };
        let deleted = sqlx::query(
            "DELETE FROM query_history WHERE (submitted_at, query_id) <= (?, ?)
             AND state NOT IN ('QUEUED', 'RUNNING')",
        )
        .bind(newest_to_go.try_get::<i64, _>(0)?)
        .bind(newest_to_go.try_get::<String, _>(1)?)
        .execute(change.conn())
        .await?
        .rows_affected();
        change.commit().await?;
        Ok(deleted)
    }
}

fn from_row(row: &SqliteRow) -> Result<QueryRecord> {
    let query_id: String = row.try_get(0)?;
    let state_name: &str = row.try_get(5)?;
    let state = STATES.into_iter().find(|state| state.as_str() == state_name).ok_or_else(|| {
        CatalogError::damaged(format!("query {}", shown(&query_id)), std::io::Error::other("unknown state"))
    })?;
    Ok(QueryRecord {
        user_name: row.try_get(1)?,
        workgroup: row.try_get(2)?,
        database: row.try_get(3)?,
        query: row.try_get(4)?,
        state,
        submitted_at: from_micros(row.try_get(6)?),
        started_at: row.try_get::<Option<i64>, _>(7)?.map(from_micros),
        finished_at: row.try_get::<Option<i64>, _>(8)?.map(from_micros),
        data_scanned_bytes: row.try_get(9)?,
        billed_bytes: row.try_get(10)?,
        cost_usd: row.try_get(11)?,
        rows_returned: row.try_get(12)?,
        peak_memory_bytes: row.try_get(13)?,
        error_name: row.try_get(14)?,
        error_message: row.try_get(15)?,
        query_id,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::error::ErrorKind;

    fn record(query_id: &str, second: i64, state: QueryState) -> QueryRecord {
        QueryRecord {
            query_id: query_id.into(),
            user_name: "ada".into(),
            workgroup: "primary".into(),
            database: "default".into(),
            query: "SELECT 1".into(),
            state,
            submitted_at: from_micros(second * 1_000_000),
            started_at: None,
            finished_at: None,
            data_scanned_bytes: 123,
            billed_bytes: 10_485_760,
            cost_usd: 0.000_05,
            rows_returned: 1,
            peak_memory_bytes: 4096,
            error_name: None,
            error_message: None,
        }
    }

    async fn ids(catalog: &Catalog) -> Vec<String> {
        catalog.queries(100).await.unwrap().into_iter().map(|record| record.query_id).collect()
    }

    #[tokio::test]
    async fn records_are_written_overwritten_and_listed_newest_first() {
        let (_dir, catalog) = fixture::catalog().await;
        for (id, second) in [("a", 1), ("c", 3), ("b", 2), ("d", 3)] {
            catalog.put_query(&record(id, second, QueryState::Running)).await.unwrap();
        }
        let finished = QueryRecord {
            started_at: Some(now()),
            finished_at: Some(now()),
            error_name: Some("DIVISION_BY_ZERO".into()),
            error_message: Some("division by zero".into()),
            ..record("b", 2, QueryState::Failed)
        };
        catalog.put_query(&finished).await.unwrap();
        assert_eq!(ids(&catalog).await, ["d", "c", "b", "a"]);
        assert_eq!(catalog.queries(3).await.unwrap()[2], finished);
        assert_eq!(catalog.queries(0).await.unwrap(), []);
    }

    #[tokio::test]
    async fn every_state_survives_the_store() {
        let (_dir, catalog) = fixture::catalog().await;
        for (second, state) in (0..).zip(STATES) {
            catalog.put_query(&record(state.as_str(), second, state)).await.unwrap();
        }
        for record in catalog.queries(100).await.unwrap() {
            assert_eq!(record.state.as_str(), record.query_id);
        }
    }

    #[tokio::test]
    async fn unfinished_queries_fail_at_start() {
        let (_dir, catalog) = fixture::catalog().await;
        for (second, state) in (0..).zip(STATES) {
            catalog.put_query(&record(state.as_str(), second, state)).await.unwrap();
        }
        assert_eq!(
            catalog.fail_unfinished_queries("SERVER_SHUTDOWN", "the server stopped").await.unwrap(),
            2
        );
        let records = catalog.queries(100).await.unwrap();
        for id in ["QUEUED", "RUNNING"] {
            let record = records.iter().find(|record| record.query_id == id).unwrap();
            assert_eq!(record.state, QueryState::Failed);
            assert_eq!(record.error_name.as_deref(), Some("SERVER_SHUTDOWN"));
            assert_eq!(record.error_message.as_deref(), Some("the server stopped"));
            assert!(record.finished_at.is_some());
        }
        assert!(records.iter().any(|record| record.state == QueryState::Succeeded));
        assert_eq!(catalog.fail_unfinished_queries("SERVER_SHUTDOWN", "again").await.unwrap(), 0);
    }

    #[tokio::test]
    async fn pruning_keeps_the_newest_and_the_unfinished() {
        let (_dir, catalog) = fixture::catalog().await;
        for (id, second, state) in [
            ("old-running", 0, QueryState::Running),
            ("a", 1, QueryState::Succeeded),
            ("b", 2, QueryState::Failed),
            ("c", 2, QueryState::Cancelled),
            ("d", 3, QueryState::Succeeded),
        ] {
            catalog.put_query(&record(id, second, state)).await.unwrap();
        }
        assert_eq!(catalog.prune_queries(5).await.unwrap(), 0);
        assert_eq!(catalog.prune_queries(2).await.unwrap(), 2);
        assert_eq!(ids(&catalog).await, ["d", "c", "old-running"]);
        assert_eq!(catalog.prune_queries(0).await.unwrap(), 2);
        assert_eq!(ids(&catalog).await, ["old-running"]);
    }

    #[tokio::test]
    async fn long_texts_are_cut_not_refused() {
        let (_dir, catalog) = fixture::catalog().await;
        let long = QueryRecord {
            query: "ü".repeat(limits::QUERY_BYTES),
            error_message: Some("e".repeat(1 << 20)),
            user_name: "u".repeat(1 << 20),
            ..record("a", 1, QueryState::Failed)
        };
        catalog.put_query(&long).await.unwrap();
        let kept = catalog.queries(1).await.unwrap().remove(0);
        assert!(kept.query.len() <= limits::QUERY_BYTES && kept.query.ends_with("ü…"));
        assert_eq!(kept.error_message.unwrap().len(), limits::ERROR_MESSAGE_BYTES);
        assert_eq!(kept.user_name.len(), limits::HISTORY_NAME_BYTES);
    }

    #[tokio::test]
    async fn impossible_records_are_refused() {
        let (_dir, catalog) = fixture::catalog().await;
        let good = record("a", 1, QueryState::Queued);
        for bad in [
            QueryRecord { query_id: String::new(), ..good.clone() },
            QueryRecord { query_id: "x".repeat(2000), ..good.clone() },
            QueryRecord { cost_usd: f64::NAN, ..good.clone() },
        ] {
            assert_eq!(catalog.put_query(&bad).await.unwrap_err().kind, ErrorKind::InvalidInput);
        }
    }
}
