//! `[buckets.NAME]` sections: buckets on endpoints of their own.

use polias_engine::storage::{BucketConfig, S3Config, StorageConfig};

use super::error::ConfigError;
use super::settings::{Settings, read_key};
use super::sources::Sources;
use super::value::{ANY, Secret};

/// One `[buckets.NAME]` section; the keys mean what they mean below `s3`.
#[derive(Debug, Clone)]
pub struct BucketSettings {
    /// Bucket name.
    pub name: String,
    /// `endpoint`
    pub endpoint: Option<String>,
    /// `region`
    pub region: String,
    /// `access_key_id`
    pub access_key_id: Option<String>,
    /// `secret_access_key`
    pub secret_access_key: Option<Secret>,
    /// `session_token`
    pub session_token: Option<Secret>,
    /// `virtual_hosted_style`
    pub virtual_hosted_style: bool,
    /// `allow_http`
    pub allow_http: bool,
}

/// Reads every section.
pub(super) fn read(sources: &mut Sources) -> Result<Vec<BucketSettings>, ConfigError> {
    sources
        .names_below("buckets")
        .into_iter()
        .map(|name| {
            let key = |field: &str| format!("buckets.{name}.{field}");
            Ok(BucketSettings {
                endpoint: read_key(sources, &key("endpoint"), "", ANY)?,
                region: read_key(sources, &key("region"), "us-east-1", ANY)?,
                access_key_id: read_key(sources, &key("access_key_id"), "", ANY)?,
                secret_access_key: read_key(sources, &key("secret_access_key"), "", ANY)?,
                session_token: read_key(sources, &key("session_token"), "", ANY)?,
                virtual_hosted_style: read_key(sources, &key("virtual_hosted_style"), "false", ANY)?,
                allow_http: read_key(sources, &key("allow_http"), "false", ANY)?,
                name,
            })
        })
        .collect()
}

/// The engine's view of where buckets are.
pub fn bucket_configs(settings: &Settings) -> StorageConfig {
    let secret = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let shared = S3Config {
        endpoint: settings.s3_endpoint.clone(),
        region: Some(settings.s3_region.clone()),
        access_key_id: settings.s3_access_key_id.clone(),
        secret_access_key: secret(&settings.s3_secret_access_key),
        session_token: secret(&settings.s3_session_token),
        virtual_hosted_style: settings.s3_virtual_hosted_style,
        allow_http: settings.s3_allow_http,
    };
    let own = |bucket: &BucketSettings| BucketConfig {
        name: bucket.name.clone(),
        s3: S3Config {
            endpoint: bucket.endpoint.clone(),
            region: Some(bucket.region.clone()),
            access_key_id: bucket.access_key_id.clone(),
            secret_access_key: secret(&bucket.secret_access_key),
            session_token: secret(&bucket.session_token),
            virtual_hosted_style: bucket.virtual_hosted_style,
            allow_http: bucket.allow_http,
        },
    };
    // Not the data directory itself: the catalog with its password verifiers lies there.
    let mut file_roots = vec![settings.data_dir.join("buckets"), settings.data_dir.join("files")];
    file_roots.extend(settings.file_roots.iter().cloned());
    StorageConfig {
        local_buckets: settings.data_dir.join("buckets"),
        s3: settings.s3_enabled.then_some(shared),
        buckets: settings.buckets.iter().map(own).collect(),
        file_roots,
    }
}
