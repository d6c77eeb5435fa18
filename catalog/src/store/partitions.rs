//! Partitions: many small rows per table, added in bulk and found through filters.

use std::collections::HashSet;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::input::{NULL_VALUE, from_json, integer, to_json};
use super::tables::{self, StoredTable};
use super::time::{from_micros, now, to_micros};
use super::{Catalog, WriteTransaction, input, partition_filter};
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{Column, Parameters, Partition, PartitionFilter, PartitionInput, StorageDescriptor};
use crate::names::shown;

/// Most parameters of one INSERT; SQLite allows 32,766, and beyond a few thousand nothing is gained.
const INSERT_PARAMETERS: usize = 8_000;

/// What every partition row has beside its key values.
const OTHER_COLUMNS: [&str; 4] = ["location", "descriptor", "parameters", "creation_time"];

impl Catalog {
    /// Adds partitions, in one transaction. With `if_not_exists` existing ones are left as they are;
    /// otherwise `AlreadyExists` and nothing is added. Returns how many were added.
    ///
    /// # Errors
    /// `EntityNotFound` (no such table), `AlreadyExists`; `InvalidInput` when a partition does not
    /// have one fitting value per key of the table, or for more than
    /// [`limits::PARTITIONS_PER_CALL`] partitions; `ResourceNumberLimitExceeded`.
    pub async fn create_partitions(
        &self,
        database: &str,
        table: &str,
        mut partitions: Vec<PartitionInput>,
        if_not_exists: bool,
    ) -> Result<usize> {
        if partitions.len() > limits::PARTITIONS_PER_CALL {
            return Err(CatalogError::invalid(format!(
                "{} partitions were given at once, at most {} are possible: use several calls",
                partitions.len(),
                limits::PARTITIONS_PER_CALL
            )));
        }
        let mut change = self.write().await?;
        let StoredTable { id, table } = tables::require(change.conn(), database, table).await?;
        let keys = &table.input.partition_keys;
        for partition in &mut partitions {
            input::partition(keys, partition)?;
        }
        if !if_not_exists && let Some(twice) = first_duplicate(&partitions) {
            return Err(CatalogError::already_exists(format!("{} (given twice)", named(keys, twice))));
        }
        let stored = count(change.conn(), id).await?;
        if stored + partitions.len() as u64 > limits::PARTITIONS_PER_TABLE {
            return Err(CatalogError::limit(format!(
                "the table has {stored} partitions already, at most {} are possible",
                limits::PARTITIONS_PER_TABLE
            )));
        }
        let mut added = 0;
        for rows in partitions.chunks(INSERT_PARAMETERS / parameters_per_row(keys)) {
            let inserted = insert(&mut change, id, keys, rows).await?;
            if inserted < rows.len() && !if_not_exists {
                // Without this chunk's own rows in the way, the one that was there before shows.
                drop(change);
                return Err(self.existing(id, keys, rows).await?);
            }
            added += inserted;
        }
        change.commit().await?;
        Ok(added)
    }

    /// The partition of these values, one per key in key order.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` when the values do not fit the keys.
    pub async fn partition(&self, database: &str, table: &str, values: &[String]) -> Result<Partition> {
        let mut view = self.read().await?;
        let StoredTable { id, table } = tables::require(&mut view, database, table).await?;
        let keys = &table.input.partition_keys;
        input::values(keys, values)?;
        find(&mut view, id, keys, values).await?.ok_or_else(|| CatalogError::not_found(named(keys, values)))
    }

    /// Replaces the definition of the partition with the values of `input`.
    ///
    /// # Errors
    /// `EntityNotFound`, `InvalidInput`.
    pub async fn update_partition(
        &self,
        database: &str,
        table: &str,
        mut input: PartitionInput,
    ) -> Result<Partition> {
        let mut change = self.write().await?;
        let StoredTable { id, table } = tables::require(change.conn(), database, table).await?;
        let keys = &table.input.partition_keys;
        input::partition(keys, &mut input)?;
        let Some(old) = find(change.conn(), id, keys, &input.values).await? else {
            return Err(CatalogError::not_found(named(keys, &input.values)));
        };
        let columns = Columns::of(&input)?;
        let mut sql = QueryBuilder::new("UPDATE partitions SET location = ");
        sql.push_bind(columns.location).push(", descriptor = ").push_bind(columns.descriptor);
        sql.push(", parameters = ").push_bind(columns.parameters);
        sql.push(" WHERE table_id = ").push_bind(id);
        push_values(&mut sql, &input.values);
        sql.build().execute(change.conn()).await?;
        change.commit().await?;
        Ok(Partition { input, ..old })
    }

