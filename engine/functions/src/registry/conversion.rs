//! Functions of sizes and durations in words, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("format_number", "varchar", "bigint", ""),
    ("format_number", "varchar", "double", ""),
    ("parse_data_size", "decimal(38,0)", "varchar(x)", ""),
];
