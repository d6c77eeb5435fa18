//! `base.field`, `base[index]`, rows and arrays.

use polias_sql::ast::{self, AccessStep, Identifier, Offset};
use polias_types::{ArithmeticOperator, RowField, Type, Value, can_coerce, common_type};

use super::Allowed;
use super::names::column_not_found;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::{Scope, same_name};
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// A base and the fields and subscripts behind it. Names at the beginning are a column's name as far as
    /// there is such a column.
    pub(super) fn access(
        &mut self,
        offset: Offset,
        access: &ast::Access,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let ast::ExpressionKind::Name(first) = &access.base.kind else {
            self.descend(offset, access.steps.len())?;
            let value = self.typed(&access.base, scope, allowed)?;
            return self.steps(offset, value, access, 0, scope, allowed);
        };
        let fields = access.steps.iter().map_while(|step| match step {
            AccessStep::Field(name) => Some(name),
            _ => None,
        });
        let parts: Vec<Identifier> = std::iter::once(first).chain(fields).cloned().collect();
        let (value, used) = self.name(&parts, scope)?;
        let value = self.named_fields(value, &parts, used)?;
        self.descend(offset, access.steps.len())?;
        self.steps(offset, value, access, parts.len() - 1, scope, allowed)
    }

    /// Fields of a column, by the parts of the name behind the column's.
    pub(super) fn named_fields(
        &mut self,
        mut value: Expression,
        parts: &[Identifier],
        used: usize,
    ) -> Result<Expression> {
        let offset = parts.first().map(|part| part.offset).unwrap_or_default();
        for (index, part) in parts.iter().enumerate().skip(used) {
            let Type::Row(fields) = &value.data_type else {
                let names: Vec<String> = parts[..index].iter().map(Identifier::to_string).collect();
                return Err(not_a_row(offset, &names.join(".")));
            };
            let Some((position, data_type)) = field(fields, part)? else {
                return Err(column_not_found(&parts[..=index]));
            };
            value = Expression { data_type, kind: ExpressionKind::Field(Box::new(value), position) };
        }
        Ok(value)
    }

    fn steps(
        &mut self,
        offset: Offset,
        mut value: Expression,
        access: &ast::Access,
        from: usize,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        for (index, step) in access.steps.iter().enumerate().skip(from) {
            self.expression_height -= 1;
            value = match step {
                AccessStep::Field(name) => {
                    let Type::Row(fields) = &value.data_type else {
                        return Err(not_a_row(access.base.offset, &text(access, index)));
                    };
                    let Some((position, data_type)) = field(fields, name)? else {
                        // Trino has no name for it either.
                        let message = "Column 'null' cannot be resolved";
                        return Err(AnalysisError::new("COLUMN_NOT_FOUND", offset, message));
                    };
                    Expression { data_type, kind: ExpressionKind::Field(Box::new(value), position) }
                }
                AccessStep::Subscript(subscript) => {
                    self.subscript(offset, value, subscript, scope, allowed)?
                }
                AccessStep::Slice(low, high) => {
                    self.slice(offset, value, low.as_ref(), high.as_ref(), scope, allowed)?
                }
            };
        }
        Ok(value)
    }

    /// `value[index]`
    fn subscript(
        &mut self,
        offset: Offset,
        value: Expression,
        index: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        if let Type::Row(fields) = &value.data_type {
            let position = row_index(index, fields.len())?;
            let data_type = fields[position].data_type.clone();
            return Ok(Expression { data_type, kind: ExpressionKind::Field(Box::new(value), position) });
        }
        let index = self.typed(index, scope, allowed)?;
        let mismatch = |value: &Expression, index: &Expression| {
            let message = format!("Cannot use {} for subscript of {}", index.data_type, value.data_type);
            AnalysisError::new("TYPE_MISMATCH", offset, message)
        };
        match value.data_type.clone() {
            Type::Array(element) if can_coerce(&index.data_type, &Type::Bigint) => {
                let index = Box::new(self.coerce(index, &Type::Bigint));
                let kind = ExpressionKind::Subscript(Box::new(value), index);
                Ok(Expression { data_type: *element, kind })
            }
            Type::Map(key, element) => {
                let Some(common) = common_type(&key, &index.data_type) else {
                    return Err(mismatch(&value, &index));
                };
                let value = self.coerce(value, &Type::map(common.clone(), (*element).clone()));
                let index = Box::new(self.coerce(index, &common));
                let kind = ExpressionKind::Subscript(Box::new(value), index);
                Ok(Expression { data_type: *element, kind })
            }
            _ => Err(mismatch(&value, &index)),
        }
    }

    /// PostgreSQL's `value[low:high]`.
    fn slice(
        &mut self,
        offset: Offset,
        value: Expression,
        low: Option<&ast::Expression>,
        high: Option<&ast::Expression>,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let one = || Expression::literal(Value::Integer(1), Type::Bigint);
        let low = match low {
            Some(low) => self.typed(low, scope, allowed)?,
            None => one(),
        };
        let high = match high {
            Some(high) => self.typed(high, scope, allowed)?,
            None => {
                let copy = self.copy_operand(&value, offset)?;
                self.call_resolved(offset, "cardinality", vec![copy])?
            }
        };
        let start = self.copy_operand(&low, offset)?;
        let length = self.arithmetic(offset, ArithmeticOperator::Subtract, high, low)?;
        let length = self.arithmetic(offset, ArithmeticOperator::Add, length, one())?;
        self.call_resolved(offset, "slice", vec![value, start, length])
    }

    /// `ROW(a, b)`
    pub(super) fn row(
        &mut self,
        fields: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let fields = self.typed_all(fields, scope, allowed)?;
        let data_type = Type::row(fields.iter().map(|field| field.data_type.clone()));
        Ok(Expression { data_type, kind: ExpressionKind::Row(fields) })
    }

    /// `ARRAY[a, b]`
    pub(super) fn array(
        &mut self,
        elements: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let offsets: Vec<Offset> = elements.iter().map(|element| element.offset).collect();
        let elements = self.typed_all(elements, scope, allowed)?;
        let (elements, element) = self.unify(elements, &offsets, "All ARRAY elements")?;
        Ok(Expression { data_type: Type::array(element), kind: ExpressionKind::Array(elements) })
    }
}

