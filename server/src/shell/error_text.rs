//! How the shell shows an error of the server.

use std::fmt::Write;

use tokio_postgres::error::{DbError, ErrorPosition};

/// Widest excerpt of the statement, in characters.
const EXCERPT: usize = 120;

/// Message, place in the statement, detail and hint.
pub fn describe(error: &tokio_postgres::Error, sql: &str) -> String {
    match error.as_db_error() {
        Some(error) => describe_db(error, sql),
        None => format!("ERROR: {error}"),
    }
}

fn describe_db(error: &DbError, sql: &str) -> String {
    let mut text = format!("{}: {}", error.severity(), error.message());
    if let Some(ErrorPosition::Original(position)) = error.position() {
        text.push_str(&excerpt(sql, *position as usize));
    }
    // Writing to a String does not fail.
    if let Some(detail) = error.detail() {
        let _ = write!(text, "\nDETAIL: {detail}");
    }
    if let Some(hint) = error.hint() {
        let _ = write!(text, "\nHINT: {hint}");
    }
    text
}

/// The line of a character position (from 1), with a caret below.
fn excerpt(sql: &str, position: usize) -> String {
    let mut left = position.saturating_sub(1);
    for (number, line) in sql.split('\n').enumerate() {
        let length = line.chars().count();
        if left <= length {
            let start = left.saturating_sub(EXCERPT / 2);
            let shown: String = line.chars().skip(start).take(EXCERPT).collect();
            let label = format!("LINE {}: ", number + 1);
            let indent = " ".repeat(label.len() + left - start);
            return format!("\n{label}{shown}\n{indent}^");
        }
        left -= length + 1;
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_caret_stands_below_the_position() {
        assert_eq!(excerpt("SELECT x", 8), "\nLINE 1: SELECT x\n               ^");
        assert_eq!(excerpt("SELECT\n  é, x", 13), "\nLINE 2:   é, x\n             ^");
        assert_eq!(excerpt("SELECT", 99), "");
    }

    #[test]
    fn long_lines_are_cut_around_the_position() {
        let sql = format!("{}x{}", "a".repeat(500), "b".repeat(500));
        let text = excerpt(&sql, 501);
        let lines: Vec<&str> = text.lines().collect();
        let caret = lines[2].chars().count() - 1;
        assert_eq!(lines[1].chars().nth(caret), Some('x'));
    }
}
