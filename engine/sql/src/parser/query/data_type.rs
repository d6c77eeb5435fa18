//! Types.

use crate::ast::{DataType, DataTypeKind, Identifier, Offset, RowField, TypeParameter};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;
use super::interval::field;
use super::postgres::postgres_type;

impl Parser<'_> {
    /// A type.
    pub(super) fn data_type(&mut self) -> Parsed<DataType> {
        self.rule("<type>", |parser| parser.nested(Self::array_type))
    }

    /// `type [ARRAY] …`; PostgreSQL writes `type[]`.
    #[inline(never)]
    fn array_type(&mut self) -> Parsed<DataType> {
        let offset = self.here();
        let mut element = self.simple_type()?;
        for suffix in 0.. {
            let name_offset = self.here();
            if self.flavor == Flavor::Postgres && self.eat(TokenKind::LeftBracket) {
                if self.at(TokenKind::Integer) {
                    self.advance();
                }
                self.expect(TokenKind::RightBracket)?;
            } else if self.eat(Keyword::Array) {
                if self.at(TokenKind::LeftBracket) {
                    return Err(self.error("Explicit array size not supported"));
                }
            } else {
                break;
            }
            if suffix > 0 {
                self.spend_height()?;
            }
            element = generic(offset, name_offset, "ARRAY", vec![TypeParameter::Type(element)]);
        }
        Ok(element)
    }

    fn simple_type(&mut self) -> Parsed<DataType> {
        let offset = self.here();
        let next = self.kind_ahead(1);
        match (self.kind(), next) {
            (TokenKind::Keyword(Keyword::Row), TokenKind::LeftParenthesis) => {
                self.advance();
                let fields = self.parenthesised(Self::row_field)?;
                Ok(DataType { offset, kind: DataTypeKind::Row(fields) })
            }
            (TokenKind::Keyword(Keyword::Interval), _) if field(next).is_some() => {
                self.advance();
                let start = self.interval_field()?;
                let end = if self.eat(Keyword::To) { self.interval_field()? } else { start };
                Ok(DataType { offset, kind: DataTypeKind::Interval { start, end } })
            }
            (TokenKind::Keyword(Keyword::Time | Keyword::Timestamp), _) => self.time_type(),
            (TokenKind::Keyword(Keyword::Double), TokenKind::Keyword(Keyword::Precision)) => {
                let name = self.identifier()?;
                self.advance();
                Ok(DataType { offset, kind: DataTypeKind::Generic { name, parameters: Vec::new() } })
            }
            (TokenKind::Keyword(Keyword::Array | Keyword::Map), TokenKind::Less) => self.legacy_type(),
            _ => self.generic_type(),
        }
    }

    /// `{TIME|TIMESTAMP} [(p)] [{WITH|WITHOUT} TIME ZONE]`
    #[inline(never)]
    fn time_type(&mut self) -> Parsed<DataType> {
        let offset = self.here();
        let timestamp = self.advance().kind == Keyword::Timestamp.into();
        let mut precision = None;
        if self.eat(TokenKind::LeftParenthesis) {
            precision = Some(Box::new(self.type_parameter()?));
            self.expect(TokenKind::RightParenthesis)?;
        }
        let time_zone_follows = self.kind_ahead(1) == Keyword::Time.into();
        let with_time_zone = time_zone_follows && self.eat(Keyword::With);
        if with_time_zone || (time_zone_follows && self.eat(Keyword::Without)) {
            self.expect_all(&[Keyword::Time, Keyword::Zone])?;
        }
        let kind = if timestamp {
            DataTypeKind::Timestamp { precision, with_time_zone }
        } else {
            DataTypeKind::Time { precision, with_time_zone }
        };
        Ok(DataType { offset, kind })
    }

    /// `ARRAY<type>`, `MAP<type, type>`
    #[inline(never)]
    fn legacy_type(&mut self) -> Parsed<DataType> {
        let offset = self.here();
        let word = self.advance();
        self.expect(TokenKind::Less)?;
        let mut parameters = vec![TypeParameter::Type(self.data_type()?)];
        if word.kind == Keyword::Map.into() {
            self.expect(TokenKind::Comma)?;
            parameters.push(TypeParameter::Type(self.data_type()?));
        }
        self.expect(TokenKind::Greater)?;
        Ok(generic(offset, offset, word.text(self.sql), parameters))
    }

    fn generic_type(&mut self) -> Parsed<DataType> {
        let offset = self.here();
        let name =
            if self.flavor == Flavor::Postgres { self.postgres_type_name()? } else { self.type_name()? };
        let parameters = if self.at(TokenKind::LeftParenthesis) {
            self.parenthesised(Self::type_parameter)?
        } else {
            Vec::new()
        };
        let kind = if self.flavor == Flavor::Postgres {
            postgres_type(name, parameters)
        } else {
            DataTypeKind::Generic { name, parameters }
        };
        Ok(DataType { offset, kind })
    }

    /// The name of a type; in errors it is a type that is missing, not a name.
    pub(super) fn type_name(&mut self) -> Parsed<Identifier> {
        if is_name(self.kind()) { self.identifier() } else { Err(self.unexpected()) }
    }

    fn type_parameter(&mut self) -> Parsed<TypeParameter> {
        if self.at(TokenKind::Integer) {
            return Ok(TypeParameter::Number(self.advance().text(self.sql).to_owned()));
        }
        self.data_type().map(TypeParameter::Type)
    }

    /// `[name] type`
    #[inline(never)]
    fn row_field(&mut self) -> Parsed<RowField> {
        self.note(Expected::Rule("<identifier>"));
        let name = if self.begins_named_field() { Some(self.identifier()?) } else { None };
        Ok(RowField { name, field_type: self.data_type()? })
    }

    /// Whether the name here is that of a field and not that of its type: then a type follows it.
    pub(super) fn begins_named_field(&self) -> bool {
        use Keyword as K;
        let (first, next, then) = (self.kind(), self.kind_ahead(1), self.kind_ahead(2));
        if !is_name(first) || !is_name(next) {
            return false;
        }
        let ends = matches!(then, TokenKind::Comma | TokenKind::RightParenthesis | TokenKind::LeftBracket);
        match (first, next) {
            (_, TokenKind::Keyword(K::Array)) => !ends && then != K::Array.into(),
            (TokenKind::Keyword(K::Double), TokenKind::Keyword(K::Precision)) => false,
            (TokenKind::Keyword(K::Time | K::Timestamp), TokenKind::Keyword(K::Without)) => {
                then != K::Time.into()
            }
            (TokenKind::Keyword(K::Interval), _) if field(next).is_some() => !(ends || then == K::To.into()),
            _ => true,
        }
    }
}

fn generic(offset: Offset, name_offset: Offset, name: &str, parameters: Vec<TypeParameter>) -> DataType {
    let name = Identifier { offset: name_offset, value: name.to_owned(), quoted: false };
    DataType { offset, kind: DataTypeKind::Generic { name, parameters } }
}
