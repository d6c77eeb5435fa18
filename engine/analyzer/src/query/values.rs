//! VALUES.

use std::rc::Rc;

use polias_sql::ast::{self, ExpressionKind as Syntax, Offset};
use polias_types::{RowField, Type, common_type};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, ExpressionKind, Node};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::{PlannedQuery, one_row};

impl Analyzer<'_> {
    /// Rows of expressions. A value of a row type is a row.
    pub(super) fn values(
        &mut self,
        offset: Offset,
        rows: &[ast::Expression],
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let scope = Scope { fields: Vec::new(), outer: Some(Rc::clone(around)), with: around.with.clone() };
        let mut typed = Vec::with_capacity(rows.len());
        for row in rows {
            typed.push(self.row_of_values(row, &scope)?);
        }
        let types = row_types(offset, &typed)?;
        let columns: Vec<_> = types.into_iter().map(|data_type| self.new_column(data_type)).collect();
        let fields = columns
            .iter()
            .map(|column| Field { column: column.clone(), name: None, relation: None, hidden: false })
            .collect();
        let rows: Vec<Vec<_>> = typed
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .zip(&columns)
                    .map(|(value, column)| value.cast_to(&column.data_type))
                    .collect()
            })
            .collect();
        if !rows.iter().flatten().any(Expression::has_subquery) {
            return Ok(PlannedQuery { plan: Node::Values { columns, rows }, fields });
        }
        // Subqueries stand in projections.
        let mut inputs = Vec::with_capacity(rows.len());
        for row in rows {
            let assignments: Vec<_> =
                row.into_iter().map(|value| (self.new_column(value.data_type.clone()), value)).collect();
            let ids = assignments.iter().map(|(column, _)| column.id).collect();
            inputs.push((Node::Project { input: Box::new(one_row()), assignments }, ids));
        }
        Ok(PlannedQuery { plan: Node::UnionAll { columns, inputs }, fields })
    }

    fn row_of_values(&mut self, row: &ast::Expression, scope: &Scope) -> Result<Vec<Expression>> {
        let mut allowed = Allowed { clause: "VALUES", ..Allowed::default() };
        if let Syntax::Row(values) = &row.kind {
            return values.iter().map(|value| self.expression(value, scope, &mut allowed)).collect();
        }
        let typed = self.expression(row, scope, &mut allowed)?;
        Ok(match &typed.data_type {
            Type::Row(fields) => fields
                .iter()
                .enumerate()
                .map(|(index, field)| Expression {
                    data_type: field.data_type.clone(),
                    kind: ExpressionKind::Field(Box::new(typed.clone()), index),
                })
                .collect(),
            _ => vec![typed],
        })
    }
}

/// The types all rows become.
fn row_types(offset: Offset, rows: &[Vec<Expression>]) -> Result<Vec<Type>> {
    let mismatch = |message| AnalysisError::new("TYPE_MISMATCH", offset, message);
    let types =
        |row: &[Expression]| -> Vec<Type> { row.iter().map(|value| value.data_type.clone()).collect() };
    let Some((first, rest)) = rows.split_first() else { return Ok(Vec::new()) };
    let first = types(first);
    let mut common = first.clone();
    for row in rest {
        let row = types(row);
        if row.len() != first.len() {
            let message = format!("Values rows have mismatched sizes: {} vs {}", first.len(), row.len());
            return Err(mismatch(message));
        }
        for (index, data_type) in row.iter().enumerate() {
            common[index] = common_type(&common[index], data_type).ok_or_else(|| {
                let message = format!(
                    "Values rows have mismatched types: {} vs {}",
                    as_row(first.clone()),
                    as_row(row.clone())
                );
                mismatch(message)
            })?;
        }
    }
    Ok(common)
}

fn as_row(types: Vec<Type>) -> Type {
    Type::Row(types.into_iter().map(|data_type| RowField { name: None, data_type }).collect())
}
