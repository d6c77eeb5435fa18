//! Comparisons of timestamps that are finer in the file than in the table.
//!
//! The table's value is the file's, rounded half up to milliseconds. `rounded(x) >= c` holds exactly for
//! `x >= c - half a millisecond`, and so on: compared that way, statistics of row groups and pages can
//! decide the filter.

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, lit};

/// `rounded(column) op constant` over the file's `column`; `None` where it cannot be said that way.
pub(super) fn compare_unrounded(
    column: &Arc<Column>,
    file_type: &DataType,
    op: Operator,
    constant: &ScalarValue,
) -> Option<Arc<dyn PhysicalExpr>> {
    let ScalarValue::TimestampMillisecond(Some(milliseconds), None) = constant else { return None };
    let DataType::Timestamp(unit, zone) = file_type else { return None };
    let per_millisecond = match unit {
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1_000_000,
        TimeUnit::Second | TimeUnit::Millisecond => return None,
    };
    let middle = milliseconds.checked_mul(per_millisecond)?;
    // What rounds to the constant: from `least` to just below `beyond`.
    let least = middle.checked_sub(per_millisecond / 2)?;
    let beyond = middle.checked_add(per_millisecond / 2)?;
    let is = |op: Operator, value: i64| -> Arc<dyn PhysicalExpr> {
        let value = match unit {
            TimeUnit::Microsecond => ScalarValue::TimestampMicrosecond(Some(value), zone.clone()),
            _ => ScalarValue::TimestampNanosecond(Some(value), zone.clone()),
        };
        let column = Arc::clone(column) as Arc<dyn PhysicalExpr>;
        Arc::new(BinaryExpr::new(column, op, lit(value)))
    };
    Some(match op {
        Operator::GtEq => is(Operator::GtEq, least),
        Operator::Gt => is(Operator::GtEq, beyond),
        Operator::Lt => is(Operator::Lt, least),
        Operator::LtEq => is(Operator::Lt, beyond),
        Operator::Eq => {
            Arc::new(BinaryExpr::new(is(Operator::GtEq, least), Operator::And, is(Operator::Lt, beyond)))
        }
        Operator::NotEq => {
            Arc::new(BinaryExpr::new(is(Operator::Lt, least), Operator::Or, is(Operator::GtEq, beyond)))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parquet::conform::conform;
    use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
    use arrow::datatypes::{Field, Schema};
    use arrow::record_batch::RecordBatch;

    #[test]
    fn agrees_with_rounding_first() {
        let micros: ArrayRef = Arc::new(TimestampMicrosecondArray::from(
            [-2_501, -2_500, -1_500, -1, 0, 499, 500, 999, 1_499, 1_500, 2_000].map(Some).to_vec(),
        ));
        let file_type = micros.data_type().clone();
        let rounded = conform(&micros, &DataType::Timestamp(TimeUnit::Millisecond, None)).unwrap();
        let raw = RecordBatch::try_from_iter([("t", micros)]).unwrap();
        let field = Field::new("t", rounded.data_type().clone(), true);
        let rounded = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![rounded]).unwrap();
        let column = Arc::new(Column::new("t", 0));
        for op in [Operator::Eq, Operator::NotEq, Operator::Lt, Operator::LtEq, Operator::Gt, Operator::GtEq]
        {
            for milliseconds in -3..3 {
                let constant = ScalarValue::TimestampMillisecond(Some(milliseconds), None);
                let expected = BinaryExpr::new(Arc::clone(&column) as _, op, lit(constant.clone()));
                let found = compare_unrounded(&column, &file_type, op, &constant).unwrap();
                let rows = |expr: &dyn PhysicalExpr, batch: &RecordBatch| {
                    let array = expr.evaluate(batch).unwrap().into_array(batch.num_rows()).unwrap();
                    array.as_boolean().clone()
                };
                assert_eq!(rows(found.as_ref(), &raw), rows(&expected, &rounded), "{op} {milliseconds}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let column = Arc::new(Column::new("t", 0));
        let nanos = DataType::Timestamp(TimeUnit::Nanosecond, None);
        let far = ScalarValue::TimestampMillisecond(Some(i64::MAX / 1_000), None);
        assert!(compare_unrounded(&column, &nanos, Operator::Lt, &far).is_none());
        let near = ScalarValue::TimestampMillisecond(Some(1), None);
        assert!(compare_unrounded(&column, &nanos, Operator::IsDistinctFrom, &near).is_none());
        assert!(compare_unrounded(&column, &DataType::Int64, Operator::Lt, &near).is_none());
    }
}
