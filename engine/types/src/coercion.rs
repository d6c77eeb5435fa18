//! Which types become which without being asked. Source: Trino's `TypeCoercion`; checked against every pair
//! recorded from Trino 440.

use std::mem::discriminant;

use crate::limits::MAX_CHAR_LENGTH;
use crate::{MAX_PRECISION, Opaque, RowField, Type};

/// The narrowest type both become, or `None`: `integer` and `bigint` meet at `bigint`, `varchar(2)` and
/// `varchar(3)` at `varchar(3)`, `decimal(3,1)` and `integer` at `decimal(11,1)`.
pub fn common_type(left: &Type, right: &Type) -> Option<Type> {
    compatibility(left, right).map(|compatible| compatible.common)
}

/// Whether a value becomes the other type without a CAST.
pub fn can_coerce(from: &Type, to: &Type) -> bool {
    compatibility(from, to).is_some_and(|compatible| compatible.coercible)
}

/// Whether a coercion keeps the carrier's values as they are (`varchar(3)` to `varchar(5)`), so that no cast
/// need be planned.
pub fn is_type_only(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Varchar(_), Type::Varchar(_)) => can_coerce(from, to),
        // Values are kept without padding, so only the length differs.
        (Type::Char(from), Type::Char(to)) => from <= to,
        (Type::Array(from), Type::Array(to)) => is_type_only(from, to),
        (Type::Map(key, value), Type::Map(to_key, to_value)) => {
            is_type_only(key, to_key) && is_type_only(value, to_value)
        }
        (Type::Row(from), Type::Row(to)) => {
            from.len() == to.len()
                && from.iter().zip(to).all(|(from, to)| is_type_only(&from.data_type, &to.data_type))
        }
        _ => from == to,
    }
}

/// Two types that meet.
struct Compatible {
    common: Type,
    /// The common type is the one asked for, so that the other becomes it.
    coercible: bool,
}

fn compatibility(from: &Type, to: &Type) -> Option<Compatible> {
    match (from, to) {
        _ if from == to => meet(to.clone(), to),
        (Type::Unknown, _) => meet(to.clone(), to),
        (_, Type::Unknown) => Some(Compatible { common: from.clone(), coercible: false }),
        (Type::Row(left), Type::Row(right)) => rows(left, right),
        (Type::Array(left), Type::Array(right)) => {
            let element = compatibility(left, right)?;
            Some(Compatible { common: Type::array(element.common), coercible: element.coercible })
        }
        (Type::Map(left_key, left_value), Type::Map(right_key, right_value)) => {
            let key = compatibility(left_key, right_key)?;
            let value = compatibility(left_value, right_value)?;
            Some(Compatible {
                common: Type::map(key.common, value.common),
                coercible: key.coercible && value.coercible,
            })
        }
        _ if same_base(from, to) => meet(widened(from, to)?, to),
        _ => {
            if let Some(coerced) = coerced_to_base(from, to) {
                return compatibility(&coerced, to);
            }
            let coerced = coerced_to_base(to, from)?;
            let common = compatibility(from, &coerced)?.common;
            Some(Compatible { common, coercible: false })
        }
    }
}

fn meet(common: Type, to: &Type) -> Option<Compatible> {
    let coercible = common == *to;
    Some(Compatible { common, coercible })
}

/// Whether only the parameters of two types differ.
fn same_base(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Opaque(left), Type::Opaque(right)) => discriminant(left) == discriminant(right),
        _ => discriminant(left) == discriminant(right),
    }
}

