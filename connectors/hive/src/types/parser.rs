//! Recursive descent over Hive's type language.
//!
//! Grammar: Hive's `TypeInfoUtils`, plus `COMMENT '…'` after struct fields as the DDL allows it.

use polias_connector::{ConnectorError, Result};

use super::HiveType;

/// Deepest nesting of types.
const MAX_DEPTH: usize = 32;
/// Longest type text, in bytes: the limit of Glue.
/// Source: <https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html>.
const MAX_TEXT: usize = 131_072;

pub(super) fn parse(text: &str) -> Result<HiveType> {
    if text.len() > MAX_TEXT {
        return Err(ConnectorError::new("HIVE_INVALID_METADATA", "a type is longer than 131072 bytes"));
    }
    let mut parser = Parser { text, at: 0 };
    let parsed = parser.hive_type(0)?;
    parser.space();
    match parser.rest().is_empty() {
        true => Ok(parsed),
        false => Err(parser.error("nothing more was expected")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, reason: &str) -> ConnectorError {
        // Long types are cut: the message is for people.
        let shown: String = self.text.chars().take(200).collect();
        let message = format!("type '{shown}' is not valid: {reason} at character {}", self.at + 1);
        ConnectorError::new("HIVE_INVALID_METADATA", message)
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn accept(&mut self, symbol: char) -> bool {
        self.space();
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len_utf8();
        }
        found
    }

    fn expect(&mut self, symbol: char) -> Result<()> {
        match self.accept(symbol) {
            true => Ok(()),
            false => Err(self.error(&format!("'{symbol}' was expected"))),
        }
    }

    fn word(&mut self) -> String {
        self.space();
        let end =
            self.rest().find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest().len());
        let word = self.rest().get(..end).unwrap_or_default().to_ascii_lowercase();
        self.at += end;
        word
    }

    fn number(&mut self, low: u32, high: u32) -> Result<u32> {
        let at = self.at;
        let number = self.word().parse().ok().filter(|n| (low..=high).contains(n));
        number.ok_or_else(|| {
            self.at = at;
            self.error(&format!("a number from {low} to {high} was expected"))
        })
    }

    fn hive_type(&mut self, depth: usize) -> Result<HiveType> {
        if depth >= MAX_DEPTH {
            return Err(self.error(&format!("types nest deeper than {MAX_DEPTH}")));
        }
        self.space();
        let at = self.at;
        Ok(match self.word().as_str() {
            "boolean" => HiveType::Boolean,
            "tinyint" => HiveType::TinyInt,
            "smallint" => HiveType::SmallInt,
            "int" | "integer" => HiveType::Int,
            "bigint" | "long" => HiveType::BigInt,
            "float" | "real" => HiveType::Float,
            "double" => self.double(),
            "decimal" | "numeric" | "dec" => self.decimal()?,
            "string" => HiveType::String,
            "varchar" => HiveType::Varchar(self.length(65_535)?),
            "char" => HiveType::Char(self.length(255)?),
            "binary" => HiveType::Binary,
            "date" => HiveType::Date,
            "timestamp" => HiveType::Timestamp,
            "array" => {
                self.expect('<')?;
                let element = self.hive_type(depth + 1)?;
                self.expect('>')?;
                HiveType::Array(Box::new(element))
            }
            "map" => self.map(depth)?,
            "struct" => self.structure(depth)?,
            name @ ("uniontype" | "void" | "interval" | "interval_day_time" | "interval_year_month") => {
                return Err(ConnectorError::new("NOT_SUPPORTED", format!("type {name} is not supported")));
            }
            name => {
                self.at = at;
                return Err(match name {
                    "" => self.error("a type was expected"),
                    name => self.error(&format!("'{name}' is not a type")),
                });
            }
        })
    }

    /// `double` or `double precision`.
    fn double(&mut self) -> HiveType {
        let at = self.at;
        if self.word() != "precision" {
            self.at = at;
        }
        HiveType::Double
    }

    fn length(&mut self, most: u32) -> Result<u32> {
        self.expect('(')?;
        let length = self.number(1, most)?;
        self.expect(')')?;
        Ok(length)
    }

    /// `decimal`, `decimal(p)` or `decimal(p,s)`; alone it means `decimal(10,0)`, as in Hive.
    fn decimal(&mut self) -> Result<HiveType> {
        if !self.accept('(') {
            return Ok(HiveType::Decimal(10, 0));
        }
        let precision = self.number(1, 38)?;
        let scale = if self.accept(',') { self.number(0, precision)? } else { 0 };
        self.expect(')')?;
        // Both are at most 38.
        Ok(HiveType::Decimal(precision as u8, scale as u8))
    }

    fn map(&mut self, depth: usize) -> Result<HiveType> {
        self.expect('<')?;
        let key = self.hive_type(depth + 1)?;
        if key.is_nested() {
            return Err(self.error("the key of a map must be a primitive type"));
        }
        self.expect(',')?;
        let value = self.hive_type(depth + 1)?;
        self.expect('>')?;
        Ok(HiveType::Map(Box::new(key), Box::new(value)))
    }

    fn structure(&mut self, depth: usize) -> Result<HiveType> {
        self.expect('<')?;
        let mut fields: Vec<(String, HiveType)> = Vec::new();
        let mut names = std::collections::HashSet::new();
        loop {
            let name = self.field_name()?;
            if !names.insert(name.clone()) {
                return Err(self.error(&format!("field '{name}' appears twice")));
            }
            self.expect(':')?;
            let field = self.hive_type(depth + 1)?;
            self.comment()?;
            fields.push((name, field));
            if !self.accept(',') {
                break;
            }
        }
        self.expect('>')?;
        Ok(HiveType::Struct(fields))
    }

    /// Up to the colon, or between back-ticks (doubled inside); lower-cased.
    fn field_name(&mut self) -> Result<String> {
        let mut name = String::new();
        if self.accept('`') {
            loop {
                let Some(end) = self.rest().find('`') else {
                    return Err(self.error("a closing '`' was expected"));
                };
                name.push_str(self.rest().get(..end).unwrap_or_default());
                self.at += end + 1;
                if !self.rest().starts_with('`') {
                    break;
                }
                name.push('`');
                self.at += 1;
            }
        } else {
            let end = self.rest().find([':', ',', '<', '>', '`']).unwrap_or(self.rest().len());
            name.push_str(self.rest().get(..end).unwrap_or_default().trim_end());
            self.at += end;
        }
        match name.is_empty() {
            true => Err(self.error("a field name was expected")),
            false => Ok(name.to_lowercase()),
        }
    }

    fn comment(&mut self) -> Result<()> {
        let at = self.at;
        if self.word() != "comment" {
            self.at = at;
            return Ok(());
        }
        self.space();
        let quote = if self.accept('"') { '"' } else { '\'' };
        if quote == '\'' {
            self.expect('\'')?;
        }
        let mut escaped = false;
        let end = self.rest().find(|c| {
            let closing = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            closing
        });
        match end {
            Some(end) => self.at += end + 1,
            None => return Err(self.error("the comment does not end")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::datatypes::DataType;

    fn trino(text: &str) -> String {
        parse(text).unwrap().trino()
    }

    #[test]
    fn primitives_and_their_names() {
        for (text, trino_name, hive_name) in [
            ("boolean", "boolean", "boolean"),
            ("INT", "integer", "int"),
            ("integer", "integer", "int"),
            (" float ", "real", "float"),
            ("double precision", "double", "double"),
            ("decimal", "decimal(10,0)", "decimal(10,0)"),
            ("decimal(5)", "decimal(5,0)", "decimal(5,0)"),
            ("DECIMAL ( 38 , 38 )", "decimal(38,38)", "decimal(38,38)"),
            ("string", "varchar", "string"),
            ("varchar(65535)", "varchar(65535)", "varchar(65535)"),
            ("char(3)", "char(3)", "char(3)"),
            ("binary", "varbinary", "binary"),
            ("timestamp", "timestamp(3)", "timestamp"),
        ] {
            assert_eq!(trino(text), trino_name);
            assert_eq!(parse(text).unwrap().hive(), hive_name);
        }
    }

    #[test]
    fn nested_types() {
        let text =
            "map<string,array<struct<`A b`:INT COMMENT 'it''s: >', c_d : decimal(9,2), e.f:map<int,date>>>>";
        let text = text.replace("''", "\\'");
        let parsed = parse(&text).unwrap();
        assert_eq!(
            parsed.trino(),
            "map(varchar, array(row(\"a b\" integer, c_d decimal(9,2), \"e.f\" map(integer, date))))"
        );
        assert_eq!(parse(&parsed.hive()).unwrap(), parsed);
        assert!(matches!(parsed.arrow(), DataType::Map(..)));
    }

    #[test]
    fn bad_types_say_where() {
        for (text, part) in [
            ("", "a type was expected at character 1"),
            ("strin", "'strin' is not a type at character 1"),
            ("array<int", "'>' was expected at character 10"),
            ("array<int>>", "nothing more"),
            ("decimal(39,1)", "1 to 38"),
            ("decimal(3,4)", "0 to 3"),
            ("varchar", "'(' was expected"),
            ("varchar(0)", "1 to 65535"),
            ("char(256)", "1 to 255"),
            ("map<array<int>,int>", "primitive"),
            ("struct<>", "field name"),
            ("struct<a:int,A:int>", "appears twice"),
            ("struct<a:int comment 'x>", "does not end"),
            ("struct<`a:int>", "closing"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.name, "HIVE_INVALID_METADATA", "{text}");
            assert!(error.message.contains(part), "{text}: {}", error.message);
        }
        assert_eq!(parse("uniontype<int>").unwrap_err().name, "NOT_SUPPORTED");
    }

    #[test]
    fn depth_and_length_are_limited() {
        let deep = |n: usize| format!("{}int{}", "array<".repeat(n), ">".repeat(n));
        assert!(parse(&deep(31)).is_ok());
        assert!(parse(&deep(32)).unwrap_err().message.contains("deeper than 32"));
        assert!(parse(&deep(10_000)).is_err());
        assert!(parse(&" ".repeat(MAX_TEXT + 1)).is_err());
    }
}
