//! Trino's functions. Their table stands beside the kernels, in a crate that needs DataFusion; only its
//! rows are read here.

use std::sync::LazyLock;

use polias_types::{FunctionKind, FunctionSet, Signature};

#[path = "../../../functions/src/registry/aggregate.rs"]
mod aggregate;
#[path = "../../../functions/src/registry/array.rs"]
mod array;
#[path = "../../../functions/src/registry/conversion.rs"]
mod conversion;
#[path = "../../../functions/src/registry/datetime.rs"]
mod datetime;
#[path = "../../../functions/src/registry/json.rs"]
mod json;
#[path = "../../../functions/src/registry/map.rs"]
mod map;
#[path = "../../../functions/src/registry/math.rs"]
mod math;
#[path = "../../../functions/src/registry/regexp.rs"]
mod regexp;
#[path = "../../../functions/src/registry/sketch.rs"]
mod sketch;
#[path = "../../../functions/src/registry/string.rs"]
mod string;
#[path = "../../../functions/src/registry/system.rs"]
mod system;
#[path = "../../../functions/src/registry/window.rs"]
mod window;

/// Name, result, arguments, and flags of a signature.
type Row = (&'static str, &'static str, &'static str, &'static str);

const TABLES: &[(FunctionKind, &[Row])] = &[
    (FunctionKind::Scalar, array::ROWS),
    (FunctionKind::Scalar, conversion::ROWS),
    (FunctionKind::Scalar, datetime::ROWS),
    (FunctionKind::Scalar, json::ROWS),
    (FunctionKind::Scalar, map::ROWS),
    (FunctionKind::Scalar, math::ROWS),
    (FunctionKind::Scalar, regexp::ROWS),
    (FunctionKind::Scalar, sketch::ROWS),
    (FunctionKind::Scalar, string::ROWS),
    (FunctionKind::Scalar, system::ROWS),
    (FunctionKind::Aggregate, aggregate::ROWS),
    (FunctionKind::Window, window::ROWS),
];

static FUNCTIONS: LazyLock<FunctionSet> = LazyLock::new(|| {
    let signatures = TABLES.iter().flat_map(|(kind, rows)| {
        rows.iter().map(|(name, result, arguments, flags)| {
            Signature::parse(name, *kind, result, arguments, flags)
                .unwrap_or_else(|| panic!("{name}({arguments})"))
        })
    });
    FunctionSet::new(signatures)
});

/// All of them.
pub(crate) fn functions() -> &'static FunctionSet {
    &FUNCTIONS
}
