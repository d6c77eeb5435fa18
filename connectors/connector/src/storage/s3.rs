//! Stores of buckets on S3 and what speaks its protocol.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use super::S3Config;
use crate::{ConnectorError, Result};

/// Retries of one request, and the longest they may take together.
const MAX_RETRIES: usize = 5;
const RETRY_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest wait for a connection, and for one request with its answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);

/// Fails when the endpoint cannot be used as configured; contacts nobody.
pub(super) fn check_config(config: &S3Config) -> Result<()> {
    let Some(endpoint) = &config.endpoint else { return Ok(()) };
    let (scheme, host) = endpoint.split_once("://").unwrap_or(("", ""));
    if !matches!(scheme, "https" | "http") || host.is_empty() {
        return Err(invalid(format!("S3 endpoint '{endpoint}' must start with https://")));
    }
    if host.contains('@') {
        return Err(invalid("an S3 endpoint must not hold credentials".to_string())
            .with_hint("set access_key_id and secret_access_key instead"));
    }
    if scheme == "http" && !config.allow_http {
        return Err(invalid(format!("S3 endpoint '{endpoint}' is not encrypted"))
            .with_hint("use https:// or set allow_http = true for this endpoint"));
    }
    if config.access_key_id.is_some() != config.secret_access_key.is_some() {
        return Err(invalid("access_key_id and secret_access_key must be set together".to_string()));
    }
    Ok(())
}

/// The store of `bucket`. Without configured keys, the environment's variables, web identity, container
/// and instance roles are tried in that order when the first request is made.
pub(super) fn open(bucket: &str, config: &S3Config) -> Result<Arc<dyn ObjectStore>> {
    check_config(config)?;
    let mut builder = match &config.access_key_id {
        Some(_) => AmazonS3Builder::new(),
        None => AmazonS3Builder::from_env(),
    }
    .with_bucket_name(bucket)
    .with_region(config.region.as_deref().unwrap_or("us-east-1"))
    .with_client_options(
        ClientOptions::new().with_connect_timeout(CONNECT_TIMEOUT).with_timeout(REQUEST_TIMEOUT),
    )
    .with_allow_http(config.allow_http)
    .with_virtual_hosted_style_request(config.virtual_hosted_style)
    .with_retry(RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: MAX_RETRIES,
        retry_timeout: RETRY_TIMEOUT,
    });
    if let Some(endpoint) = &config.endpoint {
        builder = builder.with_endpoint(bucket_endpoint(endpoint, bucket, config.virtual_hosted_style));
    }
    if let Some(key) = &config.access_key_id {
        builder = builder.with_access_key_id(key);
    }
    if let Some(secret) = &config.secret_access_key {
        builder = builder.with_secret_access_key(secret);
    }
    if let Some(token) = &config.session_token {
        builder = builder.with_token(token);
    }
    let store =
        builder.build().map_err(|error| invalid(format!("bucket '{bucket}' cannot be opened: {error}")))?;
    Ok(Arc::new(store))
}

/// The store builder wants the bucket in the host's name where requests are virtual-hosted.
fn bucket_endpoint(endpoint: &str, bucket: &str, virtual_hosted: bool) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    match endpoint.split_once("://") {
        Some((scheme, host)) if virtual_hosted => format!("{scheme}://{bucket}.{host}"),
        _ => endpoint.to_string(),
    }
}

fn invalid(message: String) -> ConnectorError {
    ConnectorError::new("CONFIGURATION_INVALID", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(endpoint: &str) -> S3Config {
        S3Config {
            endpoint: Some(endpoint.to_string()),
            access_key_id: Some("AKIAEXAMPLE".to_string()),
            secret_access_key: Some("very-secret".to_string()),
            ..S3Config::default()
        }
    }

    #[test]
    fn plain_http_must_be_allowed() {
        let mut config = config("http://127.0.0.1:9000");
        assert!(open("bucket", &config).unwrap_err().message.contains("not encrypted"));
        config.allow_http = true;
        assert!(open("bucket", &config).is_ok());
    }

    #[test]
    fn endpoints_are_checked() {
        assert!(check_config(&config("minio:9000")).unwrap_err().message.contains("https://"));
        let error = check_config(&config("https://key:very-secret@host")).unwrap_err();
        assert!(!error.message.contains("very-secret"));
        let mut half = config("https://host");
        half.access_key_id = None;
        assert!(check_config(&half).unwrap_err().message.contains("together"));
    }

    #[test]
    fn virtual_hosted_style_puts_the_bucket_into_the_host() {
        assert_eq!(bucket_endpoint("https://s3.local:9000/", "b-1", true), "https://b-1.s3.local:9000");
        assert_eq!(bucket_endpoint("https://s3.local:9000/", "b-1", false), "https://s3.local:9000");
    }
}
