//! MySQL's patterns: `%Y-%m-%d`.

use super::{Element, Field};
use crate::DataError;

/// The middle of the hundred years that `%y` says.
const PIVOT: i64 = 2020;

/// Reads a pattern.
pub(super) fn read(pattern: &str) -> Result<Vec<Element>, DataError> {
    let mut elements = Vec::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            literal(&mut elements, char);
            continue;
        }
        // A sign at the end says nothing.
        let Some(sign) = chars.next() else { break };
        match sign {
            'r' => elements.extend(clock(Field::ClockHourOfHalf, true)),
            'T' => elements.extend(clock(Field::Hour, false)),
            _ => match element(sign)? {
                Some(element) => elements.push(element),
                None => literal(&mut elements, sign),
            },
        }
    }
    if elements.is_empty() {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Both printing and parsing not supported"));
    }
    Ok(elements)
}

fn literal(elements: &mut Vec<Element>, char: char) {
    match elements.last_mut() {
        Some(Element::Literal(text)) => text.push(char),
        _ => elements.push(Element::Literal(char.into())),
    }
}

fn number(field: Field, least: usize, most: usize) -> Element {
    Element::Number { field, least, most }
}

fn clock(hour: Field, half: bool) -> Vec<Element> {
    let colon = || Element::Literal(":".to_owned());
    let mut elements =
        vec![number(hour, 2, 2), colon(), number(Field::Minute, 2, 2), colon(), number(Field::Second, 2, 2)];
    if half {
        elements.push(Element::Literal(" ".to_owned()));
        elements.push(Element::Name { field: Field::HalfDay, short: true });
    }
    elements
}

/// `None` for a character that stands for itself.
fn element(sign: char) -> Result<Option<Element>, DataError> {
    Ok(Some(match sign {
        'a' => Element::Name { field: Field::DayOfWeek, short: true },
        'b' => Element::Name { field: Field::Month, short: true },
        'c' => number(Field::Month, 1, 2),
        'd' => number(Field::DayOfMonth, 2, 2),
        'e' => number(Field::DayOfMonth, 1, 2),
        'f' => Element::Fraction { least: 6, most: 9 },
        'H' => number(Field::Hour, 2, 2),
        'h' | 'I' => number(Field::ClockHourOfHalf, 2, 2),
        'i' => number(Field::Minute, 2, 2),
        'j' => number(Field::DayOfYear, 3, 3),
        'k' => number(Field::Hour, 1, 2),
        'l' => number(Field::ClockHourOfHalf, 1, 2),
        'M' => Element::Name { field: Field::Month, short: false },
        'm' => number(Field::Month, 2, 2),
        'p' => Element::Name { field: Field::HalfDay, short: true },
        'S' | 's' => number(Field::Second, 2, 2),
        'v' => number(Field::Week, 2, 2),
        'W' => Element::Name { field: Field::DayOfWeek, short: false },
        'x' => number(Field::WeekYear, 4, 4),
        'Y' => number(Field::Year, 4, 4),
        'y' => Element::TwoDigits { field: Field::Year, pivot: PIVOT, lenient: false },
        'w' | 'U' | 'u' | 'V' | 'X' | 'D' => {
            return Err(DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                format!("%{sign} not supported in date format string"),
            ));
        }
        _ => return Ok(None),
    }))
}
