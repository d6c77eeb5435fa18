//! Types of Hive's grammar, normalised to the text that the catalog stores: lower case, no blanks,
//! `integer` as `int`, `decimal` with precision and scale, no comments of struct fields.

use crate::lexer::{Keyword, TokenKind};

use super::{Parsed, Parser};

/// Largest precision of a decimal.
const MAX_DECIMAL_PRECISION: u32 = 38;
/// Longest char, in characters.
const MAX_CHAR_LENGTH: u32 = 255;
/// Longest varchar, in characters.
const MAX_VARCHAR_LENGTH: u32 = 65_535;

impl Parser<'_> {
    /// A type, as its text.
    pub(super) fn hive_type(&mut self) -> Parsed<String> {
        let mut text = String::new();
        self.push_hive_type(&mut text)?;
        Ok(text)
    }

    /// Types nest, but their texts are written into one buffer: deep ones cost no more than their length.
    fn push_hive_type(&mut self, text: &mut String) -> Parsed<()> {
        self.rule("<type>", |parser| parser.nested(|parser| parser.push_any_type(text)))
    }

    fn push_any_type(&mut self, text: &mut String) -> Parsed<()> {
        let token = self.token();
        let word = match token.kind {
            TokenKind::Identifier | TokenKind::Keyword(_) => token.text(self.sql).to_ascii_lowercase(),
            _ => return Err(self.unexpected()),
        };
        match word.as_str() {
            "tinyint" | "smallint" | "int" | "bigint" | "float" | "boolean" | "string" | "binary"
            | "date" | "timestamp" => {
                self.advance();
                text.push_str(&word);
            }
            "integer" => {
                self.advance();
                text.push_str("int");
            }
            "double" => {
                self.advance();
                self.eat(Keyword::Precision);
                text.push_str("double");
            }
            "decimal" | "dec" | "numeric" => self.push_decimal(text)?,
            "char" => self.push_length(text, "char", MAX_CHAR_LENGTH)?,
            "varchar" => self.push_length(text, "varchar", MAX_VARCHAR_LENGTH)?,
            "array" => {
                self.advance();
                self.expect(TokenKind::Less)?;
                text.push_str("array<");
                self.push_hive_type(text)?;
                self.push_closing(text)?;
            }
            "map" => self.push_map(text)?,
            "struct" => self.push_struct(text)?,
            _ => return Err(self.unexpected()),
        }
        Ok(())
    }

    fn push_closing(&mut self, text: &mut String) -> Parsed<()> {
        self.expect(TokenKind::Greater)?;
        text.push('>');
        Ok(())
    }

    fn push_decimal(&mut self, text: &mut String) -> Parsed<()> {
        self.advance();
        let (mut precision, mut scale) = (10, 0);
        if self.eat(TokenKind::LeftParenthesis) {
            let offset = self.offset();
            precision = self.unsigned()?;
            if !(1..=MAX_DECIMAL_PRECISION).contains(&precision) {
                let message = format!("Decimal precision out of allowed range [1,{MAX_DECIMAL_PRECISION}]");
                return Err(self.error_at(offset, message));
            }
            if self.eat(TokenKind::Comma) {
                let offset = self.offset();
                scale = self.unsigned()?;
                if scale > precision {
                    return Err(
                        self.error_at(offset, "Decimal scale must be less than or equal to precision")
                    );
                }
            }
            self.expect(TokenKind::RightParenthesis)?;
        }
        text.push_str(&format!("decimal({precision},{scale})"));
        Ok(())
    }

    fn push_length(&mut self, text: &mut String, name: &str, max: u32) -> Parsed<()> {
        self.advance();
        self.expect(TokenKind::LeftParenthesis)?;
        let offset = self.offset();
        let length = self.unsigned()?;
        if !(1..=max).contains(&length) {
            return Err(self.error_at(offset, format!("Length of {name} out of allowed range [1,{max}]")));
        }
        self.expect(TokenKind::RightParenthesis)?;
        text.push_str(&format!("{name}({length})"));
        Ok(())
    }

    fn push_map(&mut self, text: &mut String) -> Parsed<()> {
        self.advance();
        self.expect(TokenKind::Less)?;
        text.push_str("map<");
        let (offset, key_start) = (self.offset(), text.len());
        self.push_hive_type(text)?;
        if text[key_start..].ends_with('>') {
            return Err(self.error_at(offset, "The key of a map must be of a primitive type"));
        }
        self.expect(TokenKind::Comma)?;
        text.push(',');
        self.push_hive_type(text)?;
        self.push_closing(text)
    }

    fn push_struct(&mut self, text: &mut String) -> Parsed<()> {
        self.advance();
        self.expect(TokenKind::Less)?;
        text.push_str("struct<");
        loop {
            let name = self.name()?;
            text.push_str(&name);
            self.expect(TokenKind::Colon)?;
            text.push(':');
            self.push_hive_type(text)?;
            if self.eat(Keyword::Comment) {
                self.string()?;
            }
            if !self.eat(TokenKind::Comma) {
                return self.push_closing(text);
            }
            text.push(',');
        }
    }

    /// A number without sign, as written in types and bucket counts.
    pub(super) fn unsigned(&mut self) -> Parsed<u32> {
        let token = self.expect(TokenKind::Integer)?;
        let text = token.text(self.sql);
        text.parse().map_err(|_| self.error_at(token.range().start, format!("Invalid number: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::Statement;
    use crate::parser::tests::{error, parse};

    fn normalised(column_type: &str) -> String {
        match parse(&format!("CREATE EXTERNAL TABLE t (c {column_type} COMMENT 'x')")) {
            Statement::CreateTable(table) => table.columns[0].column_type.clone(),
            statement => panic!("{statement:?}"),
        }
    }

    #[test]
    fn types_are_normalised() {
        let cases = [
            ("TINYINT", "tinyint"),
            ("smallint", "smallint"),
            ("Int", "int"),
            ("INTEGER", "int"),
            ("bigint", "bigint"),
            ("boolean", "boolean"),
            ("float", "float"),
            ("double", "double"),
            ("DOUBLE PRECISION", "double"),
            ("decimal", "decimal(10,0)"),
            ("decimal ( 12 )", "decimal(12,0)"),
            ("DECIMAL(38, 38)", "decimal(38,38)"),
            ("numeric(5,2)", "decimal(5,2)"),
            ("string", "string"),
            ("varchar(65535)", "varchar(65535)"),
            ("char( 1 )", "char(1)"),
            ("binary", "binary"),
            ("date", "date"),
            ("timestamp", "timestamp"),
            ("ARRAY< string >", "array<string>"),
            ("map<string, array<map<int,date>>>", "map<string,array<map<int,date>>>"),
            (
                "STRUCT<A : int COMMENT 'a, b>', `b c`: struct<x:decimal>, date:DATE>",
                "struct<a:int,b c:struct<x:decimal(10,0)>,date:date>",
            ),
        ];
        for (written, normal) in cases {
            assert_eq!(normalised(written), normal, "{written}");
        }
    }

    #[test]
    fn refused_types() {
        let of = |column_type: &str| error(&format!("CREATE EXTERNAL TABLE t (c {column_type})"));
        assert_eq!(of("varbinary"), "line 1:28: mismatched input 'varbinary'. Expecting: <type>");
        assert_eq!(of("row(a int)"), "line 1:28: mismatched input 'row'. Expecting: <type>");
        assert_eq!(of("array(int)"), "line 1:33: mismatched input '('. Expecting: '<'");
        assert_eq!(of("array<>"), "line 1:33: mismatched input '<>'. Expecting: '<'");
        assert_eq!(of("struct<int>"), "line 1:38: mismatched input '>'. Expecting: ':'");
        assert_eq!(of("map<string>"), "line 1:38: mismatched input '>'. Expecting: ','");
        assert_eq!(of("map<array<int>,int>"), "line 1:32: The key of a map must be of a primitive type");
        assert_eq!(of("varchar"), "line 1:35: mismatched input ')'. Expecting: '('");
        assert_eq!(of("varchar(65536)"), "line 1:36: Length of varchar out of allowed range [1,65535]");
        assert_eq!(of("char(0)"), "line 1:33: Length of char out of allowed range [1,255]");
        assert_eq!(of("decimal(39)"), "line 1:36: Decimal precision out of allowed range [1,38]");
        assert_eq!(of("decimal(5,6)"), "line 1:38: Decimal scale must be less than or equal to precision");
        assert_eq!(of("decimal(99999999999)"), "line 1:36: Invalid number: 99999999999");
        assert_eq!(of(""), "line 1:28: mismatched input ')'. Expecting: <type>");
    }
}
