//! Functions of regular expressions, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("regexp_count", "bigint", "varchar(x), joniregexp", ""),
    ("regexp_extract", "varchar(x)", "varchar(x), joniregexp", ""),
    ("regexp_extract", "varchar(x)", "varchar(x), joniregexp, bigint", ""),
    ("regexp_extract_all", "array(varchar(x))", "varchar(x), joniregexp", ""),
    ("regexp_extract_all", "array(varchar(x))", "varchar(x), joniregexp, bigint", ""),
    ("regexp_like", "boolean", "varchar(x), joniregexp", ""),
    ("regexp_position", "integer", "varchar(x), joniregexp", ""),
    ("regexp_position", "integer", "varchar(x), joniregexp, integer", ""),
    ("regexp_position", "integer", "varchar(x), joniregexp, integer, integer", ""),
    ("regexp_replace", "varchar(x)", "varchar(x), joniregexp", ""),
    (
        "regexp_replace",
        "varchar(z)",
        "varchar(x), joniregexp, varchar(y)",
        "z = min(2147483647, x + max(x * y / 2, y) * (x + 1))",
    ),
    ("regexp_replace", "varchar", "varchar, joniregexp, function(array(varchar),varchar(x))", ""),
    ("regexp_split", "array(varchar(x))", "varchar(x), joniregexp", ""),
];
