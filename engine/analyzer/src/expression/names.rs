//! Names: columns, and parameters of lambdas.

use polias_sql::ast;

use crate::analyzer::Analyzer;
use crate::plan::{ColumnId, Expression, ExpressionKind};
use crate::scope::{Scope, lower_case_name, same_name};
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// What a name of one or more parts means, and how many parts that took; the rest are fields of rows.
    pub(super) fn name(&mut self, parts: &[ast::Identifier], scope: &Scope) -> Result<(Expression, usize)> {
        let Some(first) = parts.first() else {
            return Err(column_not_found(parts));
        };
        let variable =
            self.lambda_variables.iter().rev().find(|variable| same_name(&variable.name, &first.value));
        if let Some(variable) = variable {
            let data_type = variable.data_type.clone();
            return Ok((Expression { data_type, kind: ExpressionKind::Variable(variable.id) }, 1));
        }
        let Some((field, used)) = scope.resolve(parts)? else {
            return Err(column_not_found(parts));
        };
        self.reference(field.column.id, first.offset);
        Ok((Expression::column(&field.column), used))
    }

    /// Notes that the query uses the column of a table.
    pub(crate) fn record_use(&mut self, column: ColumnId) {
        let Some((table, index)) = self.origins.get(&column) else { return };
        if let Some(table) = self.tables.get_mut(*table)
            && let Err(place) = table.used.binary_search(index)
        {
            table.used.insert(place, *index);
        }
    }
}

/// The error for a name that means nothing.
pub(super) fn column_not_found(parts: &[ast::Identifier]) -> AnalysisError {
    let offset = parts.first().map(|part| part.offset).unwrap_or_default();
    let message = format!("Column '{}' cannot be resolved", lower_case_name(parts));
    AnalysisError::new("COLUMN_NOT_FOUND", offset, message)
}
