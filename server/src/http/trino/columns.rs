//! Columns of a result: their types by name and as the protocol's signatures.

use polias_engine::OutputColumn;
use polias_engine::types::{RowField, Type};
use serde_json::{Value, json};

/// Length of a `varchar` without bound.
const UNBOUNDED: u32 = i32::MAX as u32;

/// `columns` of an answer. A client that does not know precisions is told types without them.
pub(super) fn columns(columns: &[OutputColumn], knows_precision: bool) -> Value {
    let columns = columns.iter().map(|column| {
        json!({
            "name": column.name,
            "type": name(&column.trino_type, knows_precision),
            "typeSignature": signature(&column.trino_type, knows_precision),
        })
    });
    Value::Array(columns.collect())
}

/// A type as Trino's protocol writes it: as SQL, which differs from `typeof` in blanks and capitals.
fn name(data_type: &Type, knows_precision: bool) -> String {
    let inner = |data_type: &Type| name(data_type, knows_precision);
    match data_type {
        Type::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        Type::IntervalDaySecond | Type::IntervalYearMonth => data_type.to_string().to_uppercase(),
        Type::Time(_) if !knows_precision => "time".to_owned(),
        Type::TimeTz(_) if !knows_precision => "time with time zone".to_owned(),
        Type::Timestamp(_) if !knows_precision => "timestamp".to_owned(),
        Type::TimestampTz(_) if !knows_precision => "timestamp with time zone".to_owned(),
        Type::Array(element) => format!("array({})", inner(element)),
        Type::Map(key, value) => format!("map({}, {})", inner(key), inner(value)),
        Type::Row(fields) => {
            let fields = fields.iter().map(|field| match &field.name {
                Some(name) if is_plain(name) => format!("{name} {}", inner(&field.data_type)),
                Some(name) => format!("\"{}\" {}", name.replace('"', "\"\""), inner(&field.data_type)),
                None => inner(&field.data_type),
            });
            format!("row({})", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a name needs no quotes.
fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}

fn signature(data_type: &Type, knows_precision: bool) -> Value {
    let inner = |data_type: &Type| json!({"kind": "TYPE", "value": signature(data_type, knows_precision)});
    let (raw, arguments) = match data_type {
        Type::Varchar(length) => ("varchar".to_owned(), vec![number(length.unwrap_or(UNBOUNDED))]),
        Type::Char(length) => ("char".to_owned(), vec![number(*length)]),
        Type::Decimal { precision, scale } => {
            ("decimal".to_owned(), vec![number(u32::from(*precision)), number(u32::from(*scale))])
        }
        Type::Time(precision) => ("time".to_owned(), digits(*precision, knows_precision)),
        Type::TimeTz(precision) => ("time with time zone".to_owned(), digits(*precision, knows_precision)),
        Type::Timestamp(precision) => ("timestamp".to_owned(), digits(*precision, knows_precision)),
        Type::TimestampTz(precision) => {
            ("timestamp with time zone".to_owned(), digits(*precision, knows_precision))
        }
        Type::Array(element) => ("array".to_owned(), vec![inner(element)]),
        Type::Map(key, value) => ("map".to_owned(), vec![inner(key), inner(value)]),
        Type::Row(fields) => {
            ("row".to_owned(), fields.iter().map(|field| row_field(field, knows_precision)).collect())
        }
        other => (other.to_string(), Vec::new()),
    };
    json!({"rawType": raw, "arguments": arguments})
}

fn row_field(field: &RowField, knows_precision: bool) -> Value {
    let mut value = json!({"typeSignature": signature(&field.data_type, knows_precision)});
    if let (Some(name), Some(object)) = (&field.name, value.as_object_mut()) {
        object.insert("fieldName".to_owned(), json!({"name": name}));
    }
    json!({"kind": "NAMED_TYPE", "value": value})
}

fn number(value: u32) -> Value {
    json!({"kind": "LONG", "value": value})
}

fn digits(precision: u8, knows_precision: bool) -> Vec<Value> {
    if knows_precision { vec![number(u32::from(precision))] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sql() {
        let row = Type::Row(vec![
            RowField { name: Some("A b".to_owned()), data_type: Type::decimal(3, 1) },
            RowField { name: None, data_type: Type::IntervalDaySecond },
        ]);
        assert_eq!(
            name(&Type::array(row), true),
            "array(row(\"A b\" decimal(3, 1), INTERVAL DAY TO SECOND))"
        );
        assert_eq!(name(&Type::array(Type::Timestamp(3)), false), "array(timestamp)");
    }

    #[test]
    fn signatures() {
        let row = Type::Row(vec![RowField { name: Some("a".to_owned()), data_type: Type::Bigint }]);
        let found = signature(&Type::array(row), true);
        assert_eq!(found["rawType"], "array");
        let field = &found["arguments"][0]["value"]["arguments"][0];
        assert_eq!(field["value"]["fieldName"]["name"], "a");
        assert_eq!(signature(&Type::VARCHAR, true)["arguments"][0]["value"], 2_147_483_647);
        assert_eq!(signature(&Type::Timestamp(6), true)["arguments"][0]["value"], 6);
        assert_eq!(signature(&Type::Timestamp(6), false)["arguments"], json!([]));
    }
}
