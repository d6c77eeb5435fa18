//! `('key'='value', …)`

use crate::ast::Properties;
use crate::lexer::TokenKind;

use super::{Parsed, Parser};

impl Parser<'_> {
    /// `('key'='value', …)`, at least one.
    pub(super) fn properties(&mut self) -> Parsed<Properties> {
        self.parenthesised(|parser| {
            let key = parser.string()?;
            parser.expect(TokenKind::Equal)?;
            Ok((key, parser.string()?))
        })
    }

    /// `('key', …)`, at least one.
    pub(super) fn property_keys(&mut self) -> Parsed<Vec<String>> {
        self.parenthesised(Self::string)
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::{AlterTableAction, Statement};
    use crate::parser::tests::parse;

    #[test]
    fn keys_and_values_in_either_quote_with_escapes() {
        let sql = r#"ALTER TABLE t SET TBLPROPERTIES ("a.b"="\t", 'skip.header.line.count'='1', 'a' = '')"#;
        let Statement::AlterTable { action: AlterTableAction::SetProperties(properties), .. } = parse(sql)
        else {
            panic!("no properties")
        };
        let expected = [("a.b", "\t"), ("skip.header.line.count", "1"), ("a", "")];
        assert!(properties.iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(expected));
    }
}
