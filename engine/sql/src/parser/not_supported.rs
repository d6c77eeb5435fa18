//! Statements that Athena and Trino know and Polias does not have yet, recognised by their first words.
//!
//! The rest is left unread: the answer is the same whatever it says. What a clause makes unavailable
//! (`ALTER TABLE … RENAME TO`) is decided where the clause is parsed.

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

/// What follows the words for the statement to be recognised.
#[derive(Clone, Copy)]
enum Then {
    /// A name.
    Name,
    /// An opening parenthesis.
    Parenthesis,
    /// Anything, or nothing.
    Anything,
}

use Keyword as K;

/// First words, what must follow, and the name in the message.
const STATEMENTS: &[(&[Keyword], Then, &str)] = &[
    (&[K::Alter, K::Materialized, K::View], Then::Name, "ALTER MATERIALIZED VIEW"),
    (&[K::Alter, K::View], Then::Name, "ALTER VIEW"),
    (&[K::Analyze], Then::Name, "ANALYZE"),
    (&[K::Call], Then::Name, "CALL"),
    (&[K::Comment, K::On], Then::Anything, "COMMENT"),
    (&[K::Commit], Then::Anything, "COMMIT"),
    (&[K::Create, K::Catalog], Then::Name, "CREATE CATALOG"),
    (&[K::Create, K::Function], Then::Name, "CREATE FUNCTION"),
    (&[K::Create, K::Materialized, K::View], Then::Name, "CREATE MATERIALIZED VIEW"),
    (&[K::Create, K::Or, K::Replace, K::Function], Then::Name, "CREATE FUNCTION"),
    (&[K::Create, K::Or, K::Replace, K::Materialized, K::View], Then::Name, "CREATE MATERIALIZED VIEW"),
    (&[K::Create, K::Or, K::Replace, K::Protected], Then::Anything, "CREATE PROTECTED MULTI DIALECT VIEW"),
    (&[K::Create, K::Or, K::Replace, K::Table], Then::Name, "CREATE OR REPLACE TABLE"),
    (&[K::Create, K::Protected], Then::Anything, "CREATE PROTECTED MULTI DIALECT VIEW"),
    (&[K::Create, K::Role], Then::Name, "CREATE ROLE"),
    (&[K::Create, K::Temporary], Then::Anything, "CREATE TEMPORARY"),
    (&[K::Delete, K::From], Then::Name, "DELETE"),
    (&[K::Deny], Then::Name, "DENY"),
    (&[K::Describe, K::Database], Then::Name, "DESCRIBE DATABASE"),
    (&[K::Describe, K::Input], Then::Name, "DESCRIBE INPUT"),
    (&[K::Describe, K::Output], Then::Name, "DESCRIBE OUTPUT"),
    (&[K::Describe, K::Schema], Then::Name, "DESCRIBE SCHEMA"),
    (&[K::Drop, K::Catalog], Then::Name, "DROP CATALOG"),
    (&[K::Drop, K::Function], Then::Name, "DROP FUNCTION"),
    (&[K::Drop, K::Materialized, K::View], Then::Name, "DROP MATERIALIZED VIEW"),
    (&[K::Drop, K::Role], Then::Name, "DROP ROLE"),
    (&[K::Grant], Then::Anything, "GRANT"),
    (&[K::Insert, K::Into], Then::Name, "INSERT"),
    (&[K::Merge, K::Into], Then::Name, "MERGE"),
    (&[K::Optimize], Then::Name, "OPTIMIZE"),
    (&[K::Refresh, K::Materialized, K::View], Then::Name, "REFRESH MATERIALIZED VIEW"),
    (&[K::Reset, K::Session, K::Authorization], Then::Anything, "RESET SESSION AUTHORIZATION"),
    (&[K::Revoke], Then::Anything, "REVOKE"),
    (&[K::Rollback], Then::Anything, "ROLLBACK"),
    (&[K::Set, K::Path], Then::Name, "SET PATH"),
    (&[K::Set, K::Role], Then::Name, "SET ROLE"),
    (&[K::Set, K::Session, K::Authorization], Then::Anything, "SET SESSION AUTHORIZATION"),
    (&[K::Set, K::Time, K::Zone], Then::Anything, "SET TIME ZONE"),
    (&[K::Show, K::Create, K::Materialized, K::View], Then::Name, "SHOW CREATE MATERIALIZED VIEW"),
    (&[K::Show, K::Create, K::Schema], Then::Name, "SHOW CREATE SCHEMA"),
    (&[K::Show, K::Create, K::Database], Then::Name, "SHOW CREATE DATABASE"),
    (&[K::Show, K::Current, K::Roles], Then::Anything, "SHOW ROLES"),
    (&[K::Show, K::Grants], Then::Anything, "SHOW GRANTS"),
    (&[K::Show, K::Role, K::Grants], Then::Anything, "SHOW ROLE GRANTS"),
    (&[K::Show, K::Roles], Then::Anything, "SHOW ROLES"),
    (&[K::Show, K::Stats, K::For], Then::Anything, "SHOW STATS"),
    (&[K::Start, K::Transaction], Then::Anything, "START TRANSACTION"),
    (&[K::Truncate, K::Table], Then::Name, "TRUNCATE TABLE"),
    (&[K::Unload], Then::Parenthesis, "UNLOAD"),
    (&[K::Update], Then::Name, "UPDATE"),
    (&[K::Using, K::External, K::Function], Then::Name, "USING EXTERNAL FUNCTION"),
    (&[K::Vacuum], Then::Name, "VACUUM"),
];

