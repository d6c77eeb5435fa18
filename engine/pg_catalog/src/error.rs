//! Errors of catalog queries, worded and coded as PostgreSQL words and codes them.
//!
//! Clients branch on the SQLSTATE, so each constructor fixes one; no other code of this crate spells a code.

/// Errors of catalog queries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PgCatalogError {
    /// SQLSTATE, such as `42P01`.
    pub sqlstate: &'static str,
    /// Lower-case message as PostgreSQL words it.
    pub message: String,
}

/// Result of this crate.
pub(crate) type Result<T, E = PgCatalogError> = std::result::Result<T, E>;

fn error(sqlstate: &'static str, message: impl Into<String>) -> PgCatalogError {
    PgCatalogError { sqlstate, message: message.into() }
}

/// 42601: the text does not parse.
pub(crate) fn syntax(message: impl Into<String>) -> PgCatalogError {
    error("42601", message)
}

/// 0A000: understood, and not offered here.
pub(crate) fn unsupported(message: impl Into<String>) -> PgCatalogError {
    error("0A000", message)
}

/// 42P01: no such relation.
pub(crate) fn undefined_table(name: &str) -> PgCatalogError {
    error("42P01", format!("relation \"{name}\" does not exist"))
}

/// 42P01: a qualifier that no FROM item carries.
pub(crate) fn missing_from(name: &str) -> PgCatalogError {
    error("42P01", format!("missing FROM-clause entry for table \"{name}\""))
}

/// 42712: two FROM items of one name.
pub(crate) fn duplicate_alias(name: &str) -> PgCatalogError {
    error("42712", format!("table name \"{name}\" specified more than once"))
}

/// 42703: no such column.
pub(crate) fn undefined_column(name: &str) -> PgCatalogError {
    error("42703", format!("column \"{name}\" does not exist"))
}

/// 42702: more than one FROM item has the column.
pub(crate) fn ambiguous_column(name: &str) -> PgCatalogError {
    error("42702", format!("column reference \"{name}\" is ambiguous"))
}

/// 22P02: text that is not an array.
pub(crate) fn malformed_array(text: &str) -> PgCatalogError {
    error("22P02", format!("malformed array literal: \"{text}\""))
}

/// 42883: no function or operator with these argument types.
pub(crate) fn undefined_function(message: impl Into<String>) -> PgCatalogError {
    error("42883", message)
}

/// 42704: no such type, setting, role or other object.
pub(crate) fn undefined_object(message: impl Into<String>) -> PgCatalogError {
    error("42704", message)
}

/// 3F000: no such schema.
pub(crate) fn undefined_schema(name: &str) -> PgCatalogError {
    error("3F000", format!("schema \"{name}\" does not exist"))
}

/// 54001: nested deeper than the stack allows.
pub(crate) fn too_deep() -> PgCatalogError {
    error("54001", "stack depth limit exceeded: the statement is nested too deeply")
}

/// 42804: types that cannot meet.
pub(crate) fn datatype_mismatch(message: impl Into<String>) -> PgCatalogError {
    error("42804", message)
}

/// 42846: no cast between the two types.
pub(crate) fn cannot_coerce(from: &str, to: &str) -> PgCatalogError {
    error("42846", format!("cannot cast type {from} to {to}"))
}

/// 42803: a column that is neither grouped nor aggregated, or an aggregate out of place.
pub(crate) fn grouping(message: impl Into<String>) -> PgCatalogError {
    error("42803", message)
}

/// 22P02: text that is not a value of the type.
pub(crate) fn invalid_text(type_name: &str, text: &str) -> PgCatalogError {
    error("22P02", format!("invalid input syntax for type {type_name}: \"{text}\""))
}

/// 22003: a number outside its type.
pub(crate) fn out_of_range(type_name: &str) -> PgCatalogError {
    error("22003", format!("{type_name} out of range"))
}

/// 22012: division by zero.
pub(crate) fn division_by_zero() -> PgCatalogError {
    error("22012", "division by zero")
}

/// 22023: an argument outside the values a function takes.
pub(crate) fn invalid_parameter(message: impl Into<String>) -> PgCatalogError {
    error("22023", message)
}

/// 2201B: a pattern that is not a regular expression.
pub(crate) fn invalid_regex(message: impl Into<String>) -> PgCatalogError {
    error("2201B", message)
}

/// 21000: a scalar subquery with more than one row.
pub(crate) fn cardinality() -> PgCatalogError {
    error("21000", "more than one row returned by a subquery used as an expression")
}

/// 42P02: a parameter that was not given.
pub(crate) fn undefined_parameter(number: usize) -> PgCatalogError {
    error("42P02", format!("there is no parameter ${number}"))
}

/// 42P10: a column position outside the select list.
pub(crate) fn invalid_column_reference(message: impl Into<String>) -> PgCatalogError {
    error("42P10", message)
}

/// 54000: the statement asks for more than a limit of this server allows.
pub(crate) fn limit(message: impl Into<String>) -> PgCatalogError {
    error("54000", message)
}

/// 57014: the caller went away.
pub(crate) fn cancelled() -> PgCatalogError {
    error("57014", "canceling statement due to user request")
}

/// XX000: a state that must not happen.
pub(crate) fn internal(message: impl Into<String>) -> PgCatalogError {
    error("XX000", message)
}
