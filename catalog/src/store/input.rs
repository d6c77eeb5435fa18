//! Definitions as the store takes them: names lower-cased, everything checked and bounded.
//!
//! Called before a transaction begins; nothing here reads the store.

use std::collections::HashSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{Column, DatabaseInput, Parameters, PartitionInput, StorageDescriptor, TableInput};
use crate::names::{identifier, shown, text};

/// A checked database definition.
pub(super) fn database(mut input: DatabaseInput) -> Result<DatabaseInput> {
    input.name = identifier("database", &input.name)?;
    optional_text("description", input.description.as_deref(), limits::DESCRIPTION_CHARS)?;
    optional_text("location", input.location_uri.as_deref(), limits::LOCATION_CHARS)?;
    parameters(&input.parameters)?;
    bounded(&to_json(&input)?, "database definition")?;
    Ok(input)
}

/// A checked table or view definition, and its JSON.
pub(super) fn table(mut input: TableInput) -> Result<(TableInput, String)> {
    input.name = identifier("table", &input.name)?;
    optional_text("description", input.description.as_deref(), limits::DESCRIPTION_CHARS)?;
    descriptor(&mut input.storage_descriptor)?;
    columns("partition key", &mut input.partition_keys)?;
    if input.partition_keys.len() > limits::PARTITION_KEYS {
        return Err(CatalogError::invalid(format!(
            "the table has {} partition keys, at most {} are possible",
            input.partition_keys.len(),
            limits::PARTITION_KEYS
        )));
    }
    distinct_columns(&input)?;
    parameters(&input.parameters)?;
    let json = to_json(&input)?;
    bounded(&json, "table definition")?;
    Ok((input, json))
}

/// Checks a partition of a table with these keys and lower-cases the columns of its descriptor.
pub(super) fn partition(keys: &[Column], input: &mut PartitionInput) -> Result<()> {
    values(keys, &input.values)?;
    descriptor(&mut input.storage_descriptor)?;
    parameters(&input.parameters)
}

/// Checks that there is one value per key and that the values of integer keys are integers or NULL:
/// an integer filter would silently skip a partition it cannot compare.
pub(super) fn values(keys: &[Column], values: &[String]) -> Result<()> {
    if keys.is_empty() {
        return Err(CatalogError::invalid("the table is not partitioned"));
    }
    if values.len() != keys.len() {
        return Err(CatalogError::invalid(format!(
            "a partition of this table needs {} values, {} were given",
            keys.len(),
            values.len()
        )));
    }
    for (key, value) in keys.iter().zip(values) {
        let what = format!("value of partition key {}", shown(&key.name));
        if value.is_empty() {
            return Err(CatalogError::invalid(format!("the {what} is empty")));
        }
        text(&what, value, limits::PARTITION_VALUE_CHARS)?;
        if is_integer_key(key) && value != NULL_VALUE && integer(value).is_none() {
            return Err(CatalogError::invalid(format!(
                "the {what} is '{}', which is no {}",
                shown(value),
                key.column_type
            )));
        }
    }
    Ok(())
}

/// The partition value that stands for NULL. Source: Hive, `hive.exec.default.partition.name`.
pub(super) const NULL_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// The partition value as an integer, if it is one: `08` is 8.
pub(super) fn integer(value: &str) -> Option<i64> {
    value.parse().ok()
}

/// Whether the declared type of a key compares as an integer.
pub(super) fn is_integer_key(key: &Column) -> bool {
    ["tinyint", "smallint", "int", "integer", "bigint"]
        .iter()
        .any(|name| key.column_type.trim().eq_ignore_ascii_case(name))
}

/// JSON for the store.
pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| CatalogError::damaged("a new definition", error))
}

/// What [`to_json`] wrote; `of` names the object in the error.
pub(super) fn from_json<T: DeserializeOwned>(json: &str, of: impl FnOnce() -> String) -> Result<T> {
    serde_json::from_str(json).map_err(|error| CatalogError::damaged(of(), error))
}

/// Refuses a definition larger than the limit.
pub(super) fn bounded(json: &str, what: &str) -> Result<()> {
    if json.len() > limits::DEFINITION_BYTES {
        return Err(CatalogError::invalid(format!(
            "the {what} has {} bytes, at most {} are possible",
            json.len(),
            limits::DEFINITION_BYTES
        )));
    }
    Ok(())
}

fn descriptor(descriptor: &mut StorageDescriptor) -> Result<()> {
    columns("column", &mut descriptor.columns)?;
    optional_text("location", descriptor.location.as_deref(), limits::LOCATION_CHARS)?;
    for name in &mut descriptor.bucket_columns {
        *name = identifier("bucket column", name)?;
    }
    for sort in &mut descriptor.sort_columns {
        sort.column = identifier("sort column", &sort.column)?;
    }
    if descriptor.number_of_buckets < 0 {
        return Err(CatalogError::invalid("the number of buckets is negative"));
    }
    parameters(&descriptor.serde_info.parameters)?;
    parameters(&descriptor.parameters)
}

fn columns(what: &str, columns: &mut [Column]) -> Result<()> {
    if columns.len() > limits::COLUMNS_PER_TABLE {
        return Err(CatalogError::invalid(format!(
            "the table has {} columns, at most {} are possible",
            columns.len(),
            limits::COLUMNS_PER_TABLE
        )));
    }
    for column in columns {
        column.name = identifier(what, &column.name)?;
        if column.column_type.trim().is_empty() {
            return Err(CatalogError::invalid(format!("the {what} {} has no type", shown(&column.name))));
        }
        optional_text("column comment", column.comment.as_deref(), limits::DESCRIPTION_CHARS)?;
    }
    Ok(())
}

