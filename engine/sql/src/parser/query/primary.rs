//! Primary expressions: which one begins here.

use crate::ast::{Expression, ExpressionKind, Measure, TypedLiteral};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;
use super::node;

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        match self.kind() {
            TokenKind::String
            | TokenKind::UnicodeString
            | TokenKind::EscapeString
            | TokenKind::DollarString => {
                let value = self.string()?;
                Ok(node(offset, ExpressionKind::String(value)))
            }
            TokenKind::Integer | TokenKind::Decimal | TokenKind::Double => self.number(offset, false),
            TokenKind::BinaryLiteral => self.binary_literal(),
            TokenKind::Question | TokenKind::NumberedParameter => match self.parameter()? {
                Some(index) => Ok(node(offset, ExpressionKind::Parameter(index))),
                None => Err(self.no_expression()),
            },
            TokenKind::LeftParenthesis if self.begins_lambda() => self.lambda(),
            TokenKind::LeftParenthesis => self.parenthesised_expression(),
            TokenKind::Keyword(keyword) => self.keyword_expression(keyword),
            kind if is_name(kind) => self.name_expression(),
            _ => Err(self.no_expression()),
        }
    }

    #[inline(never)]
    fn no_expression(&mut self) -> Box<crate::error::SyntaxError> {
        self.note(Expected::Rule("<expression>"));
        self.unexpected()
    }

    /// An expression that begins with a word of the grammar.
    #[inline(never)]
    fn keyword_expression(&mut self, keyword: Keyword) -> Parsed<Expression> {
        use Keyword as K;
        let offset = self.here();
        let next = self.kind_ahead(1);
        let before_parenthesis = next == TokenKind::LeftParenthesis;
        match keyword {
            // PostgreSQL has functions by these names.
            K::Left | K::Right | K::Unnest | K::CurrentSchema
                if before_parenthesis && self.flavor == Flavor::Postgres =>
            {
                self.function_call()
            }
            K::Null | K::True | K::False => {
                self.advance();
                let kind = match keyword {
                    K::Null => ExpressionKind::Null,
                    _ => ExpressionKind::Boolean(keyword == K::True),
                };
                Ok(node(offset, kind))
            }
            K::Case => self.case(),
            K::Cast => self.cast(false),
            K::TryCast if before_parenthesis => self.cast(true),
            K::Exists => self.exists(),
            // `ROW()` is a call of a function of this name.
            K::Row if before_parenthesis && self.kind_ahead(2) != TokenKind::RightParenthesis => {
                self.advance();
                let fields = self.parenthesised(Self::expression)?;
                Ok(node(offset, ExpressionKind::Row(fields)))
            }
            K::Array if next == TokenKind::LeftBracket => self.array(),
            K::Array if before_parenthesis && self.flavor == Flavor::Postgres => self.array_subquery(),
            K::Interval if self.begins_interval() => self.interval(offset),
            K::Position if before_parenthesis => self.position_in(),
            K::Substring if before_parenthesis => self.substring(),
            K::Trim => self.trim(),
            K::Extract => self.extract(),
            K::Normalize => self.normalize(),
            K::Listagg => self.listagg(),
            K::Grouping => self.grouping(),
            K::JsonExists | K::JsonValue | K::JsonQuery | K::JsonObject | K::JsonArray => {
                self.json_function(keyword)
            }
            K::CurrentDate
            | K::CurrentTime
            | K::CurrentTimestamp
            | K::Localtime
            | K::Localtimestamp
            | K::CurrentUser
            | K::CurrentCatalog
            | K::CurrentSchema
            | K::CurrentPath => self.current(keyword),
            K::Double if next == K::Precision.into() && self.kind_ahead(2) == TokenKind::String => {
                let mut type_name = self.identifier()?;
                self.advance();
                type_name.value = "DOUBLE".to_owned();
                self.typed_literal(type_name)
            }
            _ if keyword.may_be_name() => self.name_expression(),
            // PostgreSQL has functions by these names.
            K::Left | K::Right if before_parenthesis && self.flavor == Flavor::Postgres => {
                self.function_call()
            }
            _ => Err(self.no_expression()),
        }
    }

    /// An expression that begins with a name: typed literal, call, lambda, measure, or the name alone.
    #[inline(never)]
    fn name_expression(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        if self.begins_function_call() {
            return self.function_call();
        }
        let name = self.identifier()?;
        match self.kind() {
            TokenKind::String | TokenKind::UnicodeString => return self.typed_literal(name),
            TokenKind::Arrow => return self.lambda_body(offset, vec![name]),
            TokenKind::Keyword(Keyword::Over) if self.begins_over() => {
                let window = self.over()?;
                return Ok(node(offset, ExpressionKind::Measure(Box::new(Measure { name, window }))));
            }
            _ => {}
        }
        self.note(Expected::Rule("<string>"));
        self.note(Expected::Token(TokenKind::Arrow));
        self.note(Expected::Token(TokenKind::LeftParenthesis));
        self.note(Expected::Token(Keyword::Over.into()));
        Ok(node(offset, ExpressionKind::Name(name)))
    }

    #[inline(never)]
    fn typed_literal(&mut self, mut type_name: crate::ast::Identifier) -> Parsed<Expression> {
        let offset = type_name.offset;
        if self.flavor == Flavor::Postgres
            && let Some(own) = super::postgres::postgres_literal_type(&type_name.value)
        {
            type_name.value = own.to_owned();
        }
        if !type_name.quoted && type_name.value.eq_ignore_ascii_case("x") {
            let message = "Spaces are not allowed between 'X' and the starting quote of a binary literal";
            let error = self.error_at(offset.get(), message);
            self.defer(error);
        }
        let value = self.string()?;
        Ok(node(offset, ExpressionKind::Typed(Box::new(TypedLiteral { type_name, value }))))
    }

    #[inline(never)]
    fn exists(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        let query = self.query_in_parentheses()?;
        Ok(node(offset, ExpressionKind::Exists(query)))
    }

    #[inline(never)]
    fn array(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        self.expect(TokenKind::LeftBracket)?;
        let elements = if self.at(TokenKind::RightBracket) {
            Vec::new()
        } else {
            self.comma_separated(Self::expression)?
        };
        self.expect(TokenKind::RightBracket)?;
        Ok(node(offset, ExpressionKind::Array(elements)))
    }
}
