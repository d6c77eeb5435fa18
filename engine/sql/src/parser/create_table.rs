//! `CREATE [EXTERNAL] TABLE` of Hive's grammar; recognises Trino's `CREATE TABLE AS` and Iceberg tables.

use crate::ast::{ColumnDef, CreateTable, ObjectName, RowFormat, Statement, StoredAs};
use crate::error::SyntaxError;
use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

/// Message part for Trino's statement.
const CREATE_TABLE_AS: &str = "CREATE TABLE AS";

/// PARTITIONED BY: columns with types for Hive, transforms and bare columns for Iceberg.
enum Partitioning {
    Hive(Vec<ColumnDef>),
    /// With the error for the case that the table is none of Iceberg.
    Iceberg(Box<SyntaxError>),
}

impl Parser<'_> {
    /// After `CREATE [EXTERNAL] TABLE`.
    pub(super) fn create_table(&mut self, external: bool) -> Parsed<Statement> {
        let if_not_exists = self.if_not_exists();
        let name = self.object_name()?;
        let offset = name.offset;
        if self.eat(Keyword::Like) {
            return Self::not_supported("CREATE TABLE LIKE", offset);
        }
        if !external && (self.at(Keyword::As) || self.at(Keyword::With) || self.begins_column_aliases()) {
            return Self::not_supported(CREATE_TABLE_AS, offset);
        }
        let columns = if self.at(TokenKind::LeftParenthesis) {
            self.parenthesised(Self::column_def)?
        } else {
            Vec::new()
        };
        let mut table = empty_table(external, if_not_exists, name);
        table.columns = columns;
        let mut partitioning = None;
        let mut serde_properties = None;
        while self.create_table_clause(&mut table, &mut partitioning, &mut serde_properties)? {}
        if !external && self.at(Keyword::As) {
            return Self::not_supported(CREATE_TABLE_AS, offset);
        }
        if table
            .properties
            .iter()
            .any(|(key, value)| key == "table_type" && value.eq_ignore_ascii_case("iceberg"))
        {
            return Self::not_supported("CREATE TABLE of an Iceberg table", offset);
        }
        match partitioning {
            None => {}
            Some(Partitioning::Hive(columns)) => table.partitioned_by = columns,
            Some(Partitioning::Iceberg(error)) => return Err(error),
        }
        if let Some((offset, properties)) = serde_properties {
            self.add_serde_properties(&mut table, properties, offset)?;
        }
        Ok(Statement::CreateTable(Box::new(table)))
    }

    /// `(a, b) AS …` or `(a) COMMENT …` of Trino's grammar: names without types.
    fn begins_column_aliases(&self) -> bool {
        self.kind() == TokenKind::LeftParenthesis
            && matches!(self.kind_ahead(2), TokenKind::Comma | TokenKind::RightParenthesis)
    }

    /// `name type [COMMENT 'c']`
    pub(super) fn column_def(&mut self) -> Parsed<ColumnDef> {
        let name = self.name()?;
        let column_type = self.hive_type()?;
        let comment = if self.eat(Keyword::Comment) { Some(self.string()?) } else { None };
        Ok(ColumnDef { name, column_type, comment })
    }

    /// One clause, each at most once, in any order. False when none follows.
    fn create_table_clause(
        &mut self,
        table: &mut CreateTable,
        partitioning: &mut Option<Partitioning>,
        serde_properties: &mut Option<(usize, Vec<(String, String)>)>,
    ) -> Parsed<bool> {
        if table.comment.is_none() && self.eat(Keyword::Comment) {
            table.comment = Some(self.string()?);
        } else if partitioning.is_none() && self.eat_all(&[Keyword::Partitioned, Keyword::By]) {
            *partitioning = Some(self.partitioning()?);
        } else if table.buckets.is_none() && self.eat_all(&[Keyword::Clustered, Keyword::By]) {
            self.clustering(table)?;
        } else if table.row_format.is_none() && self.eat_all(&[Keyword::Row, Keyword::Format]) {
            table.row_format = Some(self.row_format()?);
        } else if table.stored_as.is_none() && self.eat_all(&[Keyword::Stored, Keyword::As]) {
            table.stored_as = Some(self.stored_as()?);
        } else if serde_properties.is_none() && self.eat_all(&[Keyword::With, Keyword::Serdeproperties]) {
            *serde_properties = Some((self.offset(), self.properties()?));
        } else if table.location.is_none() && self.eat(Keyword::Location) {
            table.location = Some(self.string()?);
        } else if table.properties.is_empty() && self.eat(Keyword::Tblproperties) {
            table.properties = self.properties()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn partitioning(&mut self) -> Parsed<Partitioning> {
        let mut iceberg = None;
        let columns = self.parenthesised(|parser| {
            let bare = matches!(
                parser.kind_ahead(1),
                TokenKind::Comma | TokenKind::RightParenthesis | TokenKind::LeftParenthesis
            );
            if !bare {
                return parser.column_def().map(Some);
            }
            parser.name()?;
            let error = parser.rule("<type>", |parser| Ok(parser.unexpected()))?;
            iceberg.get_or_insert(error);
            if parser.at(TokenKind::LeftParenthesis) {
                parser.parenthesised(Self::expression_text)?;
            }
            Ok(None)
        })?;
        Ok(match iceberg {
            None => Partitioning::Hive(columns.into_iter().flatten().collect()),
            Some(error) => Partitioning::Iceberg(error),
        })
    }

    /// `(c, …) [SORTED BY (c [ASC|DESC], …)] INTO n BUCKETS`
    fn clustering(&mut self, table: &mut CreateTable) -> Parsed<()> {
        table.clustered_by = self.parenthesised(Self::name)?;
        if self.eat_all(&[Keyword::Sorted, Keyword::By]) {
            table.sorted_by = self.parenthesised(|parser| {
                let name = parser.name()?;
                let descending = parser.eat(Keyword::Desc);
                if !descending {
                    parser.eat(Keyword::Asc);
                }
                Ok((name, !descending))
            })?;
        }
        self.expect(Keyword::Into)?;
        let offset = self.offset();
        let buckets = self.unsigned()?;
        if buckets == 0 {
            return Err(self.error_at(offset, "The number of buckets must be greater than zero"));
        }
        table.buckets = Some(buckets);
        self.expect(Keyword::Buckets)?;
        Ok(())
    }

    fn row_format(&mut self) -> Parsed<RowFormat> {
        if self.eat(Keyword::Serde) {
            let class = self.string()?;
            let with_properties = self.eat_all(&[Keyword::With, Keyword::Serdeproperties]);
            let properties = if with_properties { self.properties()? } else { Vec::new() };
            return Ok(RowFormat::Serde { class, properties });
        }
        self.expect(Keyword::Delimited)?;
        self.delimited()
    }

    /// The clauses of DELIMITED, each at most once, in any order.
    fn delimited(&mut self) -> Parsed<RowFormat> {
        use Keyword::{By, Collection, Fields, Items, Keys, Lines, Map, Terminated};
        let clauses: [(&[Keyword], &[&str]); 6] = [
            (&[Fields, Terminated, By], &["field.delim", "serialization.format"]),
            (&[Keyword::Escaped, By], &["escape.delim"]),
            (&[Collection, Items, Terminated, By], &["colelction.delim"]),
            (&[Map, Keys, Terminated, By], &["mapkey.delim"]),
            (&[Lines, Terminated, By], &["line.delim"]),
            (&[Keyword::Null, Keyword::Defined, Keyword::As], &["serialization.null.format"]),
        ];
        let mut properties: Vec<(String, String)> = Vec::new();
        'clauses: loop {
            for (words, keys) in &clauses {
                let given = properties.iter().any(|(key, _)| key == keys[0]);
                if !given && self.eat_all(words) {
                    let value = self.string()?;
                    properties.extend(keys.iter().map(|key| ((*key).to_owned(), value.clone())));
                    continue 'clauses;
                }
            }
            return Ok(RowFormat::Delimited(properties));
        }
    }

    fn stored_as(&mut self) -> Parsed<StoredAs> {
        if self.eat(Keyword::Inputformat) {
            let input_format = self.string()?;
            self.expect(Keyword::Outputformat)?;
            return Ok(StoredAs::Classes { input_format, output_format: self.string()? });
        }
        Ok(StoredAs::Format(self.name()?.to_uppercase()))
    }

    /// `WITH SERDEPROPERTIES` that stands apart from ROW FORMAT.
    fn add_serde_properties(
        &self,
        table: &mut CreateTable,
        added: Vec<(String, String)>,
        offset: usize,
    ) -> Parsed<()> {
        let is_text = match &table.stored_as {
            None => true,
            Some(StoredAs::Format(format)) => format == "TEXTFILE",
            Some(StoredAs::Classes { .. }) => false,
        };
        match &mut table.row_format {
            Some(RowFormat::Delimited(properties) | RowFormat::Serde { properties, .. }) => {
                properties.extend(added);
            }
            None if is_text => table.row_format = Some(RowFormat::Delimited(added)),
            None => {
                let message =
                    "WITH SERDEPROPERTIES needs ROW FORMAT SERDE 'class' to say whose properties they are";
                return Err(self.error_at(offset, message));
            }
        }
        Ok(())
    }
}

