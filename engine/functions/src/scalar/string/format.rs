//! `format`: Java's `java.util.Formatter`, as Trino gives it to queries. Conversions that need a calendar, a
//! hash or hexadecimal floating point are refused.
//! Source: <https://docs.oracle.com/en/java/javase/22/docs/api/java.base/java/util/Formatter.html>

mod number;
mod specifier;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, StringViewArray, StructArray,
};
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::error::Result;
use polias_types::text::{ValueWriter, write_decimal, write_double, write_real};
use polias_types::{RowField, Type};

use super::padded;
use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, texts};
use crate::scalar::body::Body;
use number::{Digits, grouped};
use specifier::{Specifier, next};

/// A value to be formatted, as the Java object that Trino hands over.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Boolean(bool),
    Long(i64),
    Float(f32),
    Double(f64),
    BigDecimal(i128, u8),
    String(String),
    /// Its text in ISO 8601.
    LocalDate(String),
}

impl Value {
    /// The name of the class in messages.
    fn class(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "java.lang.Boolean",
            Self::Long(_) => "java.lang.Long",
            Self::Float(_) => "java.lang.Float",
            Self::Double(_) => "java.lang.Double",
            Self::BigDecimal(..) => "java.math.BigDecimal",
            Self::String(_) => "java.lang.String",
            Self::LocalDate(_) => "java.time.LocalDate",
        }
    }

    /// `toString()`
    fn text(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Long(value) => out.push_str(&value.to_string()),
            Self::Float(value) => write_real(&mut out, *value),
            Self::Double(value) => write_double(&mut out, *value),
            Self::BigDecimal(value, scale) => match number::tiny(*value, *scale) {
                Some(text) => out = text,
                None => write_decimal(&mut out, *value, *scale),
            },
            Self::String(value) | Self::LocalDate(value) => out.push_str(value),
        }
        out
    }
}

type Column<'a> = Box<dyn Fn(usize) -> Value + 'a>;

/// What the function does with a row of these fields.
pub(super) fn body(fields: &[RowField]) -> Option<Body> {
    let types: Vec<Type> = fields.iter().map(|field| field.data_type.clone()).collect();
    Some(Box::new(move |columns, rows| {
        let [formats, values] = columns else { return internal_err!("format takes a text and a row") };
        let formats = column::<StringViewArray>(formats)?;
        let values = column::<StructArray>(values)?;
        let values = types.iter().zip(values.columns()).map(|(of, column)| reader(of, column));
        let values: Vec<Column<'_>> = values.collect::<Result<_>>()?;
        texts(rows, |row| {
            let Some(format) = cell(formats, row) else { return Ok(None) };
            let values: Vec<Value> = values.iter().map(|value| value(row)).collect();
            formatted(format, &values).map(Some)
        })
    }))
}

fn reader<'a>(of: &Type, array: &'a ArrayRef) -> Result<Column<'a>> {
    macro_rules! read {
        ($array:ty, $value:expr) => {{
            let array = column::<$array>(array)?;
            Box::new(move |row| cell(array, row).map_or(Value::Null, $value))
        }};
    }
    Ok(match of {
        Type::Unknown => Box::new(|_| Value::Null),
        Type::Boolean => read!(BooleanArray, Value::Boolean),
        Type::Tinyint => read!(Int8Array, |value| Value::Long(value.into())),
        Type::Smallint => read!(Int16Array, |value| Value::Long(value.into())),
        Type::Integer => read!(Int32Array, |value| Value::Long(value.into())),
        Type::Bigint => read!(Int64Array, Value::Long),
        Type::Real => read!(Float32Array, Value::Float),
        Type::Double => read!(Float64Array, Value::Double),
        Type::Decimal { scale, .. } => {
            let scale = *scale;
            read!(Decimal128Array, move |value| Value::BigDecimal(value, scale))
        }
        Type::Varchar(_) => read!(StringViewArray, |value| Value::String(value.to_owned())),
        Type::Char(_) => {
            let of = of.clone();
            read!(StringViewArray, |value| Value::String(padded(value, &of).into_owned()))
        }
        Type::Date
        | Type::Json
        | Type::Uuid
        | Type::IpAddress
        | Type::IntervalDaySecond
        | Type::IntervalYearMonth => {
            let writer =
                ValueWriter::of_cast(of, array).map_err(|error| internal_datafusion_err!("{error}"))?;
            let date = *of == Type::Date;
            Box::new(move |row| {
                if array.is_null(row) {
                    return Value::Null;
                }
                let mut text = String::new();
                writer.write(&mut text, row);
                if date { Value::LocalDate(text) } else { Value::String(text) }
            })
        }
        of => {
            let message = format!("format of {of} is not supported: CAST the value to varchar");
            return Err(DataError::new("NOT_SUPPORTED", message).into());
        }
    })
}

