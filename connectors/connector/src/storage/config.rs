//! Where buckets are.

use std::path::PathBuf;

/// How to reach an S3 endpoint.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct S3Config {
    /// `https://…`; `None` for AWS.
    pub endpoint: Option<String>,
    /// Region, `us-east-1` by default.
    pub region: Option<String>,
    /// Access key; with `None` environment and instance role are tried.
    pub access_key_id: Option<String>,
    /// Secret key.
    pub secret_access_key: Option<String>,
    /// Session token.
    pub session_token: Option<String>,
    /// `bucket.host/key` instead of `host/bucket/key`.
    pub virtual_hosted_style: bool,
    /// Whether plain `http://` endpoints are allowed.
    pub allow_http: bool,
}

impl std::fmt::Debug for S3Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// A bucket with an endpoint of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketConfig {
    /// Bucket name.
    pub name: String,
    /// Its endpoint.
    pub s3: S3Config,
}

/// All of storage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageConfig {
    /// `<data-dir>/buckets`: without S3 a bucket is a folder below it.
    pub local_buckets: PathBuf,
    /// When set, buckets are on S3 (those not named in `buckets`).
    pub s3: Option<S3Config>,
    /// Buckets on endpoints of their own.
    pub buckets: Vec<BucketConfig>,
    /// Roots below which `file:///…` locations are allowed.
    pub file_roots: Vec<PathBuf>,
}
