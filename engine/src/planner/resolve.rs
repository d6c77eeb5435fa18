//! The tables, views and virtual tables a query names, resolved once, before it is analyzed.
//!
//! Resolution asks the catalog and is asynchronous; analysis is not. So all names of the query, and of the
//! views it names, are resolved up front, through the permission check. A name that does not resolve is an
//! error only if the analyzer asks for it (it may be a WITH query's).

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::datasource::provider_as_source;
use polias_analyzer::{AnalysisError, Relation, Relations, Snapshot, TableColumn, TableName, View};
use polias_catalog::model::{Table, TableKind};
use polias_sql::ast::{self, ObjectName};
use polias_types::Type;

use super::lower::ScanSource;
use super::{arrow_type, virtual_table::VirtualTable};
use crate::governance::{Action, CATALOG, Governed, QualifiedName};
use crate::statement_context::StatementContext;
use crate::{EngineError, Result, information_schema, system, views};

/// Tables and views of one query, those of its views included, at most.
const MAX_RELATIONS: usize = 2_000;

/// What names stand for.
#[derive(Default)]
pub(super) struct Resolved {
    found: HashMap<TableName, Result<(Relation, Option<ScanSource>)>>,
}

impl Resolved {
    /// Resolves all names of a query; unqualified ones are the session's database's.
    pub(super) async fn of(context: &StatementContext<'_>, query: &ast::Query) -> Result<Self> {
        let mut resolved = Self::default();
        let database = context.session.current_database();
        let mut waiting = resolved.names(context, query, &database)?;
        while let Some(name) = waiting.pop() {
            let relation = resolve(context, &name).await;
            if let Ok((Relation::View(view), _)) = &relation {
                waiting.extend(resolved.names(context, &view.query, &view.schema)?);
            }
            resolved.found.insert(name, relation);
        }
        Ok(resolved)
    }

    /// The names of a query that are not resolved yet. They are marked, so that none is resolved twice.
    fn names(
        &mut self,
        context: &StatementContext<'_>,
        query: &ast::Query,
        database: &str,
    ) -> Result<Vec<TableName>> {
        let mut names = Vec::new();
        for name in polias_analyzer::table_names(query) {
            let parts = name.parts.iter().map(|part| part.value.to_lowercase()).collect();
            let name = ObjectName { parts, offset: name.offset().get() };
            // What cannot be a table's name is the analyzer's to refuse.
            let Ok(name) = context.resolver().qualify_in(&name, database) else { continue };
            let name = TableName { catalog: name.catalog, schema: name.database, table: name.table };
            if self.found.contains_key(&name) {
                continue;
            }
            let unknown = EngineError::internal(format!("the name {name} was not resolved"));
            self.found.insert(name.clone(), Err(unknown));
            names.push(name);
        }
        if self.found.len() > MAX_RELATIONS {
            let message = format!("A query may name {MAX_RELATIONS} tables and views, its views' included");
            return Err(EngineError::not_supported(message));
        }
        Ok(names)
    }

    /// Errors when the query reads the view it is to become.
    pub(super) fn refuse_view(&self, name: &QualifiedName) -> Result<()> {
        let key = TableName {
            catalog: name.catalog.clone(),
            schema: name.database.clone(),
            table: name.table.clone(),
        };
        match self.found.get(&key) {
            Some(Ok((Relation::View(_), _))) => {
                Err(EngineError::new("VIEW_IS_RECURSIVE", format!("View '{name}' is recursive")))
            }
            _ => Ok(()),
        }
    }

    /// The table to scan.
    pub(super) fn source(&self, name: &TableName) -> Result<ScanSource> {
        match self.found.get(name) {
            Some(Ok((_, Some(source)))) => Ok(source.clone()),
            Some(Err(error)) => Err(error.clone()),
            _ => Err(EngineError::internal(format!("{name} is scanned and was not opened"))),
        }
    }
}

