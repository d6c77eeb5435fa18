//! Functions with a syntax of their own: POSITION, SUBSTRING, EXTRACT, NORMALIZE, GROUPING.

use crate::ast::{Arguments, Expression, ExpressionKind, ExtractField, Identifier, NormalForm, Offset};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::function_call::plain_call;
use super::node;

impl Parser<'_> {
    /// `POSITION(a IN b)`, which is `strpos(b, a)`; or a call of a function of this name.
    #[inline(never)]
    pub(super) fn position_in(&mut self) -> Parsed<Expression> {
        let name = self.identifier()?;
        self.expect(TokenKind::LeftParenthesis)?;
        let start = self.here();
        let first = self.value_expression()?;
        if !self.eat(Keyword::In) {
            return self.call_with_first(name, start, first);
        }
        let second = self.value_expression()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(plain_call(name.offset, "strpos", vec![second, first]))
    }

    /// `SUBSTRING(a FROM b [FOR c])`, which is `substr(a, b, c)`; or a call of a function of this name.
    #[inline(never)]
    pub(super) fn substring(&mut self) -> Parsed<Expression> {
        let name = self.identifier()?;
        self.expect(TokenKind::LeftParenthesis)?;
        let start = self.here();
        let first = self.value_expression()?;
        if self.flavor == Flavor::Postgres && self.at(Keyword::For) {
            return self.substring_for(name, first);
        }
        if !self.eat(Keyword::From) {
            return self.call_with_first(name, start, first);
        }
        let mut arguments = vec![first, self.value_expression()?];
        if self.eat(Keyword::For) {
            arguments.push(self.value_expression()?);
        }
        self.expect(TokenKind::RightParenthesis)?;
        Ok(plain_call(name.offset, "substr", arguments))
    }

    /// PostgreSQL's `SUBSTRING(a FOR c)`, which is `substr(a, 1, c)`.
    fn substring_for(&mut self, name: Identifier, text: Expression) -> Parsed<Expression> {
        let from = node(self.here(), ExpressionKind::Integer(1));
        self.expect(Keyword::For)?;
        let arguments = vec![text, from, self.value_expression()?];
        self.expect(TokenKind::RightParenthesis)?;
        Ok(plain_call(name.offset, "substr", arguments))
    }

    /// The rest of a call whose first argument begins with the value `first`.
    #[inline(never)]
    fn call_with_first(&mut self, name: Identifier, start: Offset, first: Expression) -> Parsed<Expression> {
        let mut arguments = vec![self.continue_expression(start, first)?];
        while self.eat(TokenKind::Comma) {
            arguments.push(self.expression()?);
        }
        self.expect(TokenKind::RightParenthesis)?;
        self.finish_call(name, Arguments::List(arguments))
    }

    /// `EXTRACT(field FROM value)`
    #[inline(never)]
    pub(super) fn extract(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Extract)?;
        self.expect(TokenKind::LeftParenthesis)?;
        self.note(super::Expected::Rule("<identifier>"));
        let name = self.identifier()?;
        let field = extract_field(&name.value);
        let postgres_field = field.is_none() && self.flavor == Flavor::Postgres;
        if field.is_none() && !postgres_field {
            let error = self.error_at(offset.get(), format!("Invalid EXTRACT field: {}", name.value));
            self.defer(error);
        }
        self.expect(Keyword::From)?;
        let value = self.value_expression()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(match field {
            Some(field) => node(offset, ExpressionKind::Extract(field, Box::new(value))),
            // PostgreSQL has more fields, such as EPOCH: for it EXTRACT is `date_part`.
            None => {
                let field = node(name.offset, ExpressionKind::String(name.value.to_lowercase()));
                plain_call(offset, "date_part", vec![field, value])
            }
        })
    }

    /// `NORMALIZE(value [, form])`
    #[inline(never)]
    pub(super) fn normalize(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Normalize)?;
        self.expect(TokenKind::LeftParenthesis)?;
        let value = self.value_expression()?;
        let mut form = NormalForm::Nfc;
        if self.eat(TokenKind::Comma) {
            form = if self.eat(Keyword::Nfd) {
                NormalForm::Nfd
            } else if self.eat(Keyword::Nfkc) {
                NormalForm::Nfkc
            } else if self.eat(Keyword::Nfkd) {
                NormalForm::Nfkd
            } else {
                self.expect(Keyword::Nfc)?;
                NormalForm::Nfc
            };
        }
        self.expect(TokenKind::RightParenthesis)?;
        Ok(node(offset, ExpressionKind::Normalize(Box::new(value), form)))
    }

    /// `GROUPING(a, b.c)`
    #[inline(never)]
    pub(super) fn grouping(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Grouping)?;
        self.expect(TokenKind::LeftParenthesis)?;
        let columns = if self.at(TokenKind::RightParenthesis) {
            Vec::new()
        } else {
            self.note(super::Expected::Rule("<identifier>"));
            self.comma_separated(Self::qualified_name)?
        };
        self.expect(TokenKind::RightParenthesis)?;
        Ok(node(offset, ExpressionKind::Grouping(columns)))
    }
}

fn extract_field(name: &str) -> Option<ExtractField> {
    Some(match name.to_ascii_uppercase().as_str() {
        "YEAR" => ExtractField::Year,
        "QUARTER" => ExtractField::Quarter,
        "MONTH" => ExtractField::Month,
        "WEEK" => ExtractField::Week,
        "DAY" => ExtractField::Day,
        "DAY_OF_MONTH" => ExtractField::DayOfMonth,
        "DAY_OF_WEEK" | "DOW" => ExtractField::DayOfWeek,
        "DAY_OF_YEAR" | "DOY" => ExtractField::DayOfYear,
        "YEAR_OF_WEEK" | "YOW" => ExtractField::YearOfWeek,
        "HOUR" => ExtractField::Hour,
        "MINUTE" => ExtractField::Minute,
        "SECOND" => ExtractField::Second,
        "TIMEZONE_MINUTE" => ExtractField::TimezoneMinute,
        "TIMEZONE_HOUR" => ExtractField::TimezoneHour,
        _ => return None,
    })
}
