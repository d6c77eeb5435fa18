//! `pg_catalog` for Postgres clients: hands their catalog queries to [`polias_pg_catalog`], with the names
//! the session may see.
//!
//! Every name goes through the [`Resolver`]; nothing here reads table data, so it is free of charge.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, Weak};

use arrow::datatypes::{DataType, TimeUnit};
use async_trait::async_trait;
use polias_catalog::model::TableKind;
use polias_hive::types::HiveType;
use polias_pg_catalog::{
    Names, PgCatalogError, PgColumn, PgSession, RelationColumn, RelationName, answer as answer_query,
    describe as describe_query,
};
use polias_sql::ast::ObjectName;

use crate::engine::EngineShared;
use crate::governance::{Action, CATALOG, Governed, Resolver};
use crate::information_schema::{self, relation_columns};
use crate::outcome::Outcome;
use crate::planner::trino_type;
use crate::statement_context::StatementContext;
use crate::{Description, EngineError, ErrorType, OutputColumn, Result, Session, views};

/// Answers a catalog query.
pub(crate) async fn answer(context: &StatementContext<'_>) -> Result<Outcome> {
    let answer = answer_query(context.sql, context.parameters, &pg_session(context), names(context)).await;
    let answer = answer.map_err(engine_error)?;
    let columns = answer.columns.into_iter().map(output_column).collect();
    Ok(Outcome::Rows { tag: "SELECT", columns, batches: answer.batches })
}

/// Describes a catalog query.
pub(crate) async fn describe(context: &StatementContext<'_>) -> Result<Description> {
    let oids: Vec<u32> =
        context.parameter_types.iter().map(|known| known.as_ref().map_or(0, oid_of)).collect();
    let described = describe_query(context.sql, &oids, &pg_session(context), names(context)).await;
    let described = described.map_err(engine_error)?;
    Ok(Description {
        columns: Some(described.columns.into_iter().map(output_column).collect()),
        parameters: described.parameter_oids.into_iter().map(type_of).collect(),
    })
}

fn output_column(column: PgColumn) -> OutputColumn {
    OutputColumn {
        name: column.name,
        trino_type: trino_type(&column.data_type),
        data_type: column.data_type,
        pg_oid: Some(column.pg_oid),
    }
}

fn pg_session(context: &StatementContext<'_>) -> PgSession {
    let session = context.session;
    let client = session.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let database = session.current_database();
    let settings = [
        ("application_name", client),
        ("search_path", database.clone()),
        ("TimeZone", session.current_time_zone()),
    ];
    PgSession {
        user: session.user.clone(),
        database: CATALOG.to_owned(),
        schema: database,
        backend_pid: session.backend_pid,
        settings: settings
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<HashMap<_, _>>(),
    }
}

/// The error, named by its SQLSTATE: Trino has no names for these.
fn engine_error(error: PgCatalogError) -> EngineError {
    let named = EngineError::new(error.sqlstate, error.message);
    let error_type = if error.sqlstate.starts_with("XX") { ErrorType::Internal } else { ErrorType::User };
    EngineError { error_type, ..named }
}

/// Types whose OID parameters of catalog queries can have. Source: PostgreSQL's `pg_type.dat`.
const TYPES: &[(u32, DataType)] = &[
    (16, DataType::Boolean),
    (20, DataType::Int64),
    (21, DataType::Int16),
    (23, DataType::Int32),
    (25, DataType::Utf8View),
    (26, DataType::UInt32),
    (700, DataType::Float32),
    (701, DataType::Float64),
    (1082, DataType::Date32),
    (1114, DataType::Timestamp(TimeUnit::Microsecond, None)),
    (19, DataType::Utf8View),
    (1043, DataType::Utf8View),
];

fn oid_of(data_type: &DataType) -> u32 {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 => 25,
        other => TYPES.iter().find(|(_, known)| known == other).map_or(0, |(oid, _)| *oid),
    }
}

fn type_of(oid: u32) -> Option<DataType> {
    TYPES.iter().find(|(known, _)| *known == oid).map(|(_, data_type)| data_type.clone())
}