impl Parser<'_> {
    /// The statement, when it is one of those above. Nothing is taken otherwise.
    pub(super) fn not_supported_statement(&mut self) -> Parsed<Option<Statement>> {
        let offset = self.offset();
        for (words, then, what) in STATEMENTS {
            if !words.iter().enumerate().all(|(ahead, word)| self.kind_ahead(ahead) == (*word).into()) {
                continue;
            }
            self.position += words.len();
            match then {
                Then::Name => {
                    self.name()?;
                }
                Then::Parenthesis => {
                    self.expect(TokenKind::LeftParenthesis)?;
                }
                Then::Anything => {}
            }
            return Ok(Some(Statement::NotSupported { what: (*what).to_owned(), offset }));
        }
        Ok(None)
    }

    /// The answer for a clause: `ALTER TABLE … RENAME TO`.
    pub(super) fn not_supported(what: &str, offset: usize) -> Parsed<Statement> {
        Ok(Statement::NotSupported { what: what.to_owned(), offset })
    }
}

#[cfg(test)]
mod tests {
    use super::STATEMENTS;
    use crate::ast::Statement;
    use crate::lexer::Keyword;
    use crate::parser::tests::{error, not_supported, parse};

    #[test]
    fn statements_are_told_by_their_first_words() {
        for (sql, what) in [
            ("INSERT INTO t (a) VALUES (1)", "INSERT"),
            ("DELETE FROM t WHERE a = 1", "DELETE"),
            ("UPDATE t SET a = 1", "UPDATE"),
            ("MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE", "MERGE"),
            ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')", "UNLOAD"),
            ("OPTIMIZE db.t REWRITE DATA USING BIN_PACK WHERE a = 1", "OPTIMIZE"),
            ("vacuum t;", "VACUUM"),
            ("CALL system.p(1)", "CALL"),
            ("GRANT SELECT ON t TO bob", "GRANT"),
            ("CREATE FUNCTION f(x int) RETURNS int RETURN x", "CREATE FUNCTION"),
            ("CREATE OR REPLACE TABLE t (a int)", "CREATE OR REPLACE TABLE"),
            ("CREATE PROTECTED MULTI DIALECT VIEW v AS SELECT 1", "CREATE PROTECTED MULTI DIALECT VIEW"),
            ("ALTER VIEW v ADD DIALECT AS SELECT 1", "ALTER VIEW"),
            ("USING EXTERNAL FUNCTION f(a int) RETURNS int LAMBDA 'x' SELECT 1", "USING EXTERNAL FUNCTION"),
            ("START TRANSACTION", "START TRANSACTION"),
            ("SHOW STATS FOR t", "SHOW STATS"),
        ] {
            assert_eq!(not_supported(sql), what);
        }
    }

    #[test]
    fn every_entry_is_reachable() {
        for (words, _, what) in STATEMENTS {
            let sql: Vec<&str> = words.iter().map(|word| Keyword::text(*word)).collect();
            let follows = if *what == "UNLOAD" { "(" } else { "x" };
            assert_eq!(not_supported(&format!("{} {follows}", sql.join(" "))), *what);
        }
    }

    #[test]
    fn the_offset_is_the_statements() {
        assert!(matches!(parse("  INSERT INTO t SELECT 1"), Statement::NotSupported { offset: 2, .. }));
    }

    #[test]
    fn nonsense_behind_the_first_words_is_an_error() {
        assert_eq!(error("INSERT INTO 1"), "line 1:13: mismatched input '1'. Expecting: <identifier>");
        assert_eq!(error("UNLOAD SELECT 1"), "line 1:8: mismatched input 'SELECT'. Expecting: '('");
        assert!(error("INSERT t SELECT 1").contains("mismatched input"));
    }
}
