//! `CREATE EXTERNAL TABLE`: from Hive DDL to the definition that the Glue Data Catalog keeps.

use std::collections::BTreeSet;

use chrono::Utc;
use polias_catalog::ErrorKind;
use polias_catalog::model::{
    Column, Parameters, SerDeInfo, SortOrder, StorageDescriptor, Table, TableInput, TableKind,
};
use polias_sql::ast::{ColumnDef, CreateTable, RowFormat, StoredAs};

use super::rows::{done, skipped};
use super::storage_format::{LAZY_SIMPLE_SERDE, STORAGE_FORMATS, StorageFormat, TEXTFILE};
use crate::engine::EngineShared;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

const TAG: &str = "CREATE TABLE";

/// When the definition was written, in seconds since 1970; Hive keeps it among the table's properties.
pub(super) const DDL_TIME: &str = "transient_lastDdlTime";

/// Errors with `TABLE_ALREADY_EXISTS`, `SCHEMA_NOT_FOUND`, and those of the definition.
pub(super) async fn run(context: &StatementContext<'_>, create: &CreateTable) -> Result<Outcome> {
    let resolver = context.resolver();
    let name = resolver.qualify(&create.name)?;
    resolver.create_table(&name).await?;
    // Whether the table exists comes first: IF NOT EXISTS takes any definition then, as Athena does.
    match resolver.table(&name, Action::Describe).await {
        Ok(_) if create.if_not_exists => {
            return Ok(skipped(TAG, format!("table '{name}' already exists, skipping")));
        }
        Ok(_) => return Err(exists(context, create, &name.to_string())),
        Err(error) if error.name == "TABLE_NOT_FOUND" => {}
        Err(error) => return Err(error),
    }
    let mut input = table_input(create)?;
    input.name.clone_from(&name.table);
    input.owner = Some(context.session.user.clone());
    validate(context.engine, &name.database, &input)?;
    match context.catalog().create_table(&name.database, input).await {
        Ok(_) => Ok(done(TAG)),
        Err(error) if error.kind == ErrorKind::AlreadyExists && create.if_not_exists => {
            Ok(skipped(TAG, format!("table '{name}' already exists, skipping")))
        }
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            Err(exists(context, create, &name.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

fn exists(context: &StatementContext<'_>, create: &CreateTable, name: &str) -> EngineError {
    EngineError::new("TABLE_ALREADY_EXISTS", format!("Table '{name}' already exists"))
        .at(context.position(create.name.offset))
}

/// Has the connector that will read the table check its definition.
pub(super) fn validate(engine: &EngineShared, database: &str, input: &TableInput) -> Result<()> {
    let now = Utc::now();
    let table = Table {
        database_name: database.to_owned(),
        input: input.clone(),
        create_time: now,
        update_time: now,
        version_id: 0,
    };
    let connector = engine.connectors.iter().find(|connector| connector.serves(&table)).ok_or_else(|| {
        EngineError::not_supported("Tables of this kind are not supported: no connector reads them")
    })?;
    Ok(connector.validate(input)?)
}

/// The definition, without name and owner.
///
/// Errors as Athena words them; the connector checks types, SerDe, location and properties afterwards.
pub(super) fn table_input(create: &CreateTable) -> Result<TableInput> {
    check_kind(create)?;
    let Some(location) = &create.location else { return Err(no_location()) };
    check_columns(create)?;
    let serde = serde(create)?;
    if create.columns.is_empty() && !serde.parameters.keys().any(|key| key.starts_with("avro.schema.")) {
        return Err(EngineError::new(
            "INVALID_TABLE_PROPERTY",
            "Either list of columns or a custom serializer should be specified",
        )
        .with_hint("list the table's columns: CREATE EXTERNAL TABLE t (name type, …)"));
    }
    let (input_format, output_format) = formats(create)?;
    let mut parameters: Parameters = create.properties.iter().cloned().collect();
    let description = parameters.remove("comment").filter(|_| create.comment.is_none());
    parameters.insert("EXTERNAL".to_owned(), "TRUE".to_owned());
    parameters.insert(DDL_TIME.to_owned(), Utc::now().timestamp().to_string());
    Ok(TableInput {
        name: String::new(),
        description: create.comment.clone().or(description),
        owner: None,
        storage_descriptor: StorageDescriptor {
            columns: columns(&create.columns),
            location: Some(location.clone()),
            input_format: Some(input_format),
            output_format: Some(output_format),
            serde_info: serde,
            bucket_columns: create.clustered_by.clone(),
            number_of_buckets: create.buckets.map_or(Ok(0), i32::try_from).map_err(|_| too_many_buckets())?,
            sort_columns: create
                .sorted_by
                .iter()
                .map(|(column, ascending)| SortOrder { column: column.clone(), ascending: *ascending })
                .collect(),
            parameters: Parameters::new(),
        },
        partition_keys: columns(&create.partitioned_by),
        view_original_text: None,
        view_expanded_text: None,
        table_type: TableKind::External,
        parameters,
    })
}

/// Columns as the catalog keeps them.
pub(super) fn columns(definitions: &[ColumnDef]) -> Vec<Column> {
    definitions
        .iter()
        .map(|column| Column {
            name: column.name.clone(),
            column_type: column.column_type.clone(),
            comment: column.comment.clone(),
        })
        .collect()
}

/// Refuses a name that comes twice.
pub(super) fn check_distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(EngineError::new("DUPLICATE_COLUMN_NAME", format!("Duplicate column name: {name}")));
        }
    }
    Ok(())
}

fn check_kind(create: &CreateTable) -> Result<()> {
    let kind = create.properties.iter().find(|(key, _)| key.eq_ignore_ascii_case("table_type"));
    match kind.map_or("HIVE".to_owned(), |(_, value)| value.to_uppercase()).as_str() {
        "HIVE" | "EXTERNAL_TABLE" if create.external => Ok(()),
        "HIVE" | "EXTERNAL_TABLE" if create.location.is_none() => Err(no_location()),
        "HIVE" | "EXTERNAL_TABLE" => {
            Err(EngineError::new("INVALID_TABLE_PROPERTY", "External keyword required for table type HIVE")
                .with_hint("write CREATE EXTERNAL TABLE"))
        }
        "ICEBERG" if create.external => Err(EngineError::new(
            "INVALID_TABLE_PROPERTY",
            "External keyword not supported for table type ICEBERG",
        )),
        other => Err(EngineError::not_supported(format!("Tables of type {other} are not supported yet"))),
    }
}

fn no_location() -> EngineError {
    EngineError::new(
        "INVALID_TABLE_PROPERTY",
        "No location was specified for table. An S3 location must be specified",
    )
    .with_hint("add LOCATION 's3://bucket/folder/'")
}

fn too_many_buckets() -> EngineError {
    EngineError::new("INVALID_TABLE_PROPERTY", format!("At most {} buckets are possible", i32::MAX))
}

fn check_columns(create: &CreateTable) -> Result<()> {
    let names = || create.columns.iter().map(|column| column.name.as_str());
    check_distinct(names())?;
    if let Some(key) = create.partitioned_by.iter().find(|key| names().any(|name| name == key.name)) {
        return Err(EngineError::new(
            "DUPLICATE_COLUMN_NAME",
            format!("Column repeated in partitioning columns: {}", key.name),
        ));
    }
    check_distinct(create.partitioned_by.iter().map(|key| key.name.as_str()))?;
    let sorted = create.sorted_by.iter().map(|(column, _)| column);
    match create.clustered_by.iter().chain(sorted).find(|column| !names().any(|name| name == column.as_str()))
    {
        Some(column) => Err(EngineError::new(
            "COLUMN_NOT_FOUND",
            format!("Invalid column reference in CLUSTERED BY: {column}"),
        )),
        None => Ok(()),
    }
}

fn formats(create: &CreateTable) -> Result<(String, String)> {
    match &create.stored_as {
        Some(StoredAs::Classes { input_format, output_format }) => {
            Ok((input_format.clone(), output_format.clone()))
        }
        Some(StoredAs::Format(keyword)) => {
            let format = storage_format(keyword)?;
            Ok((format.input_format.to_owned(), format.output_format.to_owned()))
        }
        None => Ok((TEXTFILE.input_format.to_owned(), TEXTFILE.output_format.to_owned())),
    }
}

fn storage_format(keyword: &str) -> Result<&'static StorageFormat> {
    StorageFormat::of(keyword).ok_or_else(|| {
        let known = STORAGE_FORMATS.map(|format| format.keyword).join(", ");
        EngineError::new(
            "INVALID_TABLE_PROPERTY",
            format!("Unrecognized file format in STORED AS clause: '{keyword}'"),
        )
        .with_hint(format!("use one of {known}, or ROW FORMAT SERDE 'class'"))
    })
}

