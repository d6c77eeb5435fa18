//! Portals: bound statements, and how far each has been read.
//!
//! A suspended portal keeps its open result; nothing is collected.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::common::ScalarValue;

use super::encode::Format;
use super::errors::PgError;
use super::limits::MAX_PORTALS;
use super::parameters::formats_of;
use super::prepared::Prepared;
use super::running::Running;
use super::types::Column;

/// A bound statement.
pub struct Portal {
    /// The statement.
    pub prepared: Arc<Prepared>,
    /// Values of its parameters.
    pub parameters: Vec<ScalarValue>,
    /// Format codes as Bind gave them: none, one, or one for each column.
    pub result_formats: Vec<i16>,
    /// Columns the client was told of.
    pub described: Option<Option<Arc<[Column]>>>,
    /// How far it is.
    pub state: PortalState,
}

/// How far a portal is.
pub enum PortalState {
    /// Not begun.
    Ready,
    /// Begun; rows may be left.
    Running(Running),
    /// A FETCH that may go on: rows left to send.
    Fetching(Option<u64>),
    /// At its end; with the tag of a statement that had rows.
    Done {
        /// Such a portal may be executed again, for no rows.
        had_rows: bool,
    },
}

impl Portal {
    /// The format of each column; 08P01 when Bind gave another number of codes.
    pub fn formats(&self, columns: &[Column]) -> Result<Vec<Format>, PgError> {
        formats_of(&self.result_formats, columns.len(), "result column")
    }

    /// Refuses a result whose types are not those the client was told: it would misread the values. Names and
    /// modifiers may differ, as expressions over parameters are known better once their values are.
    pub fn check_result(&self, columns: Option<&Arc<[Column]>>) -> Result<(), PgError> {
        let Some(described) = &self.described else { return Ok(()) };
        let types = |columns: Option<&Arc<[Column]>>| -> Option<Vec<u32>> {
            columns.map(|columns| columns.iter().map(|column| text_alike(column.pg_type.oid)).collect())
        };
        if types(described.as_ref()) == types(columns) {
            return Ok(());
        }
        Err(PgError::unsupported("cached plan must not change result type")
            .with_detail("The tables of the prepared statement have changed; prepare it again."))
    }
}

/// `unknown` and `varchar` look like `text` on the wire, and a parameter alone is first one and then the other.
fn text_alike(oid: u32) -> u32 {
    if matches!(oid, 705 | 1043) { 25 } else { oid }
}

/// All portals of a session.
#[derive(Default)]
pub struct Portals {
    by_name: HashMap<String, Portal>,
}

impl Portals {
    /// Keeps a portal. Only the unnamed one may be replaced.
    pub fn insert(&mut self, name: String, portal: Portal) -> Result<(), PgError> {
        if !name.is_empty() && self.by_name.contains_key(&name) {
            return Err(PgError::error("42P03", format!("portal \"{name}\" already exists")));
        }
        if self.by_name.len() >= MAX_PORTALS {
            return Err(PgError::error("53400", format!("more than {MAX_PORTALS} open portals")));
        }
        self.by_name.insert(name, portal);
        Ok(())
    }

    /// Takes a portal to work with; put it back with [`Portals::put_back`].
    pub fn take(&mut self, name: &str) -> Result<Portal, PgError> {
        self.by_name
            .remove(name)
            .ok_or_else(|| PgError::error("34000", format!("portal \"{name}\" does not exist")))
    }

    /// Keeps a taken portal again.
    pub fn put_back(&mut self, name: String, portal: Portal) {
        self.by_name.insert(name, portal);
    }

    /// Closes a portal, when there is one; its query ends.
    pub fn close(&mut self, name: &str) {
        self.by_name.remove(name);
    }

    /// Closes all of them.
    pub fn clear(&mut self) {
        self.by_name.clear();
    }
}
