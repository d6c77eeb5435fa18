//! A parsed `s3://bucket/key` or `file:///…` address.
//!
//! Keys are taken byte for byte: nothing is percent-decoded or encoded on the way in, because S3 keys
//! such as `dt=a%20b` and `dt=a b` are two different objects. Paths must therefore be built here (or with
//! [`Location::join`]) and never with `object_store::path::Path::from`, which percent-encodes.

use datafusion::execution::object_store::ObjectStoreUrl;
use object_store::path::Path;

use crate::{ConnectorError, Result};

/// Longest key S3 takes, in bytes.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>.
const MAX_KEY_BYTES: usize = 1024;

/// Where a table, partition or file lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// `s3://bucket/` or `file:///`: the key of the object store.
    pub store: ObjectStoreUrl,
    /// Path inside that store.
    pub path: Path,
}

impl Location {
    /// Parses an address by Athena's rules
    /// (<https://docs.aws.amazon.com/athena/latest/ug/tables-location-format.html>): `s3://bucket/folder/`,
    /// or `file:///folder/`. Fails with `HIVE_INVALID_METADATA` for other schemes, ARNs, globs, an empty or
    /// impossible bucket, empty (`//`) or relative (`.`, `..`) segments and control characters.
    pub fn parse(text: &str) -> Result<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        match scheme {
            "s3" => Self::parse_s3(text, rest),
            "file" => Self::parse_file(text, rest),
            _ => Err(refuse_scheme(text, scheme)),
        }
    }

    /// The address of `name` directly below this one. `name` is one segment, taken byte for byte.
    pub fn join(&self, name: &str) -> Result<Self> {
        let text = match self.path.as_ref() {
            "" => name.to_string(),
            parent => format!("{parent}/{name}"),
        };
        let path = key_path(&text, &text)?;
        Ok(Self { store: self.store.clone(), path })
    }

    /// The address of an object that was listed in the same store.
    pub fn with_path(&self, path: Path) -> Self {
        Self { store: self.store.clone(), path }
    }

    fn parse_s3(text: &str, rest: &str) -> Result<Self> {
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(invalid(text, "the bucket name is missing").with_hint("write s3://bucket/folder/"));
        }
        if !is_bucket_name(bucket) {
            return Err(invalid(text, format!("'{bucket}' is not a bucket name")).with_hint(
                "a bucket name has 3 to 63 letters, digits, dots, hyphens or underscores, without '..'",
            ));
        }
        let store = ObjectStoreUrl::parse(format!("s3://{bucket}"))
            .map_err(|error| invalid(text, error.to_string()))?;
        Ok(Self { store, path: key_path(text, key)? })
    }

    fn parse_file(text: &str, rest: &str) -> Result<Self> {
        let Some(path) = rest.strip_prefix('/') else {
            return Err(invalid(text, "a file address has no host").with_hint("write file:///folder/"));
        };
        Ok(Self { store: ObjectStoreUrl::local_filesystem(), path: key_path(text, path)? })
    }
}

/// `s3://bucket/key` or `file:///path`, as `"$path"` shows it.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.store, self.path)
    }
}

fn invalid(text: &str, reason: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::new("HIVE_INVALID_METADATA", format!("location '{text}' is not valid: {reason}"))
}

fn refuse_scheme(text: &str, scheme: &str) -> ConnectorError {
    match scheme.to_ascii_lowercase().as_str() {
        "s3a" | "s3n" => invalid(text, format!("the scheme {scheme} is not supported"))
            .with_hint(format!("write s3://{}", text.get(scheme.len() + 3..).unwrap_or_default())),
        "http" | "https" => invalid(text, "web addresses are not supported")
            .with_hint("write s3://bucket/folder/ and configure the endpoint of the bucket"),
        _ if text.starts_with("arn:") => {
            invalid(text, "ARNs are not supported").with_hint("write s3://bucket/folder/")
        }
        _ => invalid(text, "it must start with s3://")
            .with_hint("write s3://bucket/folder/ or file:///folder/"),
    }
}

