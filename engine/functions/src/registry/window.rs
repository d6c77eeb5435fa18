//! Window functions that are no aggregates, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("cume_dist", "double", "", ""),
    ("dense_rank", "bigint", "", ""),
    ("first_value", "t", "t", "T"),
    ("lag", "t", "t", "T"),
    ("lag", "t", "t, bigint", "T"),
    ("lag", "t", "t, bigint, t", "T"),
    ("last_value", "t", "t", "T"),
    ("lead", "t", "t", "T"),
    ("lead", "t", "t, bigint", "T"),
    ("lead", "t", "t, bigint, t", "T"),
    ("nth_value", "t", "t, bigint", "T"),
    ("ntile", "bigint", "bigint", ""),
    ("percent_rank", "double", "", ""),
    ("rank", "bigint", "", ""),
    ("row_number", "bigint", "", ""),
];
