//! Types with variables in them.

use std::fmt::{self, Display, Formatter};

use crate::parse::{Parameter, build};
use crate::type_text::TypeText;
use crate::{Type, TypeSignature};

/// A type as a signature writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// A type without variables.
    Exact(Type),
    /// A type variable.
    Variable(String),
    /// `array(element)`
    Array(Box<Pattern>),
    /// `map(key, value)`
    Map(Box<Pattern>, Box<Pattern>),
    /// `row(a, b)`
    Row(Vec<Pattern>),
    /// `function(argument, …, result)`
    Function(Vec<Pattern>, Box<Pattern>),
    /// `decimal(p, s)`
    Decimal(NumberPattern, NumberPattern),
    /// `varchar(n)`
    Varchar(NumberPattern),
    /// `char(n)`
    Char(NumberPattern),
    /// `time(p)`
    Time(NumberPattern),
    /// `time(p) with time zone`
    TimeTz(NumberPattern),
    /// `timestamp(p)`
    Timestamp(NumberPattern),
    /// `timestamp(p) with time zone`
    TimestampTz(NumberPattern),
    /// `qdigest(element)`
    QDigest(Box<Pattern>),
}

/// A number in the parentheses of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NumberPattern {
    /// A number.
    Exact(u32),
    /// A variable; bound by arguments, or computed ([`super::Signature::numbers`]).
    Variable(String),
}

impl Pattern {
    /// Reads `array(row(k, v))`. Words in `variables` are type variables; words in the parentheses of
    /// `decimal`, `varchar`, `char`, `time`, `timestamp` are number variables. `None` when it is no type.
    pub fn parse(text: &str, variables: &[super::Variable]) -> Option<Self> {
        Self::from_text(&TypeText::parse(text)?, &|word| {
            variables.iter().any(|variable| variable.name == word)
        })
    }

    pub(super) fn from_text(text: &TypeText, is_variable: &dyn Fn(&str) -> bool) -> Option<Self> {
        if let Some(word) = text.single_word().filter(|word| is_variable(word)) {
            return Some(Self::Variable(word.to_owned()));
        }
        let name = text.name()?;
        let parameters = text.parameters.as_deref().unwrap_or(&[]);
        if let Some(numbers) = number_patterns(&name, parameters) {
            return Self::of_numbers(&name, &numbers);
        }
        match name.as_str() {
            "row" => Self::row_from_text(parameters, is_variable),
            "array" | "map" | "function" | "qdigest" => {
                let inner: Option<Vec<_>> =
                    parameters.iter().map(|parameter| Self::from_text(parameter, is_variable)).collect();
                Self::of_types(&name, inner?)
            }
            _ => simple_type(&name, parameters).map(Self::Exact),
        }
    }

