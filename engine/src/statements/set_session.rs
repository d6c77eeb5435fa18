//! `SET SESSION name = value`

use super::rows::done;
use super::settings::Setting;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Errors with `INVALID_SESSION_PROPERTY`.
pub(super) async fn run(context: &StatementContext<'_>, name: &str, value: &str) -> Result<Outcome> {
    Setting::of(name)?.set(context, value).await?;
    Ok(done("SET SESSION"))
}