/// Athena refuses a table that names a column twice, keys included.
fn distinct_columns(input: &TableInput) -> Result<()> {
    let mut seen = HashSet::new();
    for column in input.storage_descriptor.columns.iter().chain(&input.partition_keys) {
        if !seen.insert(column.name.as_str()) {
            return Err(CatalogError::invalid(format!(
                "the column {} is named twice (partition keys count as columns)",
                shown(&column.name)
            )));
        }
    }
    Ok(())
}

fn parameters(parameters: &Parameters) -> Result<()> {
    for key in parameters.keys() {
        if key.is_empty() {
            return Err(CatalogError::invalid("a property has an empty key"));
        }
        text("key of a property", key, limits::NAME_CHARS)?;
    }
    Ok(())
}

fn optional_text(what: &str, value: Option<&str>, max_chars: usize) -> Result<()> {
    value.map_or(Ok(()), |value| text(what, value, max_chars))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::error::ErrorKind;
    use crate::model::SortOrder;

    #[test]
    fn names_inside_a_table_are_lower_cased() {
        let mut input = fixture::table("Logs", &[("Day", "string")]);
        input.storage_descriptor.columns = fixture::columns(&[("UserId", "struct<A:int>")]);
        input.storage_descriptor.bucket_columns = vec!["UserId".into()];
        input.storage_descriptor.sort_columns = vec![SortOrder { column: "UserId".into(), ascending: true }];
        input.parameters = [("Classification".to_string(), "CSV".to_string())].into();
        let (table, _) = table(input).unwrap();
        assert_eq!(table.name, "logs");
        assert_eq!(table.partition_keys[0].name, "day");
        let descriptor = &table.storage_descriptor;
        assert_eq!(descriptor.columns[0].name, "userid");
        assert_eq!(descriptor.columns[0].column_type, "struct<A:int>");
        assert_eq!(descriptor.bucket_columns, ["userid"]);
        assert_eq!(descriptor.sort_columns[0].column, "userid");
        assert_eq!(table.parameters["Classification"], "CSV");
    }

    #[test]
    fn bad_tables_are_refused() {
        let change = |change: fn(&mut TableInput)| {
            let mut input = fixture::table("t", &[("day", "string")]);
            change(&mut input);
            input
        };
        for (bad, reason) in [
            (change(|t| t.name = " ".into()), "table name is empty"),
            (change(|t| t.partition_keys[0].name = "ID".into()), "id is named twice"),
            (change(|t| t.storage_descriptor.columns.push(t.storage_descriptor.columns[0].clone())), "twice"),
            (change(|t| t.storage_descriptor.columns[0].column_type.clear()), "has no type"),
            (change(|t| t.storage_descriptor.columns[0].name = "a\0".into()), "control character"),
            (change(|t| t.storage_descriptor.columns[0].comment = Some("x".repeat(3000))), "comment"),
            (change(|t| t.storage_descriptor.number_of_buckets = -1), "buckets"),
            (change(|t| t.storage_descriptor.location = Some("x".repeat(3000))), "location"),
            (change(|t| t.description = Some("x".repeat(3000))), "description"),
            (change(|t| t.view_original_text = Some("x".repeat(5 << 20))), "table definition has"),
            (change(|t| t.parameters = [("x".repeat(300), String::new())].into()), "key of a property"),
            (
                change(|t| {
                    t.storage_descriptor.columns = vec![Column::default(); limits::COLUMNS_PER_TABLE + 1];
                }),
                "10001 columns",
            ),
            (
                change(|t| {
                    t.partition_keys = (0..17)
                        .map(|n| Column { name: format!("k{n}"), column_type: "int".into(), comment: None })
                        .collect();
                }),
                "17 partition keys",
            ),
        ] {
            let error = table(bad).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidInput);
            assert!(error.message.contains(reason), "{reason}: {error}");
        }
    }

    #[test]
    fn partition_values_fit_the_keys() {
        let keys = fixture::columns(&[("month", "INT"), ("region", "string")]);
        let check = |given: &[&str]| {
            let given: Vec<String> = given.iter().map(|value| (*value).to_string()).collect();
            values(&keys, &given).map_err(|error| error.message)
        };
        check(&["08", "eu west"]).unwrap();
        check(&["-8", NULL_VALUE]).unwrap();
        check(&[NULL_VALUE, "8"]).unwrap();
        assert_eq!(check(&["8"]).unwrap_err(), "a partition of this table needs 2 values, 1 were given");
        assert!(check(&["8", "eu", "x"]).unwrap_err().contains("needs 2 values, 3"));
        assert_eq!(
            check(&["May", "eu"]).unwrap_err(),
            "the value of partition key month is 'May', which is no INT"
        );
        assert!(check(&["8", ""]).unwrap_err().contains("region is empty"));
        assert!(check(&["8", &"x".repeat(1025)]).unwrap_err().contains("longer than 1024"));
        assert!(check(&["8", "a\0"]).unwrap_err().contains("NUL"));
        assert_eq!(values(&[], &[]).unwrap_err().message, "the table is not partitioned");
    }

    #[test]
    fn integers_may_have_leading_zeros() {
        assert_eq!(integer("08"), Some(8));
        assert_eq!(integer("-3"), Some(-3));
        for text in ["", " 8", "8.0", "1e3", "0x8", "9223372036854775808"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}
