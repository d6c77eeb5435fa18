//! Queries and expressions that are kept as text.

use crate::ast::QueryText;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// Whether a query begins here.
    pub(super) fn begins_query(&self) -> bool {
        matches!(
            self.kind(),
            TokenKind::LeftParenthesis
                | TokenKind::Keyword(Keyword::Select | Keyword::With | Keyword::Values | Keyword::Table)
        )
    }

    /// All tokens up to `;` or the end, as the text of a query. Quotes that Trino refuses are refused here,
    /// everything else is left to whoever parses the text.
    pub(super) fn query_text(&mut self) -> Parsed<QueryText> {
        if !self.begins_query() {
            return self.rule("<query>", |parser| Err(parser.unexpected()));
        }
        let start = self.offset();
        while !matches!(self.kind(), TokenKind::Semicolon | TokenKind::Eof) {
            match self.kind() {
                TokenKind::BackQuotedIdentifier => {
                    return Err(self.error(
                        "backquoted identifiers are not supported; use double quotes to quote identifiers",
                    ));
                }
                TokenKind::QuotedIdentifier if self.token().range().len() == 2 => {
                    return Err(self.error("Zero-length delimited identifier not allowed"));
                }
                _ => self.advance(),
            };
        }
        Ok(self.text_since(start))
    }

    /// The text from byte `start` to the end of the last token taken.
    pub(super) fn text_since(&self, start: usize) -> QueryText {
        let span = start..self.previous_end().max(start);
        QueryText { text: self.sql.get(span.clone()).unwrap_or_default().to_owned(), span }
    }

    /// An expression as text: tokens up to a comma or a closing parenthesis outside of brackets, or the end.
    pub(super) fn expression_text(&mut self) -> Parsed<String> {
        self.rule("<expression>", |parser| {
            let start = parser.offset();
            let mut open: Vec<TokenKind> = Vec::new();
            loop {
                let kind = parser.kind();
                match kind {
                    TokenKind::Comma | TokenKind::RightParenthesis if open.is_empty() => break,
                    TokenKind::Eof | TokenKind::Semicolon | TokenKind::Unrecognized => break,
                    TokenKind::LeftParenthesis => open.push(TokenKind::RightParenthesis),
                    TokenKind::LeftBracket => open.push(TokenKind::RightBracket),
                    TokenKind::RightParenthesis | TokenKind::RightBracket => match open.pop() {
                        Some(closing) if closing == kind => {}
                        Some(closing) => {
                            parser.at(closing);
                            return Err(parser.unexpected());
                        }
                        None => break,
                    },
                    _ => {}
                }
                parser.advance();
            }
            if let Some(closing) = open.pop() {
                parser.at(closing);
                return Err(parser.unexpected());
            }
            if parser.offset() == start || parser.previous_end() <= start {
                return Err(parser.unexpected());
            }
            Ok(parser.text_since(start).text)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, parse};

    #[test]
    fn queries_keep_their_text() {
        for sql in [
            "SELECT 1",
            "WITH a AS (SELECT 1) TABLE a",
            "VALUES 1, 2",
            "TABLE t",
            "(SELECT 1) UNION (SELECT 2)",
            "SELECT E'a', $1, a::int, 'ž' FROM \"T\" WHERE x ~ '^a'",
        ] {
            let text = format!(" /* first */ {sql} -- last\n ; ");
            let Statement::Query(query) = parse(&text) else { panic!("{sql}") };
            assert_eq!(query.text, sql);
            assert_eq!(&text[query.span], sql);
        }
    }

    #[test]
    fn quotes_that_trino_refuses() {
        assert_eq!(
            error("SELECT `a` FROM t"),
            "line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers"
        );
        assert_eq!(error("SELECT\n \"\" FROM t"), "line 2:2: Zero-length delimited identifier not allowed");
    }
}
