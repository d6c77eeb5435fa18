//! Keys of a map being made: none is NULL, none comes twice.

use arrow::array::{Array, ArrayRef};
use datafusion::error::Result;
use polias_types::Type;

use crate::DataError;
use crate::cast::key_text;
use crate::operator::comparator::equality;
use crate::scalar::array::Identity;

/// The column that keys are taken from.
pub(in crate::scalar) struct Keys<'a> {
    of: &'a Type,
    column: &'a ArrayRef,
    identity: Identity,
}

impl<'a> Keys<'a> {
    /// Keys of a type out of a column.
    pub(in crate::scalar) fn new(of: &'a Type, column: &'a ArrayRef) -> Result<Self> {
        Ok(Self { of, column, identity: Identity::new(of, column, column)? })
    }

    /// An error when these places are no keys of one map.
    pub(in crate::scalar) fn check(&self, places: impl IntoIterator<Item = usize>) -> Result<()> {
        let mut seen = self.identity.set();
        for place in places {
            self.check_null(place)?;
            if !seen.insert((0, place)) {
                let key = key_text(self.of, self.column, place)?.unwrap_or_default();
                return Err(refusal(format!("Duplicate map keys ({key}) are not allowed")));
            }
        }
        Ok(())
    }

    /// An error when the key is NULL or holds a NULL.
    pub(in crate::scalar) fn check_null(&self, place: usize) -> Result<()> {
        // A column of the type of NULL has no bits for it.
        if *self.of == Type::Unknown || self.column.is_null(place) {
            return Err(refusal("map key cannot be null".to_owned()));
        }
        // What is nested may hold NULLs: then the key does not even equal itself.
        if matches!(self.of, Type::Array(_) | Type::Row(_) | Type::Map(..)) {
            let one = self.column.slice(place, 1);
            if equality(self.of, &one, &one)?(0, 0).is_none() {
                let key = key_text(self.of, self.column, place)?.unwrap_or_default();
                return Err(refusal(format!("map key cannot be indeterminate: {key}")));
            }
        }
        Ok(())
    }

    /// Groups places of equal keys, in the order of their first.
    pub(in crate::scalar) fn groups(
        &self,
        places: impl IntoIterator<Item = usize>,
    ) -> Result<Vec<Vec<usize>>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut known = self.identity.numbering();
        for place in places {
            self.check_null(place)?;
            let number = known.number((0, place));
            match groups.get_mut(number) {
                Some(group) => group.push(place),
                None => groups.push(vec![place]),
            }
        }
        Ok(groups)
    }
}

fn refusal(message: String) -> datafusion::error::DataFusionError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message).into()
}
