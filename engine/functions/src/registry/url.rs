//! Functions of URLs, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("url_decode", "varchar(x)", "varchar(x)", ""),
    ("url_encode", "varchar(y)", "varchar(x)", "y = min(2147483647, x * 12)"),
    ("url_extract_fragment", "varchar(x)", "varchar(x)", ""),
    ("url_extract_host", "varchar(x)", "varchar(x)", ""),
    ("url_extract_parameter", "varchar(x)", "varchar(x), varchar(y)", ""),
    ("url_extract_path", "varchar(x)", "varchar(x)", ""),
    ("url_extract_port", "bigint", "varchar(x)", ""),
    ("url_extract_protocol", "varchar(x)", "varchar(x)", ""),
    ("url_extract_query", "varchar(x)", "varchar(x)", ""),
];
