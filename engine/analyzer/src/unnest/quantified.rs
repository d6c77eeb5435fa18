//! IN and quantified comparisons over subqueries, three-valued.
//!
//! `ALL` is not `ANY` of the opposite. A comparison is true for a set when it is for one of its values, else
//! unknown when it is unknown for one of them, else false.

use polias_types::Type;

use super::build::{
    aggregate, case, compare, count, extend, grouped, is_null, join, not, number, only, truth,
};
use super::match_rows::{is_true, or_else};
use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::{Column, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node, Quantifier};

/// A quantified comparison whose subquery is unnested already.
pub(super) struct Comparison {
    pub(super) value: Expression,
    pub(super) operator: ComparisonOperator,
    pub(super) quantifier: Quantifier,
    pub(super) column: Column,
    pub(super) plan: Node,
}

impl Comparison {
    /// What is true of one row when the whole is decided: the comparison for ANY, its opposite for ALL.
    fn decides(&self) -> Expression {
        let test = |operator| compare(operator, self.value.clone(), Expression::column(&self.column));
        match (self.quantifier, self.operator) {
            (Quantifier::Any, operator) => test(operator),
            // NaN is not equal to itself and different from itself, so these two are exact opposites.
            (Quantifier::All, ComparisonOperator::NotEqual) => test(ComparisonOperator::Equal),
            (Quantifier::All, ComparisonOperator::Equal) => test(ComparisonOperator::NotEqual),
            (Quantifier::All, operator) => not(test(operator)),
        }
    }

    /// Whether it is IN or NOT IN: decided by an equal value.
    fn is_membership(&self) -> bool {
        matches!(
            (self.quantifier, self.operator),
            (Quantifier::Any, ComparisonOperator::Equal) | (Quantifier::All, ComparisonOperator::NotEqual)
        )
    }

    /// Whether the least and the greatest value decide it. Not so where NaN is in no order with others, or a
    /// part of a value can be NULL.
    fn is_decided_by_extremes(&self) -> bool {
        !self.is_membership()
            && !matches!(
                self.value.data_type,
                Type::Real
                    | Type::Double
                    | Type::Row(_)
                    | Type::Array(_)
                    | Type::Map(..)
                    | Type::Json
                    | Type::Opaque(_)
                    | Type::Unknown
                    | Type::Boolean
            )
    }

    /// Whether comparing values that are not NULL is never unknown.
    fn is_flat(&self) -> bool {
        !matches!(self.value.data_type, Type::Row(_) | Type::Array(_) | Type::Map(..))
    }
}

