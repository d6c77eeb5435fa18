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
