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

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, not_supported, object, parse};

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn create() {
        let sql = "CREATE DATABASE IF NOT EXISTS Sales COMMENT 'it''s' LOCATION 's3://b/x/' \
                   WITH DBPROPERTIES ('a'='1', \"b\" = \"2\")";
        let expected = Statement::CreateDatabase {
            name: object("sales", 30),
            if_not_exists: true,
            comment: Some("it's".to_owned()),
            location: Some("s3://b/x/".to_owned()),
            properties: pairs(&[("a", "1"), ("b", "2")]),
        };
        assert_eq!(parse(sql), expected);
        let bare = Statement::CreateDatabase {
            name: object("c.s", 14),
            if_not_exists: false,
            comment: None,
            location: None,
            properties: Vec::new(),
        };
        assert_eq!(parse("create schema c.s"), bare);
    }

    #[test]
    fn alter() {
        let expected = Statement::AlterDatabase { name: object("a", 15), properties: pairs(&[("k", "v")]) };
        assert_eq!(parse("ALTER DATABASE `a` SET DBPROPERTIES ('k'='v')"), expected);
        assert_eq!(not_supported("ALTER SCHEMA a RENAME TO b"), "ALTER SCHEMA … RENAME TO");
        assert_eq!(not_supported("ALTER DATABASE a SET LOCATION 's3://b/'"), "ALTER DATABASE … SET LOCATION");
    }

    #[test]
    fn drop() {
        let dropped = |cascade| Statement::DropDatabase { name: object("a", 24), if_exists: true, cascade };
        assert_eq!(parse("DROP DATABASE IF EXISTS a"), dropped(false));
        assert_eq!(parse("DROP DATABASE IF EXISTS a RESTRICT"), dropped(false));
        assert_eq!(parse("DROP DATABASE IF EXISTS a CASCADE"), dropped(true));
    }

    #[test]
    fn errors() {
        assert_eq!(
            error("CREATE DATABASE a COMMENT 'x' COMMENT 'y'"),
            "line 1:31: mismatched input 'COMMENT'. Expecting: 'AUTHORIZATION', 'LOCATION', 'WITH', <EOF>"
        );
        assert_eq!(
            error("CREATE DATABASE a WITH DBPROPERTIES ()"),
            "line 1:38: mismatched input ')'. Expecting: <string>"
        );
        assert_eq!(
            error("CREATE DATABASE a WITH DBPROPERTIES ('k')"),
            "line 1:41: mismatched input ')'. Expecting: '='"
        );
        assert_eq!(error("CREATE DATABASE a.b.c"), "line 1:17: Too many parts in schema name: a.b.c");
        assert_eq!(
            error("DROP DATABASE a PURGE"),
            "line 1:17: mismatched input 'PURGE'. Expecting: '.', 'CASCADE', 'RESTRICT', <EOF>"
        );
        assert_eq!(not_supported("CREATE SCHEMA a WITH (location = 's3://b/')"), "CREATE SCHEMA … WITH (…)");
        assert_eq!(not_supported("CREATE SCHEMA a AUTHORIZATION bob"), "CREATE SCHEMA … AUTHORIZATION");
    }
}
