//! Trino's query grammar: one file per clause or family of expressions.
//!
//! No rule tries a reading and takes it back: where two begin alike, a look ahead decides, or the part they
//! share is parsed once and handed on ([`Parser::continue_expression`]). So time is linear in the text.
//!
//! What is off the common path is kept out of line (`inline(never)`): its variables would make the frames of
//! the functions that recurse larger.

mod access;
mod boolean;
mod case;
mod conditional;
mod current;
mod data_type;
mod function_call;
mod group_by;
mod identifier;
mod interval;
mod json;
mod json_table;
mod lambda;
mod limit;
mod literal;
mod number;
mod parenthesised;
mod postgres;
mod predicate;
mod primary;
mod relation;
mod routine;
mod row_pattern;
mod select;
mod set_operation;
mod special_form;
mod table_function;
mod trim;
mod value;
mod window;

use crate::ast::{Expression, ExpressionKind, NamedQuery, Offset, Query, QueryBody, SortItem, With};
use crate::error::SyntaxError;
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::{Expected, Parsed, Parser};

/// How many levels of nesting a subquery counts for, and whatever else takes as much stack.
const CLAUSE_LEVELS: u32 = 3;

/// Parses one query; a trailing `;` is allowed.
///
/// # Errors
/// The text is longer than [`MAX_STATEMENT_BYTES`](crate::MAX_STATEMENT_BYTES), nests deeper than
/// [`MAX_NESTING`](crate::MAX_NESTING), or is no query of the flavor's grammar.
pub fn parse_query(sql: &str, flavor: Flavor) -> Result<Query, SyntaxError> {
    parse(sql, flavor, |parser| {
        let mut query = parser.root_query()?;
        parser.expect_end()?;
        query.parameters = parser.parameters;
        Ok(query)
    })
}

/// Parses one expression and nothing else.
///
/// # Errors
/// As [`parse_query`].
pub fn parse_expression(sql: &str, flavor: Flavor) -> Result<Expression, SyntaxError> {
    parse(sql, flavor, |parser| {
        let expression = parser.expression()?;
        parser.expect(TokenKind::Eof)?;
        Ok(expression)
    })
}

