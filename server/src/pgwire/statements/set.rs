//! SET, SHOW, RESET, DISCARD, and where they end and Trino's statements of the same names begin.

use super::{SessionStatement, transaction};
use crate::pgwire::errors::PgError;
use crate::pgwire::session::exists;
use crate::pgwire::words::{TokenKind, Words};

/// One setting or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// By name.
    One(String),
    /// ALL
    All,
}

/// SHOW of these words is Athena's or Trino's.
const ENGINE_SHOWS: &[&str] = &[
    "tables",
    "databases",
    "schemas",
    "columns",
    "partitions",
    "tblproperties",
    "create",
    "views",
    "functions",
    "catalogs",
    "session",
    "workgroups",
    "stats",
    "grants",
    "roles",
    "current",
    "branches",
];

/// After SET; `None` for Trino's `SET SESSION name = value`.
pub fn set(words: &mut Words<'_>) -> Result<Option<SessionStatement>, PgError> {
    if words.take_all(&["session", "characteristics", "as", "transaction"]) {
        return Ok(Some(SessionStatement::SetSessionCharacteristics(transaction::modes(words)?)));
    }
    if words.take_all(&["session", "authorization"]) || words.take_word("role") {
        return Ok(Some(SessionStatement::SetRole(role(words)?)));
    }
    if words.take_word("transaction") {
        return Ok(Some(SessionStatement::SetTransaction(transaction::modes(words)?)));
    }
    if words.take_word("constraints") {
        // Which constraints and when: there are none.
        while words.next().is_some() {}
        return Ok(Some(SessionStatement::Accepted("SET CONSTRAINTS")));
    }
    let local = words.take_word("local");
    let session = !local && words.take_word("session");
    if words.take_all(&["time", "zone"]) {
        return Ok(Some(named("TimeZone", zone(words)?, local)));
    }
    if words.take_word("names") {
        return Ok(Some(named("client_encoding", value(words)?, local)));
    }
    if words.take_word("schema") {
        return Ok(Some(named("search_path", value(words)?.map(|name| quoted(&name)), local)));
    }
    let name = setting_name(words)?;
    if session && !exists(&name) {
        return Ok(None);
    }
    if !words.take_word("to") && !words.take_symbol('=') {
        return Err(words.unexpected());
    }
    let value = if name.eq_ignore_ascii_case("search_path") {
        names(words)?
    } else if name.eq_ignore_ascii_case("timezone") {
        zone(words)?
    } else {
        value(words)?
    };
    Ok(Some(named(&name, value, local)))
}

fn named(name: &str, value: Option<String>, local: bool) -> SessionStatement {
    SessionStatement::Set { name: name.to_owned(), value, local }
}

/// `a` or `a.b`
fn setting_name(words: &mut Words<'_>) -> Result<String, PgError> {
    let mut name = words.name()?;
    while words.take_symbol('.') {
        name = format!("{name}.{}", words.name()?);
    }
    Ok(name)
}

fn role(words: &mut Words<'_>) -> Result<Option<String>, PgError> {
    match words.peek().map(|token| token.kind) {
        Some(TokenKind::Word(word)) if word == "default" || word == "none" => {
            words.next();
            Ok(None)
        }
        Some(TokenKind::Text(name)) => {
            words.next();
            Ok(Some(name))
        }
        _ => words.name().map(Some),
    }
}

/// One or more values joined by commas; `None` for DEFAULT.
fn value(words: &mut Words<'_>) -> Result<Option<String>, PgError> {
    if words.take_word("default") {
        return Ok(None);
    }
    let mut values = vec![one_value(words)?];
    while words.take_symbol(',') {
        values.push(one_value(words)?);
    }
    Ok(Some(values.join(", ")))
}

fn one_value(words: &mut Words<'_>) -> Result<String, PgError> {
    let sign = if words.take_symbol('-') { "-" } else { "" };
    if sign.is_empty() {
        words.take_symbol('+');
    }
    match words.peek().map(|token| token.kind) {
        Some(TokenKind::Number(number)) => {
            words.next();
            Ok(format!("{sign}{number}"))
        }
        Some(TokenKind::Text(text) | TokenKind::Word(text) | TokenKind::Quoted(text)) if sign.is_empty() => {
            words.next();
            Ok(text)
        }
        _ => Err(words.unexpected()),
    }
}

/// A list of names, each quoted when it needs it, as PostgreSQL keeps `search_path`.
fn names(words: &mut Words<'_>) -> Result<Option<String>, PgError> {
    if words.take_word("default") {
        return Ok(None);
    }
    let mut list = Vec::new();
    loop {
        list.push(quoted(&one_value(words)?));
        if !words.take_symbol(',') {
            return Ok(Some(list.join(", ")));
        }
    }
}

fn quoted(name: &str) -> String {
    let plain =
        name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
            && name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A zone: a name, hours, `LOCAL`, `DEFAULT`, or `INTERVAL '+02:00' HOUR TO MINUTE`.
fn zone(words: &mut Words<'_>) -> Result<Option<String>, PgError> {
    if words.take_word("local") {
        return Ok(None);
    }
    if words.take_word("interval") {
        let offset = one_value(words)?;
        words.take_all(&["hour", "to", "minute"]);
        return Ok(Some(offset));
    }
    value(words)
}

/// After SHOW; `None` for Athena's SHOW statements.
pub fn show(words: &mut Words<'_>) -> Result<Option<SessionStatement>, PgError> {
    if words.take_word("all") {
        return Ok(Some(SessionStatement::Show(Target::All)));
    }
    for (phrase, name) in [
        (&["transaction", "isolation", "level"][..], "transaction_isolation"),
        (&["time", "zone"], "TimeZone"),
        (&["session", "authorization"], "session_authorization"),
    ] {
        if words.take_all(phrase) {
            return Ok(Some(SessionStatement::Show(Target::One(name.to_owned()))));
        }
    }
    match words.peek().map(|token| token.kind) {
        Some(TokenKind::Word(word)) if ENGINE_SHOWS.contains(&word.as_str()) => Ok(None),
        _ => Ok(Some(SessionStatement::Show(Target::One(setting_name(words)?)))),
    }
}

/// After RESET; `None` for Trino's `RESET SESSION name`.
pub fn reset(words: &mut Words<'_>) -> Result<Option<SessionStatement>, PgError> {
    if words.take_word("all") {
        return Ok(Some(SessionStatement::Reset(Target::All)));
    }
    if words.take_all(&["session", "authorization"]) || words.take_word("role") {
        return Ok(Some(SessionStatement::SetRole(None)));
    }
    for (phrase, name) in [
        (&["time", "zone"][..], "TimeZone"),
        (&["transaction", "isolation", "level"], "transaction_isolation"),
    ] {
        if words.take_all(phrase) {
            return Ok(Some(SessionStatement::Reset(Target::One(name.to_owned()))));
        }
    }
    if words.take_word("session") {
        return Ok(None);
    }
    Ok(Some(SessionStatement::Reset(Target::One(setting_name(words)?))))
}

/// After DISCARD.
pub fn discard(words: &mut Words<'_>) -> Result<SessionStatement, PgError> {
    let (tag, all) = match words.take_any(&["all", "plans", "sequences", "temporary", "temp"]) {
        Some("all") => ("DISCARD ALL", true),
        Some("plans") => ("DISCARD PLANS", false),
        Some("sequences") => ("DISCARD SEQUENCES", false),
        Some(_) => ("DISCARD TEMP", false),
        None => return Err(words.unexpected()),
    };
    Ok(SessionStatement::Discard { tag, all })
}
