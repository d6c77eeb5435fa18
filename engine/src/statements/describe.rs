//! `DESCRIBE [EXTENDED|FORMATTED] t [PARTITION (…)] [column path]`, laid out as Hive and Athena do.

use polias_catalog::model::{Parameters, Partition, StorageDescriptor, Table, TableKind};
use polias_hive::types::HiveType;
use polias_sql::ast::{ObjectName, PartitionSpec};

use super::alter_partitions::stored;
use super::rows::TextRows;
use crate::governance::Action;
use crate::information_schema::{RelationColumn, relation_columns};
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 3] = ["col_name", "data_type", "comment"];

/// What Hive writes as the comment of a field of a struct.
const FROM_SERIALIZER: &str = "from deserializer";

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Columns.
    Plain,
    /// Columns, then everything in one line.
    Extended,
    /// Columns, then everything in sections.
    Formatted,
}

impl Style {
    /// From the words of the statement; the parser takes only one of them.
    pub(super) fn of(extended: bool, formatted: bool) -> Self {
        match (extended, formatted) {
            (_, true) => Self::Formatted,
            (true, false) => Self::Extended,
            (false, false) => Self::Plain,
        }
    }
}

/// Describes a table or view, one of its partitions, or one of its columns.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    style: Style,
    partition: Option<&PartitionSpec>,
    column: Option<&[String]>,
) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let table =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    let partition = match partition {
        Some(spec) => Some(stored(context, &table, spec).await?),
        None => None,
    };
    let columns = relation_columns(&table);
    let rows = match column {
        Some(path) => describe_column(&columns, path)?,
        None => describe_table(&table, &columns, style, partition.as_ref()),
    };
    rows.finish("DESCRIBE")
}

fn describe_table(
    table: &Table,
    columns: &[RelationColumn],
    style: Style,
    partition: Option<&Partition>,
) -> TextRows<3> {
    let mut rows = TextRows::new(NAMES);
    if style == Style::Formatted {
        push_header(&mut rows);
    }
    // Only FORMATTED leaves the partition keys out of the first list.
    for column in columns.iter().filter(|column| style != Style::Formatted || !column.partition_key) {
        push_column(&mut rows, column);
    }
    if !table.input.partition_keys.is_empty() {
        push_blank(&mut rows);
        push_title(&mut rows, "# Partition Information");
        push_header(&mut rows);
        for column in columns.iter().filter(|column| column.partition_key) {
            push_column(&mut rows, column);
        }
    }
    match (style, partition) {
        (Style::Plain, _) => {}
        (Style::Extended, None) => {
            push_blank(&mut rows);
            rows.push_nullable([Some("Detailed Table Information"), Some(&table_line(table)), None]);
        }
        (Style::Extended, Some(partition)) => {
            push_blank(&mut rows);
            rows.push_nullable([
                Some("Detailed Partition Information"),
                Some(&partition_line(table, partition)),
                None,
            ]);
        }
        (Style::Formatted, None) => push_table_details(&mut rows, table),
        (Style::Formatted, Some(partition)) => push_partition_details(&mut rows, table, partition),
    }
    rows
}

fn push_column(rows: &mut TextRows<3>, column: &RelationColumn) {
    let data_type = column.hive_type.as_ref().unwrap_or(&column.trino_type);
    rows.push_nullable([Some(&column.name), Some(data_type), column.comment.as_deref()]);
}

fn push_blank(rows: &mut TextRows<3>) {
    rows.push_nullable([Some(""), None, None]);
}

fn push_title(rows: &mut TextRows<3>, title: &str) {
    rows.push_nullable([Some(title), None, None]);
}

fn push_header(rows: &mut TextRows<3>) {
    rows.push(["# col_name", "data_type", "comment"]);
    push_blank(rows);
}

fn push_pair(rows: &mut TextRows<3>, name: &str, value: &str) {
    rows.push_nullable([Some(name), Some(value), None]);
}

fn push_parameters(rows: &mut TextRows<3>, title: &str, parameters: &Parameters) {
    push_title(rows, title);
    for (key, value) in parameters {
        rows.push_nullable([Some(""), Some(key), Some(value)]);
    }
}

