//! The syntax tree of statements.
//!
//! A query is kept as its text for now (`QueryText`): the planner behind the engine's seam reads it.

use std::ops::Range;

/// A possibly qualified name, parts lower-cased: `db.table`, `catalog.db.table`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// One to three parts.
    pub parts: Vec<String>,
    /// Byte offset of the first part.
    pub offset: usize,
}

/// The text of a query (SELECT, WITH, VALUES, TABLE, parenthesised) as it stands in the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryText {
    /// Byte range in the statement.
    pub span: Range<usize>,
    /// The text itself.
    pub text: String,
}

/// `'key'='value'` pairs in the order written.
pub type Properties = Vec<(String, String)>;

/// A column of a Hive DDL statement; the type as normalised Hive text (`array<struct<a:int>>`, lower case, no blanks).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDef {
    /// Lower-cased.
    pub name: String,
    /// Hive type text.
    pub column_type: String,
    /// COMMENT.
    pub comment: Option<String>,
}

/// `PARTITION (k='v', …) [LOCATION '…']`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionSpec {
    /// Key (lower-cased) and value text (`'2024'`, `7`, `DATE '2024-01-01'` all as their text).
    pub values: Vec<(String, String)>,
    /// LOCATION.
    pub location: Option<String>,
}

/// ROW FORMAT of CREATE TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {
    /// `DELIMITED …`, already translated to LazySimpleSerDe's property names
    /// (`field.delim`, `escape.delim`, `colelction.delim`, `mapkey.delim`, `line.delim`, `serialization.null.format`).
    Delimited(Properties),
    /// `SERDE 'class' [WITH SERDEPROPERTIES (…)]`
    Serde { class: String, properties: Properties },
}

/// STORED AS of CREATE TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredAs {
    /// `PARQUET`, `TEXTFILE`, … upper-cased.
    Format(String),
    /// `INPUTFORMAT '…' OUTPUTFORMAT '…'`
    Classes { input_format: String, output_format: String },
}

/// `CREATE [EXTERNAL] TABLE …` of the Hive grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    pub external: bool,
    pub if_not_exists: bool,
    pub name: ObjectName,
    pub columns: Vec<ColumnDef>,
    pub comment: Option<String>,
    pub partitioned_by: Vec<ColumnDef>,
    pub clustered_by: Vec<String>,
    pub sorted_by: Vec<(String, bool)>,
    pub buckets: Option<u32>,
    pub row_format: Option<RowFormat>,
    pub stored_as: Option<StoredAs>,
    pub location: Option<String>,
    pub properties: Properties,
}

/// What ALTER TABLE does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterTableAction {
    AddPartitions { if_not_exists: bool, partitions: Vec<PartitionSpec> },
    DropPartitions { if_exists: bool, partitions: Vec<PartitionSpec> },
    RenamePartition { from: PartitionSpec, to: PartitionSpec },
    AddColumns(Vec<ColumnDef>),
    ReplaceColumns(Vec<ColumnDef>),
    SetLocation { partition: Option<PartitionSpec>, location: String },
    SetProperties(Properties),
    UnsetProperties { if_exists: bool, keys: Vec<String> },
}

/// EXPLAIN's FORMAT option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainFormat { Text, Graphviz, Json }

/// EXPLAIN's TYPE option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainType { Logical, Distributed, Validate, Io }

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    Query(QueryText),
    CreateDatabase { name: ObjectName, if_not_exists: bool, comment: Option<String>, location: Option<String>, properties: Properties },
    AlterDatabase { name: ObjectName, properties: Properties },
    DropDatabase { name: ObjectName, if_exists: bool, cascade: bool },
    CreateTable(Box<CreateTable>),
    AlterTable { name: ObjectName, action: AlterTableAction },
    DropTable { name: ObjectName, if_exists: bool },
    RepairTable { name: ObjectName },
    CreateView { name: ObjectName, or_replace: bool, query: QueryText },
    DropView { name: ObjectName, if_exists: bool },
    ShowDatabases { pattern: Option<String> },
    ShowTables { database: Option<ObjectName>, pattern: Option<String> },
    ShowViews { database: Option<ObjectName>, pattern: Option<String> },
    ShowColumns { table: ObjectName },
    ShowPartitions { table: ObjectName },
    ShowTableProperties { table: ObjectName, key: Option<String> },
    ShowCreateTable { table: ObjectName },
    ShowCreateView { view: ObjectName },
    ShowFunctions { pattern: Option<String> },
    ShowCatalogs,
    ShowSession,
    ShowWorkgroups,
    /// DESCRIBE [EXTENDED|FORMATTED] t [PARTITION (…)] [column path]
    Describe { table: ObjectName, extended: bool, formatted: bool, partition: Option<PartitionSpec>, column: Option<Vec<String>> },
    Explain { analyze: bool, verbose: bool, format: ExplainFormat, kind: ExplainType, statement: Box<Statement> },
    /// PREPARE name FROM statement (also PostgreSQL's `AS`); the statement's own text is kept.
    Prepare { name: String, statement: QueryText },
    /// EXECUTE name [USING a, b]: the argument expressions as text.
    Execute { name: String, arguments: Vec<String> },
    /// EXECUTE IMMEDIATE 'sql' [USING a, b]
    ExecuteImmediate { statement: String, arguments: Vec<String> },
    Deallocate { name: String },
    Use { catalog: Option<String>, database: String },
    SetSession { name: String, value: String },
    ResetSession { name: String },
    /// Understood, but not available yet (CREATE TABLE AS, INSERT, UPDATE, MERGE, …): what it is, for the message.
    NotSupported { what: String, offset: usize },
}
