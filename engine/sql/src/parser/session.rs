//! `USE`, `SET SESSION`, `RESET SESSION`

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};
use crate::literal;

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After USE.
    pub(super) fn use_database(&mut self) -> Parsed<Statement> {
        let mut name = self.database_name()?;
        let database = name.parts.pop().unwrap_or_default();
        Ok(Statement::Use { catalog: name.parts.pop(), database })
    }

    /// After SET.
    pub(super) fn set_session(&mut self) -> Parsed<Statement> {
        self.expect(Keyword::Session)?;
        let name = self.object_name()?.to_string();
        self.expect(TokenKind::Equal)?;
        let is_string = self.kind() == TokenKind::String
            && matches!(self.kind_ahead(1), TokenKind::Eof | TokenKind::Semicolon);
        let text = self.expression_text()?;
        let value = if is_string { literal::unquote(&text) } else { text };
        Ok(Statement::SetSession { name, value })
    }

    /// After RESET.
    pub(super) fn reset_session(&mut self) -> Parsed<Statement> {
        self.expect(Keyword::Session)?;
        Ok(Statement::ResetSession { name: self.object_name()?.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, not_supported, parse};

    #[test]
    fn use_database() {
        assert_eq!(parse("USE Db"), Statement::Use { catalog: None, database: "db".to_owned() });
        let expected = Statement::Use { catalog: Some("c".to_owned()), database: "db".to_owned() };
        assert_eq!(parse("USE \"C\".db;"), expected);
        assert_eq!(error("USE a.b.c"), "line 1:5: Too many parts in schema name: a.b.c");
    }

    #[test]
    fn session_properties() {
        let set = |name: &str, value: &str| Statement::SetSession {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(parse("SET SESSION a = 'it''s'"), set("a", "it's"));
        assert_eq!(parse("SET SESSION Cat.limit = 10;"), set("cat.limit", "10"));
        assert_eq!(parse("SET SESSION a = true"), set("a", "true"));
        assert_eq!(parse("SET SESSION a = 'a' || 'b'"), set("a", "'a' || 'b'"));
        assert_eq!(parse("RESET SESSION a.b"), Statement::ResetSession { name: "a.b".to_owned() });
    }

    #[test]
    fn errors() {
        assert_eq!(error("SET SESSION a"), "line 1:14: mismatched input '<EOF>'. Expecting: '.', '='");
        assert_eq!(error("SET SESSION a ="), "line 1:16: mismatched input '<EOF>'. Expecting: <expression>");
        assert_eq!(error("SET SESSION a = 1, 2"), "line 1:18: mismatched input ','. Expecting: <EOF>");
        assert_eq!(
            error("SET search_path = x"),
            "line 1:5: mismatched input 'search_path'. Expecting: 'SESSION'"
        );
        assert_eq!(not_supported("SET TIME ZONE LOCAL"), "SET TIME ZONE");
        assert_eq!(not_supported("SET SESSION AUTHORIZATION bob"), "SET SESSION AUTHORIZATION");
    }
}
