//! DECLARE, FETCH, MOVE.
//!
//! Cursors only go forward: rows stream and are not kept.

use super::SessionStatement;
use crate::pgwire::errors::PgError;
use crate::pgwire::words::{TokenKind, Words};

/// DECLARE
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    /// Cursor name.
    pub name: String,
    /// WITH HOLD: lives beyond its transaction.
    pub hold: bool,
    /// The query.
    pub query: String,
    /// Byte offset of the query in the statement.
    pub offset: usize,
}

/// How many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// This many.
    Rows(u64),
    /// All that are left.
    All,
}

/// FETCH or MOVE
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Cursor name.
    pub name: String,
    /// How many rows.
    pub count: Count,
    /// MOVE: the rows are not sent.
    pub discard: bool,
}

/// After DECLARE.
pub fn declare(words: &mut Words<'_>) -> Result<SessionStatement, PgError> {
    let name = words.name()?;
    loop {
        if words.take_word("binary") {
            return Err(PgError::unsupported("binary cursors are not supported")
                .with_hint("Ask for binary results in the extended protocol."));
        }
        if words.take_all(&["no", "scroll"]) || words.take_any(&["asensitive", "insensitive"]).is_some() {
            continue;
        }
        if words.take_word("scroll") {
            return Err(PgError::unsupported("scrollable cursors are not supported")
                .with_hint("Declare the cursor with NO SCROLL; rows are streamed, not kept."));
        }
        break;
    }
    if !words.take_word("cursor") {
        return Err(words.unexpected());
    }
    let hold = words.take_all(&["with", "hold"]);
    if !hold {
        words.take_all(&["without", "hold"]);
    }
    if !words.take_word("for") {
        return Err(words.unexpected());
    }
    let offset = words.offset();
    let query = words.rest().trim_end().trim_end_matches(';').to_owned();
    if query.is_empty() {
        return Err(words.unexpected());
    }
    while words.next().is_some() {}
    Ok(SessionStatement::Declare(Declare { name, hold, query, offset }))
}

/// After FETCH or MOVE.
pub fn fetch(words: &mut Words<'_>, discard: bool) -> Result<SessionStatement, PgError> {
    let count = direction(words)?;
    words.take_any(&["from", "in"]);
    Ok(SessionStatement::Fetch(Fetch { name: words.name()?, count, discard }))
}

fn direction(words: &mut Words<'_>) -> Result<Count, PgError> {
    // `FETCH next` may name a cursor `next`: a direction is followed by something.
    let mut ahead = words.clone();
    ahead.next();
    let is_alone = matches!(ahead.next().map(|token| token.kind), None | Some(TokenKind::Symbol(';')));
    if is_alone
        && matches!(words.peek().map(|token| token.kind), Some(TokenKind::Word(_) | TokenKind::Quoted(_)))
    {
        return Ok(Count::Rows(1));
    }
    if words.take_any(&["prior", "first", "last", "absolute", "relative", "backward"]).is_some() {
        return Err(forward_only());
    }
    if words.take_word("next") {
        return Ok(Count::Rows(1));
    }
    if words.take_word("forward") {
        return Ok(count(words)?.unwrap_or(Count::Rows(1)));
    }
    Ok(count(words)?.unwrap_or(Count::Rows(1)))
}

fn count(words: &mut Words<'_>) -> Result<Option<Count>, PgError> {
    if words.take_word("all") {
        return Ok(Some(Count::All));
    }
    if words.clone().take_symbol('-') {
        return Err(forward_only());
    }
    let Some(TokenKind::Number(digits)) = words.peek().map(|token| token.kind) else { return Ok(None) };
    let rows = digits.parse().map_err(|_| words.unexpected())?;
    words.next();
    if rows == 0 { Err(forward_only()) } else { Ok(Some(Count::Rows(rows))) }
}

fn forward_only() -> PgError {
    PgError::error("55000", "cursor can only scan forward")
        .with_hint("Rows are streamed, not kept; sort the query the other way.")
}
