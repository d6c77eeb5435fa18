//! `SHOW PARTITIONS`: `k=v/k2=v2`, one row per registered partition.

use polias_sql::ast::ObjectName;

use super::alter_partitions;
use super::partition_spec::not_partitioned;
use super::rows::TextRows;
use crate::Result;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["partition"];

/// Partitions in key order; projected ones are not registered and not listed, as in Athena.
pub(super) async fn run(context: &StatementContext<'_>, name: &ObjectName) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let table =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    if table.input.partition_keys.is_empty() {
        return Err(not_partitioned(&table).at(position));
    }
    let mut rows = TextRows::new(NAMES);
    for partition in context.catalog().partitions(&qualified.database, &qualified.table, None).await? {
        rows.push([&alter_partitions::name(&table, &partition.input.values)]);
    }
    rows.finish("SHOW")
}
