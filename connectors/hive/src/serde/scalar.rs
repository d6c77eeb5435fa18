//! One decoded value of a primitive type, between a SerDe and the column it goes to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A value that is not NULL.
#[derive(Debug, Clone)]
pub(crate) enum Scalar<'a> {
    /// `boolean`
    Boolean(bool),
    /// `tinyint` to `bigint`, days of `date`, milliseconds of `timestamp`; in the range of its type.
    Integer(i64),
    /// `float`
    Float(f32),
    /// `double`
    Double(f64),
    /// Unscaled `decimal`, within the precision of its type.
    Decimal(i128),
    /// `string`, `varchar`, `char`; already cut to length.
    Text(Cow<'a, str>),
    /// `binary`
    Binary(Cow<'a, [u8]>),
}

impl PartialEq for Scalar<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Double(a), Self::Double(b)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Binary(a), Self::Binary(b)) => a == b,
            _ => false,
        }
    }
}

/// A key of a map. Keys that are not a number are equal to nothing, so that `Eq` needs them apart by bits.
struct Key<'a, 'b>(&'b Scalar<'a>);

impl PartialEq for Key<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (Scalar::Float(a), Scalar::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Scalar::Double(a), Scalar::Double(b)) => a == b || (a.is_nan() && b.is_nan()),
            (a, b) => a == b,
        }
    }
}

impl Eq for Key<'_, '_> {}

impl Hash for Key<'_, '_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Scalar::Boolean(value) => value.hash(state),
            Scalar::Integer(value) => value.hash(state),
            // Equal keys must hash alike: both zeros, and every NaN.
            Scalar::Float(value) => {
                (if value.is_nan() { f32::NAN } else { value + 0.0 }).to_bits().hash(state)
            }
            Scalar::Double(value) => {
                (if value.is_nan() { f64::NAN } else { value + 0.0 }).to_bits().hash(state)
            }
            Scalar::Decimal(value) => value.hash(state),
            Scalar::Text(value) => value.hash(state),
            Scalar::Binary(value) => value.hash(state),
        }
    }
}

/// Which of several entries with equal keys a map keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duplicates {
    /// The first (LazySimpleSerDe).
    KeepFirst,
    /// The last (JSON).
    KeepLast,
}

/// Marks the entries a map keeps: those whose key is not NULL, one for each distinct key.
pub(super) fn distinct_keys(keys: &[Option<Scalar<'_>>], duplicates: Duplicates) -> Vec<bool> {
    let mut keep = vec![false; keys.len()];
    let mut seen: HashMap<Key<'_, '_>, usize> = HashMap::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let Some(key) = key else { continue };
        match seen.get(&Key(key)) {
            Some(_) if duplicates == Duplicates::KeepFirst => continue,
            Some(&earlier) => keep[earlier] = false,
            None => {}
        }
        seen.insert(Key(key), at);
        keep[at] = true;
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_distinct_by_value() {
        let text = |s: &'static str| Some(Scalar::Text(Cow::Borrowed(s)));
        let keys = [text("a"), None, text("b"), text("a")];
        assert_eq!(distinct_keys(&keys, Duplicates::KeepFirst), [true, false, true, false]);
        assert_eq!(distinct_keys(&keys, Duplicates::KeepLast), [false, false, true, true]);
        let keys = [0.0, -0.0, f64::NAN, f64::NAN].map(|value| Some(Scalar::Double(value)));
        assert_eq!(distinct_keys(&keys, Duplicates::KeepFirst), [true, false, true, false]);
    }
}
