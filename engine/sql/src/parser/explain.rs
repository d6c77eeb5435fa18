//! `EXPLAIN [ANALYZE [VERBOSE]] [(FORMAT …, TYPE …)] statement`

use crate::ast::{ExplainFormat, ExplainType, Statement};
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After EXPLAIN.
    pub(super) fn explain(&mut self) -> Parsed<Statement> {
        let analyze = self.eat(Keyword::Analyze);
        let verbose = analyze && self.eat(Keyword::Verbose);
        let (mut format, mut kind) = (None, None);
        let begins_options = self.kind() == TokenKind::LeftParenthesis
            && matches!(self.kind_ahead(1), TokenKind::Keyword(Keyword::Format | Keyword::Type));
        if begins_options {
            self.parenthesised(|parser| {
                let offset = parser.offset();
                let again = if parser.eat(Keyword::Format) {
                    format.replace(parser.explain_format()?).is_some()
                } else if !analyze && parser.eat(Keyword::Type) {
                    kind.replace(parser.explain_type()?).is_some()
                } else {
                    return Err(parser.unexpected());
                };
                if again {
                    return Err(parser.error_at(offset, "An option of EXPLAIN is given twice"));
                }
                Ok(())
            })?;
        }
        Ok(Statement::Explain {
            analyze,
            verbose,
            format: format.unwrap_or(ExplainFormat::Text),
            kind: kind.unwrap_or(ExplainType::Distributed),
            statement: Box::new(self.statement()?),
        })
    }

    fn explain_format(&mut self) -> Parsed<ExplainFormat> {
        if self.eat(Keyword::Text) {
            Ok(ExplainFormat::Text)
        } else if self.eat(Keyword::Graphviz) {
            Ok(ExplainFormat::Graphviz)
        } else if self.eat(Keyword::Json) {
            Ok(ExplainFormat::Json)
        } else {
            Err(self.unexpected())
        }
    }

    fn explain_type(&mut self) -> Parsed<ExplainType> {
        if self.eat(Keyword::Logical) {
            Ok(ExplainType::Logical)
        } else if self.eat(Keyword::Distributed) {
            Ok(ExplainType::Distributed)
        } else if self.eat(Keyword::Validate) {
            Ok(ExplainType::Validate)
        } else if self.eat(Keyword::Io) {
            Ok(ExplainType::Io)
        } else {
            Err(self.unexpected())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::tests::{error, parse};

    fn explained(sql: &str) -> (bool, bool, ExplainFormat, ExplainType, Statement) {
        match parse(sql) {
            Statement::Explain { analyze, verbose, format, kind, statement } => {
                (analyze, verbose, format, kind, *statement)
            }
            statement => panic!("{sql}: {statement:?}"),
        }
    }

    #[test]
    fn options() {
        use ExplainFormat::{Graphviz, Json, Text};
        use ExplainType::{Distributed, Io, Logical, Validate};
        let cases = [
            ("EXPLAIN SELECT 1", (false, false, Text, Distributed)),
            ("EXPLAIN (FORMAT JSON) SELECT 1", (false, false, Json, Distributed)),
            ("EXPLAIN (TYPE LOGICAL, FORMAT graphviz) SELECT 1", (false, false, Graphviz, Logical)),
            ("EXPLAIN (TYPE VALIDATE) SELECT 1", (false, false, Text, Validate)),
            ("EXPLAIN (FORMAT TEXT, TYPE IO) SELECT 1", (false, false, Text, Io)),
            ("EXPLAIN (SELECT 1)", (false, false, Text, Distributed)),
            ("EXPLAIN ANALYZE SELECT 1", (true, false, Text, Distributed)),
            ("EXPLAIN ANALYZE VERBOSE SELECT 1", (true, true, Text, Distributed)),
            ("EXPLAIN ANALYZE (FORMAT JSON) SELECT 1", (true, false, Json, Distributed)),
        ];
        for (sql, expected) in cases {
            let (analyze, verbose, format, kind, statement) = explained(sql);
            assert_eq!((analyze, verbose, format, kind), expected, "{sql}");
            assert!(matches!(statement, Statement::Query(_)), "{sql}");
        }
    }

    #[test]
    fn any_statement() {
        assert!(matches!(explained("EXPLAIN DROP TABLE `t`").4, Statement::DropTable { .. }));
        assert!(matches!(explained("EXPLAIN INSERT INTO t VALUES (1)").4, Statement::NotSupported { .. }));
        assert!(matches!(explained("EXPLAIN EXPLAIN SELECT 1").4, Statement::Explain { .. }));
    }

    #[test]
    fn errors() {
        assert_eq!(
            error("EXPLAIN (FORMAT XML) SELECT 1"),
            "line 1:17: mismatched input 'XML'. Expecting: 'GRAPHVIZ', 'JSON', 'TEXT'"
        );
        assert_eq!(
            error("EXPLAIN (TYPE FAST) SELECT 1"),
            "line 1:15: mismatched input 'FAST'. Expecting: 'DISTRIBUTED', 'IO', 'LOGICAL', 'VALIDATE'"
        );
        assert_eq!(
            error("EXPLAIN (TYPE IO, TYPE IO) SELECT 1"),
            "line 1:19: An option of EXPLAIN is given twice"
        );
        assert_eq!(
            error("EXPLAIN ANALYZE (TYPE IO) SELECT 1"),
            "line 1:18: mismatched input 'TYPE'. Expecting: 'FORMAT'"
        );
        assert!(error("EXPLAIN").starts_with("line 1:8: mismatched input '<EOF>'. Expecting: "));
    }
}
