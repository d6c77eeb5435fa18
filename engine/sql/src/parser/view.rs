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

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, not_supported, object, parse};

    #[test]
    fn create() {
        let sql = "CREATE OR REPLACE VIEW Db.\"V\" AS\n SELECT \"a\", ';' FROM t -- end\n;";
        let Statement::CreateView { name, or_replace, query } = parse(sql) else { panic!("no view") };
        assert_eq!((name, or_replace), (object("db.v", 23), true));
        assert_eq!(query.text, "SELECT \"a\", ';' FROM t");
        assert_eq!(&sql[query.span], query.text);
        assert!(matches!(
            parse("CREATE VIEW v AS (TABLE t)"),
            Statement::CreateView { or_replace: false, .. }
        ));
    }

    #[test]
    fn errors() {
        assert_eq!(
            error("CREATE VIEW v"),
            "line 1:14: mismatched input '<EOF>'. Expecting: '.', 'AS', 'COMMENT', 'SECURITY'"
        );
        assert_eq!(error("CREATE VIEW v AS"), "line 1:17: mismatched input '<EOF>'. Expecting: <query>");
        assert_eq!(
            error("CREATE VIEW v AS DROP TABLE t"),
            "line 1:18: mismatched input 'DROP'. Expecting: <query>"
        );
        assert_eq!(
            error("CREATE VIEW `v` AS SELECT 1"),
            "line 1:13: backquoted identifiers are not supported; use double quotes to quote identifiers"
        );
        assert_eq!(not_supported("CREATE VIEW v COMMENT 'x' AS SELECT 1"), "CREATE VIEW … COMMENT");
        assert_eq!(not_supported("CREATE VIEW v SECURITY INVOKER AS SELECT 1"), "CREATE VIEW … SECURITY");
    }
}
