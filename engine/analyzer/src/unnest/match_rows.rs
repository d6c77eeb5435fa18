//! Rows that have a match in a subquery: semi, anti and mark joins with a right side that may be correlated.

use polias_types::Type;

use super::build::{compare, conjunction, count, filter, grouped, join, not, number, only, truth};
use super::push_down::Domain;
use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::{Column, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node};

/// `value IS TRUE`
pub(super) fn is_true(value: Expression) -> Expression {
    or_else(value, false)
}

/// The value, and what to take for NULL.
pub(super) fn or_else(value: Expression, default: bool) -> Expression {
    Expression::boolean(ExpressionKind::Coalesce(vec![value, truth(default)]))
}

/// The columns of the left side, and whether its row matches.
type WithMatch = (Vec<Column>, Expression);

impl Analyzer<'_> {
    /// Rows of `left` that match a row of `right` (or those that do not): all terms are true. Terms are over
    /// columns of both, and `right` may use columns of `left`.
    pub(super) fn keep_matching(
        &mut self,
        left: Node,
        right: Node,
        terms: Vec<Expression>,
        anti: bool,
    ) -> Result<Node> {
        let kind = if anti { JoinKind::Anti } else { JoinKind::Semi };
        match self.match_rows(left, right, terms, kind)? {
            (node, None) => Ok(node),
            (node, Some((columns, matches))) => {
                let matches = if anti { not(is_true(matches)) } else { matches };
                Ok(only(filter(node, vec![matches]), &columns))
            }
        }
    }

    /// `left`, with an expression that says whether a row matches; never NULL.
    pub(super) fn mark_matching(
        &mut self,
        left: Node,
        right: Node,
        terms: Vec<Expression>,
    ) -> Result<(Node, Expression)> {
        let mark = self.new_column(Type::Boolean);
        match self.match_rows(left, right, terms, JoinKind::Mark(mark.clone()))? {
            (node, None) => Ok((node, Expression::column(&mark))),
            (node, Some((_, matches))) => Ok((node, is_true(matches))),
        }
    }

    /// A join of the kind; or, where the right side has one row for each row of the left one, those rows, the
    /// columns of the left one, and whether they match.
    fn match_rows(
        &mut self,
        left: Node,
        right: Node,
        terms: Vec<Expression>,
        kind: JoinKind,
    ) -> Result<(Node, Option<WithMatch>)> {
        let outer = left.column_ids();
        if right.free_columns().is_disjoint(&outer) {
            if terms.is_empty() && right.gives_one_row() {
                let columns = left.columns();
                return Ok((left, Some((columns, truth(true)))));
            }
            let right = if terms.is_empty() {
                Node::Limit { input: Box::new(right), skip: 0, fetch: Some(1) }
            } else {
                right
            };
            return Ok((join(left, right, kind, terms), None));
        }
        if let Some(mut pulled) = self.pull_up(&right, &outer) {
            let terms: Vec<_> = terms.iter().map(|term| pulled.resolve(term)).collect();
            if !pulled.always {
                let mut on = std::mem::take(&mut pulled.predicates);
                on.extend(terms);
                return Ok((join(left, pulled.node, kind, on), None));
            }
            pulled.having.extend(terms);
            let columns = left.columns();
            let matches = conjunction(pulled.having).unwrap_or_else(|| truth(true));
            let join_kind = if pulled.predicates.is_empty() { JoinKind::Inner } else { JoinKind::Left };
            return Ok((join(left, pulled.node, join_kind, pulled.predicates), Some((columns, matches))));
        }
        // Elements of the outer row's own lists are counted.
        let matching = filter(right.clone(), terms.clone());
        let rows = self.new_column(Type::Bigint);
        let counted = grouped(matching, Vec::new(), vec![(rows.clone(), count())]);
        if let Some((node, values)) = self.attach_by_number(&left, &counted, &[rows]) {
            let matches =
                values.into_iter().map(|rows| compare(ComparisonOperator::Greater, rows, number(0)));
            return Ok((
                node,
                Some((left.columns(), conjunction(matches.collect()).unwrap_or_else(|| truth(true)))),
            ));
        }
        let domain = Domain::new(&left, &right)?;
        let (right, values) = self.push_down(right, &domain)?;
        let mut on = domain.agree(None, &values);
        on.extend(terms);
        Ok((join(left, right, kind, on), None))
    }
}