/// Runs `rule` without noting what it tries; if it fails, once more to say what was expected.
fn parse<T>(
    sql: &str,
    flavor: Flavor,
    rule: impl Fn(&mut Parser<'_>) -> Parsed<T>,
) -> Result<T, SyntaxError> {
    let mut parser = Parser::new(sql, flavor).map_err(|error| *error)?;
    parser.noting = false;
    let tree = rule(&mut parser).or_else(|_| {
        parser.restart_noting();
        rule(&mut parser).map_err(|error| *error)
    })?;
    parser.deferred.map_or(Ok(tree), |error| Err(*error))
}

impl Parser<'_> {
    /// Where the current token is.
    pub(super) fn here(&self) -> Offset {
        Offset(self.token().start)
    }

    /// `[WITH FUNCTION …] query`
    fn root_query(&mut self) -> Parsed<Query> {
        let offset = self.here();
        let functions = if self.begins_inline_functions() { self.inline_functions()? } else { Vec::new() };
        let mut query = self.query()?;
        query.offset = offset;
        query.functions = functions;
        Ok(*query)
    }

    /// `[WITH …] query without WITH`
    #[inline(never)]
    pub(super) fn query(&mut self) -> Parsed<Box<Query>> {
        self.note(Expected::Rule("<query>"));
        let outer = self.muted_at.replace(self.position);
        self.descend_into_clause()?;
        let offset = self.here();
        let with = if self.at(Keyword::With) { Some(self.with()?) } else { None };
        let mut query = self.query_without_with(None)?;
        query.offset = offset;
        query.with = with;
        self.depth -= CLAUSE_LEVELS;
        self.muted_at = outer;
        Ok(query)
    }

    /// The frames of a query are larger than those of other levels, so that it counts for several.
    pub(super) fn descend_into_clause(&mut self) -> Parsed<()> {
        self.depth += CLAUSE_LEVELS - 1;
        self.descend()
    }

    /// `(query)`
    pub(super) fn query_in_parentheses(&mut self) -> Parsed<Box<Query>> {
        self.expect(TokenKind::LeftParenthesis)?;
        let query = self.query()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(query)
    }

    #[inline(never)]
    fn with(&mut self) -> Parsed<With> {
        let offset = self.here();
        self.expect(Keyword::With)?;
        let recursive = self.eat(Keyword::Recursive);
        let queries = self.comma_separated(|parser| {
            let name = parser.identifier()?;
            let columns = parser.column_aliases()?;
            parser.expect(Keyword::As)?;
            Ok(NamedQuery { name, columns, query: *parser.query_in_parentheses()? })
        })?;
        Ok(With { offset, recursive, queries })
    }

    /// `body [ORDER BY …] [OFFSET …] [LIMIT …]`; `first` is the body's first term if that is parsed already.
    pub(super) fn query_without_with(&mut self, first: Option<QueryBody>) -> Parsed<Box<Query>> {
        let offset = self.here();
        let body = self.set_operations(first)?;
        self.query_tail(offset, body)
    }

    #[inline(never)]
    fn query_tail(&mut self, offset: Offset, body: QueryBody) -> Parsed<Box<Query>> {
        let order_by = self.order_by()?;
        let (skip, limit) = self.skip_and_limit()?;
        Ok(Box::new(Query {
            offset,
            parameters: 0,
            functions: Vec::new(),
            with: None,
            body,
            order_by,
            skip,
            limit,
        }))
    }

    /// `[ORDER BY item, …]`
    pub(super) fn order_by(&mut self) -> Parsed<Vec<SortItem>> {
        if !self.eat(Keyword::Order) {
            return Ok(Vec::new());
        }
        self.expect(Keyword::By)?;
        self.comma_separated(Self::sort_item)
    }

    /// `expression [ASC|DESC] [NULLS {FIRST|LAST}]`
    pub(super) fn sort_item(&mut self) -> Parsed<SortItem> {
        let expression = self.expression()?;
        let descending = !self.eat(Keyword::Asc) && self.eat(Keyword::Desc);
        let nulls_first = if !self.eat(Keyword::Nulls) {
            None
        } else if self.eat(Keyword::First) {
            Some(true)
        } else {
            self.expect(Keyword::Last)?;
            Some(false)
        };
        Ok(SortItem { expression, descending, nulls_first })
    }

    /// An expression.
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        let start = self.here();
        let outer = self.enter_expression()?;
        let expression = self.boolean(start, None);
        self.leave_expression(outer);
        expression
    }

    /// The rest of an expression that begins at `start` and whose first operand, a primary expression with
    /// its fields and subscripts, is parsed already.
    fn continue_expression(&mut self, start: Offset, first: Expression) -> Parsed<Expression> {
        self.descend()?;
        let expression = self.boolean(start, Some(first));
        self.depth -= 1;
        expression
    }

    /// A value expression: no predicate, NOT, AND, OR outside of parentheses.
    pub(super) fn value_expression(&mut self) -> Parsed<Expression> {
        let outer = self.enter_expression()?;
        let expression = self.value(None);
        self.leave_expression(outer);
        expression
    }

    /// What [`Parser::rule`] and [`Parser::nested`] do, without their closures: expressions are what nests
    /// deep, so their frames are to be small.
    fn enter_expression(&mut self) -> Parsed<Option<usize>> {
        self.note(Expected::Rule("<expression>"));
        self.descend()?;
        Ok(self.muted_at.replace(self.position))
    }

    fn leave_expression(&mut self, outer: Option<usize>) {
        self.muted_at = outer;
        self.depth -= 1;
    }
}

/// An expression of `kind` at `offset`.
fn node(offset: Offset, kind: ExpressionKind) -> Expression {
    Expression { offset, kind }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::queries::{POSTGRES_QUERIES, QUERIES};
