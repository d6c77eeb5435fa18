//! `SHOW CREATE TABLE`: the DDL that makes the table again, as Athena prints it.

use std::fmt::Write as _;

use polias_catalog::model::{Column, Parameters, StorageDescriptor, Table, TableKind};
use polias_sql::ast::ObjectName;

use super::rows::TextRows;
use super::storage_format::LAZY_SIMPLE_SERDE;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["createtab_stmt"];

/// Clauses of ROW FORMAT DELIMITED and the properties they set, in the grammar's order.
const DELIMITED: [(&str, &str); 6] = [
    ("FIELDS TERMINATED BY", "field.delim"),
    ("ESCAPED BY", "escape.delim"),
    ("COLLECTION ITEMS TERMINATED BY", "colelction.delim"),
    ("MAP KEYS TERMINATED BY", "mapkey.delim"),
    ("LINES TERMINATED BY", "line.delim"),
    ("NULL DEFINED AS", "serialization.null.format"),
];

/// One row per line, as Athena answers.
pub(super) async fn run(context: &StatementContext<'_>, name: &ObjectName) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let table =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    if table.input.table_type == TableKind::View {
        return Err(EngineError::not_supported(format!("Relation '{qualified}' is a view, not a table"))
            .with_hint("write SHOW CREATE VIEW")
            .at(position));
    }
    let mut rows = TextRows::new(NAMES);
    for line in create_table_text(&table).lines() {
        rows.push([line]);
    }
    rows.finish("SHOW")
}

/// The statement. Reading it back gives the same table.
pub(super) fn create_table_text(table: &Table) -> String {
    let storage = &table.input.storage_descriptor;
    let external = if table.input.table_type == TableKind::External { "EXTERNAL " } else { "" };
    let mut text = format!(
        "CREATE {external}TABLE {}.{}",
        back_ticked(&table.database_name),
        back_ticked(&table.input.name)
    );
    if !storage.columns.is_empty() {
        text.push_str(&format!("(\n{})", column_list(&storage.columns)));
    }
    if let Some(comment) = &table.input.description {
        text.push_str(&format!("\nCOMMENT {}", quoted(comment)));
    }
    if !table.input.partition_keys.is_empty() {
        text.push_str(&format!("\nPARTITIONED BY ( \n{})", column_list(&table.input.partition_keys)));
    }
    push_buckets(&mut text, storage);
    push_row_format(&mut text, storage);
    if let (Some(input), Some(output)) = (&storage.input_format, &storage.output_format) {
        text.push_str(&format!(
            "\nSTORED AS INPUTFORMAT \n  {} \nOUTPUTFORMAT \n  {}",
            quoted(input),
            quoted(output)
        ));
    }
    if let Some(location) = &storage.location {
        text.push_str(&format!("\nLOCATION\n  {}", quoted(location)));
    }
    let properties: Parameters =
        table.input.parameters.clone().into_iter().filter(|(key, _)| key != "EXTERNAL").collect();
    if !properties.is_empty() {
        text.push_str(&format!("\nTBLPROPERTIES (\n{})", property_list(&properties)));
    }
    text
}

fn push_buckets(text: &mut String, storage: &StorageDescriptor) {
    if storage.bucket_columns.is_empty() {
        return;
    }
    let columns: Vec<String> =
        storage.bucket_columns.iter().map(|name| format!("  {}", back_ticked(name))).collect();
    text.push_str(&format!("\nCLUSTERED BY ( \n{}) ", columns.join(", \n")));
    if !storage.sort_columns.is_empty() {
        let sorted: Vec<String> = storage
            .sort_columns
            .iter()
            .map(|sort| {
                format!("  {} {}", back_ticked(&sort.column), if sort.ascending { "ASC" } else { "DESC" })
            })
            .collect();
        text.push_str(&format!("\nSORTED BY ( \n{}) ", sorted.join(", \n")));
    }
    text.push_str(&format!("\nINTO {} BUCKETS", storage.number_of_buckets));
}

/// DELIMITED where that says everything, otherwise the SerDe with its properties.
fn push_row_format(text: &mut String, storage: &StorageDescriptor) {
    let Some(class) = &storage.serde_info.serialization_library else { return };
    let mut properties = storage.serde_info.parameters.clone();
    // Both are what the statement means without saying it.
    let implied = properties.get("field.delim").map_or("1", String::as_str).to_owned();
    if properties.get("serialization.format") == Some(&implied) {
        properties.remove("serialization.format");
    }
    let delimited = |key: &String| DELIMITED.iter().any(|(_, property)| property == key);
    if class == LAZY_SIMPLE_SERDE && !properties.is_empty() && properties.keys().all(delimited) {
        text.push_str("\nROW FORMAT DELIMITED ");
        for (clause, property) in DELIMITED {
            if let Some(value) = properties.get(property) {
                text.push_str(&format!("\n  {clause} {} ", quoted(value)));
            }
        }
        return;
    }
    text.push_str(&format!("\nROW FORMAT SERDE \n  {} ", quoted(class)));
    // What is implied differs between ROW FORMAT SERDE and DELIMITED: say it here.
    let properties = storage
        .serde_info
        .parameters
        .iter()
        .filter(|(key, value)| *key != "serialization.format" || *value != "1");
    let properties: Parameters = properties.map(|(key, value)| (key.clone(), value.clone())).collect();
    if !properties.is_empty() {
        text.push_str(&format!("\nWITH SERDEPROPERTIES ( \n{}) ", property_list(&properties)));
    }
}