fn push_table_details(rows: &mut TextRows<3>, table: &Table) {
    let input = &table.input;
    push_blank(rows);
    push_title(rows, "# Detailed Table Information");
    push_pair(rows, "Database:", &table.database_name);
    push_pair(rows, "Owner:", input.owner.as_deref().unwrap_or_default());
    push_pair(rows, "CreateTime:", &table.create_time.format("%a %b %d %H:%M:%S UTC %Y").to_string());
    push_pair(rows, "LastAccessTime:", "UNKNOWN");
    push_pair(rows, "Protect Mode:", "None");
    push_pair(rows, "Retention:", "0");
    push_pair(rows, "Location:", input.storage_descriptor.location.as_deref().unwrap_or_default());
    push_pair(rows, "Table Type:", kind(input.table_type));
    let mut parameters = input.parameters.clone();
    if let Some(comment) = &input.description {
        parameters.insert("comment".to_owned(), comment.clone());
    }
    push_parameters(rows, "Table Parameters:", &parameters);
    push_storage_details(rows, &input.storage_descriptor);
    if input.table_type == TableKind::View {
        push_blank(rows);
        push_title(rows, "# View Information");
        push_pair(rows, "View Original Text:", input.view_original_text.as_deref().unwrap_or_default());
        push_pair(rows, "View Expanded Text:", input.view_expanded_text.as_deref().unwrap_or_default());
    }
}

fn push_partition_details(rows: &mut TextRows<3>, table: &Table, partition: &Partition) {
    push_blank(rows);
    push_title(rows, "# Detailed Partition Information");
    push_pair(rows, "Partition Value:", &format!("[{}]", partition.input.values.join(", ")));
    push_pair(rows, "Database:", &table.database_name);
    push_pair(rows, "Table:", &table.input.name);
    push_pair(rows, "CreateTime:", &partition.creation_time.format("%a %b %d %H:%M:%S UTC %Y").to_string());
    push_pair(rows, "LastAccessTime:", "UNKNOWN");
    push_pair(rows, "Protect Mode:", "None");
    push_pair(rows, "Location:", location(table, partition));
    push_parameters(rows, "Partition Parameters:", &partition.input.parameters);
    push_storage_details(rows, &table.input.storage_descriptor);
}

fn push_storage_details(rows: &mut TextRows<3>, storage: &StorageDescriptor) {
    let sorted: Vec<String> = storage
        .sort_columns
        .iter()
        .map(|sort| format!("Order(col:{}, order:{})", sort.column, u8::from(sort.ascending)))
        .collect();
    push_blank(rows);
    push_title(rows, "# Storage Information");
    push_pair(
        rows,
        "SerDe Library:",
        storage.serde_info.serialization_library.as_deref().unwrap_or_default(),
    );
    push_pair(rows, "InputFormat:", storage.input_format.as_deref().unwrap_or_default());
    push_pair(rows, "OutputFormat:", storage.output_format.as_deref().unwrap_or_default());
    push_pair(rows, "Compressed:", "No");
    push_pair(rows, "Num Buckets:", &buckets(storage).to_string());
    push_pair(rows, "Bucket Columns:", &format!("[{}]", storage.bucket_columns.join(", ")));
    push_pair(rows, "Sort Columns:", &format!("[{}]", sorted.join(", ")));
    push_parameters(rows, "Storage Desc Params:", &storage.serde_info.parameters);
}

/// Hive counts a table that is not bucketed as -1.
fn buckets(storage: &StorageDescriptor) -> i32 {
    if storage.bucket_columns.is_empty() { -1 } else { storage.number_of_buckets }
}

fn kind(kind: TableKind) -> &'static str {
    match kind {
        TableKind::External => "EXTERNAL_TABLE",
        TableKind::Managed => "MANAGED_TABLE",
        TableKind::View => "VIRTUAL_VIEW",
    }
}

fn location<'a>(table: &'a Table, partition: &'a Partition) -> &'a str {
    let own = partition.input.storage_descriptor.location.as_deref();
    own.or(table.input.storage_descriptor.location.as_deref()).unwrap_or_default()
}

