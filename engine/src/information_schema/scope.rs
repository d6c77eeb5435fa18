//! Which databases and tables a query over `information_schema` asks about.
//!
//! `table_schema = 'x'` and `table_name = 'y'` decide what is looked up, so that asking about one table
//! does not read the whole catalog. Everything comes through the permission check.

use std::sync::Arc;

use datafusion::logical_expr::Expr;
use polias_catalog::model::{Table, TableKind};

use super::{SCHEMA, check_rows};
use crate::engine::EngineShared;
use crate::governance::{Action, CATALOG, QualifiedName, Resolver};
use crate::planner::equal_texts;
use crate::{Result, Session};

/// Most single tables looked up by name; beyond, the database is listed.
const MAX_LOOKUPS: usize = 100;

/// Whose view of the catalog.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    engine: Arc<EngineShared>,
    session: Arc<Session>,
}

impl Scope {
    pub(super) fn new(engine: &Arc<EngineShared>, session: &Arc<Session>) -> Self {
        Self { engine: Arc::clone(engine), session: Arc::clone(session) }
    }

    fn resolver(&self) -> Resolver<'_> {
        Resolver::new(&self.engine, &self.session)
    }

    /// Databases, those of the filter only when `column` says which.
    pub(super) async fn databases(&self, filters: &[Expr], column: &str) -> Result<Vec<String>> {
        let wanted = equal_texts(filters, column);
        let databases = self.resolver().databases().await?.into_iter().map(|database| database.input.name);
        Ok(databases.filter(|name| wanted.as_ref().is_none_or(|wanted| wanted.contains(name))).collect())
    }

    /// Whether the filters leave room for the tables of this schema itself.
    pub(super) fn wants_own(filters: &[Expr], column: &str) -> bool {
        equal_texts(filters, column).is_none_or(|wanted| wanted.iter().any(|name| name == SCHEMA))
    }

    /// Names and kinds: database, table, kind.
    pub(super) async fn names(&self, filters: &[Expr]) -> Result<Vec<(String, String, TableKind)>> {
        let wanted = equal_texts(filters, "table_name");
        let mut names = Vec::new();
        for database in self.databases(filters, "table_schema").await? {
            let listed = match self.resolver().table_names(&database).await {
                Ok(listed) => listed,
                Err(error) if error.name == "SCHEMA_NOT_FOUND" => continue,
                Err(error) => return Err(error),
            };
            for (name, kind) in listed {
                if wanted.as_ref().is_none_or(|wanted| wanted.contains(&name)) {
                    names.push((database.clone(), name, kind));
                }
            }
            check_rows("tables", names.len())?;
        }
        Ok(names)
    }

    /// Definitions of tables and views.
    pub(super) async fn tables(&self, filters: &[Expr]) -> Result<Vec<Table>> {
        let wanted = equal_texts(filters, "table_name").filter(|wanted| wanted.len() <= MAX_LOOKUPS);
        let mut tables = Vec::new();
        for database in self.databases(filters, "table_schema").await? {
            match &wanted {
                Some(wanted) => {
                    for name in wanted {
                        tables.extend(self.lookup(&database, name).await?);
                    }
                }
                None => match self.resolver().tables(&database).await {
                    Ok(listed) => tables.extend(listed),
                    Err(error) if error.name == "SCHEMA_NOT_FOUND" => {}
                    Err(error) => return Err(error),
                },
            }
            check_rows("tables", tables.len())?;
        }
        Ok(tables)
    }

    /// A table by its exact name; none when it is not there, has just gone, or may not be seen.
    async fn lookup(&self, database: &str, table: &str) -> Result<Option<Table>> {
        if table != table.to_lowercase() || table.is_empty() {
            return Ok(None);
        }
        let name = QualifiedName {
            catalog: CATALOG.to_owned(),
            database: database.to_owned(),
            table: table.to_owned(),
        };
        match self.resolver().table(&name, Action::Describe).await {
            Ok(table) => Ok(Some(Table::clone(&table))),
            Err(error)
                if matches!(
                    error.name,
                    "TABLE_NOT_FOUND" | "SCHEMA_NOT_FOUND" | "PERMISSION_DENIED" | "INVALID_ARGUMENTS"
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
