//! How deeply a statement is nested, told from its tokens.
//!
//! Trees as deep as the text says are cloned, compared and dropped recursively by the parser's and
//! DataFusion's types, without a guard; a text of 100 kB could overflow any stack (`1+1+1+…`). So the depth
//! is bounded before there is a tree. Chains of AND and OR do not count: they are balanced after parsing,
//! and lists are flat.
//!
//! Levels weigh what they cost to plan. Measured with DataFusion 55.2 on one core: nested calls are cubic
//! (100 take 0.4 s, 200 take 4 s, 400 take 33 s), joins too (200 take 0.6 s, 400 take 5 s), subqueries nearly
//! (400 take 1.3 s), chains of set operations and of operators quadratic (400 take 1.1 s and 0.3 s),
//! parentheses and casts linear.

use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan};

/// Deepest tree read: nesting and chains together, in levels of parentheses.
pub(super) const MAX_DEPTH: usize = 1_200;

/// Weight of a call within a call: 150 are read.
const CALL: usize = 8;

/// Weight of a query within a query: 400 are read.
const SUBQUERY: usize = 3;

/// Weight of a join: 400 are read in one FROM.
const JOIN: usize = 3;

/// Weight of a set operation: 600 are read in one query.
const SET: usize = 2;

/// One open parenthesis, bracket or CASE.
#[derive(Default)]
struct Level {
    /// What it weighs itself.
    weight: usize,
    /// Operators since the last separator: a chain of them makes a tree as deep.
    operators: usize,
    /// Joins of the SELECT read last at this level.
    joins: usize,
    /// Set operations at this level: `a UNION b UNION c` is a tree as deep.
    sets: usize,
    /// Within FROM, where a comma joins.
    from: bool,
}

impl Level {
    fn depth(&self) -> usize {
        self.weight + self.operators + JOIN * self.joins + SET * self.sets
    }
}

/// Errors with the place where the statement becomes deeper than [`MAX_DEPTH`].
pub(super) fn check_depth(tokens: &[TokenWithSpan]) -> Result<(), Location> {
    let mut levels = vec![Level::default()];
    // What the enclosing levels make up.
    let mut outside = 0_usize;
    let mut before = &Token::EOF;
    for token in tokens {
        let Some(level) = levels.last_mut() else { break };
        match &token.token {
            Token::Whitespace(_) => continue,
            Token::LParen => open(&mut levels, &mut outside, if is_call(before) { CALL } else { 1 }),
            Token::LBracket | Token::LBrace => open(&mut levels, &mut outside, 1),
            Token::RParen | Token::RBracket | Token::RBrace => close(&mut levels, &mut outside),
            Token::Comma if level.from => level.joins += 1,
            Token::Comma | Token::SemiColon => level.operators = 0,
            Token::Word(word) => match word.keyword {
                Keyword::CASE => open(&mut levels, &mut outside, 1),
                Keyword::END => close(&mut levels, &mut outside),
                Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT => {
                    *level = Level { weight: level.weight, sets: level.sets + 1, ..Level::default() };
                }
                Keyword::JOIN => {
                    level.joins += 1;
                    level.operators = 0;
                }
                // IS DISTINCT FROM is an operator; SELECT DISTINCT FROM would not parse.
                Keyword::FROM if is_keyword(before, Keyword::DISTINCT) => level.operators += 1,
                Keyword::FROM => {
                    level.from = true;
                    level.operators = 0;
                }
                Keyword::SELECT => {
                    level.weight = level.weight.max(SUBQUERY);
                    level.from = false;
                    level.operators = 0;
                }
                Keyword::WHERE | Keyword::GROUP | Keyword::HAVING | Keyword::ORDER => {
                    level.from = false;
                    level.operators = 0;
                }
                Keyword::AND | Keyword::OR | Keyword::WHEN | Keyword::THEN | Keyword::ELSE | Keyword::ON => {
                    level.operators = 0;
                }
                Keyword::NOT
                | Keyword::IS
                | Keyword::IN
                | Keyword::LIKE
                | Keyword::ILIKE
                | Keyword::RLIKE
                | Keyword::SIMILAR
                | Keyword::BETWEEN
                | Keyword::AT
                | Keyword::COLLATE
                | Keyword::DIV
                | Keyword::NOTNULL => level.operators += 1,
                _ => {}
            },
            Token::Number(..) | Token::SingleQuotedString(_) | Token::Placeholder(_) | Token::EOF => {}
            // Any other token is an operator or rare enough to count as one.
            _ => level.operators += 1,
        }
        before = &token.token;
        let here = levels.last().map_or(0, Level::depth);
        if outside + here > MAX_DEPTH {
            return Err(token.span.start);
        }
    }
    Ok(())
}