    /// Deletes every partition matching each spec of (key, value) pairs; a partial spec matches
    /// several. Values compare as texts. Returns how many were deleted, 0 when none matched.
    ///
    /// # Errors
    /// `EntityNotFound` (no such table); `InvalidInput` for an empty spec, a key the table does not
    /// have or that is named twice, and more than [`limits::SPECS_PER_CALL`] specs.
    pub async fn delete_partitions(
        &self,
        database: &str,
        table: &str,
        specs: &[Vec<(String, String)>],
    ) -> Result<usize> {
        if specs.len() > limits::SPECS_PER_CALL {
            return Err(CatalogError::invalid(format!(
                "{} partition specs were given at once, at most {} are possible: use several calls",
                specs.len(),
                limits::SPECS_PER_CALL
            )));
        }
        let mut change = self.write().await?;
        let StoredTable { id, table } = tables::require(change.conn(), database, table).await?;
        let mut deleted = 0;
        for spec in specs {
            let mut sql = QueryBuilder::new("DELETE FROM partitions WHERE table_id = ");
            sql.push_bind(id);
            for (position, value) in spec_positions(&table.input.partition_keys, spec)? {
                sql.push(format_args!(" AND v{position} = ")).push_bind(value);
            }
            deleted += sql.build().execute(change.conn()).await?.rows_affected();
        }
        change.commit().await?;
        Ok(usize::try_from(deleted).unwrap_or(usize::MAX))
    }

    /// Partitions that satisfy `filter`, in key order: values compare as bytes, the first key first.
    ///
    /// # Errors
    /// `EntityNotFound` (no such table); `InvalidInput` for a filter that does not fit the table or
    /// is too large; `ResourceNumberLimitExceeded` when more than
    /// [`limits::PARTITIONS_PER_LISTING`] match.
    pub async fn partitions(
        &self,
        database: &str,
        table: &str,
        filter: Option<&PartitionFilter>,
    ) -> Result<Vec<Partition>> {
        let mut view = self.read().await?;
        let StoredTable { id, table } = tables::require(&mut view, database, table).await?;
        let keys = &table.input.partition_keys;
        if keys.is_empty() && filter.is_none() {
            return Ok(Vec::new());
        }
        let mut sql = listing(keys, id, filter)?;
        // Filters differ from query to query: not worth a place in the cache of prepared statements.
        let rows = sql.build().persistent(false).fetch_all(&mut *view).await?;
        if rows.len() > limits::PARTITIONS_PER_LISTING {
            return Err(CatalogError::limit(format!(
                "more than {} partitions match: add a condition on a partition key",
                limits::PARTITIONS_PER_LISTING
            )));
        }
        let mut partitions: Vec<Partition> =
            rows.iter().map(|row| from_row(row, keys)).collect::<Result<_>>()?;
        // Here and not in SQL, so that the order is the same for every store and collation.
        partitions.sort_by(|a, b| a.input.values.cmp(&b.input.values));
        Ok(partitions)
    }

    /// How many partitions a table has.
    ///
    /// # Errors
    /// `EntityNotFound`.
    pub async fn partition_count(&self, database: &str, table: &str) -> Result<u64> {
        let mut view = self.read().await?;
        let stored = tables::require(&mut view, database, table).await?;
        count(&mut view, stored.id).await
    }

    /// The error that says which of these partitions is in the store already.
    async fn existing(&self, id: i64, keys: &[Column], rows: &[PartitionInput]) -> Result<CatalogError> {
        let mut view = self.read().await?;
        for row in rows {
            if find(&mut view, id, keys, &row.values).await?.is_some() {
                return Ok(CatalogError::already_exists(named(keys, &row.values)));
            }
        }
        Ok(CatalogError::already_exists("one of the partitions"))
    }
}

/// The columns of a partition beside its values. The usual partition has a location and nothing
/// else; then nothing else is stored.
struct Columns {
    location: Option<String>,
    descriptor: Option<String>,
    parameters: Option<String>,
}

impl Columns {
    fn of(input: &PartitionInput) -> Result<Self> {
        let mut descriptor = input.storage_descriptor.clone();
        let location = descriptor.location.take();
        let json = |is_default: bool, json: Result<String>| -> Result<Option<String>> {
            if is_default {
                return Ok(None);
            }
            let json = json?;
            input::bounded(&json, "partition definition")?;
            Ok(Some(json))
        };
        Ok(Self {
            location,
            descriptor: json(descriptor == StorageDescriptor::default(), to_json(&descriptor))?,
            parameters: json(input.parameters.is_empty(), to_json(&input.parameters))?,
        })
    }
}

fn parameters_per_row(keys: &[Column]) -> usize {
    1 + 2 * keys.len() + OTHER_COLUMNS.len()
}