fn column_list(columns: &[Column]) -> String {
    let lines: Vec<String> = columns
        .iter()
        .map(|column| {
            let comment = column
                .comment
                .as_ref()
                .map_or(String::new(), |comment| format!(" COMMENT {}", quoted(comment)));
            format!("  {} {}{comment}", back_ticked(&column.name), column.column_type)
        })
        .collect();
    lines.join(", \n")
}

fn property_list(properties: &Parameters) -> String {
    let lines: Vec<String> =
        properties.iter().map(|(key, value)| format!("  {}={}", quoted(key), quoted(value))).collect();
    lines.join(", \n")
}

fn back_ticked(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A string of Hive's grammar, on one line whatever it holds.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use polias_sql::ast::Statement;

    use super::super::create_table::{DDL_TIME, table_input};
    use super::*;

    /// The table a statement makes, without the time of its making.
    fn table(sql: &str) -> Table {
        let Statement::CreateTable(create) = polias_sql::parse_statement(sql).unwrap() else {
            panic!("not CREATE TABLE: {sql}")
        };
        let mut input = table_input(&create).unwrap();
        input.name = create.name.parts.last().unwrap().clone();
        input.parameters.remove(DDL_TIME);
        Table {
            database_name: "db".into(),
            input,
            create_time: Utc::now(),
            update_time: Utc::now(),
            version_id: 1,
        }
    }

    #[test]
    fn text_is_athenas() {
        let table = table(
            "CREATE EXTERNAL TABLE db.t (a int COMMENT 'it''s', b array<struct<x:int>>)
             COMMENT 'c' PARTITIONED BY (d string)
             ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'
             LOCATION 's3://b/t' TBLPROPERTIES ('skip.header.line.count'='1','a'='b')",
        );
        let expected = "\
CREATE EXTERNAL TABLE `db`.`t`(
  `a` int COMMENT 'it\\'s', 
  `b` array<struct<x:int>>)
COMMENT 'c'
PARTITIONED BY ( 
  `d` string)
ROW FORMAT DELIMITED 
  FIELDS TERMINATED BY '\\t' 
  ESCAPED BY '\\\\' 
STORED AS INPUTFORMAT 
  'org.apache.hadoop.mapred.TextInputFormat' 
OUTPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION
  's3://b/t'
TBLPROPERTIES (
  'a'='b', 
  'skip.header.line.count'='1')";
        assert_eq!(create_table_text(&table), expected);
    }

    #[test]
    fn reading_the_text_back_gives_the_same_table() {
        for sql in [
            "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET LOCATION 's3://b/t/' TBLPROPERTIES ('k\\'1'='v\\\\n')",
            "CREATE EXTERNAL TABLE t (`select` int, `ta``ck` map<string,decimal(10,2)> COMMENT 'a\\nb')
             PARTITIONED BY (y int COMMENT '%_', m string) STORED AS ORC LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001'
             COLLECTION ITEMS TERMINATED BY '\\002' MAP KEYS TERMINATED BY '\\003' LINES TERMINATED BY '\\n'
             NULL DEFINED AS '\\\\N' LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED NULL DEFINED AS '' LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
             WITH SERDEPROPERTIES ('separatorChar'=';', 'quoteChar'='\\\"', 'escapeChar'='\\\\')
             LOCATION 's3://b/t/' TBLPROPERTIES ('areColumnsQuoted'='true')",
            "CREATE EXTERNAL TABLE t (a int)
             ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
             WITH SERDEPROPERTIES ('field.delim'=',', 'serialization.format'='x') LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int)
             ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
             WITH SERDEPROPERTIES ('field.delim'=',') LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int, b int) CLUSTERED BY (a, b) SORTED BY (b DESC, a) INTO 4 BUCKETS
             STORED AS INPUTFORMAT 'x.In' OUTPUTFORMAT 'x.Out' LOCATION 's3://b/t/'",
            "CREATE EXTERNAL TABLE t (a int) COMMENT 'größe \\u0007 \\\\u0041' LOCATION 's3://b/t/'",
        ] {
            let first = table(sql);
            let text = create_table_text(&first);
            assert_eq!(table(&text).input, first.input, "{text}");
        }
    }
}
