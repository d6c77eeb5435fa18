//! Types in SQL text, common types, and coercion of expressions.

use datafusion::sql::sqlparser::ast::{ArrayElemTypeDef, CharacterLength, DataType, ExactNumberInfo};

use super::Binder;
use crate::error::{self, Result};
use crate::plan::{Expr, Node};
use crate::types::{array_of, element_of, names, oids};
use crate::value::Datum;
use crate::value::cast;

impl Binder<'_, '_> {
    /// OID and type modifier of a type in SQL text.
    pub(super) fn type_of(&self, ty: &DataType) -> Result<(u32, i32)> {
        let plain = |oid| Ok((oid, -1));
        match ty {
            DataType::Character(length) | DataType::Char(length) => {
                Ok((oids::BPCHAR, char_typmod(length, 5)))
            }
            DataType::CharacterVarying(length)
            | DataType::CharVarying(length)
            | DataType::Varchar(length)
            | DataType::Nvarchar(length) => Ok((oids::VARCHAR, char_typmod(length, -1))),
            DataType::Text | DataType::String(_) => plain(oids::TEXT),
            DataType::Uuid => plain(oids::UUID),
            DataType::Numeric(info) | DataType::Decimal(info) | DataType::Dec(info) => {
                let _: &ExactNumberInfo = info;
                plain(oids::NUMERIC)
            }
            DataType::SmallInt(_) | DataType::Int2(_) => plain(oids::INT2),
            DataType::Int(_) | DataType::Int4(_) | DataType::Integer(_) => plain(oids::INT4),
            DataType::BigInt(_) | DataType::Int8(_) => plain(oids::INT8),
            DataType::Float4 | DataType::Real => plain(oids::FLOAT4),
            DataType::Float(_) | DataType::Float8 | DataType::Double(_) | DataType::DoublePrecision => {
                plain(oids::FLOAT8)
            }
            DataType::Bool | DataType::Boolean => plain(oids::BOOL),
            DataType::Date => plain(oids::DATE),
            DataType::JSON => plain(oids::JSON),
            DataType::JSONB => plain(oids::JSONB),
            DataType::Regclass => plain(oids::REGCLASS),
            DataType::Bytea => plain(oids::BYTEA),
            DataType::Bit(length) => {
                Ok((oids::BIT, length.and_then(|length| i32::try_from(length).ok()).unwrap_or(1)))
            }
            DataType::Array(ArrayElemTypeDef::SquareBracket(element, _)) => {
                let (element, _) = self.type_of(element)?;
                array_of(element).map(|oid| (oid, -1)).ok_or_else(|| no_type(&format!("{ty}")))
            }
            DataType::Custom(name, modifiers) => {
                let parts: Vec<String> = name
                    .0
                    .iter()
                    .map(|part| match part.as_ident() {
                        Some(ident) if ident.quote_style.is_some() => ident.value.clone(),
                        _ => part.to_string().to_lowercase(),
                    })
                    .collect();
                let (schema, name) = match parts.as_slice() {
                    [name] => (None, name.as_str()),
                    [schema, name] => (Some(schema.as_str()), name.as_str()),
                    _ => return Err(no_type(&name.to_string())),
                };
                let oid = match (schema, name) {
                    // Qualified or quoted, `char` is the one-byte type.
                    (_, "char") => Some(oids::CHAR),
                    (None | Some("pg_catalog"), name) => names::parse(name),
                    (Some("information_schema"), "sql_identifier") => Some(oids::NAME),
                    (Some("information_schema"), "character_data" | "yes_or_no") => Some(oids::VARCHAR),
                    (Some("information_schema"), "cardinal_number") => Some(oids::INT4),
                    _ => None,
                };
                let oid = oid.ok_or_else(|| no_type(&parts.join(".")))?;
                let typmod = match modifiers.first().and_then(|text| text.parse::<i32>().ok()) {
                    Some(length) if matches!(oid, oids::VARCHAR | oids::BPCHAR) => length.saturating_add(4),
                    _ => -1,
                };
                Ok((oid, typmod))
            }
            other => match names::parse(&other.to_string().to_lowercase()) {
                Some(oid) => plain(oid),
                None => Err(no_type(&other.to_string().to_lowercase())),
            },
        }
    }

    /// The expression as a value of `ty`, for a cast PostgreSQL makes by itself. The caller has checked that
    /// there is one; untyped literals and parameters take the type.
    pub(super) fn coerce(&mut self, expr: Expr, ty: u32) -> Result<Expr> {
        self.cast(expr, ty, -1)
    }

