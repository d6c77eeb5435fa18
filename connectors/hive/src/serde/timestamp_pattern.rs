//! `timestamp.formats`: the patterns of Joda (LazySimple, HCatalog) and `java.time` (openx), as far as they
//! agree with each other. A letter they do not agree on, or that is not read here, is refused when the table
//! is opened.

use polias_connector::{ConnectorError, Result};

use super::datetime::{Cursor, Instant, days_from_civil, from_millis, instant, zone_offset};
use super::number::java_integer;

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimestampPattern {
    /// The word `millis`: milliseconds since 1970, a fraction ignored.
    Millis,
    /// Fields and literals in order.
    Items(Vec<Item>),
}

/// One part of a pattern; the number is the count of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Literal(String),
    Year(usize),
    Month(usize),
    MonthName,
    Day(usize),
    Hour(usize),
    HourOfHalf(usize),
    Half,
    Minute(usize),
    Second(usize),
    Fraction(usize),
    Offset,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl TimestampPattern {
    /// Reads a pattern; `HIVE_INVALID_METADATA` when it cannot be followed.
    pub fn parse(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("millis") {
            return Ok(Self::Millis);
        }
        let mut items = Vec::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if letter == '\'' {
                let (literal, after) =
                    quoted(&rest[1..]).ok_or_else(|| refuse(text, "a quote does not end"))?;
                items.push(Item::Literal(literal));
                rest = after;
                continue;
            }
            let count = rest.chars().take_while(|&next| next == letter).count();
            let after = &rest[count * letter.len_utf8()..];
            items.push(match (letter, count) {
                ('y' | 'u', count) if count != 2 => Item::Year(count),
                ('M', 1 | 2) => Item::Month(count),
                ('M', 3 | 4) => Item::MonthName,
                ('d', 1 | 2) => Item::Day(count),
                ('H', 1 | 2) => Item::Hour(count),
                ('h', 1 | 2) => Item::HourOfHalf(count),
                ('a', _) => Item::Half,
                ('m', 1 | 2) => Item::Minute(count),
                ('s', 1 | 2) => Item::Second(count),
                ('S', 1..=9) => Item::Fraction(count),
                ('Z' | 'X' | 'x', _) => Item::Offset,
                (letter, count) if letter.is_ascii_alphabetic() => {
                    return Err(refuse(
                        text,
                        &format!("'{}' is not supported", letter.to_string().repeat(count)),
                    ));
                }
                (letter, count) => Item::Literal(letter.to_string().repeat(count)),
            });
            rest = after;
        }
        Ok(Self::Items(items))
    }

    /// The instant a text means; `None` when it does not follow the pattern to its end. Fields the pattern
    /// lacks are those of 1970-01-01 00:00:00 UTC.
    pub fn read(&self, text: &[u8]) -> Option<Instant> {
        match self {
            Self::Millis => read_millis(text),
            Self::Items(items) => read_items(items, text),
        }
    }
}

fn read_millis(text: &[u8]) -> Option<Instant> {
    let end = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    let fraction = text.get(end + 1..);
    if fraction.is_some_and(|digits| digits.is_empty() || !digits.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    if text.first() == Some(&b'+') {
        return None;
    }
    java_integer(&text[..end], 10).map(from_millis)
}

fn read_items(items: &[Item], text: &[u8]) -> Option<Instant> {
    let mut cursor = Cursor::new(text);
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let (mut hour, mut minute, mut second, mut nanos, mut offset) = (0, 0, 0, 0, 0);
    let mut half = None;
    for (at, item) in items.iter().enumerate() {
        // Digits that touch have the widths of their letters, so that `yyyyMMdd` can be read.
        let adjacent = items.get(at + 1).is_some_and(is_number) || (at > 0 && is_number(&items[at - 1]));
        let number = |cursor: &mut Cursor<'_>, width: usize, most: usize| match adjacent {
            true => cursor.digits(width, width),
            false => cursor.digits(1, most),
        };
        match item {
            Item::Literal(literal) => {
                if !cursor.rest().starts_with(literal.as_bytes()) {
                    return None;
                }
                cursor.advance(literal.len());
            }
            Item::Year(width) => {
                let negative = cursor.accept(b'-');
                year = number(&mut cursor, *width, 9)?;
                year = if negative { -year } else { year };
            }
            Item::Month(width) => month = within(number(&mut cursor, *width, 2)?, 1, 12)?,
            Item::MonthName => month = month_name(&mut cursor)?,
            Item::Day(width) => day = within(number(&mut cursor, *width, 2)?, 1, 31)?,
            Item::Hour(width) => hour = within(number(&mut cursor, *width, 2)?, 0, 23)?,
            Item::HourOfHalf(width) => hour = within(number(&mut cursor, *width, 2)?, 1, 12)? % 12,
            Item::Half => half = Some(half_of_day(&mut cursor)?),
            Item::Minute(width) => minute = within(number(&mut cursor, *width, 2)?, 0, 59)?,
            Item::Second(width) => second = within(number(&mut cursor, *width, 2)?, 0, 59)?,
            Item::Fraction(width) => nanos = cursor.fraction_digits(1, *width)?,
            Item::Offset => offset = read_offset(&mut cursor)?,
        }
    }
    if !cursor.at_end() {
        return None;
    }
    let days = days_from_civil(year, month, day);
    // A day its month does not have is refused, not carried: these parsers are strict.
    if days >= days_from_civil(year, month + 1, 1) {
        return None;
    }
    instant(days, hour + half.unwrap_or(0), minute, second - offset, nanos)
}

