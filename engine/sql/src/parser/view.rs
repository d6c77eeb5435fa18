//! `CREATE [OR REPLACE] VIEW`

use crate::ast::Statement;
use crate::lexer::Keyword;

use super::{Parsed, Parser};

impl Parser<'_> {
    /// After `CREATE [OR REPLACE] VIEW`.
    pub(super) fn create_view(&mut self, or_replace: bool) -> Parsed<Statement> {
        let name = self.object_name()?;
        let offset = self.offset();
        for word in [Keyword::Comment, Keyword::Security] {
            if self.at(word) {
                return Self::not_supported(&format!("CREATE VIEW … {}", word.text()), offset);
            }
        }
        self.expect(Keyword::As)?;
        Ok(Statement::CreateView { name, or_replace, query: self.query_text()? })
    }
}
