//! Errors that a plan raises itself.

use arrow::array::Int64Array;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::internal_err;
use datafusion::logical_expr::Expr;
use polias_types::Type;

use crate::kernel::{Kernel, column};
use crate::rows::{cell, numbers};
use crate::{DataError, error};

/// An expression of this type that fails for every row it is evaluated for.
pub fn fail(error: DataError, data_type: &Type) -> Expr {
    let name = error.message.clone();
    Kernel::values("fail", data_type, move |_, _| Err(error::DataError::into(error.clone())))
        .over((name, data_type))
        .volatile()
        .call(Vec::new())
}

/// One more step of a recursion; more than `most` is an error.
pub fn next_depth(depth: Expr, most: u32) -> Expr {
    Kernel::arrays("next_depth", &Type::Bigint, move |columns, rows| {
        let [depths] = columns else { return internal_err!("next_depth takes one argument") };
        let depths: &Int64Array = column(depths)?;
        numbers::<Int64Type>(&DataType::Int64, rows, |row| match cell(depths, row) {
            Some(depth) if depth >= i64::from(most) => Err(too_deep(most)),
            depth => Ok(depth.map(|depth| depth + 1)),
        })
    })
    .over(most)
    .call(vec![depth])
}

fn too_deep(most: u32) -> DataError {
    // Trino goes on to name a session property, which is not to be had here.
    DataError::new("NOT_SUPPORTED", format!("Recursion depth limit exceeded ({most})."))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::logical_expr::col;

    use super::*;
    use crate::kernel::tests::{batch, evaluate};

    #[test]
    fn steps_are_counted_up_to_the_limit() {
        let depths = batch(vec![Arc::new(Int64Array::from(vec![0, 9]))]);
        assert!(evaluate(&next_depth(col("a"), 10), &depths).is_ok());
        let error = evaluate(&next_depth(col("a"), 9), &depths).unwrap_err();
        assert!(error.to_string().contains("Recursion depth limit exceeded (9)."), "{error}");
    }

    #[test]
    fn failing_fails() {
        let one = batch(vec![Arc::new(Int64Array::from(vec![0]))]);
        let error = fail(DataError::new("X", "no"), &Type::Bigint);
        assert!(evaluate(&error, &one).unwrap_err().to_string().contains("no"));
    }
}
