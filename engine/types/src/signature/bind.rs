//! What the variables of a signature stand for in one call.

use std::collections::BTreeMap;

use crate::Type;

/// Types and numbers of variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// Type variables.
    pub types: BTreeMap<String, Type>,
    /// Number variables.
    pub numbers: BTreeMap<String, u32>,
}
