//! Lists for UNNEST.

use std::sync::Arc;

use arrow::array::{Array, Int64Array, ListArray, MapArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};
use datafusion::common::internal_err;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::Expr;
use polias_types::Type;

use crate::kernel::{Kernel, column};

/// The entries of a map, as an array of rows of key and value.
pub fn entries(map: Expr, data_type: &Type) -> Expr {
    let Type::Map(key, value) = data_type else { return map };
    let element = Type::row([(**key).clone(), (**value).clone()]);
    let fields = element.carrier();
    Kernel::arrays("entries", &Type::array(element), move |columns, _| {
        let [maps] = columns else { return internal_err!("entries takes one argument") };
        let maps: &MapArray = column(maps)?;
        let DataType::Struct(fields) = &fields else { return internal_err!("entries are no rows") };
        let rows =
            arrow::array::StructArray::try_new(fields.clone(), maps.entries().columns().to_vec(), None)?;
        let field = Arc::new(Field::new_list_field(rows.data_type().clone(), true));
        let (offsets, nulls) = (maps.offsets().clone(), maps.nulls().cloned());
        Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(rows), nulls)?))
    })
    .over(data_type)
    .call(vec![map])
}

/// For each row the numbers from 1 to the length of the longest of its lists.
pub fn ordinals(lists: Vec<Expr>) -> Expr {
    Kernel::arrays("ordinals", &Type::array(Type::Bigint), |columns, rows| {
        let lists = columns.iter().map(column::<ListArray>).collect::<Result<Vec<_>, _>>()?;
        let mut numbers = Vec::new();
        let mut lengths = Vec::with_capacity(rows);
        for row in 0..rows {
            let lengths_here =
                lists.iter().filter(|list| list.is_valid(row)).map(|list| list.value_length(row));
            let longest = lengths_here.max().unwrap_or(0);
            numbers.extend(1..=i64::from(longest));
            lengths
                .push(usize::try_from(longest).map_err(|error| DataFusionError::External(Box::new(error)))?);
        }
        let field = Arc::new(Field::new_list_field(DataType::Int64, true));
        let offsets = OffsetBuffer::from_lengths(lengths);
        Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(Int64Array::from(numbers)), None)?))
    })
    .call(lists)
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, AsArray};
    use arrow::datatypes::{Int32Type, Int64Type};
    use datafusion::logical_expr::col;

    use super::*;
    use crate::kernel::tests::{batch, evaluate};

    #[test]
    fn the_longest_list_counts() {
        let a: ArrayRef =
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), Some(2)]), None]));
        let b: ArrayRef =
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), Some(vec![])]));
        let answer = evaluate(&ordinals(vec![col("a"), col("b")]), &batch(vec![a, b])).unwrap();
        let lists = answer.as_list::<i32>();
        assert_eq!(lists.value(0).as_primitive::<Int64Type>().values(), &[1, 2]);
        assert_eq!(lists.value(1).len(), 0);
    }
}
