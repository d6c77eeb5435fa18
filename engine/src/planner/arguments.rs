//! What stands in for the parameters of a query.

use datafusion::common::ScalarValue;
use polias_analyzer::Parameter;
use polias_sql::ast;
use polias_types::{Type, Value};

use super::arrow_type::trino_type;
use crate::{EngineError, Result};

/// What stands in for the parameters of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arguments<'a> {
    /// Values (extended protocol). Text becomes what the query wants in its place.
    Values(&'a [ScalarValue]),
    /// Expressions as text (`EXECUTE … USING 1, 'a', DATE '2024-01-01'`).
    Expressions(&'a [String]),
    /// None: the query becomes the view of this name, which it must not read itself.
    View(&'a crate::governance::QualifiedName),
}

/// Arguments of EXECUTE, parsed.
pub(super) fn expressions(arguments: &[String], flavor: polias_sql::Flavor) -> Result<Vec<Parameter>> {
    let parse = |text: &String| Ok(Parameter::Expression(polias_sql::parse_expression(text, flavor)?));
    arguments.iter().map(parse).collect()
}

/// Whether clients send this value without knowing its type: text, or NULL.
pub(super) fn is_untyped(value: &ScalarValue) -> bool {
    value.is_null() || text(value).is_some()
}

/// Values as parameters; untyped ones become constants of the types in `wanted`.
pub(super) fn values(values: &[ScalarValue], wanted: &[Option<Type>]) -> Result<Vec<Parameter>> {
    let mut parameters = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let wanted = wanted.get(index).and_then(Option::as_ref);
        parameters.push(match (wanted, text(value)) {
            (Some(wanted), _) if value.is_null() => Parameter::Value(Value::Null, wanted.clone()),
            // LIMIT and its like take a number only, not an expression of one.
            (Some(wanted @ (Type::Bigint | Type::Integer)), Some(text)) if text.parse::<i32>().is_ok() => {
                Parameter::Value(Value::Integer(text.parse().unwrap_or_default()), wanted.clone())
            }
            (Some(wanted), Some(text)) if !matches!(wanted, Type::Varchar(_) | Type::Unknown) => {
                Parameter::Expression(cast(text, wanted)?)
            }
            _ => typed(value)?,
        });
    }
    Ok(parameters)
}

/// The parameter before its value counts: open where it is untyped.
pub(super) fn open(value: &ScalarValue) -> Parameter {
    match is_untyped(value) {
        true => Parameter::Open(None),
        false => Parameter::Open(Some(trino_type(&value.data_type()))),
    }
}

/// `CAST('text' AS wanted)`: errors of the value are those of a cast.
fn cast(text: &str, wanted: &Type) -> Result<ast::Expression> {
    let sql = format!("CAST('{}' AS {wanted})", text.replace('\'', "''"));
    Ok(polias_sql::parse_expression(&sql, polias_sql::Flavor::Trino)?)
}

fn text(value: &ScalarValue) -> Option<&str> {
    match value {
        ScalarValue::Utf8(text) | ScalarValue::LargeUtf8(text) | ScalarValue::Utf8View(text) => {
            text.as_deref()
        }
        _ => None,
    }
}

fn typed(value: &ScalarValue) -> Result<Parameter> {
    let data_type = trino_type(&value.data_type());
    if value.is_null() {
        return Ok(Parameter::Value(Value::Null, data_type));
    }
    let nanoseconds = |value: i64, per_unit: i128| Value::Nanoseconds(i128::from(value) * per_unit);
    let constant = match value {
        ScalarValue::Boolean(Some(value)) => Value::Boolean(*value),
        ScalarValue::Int8(Some(value)) => Value::Integer(i64::from(*value)),
        ScalarValue::Int16(Some(value)) => Value::Integer(i64::from(*value)),
        ScalarValue::Int32(Some(value)) | ScalarValue::Date32(Some(value)) => {
            Value::Integer(i64::from(*value))
        }
        ScalarValue::Int64(Some(value)) => Value::Integer(*value),
        ScalarValue::Float32(Some(value)) => Value::Double(f64::from(*value)),
        ScalarValue::Float64(Some(value)) => Value::Double(*value),
        ScalarValue::Decimal128(Some(value), ..) => Value::Decimal(*value),
        ScalarValue::Binary(Some(value)) | ScalarValue::BinaryView(Some(value)) => {
            Value::Bytes(value.clone())
        }
        ScalarValue::Time64Microsecond(Some(value)) => nanoseconds(*value, 1_000),
        ScalarValue::Time64Nanosecond(Some(value)) => nanoseconds(*value, 1),
        ScalarValue::TimestampSecond(Some(value), None) => nanoseconds(*value, 1_000_000_000),
        ScalarValue::TimestampMillisecond(Some(value), None) => nanoseconds(*value, 1_000_000),
        ScalarValue::TimestampMicrosecond(Some(value), None) => nanoseconds(*value, 1_000),
        ScalarValue::TimestampNanosecond(Some(value), None) => nanoseconds(*value, 1),
        ScalarValue::TimestampMicrosecond(Some(value), Some(_)) => {
            Value::Instant(i128::from(*value) * 1_000, polias_types::Zone::UTC)
        }
        other => match text(other) {
            Some(text) => Value::Text(text.to_owned()),
            None => {
                let message = format!("Parameters of type {data_type} are not supported");
                return Err(EngineError::not_supported(message)
                    .with_hint("send the value as text, and cast it in the query"));
            }
        },
    };
    Ok(Parameter::Value(constant, data_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_what_is_wanted() {
        let text = ScalarValue::Utf8(Some("it's".to_owned()));
        let got = values(std::slice::from_ref(&text), &[Some(Type::Date)]).unwrap();
        let Parameter::Expression(cast) = &got[0] else { panic!("{got:?}") };
        assert_eq!(cast.to_string(), "CAST('it''s' AS date)");
        let got = values(&[text], &[None]).unwrap();
        assert_eq!(got, [Parameter::Value(Value::Text("it's".to_owned()), Type::VARCHAR)]);
        let got = values(&[ScalarValue::Utf8(None)], &[Some(Type::Bigint)]).unwrap();
        assert_eq!(got, [Parameter::Value(Value::Null, Type::Bigint)]);
    }

    #[test]
    fn typed_values_stay() {
        let got = values(&[ScalarValue::Int32(Some(7))], &[Some(Type::Bigint)]).unwrap();
        assert_eq!(got, [Parameter::Value(Value::Integer(7), Type::Integer)]);
    }
}
