//! CAST and TRY_CAST between Trino's types.
//!
//! A cast is a conversion of a column that notes the rows that cannot be converted; CAST raises the first of
//! them, TRY_CAST makes them NULL. Conversions of arrays, maps and rows are made of those of their parts.

mod booleans;
mod bytes;
mod conversion;
mod datetime;
mod decimals;
mod failures;
mod floats;
mod from_json;
mod integers;
mod json_text;
mod nested;
mod parse_datetime;
mod parse_number;
#[cfg(test)]
mod tests;
mod text;
mod to_json;
mod varchar;

pub(crate) use json_text::write_string as write_json_string;
pub(crate) use text::java_double;

use arrow::array::{Array, ArrayRef};
use datafusion::error::Result;
use datafusion::logical_expr::{Cast, Expr};
use polias_types::{Opaque, Type, timestamp_unit};

use crate::Context;
use crate::kernel::Kernel;
use conversion::{Conversion, Settings, conversion};
use failures::Failures;

/// The value cast to a type; `lenient` gives NULL where the value cannot be cast. Where Arrow's cast is
/// exactly Trino's it is a plain cast, so that the optimizer can look through it.
pub fn cast(value: Expr, from: &Type, to: &Type, lenient: bool, context: &Context) -> Expr {
    if is_pattern(from, to) {
        return value;
    }
    let settings = Settings { zone: context.zone, now: context.now };
    if is_plain(from, to) {
        return Expr::Cast(Cast::new(Box::new(value), to.carrier()));
    }
    let Some(conversion) = conversion(from, to, settings) else { return value };
    let name = if lenient { "try_cast" } else { "cast" };
    Kernel::arrays(name, to, move |columns, _| apply(&conversion, &columns[0], lenient))
        .over((from, to, settings))
        .strict()
        .call(vec![value])
}

fn apply(conversion: &Conversion, column: &ArrayRef, lenient: bool) -> Result<ArrayRef> {
    let mut failures = Failures::default();
    let converted = conversion(column, &mut failures)?;
    if lenient { failures.nullify(&converted) } else { failures.raise().map(|()| converted) }
}

/// Texts that functions take as patterns: the function reads them, and refuses what it cannot.
fn is_pattern(from: &Type, to: &Type) -> bool {
    matches!(from, Type::Varchar(_) | Type::Char(_))
        && matches!(to, Type::Opaque(Opaque::Regexp | Opaque::JsonPath | Opaque::CodePoints))
}

/// Whether Arrow's cast never fails and gives Trino's value.
fn is_plain(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Tinyint, Type::Smallint | Type::Integer | Type::Bigint)
        | (Type::Smallint, Type::Integer | Type::Bigint)
        | (Type::Integer, Type::Bigint)
        | (Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint, Type::Double | Type::Real)
        | (Type::Real, Type::Double)
        | (Type::Date, Type::Timestamp(0..=3)) => true,
        (
            Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint,
            Type::Decimal { precision, scale },
        ) => {
            let digits = match from {
                Type::Tinyint => 3,
                Type::Smallint => 5,
                Type::Integer => 10,
                _ => 19,
            };
            precision - scale >= digits
        }
        (Type::Decimal { precision, scale }, Type::Decimal { precision: to_precision, scale: to_scale }) => {
            to_scale >= scale && to_precision - to_scale >= precision - scale && from != to
        }
        // Beyond milliseconds the unit's range is so narrow that the multiplication might overflow.
        (Type::Timestamp(from), Type::Timestamp(to)) => {
            from <= to && *to <= 6 && timestamp_unit(*from) != timestamp_unit(*to)
        }
        _ => false,
    }
}

/// The text of a map's key in an error; `None` for types without one.
pub(crate) fn key_text(data_type: &Type, column: &ArrayRef, row: usize) -> Result<Option<String>> {
    if !text::has_text(data_type) || column.is_null(row) {
        return Ok(None);
    }
    Ok(text::texts_of(data_type, column)?(row))
}
