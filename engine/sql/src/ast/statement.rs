//! All statements.

use super::{
    AlterTableAction, CreateTable, ExplainFormat, ExplainType, ObjectName, PartitionSpec, Properties,
    QueryText,
};

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// SELECT, WITH, VALUES, TABLE or a parenthesised query.
    Query(QueryText),
    /// `CREATE {DATABASE|SCHEMA}`
    CreateDatabase {
        /// The database, perhaps with its catalog.
        name: ObjectName,
        /// IF NOT EXISTS.
        if_not_exists: bool,
        /// COMMENT.
        comment: Option<String>,
        /// LOCATION.
        location: Option<String>,
        /// WITH DBPROPERTIES.
        properties: Properties,
    },
    /// `ALTER {DATABASE|SCHEMA} name SET DBPROPERTIES (…)`
    AlterDatabase {
        /// The database.
        name: ObjectName,
        /// At least one.
        properties: Properties,
    },
    /// `DROP {DATABASE|SCHEMA}`
    DropDatabase {
        /// The database.
        name: ObjectName,
        /// IF EXISTS.
        if_exists: bool,
        /// CASCADE; RESTRICT is the default.
        cascade: bool,
    },
    /// `CREATE [EXTERNAL] TABLE` of Hive's grammar.
    CreateTable(Box<CreateTable>),
    /// `ALTER TABLE`
    AlterTable {
        /// The table.
        name: ObjectName,
        /// What happens to it.
        action: AlterTableAction,
    },
    /// `DROP TABLE`
    DropTable {
        /// The table.
        name: ObjectName,
        /// IF EXISTS.
        if_exists: bool,
    },
    /// `MSCK REPAIR TABLE`
    RepairTable {
        /// The table.
        name: ObjectName,
    },
    /// `CREATE [OR REPLACE] VIEW name AS query`
    CreateView {
        /// The view.
        name: ObjectName,
        /// OR REPLACE.
        or_replace: bool,
        /// What it selects.
        query: QueryText,
    },
    /// `DROP VIEW`
    DropView {
        /// The view.
        name: ObjectName,
        /// IF EXISTS.
        if_exists: bool,
    },
    /// `SHOW {DATABASES|SCHEMAS} [{IN|FROM} catalog] ['pattern' | LIKE 'pattern']`
    ShowDatabases {
        /// One part; the only catalog when absent.
        catalog: Option<ObjectName>,
        /// As written; Athena reads a regular expression.
        pattern: Option<String>,
    },
    /// `SHOW TABLES [{IN|FROM} db] ['pattern' | LIKE 'pattern']`
    ShowTables {
        /// The session's database when absent.
        database: Option<ObjectName>,
        /// As written; Athena reads a regular expression with `*` and `|`.
        pattern: Option<String>,
    },
    /// `SHOW VIEWS [{IN|FROM} db] ['pattern' | LIKE 'pattern']`
    ShowViews {
        /// The session's database when absent.
        database: Option<ObjectName>,
        /// As written; Athena reads a regular expression with `*` and `|`.
        pattern: Option<String>,
    },
    /// `SHOW COLUMNS {IN|FROM} table [{IN|FROM} db]`
    ShowColumns {
        /// The table, the database joined to it.
        table: ObjectName,
    },
    /// `SHOW PARTITIONS`
    ShowPartitions {
        /// The table.
        table: ObjectName,
    },
    /// `SHOW TBLPROPERTIES t [('k')]`
    ShowTableProperties {
        /// The table.
        table: ObjectName,
        /// Only this property.
        key: Option<String>,
    },
    /// `SHOW CREATE TABLE`
    ShowCreateTable {
        /// The table.
        table: ObjectName,
    },
    /// `SHOW CREATE VIEW`
    ShowCreateView {
        /// The view.
        view: ObjectName,
    },
    /// `SHOW FUNCTIONS [LIKE 'pattern']`
    ShowFunctions {
        /// A LIKE pattern.
        pattern: Option<String>,
    },
    /// `SHOW CATALOGS`
    ShowCatalogs,
    /// `SHOW SESSION`
    ShowSession,
    /// `SHOW WORKGROUPS`, of Polias.
    ShowWorkgroups,
    /// `DESCRIBE [EXTENDED|FORMATTED] t [PARTITION (…)] [column path]`
    Describe {
        /// The table or view.
        table: ObjectName,
        /// EXTENDED.
        extended: bool,
        /// FORMATTED.
        formatted: bool,
        /// The partition to describe.
        partition: Option<PartitionSpec>,
        /// Column, then fields, `$elem$`, `$key$`, `$value$`; lower-cased.
        column: Option<Vec<String>>,
    },
    /// `EXPLAIN`
    Explain {
        /// ANALYZE: run it.
        analyze: bool,
        /// VERBOSE, with ANALYZE.
        verbose: bool,
        /// FORMAT.
        format: ExplainFormat,
        /// TYPE.
        kind: ExplainType,
        /// What to explain.
        statement: Box<Statement>,
    },
    /// `PREPARE name FROM statement` (also PostgreSQL's `PREPARE name [(types)] AS statement`)
    Prepare {
        /// Lower-cased.
        name: String,
        /// The statement's own text; it has been parsed once and is known to be well-formed.
        statement: QueryText,
    },
    /// `EXECUTE name [USING a, b]` (also PostgreSQL's `EXECUTE name (a, b)`)
    Execute {
        /// Lower-cased.
        name: String,
        /// The argument expressions as text.
        arguments: Vec<String>,
    },
    /// `EXECUTE IMMEDIATE 'sql' [USING a, b]`
    ExecuteImmediate {
        /// The statement's text.
        statement: String,
        /// The argument expressions as text.
        arguments: Vec<String>,
    },
    /// `DEALLOCATE [PREPARE] name`
    Deallocate {
        /// Lower-cased.
        name: String,
    },
    /// `USE [catalog.]database`
    Use {
        /// Lower-cased.
        catalog: Option<String>,
        /// Lower-cased.
        database: String,
    },
    /// `SET SESSION name = expression`
    SetSession {
        /// Lower-cased, the parts with dots between.
        name: String,
        /// The value of a string literal; any other expression as its text.
        value: String,
    },
    /// `RESET SESSION name`
    ResetSession {
        /// Lower-cased, the parts with dots between.
        name: String,
    },
    /// Understood, but not available yet (CREATE TABLE AS, INSERT, UPDATE, MERGE, …).
    NotSupported {
        /// What it is, for the message: `INSERT`, `ALTER TABLE … RENAME TO`.
        what: String,
        /// Byte offset of the statement or clause.
        offset: usize,
    },
}
