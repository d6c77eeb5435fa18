//! Casts to types that only PostgreSQL has: as wide as their values (`numeric`, `bpchar`), or reading texts in
//! another way (`bytea`, `jsonb`).

use polias_sql::ast::{self, DataTypeKind, Offset};
use polias_types::{Type, Value, can_cast};

use super::{Allowed, postgres_literal};
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// The cast, if it is to such a type.
    pub(super) fn postgres_cast(
        &mut self,
        offset: Offset,
        cast: &ast::Cast,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Option<Expression>> {
        let DataTypeKind::Generic { name, parameters } = &cast.target.kind else { return Ok(None) };
        if !self.is_postgres() || !parameters.is_empty() {
            return Ok(None);
        }
        let name = name.value.to_ascii_lowercase();
        let convert = match name.as_str() {
            "numeric" | "dec" => to_numeric,
            "bpchar" => to_bpchar,
            "bytea" => to_bytea,
            "jsonb" => return self.cast_to_jsonb(offset, cast, scope, allowed).map(Some),
            "interval" => {
                return Err(AnalysisError::not_supported(offset, "Type interval is not supported")
                    .with_hint("write INTERVAL '1' DAY"));
            }
            "oid" | "regclass" | "regnamespace" | "regproc" | "regprocedure" | "regrole" | "regtype" => {
                let message = format!("Type {name} is not supported: what is in the catalog has no numbers");
                return Err(
                    AnalysisError::not_supported(offset, message).with_hint("read information_schema")
                );
            }
            _ => return Ok(None),
        };
        let value = self.typed(&cast.value, scope, allowed)?;
        convert(value).map(Some).map_err(|(from, hint)| {
            let message = format!("Cast of {from} to {name} is not supported");
            AnalysisError::not_supported(offset, message).with_hint(hint)
        })
    }

    /// A text is parsed.
    fn cast_to_jsonb(
        &mut self,
        offset: Offset,
        cast: &ast::Cast,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(&cast.value, scope, allowed)?;
        let value = match value.data_type {
            Type::Unknown if matches!(value.kind, ExpressionKind::Parameter(_)) => {
                self.coerce(value, &Type::VARCHAR)
            }
            Type::Unknown | Type::Json => return Ok(self.coerce(value, &Type::Json)),
            _ => value,
        };
        let (data_type, kind) = match value.data_type {
            Type::Varchar(_) => {
                let parsed = self.call_resolved(offset, "json_parse", vec![value])?;
                if !cast.lenient {
                    return Ok(parsed);
                }
                (parsed.data_type.clone(), ExpressionKind::Try(Box::new(parsed)))
            }
            ref from if !can_cast(from, &Type::Json) => {
                let message = format!("Cannot cast {from} to json");
                return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
            }
            _ => (Type::Json, ExpressionKind::Cast { value: Box::new(value), lenient: cast.lenient }),
        };
        Ok(Expression { data_type, kind })
    }
}

/// The value, or its type and what to write instead.
type Converted = std::result::Result<Expression, (Type, &'static str)>;

/// A decimal with the digits that the value has.
fn to_numeric(value: Expression) -> Converted {
    let digits = match value.data_type {
        Type::Decimal { .. } => return Ok(value),
        Type::Tinyint => 3,
        Type::Smallint => 5,
        Type::Integer => 10,
        Type::Bigint => 19,
        Type::Unknown if is_null(&value) => return Ok(Expression::null(Type::decimal(38, 0))),
        _ => {
            return text(&value)
                .and_then(postgres_literal::decimal)
                .ok_or((value.data_type, "write the digits, numeric(38, 10), or double precision"));
        }
    };
    Ok(value.cast_to(&Type::decimal(digits, 0)))
}

/// A char as long as the value.
fn to_bpchar(value: Expression) -> Converted {
    match (&value.data_type, text(&value)) {
        (Type::Char(_), _) => Ok(value),
        (Type::Unknown, _) if is_null(&value) => Ok(Expression::null(Type::Char(1))),
        (Type::Varchar(Some(length)), Some(_)) if *length <= polias_types::MAX_CHAR_LENGTH => {
            let target = Type::Char((*length).max(1));
            Ok(value.cast_to(&target))
        }
        _ => Err((value.data_type, "write the length, char(10), or varchar")),
    }
}

/// Bytes; a string of the statement may be in hexadecimal.
fn to_bytea(value: Expression) -> Converted {
    match value.data_type {
        Type::Varbinary => Ok(value),
        Type::Unknown if is_null(&value) => Ok(Expression::null(Type::Varbinary)),
        _ => text(&value)
            .and_then(postgres_literal::bytes)
            .ok_or((value.data_type, "write to_utf8(value) or from_hex(value)")),
    }
}

/// The text of a string that stands in the statement.
fn text(value: &Expression) -> Option<&str> {
    match &value.kind {
        ExpressionKind::Literal(Value::Text(text)) if Analyzer::is_text_literal(value) => Some(text),
        _ => None,
    }
}

fn is_null(value: &Expression) -> bool {
    matches!(value.kind, ExpressionKind::Literal(Value::Null))
}
