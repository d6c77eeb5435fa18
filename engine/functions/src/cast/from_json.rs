//! Casts from json: each text is read to a tree of the type, and the trees are built into a column.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, ListArray, MapArray, StringViewArray,
    StructArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::integers::{of_double, range};
use super::json_text::{Token, Tokens};
use super::parse_number::{self, DecimalError};
use super::text;
use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, numbers, texts};

/// A value read from JSON.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f32),
    Double(f64),
    Decimal(i128),
    Text(String),
    Array(Vec<Node>),
    Map(Vec<(Node, Node)>),
    Row(Vec<Node>),
}

/// Why a value is not of a type.
enum Mismatch {
    /// An array, an object, or the end of one stands where a scalar should.
    Structure,
    /// A number out of range, as it is shown.
    Range(String),
    /// With a message of its own.
    Message(String),
}

/// The conversion of json to a type; `None` when the text stays.
pub(super) fn conversion(to: &Type) -> Option<Conversion> {
    if !is_known(to) {
        return Some(unknown(&Type::Json, to));
    }
    let to = to.clone();
    Some(Box::new(move |array, failures| {
        let values = column::<StringViewArray>(array)?;
        let mut nodes = Vec::with_capacity(values.len());
        for row in 0..values.len() {
            let node = cell(values, row).map(|json| read(json, &to)).transpose();
            nodes.push(failures.catch(row, node)?.unwrap_or(Node::Null));
        }
        build(&to, &nodes.iter().collect::<Vec<_>>())
    }))
}

fn is_known(to: &Type) -> bool {
    match to {
        Type::Array(element) => is_known(element),
        Type::Map(key, value) => is_scalar(key) && is_known(value),
        Type::Row(fields) => fields.iter().all(|field| is_known(&field.data_type)),
        Type::Json => true,
        to => is_scalar(to),
    }
}

fn is_scalar(to: &Type) -> bool {
    matches!(
        to,
        Type::Boolean
            | Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Real
            | Type::Double
            | Type::Decimal { .. }
            | Type::Varchar(_)
    )
}

fn read(json: &str, to: &Type) -> Result<Node, DataError> {
    let mut tokens = Tokens::new(json);
    if is_scalar(to) {
        let token = tokens.take();
        let shown = match to {
            Type::Decimal { precision, scale } => format!("DECIMAL({precision},{scale})"),
            to => to.to_string(),
        };
        return scalar(&token, to).map_err(|mismatch| match mismatch {
            Mismatch::Structure => invalid(format!("Cannot cast '{json}' to {shown}")),
            Mismatch::Range(value) => invalid(format!("Cannot cast '{value}' to {shown}")),
            Mismatch::Message(message) if message.is_empty() => {
                invalid(format!("Cannot cast '{json}' to {shown}"))
            }
            Mismatch::Message(message) => invalid(message),
        });
    }
    nested(&mut tokens, to).map_err(|message| {
        let message = if message.is_empty() { message } else { format!(" {message}") };
        invalid(format!("Cannot cast to {}.{message}\n{json}", shown(to)))
    })
}

/// A type as errors of nested casts name it: decimals without a blank.
fn shown(to: &Type) -> String {
    match to {
        Type::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
        Type::Array(element) => format!("array({})", shown(element)),
        Type::Map(key, value) => format!("map({}, {})", shown(key), shown(value)),
        to => to.to_string(),
    }
}

