//! What sessions of the PostgreSQL wire may write besides Trino's language, and how they are more lenient.
//!
//! - A string that stands in the statement has no type of its own, as in PostgreSQL: beside a value that is
//!   no text (in comparisons, IN, BETWEEN, CASE, COALESCE, IF, NULLIF), beside a number in arithmetic, and
//!   as an argument of a function that takes no string there, it is cast to the type that is asked for.
//!   Columns and other expressions of text types are not: `name = 1` stays an error.
//! - `$1` takes the type that its place asks for first.
//! - Casts to PostgreSQL's types (`postgres_cast`), `date_part`, `left` and `right` (`postgres_call`).
//! - `value = ANY (array)`, ILIKE, `~`, IS TRUE, COLLATE of collations that order by code points.

use polias_sql::Flavor;
use polias_sql::ast::{self, Offset};
use polias_types::{ArgumentType, Type, common_type};

use super::arithmetic::is_number;
use super::comparison::has_operator;
use super::postgres_literal::literal_as;
use super::{Allowed, literals};
use crate::analyzer::Analyzer;
use crate::plan::{ComparisonOperator, Expression, ExpressionKind, Lambda, Quantifier};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

/// Collations that compare as Trino does.
const COLLATIONS: [&str; 6] = ["default", "c", "posix", "ucs_basic", "c.utf8", "c.utf-8"];

impl Analyzer<'_> {
    /// Whether the session is one of PostgreSQL's.
    pub(crate) fn is_postgres(&self) -> bool {
        self.session.flavor == Flavor::Postgres
    }

    /// Strings of the statement as of the type of the first other expression, if that is no text.
    pub(super) fn adapt_literals(&self, expressions: &mut [Expression]) {
        if !self.is_postgres() {
            return;
        }
        let other = expressions
            .iter()
            .find(|expression| {
                !Self::is_text_literal(expression)
                    && !matches!(expression.data_type, Type::Unknown | Type::Varchar(_) | Type::Char(_))
            })
            .map(|expression| expression.data_type.clone());
        let Some(target) = other else { return };
        for expression in expressions {
            if let Some(adapted) = literal_as(expression, &target) {
                *expression = adapted;
            }
        }
    }

    /// The same for a fixed number of expressions.
    pub(super) fn adapt<const N: usize>(&self, mut expressions: [Expression; N]) -> [Expression; N] {
        self.adapt_literals(&mut expressions);
        expressions
    }

    /// An argument as of the type that its function takes.
    pub(super) fn coerce_argument(&mut self, argument: Expression, target: &Type) -> Expression {
        let adapted = if self.is_postgres() { literal_as(&argument, target) } else { None };
        self.coerce(adapted.unwrap_or(argument), target)
    }

    /// In arithmetic, only numbers give strings and open parameters their type.
    pub(super) fn adapt_number_literal(
        &mut self,
        left: Expression,
        right: Expression,
    ) -> (Expression, Expression) {
        let number = [&left, &right].into_iter().find(|side| is_number(&side.data_type));
        let Some(number) = number.map(|side| side.data_type.clone()) else { return (left, right) };
        let [left, right] = self.adapt([left, right]);
        let mut typed = |side: Expression| match side.kind {
            ExpressionKind::Parameter(index) if side.data_type == Type::Unknown => {
                self.type_parameter(index, &number)
            }
            _ => side,
        };
        (typed(left), typed(right))
    }

    /// `value operator ANY (array)`
    pub(super) fn quantified_array(
        &mut self,
        offset: Offset,
        value: Expression,
        (operator, quantifier): (ComparisonOperator, Quantifier),
        array: Expression,
    ) -> Result<Expression> {
        // A parameter is an array of the value's type.
        let array = match array.data_type {
            Type::Unknown => {
                let target = Type::array(value.data_type.clone());
                self.coerce(array, &target)
            }
            _ => array,
        };
        let Type::Array(element) = array.data_type.clone() else {
            let message = format!("op ANY/ALL (array) requires array on right side, not {}", array.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let [value, _] = self.adapt([value, Expression::null((*element).clone())]);
        let Some(common) =
            common_type(&value.data_type, &element).filter(|common| has_operator(common, operator))
        else {
            let message = format!("Cannot compare {} with elements of {}", value.data_type, array.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let value = self.coerce(value, &common);
        let array = self.coerce(array, &Type::array(common.clone()));
        let variable = self.new_variable();
        let item = Expression { data_type: common.clone(), kind: ExpressionKind::Variable(variable) };
        let compared = ExpressionKind::Comparison(operator, Box::new(value), Box::new(item));
        let lambda =
            Lambda { parameters: vec![(variable, common)], body: Box::new(Expression::boolean(compared)) };
        let name = match quantifier {
            Quantifier::Any => "any_match",
            Quantifier::All => "all_match",
        };
        let types = [ArgumentType::Value(array.data_type.clone()), ArgumentType::Lambda(1)];
        let function = self
            .session
            .functions
            .resolve_with_lambdas(name, &types, &mut |_, _| Ok(Type::Boolean))
            .map_err(|error| AnalysisError::new(error.name, offset, error.message))?;
        let lambda_type = function.arguments.last().cloned().unwrap_or(Type::Unknown);
        let lambda = Expression { data_type: lambda_type, kind: ExpressionKind::Lambda(lambda) };
        Ok(Expression { data_type: Type::Boolean, kind: ExpressionKind::Call(function, vec![array, lambda]) })
    }

    /// `value ~ pattern`
    pub(super) fn matches(
        &mut self,
        offset: Offset,
        matches: &ast::Matches,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&matches.value, scope, allowed)?;
        let mut pattern = self.typed(&matches.pattern, scope, allowed)?;
        if matches.ignore_case {
            let pattern_text = self.coerce(pattern, &Type::VARCHAR);
            pattern = self.call_resolved(offset, "concat", vec![literals::text("(?i)"), pattern_text])?;
        }
        Ok(self.call_resolved(offset, "regexp_like", vec![value, pattern])?.negated(matches.negated))
    }

    /// `value IS [NOT] {TRUE | FALSE | UNKNOWN}`
    pub(super) fn is_truth(
        &mut self,
        test: &ast::Test,
        truth: Option<bool>,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&test.value, scope, allowed)?;
        let value = self.boolean(value, test.value.offset, "Value of IS expression")?;
        let Some(truth) = truth else {
            return Ok(Expression::boolean(ExpressionKind::IsNull(Box::new(value))).negated(test.negated));
        };
        let truth = Expression::literal(polias_types::Value::Boolean(truth), Type::Boolean);
        let differs = ExpressionKind::IsDistinct(Box::new(value), Box::new(truth));
        Ok(Expression::boolean(differs).negated(!test.negated))
    }

    /// `value COLLATE collation`
    pub(super) fn collate(
        &mut self,
        value: &ast::Expression,
        collation: &ast::QualifiedName,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let name = collation.parts.last().map(|part| part.value.to_lowercase()).unwrap_or_default();
        if !COLLATIONS.contains(&name.as_str()) {
            return Err(AnalysisError::not_supported(
                collation.offset(),
                format!("Collation {collation} is not supported: texts are ordered by code points"),
            ));
        }
        self.typed(value, scope, allowed)
    }
}
