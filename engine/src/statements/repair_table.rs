//! `MSCK REPAIR TABLE`: registers the partitions that lie in storage but not in the catalog.

use polias_catalog::limits::PARTITIONS_PER_CALL;
use polias_catalog::model::{Column, Table, TableKind};
use polias_connector::storage::Location;
use polias_hive::NULL_PARTITION;
use polias_sql::ast::ObjectName;

use super::alter_partitions::{name, partition};
use super::partition_spec::not_partitioned;
use super::rows::TextRows;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["repair"];

/// Most partitions named in the first line; the lines after it name them all.
const NAMED_AT_ONCE: usize = 100;

/// Adds only: partitions whose folder is gone stay, as in Athena.
pub(super) async fn run(context: &StatementContext<'_>, table_name: &ObjectName) -> Result<Outcome> {
    let resolver = context.resolver();
    let qualified = resolver.qualify(table_name)?;
    let position = context.position(table_name.offset);
    let table = resolver.table(&qualified, Action::Alter).await.map_err(|error| error.at(position))?;
    if table.input.table_type == TableKind::View {
        return Err(
            EngineError::not_supported(format!("Cannot repair '{qualified}': it is a view")).at(position)
        );
    }
    if table.input.partition_keys.is_empty() {
        return Err(not_partitioned(&table));
    }
    let connector = context.engine.connectors.iter().find(|connector| connector.serves(&table));
    let Some(connector) = connector else {
        return Err(EngineError::not_supported(format!("Partitions of '{qualified}' cannot be discovered")));
    };
    let (found, refused): (Vec<_>, Vec<_>) = connector
        .discover_partitions(&table)
        .await?
        .into_iter()
        .partition(|(values, location)| is_readable(&table, values, location));
    let labels: Vec<String> =
        found.iter().map(|(values, _)| format!("{}:{}", qualified.table, name(&table, values))).collect();
    let mut partitions = found.into_iter().map(|(values, location)| partition(values, location));
    loop {
        let batch: Vec<_> = partitions.by_ref().take(PARTITIONS_PER_CALL).collect();
        if batch.is_empty() {
            break;
        }
        context.catalog().create_partitions(&qualified.database, &qualified.table, batch, true).await?;
    }
    let mut rows = TextRows::new(NAMES);
    if let Some(line) = not_in_metastore(&labels) {
        rows.push([&line]);
    }
    for label in &labels {
        rows.push([&format!("Repair: Added partition to metastore {label}")]);
    }
    for (values, _) in refused.iter().take(NAMED_AT_ONCE) {
        let label = name(&table, values);
        rows.push([&format!(
            "Repair: Cannot add partition {}:{label}: its value or name is not valid",
            qualified.table
        )]);
    }
    rows.finish("MSCK REPAIR TABLE")
}

/// Whether a partition that was found could be queried: an integer key needs a number, the location no
/// wildcard. One folder that is none must not keep the others out.
fn is_readable(table: &Table, values: &[String], location: &str) -> bool {
    let integer =
        |key: &Column| ["tinyint", "smallint", "int", "integer", "bigint"].contains(&&*key.column_type);
    let keys = table.input.partition_keys.iter().zip(values);
    let valid = |(key, value): (&Column, &String)| {
        !integer(key) || value == NULL_PARTITION || value.parse::<i64>().is_ok()
    };
    Location::parse(location).is_ok() && keys.into_iter().all(valid)
}

/// Hive's first line; `None` when nothing was missing.
fn not_in_metastore(labels: &[String]) -> Option<String> {
    let shown = labels.get(..NAMED_AT_ONCE.min(labels.len())).filter(|shown| !shown.is_empty())?;
    let mut line = format!("Partitions not in metastore:\t{}", shown.join("\t"));
    if labels.len() > shown.len() {
        line.push_str(&format!("\t… and {} more", labels.len() - shown.len()));
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_bounded() {
        assert_eq!(not_in_metastore(&[]), None);
        let labels = ["t:a=1".to_owned(), "t:a=2".to_owned()];
        assert_eq!(not_in_metastore(&labels).unwrap(), "Partitions not in metastore:\tt:a=1\tt:a=2");
        let many: Vec<String> = (0..250).map(|n| format!("t:a={n}")).collect();
        assert!(not_in_metastore(&many).unwrap().ends_with("t:a=99\t… and 150 more"));
    }
}
