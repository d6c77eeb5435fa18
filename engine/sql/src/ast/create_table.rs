//! `CREATE [EXTERNAL] TABLE` of the Hive grammar.

use super::{ObjectName, Properties};

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

/// ROW FORMAT of CREATE TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {
    /// `DELIMITED …`, already translated to LazySimpleSerDe's property names
    /// (`field.delim` with `serialization.format`, `escape.delim`, `colelction.delim`, `mapkey.delim`,
    /// `line.delim`, `serialization.null.format`), with those of `WITH SERDEPROPERTIES` after them.
    Delimited(Properties),
    /// `SERDE 'class' [WITH SERDEPROPERTIES (…)]`
    Serde {
        /// Java class name.
        class: String,
        /// WITH SERDEPROPERTIES.
        properties: Properties,
    },
}

/// STORED AS of CREATE TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredAs {
    /// `PARQUET`, `TEXTFILE`, … upper-cased; not checked.
    Format(String),
    /// `INPUTFORMAT '…' OUTPUTFORMAT '…'`
    Classes {
        /// Java class name.
        input_format: String,
        /// Java class name.
        output_format: String,
    },
}

/// `CREATE [EXTERNAL] TABLE …` of the Hive grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    /// EXTERNAL was written. Athena insists on it for Hive tables; that is the engine's to say.
    pub external: bool,
    /// IF NOT EXISTS.
    pub if_not_exists: bool,
    /// The table.
    pub name: ObjectName,
    /// Columns in order; may be empty.
    pub columns: Vec<ColumnDef>,
    /// COMMENT.
    pub comment: Option<String>,
    /// PARTITIONED BY, in order.
    pub partitioned_by: Vec<ColumnDef>,
    /// CLUSTERED BY columns, lower-cased.
    pub clustered_by: Vec<String>,
    /// SORTED BY columns, lower-cased; true for ascending.
    pub sorted_by: Vec<(String, bool)>,
    /// INTO n BUCKETS; always there with CLUSTERED BY.
    pub buckets: Option<u32>,
    /// ROW FORMAT.
    pub row_format: Option<RowFormat>,
    /// STORED AS.
    pub stored_as: Option<StoredAs>,
    /// LOCATION.
    pub location: Option<String>,
    /// TBLPROPERTIES.
    pub properties: Properties,
}
