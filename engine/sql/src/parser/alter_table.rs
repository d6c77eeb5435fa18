//! `ALTER TABLE`

use crate::ast::{AlterTableAction, ColumnDef, ObjectName, PartitionSpec, Statement};
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

use Keyword as K;

/// Clauses of Athena (Iceberg), Hive and Trino that are not available, by the words that begin them.
const NOT_SUPPORTED: &[(&[Keyword], &str)] = &[
    (&[K::Add, K::Column], "ADD COLUMN"),
    (&[K::Alter, K::Column], "ALTER COLUMN"),
    (&[K::Change], "CHANGE COLUMN"),
    (&[K::Clustered, K::By], "CLUSTERED BY"),
    (&[K::Drop, K::Column], "DROP COLUMN"),
    (&[K::Execute], "EXECUTE"),
    (&[K::Not], "NOT CLUSTERED, SORTED, SKEWED or STORED"),
    (&[K::Rename, K::Column], "RENAME COLUMN"),
    (&[K::Set, K::Authorization], "SET AUTHORIZATION"),
    (&[K::Set, K::Fileformat], "SET FILEFORMAT"),
    (&[K::Set, K::Properties], "SET PROPERTIES"),
    (&[K::Set, K::Serde], "SET SERDE"),
    (&[K::Set, K::Serdeproperties], "SET SERDEPROPERTIES"),
];

/// Clauses of Hive whose first word is no keyword here.
const NOT_SUPPORTED_WORDS: &[&str] =
    &["ARCHIVE", "COMPACT", "CONCATENATE", "EXCHANGE", "RECOVER", "SKEWED", "TOUCH", "UNARCHIVE"];

