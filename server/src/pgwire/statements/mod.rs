//! The statements the door answers itself: settings, transaction blocks, cursors, COPY.
//!
//! One file per family. What is not here goes to the engine as it stands; it must never guess at a query.

mod copy;
mod cursor;
mod set;
mod transaction;

pub use copy::CopyStatement;
pub use cursor::{Count, Declare, Fetch};
pub use set::Target;
pub use transaction::Modes;

use super::errors::PgError;
use super::words::{TokenKind, Words};

/// A statement of the door.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionStatement {
    /// BEGIN, START TRANSACTION
    Begin {
        /// Command tag.
        tag: &'static str,
        /// Modes.
        modes: Modes,
    },
    /// COMMIT, END
    Commit {
        /// AND CHAIN
        chain: bool,
    },
    /// ROLLBACK, ABORT
    Rollback {
        /// AND CHAIN
        chain: bool,
    },
    /// SAVEPOINT
    Savepoint(String),
    /// RELEASE
    Release(String),
    /// ROLLBACK TO
    RollbackTo(String),
    /// SET TRANSACTION
    SetTransaction(Modes),
    /// SET SESSION CHARACTERISTICS AS TRANSACTION
    SetSessionCharacteristics(Modes),
    /// SET of a setting; no value is DEFAULT.
    Set {
        /// Name.
        name: String,
        /// Value.
        value: Option<String>,
        /// SET LOCAL
        local: bool,
    },
    /// SET ROLE, SET SESSION AUTHORIZATION; no name is NONE or DEFAULT.
    SetRole(Option<String>),
    /// SHOW of a setting or all of them.
    Show(Target),
    /// RESET
    Reset(Target),
    /// DISCARD
    Discard {
        /// Command tag.
        tag: &'static str,
        /// DISCARD ALL resets everything; DISCARD PLANS and the others have nothing to drop.
        all: bool,
    },
    /// DEALLOCATE; no name is ALL.
    Deallocate(Option<String>),
    /// DECLARE
    Declare(Declare),
    /// FETCH, MOVE
    Fetch(Fetch),
    /// CLOSE; no name is ALL.
    Close(Option<String>),
    /// COPY … TO STDOUT
    Copy(CopyStatement),
    /// Accepted without effect: LISTEN, UNLISTEN, LOCK TABLE, SET CONSTRAINTS.
    Accepted(&'static str),
}

impl SessionStatement {
    /// True for what a failed transaction block still takes.
    pub fn ends_failed_block(&self) -> bool {
        matches!(self, Self::Commit { .. } | Self::Rollback { .. } | Self::RollbackTo(_))
    }
}

/// Reads a statement of the door; `None` when it is the engine's.
pub fn parse(sql: &str) -> Result<Option<SessionStatement>, PgError> {
    let mut words = Words::new(sql);
    let Some(TokenKind::Word(first)) = words.next().map(|token| token.kind) else { return Ok(None) };
    let statement = match first.as_str() {
        "begin" => transaction::begin(&mut words, "BEGIN")?,
        "start" if words.take_word("transaction") => transaction::begin(&mut words, "START TRANSACTION")?,
        "commit" | "end" => transaction::commit(&mut words)?,
        "rollback" | "abort" => transaction::rollback(&mut words)?,
        "savepoint" => SessionStatement::Savepoint(words.name()?),
        "release" => {
            words.take_word("savepoint");
            SessionStatement::Release(words.name()?)
        }
        "prepare" if words.take_word("transaction") => {
            return Err(PgError::unsupported("prepared transactions are not supported"));
        }
        "set" => match set::set(&mut words)? {
            Some(statement) => statement,
            None => return Ok(None),
        },
        "show" => match set::show(&mut words)? {
            Some(statement) => statement,
            None => return Ok(None),
        },
        "reset" => match set::reset(&mut words)? {
            Some(statement) => statement,
            None => return Ok(None),
        },
        "discard" => set::discard(&mut words)?,
        "deallocate" => {
            words.take_word("prepare");
            let name = words.name()?;
            SessionStatement::Deallocate((name != "all").then_some(name))
        }
        "declare" => cursor::declare(&mut words)?,
        "fetch" => cursor::fetch(&mut words, false)?,
        "move" => cursor::fetch(&mut words, true)?,
        "close" => {
            let name = words.name()?;
            SessionStatement::Close((name != "all").then_some(name))
        }
        "copy" => copy::copy(&mut words)?,
        "listen" => {
            words.name()?;
            SessionStatement::Accepted("LISTEN")
        }
        "unlisten" => {
            if !words.take_symbol('*') {
                words.name()?;
            }
            SessionStatement::Accepted("UNLISTEN")
        }
        "notify" => return Err(PgError::unsupported("NOTIFY is not supported")),
        // Its table list and modes have no effect, so they are not read.
        "lock" => return Ok(Some(SessionStatement::Accepted("LOCK TABLE"))),
        _ => return Ok(None),
    };
    words.end()?;
    Ok(Some(statement))
}

/// The first word of a statement, lower-cased; empty when it begins otherwise.
pub fn first_word(sql: &str) -> String {
    match Words::new(sql).next().map(|token| token.kind) {
        Some(TokenKind::Word(word)) => word,
        _ => String::new(),
    }
}

/// True for statements that change data or names, which a read-only transaction refuses.
pub fn writes(sql: &str) -> bool {
    let words = [
        "create", "drop", "alter", "insert", "update", "delete", "merge", "msck", "unload", "vacuum",
        "optimize", "truncate", "grant", "revoke",
    ];
    words.contains(&first_word(sql).as_str())
}

#[cfg(test)]
mod tests;