fn empty_table(external: bool, if_not_exists: bool, name: ObjectName) -> CreateTable {
    CreateTable {
        external,
        if_not_exists,
        name,
        columns: Vec::new(),
        comment: None,
        partitioned_by: Vec::new(),
        clustered_by: Vec::new(),
        sorted_by: Vec::new(),
        buckets: None,
        row_format: None,
        stored_as: None,
        location: None,
        properties: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::tests::{error, not_supported, parse};

    fn table(sql: &str) -> CreateTable {
        match parse(sql) {
            Statement::CreateTable(table) => *table,
            statement => panic!("{sql}: {statement:?}"),
        }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn column(name: &str, column_type: &str, comment: Option<&str>) -> ColumnDef {
        ColumnDef {
            name: name.to_owned(),
            column_type: column_type.to_owned(),
            comment: comment.map(str::to_owned),
        }
    }

    #[test]
    fn every_clause() {
        let sql = "CREATE EXTERNAL TABLE IF NOT EXISTS db.logs (Id INT COMMENT 'key', `tags` array<string>) \
                   COMMENT 'all of it' PARTITIONED BY (year int, d date COMMENT 'day') \
                   CLUSTERED BY (id, tags) SORTED BY (id DESC, tags) INTO 8 BUCKETS \
                   ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' \
                   WITH SERDEPROPERTIES ('separatorChar'=',') \
                   STORED AS INPUTFORMAT 'in.Format' OUTPUTFORMAT 'out.Format' \
                   LOCATION 's3://bucket/logs/' TBLPROPERTIES ('skip.header.line.count'='1');";
        let expected = CreateTable {
            external: true,
            if_not_exists: true,
            name: ObjectName { parts: vec!["db".to_owned(), "logs".to_owned()], offset: 36 },
            columns: vec![column("id", "int", Some("key")), column("tags", "array<string>", None)],
            comment: Some("all of it".to_owned()),
            partitioned_by: vec![column("year", "int", None), column("d", "date", Some("day"))],
            clustered_by: vec!["id".to_owned(), "tags".to_owned()],
            sorted_by: vec![("id".to_owned(), false), ("tags".to_owned(), true)],
            buckets: Some(8),
            row_format: Some(RowFormat::Serde {
                class: "org.apache.hadoop.hive.serde2.OpenCSVSerde".to_owned(),
                properties: pairs(&[("separatorChar", ",")]),
            }),
            stored_as: Some(StoredAs::Classes {
                input_format: "in.Format".to_owned(),
                output_format: "out.Format".to_owned(),
            }),
            location: Some("s3://bucket/logs/".to_owned()),
            properties: pairs(&[("skip.header.line.count", "1")]),
        };
        assert_eq!(table(sql), expected);
    }

    #[test]
    fn clauses_in_any_order() {
        let one = table("CREATE EXTERNAL TABLE t (a int) STORED AS parquet LOCATION 's3://b/' COMMENT 'c'");
        let other = table("CREATE EXTERNAL TABLE t (a int) COMMENT 'c' LOCATION 's3://b/' STORED AS PARQUET");
        assert_eq!(one, other);
        assert_eq!(one.stored_as, Some(StoredAs::Format("PARQUET".to_owned())));
    }

    #[test]
    fn without_external_or_columns() {
        assert!(!table("CREATE TABLE t (a int) LOCATION 's3://b/'").external);
        let delta = table("CREATE EXTERNAL TABLE t LOCATION 's3://b/' TBLPROPERTIES ('table_type'='DELTA')");
        assert!(delta.columns.is_empty());
    }

    #[test]
    fn delimited_becomes_serde_properties() {
        let sql = r"CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' ESCAPED BY '\\'
                    COLLECTION ITEMS TERMINATED BY '|' MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\n'
                    NULL DEFINED AS '\\N'";
        let expected = pairs(&[
            ("field.delim", "\u{1}"),
            ("serialization.format", "\u{1}"),
            ("escape.delim", "\\"),
            ("colelction.delim", "|"),
            ("mapkey.delim", ":"),
            ("line.delim", "\n"),
            ("serialization.null.format", "\\N"),
        ]);
        assert_eq!(table(sql).row_format, Some(RowFormat::Delimited(expected)));
        let bare = table("CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED");
        assert_eq!(bare.row_format, Some(RowFormat::Delimited(Vec::new())));
    }

    #[test]
    fn serde_properties_behind_the_format() {
        let sql = "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'X' STORED AS ORC WITH SERDEPROPERTIES ('a'='b')";
        let expected = RowFormat::Serde { class: "X".to_owned(), properties: pairs(&[("a", "b")]) };
        assert_eq!(table(sql).row_format, Some(expected));
        let sql =
            "CREATE EXTERNAL TABLE t (a int) STORED AS TEXTFILE WITH SERDEPROPERTIES ('field.delim'=',')";
        assert_eq!(table(sql).row_format, Some(RowFormat::Delimited(pairs(&[("field.delim", ",")]))));
        assert_eq!(
            error("CREATE EXTERNAL TABLE t (a int) STORED AS ORC WITH SERDEPROPERTIES ('a'='b')"),
            "line 1:68: WITH SERDEPROPERTIES needs ROW FORMAT SERDE 'class' to say whose properties they are"
        );
    }

    #[test]
    fn create_table_as_is_recognised() {
        for sql in [
            "CREATE TABLE t AS SELECT 1 a",
            r"CREATE TABLE IF NOT EXISTS db.t AS SELECT '\'",
            "CREATE TABLE \"t\" WITH (format = 'ORC') AS SELECT \"x\" FROM y",
            "CREATE TABLE t (a, b) AS VALUES (1, 2)",
            "CREATE TABLE t (a) COMMENT 'x' AS TABLE u",
            "CREATE TABLE t COMMENT 'x' AS TABLE u",
            "CREATE TABLE t AS (SELECT 1) WITH NO DATA;",
        ] {
            assert_eq!(not_supported(sql), CREATE_TABLE_AS, "{sql}");
        }
        assert_eq!(not_supported("CREATE TABLE t LIKE u"), "CREATE TABLE LIKE");
    }

    #[test]
    fn iceberg_tables_are_recognised() {
        let iceberg = "LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')";
        for partitioning in
            ["", "PARTITIONED BY (a)", "PARTITIONED BY (day(ts), bucket(16, a), truncate(3, b))"]
        {
            let sql = format!("CREATE TABLE t (a int, ts timestamp) {partitioning} {iceberg}");
            assert_eq!(not_supported(&sql), "CREATE TABLE of an Iceberg table");
        }
        assert_eq!(
            error("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (b, c int) LOCATION 's3://b/'"),
            "line 1:50: mismatched input ','. Expecting: <type>"
        );
    }

    #[test]
    fn errors() {
        let cases = [
            ("CREATE EXTERNAL TABLE t (a int, )", "line 1:33: mismatched input ')'. Expecting: <identifier>"),
            ("CREATE EXTERNAL TABLE t ()", "line 1:26: mismatched input ')'. Expecting: <identifier>"),
            (
                "CREATE EXTERNAL TABLE t (a int",
                "line 1:31: mismatched input '<EOF>'. Expecting: ')', ',', 'COMMENT'",
            ),
            (
                "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/' LOCATION 's3://c/'",
                "line 1:52: mismatched input 'LOCATION'. Expecting: 'CLUSTERED', 'COMMENT', 'PARTITIONED', 'ROW', \
                 'STORED', 'TBLPROPERTIES', 'WITH', <EOF>",
            ),
            (
                "CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) INTO 0 BUCKETS",
                "line 1:55: The number of buckets must be greater than zero",
            ),
            (
                "CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a)",
                "line 1:49: mismatched input '<EOF>'. Expecting: 'INTO', 'SORTED'",
            ),
            (
                "CREATE EXTERNAL TABLE t (a int) SKEWED BY (a) ON (1)",
                "line 1:33: mismatched input 'SKEWED'. Expecting: 'CLUSTERED', 'COMMENT', 'LOCATION', \
                 'PARTITIONED', 'ROW', 'STORED', 'TBLPROPERTIES', 'WITH', <EOF>",
            ),
            (
                "CREATE EXTERNAL TABLE t AS SELECT 1",
                "line 1:25: mismatched input 'AS'. Expecting: '(', '.', 'CLUSTERED', 'COMMENT', 'LIKE', 'LOCATION', \
                 'PARTITIONED', 'ROW', 'STORED', 'TBLPROPERTIES', 'WITH', <EOF>",
            ),
            (
                "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/",
                "line 1:42: mismatched input '''. Expecting: <string>",
            ),
        ];
        for (sql, expected) in cases {
            assert_eq!(error(sql), expected);
        }
    }
}
