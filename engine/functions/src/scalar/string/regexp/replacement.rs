//! Replacements of `regexp_replace`: `$1`, `${name}`, `\$`.

use regex::{Captures, Regex};

use crate::DataError;

/// Appends the replacement of one match.
pub(super) fn append(
    result: &mut String,
    replacement: &str,
    regex: &Regex,
    found: &Captures<'_>,
) -> Result<(), DataError> {
    let illegal = |what: String| {
        Err(DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Illegal replacement sequence: {what}")))
    };
    let mut rest = replacement;
    while let Some(index) = rest.find(['$', '\\']) {
        result.push_str(&rest[..index]);
        let sign = rest.as_bytes()[index];
        rest = &rest[index + 1..];
        let Some(next) = rest.chars().next() else { return illegal(replacement.to_owned()) };
        if sign == b'\\' {
            result.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        }
        if next == '{' {
            let Some((name, after)) = rest[1..].split_once('}') else {
                return illegal(replacement.to_owned());
            };
            if !regex.capture_names().flatten().any(|known| known == name) {
                return illegal(format!("unknown group {{ {name} }}"));
            }
            result.push_str(found.name(name).map_or("", |group| group.as_str()));
            rest = after;
            continue;
        }
        let Some(digit) = next.to_digit(10) else { return illegal(replacement.to_owned()) };
        let mut group = digit as usize;
        if group >= found.len() {
            return illegal(format!("unknown group {group}"));
        }
        rest = &rest[1..];
        // Further digits belong to the number as long as there is such a group.
        while let Some(digit) = rest.chars().next().and_then(|char| char.to_digit(10)) {
            let longer = group * 10 + digit as usize;
            if longer >= found.len() {
                break;
            }
            group = longer;
            rest = &rest[1..];
        }
        result.push_str(found.get(group).map_or("", |group| group.as_str()));
    }
    result.push_str(rest);
    Ok(())
}
