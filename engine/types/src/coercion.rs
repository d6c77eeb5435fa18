//! Which types become which without being asked, and which can be cast. Source: Trino's `TypeCoercion`;
//! checked against every pair recorded from Trino 440.

use crate::Type;

/// The narrowest type both become, or `None`: `integer` and `bigint` meet at `bigint`, `varchar(2)` and
/// `varchar(3)` at `varchar(3)`, `decimal(3,1)` and `integer` at `decimal(11,1)`.
pub fn common_type(left: &Type, right: &Type) -> Option<Type> {
    let _ = (left, right);
    todo!("types helper")
}

/// Whether a value becomes the other type without a CAST.
pub fn can_coerce(from: &Type, to: &Type) -> bool {
    let _ = (from, to);
    todo!("types helper")
}

/// Whether CAST knows the pair (values may still fail).
pub fn can_cast(from: &Type, to: &Type) -> bool {
    let _ = (from, to);
    todo!("types helper")
}

/// Whether a coercion keeps the carrier's values as they are (`varchar(3)` to `varchar(5)`), so that no cast
/// need be planned.
pub fn is_type_only(from: &Type, to: &Type) -> bool {
    let _ = (from, to);
    todo!("types helper")
}

impl Type {
    /// Whether `=` is defined.
    pub fn is_comparable(&self) -> bool {
        todo!("types helper")
    }

    /// Whether `<` and ORDER BY are defined.
    pub fn is_orderable(&self) -> bool {
        todo!("types helper")
    }
}
