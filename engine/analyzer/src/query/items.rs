//! What SELECT lists: expressions, `*`, `t.*`, `row.*`.

use polias_sql::Flavor;
use polias_sql::ast::{self, AccessStep, ExpressionKind as Syntax, Identifier, Offset, SelectItem};
use polias_types::Type;

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::{Field, Scope, same_name};
use crate::{AnalysisError, Result};

use super::mismatched_aliases;

/// A column of a SELECT.
pub(super) struct Item<'a> {
    /// Its value, before grouping.
    pub(super) expression: Expression,
    /// Its name, if it has one.
    pub(super) name: Option<String>,
    /// What was written.
    pub(super) syntax: ItemSyntax<'a>,
}

/// What was written for a column of a SELECT.
#[derive(Clone)]
pub(super) enum ItemSyntax<'a> {
    /// An expression.
    Expression(&'a ast::Expression),
    /// `*` or `t.*`; the name of the column as messages show it.
    All(String),
}

impl Analyzer<'_> {
    /// Types what SELECT lists.
    pub(super) fn select_items<'a>(
        &mut self,
        select: &'a ast::Select,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Vec<Item<'a>>> {
        let mut items = Vec::with_capacity(select.items.len());
        for item in &select.items {
            match item {
                SelectItem::Expression { expression, alias } => {
                    self.refuse_set_returning(expression)?;
                    let typed = self.expression(expression, scope, allowed)?;
                    let name = match alias {
                        Some(alias) => Some(alias.value.clone()),
                        None => own_name(expression),
                    };
                    items.push(Item { expression: typed, name, syntax: ItemSyntax::Expression(expression) });
                }
                SelectItem::All(offset) => self.all_columns(select, *offset, scope, &mut items)?,
                SelectItem::AllOf { expression, aliases } => {
                    let first = items.len();
                    self.all_of(select, expression, scope, allowed, &mut items)?;
                    name_items(&mut items[first..], aliases)?;
                }
            }
        }
        Ok(items)
    }

    /// PostgreSQL's functions that give rows stand in FROM only.
    fn refuse_set_returning(&self, expression: &ast::Expression) -> Result<()> {
        let Syntax::Function(call) = &expression.kind else { return Ok(()) };
        let name = call.name.parts.last().map(|part| part.value.to_lowercase()).unwrap_or_default();
        let gives_rows = ["unnest", "generate_series", "generate_subscripts"].contains(&name.as_str());
        if self.session.flavor == Flavor::Postgres && gives_rows {
            return Err(AnalysisError::not_supported(
                expression.offset,
                format!("Function {name}, which gives rows, is not supported in SELECT"),
            )
            .with_hint("call it in FROM: SELECT … FROM t CROSS JOIN unnest(t.a) AS x"));
        }
        Ok(())
    }

    /// `*`
    fn all_columns(
        &mut self,
        select: &ast::Select,
        offset: Offset,
        scope: &Scope,
        items: &mut Vec<Item<'_>>,
    ) -> Result<()> {
        let error = |message| Err(AnalysisError::new("COLUMN_NOT_FOUND", offset, message));
        if select.from.is_empty() {
            return error("SELECT * not allowed in queries without FROM clause");
        }
        if scope.fields.iter().all(|field| field.hidden) {
            return error("SELECT * not allowed from relation that has no columns");
        }
        self.fields_as_items(scope.fields.iter().filter(|field| !field.hidden), offset, items);
        Ok(())
    }

    fn fields_as_items<'f>(
        &mut self,
        fields: impl Iterator<Item = &'f Field>,
        offset: Offset,
        items: &mut Vec<Item<'_>>,
    ) {
        for field in fields {
            self.reference(field.column.id, offset);
            items.push(Item {
                expression: Expression::column(&field.column),
                name: field.name.clone(),
                syntax: ItemSyntax::All(shown_name(field)),
            });
        }
    }

    /// `t.*`, `row.*`
    fn all_of<'a>(
        &mut self,
        select: &ast::Select,
        expression: &'a ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
        items: &mut Vec<Item<'a>>,
    ) -> Result<()> {
        if let Some(chain) = identifier_chain(expression) {
            let mut around = Some(scope);
            loop {
                let Some(scope) = around else {
                    return Err(AnalysisError::new(
                        "TABLE_NOT_FOUND",
                        expression.offset,
                        format!("Unable to resolve reference {}", shown_chain(&chain)),
                    ));
                };
                let table = chain.len() <= 3 && scope.fields.iter().any(|field| field.is_of(&chain));
                let row = scope.fields.iter().any(|field| is_row(field, &chain));
                match (table, row) {
                    (true, true) => {
                        let message = format!("Reference '{}' is ambiguous", shown_chain(&chain));
                        return Err(AnalysisError::new("AMBIGUOUS_NAME", expression.offset, message));
                    }
                    (true, false) => {
                        let fields = scope.fields.iter().filter(|field| !field.hidden && field.is_of(&chain));
                        self.fields_as_items(fields, expression.offset, items);
                        return Ok(());
                    }
                    (false, true) => break,
                    (false, false) => around = scope.outer.as_deref(),
                }
            }
        }
        let typed = self.expression(expression, scope, allowed)?;
        let Type::Row(fields) = &typed.data_type else {
            return Err(AnalysisError::new(
                "TYPE_MISMATCH",
                select.offset,
                "expected expression of type Row",
            ));
        };
        for (index, field) in fields.iter().enumerate() {
            items.push(Item {
                expression: Expression {
                    data_type: field.data_type.clone(),
                    kind: ExpressionKind::Field(Box::new(typed.clone()), index),
                },
                name: field.name.clone(),
                syntax: ItemSyntax::Expression(expression),
            });
        }
        Ok(())
    }
}

