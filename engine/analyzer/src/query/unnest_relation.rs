//! UNNEST in FROM: elements of arrays, entries of maps, fields of arrays of rows, side by side.

use std::rc::Rc;

use polias_sql::ast;
use polias_types::Type;

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Column, Expression, Node, Unnested};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::{PlannedQuery, one_row};

/// What an UNNEST makes, before it stands over a relation.
pub(super) struct UnnestedFields {
    /// Expressions with subqueries, as columns for the relation below.
    pub(super) hoisted: Vec<(Column, Expression)>,
    pub(super) unnested: Vec<Unnested>,
    pub(super) ordinality: Option<Column>,
    pub(super) fields: Vec<Field>,
}

impl UnnestedFields {
    /// Over no relation.
    pub(super) fn alone(self) -> PlannedQuery {
        self.over(one_row(), false)
    }

    /// Over the rows of a plan. The fields are only those made here.
    pub(super) fn over(self, plan: Node, outer: bool) -> PlannedQuery {
        let plan = Node::Unnest {
            input: Box::new(Analyzer::extended(plan, self.hoisted)),
            unnested: self.unnested,
            ordinality: self.ordinality,
            outer,
        };
        PlannedQuery { plan, fields: self.fields }
    }
}

impl Analyzer<'_> {
    /// Types the expressions of an UNNEST and makes its columns.
    pub(super) fn unnested(
        &mut self,
        expressions: &[ast::Expression],
        ordinality: bool,
        around: &Rc<Scope>,
    ) -> Result<UnnestedFields> {
        let scope = Scope { fields: Vec::new(), outer: Some(Rc::clone(around)), with: around.with.clone() };
        let mut made = UnnestedFields {
            hoisted: Vec::new(),
            unnested: Vec::new(),
            ordinality: None,
            fields: Vec::new(),
        };
        for expression in expressions {
            let mut allowed = Allowed { clause: "UNNEST", ..Allowed::default() };
            let mut typed = self.expression(expression, &scope, &mut allowed)?;
            let fields = element_fields(&typed.data_type)?;
            self.hoist_subquery(&mut typed, &mut made.hoisted);
            let mut columns = Vec::with_capacity(fields.len());
            for (name, data_type) in fields {
                let column = self.new_column(data_type);
                made.fields.push(Field { column: column.clone(), name, relation: None, hidden: false });
                columns.push(column);
            }
            made.unnested.push(Unnested { expression: typed, columns });
        }
        if ordinality {
            let column = self.new_column(Type::Bigint);
            made.fields.push(Field { column: column.clone(), name: None, relation: None, hidden: false });
            made.ordinality = Some(column);
        }
        Ok(made)
    }
}

/// Names and types of the columns that UNNEST makes of a value.
fn element_fields(data_type: &Type) -> Result<Vec<(Option<String>, Type)>> {
    match data_type {
        Type::Array(element) => Ok(match &**element {
            Type::Row(fields) => {
                fields.iter().map(|field| (field.name.clone(), field.data_type.clone())).collect()
            }
            element => vec![(None, element.clone())],
        }),
        Type::Map(key, value) => Ok(vec![(None, Type::clone(key)), (None, Type::clone(value))]),
        // Trino gives no position here.
        other => Err(AnalysisError {
            name: "INVALID_FUNCTION_ARGUMENT",
            message: format!("Cannot unnest type: {other}"),
            offset: None,
            hint: None,
        }),
    }
}