impl Analyzer<'_> {
    /// The rows for which a comparison is true; or, negated, for which it is false.
    pub(super) fn filter_by_comparison(
        &mut self,
        left: Node,
        comparison: Comparison,
        negated: bool,
    ) -> Result<Node> {
        let columns = left.columns();
        let decided = (comparison.quantifier == Quantifier::Any) != negated;
        if comparison.is_decided_by_extremes() {
            let (node, value) = self.compared_with_rows(left, comparison)?;
            let value = if negated { not(value) } else { value };
            return Ok(only(super::build::filter(node, vec![value]), &columns));
        }
        let decides = comparison.decides();
        if decided {
            return self.keep_matching(left, comparison.plan, vec![decides], false);
        }
        let correlated = !comparison.plan.free_columns().is_disjoint(&left.column_ids());
        if correlated
            || !comparison.is_membership()
            || !comparison.is_flat()
            || !comparison.plan.is_repeatable()
        {
            let undecided = vec![or_else(decides, true)];
            return self.keep_matching(left, comparison.plan, undecided, true);
        }
        // NOT IN: NULLs are looked for once and not compared with each row.
        let (left, comparison) = self.with_plain_value(left, comparison);
        let decides = comparison.decides();
        let (left, [rows, known]) = self.count_rows(left, &comparison)?;
        let left = join(left, comparison.plan, JoinKind::Anti, vec![decides]);
        let no_nulls = compare(ComparisonOperator::Equal, rows.clone(), known);
        let kept = Expression::boolean(ExpressionKind::Or(vec![
            compare(ComparisonOperator::Equal, rows, number(0)),
            Expression::boolean(ExpressionKind::And(vec![not(is_null(comparison.value)), no_nulls])),
        ]));
        Ok(only(super::build::filter(left, vec![kept]), &columns))
    }

    /// `left`, with an expression for the comparison's value.
    pub(super) fn compared_with_rows(
        &mut self,
        left: Node,
        comparison: Comparison,
    ) -> Result<(Node, Expression)> {
        let (left, comparison) = self.with_plain_value(left, comparison);
        if comparison.is_decided_by_extremes() {
            return self.compare_with_extremes(left, comparison);
        }
        let negated = comparison.quantifier == Quantifier::All;
        let decides = comparison.decides();
        let unknown = Expression::null(Type::Boolean);
        let (node, matches, doubtful) = if !comparison.plan.is_repeatable() {
            self.count_matches(left, comparison, decides)?
        } else {
            let correlated = !comparison.plan.free_columns().is_disjoint(&left.column_ids());
            if !correlated && comparison.is_membership() && comparison.is_flat() {
                let (left, [rows, known]) = self.count_rows(left, &comparison)?;
                let (node, matches) = self.mark_matching(left, comparison.plan, vec![decides])?;
                let nulls = Expression::boolean(ExpressionKind::Or(vec![
                    is_null(comparison.value),
                    compare(ComparisonOperator::Greater, rows.clone(), known),
                ]));
                let some = compare(ComparisonOperator::Greater, rows, number(0));
                (node, matches, Expression::boolean(ExpressionKind::And(vec![some, nulls])))
            } else {
                self.size.copy_rows(&comparison.plan)?;
                let (again, renamed) = self.copy_plan(&comparison.plan);
                let mut null = is_null(decides.clone());
                null.rename_columns(&renamed);
                let (node, matches) = self.mark_matching(left, comparison.plan, vec![decides])?;
                let (node, doubtful) = self.mark_matching(node, again, vec![null])?;
                (node, matches, doubtful)
            }
        };
        let value = case(vec![(matches, truth(!negated)), (doubtful, unknown)], truth(negated));
        Ok((node, value))
    }

    /// The compared value as a column, so that it is computed once.
    fn with_plain_value(&mut self, left: Node, mut comparison: Comparison) -> (Node, Comparison) {
        if matches!(comparison.value.kind, ExpressionKind::Column(_) | ExpressionKind::Literal(_)) {
            return (left, comparison);
        }
        let column = self.new_column(comparison.value.data_type.clone());
        let value = std::mem::replace(&mut comparison.value, Expression::column(&column));
        (extend(left, vec![(column, value)]), comparison)
    }

    /// Adds the number of all rows of an uncorrelated subquery, and of those that are not NULL.
    fn count_rows(&mut self, left: Node, comparison: &Comparison) -> Result<(Node, [Expression; 2])> {
        self.size.copy_rows(&comparison.plan)?;
        let (plan, renamed) = self.copy_plan(&comparison.plan);
        let column = renamed.get(&comparison.column.id).unwrap_or(&comparison.column);
        let argument = vec![Expression::column(column)];
        let (rows, known) = (self.new_column(Type::Bigint), self.new_column(Type::Bigint));
        let counts = grouped(
            plan,
            Vec::new(),
            vec![(rows.clone(), count()), (known.clone(), aggregate("count", argument, Type::Bigint))],
        );
        let values = [Expression::column(&rows), Expression::column(&known)];
        Ok((join(left, counts, JoinKind::Inner, Vec::new()), values))
    }

    /// For subqueries that cannot be run twice: whether a row decides, and whether one is unknown.
    fn count_matches(
        &mut self,
        left: Node,
        comparison: Comparison,
        decides: Expression,
    ) -> Result<(Node, Expression, Expression)> {
        let (matches, doubtful) = (self.new_column(Type::Boolean), self.new_column(Type::Boolean));
        let right = grouped(
            comparison.plan,
            Vec::new(),
            vec![
                (matches.clone(), aggregate("bool_or", vec![decides.clone()], Type::Boolean)),
                (doubtful.clone(), aggregate("bool_or", vec![is_null(decides)], Type::Boolean)),
            ],
        );
        let (node, values) = self.attach_row(left, right, &[matches, doubtful])?;
        let mut values = values.into_iter();
        let (matches, doubtful) = (values.next(), values.next());
        let or_false = |value: Option<Expression>| value.map_or_else(|| truth(false), is_true);
        Ok((node, or_false(matches), or_false(doubtful)))
    }

    /// `x < ALL (…)` is `x < min(…)`, but for NULLs and for no rows.
    fn compare_with_extremes(&mut self, left: Node, comparison: Comparison) -> Result<(Node, Expression)> {
        use ComparisonOperator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let Comparison { value, operator, quantifier, column, plan } = comparison;
        let data_type = column.data_type.clone();
        let mut made = Vec::new();
        let mut calls = Vec::new();
        let argument = || vec![Expression::column(&column)];
        for call in [
            count(),
            aggregate("count", argument(), Type::Bigint),
            aggregate("min", argument(), data_type.clone()),
            aggregate("max", argument(), data_type),
        ] {
            let column = self.new_column(call.function.result.clone());
            made.push(column.clone());
            calls.push((column, call));
        }
        let (node, values) = self.attach_row(left, grouped(plan, Vec::new(), calls), &made)?;
        let Ok([rows, known, least, greatest]) = <[Expression; 4]>::try_from(values) else {
            return Err(super::push_down::unsupported());
        };
        let all = quantifier == Quantifier::All;
        let test = |extreme: &Expression| compare(operator, value.clone(), extreme.clone());
        let holds = match (operator, all) {
            (Equal, _) => Expression::boolean(ExpressionKind::And(vec![test(&least), test(&greatest)])),
            (NotEqual, _) => Expression::boolean(ExpressionKind::Or(vec![test(&least), test(&greatest)])),
            (Less | LessOrEqual, true) | (Greater | GreaterOrEqual, false) => test(&least),
            (Less | LessOrEqual, false) | (Greater | GreaterOrEqual, true) => test(&greatest),
        };
        let nulls = Expression::boolean(ExpressionKind::Or(vec![
            compare(Less, known, rows.clone()),
            is_null(value.clone()),
        ]));
        let empty = compare(Equal, rows, number(0));
        let decided = if all { not(holds) } else { holds };
        let value = case(
            vec![(empty, truth(all)), (decided, truth(!all)), (nulls, Expression::null(Type::Boolean))],
            truth(all),
        );
        Ok((node, value))
    }
}
