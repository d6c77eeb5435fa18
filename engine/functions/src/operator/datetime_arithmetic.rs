//! Arithmetic of dates, times, timestamps and intervals. Source:
//! <https://trino.io/docs/440/functions/datetime.html#date-and-time-operators>

use arrow::array::{Array, ArrayRef, Date32Array, Float64Array, Int64Array, IntervalYearMonthArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type, IntervalUnit, IntervalYearMonthType};
use datafusion::error::Result;
use polias_types::{ArithmeticOperator, Type};

use super::arithmetic::{division_by_zero, out_of_range, unsupported};
use crate::DataError;
use crate::calendar::{date_of, day_of, days_in_month};
use crate::kernel::{Kernel, column};
use crate::moments::{
    DAY, MILLISECOND, Moments, ZonedMoments, ZonedTimes, instant, local, moments, zoned_moments, zoned_times,
};
use crate::rows::{cell, numbers};

/// The kernel of an operator with a date, time, timestamp or interval.
pub(super) fn kernel(
    name: &str,
    operator: ArithmeticOperator,
    left: &Type,
    right: &Type,
    result: &Type,
) -> Kernel {
    use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
    let is_interval = |side: &Type| matches!(side, Type::IntervalDaySecond | Type::IntervalYearMonth);
    match (operator, is_interval(left), is_interval(right)) {
        (Add | Subtract, true, true) => sum(name, operator, result),
        (Add | Subtract, false, true) => moved(name, operator == Subtract, false, left, right, result),
        (Add, true, false) => moved(name, false, true, right, left, result),
        (Subtract, false, false) => difference(name, left, result),
        (Multiply | Divide, true, false) => scaled(name, operator == Divide, false, right, result),
        (Multiply, false, true) => scaled(name, false, true, left, result),
        _ => {
            let what = format!("arithmetic of {left} and {right}");
            Kernel::values(name, result, move |_, _| Err(unsupported(&what)))
        }
    }
}

/// Interval and interval.
fn sum(name: &str, operator: ArithmeticOperator, result: &Type) -> Kernel {
    let carrier = result.carrier();
    let negative = operator == ArithmeticOperator::Subtract;
    Kernel::values(name, result, move |values, _| match carrier {
        DataType::Int64 => super::checked::binary::<Int64Type, Int64Type, Int64Type>(
            values,
            &carrier,
            |left, right| (if negative { left.wrapping_sub(right) } else { left.wrapping_add(right) }, false),
            |_, _| super::arithmetic::never(),
        ),
        _ => super::checked::binary::<IntervalYearMonthType, IntervalYearMonthType, IntervalYearMonthType>(
            values,
            &carrier,
            |left, right| (if negative { left.wrapping_sub(right) } else { left.wrapping_add(right) }, false),
            |_, _| super::arithmetic::never(),
        ),
    })
}

/// Interval times or by a number: bigint or double.
fn scaled(name: &str, divide: bool, number_first: bool, number: &Type, result: &Type) -> Kernel {
    let number = number.clone();
    let carrier = result.carrier();
    Kernel::arrays(name, result, move |columns, rows| {
        let (interval, factor) =
            if number_first { (&columns[1], &columns[0]) } else { (&columns[0], &columns[1]) };
        let value = |row| interval_value(interval, row);
        let scale = |row| -> Result<Option<i64>, DataError> {
            Ok(match &number {
                Type::Bigint => {
                    let factor =
                        factor.as_any().downcast_ref::<Int64Array>().and_then(|array| cell(array, row));
                    match (value(row), factor) {
                        (Some(_), Some(0)) if divide => return Err(division_by_zero()),
                        (Some(value), Some(factor)) if divide => Some(value.wrapping_div(factor)),
                        (Some(value), Some(factor)) => Some(value.wrapping_mul(factor)),
                        _ => None,
                    }
                }
                _ => {
                    let factor =
                        factor.as_any().downcast_ref::<Float64Array>().and_then(|array| cell(array, row));
                    let (Some(value), Some(factor)) = (value(row), factor) else { return Ok(None) };
                    let word = if divide { "divide" } else { "multiply" };
                    if factor.is_nan() || (divide && factor == 0.0) {
                        let factor = if factor.is_nan() {
                            "NaN"
                        } else if factor.is_sign_negative() {
                            "-0.0"
                        } else {
                            "0.0"
                        };
                        return Err(DataError::new(
                            "INVALID_FUNCTION_ARGUMENT",
                            format!("Cannot {word} by double {factor}"),
                        ));
                    }
                    // A double becomes the nearest integer towards zero there is, as in Java.
                    let result = if divide { value as f64 / factor } else { value as f64 * factor };
                    Some(result as i64)
                }
            })
        };
        match carrier {
            DataType::Int64 => numbers::<Int64Type>(&carrier, rows, scale),
            _ => numbers::<IntervalYearMonthType>(&carrier, rows, |row| {
                scale(row)?
                    .map(|months| {
                        i32::try_from(months).map_err(|_| out_of_range("interval year to month out of range"))
                    })
                    .transpose()
            }),
        }
    })
}

/// Milliseconds or months.
fn interval_value(array: &ArrayRef, row: usize) -> Option<i64> {
    match array.data_type() {
        DataType::Interval(IntervalUnit::YearMonth) => array
            .as_any()
            .downcast_ref::<IntervalYearMonthArray>()
            .and_then(|array| cell(array, row))
            .map(i64::from),
        _ => array.as_any().downcast_ref::<Int64Array>().and_then(|array| cell(array, row)),
    }
}

