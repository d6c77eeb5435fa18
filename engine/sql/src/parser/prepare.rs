//! `PREPARE`, `EXECUTE`, `DEALLOCATE`

use crate::ast::Statement;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After PREPARE: `name FROM statement`, or PostgreSQL's `name [(type, …)] AS statement`.
    pub(super) fn prepare(&mut self) -> Parsed<Statement> {
        let name = self.name()?;
        if !self.eat(Keyword::From) {
            if self.at(TokenKind::LeftParenthesis) {
                self.parenthesised(Self::expression_text)?;
            }
            self.expect(Keyword::As)?;
        }
        let start = self.offset();
        if self.statement_is_left_unread()? {
            while !matches!(self.kind(), TokenKind::Semicolon | TokenKind::Eof) {
                self.advance();
            }
        }
        Ok(Statement::Prepare { name, statement: self.text_since(start) })
    }

    /// Parses the statement to prepare; true when its end has yet to be found.
    fn statement_is_left_unread(&mut self) -> Parsed<bool> {
        let statement = self.statement()?;
        Ok(super::statement::is_not_supported(&statement))
    }

    /// After EXECUTE.
    pub(super) fn execute(&mut self) -> Parsed<Statement> {
        // A prepared statement may be called `immediate`.
        if self.kind_ahead(1) == TokenKind::String && self.eat(Keyword::Immediate) {
            let statement = self.string()?;
            return Ok(Statement::ExecuteImmediate { statement, arguments: self.using()? });
        }
        let name = self.name()?;
        let arguments = if self.at(TokenKind::LeftParenthesis) {
            self.parenthesised(Self::expression_text)?
        } else {
            self.using()?
        };
        Ok(Statement::Execute { name, arguments })
    }

    /// `[USING expression, …]`
    fn using(&mut self) -> Parsed<Vec<String>> {
        if self.eat(Keyword::Using) { self.comma_separated(Self::expression_text) } else { Ok(Vec::new()) }
    }

    /// After DEALLOCATE.
    pub(super) fn deallocate(&mut self) -> Parsed<Statement> {
        // A prepared statement may not be called `prepare`: the word is reserved.
        self.eat(Keyword::Prepare);
        Ok(Statement::Deallocate { name: self.name()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::tests::{error, parse};

    fn prepared(sql: &str) -> (String, String) {
        match parse(sql) {
            Statement::Prepare { name, statement } => {
                assert_eq!(&sql[statement.span], statement.text);
                (name, statement.text)
            }
            statement => panic!("{sql}: {statement:?}"),
        }
    }

    #[test]
    fn prepare() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(prepared("PREPARE P1 FROM SELECT ? ;"), pair("p1", "SELECT ?"));
        assert_eq!(prepared("PREPARE p (int, decimal(3, 1)) AS SELECT $1"), pair("p", "SELECT $1"));
        assert_eq!(prepared("PREPARE p AS VALUES 1 -- x"), pair("p", "VALUES 1"));
        assert_eq!(prepared("PREPARE p FROM DROP TABLE `t`;"), pair("p", "DROP TABLE `t`"));
        assert_eq!(prepared("PREPARE p FROM INSERT INTO t SELECT 1;"), pair("p", "INSERT INTO t SELECT 1"));
        assert_eq!(
            error("PREPARE p SELECT 1"),
            "line 1:11: mismatched input 'SELECT'. Expecting: '(', 'AS', 'FROM'"
        );
        assert_eq!(
            error("PREPARE p FROM DROP t").split(". ").next(),
            Some("line 1:21: mismatched input 't'")
        );
    }

    #[test]
    fn execute() {
        let execute = |arguments: &[&str]| Statement::Execute {
            name: "p".to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        };
        assert_eq!(parse("EXECUTE p"), execute(&[]));
        assert_eq!(
            parse("EXECUTE p USING 1, 'a,b' , f(x, y)[1, 2], (1, 2);"),
            execute(&["1", "'a,b'", "f(x, y)[1, 2]", "(1, 2)"])
        );
        assert_eq!(parse("EXECUTE p (1, DATE '2024-01-01')"), execute(&["1", "DATE '2024-01-01'"]));
        let immediate = Statement::ExecuteImmediate {
            statement: "SELECT 'x' WHERE 1 = ?".to_owned(),
            arguments: vec!["1".to_owned()],
        };
        assert_eq!(parse("EXECUTE IMMEDIATE 'SELECT ''x'' WHERE 1 = ?' USING 1"), immediate);
        assert!(matches!(parse("EXECUTE immediate"), Statement::Execute { name, .. } if name == "immediate"));
    }

    #[test]
    fn deallocate() {
        assert_eq!(parse("DEALLOCATE PREPARE P"), Statement::Deallocate { name: "p".to_owned() });
        assert_eq!(parse("DEALLOCATE p"), Statement::Deallocate { name: "p".to_owned() });
    }

    #[test]
    fn errors() {
        assert_eq!(error("EXECUTE p USING"), "line 1:16: mismatched input '<EOF>'. Expecting: <expression>");
        assert_eq!(
            error("EXECUTE p USING 1,"),
            "line 1:19: mismatched input '<EOF>'. Expecting: <expression>"
        );
        assert_eq!(
            error("EXECUTE p USING 1, , 2"),
            "line 1:20: mismatched input ','. Expecting: <expression>"
        );
        assert_eq!(error("EXECUTE p USING f(1"), "line 1:20: mismatched input '<EOF>'. Expecting: ')'");
        assert_eq!(error("EXECUTE p USING (1]"), "line 1:19: mismatched input ']'. Expecting: ')'");
        assert_eq!(error("EXECUTE p USING 'a"), "line 1:17: mismatched input '''. Expecting: <expression>");
        assert_eq!(error("EXECUTE p 1"), "line 1:11: mismatched input '1'. Expecting: '(', 'USING', <EOF>");
        assert_eq!(
            error("DEALLOCATE"),
            "line 1:11: mismatched input '<EOF>'. Expecting: 'PREPARE', <identifier>"
        );
    }
}
