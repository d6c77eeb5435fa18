//! The kinds of values a key can have, each parsed from text and bounded.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// A value as a source gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    /// A TOML scalar, an environment variable or a flag.
    Text(String),
    /// A TOML array of strings.
    List(Vec<String>),
}

/// Bounds of a number: bytes, milliseconds or a plain count, by the type of the key.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Smallest allowed.
    pub min: f64,
    /// Largest allowed.
    pub max: f64,
}

/// No bounds: the type itself limits the value.
pub const ANY: Bounds = Bounds { min: f64::NEG_INFINITY, max: f64::INFINITY };

/// A type a setting can have.
pub trait SettingValue: Sized {
    /// What `polias config` calls the type.
    const KIND: &'static str;

    /// Parses and checks bounds; the error never repeats the value of a secret.
    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String>;

    /// Shows bounds in the type's own unit; `None` where there are none.
    fn show_bounds(bounds: Bounds) -> Option<String> {
        let _ = bounds;
        None
    }
}

/// The text of a scalar.
fn text(raw: &Raw) -> Result<&str, String> {
    match raw {
        Raw::Text(text) => Ok(text.trim()),
        Raw::List(_) => Err("expected one value, found a list".to_owned()),
    }
}

fn in_bounds(number: f64, bounds: Bounds, show: impl Fn(f64) -> String) -> Result<(), String> {
    if number < bounds.min || number > bounds.max {
        return Err(format!("must be between {} and {}", show(bounds.min), show(bounds.max)));
    }
    Ok(())
}

impl SettingValue for String {
    const KIND: &'static str = "text";

    fn parse(raw: &Raw, _bounds: Bounds) -> Result<Self, String> {
        Ok(text(raw)?.to_owned())
    }
}

impl SettingValue for bool {
    const KIND: &'static str = "true or false";

    fn parse(raw: &Raw, _bounds: Bounds) -> Result<Self, String> {
        match text(raw)?.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(format!("expected true or false, found {other:?}")),
        }
    }
}

impl SettingValue for SocketAddr {
    const KIND: &'static str = "address:port";

    fn parse(raw: &Raw, _bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        let text = text
            .strip_prefix("localhost:")
            .map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
        text.parse()
            .map_err(|_| format!("expected an IP address and port such as 127.0.0.1:5439, found {text:?}"))
    }
}

impl SettingValue for PathBuf {
    const KIND: &'static str = "path";

    fn parse(raw: &Raw, _bounds: Bounds) -> Result<Self, String> {
        match text(raw)? {
            "" => Err("expected a path, found an empty text".to_owned()),
            path => Ok(Self::from(path)),
        }
    }
}

impl SettingValue for Vec<PathBuf> {
    const KIND: &'static str = "list of paths";

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        match raw {
            Raw::Text(text) => text
                .split(',')
                .filter(|part| !part.trim().is_empty())
                .map(|part| PathBuf::parse(&Raw::Text(part.to_owned()), bounds))
                .collect(),
            Raw::List(parts) => {
                parts.iter().map(|part| PathBuf::parse(&Raw::Text(part.clone()), bounds)).collect()
            }
        }
    }
}

impl SettingValue for u64 {
    const KIND: &'static str = "number";

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        let number: Self =
            text.replace('_', "").parse().map_err(|_| format!("expected a whole number, found {text:?}"))?;
        in_bounds(number as f64, bounds, |bound| format!("{bound}"))?;
        Ok(number)
    }

    fn show_bounds(bounds: Bounds) -> Option<String> {
        Some(format!("{} to {}", bounds.min, bounds.max))
    }
}

impl SettingValue for f64 {
    const KIND: &'static str = "decimal number";

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        let number: Self = text.parse().map_err(|_| format!("expected a number, found {text:?}"))?;
        if !number.is_finite() {
            return Err(format!("expected a finite number, found {text:?}"));
        }
        in_bounds(number, bounds, |bound| format!("{bound}"))?;
        Ok(number)
    }

    fn show_bounds(bounds: Bounds) -> Option<String> {
        Some(format!("{} to {}", bounds.min, bounds.max))
    }
}

/// A number of bytes: `4GiB`, `10MB`, `1048576`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

/// Units, largest first, so that `show` picks the largest that divides.
const BYTE_UNITS: [(&str, u64); 8] = [
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("KB", 1_000),
];

fn show_bytes(bytes: f64) -> String {
    let bytes = bytes as u64;
    BYTE_UNITS
        .iter()
        .find(|(_, unit)| bytes >= *unit && bytes.is_multiple_of(*unit))
        .map_or_else(|| format!("{bytes}B"), |(name, unit)| format!("{}{name}", bytes / unit))
}

impl SettingValue for Bytes {
    const KIND: &'static str = "bytes";

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor = match unit.trim() {
            "" | "B" => 1,
            unit => BYTE_UNITS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(unit))
                .map(|(_, factor)| *factor)
                .ok_or_else(|| format!("unknown unit {unit:?}; use KB, MB, GB, TB, KiB, MiB, GiB or TiB"))?,
        };
        let bytes = number
            .replace('_', "")
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(factor))
            .ok_or_else(|| format!("expected bytes such as 4GiB, found {text:?}"))?;
        in_bounds(bytes as f64, bounds, show_bytes)?;
        Ok(Self(bytes))
    }

    fn show_bounds(bounds: Bounds) -> Option<String> {
        Some(format!("{} to {}", show_bytes(bounds.min), show_bytes(bounds.max)))
    }
}

/// Units of time in milliseconds, largest first.
const TIME_UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

fn show_time(millis: f64) -> String {
    let millis = millis as u64;
    TIME_UNITS
        .iter()
        .find(|(_, unit)| millis >= *unit && millis.is_multiple_of(*unit))
        .map_or_else(|| format!("{millis}ms"), |(name, unit)| format!("{}{name}", millis / unit))
}

impl SettingValue for Duration {
    const KIND: &'static str = "time";

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let millis = TIME_UNITS
            .iter()
            .find(|(name, _)| *name == unit.trim())
            .and_then(|(_, factor)| number.parse::<u64>().ok()?.checked_mul(*factor))
            .ok_or_else(|| format!("expected a time such as 30s, 5m or 2h, found {text:?}"))?;
        in_bounds(millis as f64, bounds, show_time)?;
        Ok(Self::from_millis(millis))
    }

    fn show_bounds(bounds: Bounds) -> Option<String> {
        Some(format!("{} to {}", show_time(bounds.min), show_time(bounds.max)))
    }
}

/// A password or key: the value itself, `env:NAME` or `file:PATH`. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself; hand it to the library that needs it and to nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SettingValue for Secret {
    const KIND: &'static str = "secret: the text, env:NAME or file:PATH";

    fn parse(raw: &Raw, _bounds: Bounds) -> Result<Self, String> {
        let text = text(raw)?;
        if let Some(name) = text.strip_prefix("env:") {
            return std::env::var(name)
                .map(Self)
                .map_err(|_| format!("environment variable {name} is not set"));
        }
        if let Some(path) = text.strip_prefix("file:") {
            let secret =
                std::fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"))?;
            return Ok(Self(secret.trim_end_matches(['\r', '\n']).to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl<T: SettingValue> SettingValue for Option<T> {
    const KIND: &'static str = T::KIND;

    fn parse(raw: &Raw, bounds: Bounds) -> Result<Self, String> {
        match raw {
            Raw::Text(text) if text.trim().is_empty() => Ok(None),
            raw => T::parse(raw, bounds).map(Some),
        }
    }

    fn show_bounds(bounds: Bounds) -> Option<String> {
        T::show_bounds(bounds)
    }
}
