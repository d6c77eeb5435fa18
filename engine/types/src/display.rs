//! Types as Trino names them.

use std::fmt;

use crate::Type;

/// `bigint`, `varchar(3)`, `timestamp(3) with time zone`, `row(a bigint, "B" varchar)`
impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = formatter;
        todo!("types helper")
    }
}
