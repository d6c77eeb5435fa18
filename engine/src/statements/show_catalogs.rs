//! `SHOW CATALOGS`

use super::rows::TextRows;
use crate::Result;
use crate::governance::CATALOG;
use crate::outcome::Outcome;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["Catalog"];

/// The one catalog there is.
pub(super) fn run() -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    rows.push([CATALOG]);
    rows.finish("SHOW")
}