fn names(context: &StatementContext<'_>) -> Arc<dyn Names> {
    Arc::new(VisibleNames { engine: Arc::downgrade(context.engine), session: Arc::clone(context.session) })
}

fn shown_column(column: information_schema::RelationColumn) -> RelationColumn {
    let hive_type = column.hive_type.unwrap_or_else(|| views::hive_column_type(&column.trino_type));
    RelationColumn {
        name: column.name,
        data_type: HiveType::parse(&hive_type).map_or(DataType::Utf8View, |hive_type| hive_type.arrow()),
        trino_type: column.trino_type,
        comment: column.comment,
        nullable: true,
    }
}

/// The names of the lake the session may see.
#[derive(Debug)]
struct VisibleNames {
    engine: Weak<EngineShared>,
    session: Arc<Session>,
}

impl VisibleNames {
    fn engine(&self) -> std::result::Result<Arc<EngineShared>, PgCatalogError> {
        self.engine.upgrade().ok_or_else(|| PgCatalogError {
            sqlstate: "57P01",
            message: "the server is shutting down".to_owned(),
        })
    }
}

#[async_trait]
impl Names for VisibleNames {
    async fn schemas(&self) -> std::result::Result<Vec<String>, PgCatalogError> {
        let engine = self.engine()?;
        let databases = Resolver::new(&engine, &self.session).databases().await.map_err(pg_error)?;
        Ok(databases.into_iter().map(|database| database.input.name).collect())
    }

    async fn relations(&self) -> std::result::Result<Vec<RelationName>, PgCatalogError> {
        let engine = self.engine()?;
        let resolver = Resolver::new(&engine, &self.session);
        let mut relations = Vec::new();
        for database in resolver.databases().await.map_err(pg_error)? {
            let schema = database.input.name;
            for (name, kind) in resolver.table_names(&schema).await.map_err(pg_error)? {
                relations.push(RelationName {
                    schema: schema.clone(),
                    name,
                    is_view: kind == TableKind::View,
                });
            }
        }
        Ok(relations)
    }

    async fn columns(
        &self,
        relation: &RelationName,
    ) -> std::result::Result<Vec<RelationColumn>, PgCatalogError> {
        let engine = self.engine()?;
        let resolver = Resolver::new(&engine, &self.session);
        let table = table(&resolver, relation).await.map_err(pg_error)?;
        // From the definition alone: a table that cannot be opened is still listed.
        Ok(relation_columns(&table).into_iter().map(shown_column).collect())
    }

    async fn view_definition(
        &self,
        relation: &RelationName,
    ) -> std::result::Result<Option<String>, PgCatalogError> {
        let engine = self.engine()?;
        let table = table(&Resolver::new(&engine, &self.session), relation).await.map_err(pg_error)?;
        if table.input.table_type != TableKind::View {
            return Ok(None);
        }
        views::definition(&table).map(|definition| Some(definition.sql)).map_err(pg_error)
    }

    async fn users(&self) -> std::result::Result<Vec<String>, PgCatalogError> {
        let users = self.engine()?.catalog.users().await.map_err(|error| pg_error(error.into()))?;
        let mut names: Vec<String> = users.into_iter().map(|user| user.name).collect();
        // Without users, loopback is trusted: whoever asks is there.
        if !names.contains(&self.session.user) {
            names.push(self.session.user.clone());
        }
        Ok(names)
    }
}

async fn table(
    resolver: &Resolver<'_>,
    relation: &RelationName,
) -> Result<Governed<polias_catalog::model::Table>> {
    let parts = vec![relation.schema.clone(), relation.name.clone()];
    let name = resolver.qualify(&ObjectName { parts, offset: 0 })?;
    resolver.table(&name, Action::Describe).await
}

fn pg_error(error: EngineError) -> PgCatalogError {
    let sqlstate = match error.name {
        "TABLE_NOT_FOUND" => "42P01",
        "SCHEMA_NOT_FOUND" => "3F000",
        "PERMISSION_DENIED" => "42501",
        _ => "XX000",
    };
    PgCatalogError { sqlstate, message: error.message }
}
