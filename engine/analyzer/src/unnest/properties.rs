//! What can be said of a plan's rows without running it.

use std::collections::BTreeSet;

use super::build::conjuncts;
use crate::plan::{
    AggregateCall, ColumnId, ComparisonOperator, Expression, ExpressionKind, FrameUnit, JoinKind, Node,
};
use polias_types::Type;

impl Node {
    /// Whether it gives one row at most, each time for given columns of queries around it.
    pub(super) fn gives_one_row_at_most(&self) -> bool {
        match self {
            Self::Values { rows, .. } => rows.len() <= 1,
            Self::Project { input, .. }
            | Self::Window { input, .. }
            | Self::Sort { input, .. }
            | Self::TopWithTies { input, .. }
            | Self::Sample { input, .. }
            | Self::Distinct { input }
            | Self::NumberRows { input, .. } => input.gives_one_row_at_most(),
            Self::Filter { input, predicate } => {
                input.gives_one_row_at_most() || {
                    let bound = self.bound_columns(predicate);
                    input.is_unique_by(&bound)
                }
            }
            Self::Aggregate { keys, grouping_sets, .. } => {
                grouping_sets.len() == 1 && (keys.is_empty() || grouping_sets.iter().all(Vec::is_empty))
            }
            Self::Limit { input, fetch, .. } => {
                fetch.is_some_and(|fetch| fetch <= 1) || input.gives_one_row_at_most()
            }
            Self::Join { left, right, kind, .. } => match kind {
                JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_) => left.gives_one_row_at_most(),
                JoinKind::Inner | JoinKind::Left | JoinKind::Right => {
                    left.gives_one_row_at_most() && right.gives_one_row_at_most()
                }
                JoinKind::Full => false,
            },
            Self::SingleRow { .. } => true,
            Self::SetOperation { left, .. } => left.0.gives_one_row_at_most(),
            Self::Scan(_)
            | Self::Lateral { .. }
            | Self::Unnest { .. }
            | Self::UnionAll { .. }
            | Self::Recursive { .. }
            | Self::RecursiveInput { .. } => false,
        }
    }

    /// Columns of the node that a predicate binds to one value for given columns of queries around it.
    fn bound_columns(&self, predicate: &Expression) -> BTreeSet<ColumnId> {
        let mine = self.column_ids();
        conjuncts(predicate.clone())
            .into_iter()
            .filter_map(|term| {
                let ExpressionKind::Comparison(ComparisonOperator::Equal, left, right) = term.kind else {
                    return None;
                };
                [(&left, &right), (&right, &left)].into_iter().find_map(|(column, value)| match column.kind {
                    ExpressionKind::Column(id)
                        if mine.contains(&id)
                            && value.is_deterministic()
                            && value.used_columns().is_disjoint(&mine) =>
                    {
                        Some(id)
                    }
                    _ => None,
                })
            })
            .collect()
    }

    /// Whether no two rows agree in these columns (as `=` does).
    fn is_unique_by(&self, bound: &BTreeSet<ColumnId>) -> bool {
        match self {
            Self::Aggregate { keys, grouping_sets, .. } => {
                grouping_sets.len() == 1 && keys.iter().all(|key| bound.contains(&key.id))
            }
            Self::Distinct { input } => input.column_ids().is_subset(bound),
            Self::Filter { input, .. } | Self::Sort { input, .. } | Self::Limit { input, .. } => {
                input.is_unique_by(bound)
            }
            Self::NumberRows { column, .. } if bound.contains(&column.id) => true,
            Self::Project { input, assignments } => {
                let below: BTreeSet<_> = assignments
                    .iter()
                    .filter(|(column, _)| bound.contains(&column.id))
                    .filter_map(|(_, expression)| match expression.kind {
                        ExpressionKind::Column(id) => Some(id),
                        _ => None,
                    })
                    .collect();
                input.is_unique_by(&below)
            }
            _ => false,
        }
    }

    /// Whether it gives exactly one row, always.
    pub(super) fn gives_one_row(&self) -> bool {
        match self {
            Self::Values { rows, .. } => rows.len() == 1,
            Self::Project { input, .. }
            | Self::Window { input, .. }
            | Self::Sort { input, .. }
            | Self::Distinct { input }
            | Self::NumberRows { input, .. } => input.gives_one_row(),
            Self::Aggregate { grouping_sets, .. } => {
                grouping_sets.len() == 1 && grouping_sets.iter().all(Vec::is_empty)
            }
            Self::SingleRow { .. } => true,
            Self::Join { left, right, kind: JoinKind::Inner, on: None } => {
                left.gives_one_row() && right.gives_one_row()
            }
            _ => false,
        }
    }

    /// Whether two runs give the same rows, bit for bit, so that one can be joined with the other. Not so
    /// where rows are chosen among equals, where doubles are summed in any order, or at random.
    pub(super) fn is_repeatable(&self) -> bool {
        let here = match self {
            Self::Limit { .. } | Self::Sample { .. } | Self::NumberRows { .. } => false,
            Self::Aggregate { aggregates, .. } => aggregates.iter().all(|(_, call)| is_repeatable(call)),
            Self::Window { calls, .. } => calls.iter().all(|(_, call)| {
                call.frame.unit != FrameUnit::Rows
                    && !is_approximate(&call.function.result)
                    && !matches!(
                        call.function.name,
                        "row_number" | "ntile" | "lag" | "lead" | "first_value" | "last_value" | "nth_value"
                    )
                    && !chooses_among_equals(call.function.name)
            }),
            _ => true,
        };
        let mut repeatable = here;
        self.for_each_expression(&mut |expression| {
            repeatable = repeatable && expression.is_deterministic();
        });
        self.for_each_input(&mut |input| repeatable = repeatable && input.is_repeatable());
        repeatable
    }
}

/// Whether an aggregate gives the same value whatever the order of its input.
fn is_repeatable(call: &AggregateCall) -> bool {
    match call.function.name {
        "min" | "max" | "count" | "count_if" | "bool_and" | "bool_or" | "every" | "approx_distinct" => true,
        name => !is_approximate(&call.function.result) && !chooses_among_equals(name),
    }
}

fn is_approximate(data_type: &Type) -> bool {
    match data_type {
        Type::Boolean
        | Type::Tinyint
        | Type::Smallint
        | Type::Integer
        | Type::Bigint
        | Type::Decimal { .. }
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Date
        | Type::Time(_)
        | Type::TimeTz(_)
        | Type::Timestamp(_)
        | Type::TimestampTz(_)
        | Type::IntervalYearMonth
        | Type::IntervalDaySecond => false,
        // Sums of doubles; sketches, and lists in any order.
        _ => true,
    }
}

fn chooses_among_equals(name: &str) -> bool {
    matches!(
        name,
        "arbitrary" | "any_value" | "max_by" | "min_by" | "listagg" | "reduce_agg" | "approx_percentile"
    )
}
