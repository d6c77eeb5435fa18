//! Types as Trino names them: as `typeof` and `DESCRIBE` show them, and as messages and signatures do.

use std::fmt::{self, Display, Formatter, Write};

use crate::{Opaque, RowField, Type};

/// As `typeof` shows it: `bigint`, `varchar(3)`, `map(varchar, bigint)`, `timestamp(3) with time zone`,
/// `row(a bigint, "B c" varchar)`.
impl Display for Type {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write_type(formatter, self, Style { separator: ", ", quote_always: false })
    }
}

/// The type as messages about functions and Trino's protocol write it: without blanks behind commas, names of
/// fields in quotes: `map(varchar,bigint)`, `row("a" bigint)`.
#[derive(Debug, Clone, Copy)]
pub struct TypeSignature<'a>(pub &'a Type);

impl Display for TypeSignature<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write_type(formatter, self.0, Style { separator: ",", quote_always: true })
    }
}

#[derive(Clone, Copy)]
struct Style {
    separator: &'static str,
    quote_always: bool,
}

fn write_type(out: &mut Formatter<'_>, data_type: &Type, style: Style) -> fmt::Result {
    match data_type {
        Type::Decimal { precision, scale } => write!(out, "decimal({precision},{scale})"),
        Type::Varchar(Some(length)) => write!(out, "varchar({length})"),
        Type::Char(length) => write!(out, "char({length})"),
        Type::Time(precision) => write!(out, "time({precision})"),
        Type::TimeTz(precision) => write!(out, "time({precision}) with time zone"),
        Type::Timestamp(precision) => write!(out, "timestamp({precision})"),
        Type::TimestampTz(precision) => write!(out, "timestamp({precision}) with time zone"),
        Type::Array(element) => write_parameters(out, "array", [&**element], style),
        Type::Map(key, value) => write_parameters(out, "map", [&**key, &**value], style),
        Type::Opaque(Opaque::QDigest(element)) => write_parameters(out, "qdigest", [&**element], style),
        Type::Function(arguments, result) => {
            write_parameters(out, "function", arguments.iter().chain([&**result]), style)
        }
        Type::Row(fields) => {
            out.write_str("row(")?;
            for (index, field) in fields.iter().enumerate() {
                if index > 0 {
                    out.write_str(style.separator)?;
                }
                write_field(out, field, style)?;
            }
            out.write_char(')')
        }
        simple => out.write_str(simple.base_name()),
    }
}

fn write_parameters<'a>(
    out: &mut Formatter<'_>,
    base: &str,
    parameters: impl IntoIterator<Item = &'a Type>,
    style: Style,
) -> fmt::Result {
    out.write_str(base)?;
    out.write_char('(')?;
    for (index, parameter) in parameters.into_iter().enumerate() {
        if index > 0 {
            out.write_str(style.separator)?;
        }
        write_type(out, parameter, style)?;
    }
    out.write_char(')')
}

fn write_field(out: &mut Formatter<'_>, field: &RowField, style: Style) -> fmt::Result {
    if let Some(name) = &field.name {
        if style.quote_always {
            write!(out, "\"{}\" ", name.replace('"', "\"\""))?;
        } else {
            write!(out, "{name} ")?;
        }
    }
    write_type(out, &field.data_type, style)
}

impl Type {
    /// The name without parameters: `decimal`, `timestamp with time zone`, `array`.
    pub fn base_name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Boolean => "boolean",
            Self::Tinyint => "tinyint",
            Self::Smallint => "smallint",
            Self::Integer => "integer",
            Self::Bigint => "bigint",
            Self::Real => "real",
            Self::Double => "double",
            Self::Decimal { .. } => "decimal",
            Self::Varchar(_) => "varchar",
            Self::Char(_) => "char",
            Self::Varbinary => "varbinary",
            Self::Json => "json",
            Self::Date => "date",
            Self::Time(_) => "time",
            Self::TimeTz(_) => "time with time zone",
            Self::Timestamp(_) => "timestamp",
            Self::TimestampTz(_) => "timestamp with time zone",
            Self::IntervalYearMonth => "interval year to month",
            Self::IntervalDaySecond => "interval day to second",
            Self::Array(_) => "array",
            Self::Map(..) => "map",
            Self::Row(_) => "row",
            Self::Uuid => "uuid",
            Self::IpAddress => "ipaddress",
            Self::Function(..) => "function",
            Self::Opaque(opaque) => opaque.base_name(),
        }
    }
}

impl Opaque {
    /// The name without parameters, case as Trino writes it.
    pub fn base_name(&self) -> &'static str {
        match self {
            Self::HyperLogLog => "HyperLogLog",
            Self::P4HyperLogLog => "P4HyperLogLog",
            Self::SetDigest => "SetDigest",
            Self::TDigest => "tdigest",
            Self::QDigest(_) => "qdigest",
            Self::Geometry => "Geometry",
            Self::SphericalGeography => "SphericalGeography",
            Self::JsonPath => "JsonPath",
            Self::Regexp => "JoniRegExp",
            Self::CodePoints => "CodePoints",
            Self::Color => "color",
        }
    }
}
