//! LIKE.

use polias_sql::ast::{self, Offset};
use polias_types::Type;

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// `value [NOT] LIKE pattern [ESCAPE escape]`. ILIKE compares both in lower case.
    pub(super) fn like(
        &mut self,
        offset: Offset,
        like: &ast::Like,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&like.value, scope, allowed)?;
        let value = self.like_text(value, like.value.offset, "Left side of LIKE expression", true)?;
        let pattern = self.typed(&like.pattern, scope, allowed)?;
        let pattern = self.like_text(pattern, like.pattern.offset, "Pattern for LIKE expression", false)?;
        let escape = match &like.escape {
            None => None,
            Some(escape) => {
                let typed = self.typed(escape, scope, allowed)?;
                Some(self.like_text(typed, escape.offset, "Escape for LIKE expression", false)?)
            }
        };
        let (value, pattern, escape) = if like.ignore_case {
            let lower = |analyzer: &mut Self, text| analyzer.call_resolved(offset, "lower", vec![text]);
            let escape = escape.map(|escape| lower(self, escape)).transpose()?;
            (lower(self, value)?, lower(self, pattern)?, escape)
        } else {
            (value, pattern, escape)
        };
        let kind = ExpressionKind::Like(Box::new(value), Box::new(pattern), escape.map(Box::new));
        Ok(Expression::boolean(kind).negated(like.negated))
    }

    fn like_text(
        &mut self,
        text: Expression,
        offset: Offset,
        what: &str,
        or_char: bool,
    ) -> Result<Expression> {
        match text.data_type {
            Type::Varchar(_) => Ok(text),
            Type::Char(_) if or_char => Ok(text),
            Type::Unknown => Ok(self.coerce(text, &Type::VARCHAR)),
            _ => {
                let message = format!("{what} must evaluate to a varchar (actual: {})", text.data_type);
                Err(AnalysisError::new("TYPE_MISMATCH", offset, message))
            }
        }
    }
}
