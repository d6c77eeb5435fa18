//! What Postgres clients write and Trino does not have: `::`, `~`, ILIKE, `OPERATOR(…)`, COLLATE,
//! functions in FROM, type names of several words.

use crate::ast::{
    Cast, ComparisonOperator, DataTypeKind, Expression, ExpressionKind, Identifier, Matches, RelationKind,
    TypeParameter,
};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;
use super::node;
use super::predicate::comparison_operator;

/// Operators by their token or their text in `OPERATOR(…)`.
enum Operator {
    Comparison(ComparisonOperator),
    Match { negated: bool, ignore_case: bool },
}

impl Parser<'_> {
    /// Takes a word that is no keyword.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found =
            self.kind() == TokenKind::Identifier && self.token().text(self.sql).eq_ignore_ascii_case(word);
        if found {
            self.advance();
        }
        found
    }

    /// `value [::type] … [COLLATE name]`
    pub(super) fn casts(&mut self, value: Expression) -> Parsed<Expression> {
        if self.flavor != Flavor::Postgres { Ok(value) } else { self.postgres_casts(value) }
    }

    #[inline(never)]
    fn postgres_casts(&mut self, mut value: Expression) -> Parsed<Expression> {
        for cast in 0.. {
            let offset = self.here();
            if self.eat(TokenKind::DoubleColon) {
                let target = self.data_type()?;
                value = node(offset, ExpressionKind::Cast(Box::new(Cast { value, target, lenient: false })));
            } else if self.eat_word("COLLATE") {
                value = node(offset, ExpressionKind::Collate(Box::new(value), self.qualified_name()?));
            } else {
                break;
            }
            if cast > 0 {
                self.spend_height()?;
            }
            if self.at(TokenKind::LeftBracket) {
                value = self.steps(offset, value)?;
            }
        }
        Ok(value)
    }

    /// Predicates in a row: here `a = b IS NULL` is `(a = b) IS NULL`.
    #[inline(never)]
    pub(super) fn postgres_predicates(&mut self, mut value: Expression) -> Parsed<Expression> {
        for predicate in 0.. {
            let offset = self.here();
            if predicate > 1 {
                self.spend_height()?;
            }
            let is_predicate = comparison_operator(self.kind()).is_some()
                || matches!(
                    self.kind(),
                    TokenKind::Keyword(
                        Keyword::Between | Keyword::In | Keyword::Like | Keyword::Is | Keyword::Not
                    )
                )
                || (self.kind() == TokenKind::Identifier
                    && self.token().text(self.sql).eq_ignore_ascii_case("ILIKE"));
            if is_predicate {
                value = self.predicate(value)?;
                continue;
            }
            let Some(operator) = self.postgres_operator()? else {
                self.note(Expected::Rule("<predicate>"));
                break;
            };
            value = match operator {
                Operator::Comparison(operator) => self.comparison(offset, operator, value)?,
                Operator::Match { negated, ignore_case } => {
                    let pattern = self.value_expression()?;
                    let matches = Matches { value, pattern, negated, ignore_case };
                    node(offset, ExpressionKind::Matches(Box::new(matches)))
                }
            };
        }
        Ok(value)
    }

    /// `~`, `~*`, `!~`, `!~*`, `OPERATOR(pg_catalog.=)`
    fn postgres_operator(&mut self) -> Parsed<Option<Operator>> {
        if self.kind_ahead(1) == TokenKind::LeftParenthesis && self.eat_word("OPERATOR") {
            self.expect(TokenKind::LeftParenthesis)?;
            while is_name(self.kind()) && self.kind_ahead(1) == TokenKind::Dot {
                self.position += 2;
            }
            let operator = self.operator_token();
            if operator.is_none() {
                return Err(self.unexpected());
            }
            self.expect(TokenKind::RightParenthesis)?;
            return Ok(operator);
        }
        Ok(self.operator_token())
    }

    fn operator_token(&mut self) -> Option<Operator> {
        let operator = match self.kind() {
            TokenKind::Tilde => Operator::Match { negated: false, ignore_case: false },
            TokenKind::TildeAsterisk => Operator::Match { negated: false, ignore_case: true },
            TokenKind::NotTilde => Operator::Match { negated: true, ignore_case: false },
            TokenKind::NotTildeAsterisk => Operator::Match { negated: true, ignore_case: true },
            kind => Operator::Comparison(comparison_operator(kind)?),
        };
        self.advance();
        Some(operator)
    }

    /// `ARRAY(SELECT …)`
    #[inline(never)]
    pub(super) fn array_subquery(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        let query = self.query_in_parentheses()?;
        Ok(node(offset, ExpressionKind::ArraySubquery(query)))
    }

    /// `[LATERAL] name(`
    pub(super) fn begins_set_returning_function(&self) -> bool {
        let lateral = self.kind() == Keyword::Lateral.into();
        self.begins_function_call()
            || (lateral && (is_name(self.kind_ahead(1)) || self.kind_ahead(1) == Keyword::Unnest.into()))
    }

    /// `[LATERAL] name(…) [WITH ORDINALITY]`
    pub(super) fn set_returning_function(&mut self) -> Parsed<RelationKind> {
        if self.kind_ahead(1) != TokenKind::LeftParenthesis && !self.begins_function_call() {
            self.expect(Keyword::Lateral)?;
        }
        let call = self.function_call()?;
        let ExpressionKind::Function(call) = call.kind else { return Err(self.unexpected()) };
        Ok(RelationKind::SetReturningFunction { call, ordinality: self.with_ordinality()? })
    }

    /// `int4`, `pg_catalog.int4`, `character varying`, `"char"`
    pub(super) fn postgres_type_name(&mut self) -> Parsed<Identifier> {
        let mut name = self.type_name()?;
        while self.eat(TokenKind::Dot) {
            // The schema is pg_catalog or one of the search path: the name says enough.
            name = self.type_name()?;
        }
        let varying = name.value.eq_ignore_ascii_case("character") && self.eat_word("VARYING");
        if varying {
            name.value = "varchar".to_owned();
        }
        Ok(name)
    }
}