/// The text with each specifier replaced.
fn formatted(format: &str, values: &[Value]) -> Result<String, DataError> {
    let failed = |problem: Problem| match problem {
        Problem::Illegal(message) => DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            format!("Invalid format string: {format} ({message})"),
        ),
        Problem::Unsupported(message) => DataError::new("NOT_SUPPORTED", message),
    };
    let mut out = String::with_capacity(format.len());
    let (mut rest, mut ordinary, mut last) = (format, 0, None);
    while let Some((text, after)) = rest.split_once('%') {
        out.push_str(text);
        let (specifier, after) = next(after).map_err(failed)?;
        rest = after;
        match specifier.conversion {
            '%' => {
                out.push_str(&specifier.justified("%".to_owned()));
                continue;
            }
            'n' => {
                out.push('\n');
                continue;
            }
            _ => {}
        }
        let place = match (specifier.index, specifier.relative) {
            (_, true) => last,
            (Some(index), _) => index.checked_sub(1),
            (None, _) => {
                ordinary += 1;
                Some(ordinary - 1)
            }
        };
        let value = place.and_then(|place| values.get(place)).ok_or_else(|| {
            failed(Problem::Illegal(format!("MissingFormatArgument: Format specifier '{}'", specifier.text)))
        })?;
        last = place;
        out.push_str(&one(&specifier, value).map_err(failed)?);
    }
    out.push_str(rest);
    Ok(out)
}

/// Why a text cannot be formatted.
#[derive(Debug)]
enum Problem {
    /// Java refuses too: its exception.
    Illegal(String),
    Unsupported(String),
}

fn one(specifier: &Specifier<'_>, value: &Value) -> Result<String, Problem> {
    let conversion = specifier.conversion;
    let lower = conversion.to_ascii_lowercase();
    let text = match (lower, value) {
        ('b', Value::Null) => specifier.cut("false".to_owned()),
        ('b', Value::Boolean(value)) => specifier.cut(value.to_string()),
        ('b', _) => specifier.cut("true".to_owned()),
        ('s', value) => specifier.cut(value.text()),
        ('c' | 'd' | 'x' | 'o' | 'e' | 'f', Value::Null) => specifier.cut("null".to_owned()),
        ('d', Value::Long(value)) => {
            let digits = value.unsigned_abs().to_string();
            let digits = if specifier.comma { grouped(&digits) } else { digits };
            specifier.signed(digits, *value < 0, true)
        }
        ('x', Value::Long(value)) => {
            specifier.prefixed(if specifier.sharp { "0x" } else { "" }, &format!("{value:x}"))
        }
        ('o', Value::Long(value)) => {
            specifier.prefixed(if specifier.sharp { "0" } else { "" }, &format!("{value:o}"))
        }
        ('e' | 'f', Value::Float(value)) => real(specifier, lower, f64::from(*value)),
        ('e' | 'f', Value::Double(value)) => real(specifier, lower, *value),
        ('e' | 'f', Value::BigDecimal(value, scale)) => {
            let text = number(specifier, lower, &Digits::of_decimal(*value, *scale));
            specifier.signed(text, *value < 0, true)
        }
        _ => {
            let class = value.class();
            return Err(Problem::Illegal(format!("IllegalFormatConversion: {conversion} != {class}")));
        }
    };
    let text = if conversion.is_ascii_uppercase() { text.to_uppercase() } else { text };
    Ok(specifier.justified(text))
}