fn table_line(table: &Table) -> String {
    let input = &table.input;
    format!(
        "Table(tableName:{}, dbName:{}, owner:{}, createTime:{}, lastAccessTime:0, retention:0, \
         sd:{}, partitionKeys:{}, parameters:{}, viewOriginalText:{}, viewExpandedText:{}, tableType:{})",
        input.name,
        table.database_name,
        input.owner.as_deref().unwrap_or("null"),
        table.create_time.timestamp(),
        storage_line(
            &input.storage_descriptor,
            input.storage_descriptor.location.as_deref().unwrap_or("null")
        ),
        fields_line(&input.partition_keys),
        parameters_line(&input.parameters),
        input.view_original_text.as_deref().unwrap_or("null"),
        input.view_expanded_text.as_deref().unwrap_or("null"),
        kind(input.table_type),
    )
}

fn partition_line(table: &Table, partition: &Partition) -> String {
    format!(
        "Partition(values:[{}], dbName:{}, tableName:{}, createTime:{}, lastAccessTime:0, sd:{}, parameters:{})",
        partition.input.values.join(", "),
        table.database_name,
        table.input.name,
        partition.creation_time.timestamp(),
        storage_line(&table.input.storage_descriptor, location(table, partition)),
        parameters_line(&partition.input.parameters),
    )
}

fn storage_line(storage: &StorageDescriptor, location: &str) -> String {
    format!(
        "StorageDescriptor(cols:{}, location:{location}, inputFormat:{}, outputFormat:{}, compressed:false, \
         numBuckets:{}, serdeInfo:SerDeInfo(name:null, serializationLib:{}, parameters:{}), bucketCols:[{}], \
         parameters:{{}})",
        fields_line(&storage.columns),
        storage.input_format.as_deref().unwrap_or("null"),
        storage.output_format.as_deref().unwrap_or("null"),
        buckets(storage),
        storage.serde_info.serialization_library.as_deref().unwrap_or("null"),
        parameters_line(&storage.serde_info.parameters),
        storage.bucket_columns.join(", "),
    )
}

fn fields_line(columns: &[polias_catalog::model::Column]) -> String {
    let fields: Vec<String> = columns
        .iter()
        .map(|column| {
            let comment = column.comment.as_deref().unwrap_or("null");
            format!("FieldSchema(name:{}, type:{}, comment:{comment})", column.name, column.column_type)
        })
        .collect();
    format!("[{}]", fields.join(", "))
}

fn parameters_line(parameters: &Parameters) -> String {
    let pairs: Vec<String> = parameters.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// A column, or what a path within it leads to; of a struct its fields.
fn describe_column(columns: &[RelationColumn], path: &[String]) -> Result<TextRows<3>> {
    let Some((name, steps)) = path.split_first() else {
        return Err(EngineError::internal("an empty column path"));
    };
    let column = columns.iter().find(|column| column.name == *name).ok_or_else(|| {
        let known: Vec<String> =
            columns.iter().enumerate().map(|(index, column)| format!("{index}:{}", column.name)).collect();
        cannot_find(name, &known)
    })?;
    let mut rows = TextRows::new(NAMES);
    let hive_type = column.hive_type.as_deref().map(HiveType::parse).transpose();
    match hive_type {
        Ok(Some(hive_type)) => {
            let (last, found) = follow(name, &hive_type, steps)?;
            match found {
                HiveType::Struct(fields) => {
                    for (field, field_type) in fields {
                        rows.push([field, &field_type.hive(), FROM_SERIALIZER]);
                    }
                }
                _ if steps.is_empty() => push_column(&mut rows, column),
                other => rows.push([last, &other.hive(), FROM_SERIALIZER]),
            }
        }
        // Views have Trino's types, and a damaged type has no parts.
        Ok(None) | Err(_) => match steps.first() {
            None => push_column(&mut rows, column),
            Some(step) => return Err(cannot_find(step, &[])),
        },
    }
    Ok(rows)
}

/// Walks fields, `$elem$`, `$key$` and `$value$`; gives the last step and the type there.
fn follow<'a>(
    column: &'a str,
    hive_type: &'a HiveType,
    steps: &'a [String],
) -> Result<(&'a str, &'a HiveType)> {
    let (mut last, mut found) = (column, hive_type);
    for step in steps {
        let next = match (found, step.as_str()) {
            (HiveType::Array(element), "$elem$") => Some(&**element),
            (HiveType::Map(key, _), "$key$") => Some(&**key),
            (HiveType::Map(_, value), "$value$") => Some(&**value),
            (HiveType::Struct(fields), name) => {
                fields.iter().find(|(field, _)| field == name).map(|(_, field_type)| field_type)
            }
            _ => None,
        };
        let Some(next) = next else {
            let known: Vec<String> = match found {
                HiveType::Struct(fields) => {
                    fields.iter().enumerate().map(|(index, (field, _))| format!("{index}:{field}")).collect()
                }
                HiveType::Array(_) => vec!["$elem$".to_owned()],
                HiveType::Map(..) => vec!["$key$".to_owned(), "$value$".to_owned()],
                _ => Vec::new(),
            };
            return Err(cannot_find(step, &known));
        };
        (last, found) = (step, next);
    }
    Ok((last, found))
}

