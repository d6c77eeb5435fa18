//! `DESCRIBE`

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After DESCRIBE or DESC.
    pub(super) fn describe(&mut self) -> Parsed<Statement> {
        // A table may be called `extended`: the word is an option only before a name.
        let is_option = !matches!(self.kind_ahead(1), TokenKind::Eof | TokenKind::Semicolon | TokenKind::Dot);
        let extended = is_option && self.eat(Keyword::Extended);
        let formatted = is_option && !extended && self.eat(Keyword::Formatted);
        let table = self.object_name()?;
        let partition = if self.at(Keyword::Partition) { Some(self.partition_spec()?) } else { None };
        let column = if matches!(self.kind(), TokenKind::Eof | TokenKind::Semicolon) {
            None
        } else {
            Some(self.column_path()?)
        };
        Ok(Statement::Describe { table, extended, formatted, partition, column })
    }

    /// `column.field.'$elem$'…`
    fn column_path(&mut self) -> Parsed<Vec<String>> {
        let mut path = vec![self.name()?];
        while self.eat(TokenKind::Dot) {
            let step = if self.at(TokenKind::String) { self.string()?.to_lowercase() } else { self.name()? };
            path.push(step);
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::{PartitionSpec, Statement};
    use crate::parser::tests::{error, not_supported, object, parse};

    fn plain(name: &str, offset: usize) -> Statement {
        Statement::Describe {
            table: object(name, offset),
            extended: false,
            formatted: false,
            partition: None,
            column: None,
        }
    }

    #[test]
    fn tables() {
        assert_eq!(parse("DESCRIBE db.t"), plain("db.t", 9));
        assert_eq!(parse("DESC \"t\";"), plain("t", 5));
        assert_eq!(parse("DESCRIBE extended"), plain("extended", 9));
        assert_eq!(parse("DESCRIBE formatted.t"), plain("formatted.t", 9));
        assert!(matches!(
            parse("DESCRIBE EXTENDED t"),
            Statement::Describe { extended: true, formatted: false, .. }
        ));
        assert!(matches!(
            parse("DESCRIBE FORMATTED t"),
            Statement::Describe { extended: false, formatted: true, .. }
        ));
    }

    #[test]
    fn partitions_and_columns() {
        let column = |path: &[&str]| Some(path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
        let expected = Statement::Describe {
            table: object("t", 19),
            extended: false,
            formatted: true,
            partition: Some(PartitionSpec { values: vec![("d".to_owned(), "1".to_owned())], location: None }),
            column: column(&["col", "f", "$elem$", "$key$"]),
        };
        assert_eq!(parse("DESCRIBE FORMATTED t PARTITION (d='1') Col.f.'$elem$'.`$key$`"), expected);
        assert!(
            matches!(parse("DESCRIBE t c"), Statement::Describe { column: found, .. } if found == column(&["c"]))
        );
    }

    #[test]
    fn errors() {
        assert_eq!(error("DESCRIBE"), "line 1:9: mismatched input '<EOF>'. Expecting: <identifier>");
        assert_eq!(error("DESCRIBE t c d"), "line 1:14: mismatched input 'd'. Expecting: '.', <EOF>");
        assert_eq!(not_supported("DESCRIBE DATABASE d"), "DESCRIBE DATABASE");
        assert_eq!(not_supported("DESCRIBE INPUT p"), "DESCRIBE INPUT");
    }
}
