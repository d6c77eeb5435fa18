//! Small nodes and expressions that unnesting is made of.

use polias_types::{FunctionKind, ResolvedFunction, Type, Value};

use crate::analyzer::Analyzer;
use crate::plan::{
    AggregateCall, Bound, Column, ComparisonOperator, Expression, ExpressionKind, Frame, FrameUnit, JoinKind,
    Node, NullTreatment, SortKey, WindowCall,
};

/// The terms of a conjunction, however nested.
pub(super) fn conjuncts(predicate: Expression) -> Vec<Expression> {
    match predicate.kind {
        ExpressionKind::And(terms) => terms.into_iter().flat_map(conjuncts).collect(),
        _ => vec![predicate],
    }
}

/// The conjunction of terms; none when there are none.
pub(super) fn conjunction(mut terms: Vec<Expression>) -> Option<Expression> {
    if terms.len() > 1 {
        return Some(Expression::boolean(ExpressionKind::And(terms)));
    }
    terms.pop()
}

/// `true`, `false`
pub(super) fn truth(value: bool) -> Expression {
    Expression::literal(Value::Boolean(value), Type::Boolean)
}

/// A bigint.
pub(super) fn number(value: i64) -> Expression {
    Expression::literal(Value::Integer(value), Type::Bigint)
}

/// NOT
pub(super) fn not(value: Expression) -> Expression {
    Expression::boolean(ExpressionKind::Not(Box::new(value)))
}

/// IS NULL
pub(super) fn is_null(value: Expression) -> Expression {
    Expression::boolean(ExpressionKind::IsNull(Box::new(value)))
}

/// `left operator right`
pub(super) fn compare(operator: ComparisonOperator, left: Expression, right: Expression) -> Expression {
    Expression::boolean(ExpressionKind::Comparison(operator, Box::new(left), Box::new(right)))
}

/// IS NOT DISTINCT FROM
pub(super) fn same(left: Expression, right: Expression) -> Expression {
    not(Expression::boolean(ExpressionKind::IsDistinct(Box::new(left), Box::new(right))))
}

/// CASE WHEN … THEN … ELSE … END
pub(super) fn case(branches: Vec<(Expression, Expression)>, otherwise: Expression) -> Expression {
    Expression {
        data_type: otherwise.data_type.clone(),
        kind: ExpressionKind::Case(branches, Box::new(otherwise)),
    }
}

/// The error of a scalar subquery with more than one row.
pub(super) fn multiple_rows(data_type: Type) -> Expression {
    Expression {
        data_type,
        kind: ExpressionKind::Fail {
            name: "SUBQUERY_MULTIPLE_ROWS",
            message: "Scalar sub-query has returned multiple rows".to_owned(),
        },
    }
}

/// Passes columns on.
pub(super) fn pass(columns: &[Column]) -> Vec<(Column, Expression)> {
    columns.iter().map(|column| (column.clone(), Expression::column(column))).collect()
}

/// Exactly these columns of a node; the node itself when it has no others.
pub(super) fn only(input: Node, columns: &[Column]) -> Node {
    if input.columns() == columns {
        return input;
    }
    Node::Project { input: Box::new(input), assignments: pass(columns) }
}

/// One row without columns.
pub(super) fn one_row() -> Node {
    Node::Values { columns: Vec::new(), rows: vec![Vec::new()] }
}

/// The rows for which all terms are true.
pub(super) fn filter(input: Node, terms: Vec<Expression>) -> Node {
    match conjunction(terms) {
        Some(predicate) => Node::Filter { input: Box::new(input), predicate },
        None => input,
    }
}

/// A join on all terms.
pub(super) fn join(left: Node, right: Node, kind: JoinKind, terms: Vec<Expression>) -> Node {
    Node::Join { left: Box::new(left), right: Box::new(right), kind, on: conjunction(terms) }
}

/// The input's columns, and further ones computed of them.
pub(super) fn extend(input: Node, added: Vec<(Column, Expression)>) -> Node {
    if added.is_empty() {
        return input;
    }
    let mut assignments = pass(&input.columns());
    assignments.extend(added);
    Node::Project { input: Box::new(input), assignments }
}

fn function(
    name: &'static str,
    kind: FunctionKind,
    arguments: &[Expression],
    result: Type,
) -> ResolvedFunction {
    ResolvedFunction {
        name,
        kind,
        arguments: arguments.iter().map(|argument| argument.data_type.clone()).collect(),
        result,
        deterministic: true,
        called_on_null: true,
    }
}

/// A plain aggregate.
pub(super) fn aggregate(name: &'static str, arguments: Vec<Expression>, result: Type) -> AggregateCall {
    AggregateCall {
        function: function(name, FunctionKind::Aggregate, &arguments, result),
        arguments,
        distinct: false,
        order_by: Vec::new(),
        filter: None,
    }
}

/// `count(*)`
pub(super) fn count() -> AggregateCall {
    aggregate("count", Vec::new(), Type::Bigint)
}

/// `row_number()`, `rank()`
pub(super) fn ranking(name: &'static str) -> WindowCall {
    WindowCall {
        function: function(name, FunctionKind::Window, &[], Type::Bigint),
        arguments: Vec::new(),
        nulls: NullTreatment::Respect,
        frame: Frame { unit: FrameUnit::Range, start: Bound::UnboundedPreceding, end: Bound::CurrentRow },
        distinct: false,
        filter: None,
    }
}

/// An aggregate with one grouping set.
pub(super) fn grouped(input: Node, keys: Vec<Column>, aggregates: Vec<(Column, AggregateCall)>) -> Node {
    let grouping_sets = vec![(0..keys.len()).collect()];
    Node::Aggregate { input: Box::new(input), keys, grouping_sets, group_id: None, aggregates }
}

impl Analyzer<'_> {
    /// Keeps, of the rows of each partition in an order, those with a rank in a range.
    pub(super) fn ranked(
        &mut self,
        input: Node,
        partition_by: Vec<Expression>,
        order_by: Vec<SortKey>,
        ranking: WindowCall,
        (skip, fetch): (u64, Option<u64>),
    ) -> Node {
        let columns = input.columns();
        let rank = self.new_column(Type::Bigint);
        let position = Expression::column(&rank);
        let bound = |rows: u64| number(i64::try_from(rows).unwrap_or(i64::MAX));
        let mut terms = Vec::new();
        if skip > 0 {
            terms.push(compare(ComparisonOperator::Greater, position.clone(), bound(skip)));
        }
        if let Some(fetch) = fetch {
            terms.push(compare(ComparisonOperator::LessOrEqual, position, bound(skip.saturating_add(fetch))));
        }
        let window =
            Node::Window { input: Box::new(input), partition_by, order_by, calls: vec![(rank, ranking)] };
        only(filter(window, terms), &columns)
    }
}
