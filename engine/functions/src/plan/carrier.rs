//! Values between the Arrow types of sources and the carriers.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int16Array, StringViewArray, StructArray, Time64NanosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Fields, Int64Type};
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Cast;
use polias_types::{Type, Zone};

use crate::kernel::{Kernel, column};
use crate::rows::{cell, numbers, texts};

/// A `timestamp with time zone` in UTC of a source's timestamp.
pub fn at_utc(value: Expr, data_type: &Type) -> Expr {
    let carrier = data_type.carrier();
    Kernel::arrays("at_utc", data_type, move |columns, _| {
        let [instants] = columns else { return internal_err!("at_utc takes one argument") };
        let DataType::Struct(fields) = &carrier else { return internal_err!("at_utc gives {carrier}") };
        let unit = fields.first().ok_or_else(|| internal_datafusion_err!("a carrier without fields"))?;
        let instants = cast(&cast(instants, &utc(instants.data_type()))?, unit.data_type())?;
        let zones: ArrayRef = Arc::new(Int16Array::from(vec![Zone::UTC.id(); instants.len()]));
        let nulls = instants.logical_nulls();
        Ok(Arc::new(StructArray::try_new(fields.clone(), vec![instants, zones], nulls)?))
    })
    .over(data_type)
    .call(vec![value])
}

/// The text without blanks at its end, as `char(n)` is carried; sources pad it.
pub fn without_padding(value: Expr) -> Expr {
    Kernel::arrays("without_padding", &Type::VARCHAR, |columns, rows| {
        let [values] = columns else { return internal_err!("without_padding takes one argument") };
        let values: &StringViewArray = column(values)?;
        texts(rows, |row| Ok(cell(values, row).map(|text| text.trim_end_matches(' '))))
    })
    .strict()
    .call(vec![value])
}

/// The text padded with blanks to the length of its type: what `char(n)` is ordered by.
pub fn with_padding(value: Expr, length: u32) -> Expr {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Kernel::arrays("with_padding", &Type::VARCHAR, move |columns, rows| {
        let [values] = columns else { return internal_err!("with_padding takes one argument") };
        let values: &StringViewArray = column(values)?;
        texts(rows, |row| Ok(cell(values, row).map(|text| format!("{text:length$}"))))
    })
    .over(length)
    .strict()
    .call(vec![value])
}

/// A `time with time zone` in UTC, in nanoseconds of the day: what it is compared, grouped and ordered by. It
/// may be below 0 or beyond 24 hours: 01:00+02:00 is before 00:30+01:00.
pub fn time_in_utc(value: Expr) -> Expr {
    Kernel::arrays("time_in_utc", &Type::Bigint, |columns, rows| {
        let [values] = columns else { return internal_err!("time_in_utc takes one argument") };
        let values: &StructArray = column(values)?;
        let times: &Time64NanosecondArray = column(values.column(0))?;
        let offsets: &Int16Array = column(values.column(1))?;
        numbers::<Int64Type>(&DataType::Int64, rows, |row| {
            let present = values.is_valid(row);
            Ok(present.then(|| times.value(row) - i64::from(offsets.value(row)) * NANOSECONDS_PER_MINUTE))
        })
    })
    .strict()
    .call(vec![value])
}

const NANOSECONDS_PER_MINUTE: i64 = 60_000_000_000;

/// The same unit without a zone: the number is in UTC either way.
fn utc(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Timestamp(unit, _) => DataType::Timestamp(*unit, None),
        other => other.clone(),
    }
}

/// The value of a source's Arrow type in a carrier that holds all its values. Rows are matched by place:
/// names of fields differ.
pub fn carrier_cast(value: Expr, from: &DataType, data_type: &Type) -> Expr {
    let to = data_type.carrier();
    if !is_nested(from) {
        return Expr::Cast(Cast::new(Box::new(value), to));
    }
    Kernel::arrays("carrier", data_type, move |columns, _| {
        let [values] = columns else { return internal_err!("carrier takes one argument") };
        by_place(values, &to)
    })
    .over((from, data_type))
    .call(vec![value])
}

fn is_nested(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Struct(_) | DataType::List(_) | DataType::LargeList(_) | DataType::Map(..))
}

