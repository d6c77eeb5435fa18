//! TABLESAMPLE.

use datafusion::common::ScalarValue;
use datafusion::functions::math::random;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use polias_analyzer::plan::{Expression, Node};

use super::{Lowering, build};
use crate::{EngineError, Result};

impl Lowering<'_> {
    /// Each row with the same chance. SYSTEM samples rows too: files are of too different sizes to be drawn.
    pub(super) fn sample(&mut self, input: &Node, percentage: &Expression) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let share = match self.expression(percentage)? {
            Expr::Literal(ScalarValue::Float64(Some(percentage)), _) => percentage / 100.0,
            _ => {
                let message = "Sample percentage must be a constant";
                return Err(EngineError::new("EXPRESSION_NOT_CONSTANT", message));
            }
        };
        if !(0.0..=1.0).contains(&share) {
            let message = "Sample percentage must be between 0 and 100";
            return Err(EngineError::new("NUMERIC_VALUE_OUT_OF_RANGE", message));
        }
        let drawn = random().call(Vec::new()).lt(lit(share));
        build(LogicalPlanBuilder::from(input).filter(drawn))
    }
}
