//! A batch of statements → the statements.
//!
//! It splits whatever a door is sent, so it knows the quotes of every flavor and never fails: a text that
//! does not lex is one statement, for the parser to complain about.

use std::ops::Range;

use crate::lexer::{Flavor, Keyword, Lexer, Token, TokenKind};
use crate::parser::begins_hive_ddl;

/// Splits a batch at top-level `;` (not within strings, quoted names, comments or dollar quotes),
/// leaving out empty statements. Byte ranges into `sql`, without the `;` and the blanks and comments around.
///
/// A quote or comment that is not closed takes the rest of the batch into its statement.
pub fn split_statements(sql: &str) -> Vec<Range<usize>> {
    let mut statements = Vec::new();
    let mut start = 0;
    while start < sql.len() {
        let (statement, next) = first_statement(sql, start);
        statements.extend(statement);
        start = next;
    }
    statements
}

/// The statement that begins at `start` (none before the next `;`), and where to go on.
fn first_statement(sql: &str, start: usize) -> (Option<Range<usize>>, usize) {
    let mut lexer = Lexer::new(sql, start, Flavor::Postgres);
    let mut words = Lexer::new(sql, start, Flavor::Trino);
    if begins_hive_ddl([words.next_token().kind, words.next_token().kind]) {
        lexer.flavor = Flavor::Hive;
    }
    let mut statement: Option<Range<usize>> = None;
    let mut previous = TokenKind::Semicolon;
    loop {
        let token = lexer.next_token();
        match token.kind {
            TokenKind::Semicolon | TokenKind::Eof => return (statement, token.range().end),
            TokenKind::Unrecognized if opens_a_quote(token, sql) => {
                let first = statement.map_or(token.range().start, |range| range.start);
                return (Some(first..sql.len()), sql.len());
            }
            // `CREATE TABLE … AS query`: what follows is a query, whose strings have no back-slash escapes.
            TokenKind::Keyword(Keyword::As) if previous != Keyword::Stored.into() => {
                lexer.flavor = Flavor::Postgres;
            }
            _ => {}
        }
        let first = statement.map_or(token.range().start, |range| range.start);
        statement = Some(first..token.range().end);
        previous = token.kind;
    }
}

/// Whether an unrecognized token is a quote or comment without its end.
fn opens_a_quote(token: Token, sql: &str) -> bool {
    token.text(sql).starts_with(['\'', '"', '`', '$', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        split_statements(sql).into_iter().map(|range| &sql[range]).collect()
    }

    #[test]
    fn splits_at_semicolons_and_leaves_out_empty_statements() {
        assert_eq!(split(" SELECT 1 ; ;; SELECT 2;\n-- end; here\n"), ["SELECT 1", "SELECT 2"]);
        assert!(split("").is_empty());
        assert!(split(" -- nothing\n/* ; */ ;").is_empty());
    }

    #[test]
    fn quotes_and_comments_hide_semicolons() {
        for sql in [
            "SELECT ';'",
            "SELECT 'it''s;'",
            "SELECT \";\"",
            "SELECT 1 -- ;\n+ 2",
            "SELECT /* ; */ 1",
            "SELECT $$a;b$$",
            "SELECT $x$ $$;$$ $x$",
            r"SELECT E'a\';b'",
            "DROP TABLE `a;b`",
            r"CREATE EXTERNAL TABLE t (a int) COMMENT 'it\'s; fine'",
            r#"ALTER TABLE t SET TBLPROPERTIES ("a"="b\";c")"#,
        ] {
            assert_eq!(split(&format!("{sql}; SELECT 2")), [sql, "SELECT 2"]);
        }
    }

    #[test]
    fn a_query_has_no_back_slash_escapes() {
        assert_eq!(split(r"SELECT '\'; SELECT 2"), [r"SELECT '\'", "SELECT 2"]);
        let ctas = r"CREATE TABLE t WITH (format = 'ORC') AS SELECT '\'";
        assert_eq!(split(&format!("{ctas}; SELECT 2")), [ctas, "SELECT 2"]);
        let stored = r"CREATE TABLE t (a int) STORED AS ORC LOCATION 'a\';'";
        assert_eq!(split(&format!("{stored}; SELECT 2")), [stored, "SELECT 2"]);
    }

    #[test]
    fn an_unclosed_quote_takes_the_rest() {
        assert_eq!(split("SELECT 1; SELECT 'a; SELECT 2"), ["SELECT 1", "SELECT 'a; SELECT 2"]);
        assert_eq!(split("SELECT 1 /* ; SELECT 2"), ["SELECT 1 /* ; SELECT 2"]);
        assert_eq!(split("SELECT $$; 2"), ["SELECT $$; 2"]);
    }

    #[test]
    fn parameters_and_lone_dollars_do_not_quote() {
        assert_eq!(split("SELECT $1; SELECT $2"), ["SELECT $1", "SELECT $2"]);
        assert_eq!(split("PATTERN (A $); SELECT 1"), ["PATTERN (A $)", "SELECT 1"]);
    }
}