/// The field of this name: its position and its type.
fn field(fields: &[RowField], name: &Identifier) -> Result<Option<(usize, Type)>> {
    let mut found = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.name.as_ref().is_some_and(|own| same_name(own, &name.value)));
    let first = found.next();
    if found.next().is_some() {
        let message = format!("Ambiguous row field reference: {}", name.value);
        return Err(AnalysisError::new("AMBIGUOUS_NAME", name.offset, message));
    }
    Ok(first.map(|(position, field)| (position, field.data_type.clone())))
}

/// The position, from 0, that a subscript of a row means.
fn row_index(index: &ast::Expression, count: usize) -> Result<usize> {
    let error = |name, message: String| Err(AnalysisError::new(name, index.offset, message));
    let ast::ExpressionKind::Integer(number) = index.kind else {
        let message = "Subscript expression on ROW requires a constant index";
        return error("EXPRESSION_NOT_CONSTANT", message.to_owned());
    };
    if i32::try_from(number).is_err() {
        let message = "Subscript expression on ROW requires integer index, found bigint";
        return error("TYPE_MISMATCH", message.to_owned());
    }
    match usize::try_from(number) {
        Err(_) | Ok(0) => error(
            "INVALID_FUNCTION_ARGUMENT",
            format!("Invalid subscript index: {number}. ROW indices start at 1"),
        ),
        Ok(index) if index > count => error(
            "INVALID_FUNCTION_ARGUMENT",
            format!("Subscript index out of bounds: {number}, max value is {count}"),
        ),
        Ok(index) => Ok(index - 1),
    }
}

fn not_a_row(offset: Offset, text: &str) -> AnalysisError {
    AnalysisError::new("TYPE_MISMATCH", offset, format!("Expression {text} is not of type ROW"))
}

/// The text of an access up to a step.
fn text(access: &ast::Access, steps: usize) -> String {
    if steps == 0 {
        return syntax_text(&access.base);
    }
    let before = ast::Access { base: access.base.clone(), steps: access.steps[..steps].to_vec() };
    let kind = ast::ExpressionKind::Access(Box::new(before));
    syntax_text(&ast::Expression { offset: access.base.offset, kind })
}
