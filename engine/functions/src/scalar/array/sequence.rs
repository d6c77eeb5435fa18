//! `sequence`: numbers, dates, timestamps from one to another.

use arrow::array::{Array, ArrayRef, Int64Array, IntervalYearMonthArray};
use datafusion::error::Result;
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::moments::{DAY, MILLISECOND};
use crate::scalar::body::Body;
use crate::scalar::datetime;
use crate::scalar::lists::{MAX_ELEMENTS, list};

/// How far it is from one element to the next.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Numbers, or nanoseconds.
    Fixed(i128),
    Months(i64),
    /// Up or down by so much, towards the end.
    Towards(i128),
}

/// What the function does for these types.
pub(super) fn body(arguments: &[Type]) -> Option<Body> {
    let (of, step) = match arguments {
        [of, _] => (of.clone(), None),
        [of, _, step] => (of.clone(), Some(step.clone())),
        _ => return None,
    };
    Some(Box::new(move |columns, rows| {
        let (starts, stops) = (values(&of, &columns[0])?, values(&of, &columns[1])?);
        let mut all = Vec::new();
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let before = all.len();
            let step = match &step {
                None => Some(Step::Towards(if of == Type::Date { DAY } else { 1 })),
                Some(step) => read_step(&of, step, &columns[2], row)?,
            };
            let ends = starts[row].zip(stops[row]).zip(step);
            valid.push(ends.is_some());
            if let Some(((start, stop), step)) = ends {
                fill(&mut all, start, stop, step)?;
            }
            lengths.push(all.len() - before);
        }
        list(build(&of, &all)?, lengths, valid)
    }))
}

fn refuse<T>(message: &str) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

/// Numbers, or nanoseconds since 1970-01-01.
fn values(of: &Type, array: &ArrayRef) -> Result<Vec<Option<i128>>> {
    if *of == Type::Bigint {
        return Ok(column::<Int64Array>(array)?.iter().map(|value| value.map(i128::from)).collect());
    }
    datetime::local_nanos(of, array)
}

fn build(of: &Type, values: &[i128]) -> Result<ArrayRef> {
    if *of == Type::Bigint {
        let numbers = values.iter().map(|value| i64::try_from(*value).ok());
        return Ok(std::sync::Arc::new(numbers.collect::<Int64Array>()));
    }
    datetime::from_local_nanos(of, values)
}

fn read_step(of: &Type, step: &Type, array: &ArrayRef, row: usize) -> Result<Option<Step>> {
    if array.is_null(row) {
        return Ok(None);
    }
    Ok(Some(match step {
        Type::IntervalYearMonth => {
            Step::Months(i64::from(column::<IntervalYearMonthArray>(array)?.value(row)))
        }
        Type::IntervalDaySecond => {
            let nanos = i128::from(column::<Int64Array>(array)?.value(row)) * MILLISECOND;
            if *of == Type::Date && nanos % DAY != 0 {
                return Ok(refuse("sequence step must be a day interval if start and end values are dates")?);
            }
            Step::Fixed(nanos)
        }
        _ => Step::Fixed(i128::from(column::<Int64Array>(array)?.value(row))),
    }))
}

fn fill(all: &mut Vec<i128>, start: i128, stop: i128, step: Step) -> Result<(), DataError> {
    let forwards = match step {
        Step::Fixed(step) => step.signum(),
        Step::Months(months) => i128::from(months.signum()),
        Step::Towards(_) if stop < start => -1,
        Step::Towards(_) => 1,
    };
    if forwards == 0 {
        return refuse("step must not be zero");
    }
    if (stop - start).signum() * forwards < 0 {
        return refuse(
            "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start",
        );
    }
    for index in 0.. {
        let number = i128::try_from(index).unwrap_or(i128::MAX);
        let value = match step {
            Step::Fixed(step) => start + step * number,
            Step::Towards(step) => start + forwards * step * number,
            Step::Months(months) => {
                let months = months.saturating_mul(i64::try_from(index).unwrap_or(i64::MAX));
                datetime::months_later(start, months).ok_or_else(|| {
                    DataError::new("INVALID_FUNCTION_ARGUMENT", "sequence goes beyond the last date")
                })?
            }
        };
        if (stop - value).signum() * forwards < 0 {
            break;
        }
        if index == MAX_ELEMENTS {
            return refuse("result of sequence function must not have more than 10000 entries");
        }
        all.push(value);
    }
    Ok(())
}
