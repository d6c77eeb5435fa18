//! What the client sees of a query: names and types of its columns.

use crate::OutputColumn;
use crate::scope::Field;

/// Names are kept as the query writes them; a column without one is `_col` and its place, counted from 0.
pub(crate) fn output_columns(fields: &[Field]) -> Vec<OutputColumn> {
    fields
        .iter()
        .enumerate()
        .map(|(index, field)| OutputColumn {
            name: field.name.clone().unwrap_or_else(|| format!("_col{index}")),
            column: field.column.id,
            data_type: field.column.data_type.clone(),
        })
        .collect()
}
