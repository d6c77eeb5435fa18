//! AND, OR, NOT, IS NULL.

use polias_sql::ast;

use super::Allowed;
use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;

impl Analyzer<'_> {
    /// AND or OR of at least two terms.
    pub(super) fn logical(
        &mut self,
        terms: &[ast::Expression],
        and: bool,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let mut typed = Vec::with_capacity(terms.len());
        for term in terms {
            let value = self.typed(term, scope, allowed)?;
            typed.push(self.boolean(value, term.offset, "Logical expression term")?);
        }
        let kind = if and { ExpressionKind::And(typed) } else { ExpressionKind::Or(typed) };
        Ok(Expression::boolean(kind))
    }

    /// NOT.
    pub(super) fn not(
        &mut self,
        value: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let typed = self.typed(value, scope, allowed)?;
        Ok(self.boolean(typed, value.offset, "Value of logical NOT expression")?.negated(true))
    }

    /// IS [NOT] NULL
    pub(super) fn is_null(
        &mut self,
        test: &ast::Test,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&test.value, scope, allowed)?;
        Ok(Expression::boolean(ExpressionKind::IsNull(Box::new(value))).negated(test.negated))
    }
}

impl Expression {
    /// NOT of a boolean expression, when asked for.
    pub(super) fn negated(self, negated: bool) -> Self {
        if negated { Self::boolean(ExpressionKind::Not(Box::new(self))) } else { self }
    }
}
