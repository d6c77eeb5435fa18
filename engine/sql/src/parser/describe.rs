//! `DESCRIBE`

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After DESCRIBE or DESC.
    pub(super) fn describe(&mut self) -> Parsed<Statement> {
        // A table may be called `extended`: the word is an option only before a name.
        let is_option = !matches!(self.kind_ahead(1), TokenKind::Eof | TokenKind::Semicolon | TokenKind::Dot);
        let extended = is_option && self.eat(Keyword::Extended);
        let formatted = is_option && !extended && self.eat(Keyword::Formatted);
        let table = self.object_name()?;
        let partition = if self.at(Keyword::Partition) { Some(self.partition_spec()?) } else { None };
        let column = if matches!(self.kind(), TokenKind::Eof | TokenKind::Semicolon) {
            None
        } else {
            Some(self.column_path()?)
        };
        Ok(Statement::Describe { table, extended, formatted, partition, column })
    }

    /// `column.field.'$elem$'…`
    fn column_path(&mut self) -> Parsed<Vec<String>> {
        let mut path = vec![self.name()?];
        while self.eat(TokenKind::Dot) {
            let step = if self.at(TokenKind::String) { self.string()?.to_lowercase() } else { self.name()? };
            path.push(step);
        }
        Ok(path)
    }
}