/// The next value, of a type that may be nested; the error is a message.
fn nested(tokens: &mut Tokens<'_>, to: &Type) -> Result<Node, String> {
    if *to == Type::Json {
        return Ok(Node::Text(tokens.value().to_owned()));
    }
    let token = tokens.take();
    match (to, &token) {
        (Type::Array(_) | Type::Map(..) | Type::Row(_), Token::Null) => Ok(Node::Null),
        (Type::Array(element), Token::ArrayStart) => {
            let mut elements = Vec::new();
            while !matches!(tokens.peek(), Token::ArrayEnd | Token::End) {
                elements.push(nested(tokens, element)?);
            }
            tokens.take();
            Ok(Node::Array(elements))
        }
        (Type::Array(_), found) => Err(format!("Expected a json array, but got {}", found.shown())),
        (Type::Map(key, value), Token::ObjectStart) => {
            let mut entries: Vec<(Node, Node)> = Vec::new();
            while !matches!(tokens.peek(), Token::ObjectEnd | Token::End) {
                let name = tokens.take();
                let key = scalar(&name, key).map_err(|mismatch| message(mismatch, key, &name))?;
                if entries.iter().any(|(other, _)| *other == key) {
                    return Err("Duplicate map keys are not allowed".to_owned());
                }
                entries.push((key, nested(tokens, value)?));
            }
            tokens.take();
            Ok(Node::Map(entries))
        }
        (Type::Map(..), found) => Err(format!("Expected a json object, but got {}", found.shown())),
        (Type::Row(fields), Token::ArrayStart) => {
            let mut values = Vec::with_capacity(fields.len());
            for field in fields {
                values.push(nested(tokens, &field.data_type)?);
            }
            match tokens.take() {
                Token::ArrayEnd => Ok(Node::Row(values)),
                found => Err(format!("Expected json array ending, but got {}", found.shown())),
            }
        }
        (Type::Row(fields), Token::ObjectStart) => {
            if fields.iter().any(|field| field.name.is_none()) {
                return Err(
                    "Cannot cast a JSON object to anonymous row type. Input must be a JSON array.".to_owned()
                );
            }
            let mut values = vec![Node::Null; fields.len()];
            while let Token::Text(name) = tokens.take() {
                let place = fields.iter().position(|field| {
                    field.name.as_deref().is_some_and(|field| field.eq_ignore_ascii_case(&name))
                });
                match place {
                    Some(place) => values[place] = nested(tokens, &fields[place].data_type)?,
                    None => drop(tokens.value()),
                }
            }
            Ok(Node::Row(values))
        }
        (Type::Row(_), found) => Err(format!("Expected a json array or object, but got {}", found.shown())),
        (to, found) => scalar(found, to).map_err(|mismatch| message(mismatch, to, found)),
    }
}

fn message(mismatch: Mismatch, to: &Type, found: &Token<'_>) -> String {
    match mismatch {
        Mismatch::Structure => format!("Unexpected token when cast to {}: {}", shown(to), found.shown()),
        Mismatch::Range(_) => String::new(),
        Mismatch::Message(message) => message,
    }
}

fn scalar(token: &Token<'_>, to: &Type) -> Result<Node, Mismatch> {
    let own = |error: DataError| Mismatch::Message(error.message);
    match (to, token) {
        (_, Token::Null) => Ok(Node::Null),
        (_, Token::ObjectStart | Token::ObjectEnd | Token::ArrayStart | Token::ArrayEnd | Token::End) => {
            Err(Mismatch::Structure)
        }
        (Type::Boolean, Token::Boolean(value)) => Ok(Node::Boolean(*value)),
        (Type::Boolean, Token::Text(text)) => parse_number::boolean(text).map(Node::Boolean).map_err(own),
        (Type::Boolean, Token::Number(digits)) => {
            Ok(Node::Boolean(digits.parse::<f64>().is_ok_and(|number| number != 0.0)))
        }
        (Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint, token) => integer(token, to),
        (Type::Real, Token::Text(text)) => parse_number::real(text).map(Node::Real).map_err(own),
        (Type::Real, Token::Number(digits)) => Ok(Node::Real(digits.parse().unwrap_or(f32::NAN))),
        (Type::Real, Token::Boolean(value)) => Ok(Node::Real(f32::from(u8::from(*value)))),
        (Type::Double, Token::Text(text)) => parse_number::double(text).map(Node::Double).map_err(own),
        (Type::Double, Token::Number(digits)) => Ok(Node::Double(digits.parse().unwrap_or(f64::NAN))),
        (Type::Double, Token::Boolean(value)) => Ok(Node::Double(f64::from(u8::from(*value)))),
        (Type::Decimal { precision, scale }, token) => {
            let text = match token {
                Token::Boolean(value) => u8::from(*value).to_string(),
                token => token.shown(),
            };
            parse_number::decimal(&text, *precision, *scale).map(Node::Decimal).map_err(|error| match error {
                DecimalError::NotANumber => Mismatch::Message(String::new()),
                DecimalError::TooLarge => {
                    Mismatch::Message(format!("Cannot cast input json to DECIMAL({precision},{scale})"))
                }
            })
        }
        (Type::Varchar(bound), token) => {
            let text = match token {
                Token::Number(digits) if token.is_float() => text::double(digits.parse().unwrap_or(f64::NAN)),
                token => token.shown(),
            };
            if bound.is_some_and(|bound| text.chars().count() > bound as usize) {
                return Err(Mismatch::Message(format!("Value [{text}] does not fit in type {to}")));
            }
            Ok(Node::Text(text))
        }
        _ => Err(Mismatch::Structure),
    }
}

