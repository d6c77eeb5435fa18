//! Functions of JSON, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("is_json_scalar", "boolean", "json", ""),
    ("is_json_scalar", "boolean", "varchar(x)", ""),
    ("json_array_contains", "boolean", "json, bigint", ""),
    ("json_array_contains", "boolean", "json, boolean", ""),
    ("json_array_contains", "boolean", "json, double", ""),
    ("json_array_contains", "boolean", "json, varchar(x)", ""),
    ("json_array_contains", "boolean", "varchar(x), bigint", ""),
    ("json_array_contains", "boolean", "varchar(x), boolean", ""),
    ("json_array_contains", "boolean", "varchar(x), double", ""),
    ("json_array_contains", "boolean", "varchar(x), varchar(y)", ""),
    ("json_array_get", "json", "json, bigint", ""),
    ("json_array_get", "json", "varchar(x), bigint", ""),
    ("json_array_length", "bigint", "json", ""),
    ("json_array_length", "bigint", "varchar(x)", ""),
    ("json_extract", "json", "json, jsonpath", ""),
    ("json_extract", "json", "varchar(x), jsonpath", ""),
    ("json_extract_scalar", "varchar", "json, jsonpath", ""),
    ("json_extract_scalar", "varchar(x)", "varchar(x), jsonpath", ""),
    ("json_format", "varchar", "json", ""),
    ("json_parse", "json", "varchar(x)", ""),
    ("json_size", "bigint", "json, jsonpath", ""),
    ("json_size", "bigint", "varchar(x), jsonpath", ""),
];
