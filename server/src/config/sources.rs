//! File, environment and command line, flattened to dotted keys.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::error::ConfigError;
use super::settings::keys;
use super::value::Raw;

/// Prefix of environment variables.
const PREFIX: &str = "POLIAS_";

/// Largest configuration file.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Raw values by key, each with where it came from. Keys are taken out as they are read; what is left is unknown.
#[derive(Debug, Default)]
pub struct Sources {
    values: BTreeMap<String, (Raw, String)>,
}

impl Sources {
    /// Starts with `(key, value)` pairs everything else overrides.
    pub fn with_defaults(defaults: &[(&str, &str)]) -> Self {
        let value = |(key, value): &(&str, &str)| {
            ((*key).to_owned(), (Raw::Text((*value).to_owned()), "the command's defaults".to_owned()))
        };
        Self { values: defaults.iter().map(value).collect() }
    }

    /// Adds a TOML file.
    pub fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        if std::fs::metadata(path).map_err(unreadable)?.len() > MAX_FILE_BYTES {
            return Err(unreadable(std::io::Error::other("larger than 1 MiB")));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError::Syntax {
            path: path.to_owned(),
            message: error.message().to_owned(),
        })?;
        self.flatten("", table, &path.display().to_string())
    }

    fn flatten(&mut self, prefix: &str, table: toml::Table, origin: &str) -> Result<(), ConfigError> {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            let raw = match value {
                toml::Value::Table(inner) => {
                    self.flatten(&key, inner, origin)?;
                    continue;
                }
                toml::Value::Array(items) => Raw::List(items.into_iter().map(scalar).collect()),
                other => Raw::Text(scalar(other)),
            };
            self.values.insert(key, (raw, origin.to_owned()));
        }
        Ok(())
    }

    /// Adds every `POLIAS_…` variable; one that no key answers to is refused.
    pub fn add_environment(
        &mut self,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        let by_variable: HashMap<String, &str> =
            keys().iter().map(|key| (variable(key.name), key.name)).collect();
        for (variable, value) in environment.filter(|(name, _)| name.starts_with(PREFIX)) {
            let origin = format!("environment variable {variable}");
            let Some(key) = by_variable.get(&variable) else {
                return Err(ConfigError::UnknownKey { key: variable, origin: "the environment".to_owned() });
            };
            self.values.insert((*key).to_owned(), (Raw::Text(value), origin));
        }
        Ok(())
    }

    /// Adds `(key, value)` pairs of the command line.
    pub fn add_flags(&mut self, flags: &[(String, String)]) -> Result<(), ConfigError> {
        for (key, value) in flags {
            self.values.insert(key.clone(), (Raw::Text(value.clone()), "the command line".to_owned()));
        }
        Ok(())
    }

    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<(Raw, String)> {
        self.values.remove(key)
    }

    /// The names directly below a prefix: for `buckets`, every `NAME` of `[buckets.NAME]`.
    pub fn names_below(&self, prefix: &str) -> Vec<String> {
        let prefix = format!("{prefix}.");
        let mut names: Vec<String> = self
            .values
            .keys()
            .filter_map(|key| key.strip_prefix(&prefix)?.rsplit_once('.'))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.dedup();
        names
    }

    /// Refuses what nobody took.
    pub fn refuse_unknown(self) -> Result<(), ConfigError> {
        match self.values.into_iter().next() {
            None => Ok(()),
            Some((key, (_, origin))) => Err(ConfigError::UnknownKey { key, origin }),
        }
    }
}

fn scalar(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The environment variable of a key: `pg.listen` is `POLIAS_PG_LISTEN`.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}
