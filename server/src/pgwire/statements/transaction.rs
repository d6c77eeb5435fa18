//! BEGIN, COMMIT, ROLLBACK and their modes.

use super::SessionStatement;
use crate::pgwire::errors::PgError;
use crate::pgwire::words::Words;

/// Transaction modes, as values of settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Modes {
    /// `transaction_isolation`
    pub isolation: Option<&'static str>,
    /// `transaction_read_only`
    pub read_only: Option<bool>,
    /// `transaction_deferrable`
    pub deferrable: Option<bool>,
}

impl Modes {
    /// Settings and their values; `prefix` is `transaction_` or `default_transaction_`.
    pub fn settings(&self, prefix: &str) -> Vec<(String, &'static str)> {
        let on = |value: bool| if value { "on" } else { "off" };
        let values = [
            ("isolation", self.isolation),
            ("read_only", self.read_only.map(on)),
            ("deferrable", self.deferrable.map(on)),
        ];
        let set = values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        set.map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
    }
}

/// After BEGIN or START TRANSACTION.
pub fn begin(words: &mut Words<'_>, tag: &'static str) -> Result<SessionStatement, PgError> {
    words.take_any(&["work", "transaction"]);
    Ok(SessionStatement::Begin { tag, modes: modes(words)? })
}

/// Modes up to the end of the statement.
pub fn modes(words: &mut Words<'_>) -> Result<Modes, PgError> {
    let mut modes = Modes::default();
    loop {
        if words.take_all(&["isolation", "level"]) {
            let levels = [
                (&["serializable"][..], "serializable"),
                (&["repeatable", "read"], "repeatable read"),
                (&["read", "committed"], "read committed"),
                (&["read", "uncommitted"], "read uncommitted"),
            ];
            let level = levels.into_iter().find(|(level, _)| words.take_all(level));
            modes.isolation = Some(level.ok_or_else(|| words.unexpected())?.1);
        } else if words.take_all(&["read", "only"]) {
            modes.read_only = Some(true);
        } else if words.take_all(&["read", "write"]) {
            modes.read_only = Some(false);
        } else if words.take_all(&["not", "deferrable"]) {
            modes.deferrable = Some(false);
        } else if words.take_word("deferrable") {
            modes.deferrable = Some(true);
        } else {
            return Ok(modes);
        }
        words.take_symbol(',');
    }
}

/// After COMMIT or END.
pub fn commit(words: &mut Words<'_>) -> Result<SessionStatement, PgError> {
    refuse_prepared(words)?;
    words.take_any(&["work", "transaction"]);
    Ok(SessionStatement::Commit { chain: chain(words)? })
}

/// After ROLLBACK or ABORT.
pub fn rollback(words: &mut Words<'_>) -> Result<SessionStatement, PgError> {
    refuse_prepared(words)?;
    words.take_any(&["work", "transaction"]);
    if words.take_word("to") {
        words.take_word("savepoint");
        return Ok(SessionStatement::RollbackTo(words.name()?));
    }
    Ok(SessionStatement::Rollback { chain: chain(words)? })
}

fn refuse_prepared(words: &Words<'_>) -> Result<(), PgError> {
    if words.clone().take_word("prepared") {
        return Err(PgError::unsupported("prepared transactions are not supported"));
    }
    Ok(())
}

fn chain(words: &mut Words<'_>) -> Result<bool, PgError> {
    if words.take_all(&["and", "chain"]) {
        return Ok(true);
    }
    if words.take_word("and") && !words.take_all(&["no", "chain"]) {
        return Err(words.unexpected());
    }
    Ok(false)
}
