//! Several values in order: `min(x, n)`, `max(x, n)`, `min_by(x, y, n)`, `max_by(x, y, n)`.

use arrow::array::{Array, ArrayRef, Int64Array, UInt64Array};
use arrow::compute::{filter, is_not_null, take};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::error::Result;
use polias_types::Type;

use super::order::Order;
use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// Most values.
const MOST: i64 = 10_000;

/// The values of the best keys. Arguments are value, key, number; without key the value is it.
#[derive(Debug)]
pub(super) struct Top {
    name: &'static str,
    order: Order,
    /// Carriers of the arguments.
    types: Vec<DataType>,
}

impl Top {
    /// Over arguments of these types; `greatest` for `max` and `max_by`.
    pub(super) fn new(name: &'static str, arguments: &[Type], greatest: bool) -> Option<Self> {
        let key = arguments.get(arguments.len().checked_sub(2)?)?;
        let types = arguments.iter().map(Type::carrier).collect();
        Some(Self { name, order: Order::new(key, greatest).ok()?, types })
    }

    fn check(&self, numbers: &Int64Array) -> Result<(), DataError> {
        let by = self.types.len() == 3;
        for number in numbers.iter().flatten() {
            let message = match (number, by) {
                (1..=MOST, _) => continue,
                (..1, true) => format!("third argument of {} must be a positive integer", self.name),
                (..1, false) => format!("second argument of {}_n must be positive", self.name),
                (_, true) => {
                    format!(
                        "third argument of {} must be less than or equal to {MOST}; found {number}",
                        self.name
                    )
                }
                (_, false) => {
                    format!(
                        "second argument of {}_n must be less than or equal to {MOST}; found {number}",
                        self.name
                    )
                }
            };
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
        }
        Ok(())
    }
}

impl Reduction for Top {
    fn columns(&self) -> Vec<DataType> {
        self.types.clone()
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let (key, number) = (&arguments[arguments.len() - 2], &arguments[arguments.len() - 1]);
        self.check(column::<Int64Array>(number)?)?;
        let kept = arrow::compute::and(&is_not_null(key)?, &is_not_null(number)?)?;
        let columns = arguments.iter().map(|column| filter(column, &kept));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let seen = !columns[0].is_empty();
        Ok((columns, seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let numbers = column::<Int64Array>(&columns[columns.len() - 1])?;
        if numbers.is_empty() {
            return Ok(columns);
        }
        // The first number is the one that counts; it stays with the best row.
        let number = numbers.value(0);
        let keys = self.order.keys(&columns[columns.len() - 2])?;
        let rows = keys.rows.num_rows();
        if rows > 1 && keys.incomparable.is_some_and(|held| held.true_count() > 0) {
            return Err(self.order.nested().incomparable().into());
        }
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by(|a, b| self.order.compare(keys.rows.row(*a).data(), keys.rows.row(*b).data()));
        order.truncate(usize::try_from(number).unwrap_or(usize::MAX));
        let order = UInt64Array::from_iter_values(order.into_iter().map(|row| row as u64));
        let mut best: Vec<_> =
            columns.iter().map(|column| take(column, &order, None)).collect::<Result<_, _>>()?;
        let last = best.len() - 1;
        best[last] = std::sync::Arc::new(Int64Array::from_value(number, order.len()));
        Ok(best)
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let mut columns = self.reduce(columns)?;
        Ok(SingleRowListArrayBuilder::new(columns.swap_remove(0)).build_list_scalar())
    }
}
