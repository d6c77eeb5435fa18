//! Trino's types: names, coercions, casts, signatures of functions, carriers in Arrow, text of values.
//!
//! One place knows what a Trino type is; the analyzer, the kernels, the doors and the catalog views ask here.
//! It must never need DataFusion, and never know a wire format.

mod carrier;
mod cast;
mod coercion;
mod data_type;
mod display;
mod limits;
mod operator;
mod parse;
mod signature;
pub mod text;
#[cfg(test)]
mod type_pairs;
mod type_text;
mod value;
mod zone;

pub use carrier::{INSTANT_FIELD, MAX_CARRIED_PRECISION, TIME_FIELDS, ZONE_FIELD, timestamp_unit};
pub use cast::can_cast;
pub use coercion::{can_coerce, common_type, is_type_only};
pub use data_type::{MAX_PRECISION, Opaque, RowField, Type};
pub use display::TypeSignature;
pub use limits::{MAX_CHAR_LENGTH, MAX_TIME_PRECISION, UNBOUNDED_LENGTH};
pub use operator::{ArithmeticOperator, arithmetic_types, resolve_arithmetic};
pub use parse::TypeError;
pub use signature::{
    ArgumentType, Binding, ComputedNumber, Constraint, FunctionKind, FunctionSet, NumberExpression,
    NumberOperator, NumberPattern, Pattern, ResolvedFunction, Signature, Unresolved, Variable,
};
pub use value::Value;
pub use zone::{MAX_OFFSET_MINUTES, Zone};
