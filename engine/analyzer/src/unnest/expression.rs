//! Expressions with subqueries become expressions over joined columns.

use super::build::{one_row, pass};
use super::quantified::Comparison;
use crate::analyzer::Analyzer;
use crate::plan::{Column, ColumnId, Expression, ExpressionKind, Node, Subquery, SubqueryKind};
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// Replaces the subqueries in an expression over `input`; joins to `input` what is needed for that.
    pub(super) fn unnest_expression(&mut self, expression: &mut Expression, input: &mut Node) -> Result<()> {
        match &mut expression.kind {
            ExpressionKind::Subquery(subquery) => {
                let taken = Subquery { plan: one_row(), kind: SubqueryKind::Exists };
                let subquery = std::mem::replace(subquery.as_mut(), taken);
                *expression = self.unnest_subquery(subquery, input)?;
                Ok(())
            }
            ExpressionKind::Lambda(lambda) => {
                if lambda.body.has_subquery() {
                    return Err(AnalysisError {
                        name: "NOT_SUPPORTED",
                        message: "Lambda expression cannot contain subqueries".to_owned(),
                        offset: None,
                        hint: None,
                    });
                }
                Ok(())
            }
            _ => {
                let mut result = Ok(());
                expression.for_each_operand_mut(&mut |operand| {
                    if result.is_ok() {
                        result = self.unnest_expression(operand, input);
                    }
                });
                result
            }
        }
    }

    fn unnest_subquery(&mut self, subquery: Subquery, input: &mut Node) -> Result<Expression> {
        self.size.subquery()?;
        let (node, value) = match subquery.kind {
            SubqueryKind::Scalar(id) => {
                let plan = self.unnest(subquery.plan)?;
                let (plan, column) = self.isolated_column(plan, id, input)?;
                let left = std::mem::replace(input, one_row());
                let (node, values) = self.attach_row(left, plan, &[column])?;
                (node, only_value(values)?)
            }
            SubqueryKind::Array(id) => {
                let plan = self.unnest(subquery.plan)?;
                let (plan, column) = self.isolated_column(plan, id, input)?;
                let (plan, array) = self.array_of_rows(plan, &column);
                let left = std::mem::replace(input, one_row());
                let (node, values) = self.attach_row(left, plan, &[array])?;
                (node, only_value(values)?)
            }
            SubqueryKind::Exists => {
                let plan = self.unnest(subquery.plan)?;
                let plan = self.isolated(plan, input);
                let left = std::mem::replace(input, one_row());
                self.mark_matching(left, plan, Vec::new())?
            }
            SubqueryKind::Quantified { .. } => {
                let comparison = self.unnest_quantified(subquery, input)?;
                let Some(comparison) = comparison else { return Err(missing_column()) };
                let left = std::mem::replace(input, one_row());
                self.compared_with_rows(left, comparison)?
            }
        };
        *input = node;
        Ok(value)
    }

    /// A quantified comparison with its parts unnested.
    pub(super) fn unnest_quantified(
        &mut self,
        subquery: Subquery,
        input: &mut Node,
    ) -> Result<Option<Comparison>> {
        let SubqueryKind::Quantified { mut value, operator, quantifier, column } = subquery.kind else {
            return Ok(None);
        };
        self.unnest_expression(&mut value, input)?;
        let plan = self.unnest(subquery.plan)?;
        let (plan, column) = self.isolated_column(plan, column, input)?;
        Ok(Some(Comparison { value, operator, quantifier, column, plan }))
    }

    /// [`Self::isolated`], and one of the plan's columns afterwards.
    fn isolated_column(&mut self, plan: Node, id: ColumnId, around: &Node) -> Result<(Node, Column)> {
        let position = plan.columns().iter().position(|column| column.id == id);
        let plan = match position {
            Some(_) => plan,
            // The column of a query around it, as it is.
            None => {
                let Some(outer) = around.columns().into_iter().find(|column| column.id == id) else {
                    return Err(missing_column());
                };
                let mut assignments = pass(&plan.columns());
                assignments.push((outer.clone(), Expression::column(&outer)));
                Node::Project { input: Box::new(plan), assignments }
            }
        };
        let position = position.unwrap_or_else(|| plan.columns().len().saturating_sub(1));
        let plan = self.isolated(plan, around);
        let column = plan.columns().into_iter().nth(position).ok_or_else(missing_column)?;
        Ok((plan, column))
    }
}

fn only_value(values: Vec<Expression>) -> Result<Expression> {
    values.into_iter().next().ok_or_else(missing_column)
}

/// The analyzer names only columns that there are.
fn missing_column() -> AnalysisError {
    AnalysisError {
        name: "GENERIC_INTERNAL_ERROR",
        message: "a subquery's column is not among its plan's".to_owned(),
        offset: None,
        hint: None,
    }
}
