//! Trino's names of Arrow types.

use arrow::datatypes::{DataType, Field, IntervalUnit, TimeUnit};

/// Trino's name of the type a column of this carrier has: `bigint`, `varchar`, `array(row(a integer))`,
/// `timestamp(3)`. Types Trino has no name for get the nearest that holds their values.
pub(crate) fn trino_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "unknown".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Int8 => "tinyint".to_owned(),
        DataType::Int16 | DataType::UInt8 => "smallint".to_owned(),
        DataType::Int32 | DataType::UInt16 => "integer".to_owned(),
        DataType::Int64 | DataType::UInt32 => "bigint".to_owned(),
        DataType::UInt64 => "decimal(20,0)".to_owned(),
        DataType::Float16 | DataType::Float32 => "real".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "varchar".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "varbinary".to_owned()
        }
        DataType::Date32 | DataType::Date64 => "date".to_owned(),
        DataType::Time32(unit) | DataType::Time64(unit) => format!("time({})", precision(*unit)),
        DataType::Timestamp(unit, None) => format!("timestamp({})", precision(*unit)),
        DataType::Timestamp(unit, Some(_)) => format!("timestamp({}) with time zone", precision(*unit)),
        DataType::Interval(IntervalUnit::YearMonth) => "interval year to month".to_owned(),
        DataType::Interval(_) | DataType::Duration(_) => "interval day to second".to_owned(),
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _) => format!("array({})", trino_type(element.data_type())),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let types: Vec<String> = fields.iter().map(|field| trino_type(field.data_type())).collect();
                format!("map({})", types.join(","))
            }
            other => trino_type(other),
        },
        DataType::Struct(fields) => {
            let fields: Vec<String> = fields.iter().map(|field| row_field(field)).collect();
            format!("row({})", fields.join(", "))
        }
        DataType::Dictionary(_, values) => trino_type(values),
        DataType::RunEndEncoded(_, values) => trino_type(values.data_type()),
        DataType::Union(_, _) => "unknown".to_owned(),
    }
}

fn row_field(field: &Field) -> String {
    let name = field.name();
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let data_type = trino_type(field.data_type());
    if plain {
        format!("{name} {data_type}")
    } else {
        format!("\"{}\" {data_type}", name.replace('"', "\"\""))
    }
}

fn precision(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn names_nested_types() {
        let row = DataType::Struct(
            vec![Field::new("a", DataType::Int32, true), Field::new("B c", DataType::Utf8View, true)].into(),
        );
        assert_eq!(trino_type(&DataType::new_list(row, true)), "array(row(a integer, \"B c\" varchar))");
        let entries = DataType::Struct(
            vec![Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Date32, true)]
                .into(),
        );
        let map = DataType::Map(Arc::new(Field::new("entries", entries, false)), false);
        assert_eq!(trino_type(&map), "map(varchar,date)");
        let zoned = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
        assert_eq!(trino_type(&zoned), "timestamp(3) with time zone");
    }
}
