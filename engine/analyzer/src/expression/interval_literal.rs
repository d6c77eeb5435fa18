//! `INTERVAL '…' …`
//!
//! As Trino reads them: fields that are missing at the end are 0, fields may be larger than they would be in
//! a time (`25:61`), each fits 32 bits, a fraction of a second is cut to milliseconds.

use polias_sql::ast::{IntervalField, IntervalLiteral, Offset};
use polias_types::{Type, Value};

use super::literals::invalid_literal;
use crate::Result;
use crate::plan::Expression;

/// A field of day-time intervals: what ends it, and how many milliseconds it counts.
const DAY_TIME: [(IntervalField, char, i64); 4] = [
    (IntervalField::Day, ' ', 86_400_000),
    (IntervalField::Hour, ':', 3_600_000),
    (IntervalField::Minute, ':', 60_000),
    (IntervalField::Second, '.', 1_000),
];

/// The literal's months or milliseconds.
pub(super) fn interval(offset: Offset, literal: &IntervalLiteral) -> Result<Expression> {
    let end = literal.end.unwrap_or(literal.start);
    let value = months(&literal.value, literal.start, end)
        .map(|months| (months, Type::IntervalYearMonth))
        .or_else(|| Some((milliseconds(&literal.value, literal.start, end)?, Type::IntervalDaySecond)));
    let (value, data_type) = value.ok_or_else(|| invalid_literal(offset, &literal.value, "INTERVAL"))?;
    Ok(Expression::literal(Value::Integer(if literal.negative { -value } else { value }), data_type))
}

fn sign(text: &str) -> (i64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    }
}

/// The number at the start, and what follows it. 0 when there are no digits.
fn number(text: &str) -> Option<(i64, &str)> {
    let unsigned = text.strip_prefix('+').filter(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    let text = unsigned.unwrap_or(text);
    let (digits, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    if digits.is_empty() {
        return Some((0, rest));
    }
    let value: i32 = digits.parse().ok()?;
    Some((value.into(), rest))
}

fn months(text: &str, start: IntervalField, end: IntervalField) -> Option<i64> {
    let (sign, text) = sign(text);
    let (years, months) = match (start, end) {
        (IntervalField::Year, IntervalField::Year) => (number(text)?, (0, "")),
        (IntervalField::Month, IntervalField::Month) => ((0, ""), number(text)?),
        (IntervalField::Year, IntervalField::Month) => {
            let (years, rest) = number(text)?;
            match rest.strip_prefix('-') {
                Some(rest) => ((years, ""), number(rest)?),
                None => ((years, rest), (0, "")),
            }
        }
        _ => return None,
    };
    let total = years.0 * 12 + months.0;
    (years.1.is_empty() && months.1.is_empty() && i32::try_from(total).is_ok()).then_some(sign * total)
}

fn milliseconds(text: &str, start: IntervalField, end: IntervalField) -> Option<i64> {
    let place = |field| DAY_TIME.iter().position(|(other, ..)| *other == field);
    let fields = DAY_TIME.get(place(start)?..=place(end)?)?;
    let (sign, mut rest) = sign(text);
    let mut total: i64 = 0;
    for (index, (field, separator, unit)) in fields.iter().enumerate() {
        let (value, after) = number(rest)?;
        total = total.checked_add(value * unit)?;
        rest = after;
        let Some(behind) = rest.strip_prefix(*separator) else { break };
        if *field == IntervalField::Second {
            total = total.checked_add(fraction(behind)?)?;
            rest = "";
            break;
        }
        if index + 1 == fields.len() {
            // A separator behind the last field.
            return None;
        }
        rest = behind;
    }
    rest.is_empty().then_some(sign * total)
}

/// Milliseconds of the digits behind the point.
fn fraction(digits: &str) -> Option<i64> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{digits}000");
    padded.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use IntervalField::{Day, Hour, Minute, Month, Second, Year};

    use super::*;

    fn value(text: &str, start: IntervalField, end: IntervalField) -> Option<i64> {
        let literal = IntervalLiteral { negative: false, value: text.to_owned(), start, end: Some(end) };
        match interval(Offset(0), &literal).ok()?.kind {
            crate::plan::ExpressionKind::Literal(Value::Integer(value)) => Some(value),
            _ => None,
        }
    }

    #[test]
    fn year_to_month() {
        let cases = [
            ("1", Year, Year, Some(12)),
            ("1-2", Year, Month, Some(14)),
            ("1", Year, Month, Some(12)),
            ("1-", Year, Month, Some(12)),
            ("1-13", Year, Month, Some(25)),
            ("14", Month, Month, Some(14)),
            ("-1", Year, Year, Some(-12)),
            ("-1-2", Year, Month, Some(-14)),
            ("+1", Year, Year, Some(12)),
            ("", Year, Year, Some(0)),
            ("-", Year, Year, Some(0)),
            ("178956970", Year, Year, Some(2_147_483_640)),
            ("178956971", Year, Year, None),
            ("2147483648", Month, Month, None),
            ("1", Month, Year, None),
            ("1", Year, Day, None),
            ("1--2", Year, Month, None),
            ("a", Year, Year, None),
        ];
        for (text, start, end, expected) in cases {
            assert_eq!(value(text, start, end), expected, "{text} {start:?} {end:?}");
        }
    }

    #[test]
    fn day_to_second() {
        let cases = [
            ("1", Day, Day, Some(86_400_000)),
            ("1 2", Day, Hour, Some(93_600_000)),
            ("1 2:3", Day, Minute, Some(93_780_000)),
            ("1 2:3:4.567", Day, Second, Some(93_784_567)),
            ("2:3", Hour, Minute, Some(7_380_000)),
            ("2:3:4", Hour, Second, Some(7_384_000)),
            ("3:4.5", Minute, Second, Some(184_500)),
            ("4.5678", Second, Second, Some(4_567)),
            (".5", Second, Second, Some(500)),
            ("1.", Second, Second, Some(1_000)),
            ("1", Day, Second, Some(86_400_000)),
            ("1 2:", Day, Second, Some(93_600_000)),
            ("1 ", Day, Hour, Some(86_400_000)),
            ("1 25:61", Day, Minute, Some(180_060_000)),
            ("-1 2:3", Day, Minute, Some(-93_780_000)),
            ("1 +2", Day, Hour, Some(93_600_000)),
            ("", Day, Day, Some(0)),
            ("2147483647", Day, Day, Some(185_542_587_100_800_000)),
            ("2147483648", Hour, Hour, None),
            ("99999999999", Day, Day, None),
            ("1.5", Day, Day, None),
            ("1 2", Day, Day, None),
            (" 1", Day, Day, None),
            ("1 ", Day, Day, None),
            ("2:-3", Hour, Minute, None),
            ("1  2", Day, Hour, None),
            ("1", Hour, Day, None),
            ("1", Day, Month, None),
        ];
        for (text, start, end, expected) in cases {
            assert_eq!(value(text, start, end), expected, "{text} {start:?} {end:?}");
        }
    }
}
