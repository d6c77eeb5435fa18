//! Settings that contradict each other.

use super::error::ConfigError;
use super::settings::Settings;

/// Refuses contradictions, naming both keys.
pub(super) fn check(settings: &Settings) -> Result<(), ConfigError> {
    let contradiction = |first: &str, second: &str, message: &str| {
        Err(ConfigError::Contradiction {
            first: first.to_owned(),
            second: second.to_owned(),
            message: message.to_owned(),
        })
    };
    if settings.tls_cert.is_some() != settings.tls_key.is_some() {
        return contradiction("tls.cert", "tls.key", "TLS needs both");
    }
    if settings.pg_listen == settings.http_listen && settings.pg_listen.port() != 0 {
        return contradiction("pg.listen", "http.listen", "two doors cannot share one address");
    }
    if !settings.s3_enabled {
        let set = [
            ("s3.endpoint", settings.s3_endpoint.is_some()),
            ("s3.access_key_id", settings.s3_access_key_id.is_some()),
            ("s3.secret_access_key", settings.s3_secret_access_key.is_some()),
            ("s3.session_token", settings.s3_session_token.is_some()),
        ];
        if let Some((key, _)) = set.into_iter().find(|(_, set)| *set) {
            return contradiction("s3.enabled", key, "it is set, but S3 is off; set s3.enabled = true");
        }
    }
    check_endpoint("s3", &settings.s3_endpoint, settings.s3_allow_http)?;
    check_keys("s3", settings.s3_access_key_id.is_some(), settings.s3_secret_access_key.is_some())?;
    for bucket in &settings.buckets {
        let section = format!("buckets.{}", bucket.name);
        check_endpoint(&section, &bucket.endpoint, bucket.allow_http)?;
        check_keys(&section, bucket.access_key_id.is_some(), bucket.secret_access_key.is_some())?;
    }
    if !["text", "json"].contains(&settings.log_format.as_str()) {
        return Err(ConfigError::BadValue {
            key: "log.format".to_owned(),
            origin: "configuration".to_owned(),
            message: format!("expected text or json, found {:?}", settings.log_format),
        });
    }
    Ok(())
}

fn check_endpoint(section: &str, endpoint: &Option<String>, allow_http: bool) -> Result<(), ConfigError> {
    let Some(endpoint) = endpoint else { return Ok(()) };
    if endpoint.starts_with("http://") && !allow_http {
        return Err(ConfigError::Contradiction {
            first: format!("{section}.endpoint"),
            second: format!("{section}.allow_http"),
            message: "the endpoint is plain http; set allow_http = true to allow it".to_owned(),
        });
    }
    if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
        return Err(ConfigError::BadValue {
            key: format!("{section}.endpoint"),
            origin: "configuration".to_owned(),
            message: format!("expected https://… or http://…, found {endpoint:?}"),
        });
    }
    Ok(())
}

fn check_keys(section: &str, access: bool, secret: bool) -> Result<(), ConfigError> {
    if access == secret {
        return Ok(());
    }
    Err(ConfigError::Contradiction {
        first: format!("{section}.access_key_id"),
        second: format!("{section}.secret_access_key"),
        message: "static credentials need both".to_owned(),
    })
}
