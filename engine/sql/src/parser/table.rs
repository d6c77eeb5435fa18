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
