//! Joda's patterns: `yyyy-MM-dd HH:mm:ss`. Source: Joda-Time's `DateTimeFormat`.

use chrono::{Datelike, Utc};

use super::{Element, Field};
use crate::DataError;

/// Reads a pattern.
pub(super) fn read(pattern: &str) -> Result<Vec<Element>, DataError> {
    if pattern.is_empty() {
        return Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            "Invalid pattern specification: Pattern is null or empty",
        ));
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut elements = Vec::new();
    let mut index = 0;
    while let Some(char) = chars.get(index).copied() {
        if char.is_ascii_alphabetic() {
            let count = chars[index..].iter().take_while(|other| **other == char).count();
            index += count;
            let number_follows = numeric_token(&chars[index..]);
            elements.push(element(char, count, number_follows)?);
        } else {
            let (text, next) = literal(&chars, index);
            elements.push(Element::Literal(text));
            index = next;
        }
    }
    Ok(elements)
}

/// Text up to the next letter outside quotes; two quotes are one.
fn literal(chars: &[char], mut index: usize) -> (String, usize) {
    let (mut text, mut quoted) = (String::new(), false);
    while let Some(char) = chars.get(index).copied() {
        if char == '\'' {
            if chars.get(index + 1) == Some(&'\'') {
                text.push('\'');
                index += 1;
            } else {
                quoted = !quoted;
            }
        } else if !quoted && char.is_ascii_alphabetic() {
            break;
        } else {
            text.push(char);
        }
        index += 1;
    }
    (text, index)
}

/// Whether a number follows at once.
fn numeric_token(chars: &[char]) -> bool {
    match chars.first() {
        Some(
            'c' | 'C' | 'x' | 'y' | 'Y' | 'd' | 'h' | 'H' | 'm' | 's' | 'S' | 'e' | 'D' | 'F' | 'w' | 'W'
            | 'k' | 'K',
        ) => true,
        Some('M') => chars.iter().take_while(|char| **char == 'M').count() <= 2,
        _ => false,
    }
}

fn element(sign: char, count: usize, number_follows: bool) -> Result<Element, DataError> {
    let number = |field, most: usize| Element::Number { field, least: count, most: most.max(count) };
    Ok(match sign {
        'G' => Element::Name { field: Field::Era, short: true },
        'C' => number(Field::Century, count),
        'x' | 'y' | 'Y' => {
            let field = match sign {
                'x' => Field::WeekYear,
                'y' => Field::Year,
                _ => Field::YearOfEra,
            };
            if count == 2 {
                let pivot = i64::from(Utc::now().year()) - 30;
                return Ok(Element::TwoDigits { field, pivot, lenient: !number_follows });
            }
            // Digits that follow at once end a year.
            Element::Number { field, least: count, most: if number_follows { count } else { 9 } }
        }
        'M' if count >= 3 => Element::Name { field: Field::Month, short: count == 3 },
        'M' => number(Field::Month, 2),
        'd' => number(Field::DayOfMonth, 2),
        'a' => Element::Name { field: Field::HalfDay, short: true },
        'h' => number(Field::ClockHourOfHalf, 2),
        'H' => number(Field::Hour, 2),
        'k' => number(Field::ClockHour, 2),
        'K' => number(Field::HourOfHalf, 2),
        'm' => number(Field::Minute, 2),
        's' => number(Field::Second, 2),
        'S' => Element::Fraction { least: count, most: count },
        'e' => number(Field::DayOfWeek, 1),
        'E' => Element::Name { field: Field::DayOfWeek, short: count < 4 },
        'D' => number(Field::DayOfYear, 3),
        'w' => number(Field::Week, 2),
        'z' => Element::ZoneName { short: count < 4 },
        'Z' if count >= 3 => Element::ZoneId,
        'Z' => Element::Offset { colon: count == 2 },
        _ => {
            return Err(DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                format!("Illegal pattern component: {}", sign.to_string().repeat(count)),
            ));
        }
    })
}
