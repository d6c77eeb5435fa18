//! Constant folding: what uses no column is computed once, while planning.
//!
//! Only what gives a value is replaced. What fails is left as it is and fails at run time, for the rows that
//! reach it, as in Trino; so folding never raises an error.

use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatchOptions;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{ColumnarValue, Expr, Volatility};
use datafusion::physical_expr::create_physical_expr;

/// The most rows of a folded array: larger ones are made where they are used.
const MAX_FOLDED_BYTES: usize = 64 * 1024;

static NO_COLUMNS: LazyLock<DFSchema> = LazyLock::new(DFSchema::empty);

/// The expression's value as a literal, where it is constant and has one.
pub(super) fn fold(expr: Expr) -> Expr {
    if matches!(expr, Expr::Literal(..) | Expr::Column(_)) || !is_constant(&expr) {
        return expr;
    }
    match value(&expr) {
        Some(value) if value.size() <= MAX_FOLDED_BYTES => Expr::Literal(value, None),
        _ => expr,
    }
}

/// Whether the operands are literals (they were folded before), and the operation always gives the same.
fn is_constant(expr: &Expr) -> bool {
    let stable = match expr {
        Expr::ScalarFunction(call) => call.func.signature().volatility != Volatility::Volatile,
        Expr::HigherOrderFunction(_)
        | Expr::Lambda(_)
        | Expr::LambdaVariable(_)
        | Expr::AggregateFunction(_)
        | Expr::WindowFunction(_)
        | Expr::Placeholder(_)
        | Expr::OuterReferenceColumn(..)
        | Expr::ScalarSubquery(_)
        | Expr::InSubquery(_)
        | Expr::Exists(_)
        | Expr::Column(_) => false,
        _ => true,
    };
    if !stable {
        return false;
    }
    let mut literals = true;
    // The visit itself cannot fail.
    let _ = expr.apply_children(|child| {
        literals &= matches!(child, Expr::Literal(..));
        Ok(if literals { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
    });
    // Functions without arguments that are no constants' (`random()`) are volatile, see above.
    literals
}

fn value(expr: &Expr) -> Option<ScalarValue> {
    let context = PhysicalPlanningContext::default();
    let expr = create_physical_expr(expr, &NO_COLUMNS, &ExecutionProps::new(), &context).ok()?;
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options).ok()?;
    match expr.evaluate(&row).ok()? {
        ColumnarValue::Scalar(value) => Some(value),
        ColumnarValue::Array(values) => ScalarValue::try_from_array(&values, 0).ok(),
    }
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{cast, col, lit};

    use super::*;

    #[test]
    fn constants_are_computed() {
        assert_eq!(fold(lit(1_i64) + lit(2_i64)), lit(3_i64));
        assert_eq!(fold(col("a") + lit(2_i64)), col("a") + lit(2_i64));
    }

    #[test]
    fn what_fails_is_left() {
        let division = lit(1_i64) / lit(0_i64);
        assert_eq!(fold(division.clone()), division);
        let bad = cast(lit("x"), arrow::datatypes::DataType::Int64);
        assert_eq!(fold(bad.clone()), bad);
    }
}
