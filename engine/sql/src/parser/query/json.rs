//! The JSON functions.

use crate::ast::{
    Expression, ExpressionKind, JsonArgument, JsonArray, JsonExists, JsonExistsOnError, JsonFormat,
    JsonInput, JsonObject, JsonObjectMember, JsonPathInvocation, JsonQuery, JsonQueryDefault, JsonQuotes,
    JsonReturning, JsonValue, JsonValueDefault, JsonWrapper,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::identifier::is_name;
use super::node;

impl Parser<'_> {
    /// The function `keyword`, which is the current token.
    #[inline(never)]
    pub(super) fn json_function(&mut self, keyword: Keyword) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        self.descend_into_clause()?;
        self.expect(TokenKind::LeftParenthesis)?;
        let kind = match keyword {
            Keyword::JsonExists => ExpressionKind::JsonExists(Box::new(self.json_exists()?)),
            Keyword::JsonValue => ExpressionKind::JsonValue(Box::new(self.json_value()?)),
            Keyword::JsonQuery => ExpressionKind::JsonQuery(Box::new(self.json_query()?)),
            Keyword::JsonObject => ExpressionKind::JsonObject(Box::new(self.json_object()?)),
            _ => ExpressionKind::JsonArray(Box::new(self.json_array()?)),
        };
        self.expect(TokenKind::RightParenthesis)?;
        self.depth -= super::CLAUSE_LEVELS;
        Ok(node(offset, kind))
    }

    /// `input, 'path' [AS name] [PASSING …]`
    #[inline(never)]
    pub(super) fn json_path(&mut self) -> Parsed<JsonPathInvocation> {
        let offset = self.here();
        let input = self.json_input()?;
        self.expect(TokenKind::Comma)?;
        let path_offset = self.here();
        let path = self.string()?;
        let name = if self.eat(Keyword::As) { Some(self.identifier()?) } else { None };
        let passing = if self.eat(Keyword::Passing) {
            self.comma_separated(|parser| {
                let input = parser.json_input()?;
                parser.expect(Keyword::As)?;
                Ok(JsonArgument { input, name: parser.identifier()? })
            })?
        } else {
            Vec::new()
        };
        Ok(JsonPathInvocation { offset, input, path_offset, path, name, passing })
    }

    /// `value [FORMAT JSON …]`
    fn json_input(&mut self) -> Parsed<JsonInput> {
        let value = self.expression()?;
        Ok(JsonInput { value, format: self.json_format()? })
    }

    /// `[FORMAT JSON [ENCODING …]]`
    pub(super) fn json_format(&mut self) -> Parsed<Option<JsonFormat>> {
        if !self.eat(Keyword::Format) {
            return Ok(None);
        }
        self.expect(Keyword::Json)?;
        if !self.eat(Keyword::Encoding) {
            return Ok(Some(JsonFormat::Json));
        }
        if self.eat(Keyword::Utf8) {
            Ok(Some(JsonFormat::Utf8))
        } else if self.eat(Keyword::Utf16) {
            Ok(Some(JsonFormat::Utf16))
        } else {
            self.expect(Keyword::Utf32)?;
            Ok(Some(JsonFormat::Utf32))
        }
    }

    #[inline(never)]
    fn json_exists(&mut self) -> Parsed<JsonExists> {
        let path = self.json_path()?;
        let words = [
            (Keyword::True, JsonExistsOnError::True),
            (Keyword::False, JsonExistsOnError::False),
            (Keyword::Unknown, JsonExistsOnError::Unknown),
            (Keyword::Error, JsonExistsOnError::Error),
        ];
        let on_error = words.into_iter().find(|(word, _)| self.eat(*word)).map(|(_, on_error)| on_error);
        if on_error.is_some() {
            self.expect_all(&[Keyword::On, Keyword::Error])?;
        }
        Ok(JsonExists { path, on_error })
    }

    #[inline(never)]
    fn json_value(&mut self) -> Parsed<JsonValue> {
        let path = self.json_path()?;
        let returning = if self.eat(Keyword::Returning) { Some(self.data_type()?) } else { None };
        let (on_empty, on_error) = self.json_value_defaults()?;
        Ok(JsonValue { path, returning, on_empty, on_error })
    }

    /// `[… ON EMPTY] [… ON ERROR]` of JSON_VALUE.
    pub(super) fn json_value_defaults(
        &mut self,
    ) -> Parsed<(Option<JsonValueDefault>, Option<JsonValueDefault>)> {
        self.json_defaults(|parser| {
            if parser.eat(Keyword::Error) {
                Ok(Some(JsonValueDefault::Error))
            } else if parser.eat(Keyword::Null) {
                Ok(Some(JsonValueDefault::Null))
            } else if parser.eat(Keyword::Default) {
                Ok(Some(JsonValueDefault::Default(parser.expression()?)))
            } else {
                Ok(None)
            }
        })
    }

    /// `[… ON EMPTY] [… ON ERROR]` of JSON_QUERY.
    pub(super) fn json_query_defaults(
        &mut self,
    ) -> Parsed<(Option<JsonQueryDefault>, Option<JsonQueryDefault>)> {
        self.json_defaults(|parser| {
            if parser.eat(Keyword::Error) {
                Ok(Some(JsonQueryDefault::Error))
            } else if parser.eat(Keyword::Null) {
                Ok(Some(JsonQueryDefault::Null))
            } else if parser.eat_all(&[Keyword::Empty, Keyword::Array]) {
                Ok(Some(JsonQueryDefault::EmptyArray))
            } else if parser.eat(Keyword::Empty) {
                parser.expect(Keyword::Object)?;
                Ok(Some(JsonQueryDefault::EmptyObject))
            } else {
                Ok(None)
            }
        })
    }

    fn json_defaults<T>(
        &mut self,
        mut parse: impl FnMut(&mut Self) -> Parsed<Option<T>>,
    ) -> Parsed<(Option<T>, Option<T>)> {
        let (mut on_empty, mut on_error) = (None, None);
        while on_error.is_none() {
            let Some(default) = parse(self)? else { break };
            self.expect(Keyword::On)?;
            if on_empty.is_none() && self.eat(Keyword::Empty) {
                on_empty = Some(default);
            } else {
                self.expect(Keyword::Error)?;
                on_error = Some(default);
            }
        }
        Ok((on_empty, on_error))
    }

    #[inline(never)]
    fn json_query(&mut self) -> Parsed<JsonQuery> {
        let path = self.json_path()?;
        let returning = self.json_returning()?;
        let wrapper = self.json_wrapper()?;
        let quotes = self.json_quotes()?;
        let (on_empty, on_error) = self.json_query_defaults()?;
        Ok(JsonQuery { path, returning, wrapper, quotes, on_empty, on_error })
    }

    /// `[RETURNING type [FORMAT JSON …]]`
    fn json_returning(&mut self) -> Parsed<Option<JsonReturning>> {
        if !self.eat(Keyword::Returning) {
            return Ok(None);
        }
        let data_type = self.data_type()?;
        Ok(Some(JsonReturning { data_type, format: self.json_format()? }))
    }

    /// `[{WITHOUT | WITH [CONDITIONAL|UNCONDITIONAL]} [ARRAY] WRAPPER]`
    pub(super) fn json_wrapper(&mut self) -> Parsed<Option<JsonWrapper>> {
        let wrapper = if self.eat(Keyword::Without) {
            JsonWrapper::Without
        } else if !self.eat(Keyword::With) {
            return Ok(None);
        } else if self.eat(Keyword::Conditional) {
            JsonWrapper::Conditional
        } else {
            self.eat(Keyword::Unconditional);
            JsonWrapper::Unconditional
        };
        self.eat(Keyword::Array);
        self.expect(Keyword::Wrapper)?;
        Ok(Some(wrapper))
    }

    /// `[{KEEP|OMIT} QUOTES [ON SCALAR STRING]]`
    pub(super) fn json_quotes(&mut self) -> Parsed<Option<JsonQuotes>> {
        let quotes = if self.eat(Keyword::Keep) {
            JsonQuotes::Keep
        } else if self.eat(Keyword::Omit) {
            JsonQuotes::Omit
        } else {
            return Ok(None);
        };
        self.expect(Keyword::Quotes)?;
        if self.eat(Keyword::On) {
            self.expect_all(&[Keyword::Scalar, Keyword::String])?;
        }
        Ok(Some(quotes))
    }

    #[inline(never)]
    fn json_object(&mut self) -> Parsed<JsonObject> {
        let mut object =
            JsonObject { members: Vec::new(), absent_on_null: false, unique_keys: false, returning: None };
        if !matches!(self.kind(), TokenKind::RightParenthesis | TokenKind::Keyword(Keyword::Returning)) {
            object.members = self.comma_separated(Self::json_member)?;
            object.absent_on_null = self.absent_on_null(false)?;
            object.unique_keys = self.unique_keys()?;
        }
        object.returning = self.json_returning()?;
        Ok(object)
    }

    /// `[KEY] key VALUE value`, `key : value`. A column may be called `key`.
    #[inline(never)]
    fn json_member(&mut self) -> Parsed<JsonObjectMember> {
        let key_is_word = match self.kind_ahead(1) {
            TokenKind::Keyword(keyword) => {
                use Keyword::{And, At, Between, In, Is, Like, Or, Value};
                !matches!(keyword, And | At | Between | In | Is | Like | Or | Value)
            }
            TokenKind::LeftParenthesis | TokenKind::Question => true,
            kind => is_name(kind) || is_literal(kind),
        };
        let explicit = key_is_word && self.eat(Keyword::Key);
        let key = self.expression()?;
        if explicit || !self.eat(TokenKind::Colon) {
            self.expect(Keyword::Value)?;
        }
        Ok(JsonObjectMember { key, value: self.json_input()? })
    }

    /// `[{NULL|ABSENT} ON NULL]`
    fn absent_on_null(&mut self, default: bool) -> Parsed<bool> {
        let absent = self.eat(Keyword::Absent);
        if !absent && !self.eat(Keyword::Null) {
            return Ok(default);
        }
        self.expect_all(&[Keyword::On, Keyword::Null])?;
        Ok(absent)
    }

    /// `[{WITH|WITHOUT} UNIQUE [KEYS]]`
    fn unique_keys(&mut self) -> Parsed<bool> {
        let unique = self.eat(Keyword::With);
        if unique || self.eat(Keyword::Without) {
            self.expect(Keyword::Unique)?;
            self.eat(Keyword::Keys);
        }
        Ok(unique)
    }

    #[inline(never)]
    fn json_array(&mut self) -> Parsed<JsonArray> {
        let mut array = JsonArray { elements: Vec::new(), null_on_null: false, returning: None };
        if !matches!(self.kind(), TokenKind::RightParenthesis | TokenKind::Keyword(Keyword::Returning)) {
            array.elements = self.comma_separated(Self::json_input)?;
            array.null_on_null = !self.absent_on_null(true)?;
        }
        array.returning = self.json_returning()?;
        Ok(array)
    }
}

fn is_literal(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::String
            | TokenKind::UnicodeString
            | TokenKind::BinaryLiteral
            | TokenKind::Integer
            | TokenKind::Decimal
            | TokenKind::Double
    )
}
