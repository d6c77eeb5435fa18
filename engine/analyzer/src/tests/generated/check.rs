//! What must hold for every text: no harm in lexer, parser and analyzer, and printing loses nothing.

use polias_sql::{Flavor, parse_expression, parse_query, parse_statement, split_statements};

use crate::{Relations, Session, analyze};

/// How far a text got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is no query.
    NoQuery,
    /// The analyzer refuses it, by this name.
    Refused(&'static str),
    /// It has a plan.
    Planned,
}

/// Splits and parses a text by every flavor.
pub(crate) fn statements(text: &str) -> Result<(), String> {
    let mut end = 0;
    for range in split_statements(text) {
        if range.start < end || range.is_empty() || text.get(range.clone()).is_none() {
            return Err(format!("{text:?} splits at {range:?}"));
        }
        end = range.end;
        let statement = &text[range];
        let _ = parse_statement(statement);
        for flavor in [Flavor::Trino, Flavor::Hive, Flavor::Postgres] {
            let _ = parse_expression(statement, flavor);
        }
        for flavor in [Flavor::Trino, Flavor::Postgres] {
            round_trip(statement, flavor)?;
        }
    }
    Ok(())
}

/// Parses, prints, parses again: the trees must be equal, and so must the prints. Gives the print, if the
/// text is a query.
pub(crate) fn round_trip(text: &str, flavor: Flavor) -> Result<Option<String>, String> {
    let Ok(query) = parse_query(text, flavor) else { return Ok(None) };
    let print = query.to_string();
    // Text of Postgres names its parameters by numbers, which a tree keeps without the text's order.
    if flavor == Flavor::Postgres && text.contains(['$', '?']) {
        return Ok(Some(print));
    }
    let again = match parse_query(&print, flavor) {
        Ok(again) => again,
        // The print of a tree may need parentheses that its text did without.
        Err(error) if error.message.contains("nests too deeply") => return Ok(Some(print)),
        Err(error) => return Err(format!("{text:?} prints as {print:?}, which is refused: {error}")),
    };
    if query != again {
        return Err(format!("{text:?} prints as {print:?}, which is another query"));
    }
    if print != again.to_string() {
        return Err(format!("{text:?} prints as {print:?}, and then as {:?}", again.to_string()));
    }
    Ok(Some(print))
}

/// Parses, prints, and analyzes text and print: the answers must be the same.
pub(crate) fn analysis(
    text: &str,
    session: &Session<'_>,
    relations: &dyn Relations,
) -> Result<Outcome, String> {
    let Some(print) = round_trip(text, session.flavor)? else { return Ok(Outcome::NoQuery) };
    let Ok(query) = parse_query(text, session.flavor) else { return Ok(Outcome::NoQuery) };
    let first = analyze(&query, session, relations, &[]);
    let Ok(printed) = parse_query(&print, session.flavor) else { return Ok(Outcome::NoQuery) };
    let second = analyze(&printed, session, relations, &[]);
    match (first, second) {
        (Ok(first), Ok(second)) if first.output == second.output => Ok(Outcome::Planned),
        // Trino's own internal error, which its answer has too, is no fault.
        (Err(error), _)
            if error.name == "GENERIC_INTERNAL_ERROR" && !error.message.contains("SignatureBinder") =>
        {
            Err(format!("{text:?}: {error}"))
        }
        (Err(first), Err(second)) if first.name == second.name => Ok(Outcome::Refused(first.name)),
        (first, second) => Err(format!(
            "{text:?} prints as {print:?}; their answers are {:?} and {:?}",
            first.map(|analysis| analysis.output),
            second.map(|analysis| analysis.output),
        )),
    }
}