fn cannot_find(name: &str, known: &[String]) -> EngineError {
    EngineError::new("COLUMN_NOT_FOUND", format!("cannot find field {name} from [{}]", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;
    use arrow::array::AsArray;
    use chrono::DateTime;
    use polias_catalog::model::{Column, TableInput};

    use super::*;

    fn table() -> Table {
        let column = |name: &str, kind: &str, comment: Option<&str>| Column {
            name: name.into(),
            column_type: kind.into(),
            comment: comment.map(str::to_owned),
        };
        let mut input = TableInput { name: "t".into(), ..TableInput::default() };
        input.storage_descriptor.columns = vec![
            column("a", "int", Some("first")),
            column("s", "struct<x:int,y:array<map<string,struct<z:date>>>>", None),
        ];
        input.partition_keys = vec![column("d", "string", None)];
        Table {
            database_name: "db".into(),
            input,
            create_time: DateTime::UNIX_EPOCH,
            update_time: DateTime::UNIX_EPOCH,
            version_id: 1,
        }
    }

    fn lines(rows: TextRows<3>) -> Vec<String> {
        let batch = rows.batch().unwrap();
        let cell = |column: usize, row: usize| {
            let column = batch.column(column).as_string_view();
            if column.is_null(row) { "-".to_owned() } else { column.value(row).to_owned() }
        };
        (0..batch.num_rows()).map(|row| (0..3).map(|c| cell(c, row)).collect::<Vec<_>>().join("|")).collect()
    }

    fn described(style: Style) -> Vec<String> {
        let table = table();
        lines(describe_table(&table, &relation_columns(&table), style, None))
    }

    #[test]
    fn plain_lists_columns_then_partitions() {
        assert_eq!(
            described(Style::Plain),
            [
                "a|int|first",
                "s|struct<x:int,y:array<map<string,struct<z:date>>>>|-",
                "d|string|-",
                "|-|-",
                "# Partition Information|-|-",
                "# col_name|data_type|comment",
                "|-|-",
                "d|string|-",
            ]
        );
    }

    #[test]
    fn extended_adds_one_line() {
        let lines = described(Style::Extended);
        assert!(
            lines.last().unwrap().starts_with("Detailed Table Information|Table(tableName:t, dbName:db, ")
        );
    }

    #[test]
    fn formatted_has_sections_and_keys_once() {
        let lines = described(Style::Formatted);
        assert_eq!(lines.iter().filter(|line| line.starts_with("d|")).count(), 1);
        for line in ["# Detailed Table Information|-|-", "Table Type:|EXTERNAL_TABLE|-", "Num Buckets:|-1|-"]
        {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:?}");
        }
    }

    fn column(path: &[&str]) -> Result<Vec<String>> {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        describe_column(&relation_columns(&table()), &path).map(lines)
    }

    #[test]
    fn paths_lead_into_columns() {
        assert_eq!(column(&["a"]).unwrap(), ["a|int|first"]);
        assert_eq!(column(&["s"]).unwrap()[0], "x|int|from deserializer");
        assert_eq!(column(&["s", "x"]).unwrap(), ["x|int|from deserializer"]);
        assert_eq!(column(&["s", "y", "$elem$", "$key$"]).unwrap(), ["$key$|string|from deserializer"]);
        assert_eq!(column(&["s", "y", "$elem$", "$value$"]).unwrap(), ["z|date|from deserializer"]);
        for path in [&["b"][..], &["a", "x"], &["s", "z"], &["s", "y", "$key$"]] {
            assert_eq!(column(path).unwrap_err().name, "COLUMN_NOT_FOUND", "{path:?}");
        }
        assert_eq!(column(&["b"]).unwrap_err().message, "cannot find field b from [0:a, 1:s, 2:d]");
    }
}
