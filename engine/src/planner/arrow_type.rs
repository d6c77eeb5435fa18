//! Trino's types of Arrow columns that the engine makes itself: virtual tables, answers of the Postgres
//! catalog. Columns of queries and of stored tables have their types from the analyzer and the catalog.

use arrow::datatypes::{DataType, Field, IntervalUnit, TimeUnit};
use polias_types::{RowField, Type};

/// The type whose values a column of this Arrow type holds; text for what Trino has no type for.
pub fn trino_type(data_type: &DataType) -> Type {
    match data_type {
        DataType::Null => Type::Unknown,
        DataType::Boolean => Type::Boolean,
        DataType::Int8 => Type::Tinyint,
        DataType::Int16 | DataType::UInt8 => Type::Smallint,
        DataType::Int32 | DataType::UInt16 => Type::Integer,
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 | DataType::Duration(_) => Type::Bigint,
        DataType::Float16 | DataType::Float32 => Type::Real,
        DataType::Float64 => Type::Double,
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => {
            Type::decimal((*precision).min(polias_types::MAX_PRECISION), scale.unsigned_abs())
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            Type::Varbinary
        }
        DataType::Date32 | DataType::Date64 => Type::Date,
        DataType::Time32(unit) | DataType::Time64(unit) => Type::Time(digits(*unit)),
        DataType::Timestamp(unit, None) => Type::Timestamp(digits(*unit)),
        DataType::Timestamp(unit, Some(_)) => Type::TimestampTz(digits(*unit)),
        DataType::Interval(IntervalUnit::YearMonth) => Type::IntervalYearMonth,
        DataType::Interval(_) => Type::IntervalDaySecond,
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _) => Type::array(trino_type(element.data_type())),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => match fields.as_ref() {
                [key, value] => Type::map(trino_type(key.data_type()), trino_type(value.data_type())),
                _ => Type::VARCHAR,
            },
            _ => Type::VARCHAR,
        },
        DataType::Struct(fields) => Type::Row(fields.iter().map(|field| row_field(field)).collect()),
        DataType::Dictionary(_, values) => trino_type(values),
        DataType::RunEndEncoded(_, values) => trino_type(values.data_type()),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Union(..) => Type::VARCHAR,
    }
}

fn row_field(field: &Field) -> RowField {
    RowField { name: Some(field.name().clone()), data_type: trino_type(field.data_type()) }
}

fn digits(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriers_are_read_back() {
        for data_type in [
            Type::Bigint,
            Type::VARCHAR,
            Type::decimal(10, 2),
            Type::Timestamp(3),
            Type::array(Type::Double),
            Type::map(Type::VARCHAR, Type::Integer),
        ] {
            assert_eq!(trino_type(&data_type.carrier()), data_type);
        }
    }
}