/// The wider of two types of one base, numbers in their parentheses merged.
fn widened(left: &Type, right: &Type) -> Option<Type> {
    Some(match (left, right) {
        (
            Type::Decimal { precision: left_precision, scale: left_scale },
            Type::Decimal { precision, scale: right_scale },
        ) => {
            let scale = *left_scale.max(right_scale);
            let whole = (left_precision - left_scale).max(precision - right_scale);
            // Digits may be lost here; operators and casts check values.
            Type::Decimal { precision: MAX_PRECISION.min(whole + scale), scale }
        }
        (Type::Varchar(Some(left)), Type::Varchar(Some(right))) => Type::Varchar(Some(*left.max(right))),
        (Type::Varchar(_), Type::Varchar(_)) => Type::VARCHAR,
        (Type::Char(left), Type::Char(right)) => Type::Char(*left.max(right)),
        (Type::Time(left), Type::Time(right)) => Type::Time(*left.max(right)),
        (Type::TimeTz(left), Type::TimeTz(right)) => Type::TimeTz(*left.max(right)),
        (Type::Timestamp(left), Type::Timestamp(right)) => Type::Timestamp(*left.max(right)),
        (Type::TimestampTz(left), Type::TimestampTz(right)) => Type::TimestampTz(*left.max(right)),
        _ => return None,
    })
}

fn rows(left: &[RowField], right: &[RowField]) -> Option<Compatible> {
    if left.len() != right.len() {
        return None;
    }
    let mut coercible = true;
    let mut fields = Vec::with_capacity(left.len());
    for (left, right) in left.iter().zip(right) {
        let field = compatibility(&left.data_type, &right.data_type)?;
        // Names do not matter to coercions.
        coercible &= field.coercible;
        let name = left.name.clone().filter(|_| left.name == right.name);
        fields.push(RowField { name, data_type: field.common });
    }
    Some(Compatible { common: Type::Row(fields), coercible })
}

/// A type of the base of `target` that holds every value of `source`; `target`'s parameters do not matter.
/// `None` when no value of `source` becomes one by itself.
pub(crate) fn coerced_to_base(source: &Type, target: &Type) -> Option<Type> {
    if same_base(source, target) {
        return Some(source.clone());
    }
    let exact_digits = |digits| match target {
        Type::Real => Some(Type::Real),
        Type::Double => Some(Type::Double),
        Type::Decimal { .. } => Some(Type::decimal(digits, 0)),
        _ => None,
    };
    match (source, target) {
        (Type::Unknown, _) => unknown_as(target),
        (Type::Tinyint, Type::Smallint | Type::Integer | Type::Bigint)
        | (Type::Smallint, Type::Integer | Type::Bigint)
        | (Type::Integer, Type::Bigint) => Some(target.clone()),
        (Type::Tinyint, _) => exact_digits(3),
        (Type::Smallint, _) => exact_digits(5),
        (Type::Integer, _) => exact_digits(10),
        (Type::Bigint, _) => exact_digits(19),
        (Type::Decimal { .. }, Type::Real | Type::Double) | (Type::Real, Type::Double) => {
            Some(target.clone())
        }
        (Type::Date, Type::Timestamp(_)) => Some(Type::Timestamp(0)),
        (Type::Date, Type::TimestampTz(_)) => Some(Type::TimestampTz(0)),
        (Type::Time(precision), Type::TimeTz(_)) => Some(Type::TimeTz(*precision)),
        (Type::Timestamp(precision), Type::TimestampTz(_)) => Some(Type::TimestampTz(*precision)),
        (Type::Varchar(length), Type::Char(_)) => {
            Some(Type::Char(length.map_or(MAX_CHAR_LENGTH, |length| length.min(MAX_CHAR_LENGTH))))
        }
        (
            Type::Varchar(_) | Type::Char(_),
            Type::Opaque(Opaque::Regexp | Opaque::JsonPath | Opaque::CodePoints),
        )
        | (Type::Opaque(Opaque::P4HyperLogLog), Type::Opaque(Opaque::HyperLogLog)) => Some(target.clone()),
        _ => None,
    }
}

/// What NULL is taken as where the type's parameters are variables.
fn unknown_as(target: &Type) -> Option<Type> {
    Some(match target {
        Type::Varchar(_) => Type::Varchar(Some(0)),
        Type::Char(_) => Type::Char(0),
        Type::Decimal { .. } => Type::decimal(1, 0),
        Type::Time(_) => Type::Time(3),
        Type::TimeTz(_) => Type::TimeTz(3),
        Type::Timestamp(_) => Type::Timestamp(3),
        Type::TimestampTz(_) => Type::TimestampTz(3),
        _ => return None,
    })
}

