//! The tables, views and virtual tables a query names, resolved once, before it is planned.
//!
//! Resolution asks the catalog and is asynchronous; DataFusion's planner is not. So all names are resolved up
//! front, through the permission check; a name that does not resolve is an error only if the planner asks
//! for it (it may be a WITH query's). Views are planned here, in their own context, and put in place.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableSource};
use polias_catalog::model::{Table, TableKind};
use polias_sql::ast::ObjectName;

use super::hidden_columns::Shown;
use super::plan::plan_text;
use super::references::{Parts, References};
use super::virtual_table::{VirtualRows, VirtualTable};
use crate::governance::{Action, Governed, GovernedTable, QualifiedName};
use crate::statement_context::StatementContext;
use crate::{EngineError, Result, information_schema, system, views};

/// Views within views, at most.
const MAX_VIEW_DEPTH: usize = 32;

/// Tables and views of one query, at most.
const MAX_RELATIONS: usize = 2_000;

/// Where a text is planned: whose names, and within which views.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Database of unqualified names.
    pub(super) database: String,
    /// The views being planned, outermost first.
    pub(super) views: Vec<QualifiedName>,
}

/// What the names of one text stand for.
#[derive(Default)]
pub(super) struct Relations {
    found: HashMap<Parts, Result<Relation>>,
}

struct Relation {
    source: Arc<dyn TableSource>,
    /// Hidden columns it shows.
    hidden: Vec<String>,
}

impl Relations {
    /// Resolves the names; `hidden` are the hidden columns the text names.
    pub(super) async fn resolve(
        context: &StatementContext<'_>,
        scope: &Scope,
        references: &References,
        hidden: &BTreeSet<String>,
    ) -> Result<Self> {
        if references.tables.len() > MAX_RELATIONS {
            let message = format!(
                "A query may name {MAX_RELATIONS} tables, this one names {}",
                references.tables.len()
            );
            return Err(EngineError::new("NOT_SUPPORTED", message));
        }
        let mut found = HashMap::with_capacity(references.tables.len());
        for name in &references.tables {
            found.insert(name.clone(), resolve(context, scope, name, hidden).await);
        }
        Ok(Self { found })
    }

    /// What a name stands for.
    pub(super) fn source(&self, name: &[String]) -> Result<Arc<dyn TableSource>> {
        match self.found.get(name) {
            Some(Ok(relation)) => Ok(Arc::clone(&relation.source)),
            Some(Err(error)) => Err(error.clone()),
            None => Err(EngineError::internal(format!("the name {} was not resolved", name.join(".")))),
        }
    }
}

impl Shown for Relations {
    fn hidden_of(&self, table: &Parts) -> Option<Vec<String>> {
        match self.found.get(table) {
            Some(Ok(relation)) => Some(relation.hidden.clone()),
            _ => None,
        }
    }
}

async fn resolve(
    context: &StatementContext<'_>,
    scope: &Scope,
    parts: &Parts,
    hidden: &BTreeSet<String>,
) -> Result<Relation> {
    let resolver = context.resolver();
    let name = resolver.qualify_in(&ObjectName { parts: parts.clone(), offset: 0 }, &scope.database)?;
    if let Some(rows) = virtual_rows(context, &name)? {
        return Ok(Relation {
            source: provider_as_source(Arc::new(VirtualTable::new(rows))),
            hidden: Vec::new(),
        });
    }
    let table = resolver.table(&name, Action::Select).await?;
    if table.input.table_type == TableKind::View {
        let view = plan_view(context, scope, &name, &table).await?;
        let source = provider_as_source(Arc::new(ViewTable::new(view, None)));
        return Ok(Relation { source, hidden: Vec::new() });
    }
    let opened: GovernedTable = resolver.open(&table).await?.with_hidden(hidden);
    let schema = opened.schema();
    let shown =
        opened.columns().iter().filter(|column| column.hidden && schema.index_of(&column.name).is_ok());
    let shown = shown.map(|column| column.name.clone()).collect();
    Ok(Relation { source: provider_as_source(Arc::new(opened)), hidden: shown })
}

/// A table the engine makes itself; `None` when the schema is an ordinary database.
fn virtual_rows(
    context: &StatementContext<'_>,
    name: &QualifiedName,
) -> Result<Option<Arc<dyn VirtualRows>>> {
    let rows = match name.database.as_str() {
        information_schema::SCHEMA => information_schema::table(context.engine, context.session, &name.table),
        system::SCHEMA => system::table(context.engine, &name.table),
        _ => return Ok(None),
    };
    match rows {
        Some(rows) => Ok(Some(rows)),
        None => Err(EngineError::new("TABLE_NOT_FOUND", format!("Table '{name}' does not exist"))),
    }
}

/// The plan of a view's text, its columns named as the view says.
async fn plan_view(
    context: &StatementContext<'_>,
    scope: &Scope,
    name: &QualifiedName,
    table: &Governed<Table>,
) -> Result<LogicalPlan> {
    if scope.views.contains(name) {
        return Err(EngineError::new("VIEW_IS_RECURSIVE", format!("View '{name}' is recursive")));
    }
    if scope.views.len() >= MAX_VIEW_DEPTH {
        let message = format!("View '{name}' is nested in {MAX_VIEW_DEPTH} other views");
        return Err(EngineError::new("NOT_SUPPORTED", message));
    }
    let definition = views::definition(table)?;
    crate::governance::check_catalog(&definition.catalog)?;
    let mut inner = Scope { database: definition.schema.clone(), views: scope.views.clone() };
    inner.views.push(name.clone());
    // Boxed: a view may hold views.
    let planned = Box::pin(plan_text(context, &definition.sql, &inner)).await;
    let plan = planned.map_err(|error| match error.name {
        "INVALID_VIEW" | "VIEW_IS_RECURSIVE" | "NOT_SUPPORTED" | "GENERIC_INTERNAL_ERROR" => {
            EngineError { position: None, ..error }
        }
        _ => EngineError::new("INVALID_VIEW", format!("Failed analyzing stored view '{name}': {error}"))
            .with_hint("create it again with CREATE OR REPLACE VIEW"),
    })?;
    let fields = plan.schema().fields().len();
    if fields != definition.columns.len() {
        let message = format!(
            "View '{name}' is stale or in invalid state: it has {} columns, its query has {fields}",
            definition.columns.len()
        );
        return Err(EngineError::new("VIEW_IS_STALE", message)
            .with_hint("create it again with CREATE OR REPLACE VIEW"));
    }
    let columns: Vec<Expr> = plan
        .schema()
        .iter()
        .zip(&definition.columns)
        .map(|(field, column)| Expr::from(field).alias(column.name.to_lowercase()))
        .collect();
    LogicalPlanBuilder::from(plan)
        .project(columns)
        .and_then(LogicalPlanBuilder::build)
        .map_err(|error| super::errors::engine_error(&error))
}
