//! CAST and TRY_CAST between Trino's types.

use datafusion::logical_expr::Expr;
use polias_types::Type;

use crate::Context;

/// The value cast to a type; `lenient` gives NULL where the value cannot be cast. Where Arrow's cast is
/// exactly Trino's it is a plain cast, so that the optimizer can look through it.
pub fn cast(value: Expr, from: &Type, to: &Type, lenient: bool, context: &Context) -> Expr {
    let _ = (value, from, to, lenient, context);
    todo!("casts helper")
}

/// The text of a map's key in an error; `None` for types without one.
pub(crate) fn key_text(
    data_type: &Type,
    column: &arrow::array::ArrayRef,
    row: usize,
) -> datafusion::error::Result<Option<String>> {
    let _ = (data_type, column, row);
    Ok(None)
}
