//! The registry: every key with its type, default, bounds and meaning, once.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::error::ConfigError;
use super::sources::Sources;
use super::value::{ANY, Bounds, Bytes, Raw, Secret, SettingValue};

/// A key as `polias config` prints it.
pub struct Key {
    /// Dotted name, as in the TOML file.
    pub name: &'static str,
    /// What kind of value.
    pub kind: &'static str,
    /// Default, empty for none.
    pub default: &'static str,
    /// Bounds in the unit of the key.
    pub bounds: Option<String>,
    /// What it means.
    pub doc: &'static str,
}

const fn between(min: f64, max: f64) -> Bounds {
    Bounds { min, max }
}

/// Bytes as floating numbers, for bounds.
const MIB: f64 = 1_048_576.0;
const TIB: f64 = MIB * MIB;
/// Milliseconds in a second and a day.
const SECOND: f64 = 1_000.0;
const DAY: f64 = 86_400_000.0;

macro_rules! settings {
    ($( $(#[doc = $doc:literal])+ $field:ident : $type:ty = $name:literal, $default:literal, $bounds:expr; )+) => {
        /// All settings, typed and within their bounds.
        #[derive(Debug, Clone)]
        pub struct Settings {
            $( $(#[doc = $doc])+ pub $field: $type, )+
            /// Buckets with an endpoint of their own, `[buckets.NAME]`.
            pub buckets: Vec<super::buckets::BucketSettings>,
        }

        impl Settings {
            /// Takes every known key out of `sources`.
            pub fn read(sources: &mut Sources) -> Result<Self, ConfigError> {
                Ok(Self {
                    $( $field: read_key::<$type>(sources, $name, $default, $bounds)?, )+
                    buckets: super::buckets::read(sources)?,
                })
            }
        }

        /// Every key, in the order of the registry.
        pub fn keys() -> Vec<Key> {
            vec![$( Key {
                name: $name,
                kind: <$type as SettingValue>::KIND,
                default: $default,
                bounds: <$type as SettingValue>::show_bounds($bounds),
                doc: concat!($($doc),+),
            }, )+]
        }
    };
}

/// Takes one key, or its default.
pub(super) fn read_key<T: SettingValue>(
    sources: &mut Sources,
    name: &str,
    default: &str,
    bounds: Bounds,
) -> Result<T, ConfigError> {
    let (raw, origin) =
        sources.take(name).unwrap_or_else(|| (Raw::Text(default.to_owned()), "default".to_owned()));
    T::parse(&raw, bounds).map_err(|message| ConfigError::BadValue { key: name.to_owned(), origin, message })
}

settings! {
    /// Folder of the embedded catalog, local buckets and spill files; made when missing.
    data_dir: PathBuf = "data_dir", "polias-data", ANY;
    /// Where the Postgres wire listens. Beyond loopback it needs users and TLS.
    pg_listen: SocketAddr = "pg.listen", "127.0.0.1:5439", ANY;
    /// Most connections of the Postgres wire at once; more are refused.
    pg_max_connections: u64 = "pg.max_connections", "500", between(1.0, 100_000.0);
    /// Where Trino's protocol, health, readiness and metrics are served over HTTP. Loopback only.
    http_listen: SocketAddr = "http.listen", "127.0.0.1:8439", ANY;
    /// Certificate chain in PEM; turns TLS on together with tls.key.
    tls_cert: Option<PathBuf> = "tls.cert", "", ANY;
    /// Private key in PEM.
    tls_key: Option<PathBuf> = "tls.key", "", ANY;
    /// Use real S3 for buckets that have no section of their own; off: a bucket is a folder below data_dir/buckets.
    s3_enabled: bool = "s3.enabled", "false", ANY;
    /// Endpoint of an S3-compatible service; empty for AWS.
    s3_endpoint: Option<String> = "s3.endpoint", "", ANY;
    /// Region of the buckets.
    s3_region: String = "s3.region", "us-east-1", ANY;
    /// Access key; empty: taken from the environment or the instance role.
    s3_access_key_id: Option<String> = "s3.access_key_id", "", ANY;
    /// Secret key.
    s3_secret_access_key: Option<Secret> = "s3.secret_access_key", "", ANY;
    /// Session token of temporary credentials.
    s3_session_token: Option<Secret> = "s3.session_token", "", ANY;
    /// Address buckets as BUCKET.HOST instead of HOST/BUCKET.
    s3_virtual_hosted_style: bool = "s3.virtual_hosted_style", "false", ANY;
    /// Allow http:// endpoints.
    s3_allow_http: bool = "s3.allow_http", "false", ANY;
    /// Folders below which file:/// locations are allowed, besides data_dir/buckets and data_dir/files.
    file_roots: Vec<PathBuf> = "storage.file_roots", "", ANY;
    /// Memory all running queries share; beyond it they spill or fail.
    memory_limit: Bytes = "engine.memory_limit", "4GiB", between(64.0 * MIB, TIB);
    /// Most disk space for spilled data.
    spill_limit: Bytes = "engine.spill_limit", "64GiB", between(0.0, 1024.0 * TIB);
    /// Threads one query may use; 0 for the number of cores.
    target_partitions: u64 = "engine.target_partitions", "0", between(0.0, 1024.0);
    /// Rows in a batch.
    batch_rows: u64 = "engine.batch_rows", "8192", between(128.0, 65_536.0);
    /// Longest run of one query.
    query_timeout: Duration = "engine.query_timeout", "30m", between(SECOND, 7.0 * DAY);
    /// Longest statement.
    max_statement_bytes: Bytes = "engine.max_statement_bytes", "1MiB", between(1024.0, 4.0 * MIB);
    /// Most queries of a workgroup that run at once; more wait.
    max_concurrent_queries: u64 = "workgroup.max_concurrent_queries", "20", between(1.0, 10_000.0);
    /// Most queries of a workgroup that wait; more are refused.
    max_queued_queries: u64 = "workgroup.max_queued_queries", "200", between(0.0, 100_000.0);
    /// US dollars for each terabyte (10^12 bytes) scanned.
    price_per_tb_usd: f64 = "cost.price_per_tb_usd", "5", between(0.0, 100_000.0);
    /// Smallest billed amount of a query that scanned anything.
    minimum_billed: Bytes = "cost.minimum_billed", "10MB", between(0.0, TIB);
    /// Query records shown by the history; older ones are removed at each start.
    history_limit: u64 = "history.limit", "100000", between(100.0, 10_000_000.0);
    /// How long running queries may go on after SIGTERM.
    shutdown_grace: Duration = "shutdown.grace", "30s", between(0.0, 3600.0 * SECOND);
    /// What is logged: error, warn, info, debug, trace, or a tracing filter.
    log_level: String = "log.level", "info", ANY;
    /// Shape of log lines: text or json.
    log_format: String = "log.format", "text", ANY;
}
