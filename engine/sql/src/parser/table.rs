//! Small statements about a table: `DROP`, `MSCK REPAIR TABLE`.

use crate::ast::{ObjectName, Statement};
use crate::lexer::Keyword;

use super::{Parsed, Parser};

impl Parser<'_> {
    /// `[IF EXISTS] name`, after `DROP TABLE` or `DROP VIEW`.
    pub(super) fn dropped_name(&mut self) -> Parsed<(bool, ObjectName)> {
        let if_exists = self.if_exists();
        Ok((if_exists, self.object_name()?))
    }

    /// After MSCK.
    pub(super) fn repair_table(&mut self) -> Parsed<Statement> {
        self.expect_all(&[Keyword::Repair, Keyword::Table])?;
        let name = self.object_name()?;
        let offset = self.offset();
        for word in [Keyword::Add, Keyword::Drop] {
            if self.eat_all(&[word, Keyword::Partitions]) {
                return Self::not_supported(
                    &format!("MSCK REPAIR TABLE … {} PARTITIONS", word.text()),
                    offset,
                );
            }
        }
        Ok(Statement::RepairTable { name })
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, not_supported, object, parse};

    #[test]
    fn drop_and_repair() {
        let table = Statement::DropTable { name: object("a.b", 21), if_exists: true };
        assert_eq!(parse("DROP TABLE IF EXISTS a.b"), table);
        assert_eq!(parse("DROP VIEW \"v\""), Statement::DropView { name: object("v", 10), if_exists: false });
        assert_eq!(parse("msck repair table `a`.b;"), Statement::RepairTable { name: object("a.b", 18) });
    }

    #[test]
    fn errors() {
        assert_eq!(error("MSCK TABLE t"), "line 1:6: mismatched input 'TABLE'. Expecting: 'REPAIR'");
        assert_eq!(
            not_supported("MSCK REPAIR TABLE t DROP PARTITIONS"),
            "MSCK REPAIR TABLE … DROP PARTITIONS"
        );
        assert_eq!(
            error("DROP INDEX i"),
            "line 1:6: mismatched input 'INDEX'. Expecting: 'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'"
        );
    }
}
