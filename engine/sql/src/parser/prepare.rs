//! `PREPARE`, `EXECUTE`, `DEALLOCATE`

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After PREPARE: `name FROM statement`, or PostgreSQL's `name [(type, …)] AS statement`.
    pub(super) fn prepare(&mut self) -> Parsed<Statement> {
        let name = self.name()?;
        if !self.eat(Keyword::From) {
            if self.at(TokenKind::LeftParenthesis) {
                self.parenthesised(Self::expression_text)?;
            }
            self.expect(Keyword::As)?;
        }
        let start = self.offset();
        if self.statement_is_left_unread()? {
            while !matches!(self.kind(), TokenKind::Semicolon | TokenKind::Eof) {
                self.advance();
            }
        }
        Ok(Statement::Prepare { name, statement: self.text_since(start) })
    }

    /// Parses the statement to prepare; true when its end has yet to be found.
    fn statement_is_left_unread(&mut self) -> Parsed<bool> {
        let statement = self.statement()?;
        Ok(super::statement::is_not_supported(&statement))
    }

    /// After EXECUTE.
    pub(super) fn execute(&mut self) -> Parsed<Statement> {
        // A prepared statement may be called `immediate`.
        if self.kind_ahead(1) == TokenKind::String && self.eat(Keyword::Immediate) {
            let statement = self.string()?;
            return Ok(Statement::ExecuteImmediate { statement, arguments: self.using()? });
        }
        let name = self.name()?;
        let arguments = if self.at(TokenKind::LeftParenthesis) {
            self.parenthesised(Self::expression_text)?
        } else {
            self.using()?
        };
        Ok(Statement::Execute { name, arguments })
    }

    /// `[USING expression, …]`
    fn using(&mut self) -> Parsed<Vec<String>> {
        if self.eat(Keyword::Using) { self.comma_separated(Self::expression_text) } else { Ok(Vec::new()) }
    }

    /// After DEALLOCATE.
    pub(super) fn deallocate(&mut self) -> Parsed<Statement> {
        // A prepared statement may not be called `prepare`: the word is reserved.
        self.eat(Keyword::Prepare);
        Ok(Statement::Deallocate { name: self.name()? })
    }
}
