//! Joins.

use arrow::datatypes::DataType;
use datafusion::common::{Column as NamedColumn, ScalarValue};
use datafusion::logical_expr::{Expr, JoinType, LogicalPlan, LogicalPlanBuilder, lit, when};
use polias_analyzer::plan::{Expression, ExpressionKind, JoinKind, Node};
use polias_types::{Type, timestamp_unit};

use super::{Lowering, build, project};
use crate::Result;
use crate::planner::errors::engine_error;

/// DataFusion's name of the column a mark join adds.
const MARK: &str = "mark";

impl Lowering<'_> {
    /// A join. Equalities of the condition become hash keys in the optimizer.
    pub(super) fn join(
        &mut self,
        left: &Node,
        right: &Node,
        kind: &JoinKind,
        on: Option<&Expression>,
    ) -> Result<LogicalPlan> {
        let left = self.node(left)?;
        let mut right = self.node(right)?;
        if matches!(kind, JoinKind::Mark(_)) && right.schema().fields().is_empty() {
            // DataFusion takes the mark for the right side's first column when it prunes columns.
            right = project(right, vec![lit(true).alias("#row")])?;
        }
        let join_type = match kind {
            JoinKind::Inner => JoinType::Inner,
            JoinKind::Left => JoinType::Left,
            JoinKind::Right => JoinType::Right,
            JoinKind::Full => JoinType::Full,
            JoinKind::Semi => JoinType::LeftSemi,
            JoinKind::Anti => JoinType::LeftAnti,
            JoinKind::Mark(_) => JoinType::LeftMark,
        };
        let conditions = match on {
            Some(on) => self.join_conditions(on)?,
            None => Vec::new(),
        };
        let columns = left.schema().columns();
        let builder = LogicalPlanBuilder::from(left);
        if conditions.is_empty() && join_type == JoinType::Inner {
            return build(builder.cross_join(right));
        }
        let conditions = if conditions.is_empty() { vec![lit(true)] } else { conditions };
        let joined = build(builder.join_on(right, join_type, conditions))?;
        let JoinKind::Mark(mark) = kind else { return Ok(joined) };
        let found = joined.schema().columns().into_iter().rfind(|column| column.name == MARK);
        let found = found.unwrap_or_else(|| NamedColumn::from_name(MARK));
        let mut kept: Vec<Expr> = columns.into_iter().map(Expr::Column).collect();
        kept.push(Expr::Column(found).alias(self.name(mark.id)));
        project(joined, kept)
    }

    /// The condition's conjuncts, with equalities for what is not distinct.
    ///
    /// DataFusion has one switch for all keys of a join, whether NULLs are equal, and loses it when it puts
    /// joins together. So `a IS NOT DISTINCT FROM b` becomes two keys that are never NULL: whether the value
    /// is NULL, and the value or a default.
    fn join_conditions(&mut self, on: &Expression) -> Result<Vec<Expr>> {
        let mut conditions = Vec::new();
        let mut others = Vec::new();
        for term in terms(on) {
            match same(term) {
                Some((left, right)) => {
                    let (left, right) = (self.key(left)?, self.key(right)?);
                    let data_type = left.0;
                    let default =
                        ScalarValue::new_default(&data_type).map_err(|error| engine_error(&error))?;
                    let value = |key: &Expr| {
                        when(key.clone().is_not_null(), key.clone())
                            .otherwise(Expr::Literal(default.clone(), None))
                            .map_err(|error| engine_error(&error))
                    };
                    conditions.push(value(&left.1)?.eq(value(&right.1)?));
                    conditions.push(left.1.is_null().eq(right.1.is_null()));
                }
                None => others.push(term.clone()),
            }
        }
        match others.len() {
            0 => {}
            1 => conditions.extend(self.conjuncts(&others.remove(0))?),
            _ => conditions.extend(self.conjuncts(&Expression::boolean(ExpressionKind::And(others)))?),
        }
        Ok(conditions)
    }

    /// A key as it is compared, and its Arrow type.
    fn key(&mut self, key: &Expression) -> Result<(DataType, Expr)> {
        let value = self.expression(key)?;
        Ok(match &key.data_type {
            Type::TimestampTz(precision) => (
                DataType::Timestamp(timestamp_unit(*precision), None),
                polias_functions::instant(value, &key.data_type),
            ),
            other => (other.carrier(), value),
        })
    }
}

/// The conjuncts of a condition.
fn terms(condition: &Expression) -> Vec<&Expression> {
    match &condition.kind {
        ExpressionKind::And(parts) => parts.iter().flat_map(terms).collect(),
        _ => vec![condition],
    }
}

/// Both sides of `a IS NOT DISTINCT FROM b`, of types that are compared by their carriers' values.
fn same(term: &Expression) -> Option<(&Expression, &Expression)> {
    let ExpressionKind::Not(inner) = &term.kind else { return None };
    let ExpressionKind::IsDistinct(left, right) = &inner.kind else { return None };
    let nested = matches!(
        left.data_type,
        Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::TimeTz(_) | Type::Unknown | Type::Opaque(_)
    );
    (!nested).then_some((&**left, &**right))
}