/// The SerDe: the one named, or the format's own. Hive adds `serialization.format` where it is absent.
fn serde(create: &CreateTable) -> Result<SerDeInfo> {
    let own = match &create.stored_as {
        Some(StoredAs::Format(keyword)) => storage_format(keyword)?.serde,
        Some(StoredAs::Classes { .. }) | None => LAZY_SIMPLE_SERDE,
    };
    let (class, properties) = match &create.row_format {
        Some(RowFormat::Serde { class, properties }) => (class.as_str(), properties.as_slice()),
        Some(RowFormat::Delimited(properties)) => (own, properties.as_slice()),
        None => (own, &[][..]),
    };
    let mut parameters: Parameters = properties.iter().cloned().collect();
    parameters.entry("serialization.format".to_owned()).or_insert_with(|| "1".to_owned());
    Ok(SerDeInfo { name: None, serialization_library: Some(class.to_owned()), parameters })
}

#[cfg(test)]
mod tests {
    use polias_sql::ast::Statement;

    use super::*;

    fn create(sql: &str) -> CreateTable {
        match polias_sql::parse_statement(sql).unwrap() {
            Statement::CreateTable(create) => *create,
            other => panic!("not CREATE TABLE: {other:?}"),
        }
    }

    fn input(sql: &str) -> TableInput {
        table_input(&create(sql)).unwrap()
    }

