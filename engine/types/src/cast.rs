//! Which types CAST knows. Source: Trino's cast operators; checked against every pair recorded from Trino 440.

use crate::{Opaque, Type, can_coerce};

/// Whether CAST knows the pair (values may still fail).
pub fn can_cast(from: &Type, to: &Type) -> bool {
    use Type as T;
    if can_coerce(from, to) {
        return true;
    }
    match (from, to) {
        (_, T::Unknown) => false,
        (T::Json, _) => is_cast_from_json(to),
        (_, T::Json) => is_cast_to_json(from),
        (T::Array(from), T::Array(to)) => can_cast(from, to),
        (T::Map(key, value), T::Map(to_key, to_value)) => can_cast(key, to_key) && can_cast(value, to_value),
        (T::Row(from), T::Row(to)) => {
            from.len() == to.len()
                && from.iter().zip(to).all(|(from, to)| can_cast(&from.data_type, &to.data_type))
        }
        // No parametric forms of these.
        (T::Uuid | T::IpAddress, T::Varchar(length)) => length.is_none(),
        (T::Uuid | T::IpAddress, T::Varbinary) | (T::Varbinary, T::Uuid | T::IpAddress) => true,
        (T::Varbinary, T::Opaque(opaque)) | (T::Opaque(opaque), T::Varbinary) => is_sketch(opaque),
        (T::Opaque(Opaque::HyperLogLog), T::Opaque(Opaque::P4HyperLogLog))
        | (T::Opaque(Opaque::SetDigest), T::Opaque(Opaque::HyperLogLog)) => true,
        (T::Char(_), T::Varchar(_) | T::Char(_)) => true,
        (T::Varchar(_), _) => is_parsed_from_text(to),
        (_, T::Varchar(_)) => is_number(from) || is_point_in_time(from) || is_interval(from),
        (T::Date, T::Timestamp(_) | T::TimestampTz(_)) => true,
        (T::Time(_) | T::TimeTz(_), _) => is_point_in_time(to) && *to != T::Date,
        (T::Timestamp(_) | T::TimestampTz(_), _) => is_point_in_time(to),
        _ => is_number(from) && is_number(to),
    }
}

/// `boolean` and numbers.
fn is_number(data_type: &Type) -> bool {
    matches!(
        data_type,
        Type::Boolean
            | Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Real
            | Type::Double
            | Type::Decimal { .. }
    )
}

fn is_point_in_time(data_type: &Type) -> bool {
    matches!(
        data_type,
        Type::Date | Type::Time(_) | Type::TimeTz(_) | Type::Timestamp(_) | Type::TimestampTz(_)
    )
}

fn is_interval(data_type: &Type) -> bool {
    matches!(data_type, Type::IntervalYearMonth | Type::IntervalDaySecond)
}

fn is_sketch(opaque: &Opaque) -> bool {
    matches!(opaque, Opaque::HyperLogLog | Opaque::SetDigest | Opaque::TDigest | Opaque::QDigest(_))
}

fn is_parsed_from_text(data_type: &Type) -> bool {
    is_number(data_type)
        || is_point_in_time(data_type)
        || matches!(
            data_type,
            Type::Varchar(_) | Type::Char(_) | Type::Varbinary | Type::Uuid | Type::IpAddress
        )
}

/// What JSON has scalars of.
fn is_json_scalar(data_type: &Type) -> bool {
    is_number(data_type) || matches!(data_type, Type::Varchar(_))
}

fn is_cast_to_json(from: &Type) -> bool {
    match from {
        Type::Unknown | Type::Json | Type::Date | Type::Timestamp(_) => true,
        Type::Array(element) => is_cast_to_json(element),
        // Members are named by text. (Keys that are neither text, numbers nor booleans fail as they are cast.)
        Type::Map(key, value) => can_cast(key, &Type::VARCHAR) && is_cast_to_json(value),
        Type::Row(fields) => fields.iter().all(|field| is_cast_to_json(&field.data_type)),
        _ => is_json_scalar(from),
    }
}

fn is_cast_from_json(to: &Type) -> bool {
    match to {
        Type::Json | Type::Unknown => true,
        Type::Array(element) => is_cast_from_json(element),
        Type::Map(key, value) => {
            (**key == Type::Unknown || can_cast(&Type::VARCHAR, key)) && is_cast_from_json(value)
        }
        Type::Row(fields) => fields.iter().all(|field| is_cast_from_json(&field.data_type)),
        _ => is_json_scalar(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From, to, and whether the judge takes `CAST(CAST(NULL AS from) AS to)`.
    const NESTED: &str = include_str!("testdata/nested-casts.tsv");

    #[test]
    fn nested_casts_are_trinos() {
        let mut differences = Vec::new();
        let mut compared = 0;
        for line in NESTED.lines().skip(1) {
            let columns: Vec<_> = line.split('\t').collect();
            let (from, to) = (Type::parse(columns[0]).unwrap(), Type::parse(columns[1]).unwrap());
            compared += 1;
            if can_cast(&from, &to) != (columns[2] == "yes") {
                differences.push(line);
            }
        }
        assert!(compared > 100, "{compared}");
        assert_eq!(differences, Vec::<&str>::new());
    }
}
