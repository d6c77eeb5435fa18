//! Hive's type language: how the catalog writes column types, and what carries them.

mod parser;

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use polias_connector::Result;

/// A Hive type, parsed from `array<struct<a:int>>` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HiveType {
    /// `boolean`
    Boolean,
    /// `tinyint`, 8 bits
    TinyInt,
    /// `smallint`, 16 bits
    SmallInt,
    /// `int`, 32 bits
    Int,
    /// `bigint`, 64 bits
    BigInt,
    /// `float`, 32 bits
    Float,
    /// `double`, 64 bits
    Double,
    /// `decimal(precision,scale)`: 1 to 38 digits.
    Decimal(u8, u8),
    /// `string`
    String,
    /// `varchar(n)`: 1 to 65,535 characters.
    Varchar(u32),
    /// `char(n)`: 1 to 255 characters, padded.
    Char(u32),
    /// `binary`
    Binary,
    /// `date`
    Date,
    /// `timestamp`: milliseconds without a zone, as Athena shows it.
    Timestamp,
    /// `array<element>`
    Array(Box<HiveType>),
    /// `map<key,value>`
    Map(Box<HiveType>, Box<HiveType>),
    /// `struct<name:type,…>`; names are lower-case.
    Struct(Vec<(String, HiveType)>),
}

impl HiveType {
    /// Parses; text length and depth are limited. Fails with `HIVE_INVALID_METADATA`, or `NOT_SUPPORTED` for
    /// types Hive has and this engine has not.
    pub fn parse(text: &str) -> Result<Self> {
        parser::parse(text)
    }

    /// The Arrow carrier. Everything is nullable.
    ///
    /// `timestamp` is carried in milliseconds, because Athena's type is `timestamp(3)`: the carrier then
    /// has exactly its values, comparisons and groups need no rounding, and every door prints three digits.
    /// Readers of files with finer timestamps round half up, as Trino does.
    pub fn arrow(&self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::TinyInt => DataType::Int8,
            Self::SmallInt => DataType::Int16,
            Self::Int => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Float => DataType::Float32,
            Self::Double => DataType::Float64,
            // The parser keeps scales at 38 or below: the conversion cannot change the value.
            Self::Decimal(precision, scale) => DataType::Decimal128(*precision, scale.cast_signed()),
            Self::String | Self::Varchar(_) | Self::Char(_) => DataType::Utf8View,
            Self::Binary => DataType::BinaryView,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
            Self::Array(element) => DataType::List(Arc::new(Field::new_list_field(element.arrow(), true))),
            Self::Map(key, value) => {
                let fields =
                    vec![Field::new("key", key.arrow(), false), Field::new("value", value.arrow(), true)];
                let entries = Field::new("entries", DataType::Struct(Fields::from(fields)), false);
                DataType::Map(Arc::new(entries), false)
            }
            Self::Struct(fields) => DataType::Struct(
                fields.iter().map(|(name, field)| Field::new(name, field.arrow(), true)).collect(),
            ),
        }
    }

    /// Trino's name: `integer`, `varchar`, `row(a integer)`.
    pub fn trino(&self) -> String {
        match self {
            Self::Boolean => "boolean".into(),
            Self::TinyInt => "tinyint".into(),
            Self::SmallInt => "smallint".into(),
            Self::Int => "integer".into(),
            Self::BigInt => "bigint".into(),
            Self::Float => "real".into(),
            Self::Double => "double".into(),
            Self::Decimal(precision, scale) => format!("decimal({precision},{scale})"),
            Self::String => "varchar".into(),
            Self::Varchar(length) => format!("varchar({length})"),
            Self::Char(length) => format!("char({length})"),
            Self::Binary => "varbinary".into(),
            Self::Date => "date".into(),
            Self::Timestamp => "timestamp(3)".into(),
            Self::Array(element) => format!("array({})", element.trino()),
            Self::Map(key, value) => format!("map({}, {})", key.trino(), value.trino()),
            Self::Struct(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, field)| format!("{} {}", quoted(name), field.trino()))
                    .collect();
                format!("row({})", fields.join(", "))
            }
        }
    }

    /// Hive's text, normalised: lower case, no spaces, synonyms replaced.
    pub fn hive(&self) -> String {
        match self {
            Self::Int => "int".into(),
            Self::Float => "float".into(),
            Self::String => "string".into(),
            Self::Binary => "binary".into(),
            Self::Timestamp => "timestamp".into(),
            Self::Array(element) => format!("array<{}>", element.hive()),
            Self::Map(key, value) => format!("map<{},{}>", key.hive(), value.hive()),
            Self::Struct(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, field)| format!("{name}:{}", field.hive())).collect();
                format!("struct<{}>", fields.join(","))
            }
            // The other names are the same in both languages.
            _ => self.trino(),
        }
    }

    /// Whether it has parts (array, map, struct).
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Map(..) | Self::Struct(_))
    }
}

/// A field name as Trino writes it: quoted unless it is a plain identifier.
fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
    if plain { name.to_string() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
