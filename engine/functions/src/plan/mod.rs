//! What plans need beside the functions a user calls: conversions into carriers, lists for UNNEST, errors
//! that a plan raises. None has a name a statement could call.

mod carrier;
mod failure;
mod lists;

pub use carrier::{at_utc, carrier_cast, time_in_utc, with_padding, without_padding};
pub use failure::{fail, next_depth};
pub use lists::{entries, ordinals};
