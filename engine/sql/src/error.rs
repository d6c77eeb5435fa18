//! Syntax errors with their place.

/// A place in the statement text: line and column, both from 1, the column in code points (as Trino counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1; only `\n` ends a line.
    pub line: u32,
    /// From 1, code points.
    pub column: u32,
    /// Byte offset into the text.
    pub offset: usize,
}

impl Position {
    /// The place of byte `offset` in `sql`; an offset beyond the end or inside a code point is moved back.
    pub fn of(sql: &str, offset: usize) -> Self {
        let mut offset = offset.min(sql.len());
        while !sql.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &sql[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let column = before[line_start..].chars().count() as u32 + 1;
        Self { line, column, offset }
    }
}

/// A statement that does not parse. Displays as Trino words it: `line 1:8: mismatched input 'FROM'. Expecting: …`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}:{}: {message}", position.line, position.column)]
pub struct SyntaxError {
    /// Where.
    pub position: Position,
    /// What, without the position.
    pub message: String,
}

impl SyntaxError {
    /// An error at byte `offset` of `sql`.
    pub fn at(sql: &str, offset: usize, message: impl Into<String>) -> Self {
        Self { position: Position::of(sql, offset), message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_lines_count_newlines() {
        let sql = "a\r\nžé x";
        let x = sql.find('x').unwrap();
        assert_eq!(Position::of(sql, x), Position { line: 2, column: 4, offset: x });
        assert_eq!(Position::of(sql, 0), Position { line: 1, column: 1, offset: 0 });
        assert_eq!(Position::of(sql, 999).column, 5);
    }

    #[test]
    fn an_offset_inside_a_code_point_is_moved_to_its_start() {
        assert_eq!(Position::of("é", 1).offset, 0);
    }

    #[test]
    fn displays_like_trino() {
        let error = SyntaxError::at("SELECT\n FROM", 8, "mismatched input 'FROM'");
        assert_eq!(error.to_string(), "line 2:2: mismatched input 'FROM'");
    }
}
