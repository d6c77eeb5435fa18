//! Expressions are typed: names become columns, calls find their functions, coercions become casts.
//!
//! The rules and the messages are Trino 440's. One file for each family of expressions. Nothing is computed
//! here, except what Trino computes while it reads literals: the engine folds constants.
//!
//! Sessions of [`Flavor::Postgres`](polias_sql::Flavor) are more lenient, see [`postgres`].

mod access;
mod aggregate_call;
mod arithmetic;
mod calls;
mod case;
mod cast;
mod coerce;
mod comparison;
mod current;
mod datetime_literal;
mod decimal_literal;
mod extract;
mod find;
mod frame;
mod interval_literal;
mod json_literal;
mod lambda;
mod like;
mod literals;
mod logic;
mod names;
mod parameter;
mod postgres;
mod postgres_call;
mod postgres_cast;
mod postgres_literal;
mod special_call;
mod subquery;
#[cfg(test)]
mod tests;
mod window_call;

pub(crate) use find::find_subquery;
pub(crate) use lambda::LambdaVariable;

use polias_sql::ast::{self, ExpressionKind as Kind};
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::plan::{AggregateCall, Column, Expression, SortKey, WindowCall};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

/// Most levels of operators and operands within one another in a typed expression, long chains of operators
/// included: every pass over plans recurses over them.
const MAX_HEIGHT: usize = 2_000;

/// What may stand in an expression at its place, and where what stands there is collected.
#[derive(Debug, Default)]
pub(crate) struct Allowed {
    /// Aggregates: each becomes a column that stands for its value. `None` where they may not stand; then the
    /// error names `clause`.
    pub(crate) aggregates: Option<Vec<FoundAggregate>>,
    /// Calls over windows: likewise.
    pub(crate) windows: Option<Vec<FoundWindow>>,
    /// `grouping(…)` calls, likewise: arguments as columns; who plans the grouping computes them.
    pub(crate) groupings: Option<Vec<(Column, Vec<Expression>)>>,
    /// `WHERE clause`, `JOIN clause`, …, for the messages of what may not stand here.
    pub(crate) clause: &'static str,
    /// Where the SELECT is: faults of calls over windows are told there.
    pub(crate) select: ast::Offset,
    /// Named windows (WINDOW clause), already in their AST.
    pub(crate) named_windows: Vec<ast::NamedWindow>,
}

/// An aggregate in an expression. Equal calls are found once.
#[derive(Debug, Clone)]
pub(crate) struct FoundAggregate {
    /// The column that stands for it.
    pub(crate) column: Column,
    /// The call; its arguments are over the columns before grouping.
    pub(crate) call: AggregateCall,
}

/// A call over a window.
#[derive(Debug, Clone)]
pub(crate) struct FoundWindow {
    /// The column that stands for it.
    pub(crate) column: Column,
    /// The call.
    pub(crate) call: WindowCall,
    /// PARTITION BY.
    pub(crate) partition_by: Vec<Expression>,
    /// ORDER BY.
    pub(crate) order_by: Vec<SortKey>,
}

impl Allowed {
    /// A place where no aggregates, windows and groupings may stand.
    pub(crate) fn scalar(clause: &'static str) -> Self {
        Self { clause, ..Self::default() }
    }
}

