//! WITH RECURSIVE, with Trino's restrictions: `base UNION [ALL] step`, where the step names the query once,
//! in its FROM clause, and not where an outer join could make rows of missing ones.

use std::cell::Cell;
use std::rc::Rc;

use polias_sql::ast::{self, Offset, QueryBody, SetOperation, SetOperator, SetTerm};
use polias_types::{Type, can_coerce};

use crate::analyzer::Analyzer;
use crate::plan::Node;
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::with::{WithRows, name_columns};
use super::{Order, PlannedQuery, body_offset};

/// A recursive query whose step is being planned.
#[derive(Debug)]
pub(super) struct Recursion {
    number: u32,
    fields: Vec<(Option<String>, Type)>,
    referenced: Cell<bool>,
}

/// Where in a recursion's step the analysis is: whether the recursive query may be named here.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RecursionContext {
    /// Why it may not.
    refused: Option<&'static str>,
}

impl RecursionContext {
    /// Into an expression; answers what was before, to be put back.
    pub(super) fn enter_expression(&mut self) -> Self {
        self.enter("recursive reference outside of FROM clause of the step relation of recursion")
    }

    /// Into the side of an outer join that may be missing.
    pub(super) fn enter(&mut self, refused: &'static str) -> Self {
        let before = *self;
        self.refused = self.refused.or(Some(refused));
        before
    }

    /// Into a step, which names its query in the FROM clause of a SELECT.
    fn enter_step(&mut self, step: &QueryBody) -> Self {
        let before = std::mem::take(self);
        if !is_select(step) {
            self.enter_expression();
        }
        before
    }
}

impl Analyzer<'_> {
    /// Plans a query of WITH RECURSIVE, which need not be recursive.
    pub(super) fn recursive_query(
        &mut self,
        named: &ast::NamedQuery,
        name: &str,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        if named.columns.is_empty() {
            return Err(AnalysisError::new(
                "MISSING_COLUMN_ALIASES",
                named.name.offset,
                "missing column aliases in recursive WITH query",
            ));
        }
        let Some(reference) = reference(&named.query, name) else { return self.named_query(named, around) };
        let invalid =
            |offset, message: &str| AnalysisError::new("INVALID_RECURSIVE_REFERENCE", offset, message);
        let not_here = || invalid(reference, "recursive reference not allowed in this context");
        let QueryBody::SetOperation(operation) = &named.query.body else { return Err(not_here()) };
        let Some((step, rest)) = operation.rest.split_last() else { return Err(not_here()) };
        if step.operator != SetOperator::Union {
            return Err(not_here());
        }
        let base = base(operation, rest);
        if let Some(reference) = reference_in(&base, name) {
            return Err(invalid(
                reference,
                "WITH table name is referenced in the base relation of recursion",
            ));
        }
        plain_query(&named.query)?;
        self.recursion(named, name, &base, step, around)
    }

    fn recursion(
        &mut self,
        named: &ast::NamedQuery,
        name: &str,
        base: &QueryBody,
        step: &SetTerm,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        self.size.step(named.query.offset)?;
        let mut anchor = self.body(base, around, Order::Lost)?;
        name_columns(&mut anchor.fields, &named.columns)?;
        let number = self.new_recursion();
        let recursion = Recursion {
            number,
            fields: anchor
                .fields
                .iter()
                .map(|field| (field.name.clone(), field.column.data_type.clone()))
                .collect(),
            referenced: Cell::new(false),
        };
        let with = around.with.with(name.to_owned(), WithRows::Recursion(recursion));
        let inside = Rc::new(Scope { with, ..Scope::clone(around) });
        let context = self.recursion_context.enter_step(&step.term);
        let planned = self.body(&step.term, &inside, Order::Lost);
        self.recursion_context = context;
        let step_rows = self.coerced_step(planned?, &anchor.fields, body_offset(&step.term))?;

        let columns: Vec<_> =
            anchor.fields.iter().map(|field| self.new_column(field.column.data_type.clone())).collect();
        let fields = anchor
            .fields
            .iter()
            .zip(&columns)
            .map(|(field, column)| Field { column: column.clone(), ..field.clone() })
            .collect();
        let ids = |fields: &[Field]| fields.iter().map(|field| field.column.id).collect();
        let mut plan = Node::Recursive {
            columns,
            anchor: (Box::new(anchor.plan), ids(&anchor.fields)),
            step: (Box::new(step_rows.plan), ids(&step_rows.fields)),
            number,
            max_depth: self.session.max_recursion,
        };
        if !step.all {
            plan = Node::Distinct { input: Box::new(plan) };
        }
        Ok(PlannedQuery { plan, fields })
    }

    /// The step's rows in the types of the base.
    fn coerced_step(&mut self, step: PlannedQuery, base: &[Field], offset: Offset) -> Result<PlannedQuery> {
        let mismatch = |message| AnalysisError::new("TYPE_MISMATCH", offset, message);
        if step.fields.len() != base.len() {
            return Err(mismatch(format!(
                "base and step relations of recursion have different number of fields: {}, {}",
                base.len(),
                step.fields.len()
            )));
        }
        for (index, (from, to)) in step.fields.iter().zip(base).enumerate() {
            let (from, to) = (&from.column.data_type, &to.column.data_type);
            if from != to && !can_coerce(from, to) {
                return Err(mismatch(format!(
                    "recursion step relation output type ({from}) is not coercible to recursion base relation \
                     output type ({to}) at column {}",
                    index + 1
                )));
            }
        }
        let types: Vec<_> = base.iter().map(|field| field.column.data_type.clone()).collect();
        Ok(self.in_types(step, &types))
    }

    /// The rows of the last step, where the step names its query.
    pub(super) fn recursion_rows(&mut self, recursion: &Recursion, offset: Offset) -> Result<PlannedQuery> {
        let invalid = |message| AnalysisError::new("INVALID_RECURSIVE_REFERENCE", offset, message);
        if recursion.referenced.replace(true) {
            return Err(invalid("multiple recursive references in the step relation of recursion"));
        }
        if let Some(reason) = self.recursion_context.refused {
            return Err(invalid(reason));
        }
        let mut columns = Vec::with_capacity(recursion.fields.len());
        let mut fields = Vec::with_capacity(recursion.fields.len());
        for (name, data_type) in &recursion.fields {
            let column = self.new_column(data_type.clone());
            fields.push(Field { column: column.clone(), name: name.clone(), relation: None, hidden: false });
            columns.push(column);
        }
        Ok(PlannedQuery { plan: Node::RecursiveInput { number: recursion.number, columns }, fields })
    }
}