/// A point in time and an interval.
fn moved(
    name: &str,
    back: bool,
    interval_first: bool,
    point: &Type,
    interval: &Type,
    result: &Type,
) -> Kernel {
    let (point, result_type) = (point.clone(), result.clone());
    let months = *interval == Type::IntervalYearMonth;
    Kernel::arrays(name, result, move |columns, rows| {
        let (points, intervals) =
            if interval_first { (&columns[1], &columns[0]) } else { (&columns[0], &columns[1]) };
        let amount = |row| interval_value(intervals, row).map(|value| if back { -value } else { value });
        match point {
            Type::Date => {
                let days = column::<Date32Array>(points)?;
                numbers::<Date32Type>(&DataType::Date32, rows, |row| {
                    let (Some(day), Some(amount)) = (cell(days, row), amount(row)) else { return Ok(None) };
                    if months {
                        let moved = add_months(i128::from(day) * DAY, amount)?;
                        return day_number(moved.div_euclid(DAY)).map(Some);
                    }
                    let moved = i128::from(amount) * MILLISECOND;
                    if moved % DAY != 0 {
                        return Err(DataError::new(
                            "INVALID_FUNCTION_ARGUMENT",
                            format!(
                                "Cannot {} hour, minutes or seconds {} a date",
                                if back { "subtract" } else { "add" },
                                if back { "from" } else { "to" }
                            ),
                        ));
                    }
                    day_number(i128::from(day) + moved / DAY).map(Some)
                })
            }
            Type::Time(_) => {
                let times = Moments::new(points)?;
                moments(&result_type, rows, |row| {
                    let (Some(time), Some(amount)) = (times.get(row), amount(row)) else { return Ok(None) };
                    Ok(Some((time + i128::from(amount) * MILLISECOND).rem_euclid(DAY)))
                })
            }
            Type::TimeTz(_) => {
                let times = ZonedTimes::new(points)?;
                zoned_times(&result_type, rows, |row| {
                    let (Some((time, offset)), Some(amount)) = (times.get(row), amount(row)) else {
                        return Ok(None);
                    };
                    Ok(Some(((time + i128::from(amount) * MILLISECOND).rem_euclid(DAY), offset)))
                })
            }
            Type::Timestamp(_) => {
                let points = Moments::new(points)?;
                moments(&result_type, rows, |row| {
                    let (Some(point), Some(amount)) = (points.get(row), amount(row)) else { return Ok(None) };
                    if months {
                        return add_months(point, amount).map(Some);
                    }
                    Ok(Some(point + i128::from(amount) * MILLISECOND))
                })
            }
            Type::TimestampTz(_) => {
                let points = ZonedMoments::new(points)?;
                zoned_moments(&result_type, rows, |row| {
                    let (Some((point, zone)), Some(amount)) = (points.get(row), amount(row)) else {
                        return Ok(None);
                    };
                    // Months are counted on the clock of the zone, days and seconds on the time line.
                    let moved = if months {
                        instant(add_months(local(point, zone), amount)?, zone)
                    } else {
                        point + i128::from(amount) * MILLISECOND
                    };
                    Ok(Some((moved, zone)))
                })
            }
            ref other => Err(unsupported(&format!("an interval added to {other}"))),
        }
    })
}

/// Two points of one type: an interval day to second.
fn difference(name: &str, point: &Type, result: &Type) -> Kernel {
    let point = point.clone();
    Kernel::arrays(name, result, move |columns, rows| {
        let nanos: Box<dyn Fn(usize) -> Option<i128>> = match point {
            Type::Date => {
                let (left, right) =
                    (column::<Date32Array>(&columns[0])?, column::<Date32Array>(&columns[1])?);
                Box::new(move |row| {
                    Some((i128::from(cell(left, row)?) - i128::from(cell(right, row)?)) * DAY)
                })
            }
            Type::Time(_) | Type::Timestamp(_) => {
                let (left, right) = (Moments::new(&columns[0])?, Moments::new(&columns[1])?);
                Box::new(move |row| Some(left.get(row)? - right.get(row)?))
            }
            Type::TimestampTz(_) => {
                let (left, right) = (ZonedMoments::new(&columns[0])?, ZonedMoments::new(&columns[1])?);
                Box::new(move |row| Some(left.get(row)?.0 - right.get(row)?.0))
            }
            Type::TimeTz(_) => {
                let (left, right) = (ZonedTimes::new(&columns[0])?, ZonedTimes::new(&columns[1])?);
                let utc = |(time, offset): (i128, i16)| {
                    (time - i128::from(offset) * 60_000 * MILLISECOND).rem_euclid(DAY)
                };
                Box::new(move |row| Some(utc(left.get(row)?) - utc(right.get(row)?)))
            }
            ref other => return Err(unsupported(&format!("the difference of two values of {other}"))),
        };
        numbers::<Int64Type>(&DataType::Int64, rows, |row| {
            let Some(nanos) = nanos(row) else { return Ok(None) };
            let milliseconds = crate::moments::round(nanos, 3) / MILLISECOND;
            i64::try_from(milliseconds).map(Some).map_err(|_| out_of_range("interval out of range"))
        })
    })
}

/// So many months later on the calendar; a day the month does not have becomes its last.
fn add_months(nanos: i128, months: i64) -> Result<i128, DataError> {
    let failure = || out_of_range("date out of range");
    let day = i64::try_from(nanos.div_euclid(DAY)).map_err(|_| failure())?;
    let (year, month, day) = date_of(day);
    let months = (year * 12 + month - 1).checked_add(months).ok_or_else(failure)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let days = day_of(year, month, day.min(days_in_month(year, month)));
    Ok(i128::from(days) * DAY + nanos.rem_euclid(DAY))
}

fn day_number(day: i128) -> Result<i32, DataError> {
    i32::try_from(day).map_err(|_| out_of_range("date out of range"))
}
