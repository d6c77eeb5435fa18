//! Counts the bytes of one query.
/// Bytes read by one query, and where reading must stop.
#[derive(Debug, Default)]
pub struct Meter {}
impl Meter {
    /// `cutoff`: reading beyond it fails with `EXCEEDED_SCAN_LIMIT`-like error before the bytes are read.
    pub fn new(cutoff: Option<u64>) -> Self { let _ = cutoff; todo!() }
    /// Bytes of table data read so far (cache hits included).
    pub fn bytes(&self) -> u64 { todo!() }
    /// Reserves `bytes` before they are read; fails when the cutoff would be crossed.
    pub fn charge(&self, bytes: u64) -> crate::Result<()> { let _ = bytes; todo!() }
}