fn is_select(body: &QueryBody) -> bool {
    match body {
        QueryBody::Select(_) => true,
        QueryBody::Nested(query) => is_select(&query.body),
        QueryBody::Table(..) | QueryBody::Values(..) | QueryBody::SetOperation(_) => false,
    }
}

/// Where a query first names another.
fn reference(query: &ast::Query, name: &str) -> Option<Offset> {
    crate::table_names(query).into_iter().find_map(|found| match found.parts.as_slice() {
        [single] if single.value.to_lowercase() == name => Some(single.offset),
        _ => None,
    })
}

fn reference_in(body: &QueryBody, name: &str) -> Option<Offset> {
    let query = ast::Query {
        offset: body_offset(body),
        parameters: 0,
        functions: Vec::new(),
        with: None,
        body: body.clone(),
        order_by: Vec::new(),
        skip: None,
        limit: None,
    };
    reference(&query, name)
}

/// Everything left of the last operator.
fn base(operation: &SetOperation, rest: &[SetTerm]) -> QueryBody {
    if rest.is_empty() {
        return operation.first.clone();
    }
    QueryBody::SetOperation(Box::new(SetOperation { first: operation.first.clone(), rest: rest.to_vec() }))
}

/// A recursive query has nothing around its UNION.
fn plain_query(query: &ast::Query) -> Result<()> {
    if let Some(with) = &query.with {
        return Err(AnalysisError::not_supported(with.offset, "immediate WITH clause in recursive query"));
    }
    if let Some(item) = query.order_by.first() {
        let message = "immediate ORDER BY clause in recursive query";
        return Err(AnalysisError::not_supported(item.expression.offset, message));
    }
    if let Some(skip) = &query.skip {
        return Err(AnalysisError::not_supported(skip.offset, "immediate OFFSET clause in recursive query"));
    }
    match &query.limit {
        None | Some(ast::Limit::All) => Ok(()),
        Some(ast::Limit::Rows(ast::RowCount { offset, .. }) | ast::Limit::Fetch { offset, .. }) => {
            Err(AnalysisError::new(
                "INVALID_LIMIT_CLAUSE",
                *offset,
                "immediate FETCH FIRST / LIMIT clause in recursive query",
            ))
        }
    }
}
