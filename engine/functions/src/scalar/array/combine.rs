//! Functions that make arrays out of arrays.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int32Array, StructArray};
use arrow::compute::interleave;
use arrow::datatypes::DataType;
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::Body;
use crate::scalar::lists::{Lists, MAX_ELEMENTS, Picked, list};

/// Most elements of a combination.
const MAX_COMBINATION: usize = 5;

/// Most combinations of one array.
const MAX_COMBINATIONS: usize = 100_000;

fn refuse<T>(message: String) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

/// The arrays one after the other; an argument may be an element instead.
pub(super) fn concat(arguments: &[Type]) -> Body {
    // The element form: `E || array(E)`; an array of arrays may hold arrays.
    let depth = |of: &Type| {
        let (mut of, mut depth) = (of, 0);
        while let Type::Array(element) = of {
            of = element;
            depth += 1;
        }
        depth
    };
    let deepest = arguments.iter().map(depth).max().unwrap_or(0);
    let is_list: Vec<bool> = arguments.iter().map(|argument| depth(argument) == deepest).collect();
    Box::new(move |columns, rows| {
        if columns.len() < 2 {
            return Ok(refuse("There must be two or more arguments to concat".to_owned())?);
        }
        let lists: Vec<Option<Lists>> = columns
            .iter()
            .zip(&is_list)
            .map(|(column, is_list)| is_list.then(|| Lists::new(column)).transpose())
            .collect::<Result<_>>()?;
        let values: Vec<&ArrayRef> = columns
            .iter()
            .zip(&lists)
            .map(|(column, lists)| lists.as_ref().map_or(column, Lists::values))
            .collect();
        let (mut places, mut lengths, mut valid) = (Vec::new(), Vec::with_capacity(rows), Vec::new());
        for row in 0..rows {
            let before = places.len();
            let null = columns.iter().any(|column| column.is_null(row));
            for (source, lists) in lists.iter().enumerate().filter(|_| !null) {
                match lists {
                    Some(lists) => {
                        places.extend(lists.range(row).unwrap_or(0..0).map(|place| (source, place)));
                    }
                    None => places.push((source, row)),
                }
            }
            lengths.push(places.len() - before);
            valid.push(!null);
        }
        let values: Vec<&dyn Array> = values.iter().map(|values| values.as_ref()).collect();
        list(interleave(&values, &places)?, lengths, valid)
    })
}

/// Rows of the elements at the same places; what is shorter gets NULLs.
pub(super) fn zip(result: &Type) -> Body {
    let result = result.carrier();
    Box::new(move |columns, rows| {
        let lists: Vec<Lists> = columns.iter().map(Lists::new).collect::<Result<_>>()?;
        let mut picked: Vec<Vec<Option<usize>>> = vec![Vec::new(); lists.len()];
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let ranges: Option<Vec<_>> = lists.iter().map(|lists| lists.range(row)).collect();
            valid.push(ranges.is_some());
            let ranges = ranges.unwrap_or_default();
            let length = ranges.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
            lengths.push(length);
            for (picked, range) in picked.iter_mut().zip(&ranges) {
                picked.extend((0..length).map(|index| (index < range.len()).then_some(range.start + index)));
            }
        }
        let fields = lists
            .iter()
            .zip(picked)
            .map(|(lists, picked)| crate::scalar::lists::taken(lists.values(), picked))
            .collect::<Result<Vec<_>>>()?;
        let DataType::List(element) = &result else { return internal_err!("zip gives {result}") };
        let DataType::Struct(names) = element.data_type() else { return internal_err!("zip gives {result}") };
        let length = lengths.iter().sum();
        let rows = StructArray::try_new_with_length(names.clone(), fields, None, length)?;
        list(Arc::new(rows), lengths, valid)
    })
}

/// The runs of so many elements; the whole array when it is shorter.
pub(super) fn ngrams() -> Body {
    arrays_of_arrays(|length, size| {
        if size <= 0 {
            return refuse("N must be positive".to_owned());
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(length);
        if (length - size + 1).saturating_mul(size) > MAX_ELEMENTS {
            return refuse(format!("result of ngrams must not have more than {MAX_ELEMENTS} elements"));
        }
        Ok((0..=length - size).map(|start| (start..start + size).collect()).collect())
    })
}

/// Every choice of so many elements, in their order.
pub(super) fn combinations() -> Body {
    arrays_of_arrays(|length, size| {
        let Ok(wanted) = usize::try_from(size) else {
            return refuse(format!("combination size must not be negative: {size}"));
        };
        if wanted > MAX_COMBINATION {
            return refuse(format!("combination size must not exceed {MAX_COMBINATION}: {size}"));
        }
        let mut all = Vec::new();
        let mut chosen: Vec<usize> = (0..wanted).collect();
        if wanted > length {
            return Ok(all);
        }
        loop {
            if all.len() == MAX_COMBINATIONS {
                return refuse(format!("combinations exceed max size of {MAX_COMBINATIONS}"));
            }
            all.push(chosen.clone());
            // The last place that can still move on.
            let Some(place) = (0..wanted).rev().find(|place| chosen[*place] < length - wanted + place) else {
                return Ok(all);
            };
            chosen[place] += 1;
            for later in place + 1..wanted {
                chosen[later] = chosen[later - 1] + 1;
            }
        }
    })
}

/// Arrays of arrays, each of elements at these places of an array of this length.
fn arrays_of_arrays(
    places: impl Fn(usize, i32) -> Result<Vec<Vec<usize>>, DataError> + Send + Sync + 'static,
) -> Body {
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let sizes = column::<Int32Array>(&columns[1])?;
        let mut inner = Picked::new(rows);
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let (range, size) = (lists.range(row), cell(sizes, row));
            let all = match (&range, size) {
                (Some(range), Some(size)) => Some(places(range.len(), size)?),
                _ => None,
            };
            valid.push(all.is_some());
            let start = range.map_or(0, |range| range.start);
            let all = all.unwrap_or_default();
            lengths.push(all.len());
            for places in all {
                inner.push(Some(places.into_iter().map(|place| start + place)));
            }
        }
        list(inner.finish(lists.values())?, lengths, valid)
    })
}
