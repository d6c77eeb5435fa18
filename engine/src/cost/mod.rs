//! What a query costs: Athena's price rules, and the estimate before it runs.

mod estimate;
mod price;

pub(crate) use estimate::estimate_bytes;
pub(crate) use price::Price;
