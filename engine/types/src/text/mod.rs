//! Text of values: what clients read in result files, on the command line and over text protocols.
//!
//! Everything is appended to a string of the caller's and written digit by digit, as results have millions of
//! values. It must never know a protocol: quoting, NULL at the top and line ends are the caller's.

mod bytes;
mod datetime;
mod number;
mod value;

pub use bytes::{write_ip_address, write_uuid, write_varbinary};
pub use datetime::{
    civil, write_date, write_date_cast, write_interval_day_second, write_interval_year_month, write_offset,
    write_time, write_time_with_zone, write_timestamp, write_timestamp_with_zone,
};
pub use number::{
    write_decimal, write_double, write_double_cast, write_integer, write_real, write_real_cast,
};
pub use value::{CarrierMismatch, ValueWriter, write_padded, write_value};
