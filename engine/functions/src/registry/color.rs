//! Functions of colors for terminals, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("bar", "varchar", "double, bigint", ""),
    ("bar", "varchar", "double, bigint, color, color", ""),
    ("color", "color", "double, color, color", ""),
    ("color", "color", "double, double, double, color, color", ""),
    ("color", "color", "varchar(x)", ""),
    ("render", "varchar(35)", "bigint, color", ""),
    ("render", "varchar(16)", "boolean", ""),
    ("render", "varchar(41)", "double, color", ""),
    ("render", "varchar(y)", "varchar(x), color", "y = min(2147483647, x + 15)"),
    ("rgb", "color", "bigint, bigint, bigint", ""),
];
