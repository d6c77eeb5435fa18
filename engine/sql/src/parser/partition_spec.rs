//! `PARTITION (k = value, …)`

use crate::ast::PartitionSpec;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// `PARTITION (k = value, …)`, without location.
    pub(super) fn partition_spec(&mut self) -> Parsed<PartitionSpec> {
        self.expect(Keyword::Partition)?;
        let values = self.parenthesised(|parser| {
            let offset = parser.offset();
            let key = parser.name()?;
            parser.expect(TokenKind::Equal)?;
            Ok((offset, key, parser.partition_value()?))
        })?;
        let mut seen: Vec<(String, String)> = Vec::with_capacity(values.len());
        for (offset, key, value) in values {
            if seen.iter().any(|(other, _)| *other == key) {
                return Err(self.error_at(offset, format!("Partition key '{key}' is given twice")));
            }
            seen.push((key, value));
        }
        Ok(PartitionSpec { values: seen, location: None })
    }

    /// A string, a number, `true`, `false`, `DATE '…'` or `TIMESTAMP '…'`, as text.
    fn partition_value(&mut self) -> Parsed<String> {
        for word in [Keyword::Date, Keyword::Timestamp] {
            if self.eat(word) {
                return self.string();
            }
        }
        for word in [Keyword::True, Keyword::False] {
            if self.eat(word) {
                return Ok(word.text().to_lowercase());
            }
        }
        let sign = if self.eat(TokenKind::Minus) { "-" } else { "" };
        for number in [TokenKind::Integer, TokenKind::Decimal] {
            if self.at(number) {
                let text = self.advance().text(self.sql);
                return Ok(format!("{sign}{text}"));
            }
        }
        if sign.is_empty() { self.string() } else { Err(self.unexpected()) }
    }
}