/// Digits of a second of PostgreSQL's types.
const PRECISION: &str = "6";

/// A type of PostgreSQL's as Trino writes it. Those that are as wide as their values (`numeric` and `bpchar`
/// without numbers) and those that read texts differently (`bytea`, `jsonb`) keep their names.
pub(super) fn postgres_type(mut name: Identifier, mut parameters: Vec<TypeParameter>) -> DataTypeKind {
    let lower = name.value.to_ascii_lowercase();
    let is_plain = parameters.is_empty();
    match lower.as_str() {
        "timestamptz" | "timetz" if parameters.len() <= 1 => {
            let precision = parameters.pop().unwrap_or_else(|| TypeParameter::Number(PRECISION.to_owned()));
            let (precision, with_time_zone) = (Some(Box::new(precision)), true);
            return if lower == "timetz" {
                DataTypeKind::Time { precision, with_time_zone }
            } else {
                DataTypeKind::Timestamp { precision, with_time_zone }
            };
        }
        "numeric" | "dec" if !is_plain => name.value = "decimal".to_owned(),
        "bpchar" if !is_plain => name.value = "char".to_owned(),
        _ if is_plain => {
            if let Some(own) = plain_type(&lower) {
                name.value = own.to_owned();
            }
        }
        _ => {}
    }
    DataTypeKind::Generic { name, parameters }
}

fn plain_type(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "bool" => "boolean",
        "float4" => "real",
        "float8" | "float" => "double",
        "int2" => "smallint",
        "int4" => "integer",
        "int8" => "bigint",
        "name" | "text" => "varchar",
        _ => return None,
    })
}

/// The name before a string of a type of PostgreSQL's: `text 'a'`, `numeric '1.5'`.
pub(super) fn postgres_literal_type(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        // The literals of these are as wide as their texts.
        "numeric" | "dec" => "decimal",
        "bpchar" => "char",
        "jsonb" => "json",
        "timestamptz" => "timestamp(6) with time zone",
        "timetz" => "time(6) with time zone",
        _ => return plain_type(&lower),
    })
}

#[cfg(test)]
mod tests {
    use crate::ast::ExpressionKind;
    use crate::lexer::Flavor;
    use crate::parse_expression;

    /// The type of a cast.
    fn cast(written: &str, flavor: Flavor) -> String {
        let sql = format!("CAST(a AS {written})");
        let parsed = parse_expression(&sql, flavor).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let ExpressionKind::Cast(cast) = parsed.kind else { panic!("{sql}") };
        cast.target.to_string()
    }

    #[test]
    fn types_of_postgres_are_trinos() {
        for (written, expected) in [
            ("text", "varchar"),
            ("pg_catalog.text", "varchar"),
            ("name", "varchar"),
            ("bool", "boolean"),
            ("INT2", "smallint"),
            ("int4", "integer"),
            ("\"int8\"", "\"bigint\""),
            ("float4", "real"),
            ("float8", "double"),
            ("float", "double"),
            ("numeric(10, 2)", "decimal(10, 2)"),
            ("bpchar(3)", "char(3)"),
            ("timestamptz", "TIMESTAMP(6) WITH TIME ZONE"),
            ("timestamptz(3)", "TIMESTAMP(3) WITH TIME ZONE"),
            ("timetz", "TIME(6) WITH TIME ZONE"),
            ("text[]", "ARRAY(varchar)"),
            // As wide as what is cast, or read in PostgreSQL's way.
            ("numeric", "numeric"),
            ("bpchar", "bpchar"),
            ("bytea", "bytea"),
            ("jsonb", "jsonb"),
            // No such types.
            ("int4(3)", "int4(3)"),
            ("regclass", "regclass"),
        ] {
            assert_eq!(cast(written, Flavor::Postgres), expected, "{written}");
        }
        for written in ["text", "int4", "numeric(10, 2)", "timestamptz(3)"] {
            assert_eq!(cast(written, Flavor::Trino), written);
        }
    }

    #[test]
    fn literals_have_types_of_postgres() {
        for (written, expected) in [
            ("text", "varchar"),
            ("numeric", "decimal"),
            ("int4", "integer"),
            ("timestamptz", "timestamp(6) with time zone"),
            ("date", "date"),
        ] {
            for (flavor, expected) in [(Flavor::Postgres, expected), (Flavor::Trino, written)] {
                let parsed = parse_expression(&format!("{written} '1'"), flavor).unwrap();
                let ExpressionKind::Typed(literal) = parsed.kind else { panic!("{written}") };
                assert_eq!(literal.type_name.value, expected);
            }
        }
    }
}
