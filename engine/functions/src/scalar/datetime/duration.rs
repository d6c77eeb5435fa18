//! Durations in words.

use crate::DataError;

fn refuse<T>(message: String) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

/// `1 minute, 36 seconds`
pub(super) fn human_readable(seconds: f64) -> Result<String, DataError> {
    if !seconds.is_finite() {
        let text = if seconds.is_nan() {
            "NaN"
        } else if seconds > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        return refuse(format!("Invalid argument found: {text}"));
    }
    let mut rest = (seconds.abs() + 0.5).floor() as u64;
    let mut words = Vec::new();
    for (unit, length) in [("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)]
    {
        let count = rest / length;
        rest %= length;
        if count > 0 || (length == 1 && words.is_empty()) {
            words.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
    }
    Ok(words.join(", "))
}

/// Milliseconds of `42.8ms`, `3.81 d`, rounded half up.
pub(super) fn parse(text: &str) -> Result<i64, DataError> {
    let invalid = || refuse(format!("duration is not a valid data duration string: {text}"));
    let trimmed = text.trim();
    let end = trimmed.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(trimmed.len());
    let (number, unit) = (&trimmed[..end], trimmed[end..].trim_start());
    let shape = |number: &str| {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        !whole.is_empty() && !fraction.is_empty() && !fraction.contains('.')
    };
    let Some(number) = shape(number).then(|| number.parse::<f64>().ok()).flatten() else { return invalid() };
    let millis = match unit {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 6e4,
        "h" => 3.6e6,
        "d" => 8.64e7,
        _ if unit.chars().all(|char| char.is_ascii_alphabetic()) && !unit.is_empty() => {
            return refuse(format!("Unknown time unit: {unit}"));
        }
        _ => return invalid(),
    };
    Ok((number * millis + 0.5).floor() as i64)
}