/// Whether a parenthesis after this token opens the arguments of a call (or something rarer).
fn is_call(before: &Token) -> bool {
    let Token::Word(word) = before else { return false };
    !matches!(
        word.keyword,
        Keyword::SELECT
            | Keyword::DISTINCT
            | Keyword::FROM
            | Keyword::JOIN
            | Keyword::ON
            | Keyword::USING
            | Keyword::WHERE
            | Keyword::BY
            | Keyword::HAVING
            | Keyword::AND
            | Keyword::OR
            | Keyword::NOT
            | Keyword::IN
            | Keyword::LIKE
            | Keyword::BETWEEN
            | Keyword::EXISTS
            | Keyword::ANY
            | Keyword::ALL
            | Keyword::AS
            | Keyword::CASE
            | Keyword::WHEN
            | Keyword::THEN
            | Keyword::ELSE
            | Keyword::UNION
            | Keyword::EXCEPT
            | Keyword::INTERSECT
            | Keyword::VALUES
            | Keyword::OVER
            | Keyword::LIMIT
            | Keyword::LATERAL
    )
}

fn is_keyword(token: &Token, keyword: Keyword) -> bool {
    matches!(token, Token::Word(word) if word.keyword == keyword)
}

fn open(levels: &mut Vec<Level>, outside: &mut usize, weight: usize) {
    *outside += levels.last().map_or(0, Level::depth);
    levels.push(Level { weight, ..Level::default() });
}

fn close(levels: &mut Vec<Level>, outside: &mut usize) {
    if levels.len() > 1 {
        levels.pop();
        *outside -= levels.last().map_or(0, Level::depth);
    }
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::dialect::GenericDialect;
    use datafusion::sql::sqlparser::tokenizer::Tokenizer;

    use super::*;

    fn deep(sql: &str) -> bool {
        let tokens = Tokenizer::new(&GenericDialect, sql).tokenize_with_location().unwrap();
        check_depth(&tokens).is_err()
    }

    #[test]
    fn a_thousand_levels_are_read() {
        assert!(!deep(&format!("SELECT {}1{}", "(".repeat(1000), ")".repeat(1000))));
        assert!(deep(&format!("SELECT {}1{}", "(".repeat(1300), ")".repeat(1300))));
        assert!(!deep(&format!("SELECT {}1{}", "abs(".repeat(140), ")".repeat(140))));
        assert!(deep(&format!("SELECT {}1{}", "abs(".repeat(160), ")".repeat(160))));
        assert!(!deep(&format!("{}SELECT 1{}", "SELECT * FROM (".repeat(390), ") t".repeat(390))));
        assert!(deep(&format!("{}SELECT 1{}", "SELECT * FROM (".repeat(410), ") t".repeat(410))));
        assert!(deep(&format!("SELECT {} 1", "CASE WHEN true THEN ".repeat(1300))));
    }

    #[test]
    fn chains_count() {
        assert!(deep(&format!("SELECT 1{}", "+1".repeat(100_000))));
        assert!(deep(&format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(2000))));
        assert!(deep(&format!("SELECT 1 FROM t{}", ", t".repeat(2000))));
        assert!(deep(&format!("SELECT x{}", " IS NULL".repeat(2000))));
        assert!(deep(&format!("SELECT {} x", "NOT ".repeat(2000))));
        assert!(deep(&format!("SELECT x{}", " IS DISTINCT FROM x".repeat(2000))));
        assert!(deep(&format!("SELECT x{}", "::int".repeat(2000))));
    }

    #[test]
    fn lists_and_conditions_do_not() {
        assert!(!deep(&format!("SELECT 1 WHERE a IN (1{})", ", 1".repeat(100_000))));
        assert!(!deep(&format!("SELECT 1 WHERE a = 1{}", " OR a = 1".repeat(50_000))));
        assert!(!deep(&format!("VALUES (-1){}", ", (-1)".repeat(50_000))));
        assert!(!deep(&format!("SELECT 1{}", ", a.b + 1".repeat(50_000))));
        assert!(!deep(&format!(
            "SELECT 1{}",
            " UNION ALL SELECT 1 FROM a, b JOIN c ON a.x = b.y".repeat(590)
        )));
    }
}
