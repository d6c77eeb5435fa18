//! Joins.

use datafusion::common::Column as NamedColumn;
use datafusion::logical_expr::{Expr, JoinType, LogicalPlan, LogicalPlanBuilder, lit};
use polias_analyzer::plan::{Expression, JoinKind, Node};

use super::{Lowering, build, project};
use crate::Result;

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
        let right = self.node(right)?;
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
            Some(on) => self.conjuncts(on)?,
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
}
