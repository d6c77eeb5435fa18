//! Types from the syntax tree and from their text.

use std::fmt::{self, Display, Formatter};

use polias_sql::ast::{self, DataTypeKind, IntervalField, TypeParameter};

use crate::carrier::MAX_CARRIED_PRECISION;
use crate::limits::{self, IllegalType};
use crate::{Opaque, Pattern, RowField, Type};

/// Digits of a second where a type does not say.
const DEFAULT_TIME_PRECISION: u64 = 3;

/// Why a type cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TypeError {
    /// `TYPE_MISMATCH` where Trino has no such type; `INVALID_FUNCTION_ARGUMENT` for a decimal's numbers and
    /// `NOT_SUPPORTED`, to which Trino gives no position.
    pub name: &'static str,
    /// Trino's message.
    pub message: String,
    /// Where the type stands. Trino shows the place of the CAST around it instead.
    pub offset: ast::Offset,
}

impl Type {
    /// The type a statement names.
    ///
    /// Errors are those of CAST: an unknown type, or one whose numbers are out of range, is a TYPE_MISMATCH
    /// that names the whole type. Digits of a second beyond [`MAX_CARRIED_PRECISION`] are NOT_SUPPORTED.
    pub fn from_ast(data_type: &ast::DataType) -> Result<Self, TypeError> {
        let error = |name, message| TypeError { name, message, offset: data_type.offset };
        let converted = convert(data_type).map_err(|refused| match refused {
            Refused::Unknown => error("TYPE_MISMATCH", format!("Unknown type: {}", Written(data_type))),
            Refused::Because(name, message) => error(name, message),
        })?;
        match converted {
            Self::Unknown => Err(error("TYPE_MISMATCH", "UNKNOWN is not a valid type".to_owned())),
            converted => Ok(converted),
        }
    }

    /// The type of this name, as [`Type`] or [`crate::TypeSignature`] displays it, or as a statement writes it.
    /// `None` when there is none, and where the name of a row's field, unquoted, cannot be told from its type.
    pub fn parse(text: &str) -> Option<Self> {
        match Pattern::parse(text, &[])? {
            Pattern::Exact(data_type) => Some(data_type),
            _ => None,
        }
    }
}

/// A parameter of a type.
pub(crate) enum Parameter {
    Number(u64),
    Type(Type),
}

