//! Values while a catalog query runs, and the operations every type shares: order, equality, hash, text.
//!
//! The PostgreSQL type lives in the bound expression, not in the value: an `oid` and a `regclass` are the same
//! number here.

pub(crate) mod array;
pub(crate) mod cast;
pub(crate) mod numeric;
pub(crate) mod text;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub(crate) use array::ArrayValue;
pub(crate) use numeric::Numeric;

/// A value. `Int` carries int2, int4, int8, oid, xid and the `reg…` types; `Text` all strings, json, dates kept as text.
#[derive(Debug, Clone)]
pub(crate) enum Datum {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Numeric(Numeric),
    Text(Rc<str>),
    /// Microseconds since 1970-01-01 (UTC for `timestamptz`).
    Timestamp(i64),
    Array(Rc<ArrayValue>),
    Record(Rc<[Datum]>),
}

impl Datum {
    /// A string value.
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Rc::from(text.as_ref()))
    }

    /// An array with lower bound 1.
    pub(crate) fn array(items: Vec<Datum>) -> Self {
        Self::Array(Rc::new(ArrayValue { lower: 1, items }))
    }

    /// An `int2vector` or `oidvector`: an array with lower bound 0.
    pub(crate) fn vector(items: Vec<Datum>) -> Self {
        Self::Array(Rc::new(ArrayValue { lower: 0, items }))
    }

    /// An array of strings.
    pub(crate) fn text_array<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::array(items.into_iter().map(Self::text).collect())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// True only for boolean true: what WHERE, ON and HAVING keep.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn as_oid(&self) -> Option<u32> {
        self.as_int().and_then(|value| u32::try_from(value).ok())
    }

    pub(crate) fn as_array(&self) -> Option<&ArrayValue> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Bool(_) => 0,
            Self::Int(_) | Self::Float(_) | Self::Numeric(_) => 1,
            Self::Text(_) => 2,
            Self::Timestamp(_) => 3,
            Self::Array(_) => 4,
            Self::Record(_) => 5,
            Self::Null => 6,
        }
    }
}

impl From<bool> for Datum {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u32> for Datum {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<i32> for Datum {
    fn from(value: i32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<i16> for Datum {
    fn from(value: i16) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<i64> for Datum {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Datum {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}

impl From<String> for Datum {
    fn from(value: String) -> Self {
        Self::text(value)
    }
}

impl<T: Into<Datum>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Total order: NULL last (PostgreSQL's default), NaN above all numbers, strings by bytes (collation "C").
impl Ord for Datum {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) | (Self::Timestamp(a), Self::Timestamp(b)) => a.cmp(b),
            (Self::Numeric(a), Self::Numeric(b)) => a.cmp(b),
            (Self::Numeric(a), Self::Int(b)) => a.cmp(&Numeric::from(*b)),
            (Self::Int(a), Self::Numeric(b)) => Numeric::from(*a).cmp(b),
            (Self::Text(a), Self::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Self::Array(a), Self::Array(b)) => a.items.cmp(&b.items),
            (Self::Record(a), Self::Record(b)) => a.cmp(b),
            _ => match (number(self), number(other)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => self.rank().cmp(&other.rank()),
            },
        }
    }
}

fn number(value: &Datum) -> Option<f64> {
    match value {
        Datum::Int(value) => Some(*value as f64),
        // Minus zero equals zero.
        Datum::Float(value) => Some(*value + 0.0),
        Datum::Numeric(value) => Some(value.to_f64()),
        _ => None,
    }
}

impl PartialOrd for Datum {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Datum {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Datum {}

impl Hash for Datum {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Null => {}
            Self::Bool(value) => value.hash(state),
            // Numbers of different kinds may be equal, so they hash through the same form.
            Self::Int(_) | Self::Float(_) | Self::Numeric(_) => {
                number(self).unwrap_or_default().to_bits().hash(state);
            }
            Self::Timestamp(value) => value.hash(state),
            Self::Text(text) => text.hash(state),
            Self::Array(array) => array.items.hash(state),
            Self::Record(fields) => fields.hash(state),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn equal_numbers_of_different_kinds_hash_alike() {
        let set: HashSet<Datum> = [Datum::Int(3), Datum::Float(3.0), Datum::Numeric(Numeric::from(3))].into();
        assert_eq!(set.len(), 1);
    }

    #[test]
    fn null_sorts_last_and_strings_by_bytes() {
        let mut values = vec![Datum::Null, Datum::text("a"), Datum::text("_"), Datum::text("Z")];
        values.sort();
        assert_eq!(values, vec![Datum::text("Z"), Datum::text("_"), Datum::text("a"), Datum::Null]);
    }
}
