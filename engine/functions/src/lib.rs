//! Trino's functions, operators and casts as DataFusion functions over the carriers of `polias-types`.
//!
//! Every kernel gets exactly the types it resolved to; nothing here coerces. It must never ask a catalog or a
//! session: what a function needs of the session is in [`Context`].

mod aggregate;
mod built;
mod calendar;
mod cast;
mod context;
mod error;
mod kernel;
mod moments;
mod operator;
mod plan;
mod registry;
mod rows;
mod scalar;
mod window;

pub use aggregate::aggregate;
pub use built::has_kernel;
pub use cast::cast;
pub use context::Context;
pub use error::DataError;
pub use operator::{
    Comparison, arithmetic, array_constructor, between, comparison, in_list, instant, is_distinct, like,
    negate, row_constructor, row_field, subscript, try_expression,
};
pub use plan::{
    at_utc, carrier_cast, entries, fail, next_depth, ordinals, time_in_utc, with_padding, without_padding,
};
pub use registry::{functions, is_built};
pub use scalar::{Argument, higher_order, scalar};
pub use window::window;