    /// An explicit cast.
    pub(super) fn cast(&mut self, expr: Expr, ty: u32, typmod: i32) -> Result<Expr> {
        if expr.ty == ty && typmod < 0 {
            return Ok(expr);
        }
        match &expr.node {
            Node::Param(index) if expr.ty == oids::UNKNOWN => {
                let index = *index;
                if let Some(slot) = self.parameters.get_mut(index) {
                    slot.get_or_insert(ty);
                }
                return Ok(Expr::new(Node::Param(index), ty));
            }
            Node::Const(Datum::Null) => return Ok(Expr::new(Node::Const(Datum::Null), ty)),
            Node::Const(Datum::Text(text)) if expr.ty == oids::UNKNOWN => {
                // Objects are looked up when the statement runs: describing must not depend on what exists.
                if oids::is_reg(ty) && !self.ctx.executing {
                    return Ok(Expr::new(Node::Const(Datum::Int(0)), ty));
                }
                let value = cast::from_text(self.ctx, text, ty)?;
                let value = if typmod >= 0 { cast::cast(self.ctx, value, ty, ty, typmod)? } else { value };
                return Ok(Expr::new(Node::Const(value), ty));
            }
            // A list of untyped literals becomes an array of the right element type.
            Node::Array(items) if element_of(ty).is_some() => {
                let element = element_of(ty).unwrap_or(oids::TEXT);
                let items = items.clone();
                let items =
                    items.into_iter().map(|item| self.cast(item, element, -1)).collect::<Result<_>>()?;
                return Ok(Expr::new(Node::Array(items), ty));
            }
            _ => {}
        }
        if !castable(expr.ty, ty) {
            return Err(error::cannot_coerce(&names::format(expr.ty, -1), &names::format(ty, -1)));
        }
        let fields = expr.fields.clone().filter(|_| ty == oids::RECORD);
        Ok(Expr { node: Node::Cast { input: Box::new(expr), typmod }, ty, fields })
    }

    /// An untyped expression becomes `text`, as in the select list.
    pub(super) fn settle(&mut self, expr: Expr) -> Result<Expr> {
        if expr.ty == oids::UNKNOWN { self.coerce(expr, oids::TEXT) } else { Ok(expr) }
    }

    /// Brings expressions to their common type (CASE, COALESCE, ARRAY, VALUES, UNION).
    pub(super) fn unify(&mut self, exprs: Vec<Expr>, what: &str) -> Result<(Vec<Expr>, u32)> {
        let types: Vec<u32> = exprs.iter().map(|expr| expr.ty).collect();
        let ty = common_type(&types, what)?;
        let exprs = exprs.into_iter().map(|expr| self.coerce(expr, ty)).collect::<Result<_>>()?;
        Ok((exprs, ty))
    }
}

fn no_type(name: &str) -> error::PgCatalogError {
    error::undefined_object(format!("type \"{name}\" does not exist"))
}

fn char_typmod(length: &Option<CharacterLength>, absent: i32) -> i32 {
    match length {
        Some(CharacterLength::IntegerLength { length, .. }) => {
            i32::try_from(*length).ok().and_then(|length| length.checked_add(4)).unwrap_or(absent)
        }
        Some(CharacterLength::Max) => -1,
        None => absent,
    }
}

/// Whether an explicit cast between the types may succeed.
fn castable(from: u32, to: u32) -> bool {
    let numeric = |ty| oids::is_integer(ty) || matches!(ty, oids::FLOAT4 | oids::FLOAT8 | oids::NUMERIC);
    let moment = |ty| matches!(ty, oids::TIMESTAMP | oids::TIMESTAMPTZ | oids::DATE);
    from == to
        || from == oids::UNKNOWN
        || oids::is_string(from)
        || oids::is_string(to)
        || to == oids::ANY
        || (numeric(from) && numeric(to))
        || (oids::is_integer(from) && oids::is_oid_like(to))
        || (oids::is_oid_like(from) && (oids::is_oid_like(to) || oids::is_integer(to)))
        || (moment(from) && moment(to))
        || matches!((from, to), (oids::BOOL, oids::INT4) | (oids::INT4, oids::BOOL))
        || (oids::is_integer(from) && to == oids::BIT)
        || (from == oids::BIT && oids::is_integer(to))
        || matches!((from, to), (oids::JSON, oids::JSONB) | (oids::JSONB, oids::JSON))
        || matches!((element_of(from), element_of(to)), (Some(a), Some(b)) if castable(a, b))
        || (from == oids::RECORD && to == oids::RECORD)
}

/// PostgreSQL's rule for one type out of several: untyped ones are ignored, then the widest of one category.
pub(super) fn common_type(types: &[u32], what: &str) -> Result<u32> {
    let mut common = oids::UNKNOWN;
    for &ty in types.iter().filter(|ty| **ty != oids::UNKNOWN) {
        if common == oids::UNKNOWN {
            common = ty;
        } else if cast::is_implicit(ty, common) {
            // The first type stays when each could become the other.
        } else if cast::is_implicit(common, ty) {
            common = ty;
        } else {
            return Err(error::datatype_mismatch(format!(
                "{what} types {} and {} cannot be matched",
                names::format(common, -1),
                names::format(ty, -1)
            )));
        }
    }
    Ok(if common == oids::UNKNOWN { oids::TEXT } else { common })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_types_follow_postgres() {
        assert_eq!(common_type(&[oids::UNKNOWN, oids::UNKNOWN], "CASE"), Ok(oids::TEXT));
        assert_eq!(common_type(&[oids::OID, oids::INT4], "CASE"), Ok(oids::OID));
        assert_eq!(common_type(&[oids::INT4, oids::INT8, oids::UNKNOWN], "CASE"), Ok(oids::INT8));
        assert_eq!(common_type(&[oids::NAME, oids::TEXT], "UNION"), Ok(oids::NAME));
        assert_eq!(common_type(&[oids::OID, oids::INT8], "UNION"), Ok(oids::OID));
        assert!(common_type(&[oids::BOOL, oids::INT4], "UNION").is_err());
    }
}
