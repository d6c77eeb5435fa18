//! The columns of a table or view, from its definition alone.

use polias_catalog::model::{Column, Table, TableKind};
use polias_hive::types::HiveType;

use crate::views;

/// A column as DESCRIBE and `information_schema.columns` show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelationColumn {
    /// Lower-case name.
    pub(crate) name: String,
    /// Trino's name of the type; Hive's where that cannot be read.
    pub(crate) trino_type: String,
    /// Hive's name of the type; `None` for columns of views, which have Trino's types.
    pub(crate) hive_type: Option<String>,
    /// COMMENT.
    pub(crate) comment: Option<String>,
    /// True for partition keys, which come last.
    pub(crate) partition_key: bool,
}

/// Columns, then partition keys. A view written by another engine shows the columns the catalog lists.
pub(crate) fn relation_columns(table: &Table) -> Vec<RelationColumn> {
    if table.input.table_type == TableKind::View
        && let Ok(view) = views::definition(table)
    {
        let column = |column: views::ViewColumn| RelationColumn {
            name: column.name,
            trino_type: column.column_type,
            hive_type: None,
            comment: None,
            partition_key: false,
        };
        return view.columns.into_iter().map(column).collect();
    }
    let columns = table.input.storage_descriptor.columns.iter().map(|column| catalog_column(column, false));
    columns.chain(table.input.partition_keys.iter().map(|key| catalog_column(key, true))).collect()
}

fn catalog_column(column: &Column, partition_key: bool) -> RelationColumn {
    let trino_type = HiveType::parse(&column.column_type).map(|hive_type| hive_type.trino());
    RelationColumn {
        name: column.name.clone(),
        trino_type: trino_type.unwrap_or_else(|_| column.column_type.clone()),
        hive_type: Some(column.column_type.clone()),
        comment: column.comment.clone(),
        partition_key,
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use polias_catalog::model::TableInput;

    use super::*;
    use crate::views::{ViewColumn, ViewDefinition};

    fn table(input: TableInput) -> Table {
        Table {
            database_name: "db".into(),
            input,
            create_time: Utc::now(),
            update_time: Utc::now(),
            version_id: 1,
        }
    }

    fn column(name: &str, column_type: &str) -> Column {
        Column { name: name.into(), column_type: column_type.into(), comment: None }
    }

    #[test]
    fn partition_keys_come_last() {
        let mut input = TableInput { partition_keys: vec![column("d", "date")], ..TableInput::default() };
        input.storage_descriptor.columns = vec![column("a", "array<int>"), column("b", "no such type")];
        let shown: Vec<_> = relation_columns(&table(input))
            .into_iter()
            .map(|column| (column.name, column.trino_type, column.partition_key))
            .collect();
        let expected = [("a", "array(integer)", false), ("b", "no such type", false), ("d", "date", true)];
        assert_eq!(shown, expected.map(|(name, kind, key)| (name.to_owned(), kind.to_owned(), key)));
    }

    #[test]
    fn views_have_trino_types() {
        let view = ViewDefinition {
            sql: "SELECT 1 AS x".into(),
            catalog: "awsdatacatalog".into(),
            schema: "db".into(),
            columns: vec![ViewColumn { name: "x".into(), column_type: "timestamp(3) with time zone".into() }],
        };
        let mut input = TableInput { table_type: TableKind::View, ..TableInput::default() };
        input.storage_descriptor.columns = vec![column("x", "string")];
        input.view_original_text = Some(view.encode().unwrap());
        let shown = relation_columns(&table(input.clone()));
        assert_eq!(
            (shown[0].trino_type.as_str(), &shown[0].hive_type),
            ("timestamp(3) with time zone", &None)
        );
        input.view_original_text = Some("select `x` from `hive`".into());
        assert_eq!(relation_columns(&table(input))[0].hive_type.as_deref(), Some("string"));
    }
}
