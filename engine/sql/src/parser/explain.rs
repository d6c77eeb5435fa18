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
