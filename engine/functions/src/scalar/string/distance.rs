//! How texts differ, and what they sound like.

use crate::DataError;

/// Most cells of the Levenshtein matrix.
const MAX_CELLS: usize = 1_000_000;

/// The least number of insertions, deletions and replacements of code points.
pub(super) fn levenshtein(left: &str, right: &str) -> Result<i64, DataError> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.is_empty() || right.is_empty() {
        return Ok(count(left.len().max(right.len())));
    }
    if left.len().saturating_mul(right.len() - 1) > MAX_CELLS {
        return Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            "The combined inputs for Levenshtein distance are too large",
        ));
    }
    let mut distances: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut diagonal = distances[0];
        distances[0] = row + 1;
        for (index, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = distances[index + 1];
            distances[index + 1] = replaced.min(diagonal + 1).min(distances[index] + 1);
        }
    }
    Ok(count(distances[right.len()]))
}

/// The number of code points that differ.
pub(super) fn hamming(left: &str, right: &str) -> Result<i64, DataError> {
    let (mut left, mut right) = (left.chars(), right.chars());
    let mut distance = 0;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ok(distance),
            (Some(a), Some(b)) => distance += i64::from(a != b),
            _ => {
                return Err(DataError::new(
                    "INVALID_FUNCTION_ARGUMENT",
                    "The input strings to hamming_distance function must have the same length",
                ));
            }
        }
    }
}

/// American Soundex.
pub(super) fn soundex(text: &str) -> Result<String, DataError> {
    const CODES: &[u8; 26] = b"01230120022455012623010202";
    let letters: String = text.chars().filter(|char| char.is_alphabetic()).collect::<String>().to_uppercase();
    let mut letters = letters.chars();
    let Some(first) = letters.next() else { return Ok(String::new()) };
    let code = |letter: char| {
        let index = u32::from(letter).wrapping_sub(u32::from('A'));
        CODES.get(index as usize).copied().map(char::from).ok_or_else(|| {
            DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                format!("The character is not mapped: {letter} (index={index})"),
            )
        })
    };
    let mut result = String::from(first);
    let mut last = code(first)?;
    for letter in letters {
        if result.len() == 4 {
            break;
        }
        // H and W do not part letters of one code.
        if matches!(letter, 'H' | 'W') {
            continue;
        }
        let digit = code(letter)?;
        if digit != '0' && digit != last {
            result.push(digit);
        }
        last = digit;
    }
    while result.len() < 4 {
        result.push('0');
    }
    Ok(result)
}

/// Whether the digits end with their Luhn check digit.
pub(super) fn luhn_check(text: &str) -> Result<bool, DataError> {
    if text.is_empty() {
        return Ok(false);
    }
    let mut sum = 0_u64;
    for (index, byte) in text.bytes().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Input contains non-digit character"));
        }
        let digit = u64::from(byte - b'0');
        let weighted = if index % 2 == 1 { digit * 2 } else { digit };
        sum += weighted / 10 + weighted % 10;
    }
    Ok(sum.is_multiple_of(10))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
