//! `DEALLOCATE PREPARE name`

use polias_catalog::ErrorKind;

use super::execute::not_found;
use super::rows::done;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Removes a prepared statement from the session's workgroup. Errors with `NOT_FOUND`.
pub(super) async fn run(context: &StatementContext<'_>, name: &str) -> Result<Outcome> {
    if context.session.set_prepared(name, None) {
        return Ok(done("DEALLOCATE"));
    }
    let workgroup = context.session.current_workgroup();
    match context.catalog().delete_prepared_statement(&workgroup, name).await {
        Ok(()) => Ok(done("DEALLOCATE")),
        Err(error) if error.kind == ErrorKind::EntityNotFound => Err(not_found(name)),
        Err(error) => Err(error.into()),
    }
}