enum Refused {
    Unknown,
    Because(&'static str, String),
}

/// The type of a lower-case name (`timestamp with time zone`) with parameters; `None` when there is none.
pub(crate) fn build(name: &str, parameters: Vec<Parameter>) -> Option<Result<Type, IllegalType>> {
    let mut numbers = Vec::new();
    let mut types = Vec::new();
    for parameter in parameters {
        match parameter {
            Parameter::Number(number) => numbers.push(number),
            Parameter::Type(data_type) => types.push(data_type),
        }
    }
    if types.is_empty() {
        return of_numbers(name, &numbers).or_else(|| simple(name).filter(|_| numbers.is_empty()).map(Ok));
    }
    if !numbers.is_empty() {
        return None;
    }
    let mut types = types.into_iter();
    let built = match (name, types.next(), types.next(), types.next()) {
        ("array", Some(element), None, None) => Type::array(element),
        ("qdigest", Some(element), None, None) => Type::Opaque(Opaque::QDigest(Box::new(element))),
        ("map", Some(key), Some(value), None) if key.is_comparable() => Type::map(key, value),
        _ => return None,
    };
    Some(Ok(built))
}

/// Types with numbers in parentheses.
fn of_numbers(name: &str, numbers: &[u64]) -> Option<Result<Type, IllegalType>> {
    let only = |default| match numbers {
        [] => Some(default),
        [number] => Some(*number),
        _ => None,
    };
    Some(match name {
        "decimal" => match numbers {
            [] => limits::decimal(u64::from(crate::MAX_PRECISION), 0),
            [precision] => limits::decimal(*precision, 0),
            [precision, scale] => limits::decimal(*precision, *scale),
            _ => return None,
        },
        "varchar" => limits::varchar(only(u64::from(limits::UNBOUNDED_LENGTH))?),
        "char" => limits::char(only(1)?),
        "time" => limits::time_precision(only(DEFAULT_TIME_PRECISION)?).map(Type::Time),
        "time with time zone" => limits::time_tz_precision(only(DEFAULT_TIME_PRECISION)?).map(Type::TimeTz),
        "timestamp" => limits::timestamp_precision(only(DEFAULT_TIME_PRECISION)?).map(Type::Timestamp),
        "timestamp with time zone" => {
            limits::timestamp_tz_precision(only(DEFAULT_TIME_PRECISION)?).map(Type::TimestampTz)
        }
        _ => return None,
    })
}

/// Types without parameters.
fn simple(name: &str) -> Option<Type> {
    Some(match name {
        "unknown" => Type::Unknown,
        "boolean" => Type::Boolean,
        "tinyint" => Type::Tinyint,
        "smallint" => Type::Smallint,
        "integer" | "int" => Type::Integer,
        "bigint" => Type::Bigint,
        "real" => Type::Real,
        "double" | "double precision" => Type::Double,
        "varbinary" => Type::Varbinary,
        "json" => Type::Json,
        "date" => Type::Date,
        "interval year to month" => Type::IntervalYearMonth,
        "interval day to second" => Type::IntervalDaySecond,
        "uuid" => Type::Uuid,
        "ipaddress" => Type::IpAddress,
        "hyperloglog" => Type::Opaque(Opaque::HyperLogLog),
        "p4hyperloglog" => Type::Opaque(Opaque::P4HyperLogLog),
        "setdigest" => Type::Opaque(Opaque::SetDigest),
        "tdigest" => Type::Opaque(Opaque::TDigest),
        "geometry" => Type::Opaque(Opaque::Geometry),
        "sphericalgeography" => Type::Opaque(Opaque::SphericalGeography),
        "jsonpath" => Type::Opaque(Opaque::JsonPath),
        "joniregexp" => Type::Opaque(Opaque::Regexp),
        "codepoints" => Type::Opaque(Opaque::CodePoints),
        "color" => Type::Opaque(Opaque::Color),
        _ => return None,
    })
}

fn convert(data_type: &ast::DataType) -> Result<Type, Refused> {
    let converted = match &data_type.kind {
        DataTypeKind::Generic { name, parameters } => {
            let parameters = parameters.iter().map(convert_parameter).collect::<Result<_, _>>()?;
            built(&name.value.to_ascii_lowercase(), parameters)?
        }
        DataTypeKind::Row(fields) => {
            let field = |field: &ast::RowField| {
                let name = field
                    .name
                    .as_ref()
                    .map(|name| if name.quoted { name.value.clone() } else { name.value.to_lowercase() });
                Ok(RowField { name, data_type: convert(&field.field_type)? })
            };
            Type::Row(fields.iter().map(field).collect::<Result<_, Refused>>()?)
        }
        DataTypeKind::Time { precision, with_time_zone } => {
            of_time(if *with_time_zone { "time with time zone" } else { "time" }, precision.as_deref())?
        }
        DataTypeKind::Timestamp { precision, with_time_zone } => of_time(
            if *with_time_zone { "timestamp with time zone" } else { "timestamp" },
            precision.as_deref(),
        )?,
        DataTypeKind::Interval { start: IntervalField::Year, end: IntervalField::Month } => {
            Type::IntervalYearMonth
        }
        DataTypeKind::Interval { start: IntervalField::Day, end: IntervalField::Second } => {
            Type::IntervalDaySecond
        }
        DataTypeKind::Interval { start, end } => {
            let message = format!("INTERVAL {start} TO {end} type not supported");
            return Err(Refused::Because("NOT_SUPPORTED", message));
        }
    };
    carried(converted)
}

fn of_time(name: &str, precision: Option<&TypeParameter>) -> Result<Type, Refused> {
    match precision {
        None => built(name, Vec::new()),
        Some(precision @ TypeParameter::Number(_)) => built(name, vec![convert_parameter(precision)?]),
        Some(TypeParameter::Type(_)) => Err(Refused::Unknown),
    }
}

fn convert_parameter(parameter: &TypeParameter) -> Result<Parameter, Refused> {
    match parameter {
        TypeParameter::Number(digits) => match digits.replace('_', "").parse() {
            Ok(number) => Ok(Parameter::Number(number)),
            Err(_) => Err(Refused::Because("TYPE_MISMATCH", format!("Invalid type parameter: {digits}"))),
        },
        TypeParameter::Type(data_type) => convert(data_type).map(Parameter::Type),
    }
}

fn built(name: &str, parameters: Vec<Parameter>) -> Result<Type, Refused> {
    match build(name, parameters) {
        Some(Ok(data_type)) => Ok(data_type),
        Some(Err(illegal)) if illegal.name == "INVALID_FUNCTION_ARGUMENT" => {
            Err(Refused::Because(illegal.name, illegal.message))
        }
        Some(Err(_)) | None => Err(Refused::Unknown),
    }
}

/// Refuses more digits of a second than values can have here.
fn carried(data_type: Type) -> Result<Type, Refused> {
    match data_type {
        Type::Time(digits) | Type::TimeTz(digits) | Type::Timestamp(digits) | Type::TimestampTz(digits)
            if digits > MAX_CARRIED_PRECISION =>
        {
            let message = format!(
                "Type {data_type} is not supported: values have at most {MAX_CARRIED_PRECISION} digits of a \
                 second; use a precision of {MAX_CARRIED_PRECISION} or less"
            );
            Err(Refused::Because("NOT_SUPPORTED", message))
        }
        data_type => Ok(data_type),
    }
}

/// A type as Trino's messages repeat it: names as written, words of the grammar in its own case.
struct Written<'a>(&'a ast::DataType);