fn integer(token: &Token<'_>, to: &Type) -> Result<Node, Mismatch> {
    let (least, greatest) = range(to);
    match token {
        Token::Boolean(value) => Ok(Node::Integer((*value).into())),
        Token::Text(text) => parse_number::integer(text, to)
            .map(Node::Integer)
            .map_err(|error| Mismatch::Message(error.message)),
        Token::Number(digits) if token.is_float() => {
            let number = digits.parse().unwrap_or(f64::NAN);
            of_double(number, to).map(Node::Integer).map_err(|error| match to {
                Type::Bigint => Mismatch::Message(error.message),
                _ => Mismatch::Range(text::java_double(number)),
            })
        }
        token => match token.shown().parse::<i64>() {
            Ok(value) if (least..=greatest).contains(&value) => Ok(Node::Integer(value)),
            _ => Err(Mismatch::Range(token.shown())),
        },
    }
}

/// A column of the nodes, all of which are NULL or of the type.
fn build(to: &Type, nodes: &[&Node]) -> Result<ArrayRef> {
    let carrier = to.carrier();
    let integer = |row: usize| match nodes[row] {
        Node::Integer(value) => Some(*value),
        _ => None,
    };
    // Values are in the range of the type: they were checked when they were read.
    macro_rules! integers {
        ($arrow:ty, $native:ty) => {
            numbers::<$arrow>(&carrier, nodes.len(), |row| Ok(integer(row).map(|value| value as $native)))
        };
    }
    let valid = || NullBuffer::from_iter(nodes.iter().map(|node| **node != Node::Null));
    Ok(match to {
        Type::Boolean => Arc::new(BooleanArray::from_iter(nodes.iter().map(|node| match node {
            Node::Boolean(value) => Some(*value),
            _ => None,
        }))),
        Type::Tinyint => return integers!(Int8Type, i8),
        Type::Smallint => return integers!(Int16Type, i16),
        Type::Integer => return integers!(Int32Type, i32),
        Type::Bigint => return integers!(Int64Type, i64),
        Type::Real => Arc::new(Float32Array::from_iter(nodes.iter().map(|node| match node {
            Node::Real(value) => Some(*value),
            _ => None,
        }))),
        Type::Double => Arc::new(Float64Array::from_iter(nodes.iter().map(|node| match node {
            Node::Double(value) => Some(*value),
            _ => None,
        }))),
        Type::Decimal { .. } => {
            return numbers::<Decimal128Type>(&carrier, nodes.len(), |row| {
                Ok(match nodes[row] {
                    Node::Decimal(value) => Some(*value),
                    _ => None,
                })
            });
        }
        Type::Varchar(_) | Type::Json => {
            return texts(nodes.len(), |row| {
                Ok(match nodes[row] {
                    Node::Text(text) => Some(text.as_str()),
                    _ => None,
                })
            });
        }
        Type::Array(element) => {
            let DataType::List(field) = &carrier else { return internal_err!("{carrier} is no array") };
            let parts = |node: &&Node| match node {
                Node::Array(elements) => elements.len(),
                _ => 0,
            };
            let offsets = OffsetBuffer::from_lengths(nodes.iter().map(parts));
            let elements: Vec<&Node> = nodes
                .iter()
                .flat_map(|node| match node {
                    Node::Array(elements) => elements.iter().collect(),
                    _ => Vec::new(),
                })
                .collect();
            let values = build(element, &elements)?;
            Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, Some(valid()))?)
        }
        Type::Map(key, value) => {
            let DataType::Map(entries, sorted) = &carrier else {
                return internal_err!("{carrier} is no map");
            };
            let DataType::Struct(fields) = entries.data_type() else {
                return internal_err!("entries of {}", entries.data_type());
            };
            let mut lengths = Vec::with_capacity(nodes.len());
            let (mut keys, mut values) = (Vec::new(), Vec::new());
            for node in nodes {
                let Node::Map(pairs) = node else {
                    lengths.push(0);
                    continue;
                };
                lengths.push(pairs.len());
                keys.extend(pairs.iter().map(|(key, _)| key));
                values.extend(pairs.iter().map(|(_, value)| value));
            }
            let columns = vec![build(key, &keys)?, build(value, &values)?];
            let pairs = StructArray::try_new(fields.clone(), columns, None)?;
            let offsets = OffsetBuffer::from_lengths(lengths);
            Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, Some(valid()), *sorted)?)
        }
        Type::Row(row) => {
            let DataType::Struct(fields) = &carrier else { return internal_err!("{carrier} is no row") };
            let mut columns = Vec::with_capacity(row.len());
            for (index, field) in row.iter().enumerate() {
                let parts: Vec<&Node> = nodes
                    .iter()
                    .map(|node| match node {
                        Node::Row(values) => &values[index],
                        _ => &Node::Null,
                    })
                    .collect();
                columns.push(build(&field.data_type, &parts)?);
            }
            Arc::new(StructArray::try_new(fields.clone(), columns, Some(valid()))?)
        }
        _ => new_null_array(&carrier, nodes.len()),
    })
}
