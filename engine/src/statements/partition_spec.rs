//! From `PARTITION (k='v', …)` to the values of a table's keys.

use chrono::NaiveDate;
use polias_catalog::model::{Column, Table};
use polias_sql::ast::PartitionSpec;

use crate::{EngineError, Result};

/// One value per key of the table, in key order.
///
/// Errors with `INVALID_ARGUMENTS` unless each key is named once, and with
/// `HIVE_INVALID_PARTITION_VALUE` for a value that is not of the key's type.
pub(super) fn full_values(table: &Table, spec: &PartitionSpec) -> Result<Vec<String>> {
    let pairs = pairs(table, spec)?;
    let mut values = Vec::with_capacity(table.input.partition_keys.len());
    for key in &table.input.partition_keys {
        let Some((_, value)) = pairs.iter().find(|(name, _)| *name == key.name) else {
            return Err(invalid(format!(
                "partition spec ({}) doesn't contain all ({}) partition columns: {} is missing",
                shown(spec),
                table.input.partition_keys.len(),
                key.name
            )));
        };
        values.push(value.clone());
    }
    Ok(values)
}

/// The pairs of a spec that may leave out keys (it stands for several partitions then).
pub(super) fn pairs(table: &Table, spec: &PartitionSpec) -> Result<Vec<(String, String)>> {
    if table.input.partition_keys.is_empty() {
        return Err(not_partitioned(table));
    }
    for (index, (name, value)) in spec.values.iter().enumerate() {
        let Some(key) = table.input.partition_keys.iter().find(|key| key.name == *name) else {
            return Err(invalid(format!(
                "Non-Partition column appears in the partition specification: {name}"
            )));
        };
        if spec.values[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(invalid(format!(
                "Partition column {name} appears twice in the partition specification"
            )));
        }
        check_value(key, value)?;
    }
    Ok(spec.values.clone())
}

/// The error of partition statements on a table without partitions.
pub(super) fn not_partitioned(table: &Table) -> EngineError {
    invalid(format!("Table {}.{} is not a partitioned table", table.database_name, table.input.name))
}

/// The error of a partition that is not there.
pub(super) fn not_found(spec: &PartitionSpec) -> EngineError {
    EngineError::new("NOT_FOUND", format!("Partition not found {{{}}}", shown(spec)))
}

fn shown(spec: &PartitionSpec) -> String {
    let pairs: Vec<String> = spec.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(", ")
}

fn invalid(message: String) -> EngineError {
    EngineError::new("INVALID_ARGUMENTS", message)
}

/// Refuses what no query could read back. Texts stay as written: `'08'` is a fine value of an `int` key.
fn check_value(key: &Column, value: &str) -> Result<()> {
    let fits = match key.column_type.as_str() {
        "tinyint" => value.parse::<i8>().is_ok(),
        "smallint" => value.parse::<i16>().is_ok(),
        "int" => value.parse::<i32>().is_ok(),
        "bigint" => value.parse::<i64>().is_ok(),
        "date" => value.len() == 10 && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok(),
        _ => !value.is_empty(),
    };
    if fits || value == polias_hive::NULL_PARTITION {
        return Ok(());
    }
    Err(EngineError::new(
        "HIVE_INVALID_PARTITION_VALUE",
        format!("Invalid partition value '{value}' for {} partition key: {}", key.column_type, key.name),
    ))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use polias_catalog::model::TableInput;

    use super::*;

    fn table(keys: &[(&str, &str)]) -> Table {
        let partition_keys = keys
            .iter()
            .map(|(name, kind)| Column { name: (*name).into(), column_type: (*kind).into(), comment: None })
            .collect();
        Table {
            database_name: "db".into(),
            input: TableInput { name: "t".into(), partition_keys, ..TableInput::default() },
            create_time: Utc::now(),
            update_time: Utc::now(),
            version_id: 1,
        }
    }

    fn spec(pairs: &[(&str, &str)]) -> PartitionSpec {
        let values = pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        PartitionSpec { values, location: None }
    }

    #[test]
    fn values_come_in_key_order() {
        let table = table(&[("y", "int"), ("d", "date")]);
        let values = full_values(&table, &spec(&[("d", "2024-01-02"), ("y", "08")])).unwrap();
        assert_eq!(values, ["08", "2024-01-02"]);
        assert_eq!(pairs(&table, &spec(&[("d", "2024-01-02")])).unwrap().len(), 1);
        assert!(
            full_values(&table, &spec(&[("y", "__HIVE_DEFAULT_PARTITION__"), ("d", "2024-01-02")])).is_ok()
        );
    }

    #[test]
    fn wrong_specs_are_refused() {
        let keys = table(&[("y", "int"), ("d", "date")]);
        for (pairs, name) in [
            (&[("y", "1")][..], "INVALID_ARGUMENTS"),
            (&[("y", "1"), ("x", "2")], "INVALID_ARGUMENTS"),
            (&[("y", "1"), ("y", "2"), ("d", "2024-01-02")], "INVALID_ARGUMENTS"),
            (&[("y", "one"), ("d", "2024-01-02")], "HIVE_INVALID_PARTITION_VALUE"),
            (&[("y", "1"), ("d", "2024-1-2")], "HIVE_INVALID_PARTITION_VALUE"),
        ] {
            assert_eq!(full_values(&keys, &spec(pairs)).unwrap_err().name, name, "{pairs:?}");
        }
        let error = full_values(&table(&[]), &spec(&[("y", "1")])).unwrap_err();
        assert_eq!(error.message, "Table db.t is not a partitioned table");
    }
}