/// Inserts what is not there yet. Returns how many rows that were.
async fn insert(
    change: &mut WriteTransaction,
    id: i64,
    keys: &[Column],
    rows: &[PartitionInput],
) -> Result<usize> {
    let time = to_micros(now());
    let mut sql = QueryBuilder::new("INSERT INTO partitions (table_id");
    for position in 0..keys.len() {
        sql.push(format_args!(", v{position}, i{position}"));
    }
    for column in OTHER_COLUMNS {
        sql.push(", ").push(column);
    }
    sql.push(") ");
    let columns = rows.iter().map(Columns::of).collect::<Result<Vec<_>>>()?;
    sql.push_values(rows.iter().zip(columns), |mut row, (partition, columns)| {
        row.push_bind(id);
        for value in &partition.values {
            row.push_bind(value.as_str()).push_bind(integer(value));
        }
        row.push_bind(columns.location).push_bind(columns.descriptor);
        row.push_bind(columns.parameters).push_bind(time);
    });
    sql.push(" ON CONFLICT DO NOTHING");
    // A statement of thousands of parameters is large, and no two calls need the same: not cached.
    let inserted = sql.build().persistent(false).execute(change.conn()).await?.rows_affected();
    Ok(usize::try_from(inserted).unwrap_or(usize::MAX))
}

async fn find(
    conn: &mut SqliteConnection,
    id: i64,
    keys: &[Column],
    values: &[String],
) -> Result<Option<Partition>> {
    let mut sql = select(keys, id);
    push_values(&mut sql, values);
    let row = sql.build().fetch_optional(conn).await?;
    row.as_ref().map(|row| from_row(row, keys)).transpose()
}

async fn count(conn: &mut SqliteConnection, id: i64) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM partitions WHERE table_id = ?";
    Ok(sqlx::query_scalar::<_, i64>(sql).bind(id).fetch_one(conn).await?.unsigned_abs())
}

/// `SELECT … FROM partitions WHERE table_id = …`, the columns as [`from_row`] reads them.
fn select<'a>(keys: &[Column], id: i64) -> QueryBuilder<'a, Sqlite> {
    let mut sql = QueryBuilder::new("SELECT ");
    sql.push(OTHER_COLUMNS.join(", "));
    for position in 0..keys.len() {
        sql.push(format_args!(", v{position}"));
    }
    sql.push(" FROM partitions WHERE table_id = ").push_bind(id);
    sql
}

/// The statement of a listing; one row more than the limit tells that there are too many.
fn listing<'a>(
    keys: &[Column],
    id: i64,
    filter: Option<&'a PartitionFilter>,
) -> Result<QueryBuilder<'a, Sqlite>> {
    let mut sql = select(keys, id);
    if let Some(filter) = filter {
        partition_filter::push(&mut sql, keys, filter)?;
    }
    sql.push(" LIMIT ").push_bind(limits::PARTITIONS_PER_LISTING as i64 + 1);
    Ok(sql)
}

fn push_values<'a>(sql: &mut QueryBuilder<'a, Sqlite>, values: &'a [String]) {
    for (position, value) in values.iter().enumerate() {
        sql.push(format_args!(" AND v{position} = ")).push_bind(value.as_str());
    }
}

fn from_row(row: &SqliteRow, keys: &[Column]) -> Result<Partition> {
    let first = OTHER_COLUMNS.len();
    let values = (first..first + keys.len())
        .map(|column| row.try_get(column))
        .collect::<std::result::Result<Vec<String>, _>>()?;
    let of = || named(keys, &values);
    let mut storage_descriptor = match row.try_get::<Option<&str>, _>(1)? {
        Some(json) => from_json(json, of)?,
        None => StorageDescriptor::default(),
    };
    storage_descriptor.location = row.try_get(0)?;
    let parameters = match row.try_get::<Option<&str>, _>(2)? {
        Some(json) => from_json(json, of)?,
        None => Parameters::new(),
    };
    let creation_time = from_micros(row.try_get(3)?);
    Ok(Partition { input: PartitionInput { values, storage_descriptor, parameters }, creation_time })
}

fn first_duplicate(partitions: &[PartitionInput]) -> Option<&[String]> {
    let mut seen = HashSet::with_capacity(partitions.len());
    partitions.iter().map(|partition| partition.values.as_slice()).find(|values| !seen.insert(*values))
}

/// The spec by position of its keys.
fn spec_positions<'a>(keys: &[Column], spec: &'a [(String, String)]) -> Result<Vec<(usize, &'a str)>> {
    if spec.is_empty() {
        return Err(CatalogError::invalid("a partition spec names no key"));
    }
    let mut positions = Vec::with_capacity(spec.len());
    for (name, value) in spec {
        let lower = name.to_lowercase();
        let Some(position) = keys.iter().position(|key| key.name == lower) else {
            return Err(CatalogError::invalid(format!("{} is no partition key of the table", shown(name))));
        };
        if positions.iter().any(|(other, _)| *other == position) {
            return Err(CatalogError::invalid(format!("the spec names partition key {} twice", shown(name))));
        }
        positions.push((position, value.as_str()));
    }
    Ok(positions)
}

/// `partition year=2024/month=05`, for messages.
fn named(keys: &[Column], values: &[String]) -> String {
    let pairs: Vec<String> = keys
        .iter()
        .zip(values)
        .map(|(key, value)| {
            let value = if value == NULL_VALUE { "NULL".into() } else { shown(value) };
            format!("{}={value}", shown(&key.name))
        })
        .collect();
    format!("partition {}", pairs.join("/"))
}

#[cfg(test)]
mod tests;
