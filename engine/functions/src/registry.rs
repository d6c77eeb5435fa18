//! All signatures, and which of them have a kernel.

use std::sync::LazyLock;

use polias_types::{FunctionSet, ResolvedFunction};

static FUNCTIONS: LazyLock<FunctionSet> = LazyLock::new(FunctionSet::default);

/// Every function of Trino 440 by its signature. What has no kernel yet resolves too, so that its types are
/// checked, and is then refused by name ([`is_built`]).
pub fn functions() -> &'static FunctionSet {
    &FUNCTIONS
}

/// Whether there is a kernel for the function.
pub fn is_built(function: &ResolvedFunction) -> bool {
    let _ = function;
    todo!("functions helper")
}
