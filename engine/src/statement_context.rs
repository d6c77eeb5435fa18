//! What a statement may reach while it is planned or done.
//!
//! One value per statement. It must never outlive the call: what runs later (a plan) holds its own shares.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::execution::SessionState;
use polias_catalog::Catalog;
use polias_sql::Position;

use crate::Session;
use crate::engine::EngineShared;
use crate::governance::Resolver;
use crate::query::QueryRuntime;

/// A statement's surroundings.
pub(crate) struct StatementContext<'a> {
    /// Catalog, storage, connectors, configuration.
    pub(crate) engine: &'a Arc<EngineShared>,
    /// Who asks.
    pub(crate) session: &'a Arc<Session>,
    /// The whole text of the statement; offsets of the syntax tree point into it.
    pub(crate) sql: &'a str,
    /// Values of `$1`, `$2`, … or `?`; empty when the statement is only described.
    pub(crate) parameters: &'a [ScalarValue],
    /// Types the client names for its parameters, `None` where it leaves the type open. Used when the
    /// statement is described; values carry their own.
    pub(crate) parameter_types: &'a [Option<DataType>],
    /// The query's own runtime: identity, meter, memory, object stores.
    pub(crate) query: &'a Arc<QueryRuntime>,
    /// DataFusion's session of the query: functions and settings. Nothing is registered in it.
    pub(crate) state: &'a SessionState,
}

impl<'a> StatementContext<'a> {
    /// The catalog. Names of users' statements are resolved by [`Self::resolver`] instead.
    pub(crate) fn catalog(&self) -> &'a Catalog {
        &self.engine.catalog
    }

    /// The only way from a name to a database, table or view.
    pub(crate) fn resolver(&self) -> Resolver<'a> {
        Resolver::new(self.engine, self.session)
    }

    /// Line and column of a byte offset into [`Self::sql`].
    pub(crate) fn position(&self, offset: usize) -> Position {
        Position::of(self.sql, offset)
    }
}
