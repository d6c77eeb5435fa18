//! `polias config`: every key with default, bounds and meaning, as a TOML file to start from.

use std::fmt::Write;

use super::settings::keys;
use super::sources::variable;

/// The registry as commented TOML.
pub fn print_keys() -> String {
    let mut out = String::from(
        "# Every key with its default. Also settable as environment variable or with --set KEY=VALUE.\n",
    );
    let mut section = "";
    for key in keys() {
        let (own_section, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if own_section != section {
            section = own_section;
            let _ = writeln!(out, "\n[{section}]");
        }
        let bounds = key.bounds.map(|bounds| format!(", {bounds}")).unwrap_or_default();
        let _ = writeln!(out, "\n#{}", key.doc);
        let _ = writeln!(out, "# ({}{bounds}; {})", key.kind, variable(key.name));
        let plain = ["true", "false"].contains(&key.default) || key.default.parse::<f64>().is_ok();
        let value = match key.default {
            "" if key.kind.starts_with("list") => "[]".to_owned(),
            default if plain => default.to_owned(),
            default => format!("{default:?}"),
        };
        let _ = writeln!(out, "{name} = {value}");
    }
    out.push_str(
        "\n# A bucket on an endpoint of its own; keys as below [s3].\n\
         # [buckets.NAME]\n# endpoint = \"https://…\"\n# region = \"us-east-1\"\n\
         # access_key_id = \"…\"\n# secret_access_key = \"env:NAME\"\n# session_token = \"\"\n\
         # virtual_hosted_style = false\n# allow_http = false\n",
    );
    out
}
