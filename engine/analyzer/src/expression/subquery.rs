//! Subqueries in expressions: a value, EXISTS, IN and quantified comparisons.

use polias_sql::ast::{self, Offset};
use polias_types::{RowField, Type, common_type};

use super::Allowed;
use super::comparison::{has_operator, operator};
use crate::analyzer::Analyzer;
use crate::plan::{
    Column, ComparisonOperator, Expression, ExpressionKind, Node, Quantifier, Subquery, SubqueryKind,
};
use crate::query::PlannedQuery;
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// `(SELECT …)`: the value of its only row; a row of its columns when there are several.
    pub(super) fn scalar_subquery(
        &mut self,
        offset: Offset,
        query: &ast::Query,
        scope: &Scope,
    ) -> Result<Expression> {
        let planned = self.query(query, scope)?;
        let visible: Vec<Field> = visible(&planned).cloned().collect();
        let (plan, column) = match visible.as_slice() {
            [] => {
                return Err(AnalysisError::not_supported(
                    offset,
                    "Subqueries without columns are not supported",
                ));
            }
            [field] => {
                self.reference(field.column.id, offset);
                (planned.plan, field.column.clone())
            }
            fields => {
                let data_type = Type::Row(
                    fields
                        .iter()
                        .map(|field| RowField {
                            name: field.name.clone(),
                            data_type: field.column.data_type.clone(),
                        })
                        .collect(),
                );
                self.row_of(planned.plan, fields, data_type, offset)
            }
        };
        let kind = SubqueryKind::Scalar(column.id);
        Ok(subquery(column.data_type, plan, kind))
    }

    /// PostgreSQL's `ARRAY(SELECT …)`.
    pub(super) fn array_subquery(
        &mut self,
        offset: Offset,
        query: &ast::Query,
        scope: &Scope,
    ) -> Result<Expression> {
        let planned = self.query(query, scope)?;
        let mut fields = visible(&planned).map(|field| field.column.clone());
        let (Some(column), None) = (fields.next(), fields.next()) else {
            return Err(AnalysisError::new("SYNTAX_ERROR", offset, "subquery must return only one column"));
        };
        drop(fields);
        self.reference(column.id, offset);
        let kind = SubqueryKind::Array(column.id);
        Ok(subquery(Type::array(column.data_type), planned.plan, kind))
    }

    /// `EXISTS (SELECT …)`
    pub(super) fn exists(&mut self, query: &ast::Query, scope: &Scope) -> Result<Expression> {
        let planned = self.query(query, scope)?;
        Ok(subquery(Type::Boolean, planned.plan, SubqueryKind::Exists))
    }

    /// `value [NOT] IN (SELECT …)`
    pub(super) fn in_query(
        &mut self,
        offset: Offset,
        query: &ast::InQuery,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&query.value, scope, allowed)?;
        let equal = (ComparisonOperator::Equal, Quantifier::Any);
        Ok(self.quantified_subquery(offset, value, equal, &query.query, scope)?.negated(query.negated))
    }

    /// `value operator {ALL|ANY} (SELECT …)`, or PostgreSQL's array instead of the query.
    pub(super) fn typed_quantified(
        &mut self,
        offset: Offset,
        quantified: &ast::Quantified,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&quantified.left, scope, allowed)?;
        let quantifier = match quantified.quantifier {
            ast::Quantifier::All => Quantifier::All,
            ast::Quantifier::Any => Quantifier::Any,
        };
        let how = (operator(quantified.operator), quantifier);
        match &quantified.right.kind {
            ast::ExpressionKind::Subquery(query) => {
                self.quantified_subquery(offset, value, how, query, scope)
            }
            _ => {
                let array = self.typed(&quantified.right, scope, allowed)?;
                self.quantified_array(offset, value, how, array)
            }
        }
    }

    /// Compares a value with each row of a query. A value of a row type is compared with all columns.
    fn quantified_subquery(
        &mut self,
        offset: Offset,
        value: Expression,
        (operator, quantifier): (ComparisonOperator, Quantifier),
        query: &ast::Query,
        scope: &Scope,
    ) -> Result<Expression> {
        let planned = self.query(query, scope)?;
        let fields: Vec<Field> = visible(&planned).cloned().collect();
        let is_row = matches!(value.data_type, Type::Row(_));
        let rows = Type::row(fields.iter().map(|field| field.column.data_type.clone()));
        let value = match fields.as_slice() {
            // Only literals and parameters take another type on.
            [field] if !is_row => {
                let null = Expression::null(field.column.data_type.clone());
                let [value, _] = self.adapt([value, null]);
                value
            }
            _ => value,
        };
        let values = if is_row { value.data_type.clone() } else { Type::row([value.data_type.clone()]) };
        let Some(Type::Row(common)) = common_type(&values, &rows) else {
            let message = format!(
                "Value expression and result of subquery must be of the same type: {values} vs {rows}"
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let common: Vec<Type> = common.into_iter().map(|field| field.data_type).collect();
        let whole = Type::row(common.iter().cloned());
        if !has_operator(&whole, operator) {
            let what = match operator {
                ComparisonOperator::Equal | ComparisonOperator::NotEqual => "comparable",
                _ => "orderable",
            };
            let message =
                format!("Type [{whole}] must be {what} in order to be used in quantified comparison");
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        let (value, plan, column) = match (common.as_slice(), fields.as_slice()) {
            ([data_type], [field]) if !is_row => {
                let value = self.coerce(value, data_type);
                let (plan, column) = self.column_of(planned.plan, field, data_type, offset);
                (value, plan, column)
            }
            _ => {
                let value = self.coerce(value, &whole);
                let (plan, column) = self.row_of(planned.plan, &fields, whole, offset);
                (value, plan, column)
            }
        };
        let kind = SubqueryKind::Quantified { value, operator, quantifier, column: column.id };
        Ok(subquery(Type::Boolean, plan, kind))
    }

    /// The plan with a column of the type.
    fn column_of(&mut self, plan: Node, field: &Field, data_type: &Type, offset: Offset) -> (Node, Column) {
        self.reference(field.column.id, offset);
        if field.column.data_type == *data_type {
            return (plan, field.column.clone());
        }
        let column = self.new_column(data_type.clone());
        let value = self.coerce(Expression::column(&field.column), data_type);
        let plan = Node::Project { input: Box::new(plan), assignments: vec![(column.clone(), value)] };
        (plan, column)
    }

    /// The plan with one column: a row of the fields, of the row type.
    fn row_of(&mut self, plan: Node, fields: &[Field], data_type: Type, offset: Offset) -> (Node, Column) {
        let types: Vec<Type> = match &data_type {
            Type::Row(fields) => fields.iter().map(|field| field.data_type.clone()).collect(),
            _ => Vec::new(),
        };
        let mut values = Vec::with_capacity(fields.len());
        for (field, data_type) in fields.iter().zip(&types) {
            self.reference(field.column.id, offset);
            values.push(self.coerce(Expression::column(&field.column), data_type));
        }
        let column = self.new_column(data_type.clone());
        let row = Expression { data_type, kind: ExpressionKind::Row(values) };
        let plan = Node::Project { input: Box::new(plan), assignments: vec![(column.clone(), row)] };
        (plan, column)
    }
}

fn visible(planned: &PlannedQuery) -> impl Iterator<Item = &Field> {
    planned.fields.iter().filter(|field| !field.hidden)
}

fn subquery(data_type: Type, plan: Node, kind: SubqueryKind) -> Expression {
    Expression { data_type, kind: ExpressionKind::Subquery(Box::new(Subquery { plan, kind })) }
}
