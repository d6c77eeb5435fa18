//! Strings of statements of PostgreSQL's clients, which take the type their place asks for.
//!
//! A string must mean what PostgreSQL reads in it: nothing of it may be cut or rounded to a type that only
//! the other side has.

use polias_types::{
    ArgumentType, MAX_CARRIED_PRECISION, ResolvedFunction, Type, Unresolved, Value, can_cast,
};

use super::decimal_literal;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};

/// Finds the function for types of arguments.
type Resolve<'r> = dyn FnMut(&[ArgumentType]) -> Result<ResolvedFunction, Unresolved> + 'r;

/// The string as a value of the type, or of one with as many digits as the string has; itself where a text is
/// asked for. `None` when it is no literal or cannot be such a value.
pub(super) fn literal_as(literal: &Expression, target: &Type) -> Option<Expression> {
    let ExpressionKind::Literal(Value::Text(text)) = &literal.kind else { return None };
    if !Analyzer::is_text_literal(literal) {
        return None;
    }
    let target = match target {
        Type::Unknown | Type::Varchar(_) | Type::Char(_) => return Some(literal.clone()),
        Type::Decimal { .. } => return decimal(text),
        Type::Varbinary => return bytes(text),
        // PostgreSQL parses it, a cast makes a JSON string of it.
        Type::Json => return None,
        Type::Time(digits) => &Type::Time(precision(text, *digits)),
        Type::TimeTz(digits) => &Type::TimeTz(precision(text, *digits)),
        Type::Timestamp(digits) => &Type::Timestamp(precision(text, *digits)),
        Type::TimestampTz(digits) => &Type::TimestampTz(precision(text, *digits)),
        other => other,
    };
    can_cast(&literal.data_type, target).then(|| literal.clone().cast_to(target))
}

/// A decimal as wide as its digits.
pub(super) fn decimal(text: &str) -> Option<Expression> {
    let (value, precision, scale) = decimal_literal::parse(text.trim())?;
    Some(Expression::literal(Value::Decimal(value), Type::decimal(precision, scale)))
}

/// Bytes: `\x4142`, or a text without escapes.
pub(super) fn bytes(text: &str) -> Option<Expression> {
    let bytes = match text.strip_prefix("\\x") {
        Some(digits) => hexadecimal(digits)?,
        None if text.contains('\\') => return None,
        None => text.as_bytes().to_vec(),
    };
    Some(Expression::literal(Value::Bytes(bytes), Type::Varbinary))
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high * 16 + low).collect())
}

/// The larger of a precision and the digits after the point.
fn precision(text: &str, least: u8) -> u8 {
    let fraction = text.rsplit_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    u8::try_from(digits).unwrap_or(u8::MAX).min(MAX_CARRIED_PRECISION).max(least)
}

/// The function of a call that there is none for with its strings as texts: they take the types that it asks
/// for, each where a text is asked for keeps its own. `None` when there is no function for those either.
pub(super) fn resolve_without_literals(
    types: &[ArgumentType],
    values: &[Option<&Expression>],
    resolve: &mut Resolve<'_>,
) -> Option<ResolvedFunction> {
    let literal =
        |index: usize| values.get(index).copied().flatten().filter(|value| Analyzer::is_text_literal(value));
    let mut types = types.to_vec();
    let mut open: Vec<usize> = (0..types.len()).filter(|index| literal(*index).is_some()).collect();
    if open.is_empty() {
        return None;
    }
    for index in &open {
        types[*index] = ArgumentType::Value(Type::Unknown);
    }
    // Each round but the last decides the type of one literal at least.
    loop {
        let function = resolve(&types).ok()?;
        let mut still_open = Vec::with_capacity(open.len());
        for index in &open {
            let target = function.arguments.get(*index)?;
            let data_type = literal_as(literal(*index)?, target)?.data_type;
            if data_type == *target {
                still_open.push(*index);
            } else {
                types[*index] = ArgumentType::Value(data_type);
            }
        }
        if still_open.len() == open.len() {
            return Some(function);
        }
        open = still_open;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::literals;

    fn adapted(text: &str, target: &Type) -> Option<(Type, ExpressionKind)> {
        literal_as(&literals::text(text), target).map(|value| (value.data_type, value.kind))
    }

    #[test]
    fn strings_keep_their_digits() {
        let type_of = |text, target| adapted(text, &target).map(|(data_type, _)| data_type);
        let moment = "2020-01-01 00:00:00.1234+02";
        assert_eq!(type_of(moment, Type::Timestamp(3)), Some(Type::Timestamp(4)));
        assert_eq!(type_of(moment, Type::TimestampTz(6)), Some(Type::TimestampTz(6)));
        assert_eq!(type_of("01:02", Type::Time(0)), Some(Type::Time(0)));
        assert_eq!(type_of("1.123456789012", Type::Time(0)), Some(Type::Time(9)));
        assert_eq!(type_of(" -1.55 ", Type::decimal(2, 1)), Some(Type::decimal(3, 2)));
        assert_eq!(type_of("1e2", Type::decimal(2, 1)), None);
        assert_eq!(type_of("abc", Type::VARCHAR), Some(Type::Varchar(Some(3))));
        assert_eq!(type_of("{}", Type::Json), None);
        assert_eq!(type_of("{1}", Type::array(Type::Integer)), None);
    }

    #[test]
    fn bytes_are_written_as_postgres_does() {
        let bytes = |text| match adapted(text, &Type::Varbinary) {
            Some((_, ExpressionKind::Literal(Value::Bytes(bytes)))) => Some(bytes),
            _ => None,
        };
        assert_eq!(bytes("\\x41fF"), Some(vec![0x41, 0xff]));
        assert_eq!(bytes("ab"), Some(b"ab".to_vec()));
        assert_eq!(bytes("\\x4"), None);
        assert_eq!(bytes("\\xgg"), None);
        assert_eq!(bytes("a\\001"), None);
    }
}
