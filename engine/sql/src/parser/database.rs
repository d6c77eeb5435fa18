//! `CREATE`, `ALTER` and `DROP` of a database.

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After `CREATE {DATABASE|SCHEMA}`.
    pub(super) fn create_database(&mut self) -> Parsed<Statement> {
        let if_not_exists = self.if_not_exists();
        let name = self.database_name()?;
        let (mut comment, mut location, mut properties) = (None, None, Vec::new());
        loop {
            let offset = self.offset();
            if comment.is_none() && self.eat(Keyword::Comment) {
                comment = Some(self.string()?);
            } else if location.is_none() && self.eat(Keyword::Location) {
                location = Some(self.string()?);
            } else if properties.is_empty() && self.eat(Keyword::With) {
                // Trino's `WITH (location = '…')`.
                if self.at(TokenKind::LeftParenthesis) {
                    return Self::not_supported("CREATE SCHEMA … WITH (…)", offset);
                }
                self.expect(Keyword::Dbproperties)?;
                properties = self.properties()?;
            } else if self.at(Keyword::Authorization) {
                return Self::not_supported("CREATE SCHEMA … AUTHORIZATION", offset);
            } else {
                return Ok(Statement::CreateDatabase { name, if_not_exists, comment, location, properties });
            }
        }
    }

    /// After `ALTER {DATABASE|SCHEMA}`.
    pub(super) fn alter_database(&mut self) -> Parsed<Statement> {
        let name = self.database_name()?;
        let offset = self.offset();
        if self.eat_all(&[Keyword::Rename, Keyword::To]) {
            return Self::not_supported("ALTER SCHEMA … RENAME TO", offset);
        }
        self.expect(Keyword::Set)?;
        if self.eat(Keyword::Authorization) {
            return Self::not_supported("ALTER SCHEMA … SET AUTHORIZATION", offset);
        }
        if self.eat(Keyword::Location) {
            return Self::not_supported("ALTER DATABASE … SET LOCATION", offset);
        }
        self.expect(Keyword::Dbproperties)?;
        Ok(Statement::AlterDatabase { name, properties: self.properties()? })
    }

    /// After `DROP {DATABASE|SCHEMA}`.
    pub(super) fn drop_database(&mut self) -> Parsed<Statement> {
        let if_exists = self.if_exists();
        let name = self.database_name()?;
        let cascade = self.eat(Keyword::Cascade);
        if !cascade {
            self.eat(Keyword::Restrict);
        }
        Ok(Statement::DropDatabase { name, if_exists, cascade })
    }

    /// `[IF NOT EXISTS]`
    pub(super) fn if_not_exists(&mut self) -> bool {
        self.eat_all(&[Keyword::If, Keyword::Not, Keyword::Exists])
    }

    /// `[IF EXISTS]`
    pub(super) fn if_exists(&mut self) -> bool {
        self.eat_all(&[Keyword::If, Keyword::Exists])
    }
}