    fn refused(sql: &str) -> (&'static str, String) {
        let error = table_input(&create(sql)).unwrap_err();
        (error.name, error.message)
    }

    #[test]
    fn text_is_the_default() {
        let table = input(
            "CREATE EXTERNAL TABLE t (a int COMMENT 'x', b array<string>) COMMENT 'hi' PARTITIONED BY (d date)
             ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://b/t/' TBLPROPERTIES ('k'='v')",
        );
        let storage = &table.storage_descriptor;
        assert_eq!(storage.input_format.as_deref(), Some("org.apache.hadoop.mapred.TextInputFormat"));
        assert_eq!(
            storage.output_format.as_deref(),
            Some("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat")
        );
        assert_eq!(
            storage.serde_info.serialization_library.as_deref(),
            Some("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe")
        );
        let serde: Vec<_> =
            storage.serde_info.parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(serde, [("field.delim", ","), ("serialization.format", ",")]);
        assert_eq!(storage.location.as_deref(), Some("s3://b/t/"));
        assert_eq!(storage.columns[0].comment.as_deref(), Some("x"));
        assert_eq!(storage.columns[1].column_type, "array<string>");
        assert_eq!((table.partition_keys[0].name.as_str(), table.description.as_deref()), ("d", Some("hi")));
        assert_eq!(table.parameters.get("EXTERNAL").map(String::as_str), Some("TRUE"));
        assert_eq!(table.parameters.get("k").map(String::as_str), Some("v"));
        assert!(table.parameters[DDL_TIME].parse::<i64>().unwrap() > 1_600_000_000);
    }