impl Type {
    /// Whether `=` is defined.
    pub fn is_comparable(&self) -> bool {
        match self {
            Self::Array(element) => element.is_comparable(),
            Self::Map(_, value) => value.is_comparable(),
            Self::Row(fields) => fields.iter().all(|field| field.data_type.is_comparable()),
            Self::Opaque(opaque) => *opaque == Opaque::Color,
            Self::Function(..) => false,
            _ => true,
        }
    }

    /// Whether `<` and ORDER BY are defined.
    pub fn is_orderable(&self) -> bool {
        match self {
            Self::Array(element) => element.is_orderable(),
            Self::Row(fields) => fields.iter().all(|field| field.data_type.is_orderable()),
            Self::Map(..) | Self::Json | Self::Opaque(_) | Self::Function(..) => false,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Type {
        Type::parse(text).unwrap()
    }

    fn common(left: &str, right: &str) -> Option<String> {
        common_type(&parse(left), &parse(right)).map(|common| common.to_string())
    }

    #[test]
    fn nested_types_meet_inside() {
        assert_eq!(common("array(integer)", "array(decimal(3,1))").as_deref(), Some("array(decimal(11,1))"));
        assert_eq!(common("array(unknown)", "array(date)").as_deref(), Some("array(date)"));
        assert_eq!(
            common("map(varchar(1),unknown)", "map(varchar(3),real)").as_deref(),
            Some("map(varchar(3), real)")
        );
        assert_eq!(
            common("row(a integer, b varchar(1))", "row(a bigint, c varchar(2))").as_deref(),
            Some("row(a bigint, varchar(2))")
        );
        assert_eq!(common("row(integer)", "row(integer, integer)"), None);
        assert_eq!(common("array(integer)", "array(varchar)"), None);
        assert_eq!(common("qdigest(bigint)", "qdigest(double)"), None);
        assert_eq!(common("P4HyperLogLog", "HyperLogLog").as_deref(), Some("HyperLogLog"));
    }

    #[test]
    fn coercion_has_a_direction() {
        let coerces = |from, to| can_coerce(&parse(from), &parse(to));
        assert!(coerces("integer", "bigint") && !coerces("bigint", "integer"));
        assert!(coerces("row(a integer)", "row(b bigint)") && !coerces("row(b bigint)", "row(a integer)"));
        assert!(coerces("decimal(3,1)", "decimal(5,2)") && !coerces("decimal(5,2)", "decimal(5,3)"));
        assert!(coerces("unknown", "map(json,date)") && !coerces("date", "unknown"));
        assert!(coerces("varchar(3)", "JsonPath") && !coerces("JsonPath", "varchar"));
        assert!(!coerces("varchar(4)", "char(3)") && coerces("varchar(3)", "char(3)"));
    }

    #[test]
    fn type_only() {
        let only = |from, to| is_type_only(&parse(from), &parse(to));
        assert!(only("varchar(3)", "varchar") && !only("varchar", "varchar(3)"));
        assert!(only("array(varchar(3))", "array(varchar)"));
        assert!(only("row(a varchar(3))", "row(b varchar(5))"));
        assert!(!only("integer", "bigint") && !only("decimal(3,1)", "decimal(5,1)"));
        assert!(!only("varchar(3)", "char(3)") && !only("timestamp(0)", "timestamp(3)"));
    }

    #[test]
    fn comparable_and_orderable() {
        for (text, comparable, orderable) in [
            ("array(row(a date, bigint))", true, true),
            ("array(json)", true, false),
            ("map(varchar, bigint)", true, false),
            ("map(varchar, tdigest)", false, false),
            ("row(HyperLogLog)", false, false),
            ("unknown", true, true),
            ("color", true, false),
        ] {
            let data_type = parse(text);
            assert_eq!(
                (data_type.is_comparable(), data_type.is_orderable()),
                (comparable, orderable),
                "{text}"
            );
        }
    }
}
