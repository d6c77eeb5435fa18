//! `SHOW SESSION`

use super::rows::TextRows;
use super::settings::Setting;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns, as Trino names them.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 5] = ["Name", "Value", "Default", "Type", "Description"];

/// All settings.
pub(super) fn run(context: &StatementContext<'_>) -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    for setting in Setting::ALL {
        let value = setting.value(context.session);
        rows.push([setting.name(), &value, setting.default(), "varchar", setting.description()]);
    }
    rows.finish("SHOW")
}
