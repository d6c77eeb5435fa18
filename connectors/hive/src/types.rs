//! Hive's type language.
use arrow::datatypes::DataType;
use polias_connector::Result;
/// A Hive type, parsed from `array<struct<a:int>>` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiveType {}
impl HiveType {
    /// Parses; depth-limited.
    pub fn parse(text: &str) -> Result<Self> { let _ = text; todo!() }
    /// The Arrow carrier: string/varchar/char Utf8View, binary BinaryView, decimal Decimal128, timestamp Timestamp(ms→ see language.md), date Date32, array List, map Map, struct Struct.
    pub fn arrow(&self) -> DataType { todo!() }
    /// Trino's name: `integer`, `varchar`, `row(a integer)`.
    pub fn trino(&self) -> String { todo!() }
    /// Hive's text, normalised.
    pub fn hive(&self) -> String { todo!() }
}
