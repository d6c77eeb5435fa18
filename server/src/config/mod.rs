//! Configuration: one registry of keys makes the parser, the typed values and the documentation.
//!
//! A key is looked up in this order: command line (`--set key=value` and the short flags), environment
//! (`POLIAS_` and the key in upper case, dots as underscores), TOML file, default. An unknown key, a value
//! out of its bounds or two keys that contradict each other stop the start; nothing is ever ignored.

mod buckets;
mod checks;
mod error;
mod print;
mod settings;
mod sources;
mod value;

use std::path::Path;

pub use buckets::bucket_configs;
pub use error::ConfigError;
pub use print::print_keys;
pub use settings::Settings;
pub use sources::Sources;

/// Reads file, environment and command line into checked settings.
///
/// `flags` are `(key, value)` pairs of the command line; later ones win. `defaults` stand in for the
/// registry's defaults.
pub fn load(
    defaults: &[(&str, &str)],
    file: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
    flags: &[(String, String)],
) -> Result<Settings, ConfigError> {
    let mut sources = Sources::with_defaults(defaults);
    if let Some(path) = file {
        sources.add_file(path)?;
    }
    sources.add_environment(environment)?;
    sources.add_flags(flags)?;
    let settings = Settings::read(&mut sources)?;
    sources.refuse_unknown()?;
    checks::check(&settings)?;
    Ok(settings)
}

#[cfg(test)]
mod tests;