fn real(specifier: &Specifier<'_>, conversion: char, value: f64) -> String {
    let negative = value.is_sign_negative() && !value.is_nan();
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return specifier.signed("Infinity".to_owned(), negative, false);
    }
    let text = number(specifier, conversion, &Digits::of_double(value));
    specifier.signed(text, negative, true)
}

fn number(specifier: &Specifier<'_>, conversion: char, digits: &Digits) -> String {
    let precision = specifier.precision.unwrap_or(6);
    if conversion == 'e' {
        return digits.scientific(precision);
    }
    let text = digits.fixed(precision);
    if specifier.comma { grouped(&text) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: &str, values: &[Value]) -> String {
        formatted(format, values).unwrap_or_else(|error| error.message)
    }

    #[test]
    fn as_trino_answers() {
        assert_eq!(of("%s%%", &[Value::Long(123)]), "123%");
        assert_eq!(of("%.5f", &[Value::Double(std::f64::consts::PI)]), "3.14159");
        assert_eq!(of("%03d", &[Value::Long(8)]), "008");
        assert_eq!(of("%,.2f", &[Value::BigDecimal(123_456_789, 2)]), "1,234,567.89");
        let text = |text: &str| Value::String(text.to_owned());
        assert_eq!(of("%-7s,%7s", &[text("hello"), text("world")]), "hello  ,  world");
        assert_eq!(of("%2$s %3$s %1$s", &[text("a"), text("b"), text("c")]), "b c a");
    }

    #[test]
    fn as_java_formats() {
        assert_eq!(of("%,d %+d %(d % d", &[-1_234_567, 5, -5, 5].map(Value::Long)), "-1,234,567 +5 (5)  5");
        assert_eq!(of("%05d|%-5d|%5d", &[-42, -42, -42].map(Value::Long)), "-0042|-42  |  -42");
        assert_eq!(of("%x %X %#x %o", &[255, 255, 255, 8].map(Value::Long)), "ff FF 0xff 10");
        assert_eq!(of("%x", &[Value::Long(-1)]), "ffffffffffffffff");
        assert_eq!(of("%e %.2E", &[12345.678, 0.000_12].map(Value::Double)), "1.234568e+04 1.20E-04");
        assert_eq!(of("%f %.0f %.1f", &[0.5, 0.5, 0.25].map(Value::Double)), "0.500000 1 0.3");
        assert_eq!(of("%f %05f", &[f64::NAN, f64::NEG_INFINITY].map(Value::Double)), "NaN -Infinity");
        assert_eq!(
            of("%s %.3s %S", &[Value::Double(1e10), Value::Boolean(true), Value::Null]),
            "1.0E10 tru NULL"
        );
        assert_eq!(
            of("%b %B %d|%5d", &[Value::Null, Value::Long(0), Value::Null, Value::Null]),
            "false TRUE null| null"
        );
        assert_eq!(of("%s %<s %s%n", &[Value::Long(1), Value::BigDecimal(1, 7)]), "1 1 1E-7\n");
        assert_eq!(of("no values", &[]), "no values");
    }

    #[test]
    fn refused() {
        let wrong = |format: &str, value: Value, message: &str| {
            assert_eq!(of(format, &[value]), format!("Invalid format string: {format} ({message})"));
        };
        wrong("%d", Value::Double(1.0), "IllegalFormatConversion: d != java.lang.Double");
        wrong("%f", Value::Long(1), "IllegalFormatConversion: f != java.lang.Long");
        wrong("%s %s", Value::Long(1), "MissingFormatArgument: Format specifier '%s'");
        wrong("%q", Value::Long(1), "UnknownFormatConversion: Conversion = 'q'");
        wrong("%", Value::Long(1), "UnknownFormatConversion: Conversion = '%'");
        wrong("%-d", Value::Long(1), "MissingFormatWidth: %-d");
        wrong("%.2d", Value::Long(1), "IllegalFormatPrecision: 2");
        for format in ["%tY", "%h", "%a", "%g", "%99999999s"] {
            assert_eq!(formatted(format, &[Value::Null]).unwrap_err().name, "NOT_SUPPORTED", "{format}");
        }
    }
}