impl Display for Written<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            DataTypeKind::Generic { name, parameters } => {
                write!(out, "{name}")?;
                if parameters.is_empty() {
                    return Ok(());
                }
                for (index, parameter) in parameters.iter().enumerate() {
                    out.write_str(if index == 0 { "(" } else { ", " })?;
                    write_parameter(out, parameter)?;
                }
                out.write_str(")")
            }
            DataTypeKind::Row(fields) => {
                for (index, field) in fields.iter().enumerate() {
                    out.write_str(if index == 0 { "ROW(" } else { ", " })?;
                    field.name.iter().try_for_each(|name| write!(out, "{name} "))?;
                    Written(&field.field_type).fmt(out)?;
                }
                out.write_str(")")
            }
            DataTypeKind::Time { precision, with_time_zone } => {
                write_time(out, "time", precision.as_deref(), *with_time_zone)
            }
            DataTypeKind::Timestamp { precision, with_time_zone } => {
                write_time(out, "timestamp", precision.as_deref(), *with_time_zone)
            }
            DataTypeKind::Interval { start, end } => write!(out, "INTERVAL {start} TO {end}"),
        }
    }
}

fn write_parameter(out: &mut Formatter<'_>, parameter: &TypeParameter) -> fmt::Result {
    match parameter {
        TypeParameter::Number(digits) => out.write_str(digits),
        TypeParameter::Type(data_type) => Written(data_type).fmt(out),
    }
}

fn write_time(
    out: &mut Formatter<'_>,
    word: &str,
    precision: Option<&TypeParameter>,
    with_time_zone: bool,
) -> fmt::Result {
    out.write_str(word)?;
    if let Some(precision) = precision {
        out.write_str("(")?;
        write_parameter(out, precision)?;
        out.write_str(")")?;
    }
    out.write_str(if with_time_zone { " with time zone" } else { "" })
}

#[cfg(test)]
mod tests;
