//! `RESET SESSION name`

use super::rows::done;
use super::settings::Setting;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Back to the value a session begins with.
pub(super) async fn run(context: &StatementContext<'_>, name: &str) -> Result<Outcome> {
    let setting = Setting::of(name)?;
    setting.set(context, setting.default()).await?;
    Ok(done("RESET SESSION"))
}
