//! A parsed `s3://bucket/key` or `file:///…` address.
use object_store::path::Path;
use crate::Result;
/// Where a table, partition or file lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// `s3://bucket/` or `file:///`: the key of the object store.
    pub store: datafusion::execution::object_store::ObjectStoreUrl,
    /// Path inside that store.
    pub path: Path,
}
impl Location {
    /// Parses; refuses other schemes (`s3a`, ARN, http), globs, empty buckets, `..`. Error name `HIVE_INVALID_METADATA`-like, see Athena's rules.
    pub fn parse(text: &str) -> Result<Self> { let _ = text; todo!() }
}
