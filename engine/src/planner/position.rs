//! Places in the statement text.

use polias_sql::Position;

/// Line and column (from 1, in code points) of a byte offset; an offset beyond the end, or within a
/// character, counts as the next boundary before it.
pub(crate) fn position_at(sql: &str, offset: usize) -> Position {
    let mut offset = offset.min(sql.len());
    while !sql.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &sql[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: count(before.bytes().filter(|byte| *byte == b'\n').count()),
        column: count(before[line_start..].chars().count()),
        offset,
    }
}

/// Byte offset of a line and column (from 1, in code points), within the text's bounds.
pub(crate) fn offset_of(sql: &str, line: u64, column: u64) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match sql[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return sql.len(),
        }
    }
    let skip = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    sql[start..].char_indices().nth(skip).map_or(sql.len(), |(index, _)| start + index)
}

/// Numbers lines and columns from 1.
fn count(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_code_points() {
        let sql = "SELECT 'ñ',\n  x";
        let offset = sql.find('x').unwrap();
        assert_eq!(position_at(sql, offset), Position { line: 2, column: 3, offset });
        let comma = sql.find(',').unwrap();
        assert_eq!(position_at(sql, comma), Position { line: 1, column: 11, offset: comma });
        assert_eq!(offset_of(sql, 2, 3), offset);
        assert_eq!(offset_of(sql, 1, 11), comma);
    }

    #[test]
    fn stays_within_the_text() {
        assert_eq!(position_at("ab", 9).offset, 2);
        assert_eq!(position_at("ñ", 1).offset, 0);
        assert_eq!(offset_of("ab", 7, 1), 2);
        assert_eq!(offset_of("ab", 1, 70), 2);
    }
}
