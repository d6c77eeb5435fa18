//! Numbers.

use crate::ast::{Expression, ExpressionKind, Offset};
use crate::lexer::TokenKind;

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// The number here, whose minus (at `offset`) is taken already if there is one.
    #[inline(never)]
    pub(super) fn number(&mut self, offset: Offset, negative: bool) -> Parsed<Expression> {
        let token = self.advance();
        let text = token.text(self.sql);
        let kind = match token.kind {
            TokenKind::Integer => match integer(text, negative) {
                Some(value) => ExpressionKind::Integer(value),
                None => {
                    let sign = if negative { "-" } else { "" };
                    // Trino does not say where.
                    let error = self.error_at(0, format!("Invalid numeric literal: {sign}{text}"));
                    self.defer(error);
                    ExpressionKind::Null
                }
            },
            TokenKind::Decimal => ExpressionKind::Decimal(signed(text, negative).replace('_', "")),
            _ => ExpressionKind::Double(signed(text, negative)),
        };
        Ok(node(offset, kind))
    }
}

fn signed(text: &str, negative: bool) -> String {
    if negative { format!("-{text}") } else { text.to_owned() }
}

/// The value, unless 64 bits do not hold it.
fn integer(text: &str, negative: bool) -> Option<i64> {
    let digits = text.replace('_', "");
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    let value = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(if negative { -value } else { value }).ok()
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn integers() {
        assert_eq!(integer("1_000", false), Some(1000));
        assert_eq!(integer("0xFf", true), Some(-255));
        assert_eq!(integer("0o17", false), Some(15));
        assert_eq!(integer("0B1_01", false), Some(5));
        assert_eq!(integer("9223372036854775807", false), Some(i64::MAX));
        assert_eq!(integer("9223372036854775808", false), None);
        assert_eq!(integer("9223372036854775808", true), Some(i64::MIN));
        assert_eq!(integer(&"9".repeat(100), false), None);
    }
}
