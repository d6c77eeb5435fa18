//! Athena's price rules.
//!
//! A query pays for the bytes it scanned, rounded up to the megabyte, 10 MB at least (the minimum is a
//! setting); what scanned nothing is free. DDL and failed queries are free, a cancelled one pays for what it
//! had scanned: that is decided where the query ends, see [`crate::query`].
//!
//! A megabyte here is 10^6 bytes and a terabyte 10^12. Sources: <https://aws.amazon.com/athena/pricing/>
//! ("rounded up to the nearest megabyte, with a 10 MB minimum per query"), and the API's
//! `BytesScannedCutoffPerQuery`, whose minimum of 10 MB is written 10,000,000.

/// Bytes are billed in steps of this many.
const MEGABYTE: u64 = 1_000_000;

/// Bytes of a terabyte, to which the price refers.
const TERABYTE: f64 = 1e12;

/// How bytes become dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Price {
    /// US dollars for 10^12 bytes.
    per_tb_usd: f64,
    /// Least that is billed for a query that scanned anything, bytes.
    minimum_bytes: u64,
}

impl Price {
    /// From settings.
    pub(crate) fn new(per_tb_usd: f64, minimum_bytes: u64) -> Self {
        Self { per_tb_usd, minimum_bytes }
    }

    /// Bytes paid for, when `scanned` bytes were read.
    pub(crate) fn billed_bytes(&self, scanned: u64) -> u64 {
        if scanned == 0 {
            return 0;
        }
        scanned.div_ceil(MEGABYTE).saturating_mul(MEGABYTE).max(self.minimum_bytes)
    }

    /// Price of that many billed bytes, in US dollars.
    pub(crate) fn usd(&self, billed_bytes: u64) -> f64 {
        billed_bytes as f64 / TERABYTE * self.per_tb_usd
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn athena() -> Price {
        Price::new(5.0, 10_000_000)
    }

    #[test]
    fn rounds_up_to_the_megabyte_with_a_minimum() {
        for (scanned, billed) in [
            (0, 0),
            (1, 10_000_000),
            (9_999_999, 10_000_000),
            (10_000_000, 10_000_000),
            (10_000_001, 11_000_000),
            (12_500_000, 13_000_000),
            (u64::MAX, u64::MAX),
        ] {
            assert_eq!(athena().billed_bytes(scanned), billed, "{scanned}");
        }
        assert_eq!(Price::new(5.0, 0).billed_bytes(1), 1_000_000);
    }

    #[test]
    fn five_dollars_a_terabyte() {
        assert_eq!(athena().usd(1_000_000_000_000), 5.0);
        assert!((athena().usd(10_000_000) - 0.00005).abs() < 1e-12);
        assert_eq!(athena().usd(0), 0.0);
    }
}
