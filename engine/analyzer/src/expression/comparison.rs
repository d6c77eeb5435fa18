//! Comparisons: `=`, `<`, IS DISTINCT FROM, BETWEEN, IN (list).

use polias_sql::ast::{self, Offset};
use polias_types::{Type, common_type};

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::{ComparisonOperator, Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// `left operator right`
    pub(super) fn typed_comparison(
        &mut self,
        offset: Offset,
        comparison: &ast::Comparison,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let left = self.typed(&comparison.left, scope, allowed)?;
        let right = self.typed(&comparison.right, scope, allowed)?;
        self.compare(offset, operator(comparison.operator), left, right)
    }

    /// A comparison of two values.
    pub(crate) fn compare(
        &mut self,
        offset: Offset,
        operator: ComparisonOperator,
        left: Expression,
        right: Expression,
    ) -> Result<Expression> {
        let [left, right] = self.adapt([left, right]);
        let Some(common) =
            common_type(&left.data_type, &right.data_type).filter(|common| has_operator(common, operator))
        else {
            let (left, symbol, right) = (&left.data_type, symbol(operator), &right.data_type);
            let message = format!("Cannot apply operator: {left} {symbol} {right}");
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let left = Box::new(self.coerce(left, &common));
        let right = Box::new(self.coerce(right, &common));
        Ok(Expression::boolean(ExpressionKind::Comparison(operator, left, right)))
    }

    /// `left IS [NOT] DISTINCT FROM right`
    pub(super) fn is_distinct(
        &mut self,
        offset: Offset,
        distinct: &ast::IsDistinct,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let left = self.typed(&distinct.left, scope, allowed)?;
        let right = self.typed(&distinct.right, scope, allowed)?;
        let [left, right] = self.adapt([left, right]);
        let Some(common) =
            common_type(&left.data_type, &right.data_type).filter(|common| common.is_comparable())
        else {
            let message = format!("Cannot check if {} is distinct from {}", left.data_type, right.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let left = Box::new(self.coerce(left, &common));
        let right = Box::new(self.coerce(right, &common));
        Ok(Expression::boolean(ExpressionKind::IsDistinct(left, right)).negated(distinct.negated))
    }

    /// `value [NOT] BETWEEN low AND high`
    pub(super) fn between(
        &mut self,
        offset: Offset,
        between: &ast::Between,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&between.value, scope, allowed)?;
        let low = self.typed(&between.low, scope, allowed)?;
        let high = self.typed(&between.high, scope, allowed)?;
        let [value, low, high] = self.adapt([value, low, high]);
        let common = common_type(&value.data_type, &low.data_type)
            .and_then(|common| common_type(&common, &high.data_type))
            .filter(Type::is_orderable);
        let Some(common) = common else {
            let (value, low, high) = (&value.data_type, &low.data_type, &high.data_type);
            let message = format!("Cannot check if {value} is BETWEEN {low} and {high}");
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let value = Box::new(self.coerce(value, &common));
        let low = Box::new(self.coerce(low, &common));
        let high = Box::new(self.coerce(high, &common));
        Ok(Expression::boolean(ExpressionKind::Between(value, low, high)).negated(between.negated))
    }

    /// `value [NOT] IN (a, b)`
    pub(super) fn in_list(
        &mut self,
        list: &ast::InList,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let mut all = Vec::with_capacity(list.list.len() + 1);
        all.push(self.typed(&list.value, scope, allowed)?);
        for item in &list.list {
            all.push(self.typed(item, scope, allowed)?);
        }
        let offsets: Vec<Offset> =
            std::iter::once(&list.value).chain(&list.list).map(|item| item.offset).collect();
        let (mut all, common) = self.unify(all, &offsets, "IN value and list items")?;
        if !common.is_comparable() {
            return Err(no_equality(list.value.offset, &common));
        }
        let list_items = all.split_off(1);
        let Some(value) = all.pop() else { return Ok(Expression::null(Type::Boolean)) };
        Ok(Expression::boolean(ExpressionKind::InList(Box::new(value), list_items)).negated(list.negated))
    }
}

/// The error for values that cannot be compared where no operator is written.
pub(super) fn no_equality(offset: Offset, data_type: &Type) -> AnalysisError {
    let message = format!("Cannot apply operator: {data_type} = {data_type}");
    AnalysisError::new("OPERATOR_NOT_FOUND", offset, message)
}

/// Whether values of the type can be compared so.
pub(super) fn has_operator(data_type: &Type, operator: ComparisonOperator) -> bool {
    match operator {
        ComparisonOperator::Equal | ComparisonOperator::NotEqual => data_type.is_comparable(),
        _ => data_type.is_orderable(),
    }
}

/// The operator of the plan.
pub(super) fn operator(operator: ast::ComparisonOperator) -> ComparisonOperator {
    match operator {
        ast::ComparisonOperator::Equal => ComparisonOperator::Equal,
        ast::ComparisonOperator::NotEqual => ComparisonOperator::NotEqual,
        ast::ComparisonOperator::Less => ComparisonOperator::Less,
        ast::ComparisonOperator::LessOrEqual => ComparisonOperator::LessOrEqual,
        ast::ComparisonOperator::Greater => ComparisonOperator::Greater,
        ast::ComparisonOperator::GreaterOrEqual => ComparisonOperator::GreaterOrEqual,
    }
}

/// The operator Trino looks for, as its messages show it: the others are these, negated or turned around.
fn symbol(operator: ComparisonOperator) -> &'static str {
    match operator {
        ComparisonOperator::Equal | ComparisonOperator::NotEqual => "=",
        ComparisonOperator::Less | ComparisonOperator::Greater => "<",
        ComparisonOperator::LessOrEqual | ComparisonOperator::GreaterOrEqual => "<=",
    }
}