fn by_place(values: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    use arrow::array::{ListArray, MapArray};
    if values.data_type() == to {
        return Ok(Arc::clone(values));
    }
    match (values.data_type(), to) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let rows: &StructArray = column(values)?;
            Ok(Arc::new(fields_by_place(rows, fields)?))
        }
        (DataType::List(_), DataType::List(element)) => {
            let lists: &ListArray = column(values)?;
            let elements = by_place(lists.values(), element.data_type())?;
            let (offsets, nulls) = (lists.offsets().clone(), lists.nulls().cloned());
            Ok(Arc::new(ListArray::try_new(Arc::clone(element), offsets, elements, nulls)?))
        }
        (DataType::Map(..), DataType::Map(entry, sorted)) => {
            let maps: &MapArray = column(values)?;
            let DataType::Struct(fields) = entry.data_type() else {
                return internal_err!("a map's carrier without entries");
            };
            let entries = fields_by_place(maps.entries(), fields)?;
            let (offsets, nulls) = (maps.offsets().clone(), maps.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(Arc::clone(entry), offsets, entries, nulls, *sorted)?))
        }
        _ => Ok(cast(values, to)?),
    }
}

fn fields_by_place(rows: &StructArray, fields: &Fields) -> Result<StructArray> {
    let columns = rows.columns().iter().zip(fields);
    let columns = columns.map(|(column, field)| by_place(column, field.data_type()));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    if columns.len() != fields.len() {
        return internal_err!("a row of {} fields for {}", columns.len(), fields.len());
    }
    Ok(StructArray::try_new_with_length(fields.clone(), columns, rows.nulls().cloned(), rows.len())?)
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Int32Array, StringArray, TimestampMillisecondArray};
    use arrow::datatypes::Field;
    use datafusion::logical_expr::col;

    use super::*;
    use crate::kernel::tests::{batch, evaluate};

    #[test]
    fn rows_are_matched_by_place() {
        let fields =
            Fields::from(vec![Field::new("a", DataType::Int32, true), Field::new("b", DataType::Utf8, true)]);
        let columns: Vec<ArrayRef> =
            vec![Arc::new(Int32Array::from(vec![1])), Arc::new(StringArray::from(vec!["x"]))];
        let rows: ArrayRef = Arc::new(StructArray::new(fields, columns, None));
        let wanted = Type::row([Type::Bigint, Type::VARCHAR]);
        let cast = carrier_cast(col("a"), rows.data_type(), &wanted);
        let answer = evaluate(&cast, &batch(vec![rows])).unwrap();
        assert_eq!(answer.data_type(), &wanted.carrier());
    }

    #[test]
    fn padding_is_taken_off() {
        let padded: ArrayRef = Arc::new(StringViewArray::from(vec![Some("a  "), None, Some(" ")]));
        let answer = evaluate(&without_padding(col("a")), &batch(vec![padded])).unwrap();
        assert_eq!(answer.as_string_view().iter().collect::<Vec<_>>(), [Some("a"), None, Some("")]);
    }

    #[test]
    fn padding_is_put_on() {
        let plain: ArrayRef = Arc::new(StringViewArray::from(vec![Some("ñ"), None]));
        let answer = evaluate(&with_padding(col("a"), 3), &batch(vec![plain])).unwrap();
        assert_eq!(answer.as_string_view().iter().collect::<Vec<_>>(), [Some("ñ  "), None]);
    }

    #[test]
    fn a_zoned_source_is_in_utc() {
        let source = TimestampMillisecondArray::from(vec![Some(5), None]).with_timezone("Europe/Berlin");
        let source: ArrayRef = Arc::new(source);
        let zoned = evaluate(&at_utc(col("a"), &Type::TimestampTz(3)), &batch(vec![source])).unwrap();
        assert!(zoned.is_null(1));
        let data_type = Type::TimestampTz(3);
        let instants = evaluate(&crate::instant(col("a"), &data_type), &batch(vec![zoned])).unwrap();
        assert!(instants.is_null(1));
        let instants: &TimestampMillisecondArray = column(&instants).unwrap();
        assert_eq!(instants.value(0), 5);
    }
}
