//! The only way from a name to a database, table or view.
//!
//! Every lookup asks the catalog anew (a query resolves what it names, once) and goes through
//! [`super::access::check`]. It must never hand out an entity without an [`Access`].

use std::sync::Arc;

use polias_catalog::model::{Database, Table, TableKind};
use polias_catalog::{CatalogError, ErrorKind};
use polias_sql::ast::ObjectName;

use super::access::{Action, Governed, Object, check};
use super::{Access, GovernedTable};
use crate::engine::EngineShared;
use crate::{EngineError, Result, Session};

/// The catalog's name in statements, as in Athena.
pub(crate) const CATALOG: &str = "awsdatacatalog";

/// A name with all its parts, lower-case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct QualifiedName {
    /// Always [`CATALOG`] for now.
    pub(crate) catalog: String,
    /// Database.
    pub(crate) database: String,
    /// Table or view.
    pub(crate) table: String,
}

impl std::fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.catalog, self.database, self.table)
    }
}

/// Resolves the names of one statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver<'a> {
    engine: &'a Arc<EngineShared>,
    session: &'a Arc<Session>,
}

impl<'a> Resolver<'a> {
    /// For the statements of `session`.
    pub(crate) fn new(engine: &'a Arc<EngineShared>, session: &'a Arc<Session>) -> Self {
        Self { engine, session }
    }

    /// Fills in catalog and database. Errors with `CATALOG_NOT_FOUND` or, for more than three parts, `SYNTAX_ERROR`.
    pub(crate) fn qualify(&self, name: &ObjectName) -> Result<QualifiedName> {
        self.qualify_in(name, &self.session.current_database())
    }

    /// As [`Self::qualify`], within another database than the session's (names inside of a view).
    pub(crate) fn qualify_in(&self, name: &ObjectName, database: &str) -> Result<QualifiedName> {
        let (catalog, database, table) = match name.parts.as_slice() {
            [table] => (CATALOG, database, table),
            [database, table] => (CATALOG, database.as_str(), table),
            [catalog, database, table] => (catalog.as_str(), database.as_str(), table),
            _ => {
                return Err(EngineError::new(
                    "SYNTAX_ERROR",
                    format!("Too many dots in table name: {}", name.parts.join(".")),
                ));
            }
        };
        check_catalog(catalog)?;
        Ok(QualifiedName {
            catalog: CATALOG.to_owned(),
            database: database.to_lowercase(),
            table: table.to_lowercase(),
        })
    }

    /// The database of a one- or two-part name (`db`, `awsdatacatalog.db`).
    pub(crate) fn qualify_database(&self, name: &ObjectName) -> Result<String> {
        match name.parts.as_slice() {
            [database] => Ok(database.to_lowercase()),
            [catalog, database] => check_catalog(catalog).map(|()| database.to_lowercase()),
            _ => Err(EngineError::new(
                "SYNTAX_ERROR",
                format!("Too many dots in schema name: {}", name.parts.join(".")),
            )),
        }
    }

    /// A database. Errors with `SCHEMA_NOT_FOUND`.
    pub(crate) async fn database(&self, name: &str, action: Action) -> Result<Governed<Database>> {
        let access = check(self.session, Object::Database(name), action)?;
        let database = self.engine.catalog.database(name).await.map_err(|error| schema_error(error, name))?;
        Ok(Governed::new(database, access))
    }

    /// All databases the session may see, by name.
    pub(crate) async fn databases(&self) -> Result<Vec<Database>> {
        let mut databases = self.engine.catalog.databases().await?;
        databases.retain(|database| {
            check(self.session, Object::Database(&database.input.name), Action::Describe).is_ok()
        });
        Ok(databases)
    }

    /// A table or view. Errors with `TABLE_NOT_FOUND` or `SCHEMA_NOT_FOUND`.
    pub(crate) async fn table(&self, name: &QualifiedName, action: Action) -> Result<Governed<Table>> {
        let access = check(self.session, Object::Table(&name.database, &name.table), action)?;
        match self.engine.catalog.table(&name.database, &name.table).await {
            Ok(table) => Ok(Governed::new(table, access)),
            Err(error) if error.kind == ErrorKind::EntityNotFound => {
                self.database(&name.database, Action::Describe).await?;
                Err(EngineError::new("TABLE_NOT_FOUND", format!("Table '{name}' does not exist")))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Definitions of the tables and views of a database the session may see, by name.
    pub(crate) async fn tables(&self, database: &str) -> Result<Vec<Table>> {
        self.database(database, Action::Describe).await?;
        let mut tables =
            self.engine.catalog.tables(database).await.map_err(|error| schema_error(error, database))?;
        tables.retain(|table| self.visible(database, &table.input.name));
        Ok(tables)
    }

    /// Names and kinds of the tables and views of a database the session may see, by name.
    pub(crate) async fn table_names(&self, database: &str) -> Result<Vec<(String, TableKind)>> {
        self.database(database, Action::Describe).await?;
        let mut names =
            self.engine.catalog.table_names(database).await.map_err(|error| schema_error(error, database))?;
        names.retain(|(name, _)| self.visible(database, name));
        Ok(names)
    }

    /// Leave to make a database of this name.
    pub(crate) fn create_database(&self, name: &str) -> Result<Access> {
        check(self.session, Object::Database(name), Action::Create)
    }

    /// Leave to make a table or view of this name; its database must exist.
    pub(crate) async fn create_table(&self, name: &QualifiedName) -> Result<Access> {
        self.database(&name.database, Action::Describe).await?;
        check(self.session, Object::Table(&name.database, &name.table), Action::Create)
    }

    /// Opens a table (not a view) for reading: its columns, nothing listed and nothing read yet.
    pub(crate) async fn open(&self, table: &Governed<Table>) -> Result<GovernedTable> {
        let connector =
            self.engine.connectors.iter().find(|connector| connector.serves(table)).ok_or_else(|| {
                EngineError::new(
                    "UNSUPPORTED_TABLE_TYPE",
                    format!(
                        "Table '{CATALOG}.{}.{}' is of a kind no connector reads",
                        table.database_name, table.input.name
                    ),
                )
            })?;
        let opened = connector.open(table.share()).await?;
        Ok(GovernedTable::new(opened, table.access()))
    }

    fn visible(&self, database: &str, table: &str) -> bool {
        check(self.session, Object::Table(database, table), Action::Describe).is_ok()
    }
}

/// Errors unless the catalog is ours.
pub(crate) fn check_catalog(catalog: &str) -> Result<()> {
    if catalog.eq_ignore_ascii_case(CATALOG) {
        return Ok(());
    }
    Err(EngineError::new("CATALOG_NOT_FOUND", format!("Catalog '{}' does not exist", catalog.to_lowercase()))
        .with_hint(format!("the catalog is named {CATALOG}")))
}

fn schema_error(error: CatalogError, database: &str) -> EngineError {
    match error.kind {
        ErrorKind::EntityNotFound => {
            EngineError::new("SCHEMA_NOT_FOUND", format!("Schema '{CATALOG}.{database}' does not exist"))
        }
        _ => error.into(),
    }
}
