//! CASE, IF, NULLIF, COALESCE, TRY: what is evaluated only when it is needed.

use polias_sql::ast::{self, Offset};
use polias_types::{Value, common_type};

use super::Allowed;
use super::comparison::no_equality;
use crate::analyzer::Analyzer;
use crate::plan::{ComparisonOperator, Expression, ExpressionKind, Node, SubqueryKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

/// Most operands that are written once and copied, in one statement: CASE within the operand of CASE would
/// grow without bound.
const MAX_COPIED_OPERANDS: usize = 100_000;

impl Analyzer<'_> {
    /// `CASE [operand] WHEN … THEN … [ELSE …] END`
    pub(super) fn case(
        &mut self,
        case: &ast::Case,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let conditions = match &case.operand {
            Some(operand) => self.compared_conditions(operand, &case.branches, scope, allowed)?,
            None => {
                let mut conditions = Vec::with_capacity(case.branches.len());
                for branch in &case.branches {
                    let condition = self.typed(&branch.condition, scope, allowed)?;
                    conditions.push(self.boolean(condition, branch.condition.offset, "CASE WHEN clause")?);
                }
                conditions
            }
        };
        let mut results = Vec::with_capacity(case.branches.len() + 1);
        let mut offsets = Vec::with_capacity(case.branches.len() + 1);
        for branch in &case.branches {
            results.push(self.typed(&branch.result, scope, allowed)?);
            offsets.push(branch.result.offset);
        }
        if let Some(otherwise) = &case.otherwise {
            results.push(self.typed(otherwise, scope, allowed)?);
            offsets.push(otherwise.offset);
        }
        let (mut results, data_type) = self.unify(results, &offsets, "All CASE results")?;
        let otherwise = match &case.otherwise {
            Some(_) => results.pop(),
            None => None,
        };
        let otherwise = otherwise.unwrap_or_else(|| Expression::null(data_type.clone()));
        let branches = conditions.into_iter().zip(results).collect();
        Ok(Expression { data_type, kind: ExpressionKind::Case(branches, Box::new(otherwise)) })
    }

    /// `operand = value` for each branch.
    fn compared_conditions(
        &mut self,
        operand: &ast::Expression,
        branches: &[ast::WhenThen],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Vec<Expression>> {
        let mut values = vec![self.typed(operand, scope, allowed)?];
        for branch in branches {
            values.push(self.typed(&branch.condition, scope, allowed)?);
        }
        self.adapt_literals(&mut values);
        let operand_type = values[0].data_type.clone();
        let mut common = operand_type.clone();
        for (value, branch) in values[1..].iter().zip(branches) {
            common = common_type(&common, &value.data_type).ok_or_else(|| {
                let message = format!(
                    "CASE operand type does not match WHEN clause operand type: {operand_type} vs {}",
                    value.data_type
                );
                AnalysisError::new("TYPE_MISMATCH", branch.condition.offset, message)
            })?;
        }
        if !common.is_comparable() {
            return Err(no_equality(operand.offset, &common));
        }
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return Ok(Vec::new()) };
        let compared = self.coerce(first, &common);
        let mut conditions = Vec::with_capacity(branches.len());
        for (index, value) in values.enumerate() {
            let copy =
                if index == 0 { compared.clone() } else { self.copy_operand(&compared, operand.offset)? };
            let value = Box::new(self.coerce(value, &common));
            let kind = ExpressionKind::Comparison(ComparisonOperator::Equal, Box::new(copy), value);
            conditions.push(Expression::boolean(kind));
        }
        Ok(conditions)
    }

    /// `if(condition, then [, otherwise])`
    pub(super) fn if_then(
        &mut self,
        offset: Offset,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let [condition, then, otherwise @ ..] = arguments else {
            return Err(wrong_count(offset, "if"));
        };
        let condition_offset = condition.offset;
        let condition = self.typed(condition, scope, allowed)?;
        let condition = self.boolean(condition, condition_offset, "IF condition")?;
        let then = self.typed(then, scope, allowed)?;
        let otherwise = match otherwise {
            [] => Expression::null(then.data_type.clone()),
            [otherwise] => self.typed(otherwise, scope, allowed)?,
            _ => return Err(wrong_count(offset, "if")),
        };
        let [then, otherwise] = self.adapt([then, otherwise]);
        let Some(data_type) = common_type(&then.data_type, &otherwise.data_type) else {
            let message = format!(
                "Result types for IF must be the same: {} vs {}",
                then.data_type, otherwise.data_type
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let then = self.coerce(then, &data_type);
        let otherwise = self.coerce(otherwise, &data_type);
        Ok(Expression { data_type, kind: ExpressionKind::Case(vec![(condition, then)], Box::new(otherwise)) })
    }

    /// `nullif(first, second)`: of the type of the first.
    pub(super) fn null_if(
        &mut self,
        offset: Offset,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let [first, second] = arguments else { return Err(wrong_count(offset, "nullif")) };
        let first_offset = first.offset;
        let first = self.typed(first, scope, allowed)?;
        let second = self.typed(second, scope, allowed)?;
        let [first, second] = self.adapt([first, second]);
        let Some(common) =
            common_type(&first.data_type, &second.data_type).filter(|common| common.is_comparable())
        else {
            let message =
                format!("Types are not comparable with NULLIF: {} vs {}", first.data_type, second.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        if matches!(first.kind, ExpressionKind::Literal(Value::Null)) {
            return Ok(first);
        }
        let compared = self.copy_operand(&first, first_offset)?;
        let compared = Box::new(self.coerce(compared, &common));
        let second = Box::new(self.coerce(second, &common));
        let equal =
            Expression::boolean(ExpressionKind::Comparison(ComparisonOperator::Equal, compared, second));
        let data_type = first.data_type.clone();
        let null = Expression::null(data_type.clone());
        Ok(Expression { data_type, kind: ExpressionKind::Case(vec![(equal, null)], Box::new(first)) })
    }

    /// `coalesce(a, b, …)`
    pub(super) fn coalesce(
        &mut self,
        offset: Offset,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        if arguments.len() < 2 {
            return Err(wrong_count(offset, "coalesce"));
        }
        let operands = self.typed_all(arguments, scope, allowed)?;
        let offsets: Vec<Offset> = arguments.iter().map(|argument| argument.offset).collect();
        let (operands, data_type) = self.unify(operands, &offsets, "All COALESCE operands")?;
        Ok(Expression { data_type, kind: ExpressionKind::Coalesce(operands) })
    }

    /// `try(value)`
    pub(super) fn try_value(
        &mut self,
        offset: Offset,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let [value] = arguments else { return Err(wrong_count(offset, "try")) };
        let value = self.typed(value, scope, allowed)?;
        Ok(Expression { data_type: value.data_type.clone(), kind: ExpressionKind::Try(Box::new(value)) })
    }

    /// A second expression that is evaluated to the same value, for what is written once and used twice.
    pub(super) fn copy_operand(&mut self, expression: &Expression, offset: Offset) -> Result<Expression> {
        if !expression.is_deterministic() {
            return Err(AnalysisError::not_supported(
                offset,
                "An operand that is different each time it is evaluated is not supported here",
            )
            .with_hint("compute it in a subquery"));
        }
        self.copied_operands += size(expression);
        if self.copied_operands > MAX_COPIED_OPERANDS {
            return Err(AnalysisError::not_supported(
                offset,
                "statement is too large (stack overflow during analysis)",
            )
            .with_hint("compute the operands of nested CASE and NULLIF in a subquery"));
        }
        let mut copy = expression.clone();
        self.renew_subqueries(&mut copy);
        Ok(copy)
    }

    /// Gives the plans of subqueries columns of their own.
    fn renew_subqueries(&mut self, expression: &mut Expression) {
        expression.for_each_operand_mut(&mut |operand| self.renew_subqueries(operand));
        let ExpressionKind::Subquery(subquery) = &mut expression.kind else { return };
        let (plan, renamed) = self.copy_plan(&subquery.plan);
        subquery.plan = plan;
        if let SubqueryKind::Scalar(id)
        | SubqueryKind::Array(id)
        | SubqueryKind::Quantified { column: id, .. } = &mut subquery.kind
            && let Some(column) = renamed.get(id)
        {
            *id = column.id;
        }
    }
}

fn wrong_count(offset: Offset, name: &str) -> AnalysisError {
    AnalysisError::new("SYNTAX_ERROR", offset, format!("Invalid number of arguments for '{name}' function"))
}

/// How many expressions it consists of, those in subqueries included.
fn size(expression: &Expression) -> usize {
    let mut total = 1;
    expression.for_each_operand(&mut |operand| total += size(operand));
    if let Some(plan) = expression.subquery_plan() {
        total += plan_size(plan);
    }
    total
}

fn plan_size(plan: &Node) -> usize {
    let mut total = 1;
    plan.for_each_expression(&mut |expression| total += size(expression));
    plan.for_each_input(&mut |input| total += plan_size(input));
    total
}