impl Relations for Resolved {
    fn relation(
        &self,
        name: &TableName,
        snapshot: Option<&Snapshot>,
        offset: ast::Offset,
    ) -> std::result::Result<Relation, AnalysisError> {
        let error = match self.found.get(name) {
            Some(Ok((relation, _))) if snapshot.is_none() => return Ok(relation.clone()),
            Some(Ok(_)) => {
                return Err(AnalysisError::not_supported(
                    offset,
                    "This connector does not support versioned tables",
                ));
            }
            Some(Err(error)) => error.clone(),
            // It could not be qualified: another catalog.
            None => EngineError::new("CATALOG_NOT_FOUND", format!("Catalog '{}' not found", name.catalog))
                .with_hint(format!("the catalog is named {CATALOG}")),
        };
        let EngineError { name, message, hint, .. } = error;
        Err(AnalysisError { name, message, offset: Some(offset), hint })
    }
}

async fn resolve(context: &StatementContext<'_>, name: &TableName) -> Result<(Relation, Option<ScanSource>)> {
    let qualified = QualifiedName {
        catalog: name.catalog.clone(),
        database: name.schema.clone(),
        table: name.table.clone(),
    };
    if let Some(table) = virtual_table(context, &qualified)? {
        return Ok(table);
    }
    let resolver = context.resolver();
    let table = resolver.table(&qualified, Action::Select).await?;
    if table.input.table_type == TableKind::View {
        return Ok((Relation::View(Arc::new(view(&qualified, &table)?)), None));
    }
    let opened = resolver.open(&table).await?;
    let hidden = opened.columns().iter().filter(|column| column.hidden).map(|column| column.name.clone());
    let opened = opened.with_hidden(&hidden.collect());
    let mut columns = Vec::with_capacity(opened.columns().len());
    for column in opened.columns() {
        let Some(data_type) = Type::parse(&column.trino_type) else {
            let message = format!("Column '{}' is of unknown type {}", column.name, column.trino_type);
            return Err(EngineError::new("HIVE_INVALID_METADATA", message));
        };
        columns.push(TableColumn { name: column.name.clone(), data_type, hidden: column.hidden });
    }
    let source = provider_as_source(Arc::new(opened));
    let name = format!("{}.{}", qualified.database, qualified.table);
    Ok((Relation::Table(Arc::new(columns)), Some(ScanSource { name, source })))
}

/// A table the engine makes itself; `None` when the schema is an ordinary database.
fn virtual_table(
    context: &StatementContext<'_>,
    name: &QualifiedName,
) -> Result<Option<(Relation, Option<ScanSource>)>> {
    let rows = match name.database.as_str() {
        information_schema::SCHEMA => information_schema::table(context.engine, context.session, &name.table),
        system::SCHEMA => system::table(context.engine, &name.table),
        _ => return Ok(None),
    };
    let Some(rows) = rows else {
        return Err(EngineError::new("TABLE_NOT_FOUND", format!("Table '{name}' does not exist")));
    };
    let schema = rows.schema();
    let columns = schema.fields().iter().map(|field| TableColumn {
        name: field.name().clone(),
        data_type: arrow_type::trino_type(field.data_type()),
        hidden: false,
    });
    let relation = Relation::Table(Arc::new(columns.collect()));
    let source = provider_as_source(Arc::new(VirtualTable::new(rows)));
    let name = format!("{}.{}", name.database, name.table);
    Ok(Some((relation, Some(ScanSource { name, source }))))
}

/// A view of the catalog, parsed.
fn view(name: &QualifiedName, table: &Governed<Table>) -> Result<View> {
    let definition = views::definition(table)?;
    crate::governance::check_catalog(&definition.catalog)?;
    let invalid = |what: String| {
        EngineError::new("INVALID_VIEW", format!("Failed analyzing stored view '{name}': {what}"))
            .with_hint("create it again with CREATE OR REPLACE VIEW")
    };
    let query = polias_sql::parse_query(&definition.sql, polias_sql::Flavor::Trino)
        .map_err(|error| invalid(error.to_string()))?;
    let mut columns = Vec::with_capacity(definition.columns.len());
    for column in definition.columns {
        let data_type = Type::parse(&column.column_type)
            .ok_or_else(|| invalid(format!("unknown type {}", column.column_type)))?;
        columns.push((column.name.to_lowercase(), data_type));
    }
    Ok(View {
        query,
        sql: definition.sql,
        catalog: CATALOG.to_owned(),
        schema: definition.schema.to_lowercase(),
        columns,
    })
}
