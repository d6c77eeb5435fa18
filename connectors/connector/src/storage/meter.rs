//! Counts the bytes of one query.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::catalog::Session;

use crate::{ConnectorError, Result};

/// Bytes read by one query, and where reading must stop.
#[derive(Debug, Default)]
pub struct Meter {
    bytes: AtomicU64,
    cutoff: Option<u64>,
}

impl Meter {
    /// `cutoff`: reading beyond it fails with `EXCEEDED_SCAN_LIMIT` before the bytes are read.
    pub fn new(cutoff: Option<u64>) -> Self {
        Self { bytes: AtomicU64::new(0), cutoff }
    }

    /// Bytes of table data read so far (cache hits included).
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Reserves `bytes` before they are read; fails, and counts nothing, when the cutoff would be crossed.
    pub fn charge(&self, bytes: u64) -> Result<()> {
        let cutoff = self.cutoff.unwrap_or(u64::MAX);
        self.bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |read| {
                read.checked_add(bytes).filter(|sum| *sum <= cutoff)
            })
            .map(|_| ())
            .map_err(|_| {
                ConnectorError::new(
                    "EXCEEDED_SCAN_LIMIT",
                    format!("Query exceeded the bytes scanned cutoff of {cutoff} bytes"),
                )
                .with_hint("read fewer columns or partitions, or raise the workgroup's cutoff")
            })
    }

    /// Gives back what was reserved for a read that failed.
    pub(super) fn release(&self, bytes: u64) {
        let _ = self
            .bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |read| Some(read.saturating_sub(bytes)));
    }

    /// The meter of the query that plans in `session`: the engine puts it into the session's configuration
    /// (`SessionConfig::with_extension`), the same one it gives to [`super::QueryStores`]. Connectors need
    /// it where they serve bytes from a cache. Its absence is an error, for bytes would go uncounted.
    pub fn of(session: &dyn Session) -> Result<Arc<Self>> {
        session.config().get_extension::<Self>().ok_or_else(|| {
            ConnectorError::new("GENERIC_INTERNAL_ERROR", "the session of this query has no byte meter")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_without_cutoff() {
        let meter = Meter::new(None);
        meter.charge(7).unwrap();
        meter.charge(5).unwrap();
        assert_eq!(meter.bytes(), 12);
    }

    #[test]
    fn cutoff_refuses_before_counting_and_may_be_met_exactly() {
        let meter = Meter::new(Some(10));
        meter.charge(6).unwrap();
        let error = meter.charge(5).unwrap_err();
        assert_eq!(error.name, "EXCEEDED_SCAN_LIMIT");
        assert_eq!(error.message, "Query exceeded the bytes scanned cutoff of 10 bytes");
        assert_eq!(meter.bytes(), 6);
        meter.charge(4).unwrap();
        assert!(meter.charge(1).is_err());
    }

    #[test]
    fn overflow_is_refused() {
        let meter = Meter::new(None);
        meter.charge(u64::MAX).unwrap();
        assert!(meter.charge(1).is_err());
    }

    #[test]
    fn release_gives_back() {
        let meter = Meter::new(Some(10));
        meter.charge(10).unwrap();
        meter.release(4);
        assert_eq!(meter.bytes(), 6);
        meter.charge(4).unwrap();
    }
}
