//! Numbers: `12`, `1_000`, `0xFF`, `1.5`, `.5`, `1e-3`; and words that begin with a digit.

use super::{Lexer, TokenKind};

impl Lexer<'_> {
    /// A number, or a word beginning with a digit: as in Trino's grammar the longest reading wins, so `1x`
    /// is one (refused) word, `1e` too, and `1.e5` a double.
    pub(super) fn number(&mut self) -> TokenKind {
        let start = self.position;
        let (kind, number_end) = self.longest_number(start);
        let mut word_end = start;
        while self.byte(word_end).is_ascii_alphanumeric() || self.byte(word_end) == b'_' {
            word_end += 1;
        }
        if self.byte(start).is_ascii_digit() && word_end > number_end {
            self.position = word_end;
            return TokenKind::DigitIdentifier;
        }
        self.position = number_end;
        kind
    }

    fn longest_number(&self, start: usize) -> (TokenKind, usize) {
        if self.byte(start) == b'0' {
            let radix_end = match self.byte(start + 1) {
                b'x' | b'X' => self.digits(start + 2, true, |byte| byte.is_ascii_hexdigit()),
                b'o' | b'O' => self.digits(start + 2, true, |byte| (b'0'..=b'7').contains(&byte)),
                b'b' | b'B' => self.digits(start + 2, true, |byte| byte == b'0' || byte == b'1'),
                _ => start,
            };
            if radix_end > start + 2 {
                return (TokenKind::Integer, radix_end);
            }
        }
        let whole = self.digits(start, false, |byte| byte.is_ascii_digit());
        let (mut kind, mut end) = (TokenKind::Integer, whole);
        if self.byte(whole) == b'.' {
            kind = TokenKind::Decimal;
            end = self.digits(whole + 1, false, |byte| byte.is_ascii_digit());
        }
        // A double has no underscores in its digits.
        let mantissa_is_plain = !self.text[start..end].contains(&b'_');
        if mantissa_is_plain && matches!(self.byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            let exponent_start = end + 1 + sign;
            let mut exponent_end = exponent_start;
            while self.byte(exponent_end).is_ascii_digit() {
                exponent_end += 1;
            }
            if exponent_end > exponent_start {
                return (TokenKind::Double, exponent_end);
            }
        }
        (kind, end)
    }

    /// End of a run of digits with single underscores between them (before the first too, after a radix).
    fn digits(&self, start: usize, leading_underscore: bool, is_digit: impl Fn(u8) -> bool) -> usize {
        let mut end = start;
        loop {
            let underscore = usize::from(self.byte(end) == b'_' && (end > start || leading_underscore));
            if !is_digit(self.byte(end + underscore)) {
                return end;
            }
            end += underscore + 1;
        }
    }

    fn byte(&self, position: usize) -> u8 {
        self.text.get(position).copied().unwrap_or(0)
    }
}