    #[test]
    fn formats_have_their_classes() {
        let table = input("CREATE EXTERNAL TABLE t (a int) STORED AS parquet LOCATION 's3://b/t/'");
        let storage = &table.storage_descriptor;
        assert_eq!(
            storage.serde_info.serialization_library.as_deref(),
            Some("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe")
        );
        assert_eq!(
            storage.input_format.as_deref(),
            Some("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat")
        );
        assert_eq!(storage.serde_info.parameters["serialization.format"], "1");
        let table = input(
            "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
             WITH SERDEPROPERTIES ('ignore.malformed.json'='true') LOCATION 's3://b/t/'",
        );
        let serde = &table.storage_descriptor.serde_info;
        assert_eq!(serde.serialization_library.as_deref(), Some("org.openx.data.jsonserde.JsonSerDe"));
        assert_eq!(serde.parameters["ignore.malformed.json"], "true");
        let table = input(
            "CREATE EXTERNAL TABLE t (a int) STORED AS INPUTFORMAT 'x.In' OUTPUTFORMAT 'x.Out' LOCATION 's3://b/t/'",
        );
        assert_eq!(table.storage_descriptor.input_format.as_deref(), Some("x.In"));
        assert_eq!(table.storage_descriptor.output_format.as_deref(), Some("x.Out"));
    }

    #[test]
    fn buckets_are_kept() {
        let table = input(
            "CREATE EXTERNAL TABLE t (a int, b int) CLUSTERED BY (a) SORTED BY (b DESC) INTO 8 BUCKETS
             LOCATION 's3://b/t/'",
        );
        let storage = &table.storage_descriptor;
        assert_eq!(
            (storage.bucket_columns.as_slice(), storage.number_of_buckets),
            (&["a".to_owned()][..], 8)
        );
        assert_eq!(storage.sort_columns, [SortOrder { column: "b".into(), ascending: false }]);
    }

    #[test]
    fn the_comment_property_is_the_comment() {
        let sql = "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/' TBLPROPERTIES ('comment'='p')";
        assert_eq!(input(sql).description.as_deref(), Some("p"));
        assert!(!input(sql).parameters.contains_key("comment"));
    }

    #[test]
    fn athena_says_what_is_missing() {
        assert_eq!(
            refused("CREATE TABLE t (a int)"),
            (
                "INVALID_TABLE_PROPERTY",
                "No location was specified for table. An S3 location must be specified".to_owned()
            )
        );
        assert_eq!(refused("CREATE EXTERNAL TABLE t (a int)").0, "INVALID_TABLE_PROPERTY");
        assert_eq!(
            refused("CREATE TABLE t (a int) LOCATION 's3://b/t/'").1,
            "External keyword required for table type HIVE"
        );
        assert_eq!(
            refused("CREATE EXTERNAL TABLE t LOCATION 's3://b/t/' TBLPROPERTIES ('table_type'='DELTA')").0,
            "NOT_SUPPORTED"
        );
        assert_eq!(
            refused("CREATE EXTERNAL TABLE t (a int) STORED AS parket LOCATION 's3://b/t/'").1,
            "Unrecognized file format in STORED AS clause: 'PARKET'"
        );
        assert_eq!(refused("CREATE EXTERNAL TABLE t LOCATION 's3://b/t/'").0, "INVALID_TABLE_PROPERTY");
    }

    #[test]
    fn columns_must_be_distinct() {
        for sql in [
            "CREATE EXTERNAL TABLE t (a int, A string) LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (a int) LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (b int, b int) LOCATION 's3://b/t/'",
        ] {
            assert_eq!(refused(sql).0, "DUPLICATE_COLUMN_NAME", "{sql}");
        }
        assert_eq!(
            refused("CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (x) INTO 2 BUCKETS LOCATION 's3://b/t/'").0,
            "COLUMN_NOT_FOUND"
        );
    }
}
