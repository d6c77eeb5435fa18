//! What the variables of a signature stand for in one call.

use std::collections::BTreeMap;

use super::{NumberPattern, Pattern};
use crate::limits::{self, IllegalType};
use crate::{Opaque, RowField, Type};

/// Types and numbers of variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// Type variables.
    pub types: BTreeMap<String, Type>,
    /// Number variables. That of `varchar` without bound is [`crate::UNBOUNDED_LENGTH`].
    pub numbers: BTreeMap<String, u32>,
}

/// Why a pattern is no type under a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotApplied {
    /// A variable stands for nothing yet.
    Unbound,
    /// Trino has no such type: `char(70000)`.
    Illegal(IllegalType),
}

impl From<IllegalType> for NotApplied {
    fn from(illegal: IllegalType) -> Self {
        Self::Illegal(illegal)
    }
}

impl Binding {
    /// The type a pattern stands for.
    pub(crate) fn apply(&self, pattern: &Pattern) -> Result<Type, NotApplied> {
        let boxed = |pattern| self.apply(pattern).map(Box::new);
        Ok(match pattern {
            Pattern::Exact(data_type) => data_type.clone(),
            Pattern::Variable(name) => self.types.get(name).cloned().ok_or(NotApplied::Unbound)?,
            Pattern::Array(element) => Type::Array(boxed(element)?),
            Pattern::Map(key, value) => Type::Map(boxed(key)?, boxed(value)?),
            Pattern::QDigest(element) => Type::Opaque(Opaque::QDigest(boxed(element)?)),
            Pattern::Row(fields) => {
                let field = |field| Ok(RowField { name: None, data_type: self.apply(field)? });
                Type::Row(fields.iter().map(field).collect::<Result<_, NotApplied>>()?)
            }
            Pattern::Function(arguments, result) => {
                let arguments = arguments.iter().map(|argument| self.apply(argument));
                Type::Function(arguments.collect::<Result<_, _>>()?, boxed(result)?)
            }
            Pattern::Decimal(precision, scale) => {
                limits::decimal(self.number(precision)?, self.number(scale)?)?
            }
            Pattern::Varchar(length) => limits::varchar(self.number(length)?)?,
            Pattern::Char(length) => limits::char(self.number(length)?)?,
            Pattern::Time(precision) => Type::Time(limits::time_precision(self.number(precision)?)?),
            Pattern::TimeTz(precision) => Type::TimeTz(limits::time_tz_precision(self.number(precision)?)?),
            Pattern::Timestamp(precision) => {
                Type::Timestamp(limits::timestamp_precision(self.number(precision)?)?)
            }
            Pattern::TimestampTz(precision) => {
                Type::TimestampTz(limits::timestamp_tz_precision(self.number(precision)?)?)
            }
        })
    }

    fn number(&self, pattern: &NumberPattern) -> Result<u64, NotApplied> {
        match pattern {
            NumberPattern::Exact(number) => Ok(u64::from(*number)),
            NumberPattern::Variable(name) => {
                self.numbers.get(name).copied().map(u64::from).ok_or(NotApplied::Unbound)
            }
        }
    }
}
