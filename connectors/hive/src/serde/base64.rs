//! Base64 in the two manners of Trino's readers: commons-codec's lenient one and Java's strict one.

use std::borrow::Cow;

/// LazySimpleSerDe: bytes that are all of the alphabet (or padding or white space) are decoded up to the
/// first padding, everything else is taken as it is.
pub(super) fn decode_or_keep(text: &[u8]) -> Cow<'_, [u8]> {
    let white = |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    if !text.iter().all(|&byte| sextet(byte, true).is_some() || byte == b'=' || white(byte)) {
        return Cow::Borrowed(text);
    }
    let symbols = text.iter().take_while(|&&byte| byte != b'=').filter_map(|&byte| sextet(byte, true));
    Cow::Owned(collect(symbols))
}

/// The openx SerDe: RFC 4648, padding may be absent but not wrong. `None` when it is not Base64.
pub(super) fn decode_strict(text: &[u8]) -> Option<Vec<u8>> {
    let unpadded = match text {
        [rest @ .., b'=', b'='] if text.len().is_multiple_of(4) => rest,
        [rest @ .., b'='] if text.len().is_multiple_of(4) => rest,
        _ => text,
    };
    if unpadded.len() % 4 == 1 {
        return None;
    }
    let symbols = unpadded.iter().map(|&byte| sextet(byte, false)).collect::<Option<Vec<u8>>>()?;
    Some(collect(symbols.into_iter()))
}

fn sextet(byte: u8, url_safe: bool) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        b'-' if url_safe => Some(62),
        b'_' if url_safe => Some(63),
        _ => None,
    }
}

/// Bits that do not fill a byte are dropped.
fn collect(symbols: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for symbol in symbols {
        bits = (bits << 6) | u32::from(symbol);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient_as_trino_answers() {
        for (text, bytes) in [
            ("aGVsbG8=", "hello"),
            ("aGVsbG8", "hello"),
            ("aGVs", "hel"),
            ("bG8=", "lo"),
            ("aGVsbG9=", "hello"),
            ("aGVsbG8=aa", "hello"),
            ("aGVs bG8=", "hello"),
            ("a", ""),
            ("a!b", "a!b"),
            ("", ""),
        ] {
            assert_eq!(decode_or_keep(text.as_bytes()).as_ref(), bytes.as_bytes(), "{text}");
        }
    }

    #[test]
    fn strict_refuses_what_is_not_base64() {
        assert_eq!(decode_strict(b"aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(decode_strict(b"aGVsbG8"), Some(b"hello".to_vec()));
        assert_eq!(decode_strict(b"1d"), Some(vec![0xd5]));
        for text in ["1.5", " 1", "a", "aGVs=", "a-b_", "aGVsbG8=aa"] {
            assert_eq!(decode_strict(text.as_bytes()), None, "{text}");
        }
    }
}