/// Names behind `t.* AS (…)`. Unquoted ones are upper-cased, as Trino does here.
fn name_items(items: &mut [Item<'_>], aliases: &[Identifier]) -> Result<()> {
    let Some(first) = aliases.first() else { return Ok(()) };
    if aliases.len() != items.len() {
        return Err(mismatched_aliases(first.offset, aliases.len(), items.len()));
    }
    for (item, alias) in items.iter_mut().zip(aliases) {
        item.name = Some(if alias.quoted { alias.value.clone() } else { alias.value.to_uppercase() });
    }
    Ok(())
}

/// A column has its own name, and so has the field of a column of a row type.
fn own_name(expression: &ast::Expression) -> Option<String> {
    identifier_chain(expression)?.pop().map(|name| name.value)
}

/// `a.b.c`
fn identifier_chain(expression: &ast::Expression) -> Option<Vec<Identifier>> {
    match &expression.kind {
        Syntax::Name(name) => Some(vec![name.clone()]),
        Syntax::Access(access) => {
            let mut chain = identifier_chain(&access.base)?;
            for step in &access.steps {
                match step {
                    AccessStep::Field(name) => chain.push(name.clone()),
                    AccessStep::Subscript(_) | AccessStep::Slice(..) => return None,
                }
            }
            Some(chain)
        }
        _ => None,
    }
}

fn shown_chain(chain: &[Identifier]) -> String {
    crate::scope::lower_case_name(chain)
}

/// Whether a chain begins with the name of a relation and its column of a row type.
fn is_row(field: &Field, chain: &[Identifier]) -> bool {
    let [relation, column, ..] = chain else { return false };
    field.is_of(std::slice::from_ref(relation))
        && field.name.as_ref().is_some_and(|name| same_name(name, &column.value))
        && matches!(field.column.data_type, Type::Row(_))
}

/// `t.a`, as messages about grouping show a column.
pub(super) fn shown_name(field: &Field) -> String {
    let name = field.name.as_deref().unwrap_or_default().to_lowercase();
    match &field.relation {
        Some(relation) => format!("{}.{name}", relation.join(".").to_lowercase()),
        None => name,
    }
}
