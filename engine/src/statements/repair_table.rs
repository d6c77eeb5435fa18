//! `MSCK REPAIR TABLE`: registers the partitions that lie in storage but not in the catalog.

use polias_catalog::limits::PARTITIONS_PER_CALL;
use polias_catalog::model::TableKind;
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
    let found = connector.discover_partitions(&table).await?;
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
    rows.finish("MSCK REPAIR TABLE")
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
