//! CAST and TRY_CAST.

use polias_sql::ast::{self, Offset};
use polias_types::{Type, can_cast};

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// `CAST(value AS type)`, `TRY_CAST(value AS type)`, PostgreSQL's `value::type`.
    pub(super) fn cast(
        &mut self,
        offset: Offset,
        cast: &ast::Cast,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        if let Some(value) = self.postgres_cast(offset, cast, scope, allowed)? {
            return Ok(value);
        }
        // Trino puts an unknown type at the cast, not at the type's name.
        let target = Type::from_ast(&cast.target)
            .map_err(|error| AnalysisError::new(error.name, offset, error.message))?;
        let value = self.typed(&cast.value, scope, allowed)?;
        if value.data_type == Type::Unknown && matches!(value.kind, ExpressionKind::Parameter(_)) {
            return Ok(self.coerce(value, &target));
        }
        if value.data_type == target {
            return Ok(value);
        }
        if !can_cast(&value.data_type, &target) {
            let message = format!("Cannot cast {} to {target}", value.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        let kind = ExpressionKind::Cast { value: Box::new(value), lenient: cast.lenient };
        Ok(Expression { data_type: target, kind })
    }
}