/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>, and the older
/// rules, which allowed upper case and underscores.
fn is_bucket_name(bucket: &str) -> bool {
    (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && bucket.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && !bucket.contains("..")
}

fn key_path(text: &str, key: &str) -> Result<Path> {
    if key.len() > MAX_KEY_BYTES {
        return Err(invalid(text, format!("the key is longer than {MAX_KEY_BYTES} bytes")));
    }
    if key.contains(['*', '?']) {
        return Err(invalid(text, "wildcards are not supported")
            .with_hint("name the folder; all files below it are read"));
    }
    if key.starts_with('/') || key.contains("//") {
        return Err(invalid(text, "it has an empty folder name ('//')").with_hint("write single slashes"));
    }
    Path::parse(key).map_err(|error| invalid(text, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> ConnectorError {
        Location::parse(text).unwrap_err()
    }

    #[test]
    fn s3_addresses_keep_keys_byte_for_byte() {
        let location = Location::parse("s3://my-bucket/t/dt=a%20b/k=a b/größe=1#x/").unwrap();
        assert_eq!(location.store.as_str(), "s3://my-bucket/");
        assert_eq!(location.path.as_ref(), "t/dt=a%20b/k=a b/größe=1#x");
        assert_eq!(location.to_string(), "s3://my-bucket/t/dt=a%20b/k=a b/größe=1#x");
        assert_eq!(Location::parse("s3://my-bucket").unwrap(), Location::parse("s3://my-bucket/").unwrap());
        assert!(Location::parse("s3://my-bucket").unwrap().path.is_root());
    }

    #[test]
    fn join_takes_the_segment_as_it_is() {
        let root = Location::parse("s3://my-bucket").unwrap();
        let child = root.join("k=a%20b").unwrap().join("x y").unwrap();
        assert_eq!(child.path.as_ref(), "k=a%20b/x y");
        assert!(root.join("..").is_err());
    }

    #[test]
    fn file_addresses() {
        let location = Location::parse("file:///srv/lake/t").unwrap();
        assert_eq!(location.store.as_str(), "file:///");
        assert_eq!(location.to_string(), "file:///srv/lake/t");
        assert!(refused("file://host/x").message.contains("no host"));
        assert!(refused("file:///a/../b").message.contains(".."));
    }

    #[test]
    fn other_schemes_say_what_to_write() {
        assert_eq!(refused("s3a://b-1/x").hint.as_deref(), Some("write s3://b-1/x"));
        assert_eq!(refused("s3n://b-1/x").hint.as_deref(), Some("write s3://b-1/x"));
        assert!(refused("arn:aws:s3:::b-1/x").message.contains("ARN"));
        assert!(refused("https://b-1.s3.amazonaws.com/x").message.contains("web addresses"));
        assert!(refused("/tmp/x").message.contains("must start with s3://"));
        assert_eq!(refused("").name, "HIVE_INVALID_METADATA");
    }

    #[test]
    fn impossible_keys_and_buckets() {
        for text in
            ["s3://", "s3:///x", "s3://ab/x", "s3://a..b/x", "s3://b u c/x", "s3://b1c:80/x", "s3://u@b1c/x"]
        {
            assert!(refused(text).message.contains("bucket"), "{text}");
        }
        assert!(refused("s3://b-1/a//b").message.contains("//"));
        assert!(refused("s3://b-1//b").message.contains("//"));
        assert!(refused("s3://b-1/a/../b").message.contains(".."));
        assert!(refused("s3://b-1/a/*.csv").message.contains("wildcards"));
        assert!(refused("s3://b-1/a\nb").name == "HIVE_INVALID_METADATA");
        assert!(refused(&format!("s3://b-1/{}", "a/".repeat(600))).message.contains("1024"));
    }
}