impl Analyzer<'_> {
    /// Types an expression. Columns of queries around stay as they are (the expression is correlated then).
    pub(crate) fn expression(
        &mut self,
        expression: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        self.check_place(expression, allowed)?;
        self.typed(expression, scope, allowed)
    }

    /// Types an expression whose aggregates and windows are known to be where they may stand.
    fn typed(
        &mut self,
        expression: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let height = self.expression_height;
        self.descend(expression.offset, 1)?;
        let typed = self.typed_kind(expression, scope, allowed);
        self.expression_height = height;
        typed
    }

    /// Types each of the expressions.
    fn typed_all(
        &mut self,
        expressions: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Vec<Expression>> {
        expressions.iter().map(|expression| self.typed(expression, scope, allowed)).collect()
    }

    /// Counts levels of the typed expression; chains count all of theirs at once. [`Self::typed`] takes them
    /// back.
    fn descend(&mut self, offset: ast::Offset, levels: usize) -> Result<()> {
        if self.expression_height + levels > MAX_HEIGHT {
            return Err(AnalysisError::not_supported(
                offset,
                "statement is too large (stack overflow during analysis)",
            )
            .with_hint(format!("at most {MAX_HEIGHT} operators can stand within one another")));
        }
        self.expression_height += levels;
        Ok(())
    }

    fn typed_kind(
        &mut self,
        expression: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let offset = expression.offset;
        match &expression.kind {
            Kind::Null => Ok(Expression::null(Type::Unknown)),
            Kind::Boolean(value) => Ok(Expression::literal(Value::Boolean(*value), Type::Boolean)),
            Kind::String(value) => Ok(literals::text(value)),
            Kind::Binary(value) => Ok(Expression::literal(Value::Bytes(value.clone()), Type::Varbinary)),
            Kind::Integer(value) => Ok(literals::integer(*value)),
            Kind::Decimal(digits) => literals::decimal(offset, digits),
            Kind::Double(digits) => literals::double(offset, digits),
            Kind::Typed(literal) => self.typed_literal(offset, literal),
            Kind::Interval(literal) => interval_literal::interval(offset, literal),
            Kind::Parameter(index) => self.parameter(*index),
            Kind::Name(name) => self.name(std::slice::from_ref(name), scope).map(|(column, _)| column),
            Kind::Access(access) => self.access(offset, access, scope, allowed),
            Kind::Function(call) => self.call(expression, call, scope, allowed),
            Kind::ListAgg(call) => self.listagg(offset, call, scope, allowed),
            Kind::Measure(_) => Err(AnalysisError::not_supported(
                offset,
                "Measures of windows with row pattern are not supported",
            )),
            Kind::Lambda(_) => Err(AnalysisError::new(
                "TYPE_MISMATCH",
                offset,
                "Lambda expression should always be used inside a function",
            )),
            Kind::Row(fields) => self.row(fields, scope, allowed),
            Kind::Array(elements) => self.array(elements, scope, allowed),
            Kind::Subquery(query) => self.scalar_subquery(offset, query, scope),
            Kind::ArraySubquery(query) => self.array_subquery(offset, query, scope),
            Kind::Exists(query) => self.exists(query, scope),
            Kind::Case(case) => self.case(case, scope, allowed),
            Kind::Cast(cast) => self.cast(offset, cast, scope, allowed),
            Kind::Current(current) => self.current(offset, *current),
            Kind::Trim(trim) => self.trim(offset, trim, scope, allowed),
            Kind::Extract(field, value) => self.extract(offset, *field, value, scope, allowed),
            Kind::Normalize(value, form) => self.normalize(offset, value, *form, scope, allowed),
            Kind::Grouping(columns) => self.typed_grouping(offset, columns, scope, allowed),
            Kind::JsonExists(_) => Err(json_not_supported(offset, "JSON_EXISTS")),
            Kind::JsonValue(_) => Err(json_not_supported(offset, "JSON_VALUE")),
            Kind::JsonQuery(_) => Err(json_not_supported(offset, "JSON_QUERY")),
            Kind::JsonObject(_) => Err(json_not_supported(offset, "JSON_OBJECT")),
            Kind::JsonArray(_) => Err(json_not_supported(offset, "JSON_ARRAY")),
            Kind::AtTimeZone(at) => self.at_time_zone(at, scope, allowed),
            Kind::Minus(value) => self.minus(offset, value, scope, allowed),
            Kind::Plus(value) => self.plus(offset, value, scope, allowed),
            Kind::Arithmetic(chain) => self.arithmetic_chain(chain, scope, allowed),
            Kind::Concatenation(chain) => self.concatenation(chain, scope, allowed),
            Kind::Comparison(comparison) => self.typed_comparison(offset, comparison, scope, allowed),
            Kind::Quantified(quantified) => self.typed_quantified(offset, quantified, scope, allowed),
            Kind::Between(between) => self.between(offset, between, scope, allowed),
            Kind::InList(list) => self.in_list(list, scope, allowed),
            Kind::InQuery(query) => self.in_query(offset, query, scope, allowed),
            Kind::Like(like) => self.like(offset, like, scope, allowed),
            Kind::IsNull(test) => self.is_null(test, scope, allowed),
            Kind::IsDistinct(distinct) => self.is_distinct(offset, distinct, scope, allowed),
            Kind::IsTruth(test, truth) => self.is_truth(test, *truth, scope, allowed),
            Kind::Matches(matches) => self.matches(offset, matches, scope, allowed),
            Kind::Collate(value, collation) => self.collate(value, collation, scope, allowed),
            Kind::Not(value) => self.not(value, scope, allowed),
            Kind::And(terms) => self.logical(terms, true, scope, allowed),
            Kind::Or(terms) => self.logical(terms, false, scope, allowed),
        }
    }
}

fn json_not_supported(offset: ast::Offset, name: &str) -> AnalysisError {
    AnalysisError::not_supported(offset, format!("{name} is not supported"))
        .with_hint("use json_extract or json_extract_scalar")
}
