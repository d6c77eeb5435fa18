//! From the text of a query to DataFusion's syntax tree.
//!
//! Done on the tokens, before parsing: quoted names are lower-cased as Athena does, `?` parameters get
//! numbers, hidden columns are noticed, and statements nested too deeply are refused (see [`super::depth`]).

use std::collections::BTreeSet;

use datafusion::sql::sqlparser::ast::{Expr, Query};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};
use polias_sql::Position;

use super::depth::{MAX_DEPTH, check_depth};
use super::position::{offset_of, position_at};
use super::rebalance::rebalance;
use crate::{EngineError, Result};

/// How deep the parser may call itself: more than [`MAX_DEPTH`], for one level of text takes it several calls.
const PARSER_DEPTH: usize = 4 * MAX_DEPTH;

/// A parsed query.
#[derive(Debug, Clone)]
pub(super) struct ParsedQuery {
    /// The tree; long chains of AND and OR are balanced.
    pub(super) query: Box<Query>,
    /// Names of hidden columns (`$path`, …) that stand anywhere in the text.
    pub(super) hidden: BTreeSet<String>,
    /// Whether it has parameters.
    pub(super) has_parameters: bool,
}

/// Parses a query. Positions of errors are those of `sql`.
pub(super) fn parse_query(sql: &str) -> Result<ParsedQuery> {
    let (tokens, hidden) = tokens(sql)?;
    let has_parameters = tokens.iter().any(|token| matches!(token.token, Token::Placeholder(_)));
    let mut parser = parser(tokens);
    let mut query = parser.parse_query().map_err(|error| parser_error(sql, &error))?;
    expect_end(sql, &mut parser)?;
    rebalance(&mut query);
    Ok(ParsedQuery { query, hidden, has_parameters })
}

/// Parses one expression: an argument of EXECUTE.
pub(super) fn parse_expression(sql: &str) -> Result<Expr> {
    let (tokens, _) = tokens(sql)?;
    let mut parser = parser(tokens);
    let mut expression = parser.parse_expr().map_err(|error| parser_error(sql, &error))?;
    expect_end(sql, &mut parser)?;
    rebalance(&mut expression);
    Ok(expression)
}

fn parser(tokens: Vec<TokenWithSpan>) -> Parser<'static> {
    Parser::new(&GenericDialect).with_recursion_limit(PARSER_DEPTH).with_tokens_with_locations(tokens)
}

fn expect_end(sql: &str, parser: &mut Parser<'_>) -> Result<()> {
    while parser.consume_token(&Token::SemiColon) {}
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(());
    }
    let message = format!("mismatched input '{}'. Expecting: <EOF>", next.token);
    Err(EngineError::new("SYNTAX_ERROR", message).at(at(sql, next.span.start)))
}

fn tokens(sql: &str) -> Result<(Vec<TokenWithSpan>, BTreeSet<String>)> {
    let mut tokens = Tokenizer::new(&GenericDialect, sql).tokenize_with_location().map_err(|error| {
        EngineError::new("SYNTAX_ERROR", error.message.clone()).at(at(sql, error.location))
    })?;
    let mut hidden = BTreeSet::new();
    let mut parameters = 0_usize;
    for token in &mut tokens {
        match &mut token.token {
            Token::Word(word) if matches!(word.quote_style, Some('"' | '`')) => {
                word.value = word.value.to_lowercase();
                if word.value.starts_with('$') {
                    hidden.insert(word.value.clone());
                }
            }
            Token::Placeholder(name) if name == "?" => {
                parameters += 1;
                *name = format!("${parameters}");
            }
            _ => {}
        }
    }
    check_depth(&tokens).map_err(|location| too_deep().at(at(sql, location)))?;
    Ok((tokens, hidden))
}

fn too_deep() -> EngineError {
    EngineError::new(
        "SYNTAX_ERROR",
        format!("statement is too deeply nested: at most {MAX_DEPTH} levels are read"),
    )
    .with_hint("split the statement, or write long chains as IN lists or VALUES")
}

/// The parser's errors say their place in the text only: ` at Line: 1, Column: 8`.
fn parser_error(sql: &str, error: &ParserError) -> EngineError {
    let text = match error {
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => return too_deep(),
    };
    let (text, location) = match text.rsplit_once(" at Line: ") {
        Some((message, place)) => (message, parse_location(place)),
        None => (text, None),
    };
    let message = match text.strip_prefix("Expected: ").and_then(|rest| rest.split_once(", found: ")) {
        Some((_, "EOF")) if location.is_none() => "mismatched input '<EOF>'".to_owned(),
        Some((expected, found)) => {
            let found = if found == "EOF" { "<EOF>" } else { found };
            format!("mismatched input '{found}'. Expecting: {expected}")
        }
        None => text.to_owned(),
    };
    let place = location.map_or_else(|| position_at(sql, sql.len()), |location| at(sql, location));
    EngineError::new("SYNTAX_ERROR", message).at(place)
}

fn parse_location(text: &str) -> Option<Location> {
    let (line, column) = text.split_once(", Column: ")?;
    Some(Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
}

/// A location of the tokenizer; line 0 stands for the end of the text.
pub(super) fn at(sql: &str, location: Location) -> Position {
    let end = location.line == 0;
    position_at(sql, if end { sql.len() } else { offset_of(sql, location.line, location.column) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(sql: &str) -> String {
        parse_query(sql).unwrap_err().to_string()
    }

    #[test]
    fn errors_say_where_and_what() {
        let got = error("SELECT 1\nFROM )");
        assert!(got.starts_with("SYNTAX_ERROR: line 2:6: mismatched input ')'. Expecting: "), "{got}");
        let got = error("SELECT (1");
        assert!(got.starts_with("SYNTAX_ERROR: line 1:10: mismatched input '<EOF>'"), "{got}");
        let got = error("SELECT 'abc");
        assert!(got.starts_with("SYNTAX_ERROR: line 1:8: "), "{got}");
        let got = error("SELECT 1 2");
        assert!(got.starts_with("SYNTAX_ERROR: line 1:10: mismatched input '2'"), "{got}");
    }

    #[test]
    fn quoted_names_are_lower_case_and_hidden_ones_noticed() {
        let parsed = parse_query("SELECT \"A\", \"$Path\", '$x' FROM \"T\";").unwrap();
        assert_eq!(parsed.query.to_string(), "SELECT \"a\", \"$path\", '$x' FROM \"t\"");
        assert_eq!(parsed.hidden.into_iter().collect::<Vec<_>>(), ["$path"]);
    }

    #[test]
    fn parameters_are_numbered() {
        let parsed = parse_query("SELECT ?, ? + '?'").unwrap();
        assert_eq!(parsed.query.to_string(), "SELECT $1, $2 + '?'");
    }
}
