//! Names.

use crate::ast::ObjectName;
use crate::error::SyntaxError;
use crate::lexer::{Flavor, TokenKind};
use crate::literal;

use super::{Parsed, Parser};

/// Most parts of a name: catalog, database, object.
const MAX_PARTS: usize = 3;

impl Parser<'_> {
    /// A name of one part, lower-cased.
    ///
    /// Trino's grammar quotes with `"`, and its reserved words must be quoted. Hive's quotes with `` ` ``;
    /// here any bare word is taken, words beginning with a digit too, and `"…"` as well, because clients
    /// made for Trino write it.
    pub(super) fn name(&mut self) -> Parsed<String> {
        self.rule("<identifier>", |parser| {
            let token = parser.token();
            let text = token.text(parser.sql);
            let value = match (token.kind, parser.flavor) {
                (TokenKind::Identifier, _) => text.to_lowercase(),
                (TokenKind::Keyword(keyword), flavor) if flavor == Flavor::Hive || keyword.may_be_name() => {
                    text.to_lowercase()
                }
                (TokenKind::DigitIdentifier, Flavor::Hive) => text.to_lowercase(),
                (TokenKind::QuotedIdentifier, _) | (TokenKind::BackQuotedIdentifier, Flavor::Hive) => {
                    literal::unquote(text).to_lowercase()
                }
                (TokenKind::String, Flavor::Hive) if text.starts_with('"') => {
                    literal::unquote(text).to_lowercase()
                }
                (kind, _) => return Err(parser.no_name(kind)),
            };
            if value.is_empty() {
                return Err(parser.error("Zero-length delimited identifier not allowed"));
            }
            parser.advance();
            Ok(value)
        })
    }

    /// The error for a token that cannot be a name; Trino tells what is wrong with two of them.
    pub(super) fn no_name(&mut self, kind: TokenKind) -> Box<SyntaxError> {
        match kind {
            TokenKind::BackQuotedIdentifier => {
                self.error("backquoted identifiers are not supported; use double quotes to quote identifiers")
            }
            TokenKind::DigitIdentifier => self
                .error("identifiers must not start with a digit; surround the identifier with double quotes"),
            _ => self.unexpected(),
        }
    }

    /// A name of one to three parts.
    pub(super) fn object_name(&mut self) -> Parsed<ObjectName> {
        let offset = self.offset();
        let mut parts = vec![self.name()?];
        while self.eat(TokenKind::Dot) {
            parts.push(self.name()?);
        }
        if parts.len() > MAX_PARTS {
            return Err(self.error_at(offset, format!("Too many dots in table name: {}", parts.join("."))));
        }
        Ok(ObjectName { parts, offset })
    }

    /// A database name: at most `catalog.database`.
    pub(super) fn database_name(&mut self) -> Parsed<ObjectName> {
        let name = self.object_name()?;
        if name.parts.len() == MAX_PARTS {
            return Err(self.error_at(name.offset, format!("Too many parts in schema name: {name}")));
        }
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, object, parse};

    fn dropped(sql: &str) -> String {
        match parse(sql) {
            Statement::DropTable { name, .. } => name.to_string(),
            statement => panic!("{statement:?}"),
        }
    }

    #[test]
    fn ddl_names() {
        assert_eq!(dropped("DROP TABLE Db.`My-Table`"), "db.my-table");
        assert_eq!(dropped("DROP TABLE awsdatacatalog.db.\"T\""), "awsdatacatalog.db.t");
        assert_eq!(dropped("DROP TABLE `a``b`"), "a`b");
        assert_eq!(dropped("DROP TABLE _t"), "_t");
        assert_eq!(dropped("DROP TABLE 2024_log"), "2024_log");
        assert_eq!(dropped("DROP TABLE table"), "table");
        assert_eq!(dropped("DROP TABLE external.date"), "external.date");
        assert_eq!(dropped("DROP TABLE if"), "if");
    }

    #[test]
    fn offsets_are_of_the_first_part() {
        let expected = Statement::DropTable { name: object("a.b", 20), if_exists: false };
        assert_eq!(parse("DROP TABLE /* é */ a.b"), expected);
    }

    #[test]
    fn what_is_no_name() {
        assert_eq!(error("DROP TABLE a.b.c.d"), "line 1:12: Too many dots in table name: a.b.c.d");
        assert_eq!(error("DROP TABLE ``"), "line 1:12: Zero-length delimited identifier not allowed");
        assert_eq!(
            error("DROP TABLE 't'"),
            "line 1:12: mismatched input ''t''. Expecting: 'IF', <identifier>"
        );
        assert_eq!(error("DROP TABLE a."), "line 1:14: mismatched input '<EOF>'. Expecting: <identifier>");
        assert_eq!(error("DROP TABLE my-table"), "line 1:14: mismatched input '-'. Expecting: '.', <EOF>");
        assert_eq!(error("DROP TABLE `t"), "line 1:12: mismatched input '`'. Expecting: 'IF', <identifier>");
    }

    #[test]
    fn trino_names() {
        assert_eq!(parse("USE \"My Db\""), Statement::Use { catalog: None, database: "my db".to_owned() });
        assert_eq!(parse("USE row"), Statement::Use { catalog: None, database: "row".to_owned() });
        assert_eq!(
            error("USE `db`"),
            "line 1:5: backquoted identifiers are not supported; use double quotes to quote identifiers"
        );
        assert_eq!(
            error("USE 1db"),
            "line 1:5: identifiers must not start with a digit; surround the identifier with double quotes"
        );
        assert_eq!(error("USE \"\""), "line 1:5: Zero-length delimited identifier not allowed");
        assert_eq!(error("USE select"), "line 1:5: mismatched input 'select'. Expecting: <identifier>");
    }
}