    fn row_from_text(parameters: &[TypeText], is_variable: &dyn Fn(&str) -> bool) -> Option<Self> {
        let mut fields = Vec::with_capacity(parameters.len());
        let mut names = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            match Self::from_text(parameter, is_variable) {
                Some(field) => {
                    fields.push(field);
                    names.push(None);
                }
                None => {
                    let (name, rest) = parameter.split_name()?;
                    fields.push(Self::from_text(&rest, is_variable)?);
                    names.push(Some(name.to_owned()));
                }
            }
        }
        if fields.is_empty() {
            return None;
        }
        let exact = fields.iter().zip(names).map(|(field, name)| match field {
            Self::Exact(data_type) => Some(crate::RowField { name, data_type: data_type.clone() }),
            _ => None,
        });
        // Names matter to types only: patterns bind fields by their place.
        match exact.collect() {
            Some(exact) => Some(Self::Exact(Type::Row(exact))),
            None => Some(Self::Row(fields)),
        }
    }

    fn of_types(name: &str, mut inner: Vec<Self>) -> Option<Self> {
        let exact: Option<Vec<_>> = inner.iter().map(Self::exact).map(Option::<&Type>::cloned).collect();
        if let Some(mut types) = exact {
            if name == "function" {
                let result = types.pop()?;
                return Some(Self::Exact(Type::Function(types, Box::new(result))));
            }
            let parameters: Vec<_> = types.into_iter().map(Parameter::Type).collect();
            return build(name, parameters)?.ok().map(Self::Exact);
        }
        let last = Box::new(inner.pop()?);
        match (name, inner.len()) {
            ("array", 0) => Some(Self::Array(last)),
            ("qdigest", 0) => Some(Self::QDigest(last)),
            ("map", 1) => Some(Self::Map(Box::new(inner.pop()?), last)),
            ("function", _) => Some(Self::Function(inner, last)),
            _ => None,
        }
    }

    fn of_numbers(name: &str, numbers: &[NumberPattern]) -> Option<Self> {
        let exact: Option<Vec<_>> = numbers
            .iter()
            .map(|number| match number {
                NumberPattern::Exact(number) => Some(Parameter::Number(u64::from(*number))),
                NumberPattern::Variable(_) => None,
            })
            .collect();
        if let Some(exact) = exact {
            return build(name, exact)?.ok().map(Self::Exact);
        }
        match (name, numbers) {
            ("decimal", [precision, scale]) => Some(Self::Decimal(precision.clone(), scale.clone())),
            ("varchar", [length]) => Some(Self::Varchar(length.clone())),
            ("char", [length]) => Some(Self::Char(length.clone())),
            ("time", [precision]) => Some(Self::Time(precision.clone())),
            ("time with time zone", [precision]) => Some(Self::TimeTz(precision.clone())),
            ("timestamp", [precision]) => Some(Self::Timestamp(precision.clone())),
            ("timestamp with time zone", [precision]) => Some(Self::TimestampTz(precision.clone())),
            _ => None,
        }
    }

    /// The type, when there are no variables.
    pub fn exact(&self) -> Option<&Type> {
        match self {
            Self::Exact(data_type) => Some(data_type),
            _ => None,
        }
    }

    /// The numbers in the parentheses, when there are numbers with variables in them.
    pub(super) fn numbers(&self) -> Option<Vec<&NumberPattern>> {
        match self {
            Self::Decimal(precision, scale) => Some(vec![precision, scale]),
            Self::Varchar(number)
            | Self::Char(number)
            | Self::Time(number)
            | Self::TimeTz(number)
            | Self::Timestamp(number)
            | Self::TimestampTz(number) => Some(vec![number]),
            _ => None,
        }
    }

    /// Patterns of types in the parentheses.
    pub(super) fn inner(&self) -> Vec<&Self> {
        match self {
            Self::Array(element) | Self::QDigest(element) => vec![element],
            Self::Map(key, value) => vec![key, value],
            Self::Row(fields) => fields.iter().collect(),
            Self::Function(arguments, result) => arguments.iter().chain([&**result]).collect(),
            _ => Vec::new(),
        }
    }
}

/// Numbers in the parentheses of a type that has numbers; `None` for other types, and without parentheses.
fn number_patterns(name: &str, parameters: &[TypeText]) -> Option<Vec<NumberPattern>> {
    let has_numbers = matches!(
        name,
        "decimal"
            | "varchar"
            | "char"
            | "time"
            | "time with time zone"
            | "timestamp"
            | "timestamp with time zone"
    );
    if !has_numbers || parameters.is_empty() {
        return None;
    }
    let number = |parameter: &TypeText| match parameter.number() {
        Some(number) => Some(NumberPattern::Exact(number)),
        None => parameter
            .single_word()
            .filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic()))
            .map(|word| NumberPattern::Variable(word.to_owned())),
    };
    parameters.iter().map(number).collect()
}

fn simple_type(name: &str, parameters: &[TypeText]) -> Option<Type> {
    let numbers: Option<Vec<_>> = parameters
        .iter()
        .map(|parameter| parameter.number().map(|number| Parameter::Number(number.into())))
        .collect();
    build(name, numbers?)?.ok()
}

/// As Trino's messages write it: `map(K,V)`, `decimal(p,s)`, `timestamp(p) with time zone`.
impl Display for Pattern {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let base = match self {
            // Names of opaque types are in lower case in signatures.
            Self::Exact(data_type @ Type::Opaque(_)) => {
                return out.write_str(&data_type.to_string().to_ascii_lowercase());
            }
            Self::Exact(data_type) => return TypeSignature(data_type).fmt(out),
            Self::Variable(name) => return out.write_str(name),
            Self::Decimal(precision, scale) => return write!(out, "decimal({precision},{scale})"),
            Self::Varchar(length) => return write!(out, "varchar({length})"),
            Self::Char(length) => return write!(out, "char({length})"),
            Self::Time(precision) => return write!(out, "time({precision})"),
            Self::TimeTz(precision) => return write!(out, "time({precision}) with time zone"),
            Self::Timestamp(precision) => return write!(out, "timestamp({precision})"),
            Self::TimestampTz(precision) => return write!(out, "timestamp({precision}) with time zone"),
            Self::Array(_) => "array",
            Self::Map(..) => "map",
            Self::Row(_) => "row",
            Self::Function(..) => "function",
            Self::QDigest(_) => "qdigest",
        };
        out.write_str(base)?;
        for (index, inner) in self.inner().into_iter().enumerate() {
            out.write_str(if index == 0 { "(" } else { "," })?;
            inner.fmt(out)?;
        }
        out.write_str(")")
    }
}

impl Display for NumberPattern {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(number) => write!(out, "{number}"),
            Self::Variable(name) => out.write_str(name),
        }
    }
}
