//! ORDER BY: names of the output first, then columns of the input; numbers are places of the output.

use std::rc::Rc;

use polias_sql::ast::{self, ExpressionKind as Syntax, Offset, SortItem};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, SortKey};
use crate::scope::{Field, Scope};
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

use super::{PlannedQuery, Unsorted};

impl Analyzer<'_> {
    /// ORDER BY of a query that is no SELECT: only its output can be named.
    pub(super) fn order_output(
        &mut self,
        query: PlannedQuery,
        order_by: &[SortItem],
        around: &Rc<Scope>,
    ) -> Result<Unsorted> {
        let mut allowed = Allowed { clause: "ORDER BY clause", ..Allowed::default() };
        let offset = order_by.first().map(|item| item.expression.offset).unwrap_or_default();
        let keys = order_by
            .iter()
            .map(|item| self.sort_key(item, &query.fields, around, &mut allowed, offset))
            .collect::<Result<Vec<_>>>()?;
        let mut unsorted = Unsorted { query, keys };
        self.hoist_sort_subqueries(&mut unsorted);
        Ok(unsorted)
    }

    /// One key. `source` is the scope that names mean something in when they are none of the output;
    /// `query` is where errors about types are told.
    pub(super) fn sort_key(
        &mut self,
        item: &SortItem,
        output: &[Field],
        source: &Rc<Scope>,
        allowed: &mut Allowed,
        query: Offset,
    ) -> Result<SortKey> {
        let expression = match item.expression.kind {
            Syntax::Integer(position) => by_position(&item.expression, position, output)?,
            _ => {
                let scope = Scope {
                    fields: output.to_vec(),
                    outer: Some(Rc::clone(source)),
                    with: source.with.clone(),
                };
                self.expression(&item.expression, &scope, allowed)?
            }
        };
        if !expression.data_type.is_orderable() {
            return Err(AnalysisError::new(
                "TYPE_MISMATCH",
                query,
                format!(
                    "Type {} is not orderable, and therefore cannot be used in ORDER BY: {}",
                    expression.data_type,
                    syntax_text(&item.expression)
                ),
            ));
        }
        Ok(SortKey::of(item, expression))
    }

    /// Sort keys with subqueries become columns.
    pub(super) fn hoist_sort_subqueries(&mut self, unsorted: &mut Unsorted) {
        let mut hoisted = Vec::new();
        for key in &mut unsorted.keys {
            self.hoist_subquery(&mut key.expression, &mut hoisted);
        }
        let plan = std::mem::replace(&mut unsorted.query.plan, super::one_row());
        unsorted.query.plan = Self::extended(plan, hoisted);
    }
}

fn by_position(syntax: &ast::Expression, position: i64, output: &[Field]) -> Result<Expression> {
    let field = usize::try_from(position).ok().and_then(|position| output.get(position.checked_sub(1)?));
    field.map(|field| Expression::column(&field.column)).ok_or_else(|| {
        AnalysisError::new(
            "INVALID_COLUMN_REFERENCE",
            syntax.offset,
            format!("ORDER BY position {position} is not in select list"),
        )
    })
}
