//! UNION, INTERSECT, EXCEPT: columns by position, in their common types; names are the first term's.

use std::rc::Rc;

use polias_sql::ast::{self, SetOperator, SetTerm};
use polias_types::{Type, common_type};

use crate::analyzer::Analyzer;
use crate::plan::{Column, ColumnId, Expression, Node};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::{Order, PlannedQuery, as_output};

impl Analyzer<'_> {
    /// Operators from the left.
    pub(super) fn set_operation(
        &mut self,
        operation: &ast::SetOperation,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let mut left = as_output(self.body(&operation.first, around, Order::Lost)?);
        for term in &operation.rest {
            let right = as_output(self.body(&term.term, around, Order::Lost)?);
            left = self.combined(left, right, term)?;
        }
        Ok(left)
    }

    fn combined(&mut self, left: PlannedQuery, right: PlannedQuery, term: &SetTerm) -> Result<PlannedQuery> {
        let types = common_types(&left.fields, &right.fields, term)?;
        let left = self.in_types(left, &types);
        let right = self.in_types(right, &types);
        if term.operator == SetOperator::Union {
            return Ok(self.union(left, right, types, term.all));
        }
        self.size.step(term.offset)?;
        let (columns, fields) = self.columns_of(&left.fields, types);
        let plan = Node::SetOperation {
            columns,
            except: term.operator == SetOperator::Except,
            all: term.all,
            left: (Box::new(left.plan), ids(&left.fields)),
            right: (Box::new(right.plan), ids(&right.fields)),
        };
        Ok(PlannedQuery { plan, fields })
    }

    /// Unions in a row become one node with many inputs.
    fn union(
        &mut self,
        left: PlannedQuery,
        right: PlannedQuery,
        types: Vec<Type>,
        all: bool,
    ) -> PlannedQuery {
        let left_ids = ids(&left.fields);
        let right_input = (right.plan, ids(&right.fields));
        let (plan, distinct) = match left.plan {
            // Rows that are equal count once in the end, whatever was done about them before.
            Node::Distinct { input } if !all => (*input, true),
            plan => (plan, false),
        };
        let (columns, fields, inputs) = match plan {
            Node::UnionAll { columns, mut inputs } if made_by(&columns, &left_ids) => {
                inputs.push(right_input);
                (columns, left.fields, inputs)
            }
            plan => {
                let plan = if distinct { Node::Distinct { input: Box::new(plan) } } else { plan };
                let (columns, fields) = self.columns_of(&left.fields, types);
                (columns, fields, vec![(plan, left_ids), right_input])
            }
        };
        let union = Node::UnionAll { columns, inputs };
        let plan = if all { union } else { Node::Distinct { input: Box::new(union) } };
        PlannedQuery { plan, fields }
    }

    /// New columns with the names of others.
    fn columns_of(&mut self, named: &[Field], types: Vec<Type>) -> (Vec<Column>, Vec<Field>) {
        let columns: Vec<_> = types.into_iter().map(|data_type| self.new_column(data_type)).collect();
        let fields = columns
            .iter()
            .zip(named)
            .map(|(column, field)| Field {
                column: column.clone(),
                name: field.name.clone(),
                relation: None,
                hidden: false,
            })
            .collect();
        (columns, fields)
    }

    /// The rows with each column in a type.
    pub(super) fn in_types(&mut self, rows: PlannedQuery, types: &[Type]) -> PlannedQuery {
        let PlannedQuery { plan, mut fields } = rows;
        let mut casts = Vec::new();
        for (field, data_type) in fields.iter_mut().zip(types) {
            if field.column.data_type != *data_type {
                let cast = Expression::column(&field.column).cast_to(data_type);
                field.column = self.new_column(data_type.clone());
                casts.push((field.column.clone(), cast));
            }
        }
        PlannedQuery { plan: Self::extended(plan, casts), fields }
    }
}

fn ids(fields: &[Field]) -> Vec<ColumnId> {
    fields.iter().map(|field| field.column.id).collect()
}

/// Whether these are the columns, in order.
fn made_by(columns: &[Column], ids: &[ColumnId]) -> bool {
    columns.len() == ids.len() && columns.iter().zip(ids).all(|(column, id)| column.id == *id)
}

fn common_types(left: &[Field], right: &[Field], term: &SetTerm) -> Result<Vec<Type>> {
    let name = match term.operator {
        SetOperator::Union => "UNION",
        SetOperator::Intersect => "INTERSECT",
        SetOperator::Except => "EXCEPT",
    };
    let mismatch = |message| AnalysisError::new("TYPE_MISMATCH", term.offset, message);
    if left.len() != right.len() {
        let message = format!("{name} query has different number of fields: {}, {}", left.len(), right.len());
        return Err(mismatch(message));
    }
    let mut types = Vec::with_capacity(left.len());
    for (index, (left, right)) in left.iter().zip(right).enumerate() {
        let (left, right) = (&left.column.data_type, &right.column.data_type);
        let Some(common) = common_type(left, right) else {
            return Err(mismatch(format!(
                "column {} in {name} query has incompatible types: {left}, {right}",
                index + 1
            )));
        };
        let compares = term.operator != SetOperator::Union || !term.all;
        if compares && !common.is_comparable() {
            let distinct = match (term.operator, term.all) {
                (SetOperator::Union, _) => " DISTINCT",
                (_, true) => " ALL",
                (_, false) => "",
            };
            return Err(mismatch(format!(
                "Type {common} is not comparable and therefore cannot be used in {name}{distinct}"
            )));
        }
        types.push(common);
    }
    Ok(types)
}
