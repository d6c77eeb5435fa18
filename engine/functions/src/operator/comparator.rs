//! Comparing two values by Trino's rules: what is equal, what comes first, what is distinct.
//!
//! For types whose comparison is not one of Arrow's kernels: doubles with NaN and -0.0, values with a zone,
//! padded text, and what is nested. A comparator is made once for two columns and asked for pairs of rows.

use std::cmp::Ordering;

use arrow::array::{
    Array, ArrayRef, Float32Array, Float64Array, ListArray, MapArray, StringViewArray, StructArray,
    make_comparator,
};
use arrow::compute::SortOptions;
use datafusion::error::Result;
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::moments::{MILLISECOND, ZonedMoments, ZonedTimes};

/// Whether two rows are equal; `None` where NULLs leave it open.
pub(crate) type Equality = Box<dyn Fn(usize, usize) -> Option<bool>>;

/// Whether two rows are distinct: NULLs are values like others.
pub(crate) type Distinct = Box<dyn Fn(usize, usize) -> bool>;

/// The order of two rows, neither of them NULL; NULLs within them may forbid it. `None` for NaN.
pub(crate) type Order = Box<dyn Fn(usize, usize) -> Result<Option<Ordering>, DataError>>;

/// Equality of two columns of a type.
pub(crate) fn equality(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Equality> {
    let inner: Equality = match data_type {
        Type::Unknown => return Ok(Box::new(|_, _| None)),
        Type::Array(element) => {
            let (left, right) = (column::<ListArray>(left)?.clone(), column::<ListArray>(right)?.clone());
            let elements = equality(element, left.values(), right.values())?;
            Box::new(move |row, other| {
                let (range, others) = (span(left.value_offsets(), row), span(right.value_offsets(), other));
                if range.len() != others.len() {
                    return Some(false);
                }
                all(range.zip(others).map(|(row, other)| elements(row, other)))
            })
        }
        Type::Row(fields) => {
            let (left, right) = (column::<StructArray>(left)?, column::<StructArray>(right)?);
            let fields = fields
                .iter()
                .zip(left.columns().iter().zip(right.columns()))
                .map(|(field, (left, right))| equality(&field.data_type, left, right))
                .collect::<Result<Vec<_>>>()?;
            Box::new(move |row, other| all(fields.iter().map(|field| field(row, other))))
        }
        Type::Map(key, value) => {
            let (left, right) = (column::<MapArray>(left)?.clone(), column::<MapArray>(right)?.clone());
            let keys = equality(key, left.keys(), right.keys())?;
            let values = equality(value, left.values(), right.values())?;
            Box::new(move |row, other| {
                let (entries, others) = (span(left.value_offsets(), row), span(right.value_offsets(), other));
                if entries.len() != others.len() {
                    return Some(false);
                }
                all(entries.map(|entry| {
                    match others.clone().find(|other| keys(entry, *other) == Some(true)) {
                        Some(other) => values(entry, other),
                        None => Some(false),
                    }
                }))
            })
        }
        Type::Real | Type::Double | Type::TimestampTz(_) | Type::TimeTz(_) => {
            let order = order(data_type, left, right)?;
            Box::new(move |row, other| Some(matches!(order(row, other), Ok(Some(Ordering::Equal)))))
        }
        _ => {
            let comparator = make_comparator(left, right, SortOptions::default())?;
            Box::new(move |row, other| Some(comparator(row, other) == Ordering::Equal))
        }
    };
    let (left, right) = (left.logical_nulls(), right.logical_nulls());
    if left.is_none() && right.is_none() {
        return Ok(inner);
    }
    Ok(Box::new(move |row, other| {
        let null = left.as_ref().is_some_and(|nulls| nulls.is_null(row))
            || right.as_ref().is_some_and(|nulls| nulls.is_null(other));
        if null { None } else { inner(row, other) }
    }))
}

/// Distinctness of two columns of a type.
pub(crate) fn distinct(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Distinct> {
    let inner: Distinct = match data_type {
        Type::Unknown => return Ok(Box::new(|_, _| false)),
        Type::Array(element) => {
            let (left, right) = (column::<ListArray>(left)?.clone(), column::<ListArray>(right)?.clone());
            let elements = distinct(element, left.values(), right.values())?;
            Box::new(move |row, other| {
                let (range, others) = (span(left.value_offsets(), row), span(right.value_offsets(), other));
                range.len() != others.len() || range.zip(others).any(|(row, other)| elements(row, other))
            })
        }
        Type::Row(fields) => {
            let (left, right) = (column::<StructArray>(left)?, column::<StructArray>(right)?);
            let fields = fields
                .iter()
                .zip(left.columns().iter().zip(right.columns()))
                .map(|(field, (left, right))| distinct(&field.data_type, left, right))
                .collect::<Result<Vec<_>>>()?;
            Box::new(move |row, other| fields.iter().any(|field| field(row, other)))
        }
        Type::Map(key, value) => {
            let (left, right) = (column::<MapArray>(left)?.clone(), column::<MapArray>(right)?.clone());
            let keys = distinct(key, left.keys(), right.keys())?;
            let values = distinct(value, left.values(), right.values())?;
            Box::new(move |row, other| {
                let (mut entries, others) =
                    (span(left.value_offsets(), row), span(right.value_offsets(), other));
                entries.len() != others.len()
                    || entries.any(|entry| match others.clone().find(|other| !keys(entry, *other)) {
                        Some(other) => values(entry, other),
                        None => true,
                    })
            })
        }
        Type::Real | Type::Double => {
            let order = order(data_type, left, right)?;
            let nan = (not_a_number(left)?, not_a_number(right)?);
            Box::new(move |row, other| {
                !(matches!(order(row, other), Ok(Some(Ordering::Equal))) || nan.0(row) && nan.1(other))
            })
        }
        _ => {
            let equality = equality(data_type, left, right)?;
            Box::new(move |row, other| equality(row, other) != Some(true))
        }
    };
    let (left, right) = (left.logical_nulls(), right.logical_nulls());
    if left.is_none() && right.is_none() {
        return Ok(inner);
    }
    Ok(Box::new(move |row, other| {
        let is_null = left.as_ref().is_some_and(|nulls| nulls.is_null(row));
        let other_is_null = right.as_ref().is_some_and(|nulls| nulls.is_null(other));
        is_null != other_is_null || (!is_null && inner(row, other))
    }))
}

/// Order of two columns of a type.
pub(crate) fn order(data_type: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Order> {
    Ok(match data_type {
        Type::Real => {
            let (left, right) =
                (column::<Float32Array>(left)?.clone(), column::<Float32Array>(right)?.clone());
            Box::new(move |row, other| Ok(left.value(row).partial_cmp(&right.value(other))))
        }
        Type::Double => {
            let (left, right) =
                (column::<Float64Array>(left)?.clone(), column::<Float64Array>(right)?.clone());
            Box::new(move |row, other| Ok(left.value(row).partial_cmp(&right.value(other))))
        }
        Type::TimestampTz(_) => {
            let (left, right) = (ZonedMoments::new(left)?, ZonedMoments::new(right)?);
            Box::new(move |row, other| {
                Ok(Some(
                    left.get(row)
                        .map(|(instant, _)| instant)
                        .cmp(&right.get(other).map(|(instant, _)| instant)),
                ))
            })
        }
        Type::TimeTz(_) => {
            let utc = |(time, offset): (i128, i16)| time - i128::from(offset) * 60_000 * MILLISECOND;
            let (left, right) = (ZonedTimes::new(left)?, ZonedTimes::new(right)?);
            Box::new(move |row, other| {
                // 00:30 at +01:00 is 23:30 of the same day.
                let key =
                    |time: Option<(i128, i16)>| time.map(|time| utc(time).rem_euclid(crate::moments::DAY));
                Ok(Some(key(left.get(row)).cmp(&key(right.get(other)))))
            })
        }
        Type::Char(_) => {
            let (left, right) =
                (column::<StringViewArray>(left)?.clone(), column::<StringViewArray>(right)?.clone());
            Box::new(move |row, other| {
                Ok(Some(padded(left.value(row).as_bytes(), right.value(other).as_bytes())))
            })
        }
        Type::Array(element) => {
            let (left, right) = (column::<ListArray>(left)?.clone(), column::<ListArray>(right)?.clone());
            let nulls = (left.values().logical_nulls(), right.values().logical_nulls());
            let elements = order(element, left.values(), right.values())?;
            Box::new(move |row, other| {
                let (range, others) = (span(left.value_offsets(), row), span(right.value_offsets(), other));
                let lengths = range.len().cmp(&others.len());
                for (row, other) in range.zip(others) {
                    if nulls.0.as_ref().is_some_and(|nulls| nulls.is_null(row))
                        || nulls.1.as_ref().is_some_and(|nulls| nulls.is_null(other))
                    {
                        return Err(DataError::new(
                            "NOT_SUPPORTED",
                            "ARRAY comparison not supported for arrays with null elements",
                        ));
                    }
                    match elements(row, other)? {
                        Some(Ordering::Equal) => {}
                        order => return Ok(order),
                    }
                }
                Ok(Some(lengths))
            })
        }
        Type::Row(fields) => {
            let (left, right) = (column::<StructArray>(left)?, column::<StructArray>(right)?);
            let fields = fields
                .iter()
                .zip(left.columns().iter().zip(right.columns()))
                .map(|(field, (left, right))| {
                    let nulls = (left.logical_nulls(), right.logical_nulls());
                    Ok((nulls, order(&field.data_type, left, right)?))
                })
                .collect::<Result<Vec<_>>>()?;
            Box::new(move |row, other| {
                for ((left, right), order) in &fields {
                    if left.as_ref().is_some_and(|nulls| nulls.is_null(row))
                        || right.as_ref().is_some_and(|nulls| nulls.is_null(other))
                    {
                        return Err(DataError::new(
                            "NOT_SUPPORTED",
                            "ROW comparison not supported for fields with null elements",
                        ));
                    }
                    match order(row, other)? {
                        Some(Ordering::Equal) => {}
                        order => return Ok(order),
                    }
                }
                Ok(Some(Ordering::Equal))
            })
        }
        _ => {
            let comparator = make_comparator(left, right, SortOptions::default())?;
            Box::new(move |row, other| Ok(Some(comparator(row, other))))
        }
    })
}

/// Positions of a list's elements.
fn span(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let position = |row: usize| usize::try_from(offsets[row]).unwrap_or_default();
    position(row)..position(row + 1)
}

/// Three-valued AND.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => open = true,
        }
    }
    (!open).then_some(true)
}

/// Texts as if the shorter had blanks behind it.
fn padded(left: &[u8], right: &[u8]) -> Ordering {
    let length = left.len().max(right.len());
    let bytes = |text: &[u8], index: usize| text.get(index).copied().unwrap_or(b' ');
    (0..length)
        .map(|index| bytes(left, index).cmp(&bytes(right, index)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn not_a_number(array: &ArrayRef) -> Result<Box<dyn Fn(usize) -> bool>> {
    if let Some(array) = array.as_any().downcast_ref::<Float32Array>().cloned() {
        return Ok(Box::new(move |row| array.value(row).is_nan()));
    }
    let array = column::<Float64Array>(array)?.clone();
    Ok(Box::new(move |row| array.value(row).is_nan()))
}
