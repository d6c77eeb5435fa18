//! SQL text to a query, within limits that keep hostile text from exhausting the stack.

use datafusion::sql::sqlparser::ast::{Query, Statement};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::error::{self, Result};

/// Longest statement in bytes; schema reflection lists thousands of OIDs.
const MAX_BYTES: usize = 1 << 20;
/// Most binary operators: their trees lean left and are as deep as they are long.
const MAX_OPERATORS: usize = 4_000;
/// Deepest nesting of parentheses, subqueries and types.
const MAX_NESTING: usize = 60;

/// Parses one statement, which must be a query.
pub(crate) fn query(sql: &str) -> Result<Query> {
    if sql.len() > MAX_BYTES {
        return Err(error::limit(format!("catalog query is longer than {MAX_BYTES} bytes")));
    }
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, sql)
        .tokenize_with_location()
        .map_err(|error| error::syntax(format!("syntax error: {error}")))?;
    let tokens = plain_operators(tokens);
    let operators = tokens.iter().filter(|token| is_operator(&token.token)).count();
    if operators > MAX_OPERATORS {
        return Err(error::limit(format!("catalog query has more than {MAX_OPERATORS} operators")));
    }
    let mut statements = Parser::new(&dialect)
        .with_recursion_limit(MAX_NESTING)
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .map_err(|error| error::syntax(format!("syntax error: {error}")))?;
    match (statements.pop(), statements.is_empty()) {
        (Some(Statement::Query(query)), true) => Ok(*query),
        (Some(_), true) => Err(error::unsupported("only queries can read the catalog")),
        _ => Err(error::syntax("exactly one statement is expected")),
    }
}

/// `OPERATOR(pg_catalog.~)` is `~`. The parser knows the long form only between plain operands, not before ANY.
fn plain_operators(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let is_word = |token: &TokenWithSpan, wanted: &str| matches!(&token.token, Token::Word(word) if word.value.eq_ignore_ascii_case(wanted));
        if !(is_word(&token, "operator") && rest.peek().is_some_and(|next| next.token == Token::LParen)) {
            out.push(token);
            continue;
        }
        let inside: Vec<TokenWithSpan> =
            rest.by_ref().take_while(|token| token.token != Token::RParen).collect();
        let named = inside.get(1).is_some_and(|token| is_word(token, "pg_catalog"));
        out.extend(inside.into_iter().skip(if named { 3 } else { 1 }));
    }
    out
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            word.quote_style.is_none()
                && ["and", "or", "not"].iter().any(|operator| word.value.eq_ignore_ascii_case(operator))
        }
        Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::Mod
        | Token::StringConcat
        | Token::Eq => true,
        Token::DoubleColon | Token::LBracket => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_query() {
        assert!(query("SELECT 1;").is_ok());
        assert_eq!(query("SELECT 1; SELECT 2").unwrap_err().sqlstate, "42601");
        assert_eq!(query("DROP TABLE t").unwrap_err().sqlstate, "0A000");
        assert_eq!(query("SELEC 1").unwrap_err().sqlstate, "42601");
    }

    #[test]
    fn hostile_text_is_refused_not_run() {
        let deep = format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert!(query(&deep).is_err());
        let long = format!("SELECT 1 {}", "AND true ".repeat(50_000));
        assert_eq!(query(&long).unwrap_err().sqlstate, "54000");
        let huge = format!("SELECT '{}'", "x".repeat(MAX_BYTES));
        assert_eq!(query(&huge).unwrap_err().sqlstate, "54000");
    }
}