impl Parser<'_> {
    /// After `ALTER TABLE`.
    pub(super) fn alter_table(&mut self) -> Parsed<Statement> {
        let start = self.offset();
        if self.if_exists() {
            return Self::not_supported("ALTER TABLE IF EXISTS", start);
        }
        let name = self.object_name()?;
        let partition = if self.at(K::Partition) { Some(self.partition_spec()?) } else { None };
        if let Some(not_supported) = self.not_supported_action() {
            return Ok(not_supported);
        }
        if self.eat(K::Rename) {
            return self.rename(name, partition);
        }
        if self.eat(K::Set) {
            return self.set(name, partition);
        }
        match partition {
            None => {
                let action = self.table_action()?;
                Ok(Statement::AlterTable { name, action })
            }
            Some(_) => self.partition_columns(),
        }
    }

    fn not_supported_action(&mut self) -> Option<Statement> {
        let offset = self.offset();
        let clause = NOT_SUPPORTED.iter().find(|(words, _)| {
            words.iter().enumerate().all(|(ahead, word)| self.kind_ahead(ahead) == (*word).into())
        });
        let text = self.token().text(self.sql);
        let word = NOT_SUPPORTED_WORDS.iter().find(|word| word.eq_ignore_ascii_case(text));
        let what = clause.map(|(_, what)| *what).or(word.copied())?;
        Some(Statement::NotSupported { what: format!("ALTER TABLE … {what}"), offset })
    }

    /// After RENAME.
    fn rename(&mut self, name: ObjectName, partition: Option<PartitionSpec>) -> Parsed<Statement> {
        let offset = self.offset();
        self.expect(K::To)?;
        let Some(from) = partition else {
            self.object_name()?;
            return Self::not_supported("ALTER TABLE … RENAME TO", offset);
        };
        let to = self.partition_spec()?;
        Ok(Statement::AlterTable { name, action: AlterTableAction::RenamePartition { from, to } })
    }

    /// After SET.
    fn set(&mut self, name: ObjectName, partition: Option<PartitionSpec>) -> Parsed<Statement> {
        let action = if self.eat(K::Location) {
            AlterTableAction::SetLocation { partition, location: self.string()? }
        } else if partition.is_none() && self.eat(K::Tblproperties) {
            AlterTableAction::SetProperties(self.properties()?)
        } else {
            return Err(self.unexpected());
        };
        Ok(Statement::AlterTable { name, action })
    }

    fn table_action(&mut self) -> Parsed<AlterTableAction> {
        if self.eat(K::Add) {
            if self.eat(K::Columns) {
                return Ok(AlterTableAction::AddColumns(self.columns()?));
            }
            let if_not_exists = self.if_not_exists();
            return Ok(AlterTableAction::AddPartitions {
                if_not_exists,
                partitions: self.added_partitions()?,
            });
        }
        if self.eat(K::Drop) {
            let if_exists = self.if_exists();
            let partitions = self.comma_separated(Self::partition_spec)?;
            return Ok(AlterTableAction::DropPartitions { if_exists, partitions });
        }
        if self.eat_all(&[K::Replace, K::Columns]) {
            return Ok(AlterTableAction::ReplaceColumns(self.columns()?));
        }
        if self.eat_all(&[K::Unset, K::Tblproperties]) {
            let if_exists = self.if_exists();
            return Ok(AlterTableAction::UnsetProperties { if_exists, keys: self.property_keys()? });
        }
        Err(self.unexpected())
    }

    /// `PARTITION (…) ADD COLUMNS` and `REPLACE COLUMNS` change one partition's columns only.
    fn partition_columns(&mut self) -> Parsed<Statement> {
        let offset = self.offset();
        for word in [K::Add, K::Replace] {
            if self.eat_all(&[word, K::Columns]) {
                return Self::not_supported(
                    &format!("ALTER TABLE … PARTITION … {} COLUMNS", word.text()),
                    offset,
                );
            }
        }
        Err(self.unexpected())
    }

    /// `PARTITION (…) [LOCATION '…']` once or more, without commas.
    fn added_partitions(&mut self) -> Parsed<Vec<PartitionSpec>> {
        let mut partitions = Vec::new();
        loop {
            let mut partition = self.partition_spec()?;
            if self.eat(K::Location) {
                partition.location = Some(self.string()?);
            }
            partitions.push(partition);
            if !self.at(K::Partition) {
                return Ok(partitions);
            }
        }
    }

    /// `(name type [COMMENT 'c'], …)`; a CASCADE or RESTRICT behind says what is done anyway.
    fn columns(&mut self) -> Parsed<Vec<ColumnDef>> {
        let columns = self.parenthesised(Self::column_def)?;
        if self.kind() != TokenKind::Eof && !self.eat(K::Cascade) {
            self.eat(K::Restrict);
        }
        Ok(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::tests::{error, not_supported, object, parse};

    fn action(sql: &str) -> AlterTableAction {
        match parse(sql) {
            Statement::AlterTable { name, action } => {
                assert_eq!(name, object("db.t", 12));
                action
            }
            statement => panic!("{sql}: {statement:?}"),
        }
    }

    fn partition(value: &str, location: Option<&str>) -> PartitionSpec {
        PartitionSpec {
            values: vec![("d".to_owned(), value.to_owned())],
            location: location.map(str::to_owned),
        }
    }

    #[test]
    fn partitions() {
        let sql =
            "ALTER TABLE db.t ADD IF NOT EXISTS PARTITION (d='1') LOCATION 's3://b/1/' PARTITION (d='2')";
        let expected = AlterTableAction::AddPartitions {
            if_not_exists: true,
            partitions: vec![partition("1", Some("s3://b/1/")), partition("2", None)],
        };
        assert_eq!(action(sql), expected);
        let sql = "ALTER TABLE db.t DROP IF EXISTS PARTITION (d='1'), PARTITION (d='2')";
        let expected = AlterTableAction::DropPartitions {
            if_exists: true,
            partitions: vec![partition("1", None), partition("2", None)],
        };
        assert_eq!(action(sql), expected);
        assert_eq!(
            action("ALTER TABLE db.t PARTITION (d='1') RENAME TO PARTITION (d='2')"),
            AlterTableAction::RenamePartition { from: partition("1", None), to: partition("2", None) }
        );
    }

    #[test]
    fn columns() {
        let column = |name: &str, column_type: &str, comment: Option<&str>| ColumnDef {
            name: name.to_owned(),
            column_type: column_type.to_owned(),
            comment: comment.map(str::to_owned),
        };
        let columns = vec![column("a", "int", None), column("b", "array<int>", Some("x"))];
        let list = "COLUMNS (a int, b array<int> COMMENT 'x')";
        assert_eq!(
            action(&format!("ALTER TABLE db.t ADD {list} CASCADE")),
            AlterTableAction::AddColumns(columns.clone())
        );
        assert_eq!(
            action(&format!("ALTER TABLE db.t REPLACE {list}")),
            AlterTableAction::ReplaceColumns(columns)
        );
    }

    #[test]
    fn locations_and_properties() {
        let set = |partition| AlterTableAction::SetLocation { partition, location: "s3://b/".to_owned() };
        assert_eq!(action("ALTER TABLE db.t SET LOCATION 's3://b/'"), set(None));
        assert_eq!(
            action("ALTER TABLE db.t PARTITION (d=1) SET LOCATION 's3://b/'"),
            set(Some(partition("1", None)))
        );
        assert_eq!(
            action("ALTER TABLE db.t SET TBLPROPERTIES ('a'='b')"),
            AlterTableAction::SetProperties(vec![("a".to_owned(), "b".to_owned())])
        );
        assert_eq!(
            action("ALTER TABLE db.t UNSET TBLPROPERTIES IF EXISTS ('a', 'b')"),
            AlterTableAction::UnsetProperties { if_exists: true, keys: vec!["a".to_owned(), "b".to_owned()] }
        );
    }

    #[test]
    fn not_available() {
        for (clause, what) in [
            ("RENAME TO u", "RENAME TO"),
            ("RENAME COLUMN a TO b", "RENAME COLUMN"),
            ("DROP COLUMN a", "DROP COLUMN"),
            ("ADD COLUMN a int", "ADD COLUMN"),
            ("CHANGE COLUMN a b int", "CHANGE COLUMN"),
            ("CHANGE a b int AFTER c", "CHANGE COLUMN"),
            ("ALTER COLUMN a SET DATA TYPE bigint", "ALTER COLUMN"),
            ("EXECUTE optimize", "EXECUTE"),
            ("SET SERDEPROPERTIES ('a'='b')", "SET SERDEPROPERTIES"),
            ("SET FILEFORMAT ORC", "SET FILEFORMAT"),
            ("SET PROPERTIES x = 1", "SET PROPERTIES"),
            ("touch", "TOUCH"),
            ("PARTITION (a=1) ADD COLUMNS (b int)", "PARTITION … ADD COLUMNS"),
        ] {
            assert_eq!(not_supported(&format!("ALTER TABLE t {clause}")), format!("ALTER TABLE … {what}"));
        }
        assert_eq!(not_supported("ALTER TABLE IF EXISTS t RENAME TO u"), "ALTER TABLE IF EXISTS");
    }

    #[test]
    fn errors() {
        assert_eq!(
            error("ALTER TABLE t"),
            "line 1:14: mismatched input '<EOF>'. Expecting: '.', 'ADD', 'DROP', 'PARTITION', 'RENAME', 'REPLACE', \
             'SET', 'UNSET'"
        );
        assert_eq!(
            error("ALTER TABLE t ADD foo"),
            "line 1:19: mismatched input 'foo'. Expecting: 'COLUMNS', 'IF', 'PARTITION'"
        );
        assert_eq!(
            error("ALTER TABLE t ADD PARTITION (a=1), PARTITION (a=2)"),
            "line 1:34: mismatched input ','. Expecting: 'LOCATION', 'PARTITION', <EOF>"
        );
        assert_eq!(
            error("ALTER TABLE t PARTITION (a=1) SET TBLPROPERTIES ('a'='b')"),
            "line 1:35: mismatched input 'TBLPROPERTIES'. Expecting: 'LOCATION'"
        );
        assert_eq!(
            error("ALTER TABLE t DROP PARTITION (a=1) PARTITION (a=2)"),
            "line 1:36: mismatched input 'PARTITION'. Expecting: ',', <EOF>"
        );
    }
}
