//! `SHOW …`

use crate::ast::{ObjectName, Statement};
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After SHOW.
    pub(super) fn show(&mut self) -> Parsed<Statement> {
        if self.eat(Keyword::Databases) || self.eat(Keyword::Schemas) {
            self.show_databases()
        } else if self.eat(Keyword::Tables) {
            let (database, pattern) = (self.in_database()?, self.bare_or_like_pattern()?);
            Ok(Statement::ShowTables { database, pattern })
        } else if self.eat(Keyword::Views) {
            let (database, pattern) = (self.in_database()?, self.bare_or_like_pattern()?);
            Ok(Statement::ShowViews { database, pattern })
        } else if self.eat(Keyword::Columns) {
            self.show_columns()
        } else if self.eat(Keyword::Partitions) {
            Ok(Statement::ShowPartitions { table: self.object_name()? })
        } else if self.eat(Keyword::Tblproperties) {
            self.show_table_properties()
        } else if self.eat(Keyword::Create) {
            if self.eat(Keyword::View) {
                return Ok(Statement::ShowCreateView { view: self.object_name()? });
            }
            self.expect(Keyword::Table)?;
            Ok(Statement::ShowCreateTable { table: self.object_name()? })
        } else if self.eat(Keyword::Functions) {
            Ok(Statement::ShowFunctions { pattern: self.like_pattern()? })
        } else if self.eat(Keyword::Catalogs) {
            Ok(Statement::ShowCatalogs)
        } else if self.eat(Keyword::Session) {
            Ok(Statement::ShowSession)
        } else if self.eat(Keyword::Workgroups) {
            Ok(Statement::ShowWorkgroups)
        } else {
            Err(self.unexpected())
        }
    }

    fn show_databases(&mut self) -> Parsed<Statement> {
        let offset = self.offset();
        // Trino's `FROM catalog`: there is one catalog so far.
        if self.eat(Keyword::From) || self.eat(Keyword::In) {
            self.name()?;
            return Self::not_supported("SHOW SCHEMAS FROM catalog", offset);
        }
        Ok(Statement::ShowDatabases { pattern: self.bare_or_like_pattern()? })
    }

    /// `[{FROM|IN} db]`
    fn in_database(&mut self) -> Parsed<Option<ObjectName>> {
        if self.eat(Keyword::From) || self.eat(Keyword::In) {
            self.database_name().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `[LIKE 'pattern']`
    fn like_pattern(&mut self) -> Parsed<Option<String>> {
        if self.eat(Keyword::Like) { self.string().map(Some) } else { Ok(None) }
    }

    /// `['pattern' | LIKE 'pattern']`
    fn bare_or_like_pattern(&mut self) -> Parsed<Option<String>> {
        if self.at(TokenKind::String) { self.string().map(Some) } else { self.like_pattern() }
    }

    /// `{FROM|IN} table [{FROM|IN} db]`
    fn show_columns(&mut self) -> Parsed<Statement> {
        if !self.eat(Keyword::From) && !self.eat(Keyword::In) {
            return Err(self.unexpected());
        }
        let mut table = self.object_name()?;
        let offset = self.offset();
        if let Some(mut database) = self.in_database()? {
            if table.parts.len() > 1 {
                return Err(self.error_at(offset, "The table has its database already"));
            }
            database.parts.append(&mut table.parts);
            table.parts = database.parts;
        }
        Ok(Statement::ShowColumns { table })
    }

    /// `table [('key')]`
    fn show_table_properties(&mut self) -> Parsed<Statement> {
        let table = self.object_name()?;
        let mut key = None;
        if self.eat(TokenKind::LeftParenthesis) {
            key = Some(self.string()?);
            self.expect(TokenKind::RightParenthesis)?;
        }
        Ok(Statement::ShowTableProperties { table, key })
    }
}