fn is_number(item: &Item) -> bool {
    !matches!(item, Item::Literal(_) | Item::MonthName | Item::Half | Item::Offset)
}

fn within(value: i64, low: i64, high: i64) -> Option<i64> {
    (low..=high).contains(&value).then_some(value)
}

fn month_name(cursor: &mut Cursor<'_>) -> Option<i64> {
    let letters = cursor.rest().iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = std::str::from_utf8(&cursor.rest()[..letters]).ok()?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == word || month[..3] == word)?;
    cursor.advance(letters);
    i64::try_from(at + 1).ok()
}

/// Hours to add: 0 for AM, 12 for PM.
fn half_of_day(cursor: &mut Cursor<'_>) -> Option<i64> {
    let word = cursor.rest().get(..2)?.to_ascii_uppercase();
    cursor.advance(2);
    match word.as_slice() {
        b"AM" => Some(0),
        b"PM" => Some(12),
        _ => None,
    }
}

fn read_offset(cursor: &mut Cursor<'_>) -> Option<i64> {
    let (bytes, seconds) = match cursor.rest() {
        [b'Z' | b'z', ..] => (1, 0),
        [sign @ (b'+' | b'-'), a, b, b':', c, d, ..] => (6, zone_offset(*sign, [*a, *b, *c, *d])?),
        [sign @ (b'+' | b'-'), a, b, c, d, ..] => (5, zone_offset(*sign, [*a, *b, *c, *d])?),
        [sign @ (b'+' | b'-'), a, b] => (3, zone_offset(*sign, [*a, *b, b'0', b'0'])?),
        _ => return None,
    };
    cursor.advance(bytes);
    Some(seconds)
}

/// The text up to the closing quote (a doubled quote is one), and what follows. `''` alone is a quote.
fn quoted(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix('\'') {
        return Some(("'".to_string(), after));
    }
    let mut literal = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('\'')?;
        literal.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                literal.push('\'');
                rest = after;
            }
            None => return Some((literal, rest)),
        }
    }
}

fn refuse(pattern: &str, reason: &str) -> ConnectorError {
    let message = format!("timestamp format '{pattern}' cannot be used: {reason}");
    ConnectorError::new("HIVE_INVALID_METADATA", message).with_hint(
        "letters: yyyy M MM MMM d dd H HH h hh a m mm s ss S… Z X, text in single quotes, or millis",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, text: &str) -> Option<i64> {
        TimestampPattern::parse(pattern).unwrap().read(text.as_bytes()).and_then(Instant::rounded_millis)
    }

    #[test]
    fn patterns_are_followed_to_the_end() {
        const BASE: i64 = 1_577_934_245_000;
        for (pattern, text, millis) in [
            ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2020-01-02T04:04:05.123+0100", Some(BASE + 123)),
            ("yyyy-MM-dd'T'HH:mm:ssXXX", "2020-01-02T04:04:05+01:00", Some(BASE)),
            ("yyyyMMddHHmmss", "20200102030405", Some(BASE)),
            ("dd/MMM/yyyy:HH:mm:ss Z", "02/Jan/2020:03:04:05 +0000", Some(BASE)),
            ("MMMM d yyyy, hh:mm:ss a", "January 2 2020, 03:04:05 PM", Some(BASE + 12 * 3_600_000)),
            ("hh a", "12 AM", Some(0)),
            ("millis", "1577934245000.9", Some(BASE)),
            ("millis", "x", None),
            ("yyyy-MM-dd", "2020-01-02 ", None),
            ("yyyy-MM-dd", "2020-02-30", None),
            ("yyyy-MM-dd", "2020-13-01", None),
            ("HH:mm", "25:00", None),
            ("yyyy ''yy", "x", None),
        ] {
            if pattern == "yyyy ''yy" {
                assert!(TimestampPattern::parse(pattern).is_err());
            } else {
                assert_eq!(read(pattern, text), millis, "{pattern} {text}");
            }
        }
    }

    #[test]
    fn unknown_letters_are_refused() {
        for pattern in ["yy-MM-dd", "yyyy-DDD", "EEE", "yyyy 'open", "zzz"] {
            let error = TimestampPattern::parse(pattern).unwrap_err();
            assert_eq!(error.name, "HIVE_INVALID_METADATA", "{pattern}");
            assert!(error.hint.is_some());
        }
    }
}
