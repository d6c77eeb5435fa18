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
        let catalog = if self.eat(Keyword::From) || self.eat(Keyword::In) {
            let offset = self.offset();
            Some(ObjectName { parts: vec![self.name()?], offset })
        } else {
            None
        };
        Ok(Statement::ShowDatabases { catalog, pattern: self.bare_or_like_pattern()? })
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

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, object, parse};

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn lists() {
        let cases = [
            ("SHOW DATABASES", Statement::ShowDatabases { catalog: None, pattern: None }),
            ("SHOW SCHEMAS LIKE 'a.*'", Statement::ShowDatabases { catalog: None, pattern: text("a.*") }),
            (
                "SHOW SCHEMAS FROM hive LIKE 'a%'",
                Statement::ShowDatabases { catalog: Some(object("hive", 18)), pattern: text("a%") },
            ),
            ("SHOW TABLES", Statement::ShowTables { database: None, pattern: None }),
            (
                "SHOW TABLES IN `db` 'a*|b'",
                Statement::ShowTables { database: Some(object("db", 15)), pattern: text("a*|b") },
            ),
            (
                "SHOW TABLES FROM c.db LIKE 'a%'",
                Statement::ShowTables { database: Some(object("c.db", 17)), pattern: text("a%") },
            ),
            ("SHOW TABLES '.*'", Statement::ShowTables { database: None, pattern: text(".*") }),
            (
                "SHOW VIEWS IN db LIKE 'v*'",
                Statement::ShowViews { database: Some(object("db", 14)), pattern: text("v*") },
            ),
            ("SHOW FUNCTIONS LIKE 'a%'", Statement::ShowFunctions { pattern: text("a%") }),
            ("SHOW CATALOGS", Statement::ShowCatalogs),
            ("SHOW SESSION", Statement::ShowSession),
            ("SHOW WORKGROUPS;", Statement::ShowWorkgroups),
        ];
        for (sql, expected) in cases {
            assert_eq!(parse(sql), expected);
        }
    }

    #[test]
    fn of_a_table() {
        let cases = [
            ("SHOW COLUMNS IN t", Statement::ShowColumns { table: object("t", 16) }),
            ("SHOW COLUMNS FROM db.t", Statement::ShowColumns { table: object("db.t", 18) }),
            ("SHOW COLUMNS FROM t IN c.db", Statement::ShowColumns { table: object("c.db.t", 18) }),
            ("SHOW PARTITIONS db.t", Statement::ShowPartitions { table: object("db.t", 16) }),
            ("SHOW TBLPROPERTIES t", Statement::ShowTableProperties { table: object("t", 19), key: None }),
            (
                "SHOW TBLPROPERTIES t ('a.b')",
                Statement::ShowTableProperties { table: object("t", 19), key: text("a.b") },
            ),
            ("SHOW CREATE TABLE \"T\"", Statement::ShowCreateTable { table: object("t", 18) }),
            ("SHOW CREATE VIEW db.v", Statement::ShowCreateView { view: object("db.v", 17) }),
        ];
        for (sql, expected) in cases {
            assert_eq!(parse(sql), expected);
        }
    }

    #[test]
    fn errors() {
        assert_eq!(
            error("SHOW INDEXES"),
            "line 1:6: mismatched input 'INDEXES'. Expecting: 'CATALOGS', 'COLUMNS', 'CREATE', 'DATABASES', \
             'FUNCTIONS', 'PARTITIONS', 'SCHEMAS', 'SESSION', 'TABLES', 'TBLPROPERTIES', 'VIEWS', 'WORKGROUPS'"
        );
        assert_eq!(error("SHOW COLUMNS t"), "line 1:14: mismatched input 't'. Expecting: 'FROM', 'IN'");
        assert_eq!(error("SHOW COLUMNS FROM a.t IN b"), "line 1:23: The table has its database already");
        assert_eq!(
            error("SHOW COLUMNS FROM t LIKE 'a'"),
            "line 1:21: mismatched input 'LIKE'. Expecting: '.', 'FROM', 'IN', <EOF>"
        );
        assert_eq!(
            error("SHOW TABLES foo"),
            "line 1:13: mismatched input 'foo'. Expecting: 'FROM', 'IN', 'LIKE', <EOF>, <string>"
        );
        assert_eq!(error("SHOW CREATE t"), "line 1:13: mismatched input 't'. Expecting: 'TABLE', 'VIEW'");
        assert_eq!(
            error("SHOW SCHEMAS FROM a.b"),
            "line 1:20: mismatched input '.'. Expecting: 'LIKE', <EOF>, <string>"
        );
    }
}
