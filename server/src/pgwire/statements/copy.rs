//! COPY … TO STDOUT, in the notation of today and of PostgreSQL before 9.0.

use super::SessionStatement;
use crate::pgwire::encode::{CopyFormat, CopyOptions};
use crate::pgwire::errors::PgError;
use crate::pgwire::words::{TokenKind, Words};

/// What is copied, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyStatement {
    /// The query, or one made of the table's name.
    pub query: String,
    /// Byte offset of the query in the statement, when it stands there.
    pub offset: Option<usize>,
    /// Format and its options.
    pub options: CopyOptions,
}

/// After COPY.
pub fn copy(words: &mut Words<'_>) -> Result<SessionStatement, PgError> {
    let (query, offset) = if words.clone().take_symbol('(') {
        let (text, offset) = parenthesised(words)?;
        (text, Some(offset))
    } else {
        (table(words)?, None)
    };
    if words.take_word("from") {
        return Err(PgError::unsupported("COPY FROM is not supported")
            .with_hint("Put the file into the table's location, or use INSERT."));
    }
    if !words.take_word("to") {
        return Err(words.unexpected());
    }
    if !words.take_word("stdout") {
        return Err(PgError::unsupported("COPY can only write to STDOUT")
            .with_hint("Use \\copy in psql, or UNLOAD to write files to a bucket."));
    }
    Ok(SessionStatement::Copy(CopyStatement { query, offset, options: options(words)? }))
}

/// Text between the parenthesis at hand and its partner.
fn parenthesised(words: &mut Words<'_>) -> Result<(String, usize), PgError> {
    words.next();
    let (inner, offset) = (words.rest(), words.offset());
    let mut depth = 1;
    for token in words.by_ref() {
        match token.kind {
            TokenKind::Symbol('(') => depth += 1,
            TokenKind::Symbol(')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let text = inner.get(..token.offset - offset).unwrap_or_default();
            return Ok((text.trim_end().to_owned(), offset));
        }
    }
    Err(words.unexpected())
}

/// `schema.table (a, b)` as a query; the parts keep their quotes.
fn table(words: &mut Words<'_>) -> Result<String, PgError> {
    let (start, text) = (words.offset(), words.rest());
    words.name()?;
    while words.take_symbol('.') {
        words.name()?;
    }
    let name = text.get(..words.offset() - start).unwrap_or(text).trim().to_owned();
    let columns = if words.clone().take_symbol('(') { parenthesised(words)?.0 } else { "*".to_owned() };
    Ok(format!("SELECT {columns} FROM {name}"))
}

fn options(words: &mut Words<'_>) -> Result<CopyOptions, PgError> {
    words.take_word("with");
    if words.take_symbol('(') { listed_options(words) } else { bare_options(words) }
}

/// `(FORMAT csv, HEADER true, …)`
fn listed_options(words: &mut Words<'_>) -> Result<CopyOptions, PgError> {
    let mut given = Vec::new();
    loop {
        let name = words.name()?;
        let value = match words.peek().map(|token| token.kind) {
            Some(TokenKind::Symbol('*')) => Some("*".to_owned()),
            Some(
                TokenKind::Text(value)
                | TokenKind::Word(value)
                | TokenKind::Quoted(value)
                | TokenKind::Number(value),
            ) => Some(value),
            Some(TokenKind::Symbol('(')) => Some(parenthesised(&mut words.clone())?.0),
            _ => None,
        };
        if value.is_some() {
            if words.clone().take_symbol('(') {
                parenthesised(words)?;
            } else {
                words.next();
            }
        }
        given.push((name, value));
        if words.take_symbol(')') {
            break;
        }
        if !words.take_symbol(',') {
            return Err(words.unexpected());
        }
    }
    from_pairs(given)
}

/// `BINARY`, `CSV HEADER DELIMITER AS ';'`, …
fn bare_options(words: &mut Words<'_>) -> Result<CopyOptions, PgError> {
    let mut given = Vec::new();
    while let Some(word) = words.take_any(&[
        "binary",
        "csv",
        "header",
        "delimiter",
        "delimiters",
        "null",
        "quote",
        "escape",
        "force",
    ]) {
        given.push(match word {
            "binary" | "csv" => ("format".to_owned(), Some(word.to_owned())),
            "header" => (word.to_owned(), None),
            "force" => {
                if !words.take_word("quote") {
                    return Err(words.unexpected());
                }
                let all = words.take_symbol('*');
                ("force_quote".to_owned(), all.then(|| "*".to_owned()))
            }
            word => {
                words.take_word("as");
                match words.next().map(|token| token.kind) {
                    Some(TokenKind::Text(text)) => (word.trim_end_matches('s').to_owned(), Some(text)),
                    _ => return Err(words.unexpected()),
                }
            }
        });
    }
    from_pairs(given)
}

/// The format first: it decides the defaults of the others.
fn from_pairs(given: Vec<(String, Option<String>)>) -> Result<CopyOptions, PgError> {
    let format =
        match given.iter().rfind(|(name, _)| name == "format").and_then(|(_, value)| value.as_deref()) {
            None | Some("text") => CopyFormat::Text,
            Some("csv") => CopyFormat::Csv,
            Some("binary") => CopyFormat::Binary,
            Some(other) => {
                return Err(PgError::error("22023", format!("COPY format \"{other}\" not recognized")));
            }
        };
    let mut options = CopyOptions::of(format);
    let escape_given = given.iter().any(|(name, _)| name == "escape");
    for (name, value) in given {
        let value = value.as_deref();
        match name.as_str() {
            "format" => {}
            "header" => options.header = boolean(&name, value)?,
            "delimiter" => options.delimiter = single_byte(&name, value)?,
            "null" => options.null = value.unwrap_or_default().to_owned(),
            "quote" => options.quote = single_byte(&name, value)?,
            "escape" => options.escape = single_byte(&name, value)?,
            "force_quote" if value == Some("*") => options.force_quote = true,
            "force_quote" => {
                return Err(PgError::unsupported("FORCE_QUOTE of single columns is not supported")
                    .with_hint("Use FORCE_QUOTE *."));
            }
            "encoding" => {
                if !value.is_some_and(|name| name.replace(['-', '_'], "").eq_ignore_ascii_case("utf8")) {
                    return Err(PgError::unsupported("COPY can only write UTF8"));
                }
            }
            other => return Err(PgError::error("42601", format!("option \"{other}\" not recognized"))),
        }
        let csv_only = matches!(name.as_str(), "quote" | "escape" | "force_quote");
        let text_only = matches!(name.as_str(), "header" | "delimiter" | "null");
        if (csv_only && format != CopyFormat::Csv) || (text_only && format == CopyFormat::Binary) {
            return Err(PgError::unsupported(format!(
                "COPY {} is not available in this format",
                name.to_uppercase()
            )));
        }
    }
    if !escape_given {
        options.escape = options.quote;
    }
    Ok(options)
}

fn boolean(name: &str, value: Option<&str>) -> Result<bool, PgError> {
    match value.map(str::to_lowercase).as_deref() {
        None | Some("true" | "on" | "1") => Ok(true),
        Some("false" | "off" | "0") => Ok(false),
        Some(_) => Err(PgError::error("42601", format!("{name} requires a Boolean value"))),
    }
}

fn single_byte(name: &str, value: Option<&str>) -> Result<u8, PgError> {
    match value.unwrap_or_default().as_bytes() {
        [byte] if !matches!(byte, b'\n' | b'\r' | b'\\') || name == "escape" => Ok(*byte),
        _ => Err(PgError::unsupported(format!("COPY {name} must be a single one-byte character"))),
    }
}
