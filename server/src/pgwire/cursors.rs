//! Cursors of DECLARE: open results that FETCH reads forward.

use std::collections::HashMap;
use std::sync::Arc;

use super::backend::Backend;
use super::control::{Control, Failure};
use super::encode::Format;
use super::errors::PgError;
use super::limits::MAX_PORTALS;
use super::running::{Fetched, Rows, Running};
use super::session::Status;
use super::statements::{Count, Declare, Fetch};
use super::types::Column;
use super::wire::Wire;

/// All cursors of a session.
#[derive(Default)]
pub struct Cursors {
    open: HashMap<String, Cursor>,
}

struct Cursor {
    running: Running,
    hold: bool,
    /// Declared in the block that is open: its ROLLBACK closes it, held or not.
    is_new: bool,
}

/// How a block ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// Held cursors stay.
    Committed,
    /// Held cursors of earlier blocks stay.
    RolledBack,
}

impl Cursors {
    /// CLOSE.
    pub fn close(&mut self, name: &str) -> Result<(), PgError> {
        self.open.remove(name).map(drop).ok_or_else(|| missing(name))
    }

    /// CLOSE ALL.
    pub fn clear(&mut self) {
        self.open.clear();
    }

    /// Closes what does not outlive its block.
    pub fn end_of_block(&mut self, end: Lifetime) {
        self.open.retain(|_, cursor| {
            let stays = cursor.hold && (end == Lifetime::Committed || !cursor.is_new);
            cursor.is_new = false;
            stays
        });
    }

    /// Columns a FETCH answers.
    pub fn columns(&self, name: &str) -> Result<Option<Arc<[Column]>>, PgError> {
        let cursor = self.open.get(name).ok_or_else(|| missing(name))?;
        Ok(cursor.running.columns().cloned())
    }

    fn get(&mut self, name: &str) -> Result<&mut Running, PgError> {
        self.open.get_mut(name).map(|cursor| &mut cursor.running).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> PgError {
    PgError::error("34000", format!("cursor \"{name}\" does not exist"))
}

impl Backend {
    /// DECLARE: the query starts now, its rows wait.
    pub(super) async fn declare(
        &mut self,
        declare: Declare,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<(), Failure> {
        let Declare { name, hold, query, offset } = declare;
        if self.status() == Status::Idle && !self.in_batch && !hold {
            return Err(
                PgError::error("25P01", "DECLARE CURSOR can only be used in transaction blocks").into()
            );
        }
        if self.cursors.open.contains_key(&name) {
            return Err(PgError::error("42P03", format!("cursor \"{name}\" already exists")).into());
        }
        if self.cursors.open.len() >= MAX_PORTALS {
            return Err(PgError::error("53400", format!("more than {MAX_PORTALS} open cursors")).into());
        }
        let running = self
            .start(&query, Vec::new(), wire, control)
            .await
            .map_err(|failure| shifted(failure, offset))?;
        if running.columns().is_none() {
            return Err(PgError::error("42P11", "a cursor needs a query that returns rows").into());
        }
        let is_new = self.status() != Status::Idle;
        self.cursors.open.insert(name, Cursor { running, hold, is_new });
        Ok(())
    }

    /// Rows of FETCH or MOVE, at most `most` of them.
    pub(super) async fn fetch_from_cursor(
        &mut self,
        fetch: &Fetch,
        most: Option<u64>,
        formats: &[Format],
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Fetched, Failure> {
        let style = self.text_style();
        let limit = match (fetch.count, most) {
            (Count::Rows(count), Some(most)) => Some(count.min(most)),
            (Count::Rows(count), None) => Some(count),
            (Count::All, most) => most,
        };
        let rows = if fetch.discard { Rows::Discard } else { Rows::Data(formats) };
        self.cursors.get(&fetch.name)?.fetch(limit, rows, &style, wire, control).await
    }
}

/// An error in a query that stands `offset` bytes into its statement.
pub fn shifted(failure: Failure, offset: usize) -> Failure {
    match failure {
        Failure::Statement(mut error) => {
            error.offset = error.offset.map(|inner| inner + offset);
            Failure::Statement(error)
        }
        gone => gone,
    }
}
