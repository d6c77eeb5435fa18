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

#[cfg(test)]
mod tests {
    use crate::ast::{AlterTableAction, Statement};
    use crate::parser::tests::{error, parse};

    fn values(spec: &str) -> Vec<(String, String)> {
        match parse(&format!("ALTER TABLE t DROP PARTITION {spec}")) {
            Statement::AlterTable { action: AlterTableAction::DropPartitions { partitions, .. }, .. } => {
                partitions[0].values.clone()
            }
            statement => panic!("{statement:?}"),
        }
    }

    #[test]
    fn values_become_text() {
        let sql = "(Year='2024', month = 7, `d`=DATE '2024-01-01', \
                   ts = timestamp '2024-01-01 00:00:00', x = -1, y = 1.50, ok = TRUE, s=\"a b\")";
        let expected = [
            ("year", "2024"),
            ("month", "7"),
            ("d", "2024-01-01"),
            ("ts", "2024-01-01 00:00:00"),
            ("x", "-1"),
            ("y", "1.50"),
            ("ok", "true"),
            ("s", "a b"),
        ];
        assert!(values(sql).iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(expected));
    }

    #[test]
    fn equality_only_and_each_key_once() {
        assert_eq!(
            error("ALTER TABLE t DROP PARTITION (year < '2020')"),
            "line 1:36: mismatched input '<'. Expecting: '='"
        );
        assert_eq!(
            error("ALTER TABLE t DROP PARTITION (a = 1, A = 2)"),
            "line 1:38: Partition key 'a' is given twice"
        );
        assert!(error("ALTER TABLE t DROP PARTITION (a = b)").contains("mismatched input 'b'"));
        assert!(error("ALTER TABLE t DROP PARTITION (a = -'1')").contains("mismatched input ''1''"));
        assert!(error("ALTER TABLE t DROP PARTITION ()").ends_with("Expecting: <identifier>"));
    }
}
