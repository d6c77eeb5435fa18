//! Functions of the session and the server, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("current_groups", "array(varchar)", "", ""),
    ("current_timezone", "varchar", "", ""),
    ("typeof", "varchar", "t", "T; called_on_null"),
    ("uuid", "uuid", "", "nondeterministic"),
    ("version", "varchar", "", ""),
];
